// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace opsdeck {

/// Tells when one of some files changed on disk, was replaced, removed or came back; several
/// changes at once are one.
class WorkspaceWatch final : public QObject
{
    Q_OBJECT
public:
    explicit WorkspaceWatch(QObject *parent = nullptr);

    /// The state of one file that is compared to tell a change; a file that is not there has one
    /// too.
    static QString fingerprint(const QString &file);
    /// Absolute paths; they need not exist. Replaces what was watched before. `fingerprints`: one
    /// for each file, taken before it was read, so that a change while reading is told as well.
    void watch(const QStringList &files, const QStringList &fingerprints);

Q_SIGNALS:
    void changed();

private:
    void settle();
    void watchPaths();
    QStringList fingerprints() const;

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QStringList m_files;
    QStringList m_known; ///< fingerprint of what was announced last
};

} // namespace opsdeck
