// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/childprocess.h"

#include "services/runbooks/processtree.h"

#include <QProcessEnvironment>
#include <QUuid>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace opsdeck {

namespace {

constexpr int kGraceMs = 5000;
constexpr int kSweepMs = 100;
constexpr int kMostKills = 20; ///< sweeps after which what is left counts as out of reach

/// What a program may know of our environment: nothing that carries a secret or loads code.
QProcessEnvironment shortEnvironment(const QStringList &further)
{
    QProcessEnvironment environment;
    for (const char *name : {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "DOCKER_HOST"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    for (const QString &each : further)
        environment.insert(each.section(QLatin1Char('='), 0, 0), each.section(QLatin1Char('='), 1));
    return environment;
}

} // namespace

ChildProcess::ChildProcess(QObject *parent) : QObject(parent), m_process(std::make_unique<QProcess>()), m_kill(this), m_sweep(this)
{
    m_kill.setSingleShot(true);
    m_kill.setInterval(kGraceMs);
    m_sweep.setInterval(kSweepMs);
    connect(&m_kill, &QTimer::timeout, this, [this] {
        ++m_killed;
        signalAll(SIGKILL);
        m_sweep.start(); // what can't be killed must not be waited for
    });
    connect(&m_sweep, &QTimer::timeout, this, &ChildProcess::sweep);
    connect(m_process.get(), &QProcess::started, this, [this] { m_pid = m_process->processId(); });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, [this] { Q_EMIT output(false, m_process->readAllStandardOutput()); });
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] { Q_EMIT output(true, m_process->readAllStandardError()); });
    connect(m_process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (status == QProcess::CrashExit)
            mainEnded(failure(ErrorKind::Process, tr("The program was ended by signal %1.").arg(code)));
        else
            mainEnded(code);
    });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            mainEnded(failure(ErrorKind::Process, tr("%1 could not be started.").arg(m_process->program()), tr("Try: is it installed, and may it be run?"),
                              m_process->errorString()));
    }, Qt::QueuedConnection);
}

ChildProcess::~ChildProcess()
{
    m_process->disconnect(this);
    if (m_process->state() != QProcess::NotRunning || m_sweep.isActive())
        signalAll(SIGKILL);
    if (m_process->state() == QProcess::NotRunning || (!m_mayStillRun && m_process->waitForFinished(1000))) // killed: this takes no time
        return;
    // A QProcess would wait for half a minute: left to itself until it ends.
    QProcess *left = m_process.release();
    left->closeReadChannel(QProcess::StandardOutput);
    left->closeReadChannel(QProcess::StandardError);
    connect(left, &QProcess::finished, left, &QObject::deleteLater);
}

void ChildProcess::start(const Start &start)
{
    m_process->setProgram(start.arguments.first());
    m_process->setArguments(start.arguments.mid(1));
    m_process->setWorkingDirectory(start.workingDirectory);
    const QString mark = QStringLiteral("OPSDECK_STEP=") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_mark = mark.toLatin1();
    m_process->setProcessEnvironment(shortEnvironment(start.environment + QStringList{mark}));
    m_process->setStandardInputFile(QProcess::nullDevice());
    if (!start.outputFile.isEmpty())
        m_process->setStandardOutputFile(start.outputFile, QIODevice::Append);
    m_process->setChildProcessModifier([keep = start.inherited] {
        // Between fork and exec: only calls that are safe there.
        ::setsid();
        ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
        if (keep >= 0)
            ::fcntl(keep, F_SETFD, 0);
        ::umask(077);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // What this program blocks or ignores is inherited: a child that can't hear SIGTERM could only be killed.
        for (int each = 1; each < NSIG; ++each)
            ::signal(each, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    m_since.start();
    m_process->start();
}

void ChildProcess::stop()
{
    if (m_stopping || m_process->state() == QProcess::NotRunning)
        return;
    m_stopping = true;
    signalAll(SIGTERM);
    m_kill.start();
}

QList<qint64> ChildProcess::members() const
{
    return membersOf(m_pid > 0 ? m_pid : m_process->processId(), m_mark, m_hasMainEnded ? TreeRoot::Ended : TreeRoot::Running);
}

void ChildProcess::signalAll(int signal)
{
    const QList<qint64> all = members();
    for (const qint64 each : all)
        ::kill(static_cast<pid_t>(each), signal);
}

void ChildProcess::mainEnded(const Result<int> &exitCode)
{
    m_exitCode = exitCode;
    m_hasMainEnded = true;
    if (m_stopping)
        m_sweep.start();
    else
        conclude();
}

void ChildProcess::sweep()
{
    const bool isGone = m_hasMainEnded && members().isEmpty();
    m_mayStillRun = !isGone && m_killed >= kMostKills;
    if (isGone || m_mayStillRun)
        return conclude();
    if (m_killed > 0) {
        ++m_killed;
        signalAll(SIGKILL);
    }
}

void ChildProcess::conclude()
{
    if (std::exchange(m_concluded, true))
        return;
    m_kill.stop();
    m_sweep.stop();
    m_process->disconnect(this);
    if (!m_hasMainEnded)
        m_exitCode = failure(ErrorKind::Process, tr("The program could not be ended."));
    if (const QByteArray rest = m_process->readAllStandardOutput(); !rest.isEmpty())
        Q_EMIT output(false, rest);
    if (const QByteArray rest = m_process->readAllStandardError(); !rest.isEmpty())
        Q_EMIT output(true, rest);
    Q_EMIT ended(m_exitCode);
}

} // namespace opsdeck
