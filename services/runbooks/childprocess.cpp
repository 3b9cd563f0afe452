// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/childprocess.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcessEnvironment>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace opsdeck {

namespace {

constexpr int kGraceMs = 5000;

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

qint64 parentOf(const QString &pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = file.readAll();
    // The name in brackets may hold anything; the fields behind the last bracket do not.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return fields.value(1).toLongLong();
}

} // namespace

QList<qint64> descendantsOf(qint64 pid)
{
    QMultiHash<qint64, qint64> children;
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &entry : entries) {
        bool isPid = false;
        const qint64 each = entry.toLongLong(&isPid);
        if (isPid)
            children.insert(parentOf(entry), each);
    }
    QList<qint64> all{pid};
    for (qsizetype i = 0; i < all.size(); ++i)
        all += children.values(all.at(i));
    return all;
}

ChildProcess::ChildProcess(QObject *parent) : QObject(parent), m_process(this), m_kill(this)
{
    m_kill.setSingleShot(true);
    m_kill.setInterval(kGraceMs);
    connect(&m_kill, &QTimer::timeout, this, [this] { signalAll(SIGKILL); });
    connect(&m_process, &QProcess::started, this, [this] { m_pid = m_process.processId(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { Q_EMIT output(false, m_process.readAllStandardOutput()); });
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] { Q_EMIT output(true, m_process.readAllStandardError()); });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (status == QProcess::CrashExit)
            conclude(failure(ErrorKind::Process, tr("The program was ended by signal %1.").arg(code)));
        else
            conclude(code);
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            conclude(failure(ErrorKind::Process, tr("%1 could not be started.").arg(m_process.program()), tr("Try: is it installed, and may it be run?"),
                             m_process.errorString()));
    }, Qt::QueuedConnection);
}

ChildProcess::~ChildProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning)
        signalAll(SIGKILL);
}

void ChildProcess::start(const Start &start)
{
    m_process.setProgram(start.arguments.first());
    m_process.setArguments(start.arguments.mid(1));
    m_process.setWorkingDirectory(start.workingDirectory);
    m_process.setProcessEnvironment(shortEnvironment(start.environment));
    m_process.setStandardInputFile(QProcess::nullDevice());
    if (!start.outputFile.isEmpty())
        m_process.setStandardOutputFile(start.outputFile, QIODevice::Append);
    m_process.setChildProcessModifier([keep = start.inherited] {
        // Between fork and exec: only calls that are safe there.
        ::setsid();
        ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
        if (keep >= 0)
            ::fcntl(keep, F_SETFD, 0);
        ::umask(077);
        ::signal(SIGPIPE, SIG_DFL);
    });
    m_since.start();
    m_process.start();
}

void ChildProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    signalAll(SIGTERM);
    m_kill.start();
}

void ChildProcess::signalAll(int signal)
{
    const qint64 pid = m_pid > 0 ? m_pid : m_process.processId();
    if (pid <= 0)
        return;
    const QList<qint64> all = descendantsOf(pid);
    ::kill(static_cast<pid_t>(-pid), signal);
    for (const qint64 each : all)
        ::kill(static_cast<pid_t>(each), signal);
}

void ChildProcess::conclude(const Result<int> &exitCode)
{
    if (std::exchange(m_concluded, true))
        return;
    m_kill.stop();
    if (const QByteArray rest = m_process.readAllStandardOutput(); !rest.isEmpty())
        Q_EMIT output(false, rest);
    if (const QByteArray rest = m_process.readAllStandardError(); !rest.isEmpty())
        Q_EMIT output(true, rest);
    Q_EMIT ended(exitCode);
}

} // namespace opsdeck
