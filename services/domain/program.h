// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"
#include "services/domain/id.h"
#include "services/domain/problem.h"

#include <QList>
#include <QMap>
#include <QSet>
#include <QStringList>

namespace opsdeck {

/// A program that watching a workspace runs, on this machine or by ssh on another, exactly as its
/// definition states it.
struct ProgramUse
{
    QStringList argumentVector; ///< variables replaced; element 0 is the program
    QStringList facts;          ///< what else decides on it: "gets the credential shop/db as stdin"
    SourceLocation where;       ///< of the first check that runs it
    QList<CheckKey> checks;
    /// SHA-256 in hex over all of the above but place and checks, and over the bytes of those files
    /// of the workspace's folder that arguments and variables name. What is trusted; empty: some of
    /// them could not be looked into, and it never is.
    QString digest;
    /// Those files, absolute, each with its WorkspaceWatch's fingerprint from before it was read.
    QMap<QString, QString> files;

    bool operator==(const ProgramUse &) const = default;
};

/// The digests of programs, each once.
QSet<QString> digestsOf(const QList<ProgramUse> &programs);
/// Those that are not among `trusted`.
QList<ProgramUse> notAmong(const QList<ProgramUse> &programs, const QSet<QString> &trusted);
/// ssh with a configuration of the workspace's own, by the way of a check; empty: none.
QStringList wayVector(const Check &check);
/// What a check runs that states `command`, by ssh when its kind asks hosts so; empty: nothing.
QStringList commandVector(const Check &check, const QStringList &command, bool isBySsh);
/// An argument as people are shown it before they trust it. What does not show, or shows as
/// something else (control characters, marks of direction, odd spaces, nothing at all), stands in
/// the shell's $'…'; code points of letters that may look like others stand behind it.
QString shownArgument(const QString &argument);
/// All of them on one line, quoted for a shell where that is needed, cut to `limit` characters.
QString shownCommand(const QStringList &argumentVector, int limit);
/// "prod/api/plugin" of each check, at most a handful, and how many more.
QString runnersText(const ProgramUse &program);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ProgramUse)
