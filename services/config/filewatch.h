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

    /// Absolute paths; they need not exist. Replaces what was watched before.
    void watch(const QStringList &files);

Q_SIGNALS:
    void changed();

private:
    void settle();
    QStringList fingerprint() const;

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QStringList m_files;
    QStringList m_known; ///< fingerprint of what was announced last
};

} // namespace opsdeck
