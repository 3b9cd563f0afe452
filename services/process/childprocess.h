// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <functional>
#include <memory>

namespace opsdeck {

/// A program without a shell: own session, standard input empty, a short environment, no descriptor
/// of ours but the stated one. Stopped with all that came from it, also what has left its session:
/// SIGTERM, five seconds, SIGKILL. What it leaves behind when it ends by itself is left alone, for
/// starting a service is what some programs are for, unless it was said to leave nothing. When this
/// program dies while it runs, even by SIGKILL, all that came from it is killed.
class ChildProcess final : public QObject
{
    Q_OBJECT
public:
    struct Start
    {
        QStringList arguments; ///< element 0 is the absolute path of the program
        QString workingDirectory;
        QStringList environment; ///< further "NAME=value"
        int inherited = -1;      ///< descriptor that the child keeps
        int heldOpen = -1;  ///< descriptor that stays open for as long as anything of it lives; the
                            ///< child does not get it
        QString outputFile; ///< standard output goes there instead; must exist
        QString inputFile = {};     ///< is standard input
        bool leavesNothing = false; ///< what it leaves behind is killed before ended() comes
    };

    explicit ChildProcess(QObject *parent = nullptr);
    /// Kills what still runs, and does not wait for its end.
    ~ChildProcess() override;
    Q_DISABLE_COPY_MOVE(ChildProcess)

    void start(const Start &start);
    void stop();

    /// After ended(): something of it could not be brought to an end.
    bool mayStillRun() const { return m_mayStillRun; }

    /// Whether what it started, and what came from that, has this socket open. Whoever merely
    /// carries its environment does not count.
    bool holdsSocket(quint64 inode) const;

    Milliseconds elapsed() const { return Milliseconds(m_since.elapsed()); }

Q_SIGNALS:
    void output(bool isError, const QByteArray &bytes);
    /// Exit code, or an error of kind Process (could not be started, crashed, could not be ended).
    /// Exactly once, never from inside start().
    void ended(const opsdeck::Result<int> &exitCode);

private:
    qint64 supervisor() const; ///< 0 when it has ended
    QList<qint64> members() const;
    /// The same, later: to look through a machine's processes takes its time.
    void lookForMembers(std::function<void(const QList<qint64> &)> then);
    int notStarted() const; ///< errno of the supervisor that could not start the program; 0: it did
    void tellSupervisor(int signal) const;
    void signalThese(const QList<qint64> &members, int signal) const;
    void signalAll(int signal);
    void killAllNow();
    void mainEnded(const Result<int> &exitCode);
    void sweep();
    void swept(const QList<qint64> &left, bool hadMainEnded);
    void conclude();

    std::unique_ptr<QProcess> m_process;
    QString m_program;
    int m_report = -1;
    QTimer m_kill;
    QTimer m_sweep; ///< looks for what is left of a stopped program
    QElapsedTimer m_since;
    QByteArray m_mark; ///< in the environment of all that comes from it
    Result<int> m_exitCode = 0;
    qint64 m_pid = 0; ///< of the supervisor, the root of all
    int m_killed = 0; ///< times that SIGKILL was sent
    int m_missed = 0; ///< sweeps that found the one before still looking
    bool m_isLooking = false;
    bool m_stopping = false;
    bool m_hasMainEnded = false;
    bool m_mayStillRun = false;
    bool m_concluded = false;
    bool m_leavesNothing = false;
};

} // namespace opsdeck
