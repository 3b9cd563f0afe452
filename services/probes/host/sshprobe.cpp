// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/probes/filltrend.h"
#include "services/probes/host/hostverdict.h"
#include "services/probes/host/shellquestion.h"
#include "services/probes/host/sshhosts.h"
#include "services/probes/kinds.h"
#include "services/probes/outcome.h"
#include "services/probes/probememory.h"
#include "services/process/childprocess.h"
#include "services/process/memoryfile.h"
#include "services/ways/sshlog.h"
#include "services/ways/ways.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QUuid>

namespace opsdeck {

namespace {

constexpr qsizetype kMaxBytes = 512 * 1024;
constexpr qsizetype kErrorKept = 4096;

/// A host by ssh: whether it lets us in, and what it tells of itself in one answer. The connection
/// is kept.
class SshProbe final : public Probe
{
    Q_OBJECT
public:
    SshProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
    {}

    void start() override;

    QString stage() const override { return m_stage; }

    QString target() const override { return m_target; }

private:
    void open();
    void opened(const Result<QString> &controlPath);
    void take(bool isError, const QByteArray &bytes);
    void tooMuch();
    void ended(const Result<int> &exitCode);
    void conclude(const HostFacts &facts);
    QMap<QString, double> trend(const HostFacts &facts) const;
    std::optional<ClockOffset> clockOffset(const HostFacts &facts) const;
    void fail(const Error &error);
    void finish(ProbeOutcome outcome);

