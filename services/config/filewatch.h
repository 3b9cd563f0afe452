// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace opsdeck {

/// Tells when one of some files changed on disk, was replaced, removed or came back; several
/// changes at once are one. Where the system tells of no changes (too many watches, a network
/// folder) they are found by looking, at a slow pace. Looks in the pool.
class WorkspaceWatch final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kPace{30'000};

    /// `pace`: of looking, beside what the system tells.
    explicit WorkspaceWatch(std::chrono::milliseconds pace = kPace, QObject *parent = nullptr);

    /// The state of one file that is compared to tell a change; a file that is not there has one
    /// too.
    static QString fingerprint(const QString &file);
    /// Absolute paths; they need not exist. Replaces what was watched before. `fingerprints`: one
    /// for each file, taken before it was read, so that a change while reading is told as well.
    void watch(const QStringList &files, const QStringList &fingerprints);

Q_SIGNALS:
    void changed();
    /// So many files and folders the system does not watch, when that is another number than
    /// before.
    void unwatched(int count);

private:
    void settle();
    void watchPaths(const QStringList &paths);
    void look();

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QTimer m_slow;
    QStringList m_files;
    QStringList m_known; ///< fingerprint of what was announced last
    int m_unwatched = 0;
    int m_generation = 0; ///< of watch()
    bool m_isLooking = false;
    bool m_looksAgain = false;
};

} // namespace opsdeck
