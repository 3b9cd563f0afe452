// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/process/childprocess.h"

#include "services/base/poolwork.h"
#include "services/base/reaper.h"
#include "services/process/processtree.h"
#include "services/process/stepsupervisor.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QUuid>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

namespace opsdeck {

namespace {

constexpr int kGraceMs = 5000;
constexpr int kSweepMs = 100;
constexpr int kMostKills = 20;  ///< sweeps after which what is left counts as out of reach
constexpr int kMostMissed = 50; ///< sweeps in which the system's processes could not be seen

/// What a program may know of our environment: nothing that carries a secret or loads code.
QProcessEnvironment shortEnvironment(const QStringList &further)
{
    QProcessEnvironment environment;
    for (const char *name : {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR",
                             "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "DOCKER_HOST"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    for (const QString &each : further)
        environment.insert(each.section(QLatin1Char('='), 0, 0), each.section(QLatin1Char('='), 1));
    return environment;
}

/// Beside the programs, or where a package puts it; for tests, where it was built.
QString supervisorPath()
{
    const QString here = QCoreApplication::applicationDirPath();
    for (const QString &path : {here + QStringLiteral("/opsdeck-step"),
                                here + QStringLiteral("/../libexec/opsdeck/opsdeck-step")}) {
        if (QFileInfo(path).isExecutable())
            return QDir::cleanPath(path);
    }
#ifdef OPSDECK_STEP_PROGRAM
    return QStringLiteral(OPSDECK_STEP_PROGRAM);
#else
    return here + QStringLiteral("/opsdeck-step");
#endif
}

tl::unexpected<Error> couldNotStart(const QString &program, const QString &why)
{
    return failure(ErrorKind::Process, ChildProcess::tr("%1 could not be started.").arg(program),
                   ChildProcess::tr("Try: is it installed, and may it be run?"), why);
}

} // namespace

ChildProcess::ChildProcess(QObject *parent)
    : QObject(parent)
    , m_process(std::make_unique<QProcess>())
    , m_kill(this)
    , m_sweep(this)
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
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this,
            [this] { Q_EMIT output(false, m_process->readAllStandardOutput()); });
    connect(m_process.get(), &QProcess::readyReadStandardError, this,
            [this] { Q_EMIT output(true, m_process->readAllStandardError()); });
    connect(m_process.get(), &QProcess::finished, this,
            [this](int code, QProcess::ExitStatus status) {
                if (status == QProcess::CrashExit)
                    mainEnded(failure(ErrorKind::Process,
                                      tr("The program was ended by signal %1.").arg(code)));
                else if (const int why = notStarted(); why != 0)
                    mainEnded(couldNotStart(m_program, QString::fromLocal8Bit(std::strerror(why))));
                else
                    mainEnded(code);
            });
    connect(
        m_process.get(), &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                mainEnded(couldNotStart(m_process->program(), m_process->errorString()));
        },
        Qt::QueuedConnection);
}

ChildProcess::~ChildProcess()
{
    if (m_report >= 0)
        ::close(m_report);
    m_process->disconnect(this);
    const bool isRunning = m_process->state() != QProcess::NotRunning;
    if (m_leavesNothing && isRunning && m_process->processId() > 0)
        ::kill(static_cast<pid_t>(m_process->processId()), stepsupervisor::kEndAll);
    else if (isRunning || m_sweep.isActive())
        killAllNow();
    if (isRunning)
        leaveToReaper(std::move(m_process));
}

