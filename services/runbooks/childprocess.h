// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace opsdeck {

/// A program without a shell: own session, standard input empty, a short environment, no descriptor of ours but the stated
/// one. Ended with all its descendants: SIGTERM, five seconds, SIGKILL.
class ChildProcess final : public QObject
{
    Q_OBJECT
public:
    struct Start {
        QStringList arguments;     ///< element 0 is the absolute path of the program
        QString workingDirectory;
        QStringList environment;   ///< further "NAME=value"
        int inherited = -1;        ///< descriptor that the child keeps
        QString outputFile;        ///< standard output goes there instead; must exist
    };

    explicit ChildProcess(QObject *parent = nullptr);
    /// Kills what still runs.
    ~ChildProcess() override;
    Q_DISABLE_COPY_MOVE(ChildProcess)

    void start(const Start &start);
    void stop();
    qint64 processId() const { return m_process.processId(); }
    Milliseconds elapsed() const { return Milliseconds(m_since.elapsed()); }

Q_SIGNALS:
    void output(bool isError, const QByteArray &bytes);
    /// Exit code, or an error of kind Process (could not be started, crashed). Exactly once, never from inside start().
    void ended(const opsdeck::Result<int> &exitCode);

private:
    void signalAll(int signal);
    void conclude(const Result<int> &exitCode);

    QProcess m_process;
    QTimer m_kill;
    QElapsedTimer m_since;
    qint64 m_pid = 0;
    bool m_concluded = false;
};

/// The process and all that descend from it now, deepest last. Reads /proc.
QList<qint64> descendantsOf(qint64 pid);

} // namespace opsdeck
