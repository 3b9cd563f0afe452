// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ways/runningway.h"
#include "services/ways/sshlog.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QProcess>
#include <QTimer>

namespace opsdeck {

class SshChannel;

/// One host of a chain: the system's ssh as a multiplexing master, opened on demand and kept. Asks
/// nothing (BatchMode, no terminal, no askpass), accepts no unknown host key by itself. Engine
/// thread.
class SshMaster final : public QObject
{
    Q_OBJECT
public:
    struct Host
    {
        QString name;       ///< "[user@]name[:port]"
        QString configFile; ///< may be empty
    };

    /// `before`: the master through which this one is reached; null: directly. `socketPath`: the
    /// control socket's, short, in a folder of our own with mode 0700.
    SshMaster(Host host, SshMaster *before, QString socketPath, QObject *parent = nullptr);
    ~SshMaster() override;
    Q_DISABLE_COPY_MOVE(SshMaster)

    const QString &socketPath() const { return m_socketPath; }

    const QString &hostName() const { return m_host.name; }

    /// Contract of RunningWay::prepare().
    void open(QObject *context, RunningWay::Ready ready);
    /// Listens at a local socket for `target`; its path, or why not. Needs an open master.
    void forward(const Endpoint &target, QObject *context, RunningWay::Ready ready);

    QString forwardedPath(const Endpoint &target) const
    {
        return m_forwards.value(SshLog::targetText(target));
    }

    /// The channel has just connected to forwardedPath(); it is told what becomes of it.
    void await(const Endpoint &target, SshChannel *channel);

Q_SIGNALS:
    void lost(const opsdeck::Error &error);

private:
    struct Awaited
    {
        QPointer<SshChannel> channel;
        int connection = 0;
    };

    struct Waiter
    {
        QPointer<QObject> context;
        RunningWay::Ready ready;
    };

    void launch();
    void readLog();
    void ended();
    void conclude(const std::optional<Error> &error);
    void judge(const QString &target, int connection, qint64 linesBefore);
    void endSilent();
    Error silentError() const;
    Error strangeError() const;
    QStringList arguments() const;
    static void tell(const Waiter &waiter, const std::optional<Error> &error);

    Host m_host;
    SshMaster *m_before;
    QString m_socketPath;
    std::unique_ptr<QProcess> m_process;
    SshLog m_log;
    bool m_isOpen = false;
    bool m_isLaunching = false;
    QList<Waiter> m_waiters;
    std::optional<Error> m_error; ///< of the last attempt
    QElapsedTimer m_failedFor;
    int m_failures = 0;
    QTimer m_patience;
    QHash<QString, QString> m_forwards; ///< target → local path
    QHash<QString, QList<Waiter>> m_forwarding;
    QList<QProcess *> m_asking; ///< for further forwards; children
    QHash<QString, QList<Awaited>> m_awaited;
    int m_connections = 0;
    std::optional<Error> m_verdict; ///< why it is being ended
    std::optional<Error> m_strange; ///< what it tells is not understood
    QElapsedTimer m_strangeFor;
    QHash<int, QPointer<SshChannel>> m_opening;
    int m_nextForward = 0;
};

} // namespace opsdeck
