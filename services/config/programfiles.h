// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace opsdeck {

/// What of a workspace's folder a program is made of.
struct ProgramFiles
{
    /// Every path that was looked at, absolute, with its WorkspaceWatch's fingerprint from before
    /// it was read; those that are not there too.
    QMap<QString, QString> stamps;
    QJsonArray contents; ///< path, real path and SHA-256 of each, in a fixed order
    QStringList
        notLookedInto;   ///< as shown to people, each with the reason: what decides is not known
    QStringList leftOut; ///< data of a version control, which nothing runs; as shown to people
};

/// What was read of files, by path, for as long as one load takes.
struct ReadContent
{
    QString fingerprint; ///< from before it was read
    QString hash;
    qint64 bytes = 0;
};

using ReadContents = QHash<QString, ReadContent>;

/// The files of `directory` that are named by or within any of `texts`, folders with all that is in
/// them; a link counts as what it leads to, wherever that is. Of a folder's version control the
/// data is left out (of .git objects, refs, logs, index and the like), not what may run or say what
/// runs: hooks, configuration, attributes. What is named by itself is never left out. Reads all of
/// them that `known` does not hold as they are: not for the GUI or engine thread.
ProgramFiles filesNamedIn(const QStringList &texts, const QString &directory, ReadContents &known);

} // namespace opsdeck