    Check m_check;
    ProbeContext m_context;
    QString m_host;
    QString m_target;
    QString m_stage = QStringLiteral("connect");
    QByteArray m_mark;
    std::unique_ptr<MemoryFile> m_script;
    std::unique_ptr<ChildProcess> m_process;
    QByteArray m_output;
    QByteArray m_errors;
    qint64 m_errorBytes = 0;
    QElapsedTimer m_clock;
    Instant m_askedAt;
    Instant m_answeredAt;
    bool m_isDone = false;
};

void SshProbe::start()
{
    m_clock.start();
    const Parameters parameters(m_check);
    std::optional<Error> error;
    if (parameters.text("host").isEmpty())
        error = missingParameter("host");
    else if (parameters.has("port")
             && (parameters.integer("port") < 1 || parameters.integer("port") > 65'535))
        error = missingParameter("port");
    else if (!m_check.via.isDirect() && m_check.via.kind != WayKind::Ssh)
        error = Error{ErrorKind::Config,
                      tr("A check of kind ssh goes by ways of kind ssh only, and '%1' is none.")
                          .arg(m_check.via.title),
                      tr("Try: another via in the check."),
                      {}};
    m_host = parameters.text("host");
    const qint64 port = parameters.integer("port");
    m_target = port > 0 ? Endpoint{m_host, static_cast<quint16>(port)}.toString() : m_host;
    if (!m_check.via.isDirect())
        m_stage = QStringLiteral("way");
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            if (error)
                fail(*error);
            else if (m_check.via.isDirect())
                open();
            else
                m_context.ways->openChain(m_check.via, this,
                                          [this](const std::optional<Error> &lost) {
                                              if (lost)
                                                  fail(*lost);
                                              else
                                                  open();
                                          });
        },
        Qt::QueuedConnection);
}

void SshProbe::open()
{
    m_stage = QStringLiteral("connect");
    if (!m_check.via.isDirect())
        m_clock.start(); // how long the way took to open says nothing of the host
    const Ways::Shell shell = shellOf(m_check);
    m_context.ways->openShell(shell.via, shell.host, shell.configFile, this,
                              [this](const Result<QString> &controlPath) { opened(controlPath); });
}

void SshProbe::opened(const Result<QString> &controlPath)
{
    if (!controlPath) {
        fail(controlPath.error());
        return;
    }
    m_stage = QStringLiteral("wait for answer");
    const QString ssh = QStandardPaths::findExecutable(QStringLiteral("ssh"));
    if (ssh.isEmpty()) {
        fail({ErrorKind::Process,
              tr("The program ssh is not here."),
              tr("Try: install openssh-client."),
              {}});
        return;
    }
    m_mark = QByteArrayLiteral("opsdeck-") + QUuid::createUuid().toByteArray(QUuid::Id128);
    Result<std::unique_ptr<MemoryFile>> script = MemoryFile::make(
        HostFacts::script(m_mark, Parameters(m_check).list("command"), m_check.timeout));
    if (!script) {
        fail(script.error());
        return;
    }
    m_script = std::move(*script);
    ChildProcess::Start start;
    start.inputFile = m_script->path();
    start.leavesNothing = true;
    start.workingDirectory = QStringLiteral("/");
    // By the kept connection or not at all.
    start.arguments = QStringList{ssh,
                                  QStringLiteral("-F"),
                                  QStringLiteral("none"),
                                  QStringLiteral("-o"),
                                  QStringLiteral("BatchMode=yes"),
                                  QStringLiteral("-o"),
                                  QStringLiteral("ProxyCommand=false"),
                                  QStringLiteral("-S"),
                                  *controlPath,
                                  QStringLiteral("-T"),
                                  QStringLiteral("--"),
                                  QStringLiteral("opsdeck"),
                                  ShellQuestion::farShell(m_check.timeout)};
    m_process = std::make_unique<ChildProcess>();
    connect(m_process.get(), &ChildProcess::output, this, &SshProbe::take);
    connect(m_process.get(), &ChildProcess::ended, this, &SshProbe::ended);
    m_askedAt = m_context.clock->now();
    m_process->start(start);
}

void SshProbe::take(bool isError, const QByteArray &bytes)
{
    if (isError) {
        m_errors += bytes.left(std::max<qsizetype>(0, kErrorKept - m_errors.size()));
        m_errorBytes += bytes.size();
        if (m_errorBytes > kMaxBytes)
            tooMuch();
        return;
    }
    // The time stands first: this is when it was true at the latest.
    if (!m_answeredAt.isValid())
        m_answeredAt = m_context.clock->now();
    m_output += bytes.left(std::max<qsizetype>(0, kMaxBytes + 1 - m_output.size()));
    if (m_output.size() > kMaxBytes)
        tooMuch();
}

void SshProbe::tooMuch()
{
    QMetaObject::invokeMethod(
        this, [this] { fail(neterror::tooLarge(tr("The answer of %1").arg(m_target), kMaxBytes)); },
        Qt::QueuedConnection);
}

void SshProbe::ended(const Result<int> &exitCode)
{
    if (m_isDone)
        return;
    const HostFacts facts = HostFacts::parse(m_output, m_mark);
    if (!exitCode) {
        fail(exitCode.error());
    } else if (facts.isWhole && *exitCode == 0) {
        conclude(facts);
    } else if (*exitCode == 255) {
        const QStringList words{QString::fromUtf8(m_errors)};
        Error error = sshHostError(sshError(words, m_target), m_target);
        if (!m_output.isEmpty() || error.kind == ErrorKind::Way)
            error = {ErrorKind::Unreachable, tr("The connection to %1 broke.").arg(m_target),
                     tr("Try: the log of its ssh server."), error.detail};
        fail(error);
    } else {
        Error error = neterror::garbage(tr("%1 runs no sh that answers.").arg(m_target),
                                        m_output.isEmpty() ? m_errors : m_output);
        error.advice = tr("The login's shell, or what it runs at start, may print or end by "
                          "itself. Try: ssh by hand with the command 'exec sh -s'.");
        fail(error);
    }
}

std::optional<ClockOffset> SshProbe::clockOffset(const HostFacts &facts) const
{
    if (!facts.time || !m_askedAt.isValid() || !m_answeredAt.isValid())
        return std::nullopt;
    const auto wall = [](const Instant &instant) {
        return static_cast<double>(instant.wallMs) / 1000;
    };
    const double middle = (wall(m_askedAt) + wall(m_answeredAt)) / 2;
    const double half = std::max(0.0, (wall(m_answeredAt) - wall(m_askedAt)) / 2);
    // A time in whole seconds is on average half of one old.
    return ClockOffset{*facts.time + (facts.isTimeExact ? 0 : 0.5) - middle,
                       half + (facts.isTimeExact ? 0.002 : 0.5)};
}

QMap<QString, double> SshProbe::trend(const HostFacts &facts) const
{
    QMap<QString, double> toFull;
    if (m_context.memory == nullptr)
        return toFull;
    FillTrend &trend = m_context.memory->of<FillTrend>(m_context.key);
    const Instant now = m_context.clock->now();
    trend.keepOnly(QSet<QString>(facts.mounts.keyBegin(), facts.mounts.keyEnd()));
    for (auto it = facts.mounts.cbegin(); it != facts.mounts.cend(); ++it) {
        trend.add(it.key(), now, it->size, it->available);
        if (const std::optional<double> seconds = trend.secondsToFull(it.key()))
            toFull.insert(it.key(), *seconds);
    }
    return toFull;
}

void SshProbe::conclude(const HostFacts &facts)
{
    ProbeOutcome outcome =
        answeredOutcome(std::chrono::microseconds(m_clock.nsecsElapsed() / 1000 + 1));
    outcome.fields = facts.fields();
    outcome.samples = facts.samples();
    const QMap<QString, double> toFull = trend(facts);
    for (auto it = toFull.cbegin(); it != toFull.cend(); ++it) {
        outcome.samples.append({QStringLiteral("host_disk_seconds_to_full"),
                                {{QStringLiteral("mount"), it.key()}},
                                *it,
                                MetricType::Gauge});
        outcome.fields.insert(QStringLiteral("host.disk_full_in.") + it.key(), secondsText(*it));
    }
    const std::optional<ClockOffset> clock = clockOffset(facts);
    if (clock) {
        outcome.samples.append(
            {QStringLiteral("host_clock_offset_seconds"), {}, clock->seconds, MetricType::Gauge});
        outcome.fields.insert(QStringLiteral("host.clock_offset"),
                              QString::number(clock->seconds, 'f', 3));
    }
    if (!m_check.via.isDirect())
        outcome.fields.insert(QStringLiteral("via"), m_check.via.id);
    QStringList parts;
    if (facts.load1)
        parts << tr("load %1").arg(QString::number(*facts.load1, 'f', 2));
    if (const std::optional<double> memory = facts.memoryRatio())
        parts << tr("memory %1").arg(percentText(*memory));
    const auto fullest = std::max_element(
        facts.mounts.cbegin(), facts.mounts.cend(),
        [](const auto &a, const auto &b) { return a.usedRatio() < b.usedRatio(); });
    if (fullest != facts.mounts.cend())
        parts << tr("disk %1 %2").arg(fullest.key(), percentText(fullest->usedRatio()));
    if (facts.uptime)
        parts << tr("up %1").arg(secondsText(*facts.uptime));
    outcome.message =
        parts.isEmpty() ? tr("%1 lets in").arg(m_target) : parts.join(QStringLiteral(", "));
    if (facts.load1)
        outcome.figure = tr("load %1").arg(QString::number(*facts.load1, 'f', 2));
    judgeHost(facts, HostLimits::from(Parameters(m_check)), toFull, clock, m_host).apply(outcome);
    applyLatencyLimit(outcome, Parameters(m_check).duration("latency_limit"));
    finish(outcome);
}

void SshProbe::fail(const Error &error)
{
    ProbeOutcome outcome = failedOutcome(error);
    if (error.kind == ErrorKind::Tls) // the host key is ssh's certificate
        outcome.figure = tr("host key");
    if (!m_check.via.isDirect())
        outcome.fields.insert(QStringLiteral("via"), m_check.via.id);
    finish(outcome);
}

void SshProbe::finish(ProbeOutcome outcome)
{
    if (std::exchange(m_isDone, true))
        return;
    if (outcome.latency.count() == 0)
        outcome.latency = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000 + 1);
    // Only who spoke answered: its sh, or its ssh server that refused us.
    const ErrorKind kind = outcome.error ? outcome.error->kind : ErrorKind::Status;
    if (!m_output.isEmpty() || kind == ErrorKind::Auth || kind == ErrorKind::Tls)
        outcome.address = m_target;
    Q_EMIT finished(outcome);
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    static const QRegularExpression user(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_.-]*$"));
    static const QRegularExpression host(
        QStringLiteral(R"(^([A-Za-z0-9_][A-Za-z0-9_.-]*|\[?[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?\]?)$)"));
    QList<ParameterFinding> all = HostLimits::findings(values);
    const QString stated = values.value(QStringLiteral("user")).toString();
    if (!stated.isEmpty() && !user.match(stated).hasMatch())
        all.append({QStringLiteral("user"), ProblemSeverity::Error,
                    SshProbe::tr("'user' must be a name as ssh knows it")});
    const QString name = values.value(QStringLiteral("host")).toString();
    if (!name.isEmpty() && !host.match(name).hasMatch())
        all.append({QStringLiteral("host"), ProblemSeverity::Error,
                    SshProbe::tr("'host' must be a name or an address as ssh knows it; user and "
                                 "port stand beside it")});
    return all;
}

ParameterSchema schema()
{
    ParameterSpec command = parameter("command", ParameterType::StringList,
                                      SshProbe::tr("Program and arguments to run there too, one "
                                                   "entry each; any exit code but 0 is critical. "
                                                   "Ended there once the check's timeout is over, "
                                                   "where the host has a timeout command."));
    command.isArgumentVector = true;
    return ParameterSchema{
               requiredParameter(
                   "host", ParameterType::Host,
                   SshProbe::tr("Name or address of the host, as the ssh configuration knows it.")),
               parameter("port", ParameterType::Port,
                         SshProbe::tr(
                             "Port of its ssh server; that of the ssh configuration when absent.")),
               parameter(
                   "user", ParameterType::String,
                   SshProbe::tr("User to log in as; that of the ssh configuration when absent.")),
               parameter("config_file", ParameterType::File,
                         SshProbe::tr("The ssh configuration to use instead of the user's own.")),
               command,
           }
           + HostLimits::schema() + ParameterSchema{latencyLimitParameter()};
}

} // namespace

ProbeKind sshProbeKind()
{
    return {{QStringLiteral("ssh"), QT_TRANSLATE_NOOP("ProbeKind", "Host by SSH"), schema(),
             &findings, WayUse::Ssh},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<SshProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "sshprobe.moc"
