// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshmaster.h"

#include "services/base/reaper.h"
#include "services/ways/sshchannel.h"

#include <QFile>
#include <QProcessEnvironment>

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace opsdeck {

namespace {

constexpr int kPatienceMs = 20'000;
constexpr int kForwardMs = 5000; ///< for the master's answer over its control socket
constexpr int kHearingMs = 3500; ///< until the log must have told of a connection
constexpr int kGraceMs = 500;    ///< for what was written meanwhile, after we ourselves stood still
constexpr int kStrangeMs = 60'000;
constexpr int kEndMs = 300; ///< from being asked to end to being killed
constexpr int kShortestWaitMs = 1000;
constexpr int kLongestWaitMs = 30'000;
const QByteArray kReadyWord = QByteArrayLiteral("opsdeck-way-open");

/// Asks nobody, forwards nothing but what it is told to. That its far end fell silent is found out
/// within four seconds: before what lies behind it is told to be down.
QStringList quietOptions()
{
    QStringList all;
    for (const char *option :
         {"BatchMode=yes", "StrictHostKeyChecking=yes", "ClearAllForwardings=yes",
          "ForwardAgent=no", "ForwardX11=no", "RemoteCommand=none", "ServerAliveInterval=1",
          "ServerAliveCountMax=3", "ConnectTimeout=15", "ConnectionAttempts=1",
          "ControlPersist=no"})
        all << QStringLiteral("-o") << QLatin1String(option);
    return all;
}

QString quotedForShell(const QString &text)
{
    return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''"))
           + QLatin1Char('\'');
}

/// An own session without a terminal, so that nothing can be asked, and an end with ours.
void detach(QProcess &process)
{
    process.setStandardInputFile(QProcess::nullDevice());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("SSH_ASKPASS_REQUIRE"), QStringLiteral("never"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
}

QString forwardText(const QString &path, const Endpoint &target)
{
    if (isSocketPath(target))
        return path + QLatin1Char(':') + target.host;
    const bool isV6 = target.host.contains(QLatin1Char(':'));
    return QStringLiteral("%1:%2:%3")
        .arg(path, isV6 ? QLatin1Char('[') + target.host + QLatin1Char(']') : target.host)
        .arg(target.port);
}

} // namespace

SshMaster::SshMaster(Host host, SshMaster *before, QString socketPath, QObject *parent)
    : QObject(parent)
    , m_host(std::move(host))
    , m_before(before)
    , m_socketPath(std::move(socketPath))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_process)
            m_process->kill();
    });
    if (m_before != nullptr) {
        connect(m_before, &SshMaster::lost, this, [this](const Error &) {
            if (m_process)
                m_process->terminate();
        });
    }
}

SshMaster::~SshMaster()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->terminate();
    QTimer::singleShot(kEndMs, m_process.get(), &QProcess::kill);
    leaveToReaper(std::move(m_process));
}

void SshMaster::open(QObject *context, RunningWay::Ready ready)
{
    const Waiter waiter{context, std::move(ready)};
    if (m_isOpen) {
        tell(waiter, std::nullopt);
        return;
    }
    if (!m_isLaunching && m_error) {
        const int wait = std::min(kLongestWaitMs, kShortestWaitMs << std::min(m_failures - 1, 5));
        if (m_failedFor.elapsed() < wait) {
            tell(waiter, m_error);
            return;
        }
    }
    m_waiters.append(waiter);
    if (m_isLaunching)
        return;
    m_isLaunching = true;
    if (m_before == nullptr) {
        launch();
        return;
    }
    m_before->open(this, [this](const std::optional<Error> &error) {
        if (error)
            conclude(error);
        else
            launch();
    });
}

