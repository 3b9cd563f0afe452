// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/shellquestion.h"

#include "services/base/cleantext.h"
#include "services/base/reaper.h"
#include "services/net/neterrors.h"
#include "services/ways/ways.h"

#include <QProcess>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace opsdeck {

namespace {

constexpr qsizetype kWordsKept = 2000;
constexpr int kWordsShown = 300;
constexpr int kSshFailed = 255;

} // namespace

ShellQuestion::ShellQuestion(Ways &ways, Way way, QByteArray script, qint64 maxBytes,
                             Milliseconds limit, QObject *parent)
    : QObject(parent)
    , m_ways(ways)
    , m_way(std::move(way))
    , m_script(std::move(script))
    , m_maxBytes(maxBytes)
    , m_limit(limit)
{}

ShellQuestion::~ShellQuestion()
{
    drop();
}

void ShellQuestion::drop()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    const auto pid = static_cast<pid_t>(m_process->processId());
    if (m_process->state() == QProcess::NotRunning || pid <= 0) {
        m_process.release()->deleteLater();
        return;
    }
    // It leads a session of its own: its children end with it.
    ::kill(-pid, SIGKILL);
    leaveToReaper(std::move(m_process));
}

QString ShellQuestion::farShell(Milliseconds limit)
{
    // In words of every login shell. The second more lets this end give up first.
    return QStringLiteral("exec sh -c 'if timeout -k 1 1 true 2>/dev/null; then exec timeout -k 2 "
                          "%1 sh -s; fi; exec sh -s'")
        .arg(limit.count() / 1000 + 1);
}

QByteArray ShellQuestion::quoted(const QString &text)
{
    return "'" + text.toUtf8().replace("'", "'\\''") + "'";
}

void ShellQuestion::start()
{
    m_stage = QStringLiteral("wait for answer");
    if (m_way.isDirect()) {
        launch(QStringLiteral("/bin/sh"), {QStringLiteral("-s")});
        return;
    }
    if (m_way.kind != WayKind::Ssh) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                conclude(
                    failure(ErrorKind::Config,
                            tr("Files can't be looked at through the way '%1'.").arg(m_way.title),
                            tr("Try: a way of kind ssh, or via: direct in the check.")));
            },
            Qt::QueuedConnection);
        return;
    }
    m_stage = QStringLiteral("way");
    m_ways.command(m_way, this, [this](const Result<QStringList> &arguments) {
        if (!arguments) {
            conclude(failure(arguments.error()));
            return;
        }
        m_stage = QStringLiteral("wait for answer");
        launch(arguments->first(), arguments->mid(1) + QStringList{farShell(m_limit)});
    });
}

void ShellQuestion::launch(const QString &program, const QStringList &arguments)
{
    m_process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    environment.insert(QStringLiteral("SSH_ASKPASS_REQUIRE"), QStringLiteral("never"));
    m_process->setProcessEnvironment(environment);
    m_process->setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &ShellQuestion::read);
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] {
        m_words.append(m_process->readAllStandardError());
        m_words.truncate(kWordsKept);
    });
    connect(m_process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus how) {
        ended(code, how == QProcess::NormalExit);
    });
    connect(
        m_process.get(), &QProcess::errorOccurred, this,
        [this, program](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                conclude(failure(ErrorKind::Process,
                                 tr("The program %1 could not be started.").arg(program),
                                 tr("Try: whether it is installed."), m_process->errorString()));
        },
        Qt::QueuedConnection);
    m_process->start(program, arguments);
    m_process->write(m_script);
    m_process->closeWriteChannel();
}

void ShellQuestion::read()
{
    m_answer.append(m_process->readAllStandardOutput());
    if (m_answer.size() > m_maxBytes)
        conclude(failure(neterror::tooLarge(tr("The answer"), m_maxBytes)));
}

void ShellQuestion::ended(int code, bool isNormal)
{
    m_answer.append(m_process->readAllStandardOutput());
    const QString words = cleanText(m_words, kWordsShown);
    if (m_answer.size() > m_maxBytes)
        conclude(failure(neterror::tooLarge(tr("The answer"), m_maxBytes)));
    else if (!m_way.isDirect() && code == kSshFailed)
        conclude(failure(ErrorKind::Way, tr("The way '%1' broke off.").arg(m_way.title),
                         tr("Nothing was found out. It is opened again with the next check."),
                         words));
    else if (!isNormal)
        conclude(failure(ErrorKind::Process, tr("The shell was ended by a signal."), {}, words));
    else
        conclude(m_answer);
}

void ShellQuestion::conclude(const Result<QByteArray> &answer)
{
    drop();
    Q_EMIT finished(answer);
}

} // namespace opsdeck