void ChildProcess::start(const Start &start)
{
    m_program = start.arguments.first();
    m_leavesNothing = start.leavesNothing;
    int report[2] = {-1, -1};
    if (::pipe2(report, O_CLOEXEC | O_NONBLOCK) == 0)
        m_report = report[0];
    m_process->setProgram(supervisorPath());
    m_process->setArguments(
        QStringList{QString::number(start.heldOpen), QString::number(report[1]),
                    QString::fromLatin1(start.leavesNothing ? stepsupervisor::kEndsRest
                                                            : stepsupervisor::kLeavesRest)}
        + start.arguments);
    m_process->setWorkingDirectory(start.workingDirectory);
    const QString mark =
        QStringLiteral("OPSDECK_STEP=") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_mark = mark.toLatin1();
    m_process->setProcessEnvironment(shortEnvironment(start.environment + QStringList{mark}));
    m_process->setStandardInputFile(start.inputFile.isEmpty() ? QProcess::nullDevice()
                                                              : start.inputFile);
    if (!start.outputFile.isEmpty())
        m_process->setStandardOutputFile(start.outputFile, QIODevice::Append);
    m_process->setChildProcessModifier(
        [kept = std::array{start.inherited, start.heldOpen, report[1]}, program = ::getpid()] {
            // Between fork and exec: only calls that are safe there. Signals wait for the
            // supervisor.
            sigset_t all;
            sigfillset(&all);
            ::sigprocmask(SIG_SETMASK, &all, nullptr);
            ::prctl(PR_SET_PDEATHSIG, stepsupervisor::kEndAll);
            if (::getppid() != program)
                ::_exit(stepsupervisor::kNotStarted); // it died before it could be watched
            ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
            for (const int each : kept) {
                if (each >= 0)
                    ::fcntl(each, F_SETFD, 0);
            }
            ::umask(077);
        });
    m_since.start();
    m_process->start();
    if (report[1] >= 0)
        ::close(report[1]);
}

int ChildProcess::notStarted() const
{
    int why = 0;
    return m_report >= 0 && ::read(m_report, &why, sizeof why) == sizeof why ? why : 0;
}

void ChildProcess::stop()
{
    if (m_stopping || m_process->state() == QProcess::NotRunning)
        return;
    m_stopping = true;
    signalAll(SIGTERM);
    m_kill.start();
}

qint64 ChildProcess::supervisor() const
{
    return m_hasMainEnded ? 0 : m_process->processId();
}

QList<qint64> ChildProcess::members() const
{
    return membersOf(m_pid > 0 ? m_pid : m_process->processId(), m_mark,
                     m_hasMainEnded ? TreeRoot::Ended : TreeRoot::Running);
}

void ChildProcess::lookForMembers(std::function<void(const QList<qint64> &)> then)
{
    runInPool(
        *QThreadPool::globalInstance(), this,
        [root = m_pid > 0 ? m_pid : m_process->processId(), mark = m_mark,
         state = m_hasMainEnded ? TreeRoot::Ended : TreeRoot::Running] {
            return membersOf(root, mark, state);
        },
        std::move(then));
}

bool ChildProcess::holdsSocket(quint64 inode) const
{
    if (m_hasMainEnded)
        return false;
    const QList<qint64> ours =
        membersOf(m_pid > 0 ? m_pid : m_process->processId(), {}, TreeRoot::Running);
    return std::any_of(ours.cbegin(), ours.cend(),
                       [inode](qint64 pid) { return opsdeck::holdsSocket(pid, inode); });
}

/// First, for it must not leave while what comes from the program is being ended.
void ChildProcess::tellSupervisor(int signal) const
{
    if (supervisor() > 0)
        ::kill(static_cast<pid_t>(supervisor()),
               signal == SIGKILL ? stepsupervisor::kEndAll : stepsupervisor::kStay);
}

void ChildProcess::signalThese(const QList<qint64> &members, int signal) const
{
    for (const qint64 each : members) {
        if (each != supervisor() && each != m_pid)
            ::kill(static_cast<pid_t>(each), signal);
    }
}

void ChildProcess::signalAll(int signal)
{
    tellSupervisor(signal);
    lookForMembers([this, signal](const QList<qint64> &members) {
        if (!m_concluded)
            signalThese(members, signal);
    });
}

void ChildProcess::killAllNow()
{
    tellSupervisor(SIGKILL);
    signalThese(members(), SIGKILL);
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
    if (m_isLooking) {
        m_mayStillRun = ++m_missed >= kMostMissed && m_killed > 0;
        if (m_mayStillRun)
            conclude();
        return;
    }
    m_isLooking = true;
    m_missed = 0;
    lookForMembers([this, hadMainEnded = m_hasMainEnded](const QList<qint64> &left) {
        m_isLooking = false;
        if (!m_concluded)
            swept(left, hadMainEnded);
    });
}

void ChildProcess::swept(const QList<qint64> &left, bool hadMainEnded)
{
    const bool isGone = hadMainEnded && left.isEmpty();
    m_mayStillRun = !isGone && m_killed >= kMostKills;
    if (isGone || m_mayStillRun)
        return conclude();
    if (m_killed > 0) {
        ++m_killed;
        tellSupervisor(SIGKILL);
        signalThese(left, SIGKILL);
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