QStringList SshMaster::arguments() const
{
    QStringList all;
    if (!m_host.configFile.isEmpty())
        all << QStringLiteral("-F") << m_host.configFile;
    all << QStringLiteral("-M") << QStringLiteral("-S") << m_socketPath << QStringLiteral("-N")
        << QStringLiteral("-T") << QStringLiteral("-vv");
    all += quietOptions();
    all << QStringLiteral("-o") << QStringLiteral("PermitLocalCommand=yes") << QStringLiteral("-o")
        << QStringLiteral("LocalCommand=echo ") + QString::fromLatin1(kReadyWord);
    if (m_before != nullptr)
        all << QStringLiteral("-o")
            << QStringLiteral("ProxyCommand=ssh -F none -o BatchMode=yes -o ProxyCommand=false -S "
                              "%1 -W '[%h]:%p' opsdeck")
                   .arg(quotedForShell(m_before->socketPath()));
    // A name with a port is told as a URI: "name:22" is none to ssh.
    const QString name = m_host.name.section(QLatin1Char('@'), -1);
    const bool hasPort = name.startsWith(QLatin1Char('[')) ? name.contains(QLatin1String("]:"))
                                                           : name.count(QLatin1Char(':')) == 1;
    all << QStringLiteral("--") << (hasPort ? QStringLiteral("ssh://") + m_host.name : m_host.name);
    return all;
}

void SshMaster::launch()
{
    QFile::remove(m_socketPath);
    m_log = {};
    m_forwards.clear();
    m_process = std::make_unique<QProcess>();
    detach(*m_process);
    connect(m_process.get(), &QProcess::readyReadStandardError, this, &SshMaster::readLog);
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, [this] {
        if (m_process->readAllStandardOutput().contains(kReadyWord) && !m_isOpen) {
            m_isOpen = true;
            m_failures = 0;
            conclude(std::nullopt);
        }
    });
    connect(m_process.get(), &QProcess::finished, this, &SshMaster::ended);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_process.release()->deleteLater();
        conclude(Error{ErrorKind::Way,
                       tr("The program ssh could not be started."),
                       tr("Try: install openssh-client."),
                       {}});
    });
    m_process->start(QStringLiteral("ssh"), arguments());
    m_patience.start();
}

void SshMaster::readLog()
{
    const QList<SshLog::Event> events = m_log.feed(m_process->readAllStandardError());
    for (const SshLog::Event &event : events) {
        if (const auto *requested = std::get_if<SshLog::Requested>(&event)) {
            // Local sockets are accepted in the order of their connections.
            QList<Awaited> &awaited = m_awaited[requested->target];
            m_opening.insert(requested->channel, awaited.isEmpty() ? QPointer<SshChannel>()
                                                                   : awaited.takeFirst().channel);
            m_strange.reset();
        } else if (const auto *opened = std::get_if<SshLog::Opened>(&event)) {
            if (const QPointer<SshChannel> channel = m_opening.take(opened->channel))
                channel->confirmed();
        } else if (const auto *failed = std::get_if<SshLog::Failed>(&event)) {
            if (const QPointer<SshChannel> channel = m_opening.take(failed->channel))
                channel->refused(failed->reason);
        }
    }
}

void SshMaster::ended()
{
    readLog();
    const bool wasOpen = std::exchange(m_isOpen, false);
    m_process.release()->deleteLater();
    m_forwards.clear();
    m_awaited.clear();
    m_opening.clear();
    m_strange.reset();
    Error error = sshError(m_log.notices(), m_host.name);
    if (m_verdict)
        error = *std::exchange(m_verdict, std::nullopt);
    else if (m_log.notices().isEmpty() && !wasOpen && !m_patience.isActive())
        error.message = tr("%1 let ssh wait without an end.").arg(m_host.name);
    for (QProcess *asking : std::exchange(m_asking, {})) {
        asking->disconnect(this);
        connect(asking, &QProcess::finished, asking, &QObject::deleteLater);
        asking->kill();
    }
    const auto forwarding = std::exchange(m_forwarding, {});
    for (const QList<Waiter> &waiters : forwarding) {
        for (const Waiter &waiter : waiters)
            tell(waiter, error);
    }
    conclude(error);
    if (wasOpen)
        Q_EMIT lost(error);
}

void SshMaster::conclude(const std::optional<Error> &error)
{
    m_isLaunching = false;
    m_patience.stop();
    m_error = error;
    if (error) {
        ++m_failures;
        m_failedFor.start();
    }
    const QList<Waiter> waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters)
        tell(waiter, error);
}

void SshMaster::tell(const Waiter &waiter, const std::optional<Error> &error)
{
    if (!waiter.context)
        return;
    QMetaObject::invokeMethod(
        waiter.context, [ready = waiter.ready, error] { ready(error); }, Qt::QueuedConnection);
}

void SshMaster::forward(const Endpoint &target, QObject *context, RunningWay::Ready ready)
{
    const Waiter waiter{context, std::move(ready)};
    const QString key = SshLog::targetText(target);
    if (m_strange && m_strangeFor.elapsed() < kStrangeMs) {
        tell(waiter, m_strange);
        return;
    }
    if (m_forwards.contains(key)) {
        tell(waiter, std::nullopt);
        return;
    }
    QList<Waiter> &waiting = m_forwarding[key];
    waiting.append(waiter);
    if (waiting.size() > 1)
        return;
    const QString path = m_socketPath + QStringLiteral(".%1").arg(m_nextForward++);
    auto *asking = new QProcess(this);
    m_asking.append(asking);
    detach(*asking);
    auto *deadline = new QTimer(asking);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, asking, &QProcess::kill);
    deadline->start(kForwardMs);
    const auto done = [this, asking, key, path](bool isGood, bool isLate) {
        m_asking.removeOne(asking);
        const QString words =
            QString::fromUtf8(asking->readAllStandardError()).simplified().left(300);
        asking->deleteLater();
        std::optional<Error> error;
        if (isLate)
            error = silentError();
        else if (isGood)
            m_forwards.insert(key, path);
        else
            error = Error{ErrorKind::Way,
                          tr("ssh to %1 opens no way on to %2.")
                              .arg(m_host.name, key.section(QLatin1Char(' '), 0, 0)),
                          tr("Try: its ssh server's AllowTcpForwarding."), words};
        const QList<Waiter> waiters = m_forwarding.take(key);
        for (const Waiter &each : waiters)
            tell(each, error);
        if (isLate)
            endSilent();
    };
    connect(asking, &QProcess::finished, this, [done](int code, QProcess::ExitStatus status) {
        done(status == QProcess::NormalExit && code == 0, status == QProcess::CrashExit);
    });
    connect(asking, &QProcess::errorOccurred, this, [done](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            done(false, false);
    });
    asking->start(QStringLiteral("ssh"),
                  {QStringLiteral("-F"), QStringLiteral("none"), QStringLiteral("-S"), m_socketPath,
                   QStringLiteral("-O"), QStringLiteral("forward"), QStringLiteral("-L"),
                   forwardText(path, target), QStringLiteral("--"), QStringLiteral("opsdeck")});
}

void SshMaster::await(const Endpoint &target, SshChannel *channel)
{
    const QString key = SshLog::targetText(target);
    const int connection = m_connections++;
    m_awaited[key].append({channel, connection});
    QTimer::singleShot(kHearingMs, this, [this, key, connection, lines = m_log.lines()] {
        QTimer::singleShot(kGraceMs, this,
                           [this, key, connection, lines] { judge(key, connection, lines); });
    });
}

/// Every connection has its line at once, whatever becomes of it at the far end.
void SshMaster::judge(const QString &target, int connection, qint64 linesBefore)
{
    const QList<Awaited> awaited = m_awaited.value(target);
    const bool isUnheard =
        std::any_of(awaited.cbegin(), awaited.cend(),
                    [connection](const Awaited &each) { return each.connection == connection; });
    if (!m_isOpen || !isUnheard)
        return;
    if (m_log.lines() == linesBefore) {
        endSilent();
        return;
    }
    m_strange = strangeError();
    m_strangeFor.start();
    const auto all = std::exchange(m_awaited, {});
    for (const QList<Awaited> &list : all) {
        for (const Awaited &each : list) {
            if (each.channel)
                each.channel->givenUp(*m_strange);
        }
    }
}

/// One that stands still is of no use, and is started anew by who needs it next.
void SshMaster::endSilent()
{
    if (!m_process || !m_isOpen)
        return;
    m_verdict = silentError();
    m_process->kill();
}

Error SshMaster::silentError() const
{
    return {ErrorKind::Way,
            tr("The ssh of this machine that leads to %1 stands still.").arg(m_host.name),
            tr("It is ended and started anew. Try: the load of this machine."),
            {}};
}

Error SshMaster::strangeError() const
{
    return {
        ErrorKind::Way,
        tr("What the ssh of this machine tells of its connections is not understood: %1.")
            .arg(m_log.version().isEmpty() ? tr("it does not name its version") : m_log.version()),
        tr("Whether %1 lets connections through can't be told. Try: OpenSSH 8.4 to 10; ssh -V "
           "says which one it is.")
            .arg(m_host.name),
        {}};
}

} // namespace opsdeck
