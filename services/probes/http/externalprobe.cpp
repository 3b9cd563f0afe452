// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/findings.h"
#include "services/probes/kinds.h"
#include "services/probes/probestart.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <vector>

namespace opsdeck {

namespace {

constexpr qsizetype kMostTargets = 16;
constexpr int kTargetShown = 120;
constexpr int kDetailShown = 2000;
constexpr int kSpareMs = 100; ///< for the verdict, before the check's own deadline

struct Target
{
    QString written;
    Check check;
};

/// "tcp://host:port", "https://host/…", "dns://server[:port]/name[?type=AAAA]"; nothing for
/// anything else.
std::optional<Target> targetFrom(const QString &text, const Check &whole)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return std::nullopt;
    Target target{cleanText(text, kTargetShown), whole};
    target.check.kind = url.scheme();
    target.check.degradedIf.clear();
    target.check.downIf.clear();
    QVariantMap &parameters = target.check.parameters;
    parameters.clear();
    if (url.scheme() == QLatin1String("tcp") && url.port() > 0 && url.path().isEmpty()) {
        parameters = {{QStringLiteral("host"), url.host()}, {QStringLiteral("port"), url.port()}};
    } else if (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https")) {
        target.check.kind = QStringLiteral("http");
        // It is there, whatever it says; a proxy that can't reach it answers with 5xx.
        parameters = {
            {QStringLiteral("url"), text},
            {QStringLiteral("status"),
             QStringList{QStringLiteral("2xx"), QStringLiteral("3xx"), QStringLiteral("4xx")}}};
    } else if (url.scheme() == QLatin1String("dns") && url.path().size() > 1) {
        const QString type = QUrlQuery(url).queryItemValue(QStringLiteral("type")).toUpper();
        parameters = {{QStringLiteral("server"), url.host()},
                      {QStringLiteral("port"), url.port(53)},
                      {QStringLiteral("name"), url.path().mid(1)},
                      {QStringLiteral("type"), type.isEmpty() ? QStringLiteral("A") : type}};
    } else {
        return std::nullopt;
    }
    return target;
}

ProbeKind kindOf(const Target &target)
{
    if (target.check.kind == QLatin1String("tcp"))
        return tcpProbeKind();
    return target.check.kind == QLatin1String("dns") ? dnsProbeKind() : httpProbeKind();
}

/// Whether enough of the world outside answers: what an environment's own silence is held against.
class ExternalProbe final : public Probe
{
    Q_OBJECT
public:
    ExternalProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
    {}

    void start() override;

    QString stage() const override { return QStringLiteral("wait for answer"); }

    QString target() const override { return tr("the world outside"); }

private:
    struct Asked
    {
        Target target;
        std::unique_ptr<Probe> probe;
        std::optional<ProbeOutcome> outcome;
    };

    std::optional<Error> read();
    void ask();
    void answered(std::size_t at, const ProbeOutcome &outcome);
    void expire();
    void conclude();

    Check m_check;
    ProbeContext m_context;
    std::vector<Asked> m_asked;
    qint64 m_atLeast = 1;
    qint64 m_atLeastWarning = 0;
    QElapsedTimer m_clock;
    QTimer m_patience;
    bool m_isDone = false;
};

std::optional<Error> ExternalProbe::read()
{
    const Parameters parameters(m_check);
    const QStringList targets = parameters.list("targets").mid(0, kMostTargets);
    for (const QString &each : targets) {
        std::optional<Target> target = targetFrom(each, m_check);
        if (!target)
            return Error{ErrorKind::Config,
                         tr("%1 is no target.").arg(cleanText(each, kTargetShown)),
                         tr("Try: tcp://host:port, https://host or dns://server/name."),
                         {}};
        m_asked.push_back({std::move(*target), nullptr, std::nullopt});
    }
    if (m_asked.empty())
        return missingParameter("targets");
    m_atLeast = parameters.integer("at_least", 1);
    m_atLeastWarning = parameters.integer("at_least_warning", 0);
    if (m_atLeast < 1 || m_atLeast > static_cast<qint64>(m_asked.size()))
        return missingParameter("at_least");
    return std::nullopt;
}

void ExternalProbe::start()
{
    m_clock.start();
    askLater(*this, read(), [this] { ask(); });
}

void ExternalProbe::ask()
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &ExternalProbe::expire);
    m_patience.start(std::max(
        Milliseconds(1), m_check.timeout - std::max(Milliseconds(kSpareMs), m_check.timeout / 10)));
    for (std::size_t at = 0; at < m_asked.size(); ++at) {
        Asked &asked = m_asked[at];
        asked.probe = kindOf(asked.target).create(asked.target.check, m_context);
        connect(asked.probe.get(), &Probe::finished, this, [this, at](const ProbeOutcome &outcome) {
            // It is in the middle of its last signal.
            m_asked[at].probe.release()->deleteLater();
            answered(at, outcome);
        });
        asked.probe->start();
    }
}

void ExternalProbe::answered(std::size_t at, const ProbeOutcome &outcome)
{
    m_asked[at].outcome = outcome;
    if (std::all_of(m_asked.cbegin(), m_asked.cend(),
                    [](const Asked &asked) { return asked.outcome.has_value(); }))
        conclude();
}

void ExternalProbe::expire()
{
    for (Asked &asked : m_asked) {
        if (asked.outcome)
            continue;
        asked.outcome = failedOutcome(neterror::timeout(
            asked.target.written, Milliseconds(m_clock.elapsed()), asked.probe->stage()));
        asked.probe.reset();
    }
    conclude();
}

void ExternalProbe::conclude()
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_patience.stop();
    ProbeOutcome outcome =
        answeredOutcome(std::chrono::microseconds(m_clock.nsecsElapsed() / 1000 + 1));
    QStringList failures;
    qint64 reached = 0;
    bool isWayLost = true;
    for (const Asked &asked : m_asked) {
        const bool isGood = asked.outcome->status == CheckStatus::Ok
                            || asked.outcome->status == CheckStatus::Warning;
        reached += isGood ? 1 : 0;
        isWayLost =
            isWayLost && asked.outcome->error && asked.outcome->error->kind == ErrorKind::Way;
        if (!isGood)
            failures << tr("%1: %2").arg(asked.target.written, asked.outcome->message);
        outcome.fields.insert(QStringLiteral("target.") + asked.target.written,
                              isGood ? asked.outcome->figure : asked.outcome->message);
        const Labels labels{{QStringLiteral("target"), asked.target.written}};
        outcome.samples.append(
            {QStringLiteral("external_target_up"), labels, isGood ? 1.0 : 0.0, MetricType::Gauge});
        if (isGood)
            outcome.samples.append({QStringLiteral("external_target_seconds"), labels,
                                    std::chrono::duration<double>(asked.outcome->latency).count(),
                                    MetricType::Gauge});
    }
    const auto all = static_cast<qint64>(m_asked.size());
    outcome.figure = tr("%1 of %2").arg(reached).arg(all);
    outcome.message = tr("%1 of %2 targets outside answer").arg(reached).arg(all);
    outcome.samples.append({QStringLiteral("external_targets_up"),
                            {},
                            static_cast<double>(reached),
                            MetricType::Gauge});
    if (reached < m_atLeast && isWayLost) {
        // Nothing was asked: what lies outside is not known.
        const ProbeOutcome failed = failedOutcome(*m_asked.front().outcome->error);
        outcome.status = failed.status;
        outcome.message = failed.message;
        outcome.error = failed.error;
    } else if (reached < m_atLeast || reached < m_atLeastWarning) {
        const bool isCritical = reached < m_atLeast;
        outcome.status = isCritical ? CheckStatus::Critical : CheckStatus::Warning;
        const qint64 limit = isCritical ? m_atLeast : m_atLeastWarning;
        outcome.message = tr("%1 of %2 targets outside answer, at least %3 must")
                              .arg(reached)
                              .arg(all)
                              .arg(limit);
        outcome.error =
            Error{reached == 0 ? ErrorKind::Unreachable : ErrorKind::Condition,
                  outcome.message + QLatin1Char('.'),
                  reached == 0 ? tr("Most likely it is the way out from here that is cut, not each "
                                    "of them. Try: this machine's network.")
                               : tr("Try: the network's way out, and the targets that are silent."),
                  cleanText(failures.join(QLatin1Char('\n')), kDetailShown, true)};
    }
    applyLatencyLimit(outcome, Parameters(m_check).duration("latency_limit"));
    Q_EMIT finished(outcome);
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    QList<ParameterFinding> all;
    const QStringList targets = values.value(QStringLiteral("targets")).toStringList();
    const auto error = [&all](const char *name, const QString &text) {
        all.append({QLatin1String(name), ProblemSeverity::Error, text});
    };
    for (const QString &each : targets) {
        if (!targetFrom(each, {}))
            error("targets",
                  ExternalProbe::tr(
                      "'%1' is no target: write tcp://host:port, https://host or dns://server/name")
                      .arg(cleanText(each, kTargetShown)));
    }
    if (targets.size() > kMostTargets)
        error("targets", ExternalProbe::tr("at most %1 targets").arg(kMostTargets));
    for (const char *name : {"at_least", "at_least_warning"}) {
        if (values.value(QLatin1String(name)).toLongLong() > targets.size())
            error(
                name,
                ExternalProbe::tr("'%1' is more than there are targets").arg(QLatin1String(name)));
    }
    return all;
}

ParameterSchema schema()
{
    return {
        requiredParameter(
            "targets", ParameterType::StringList,
            ExternalProbe::tr("What is asked, all at once: tcp://host:port, https://host/path (any "
                              "answer below 500), dns://server/name.")),
        rangeParameter("at_least", ParameterType::Integer, 1, kMostTargets,
                       ExternalProbe::tr("Fewer that answer are critical."), 1),
        rangeParameter("at_least_warning", ParameterType::Integer, 0, kMostTargets,
                       ExternalProbe::tr("Fewer that answer are a warning."), {}),
        latencyLimitParameter(),
    };
}

} // namespace

ProbeKind externalProbeKind()
{
    return {{QStringLiteral("external"), QT_TRANSLATE_NOOP("ProbeKind", "World outside"), schema(),
             &findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<ExternalProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "externalprobe.moc"
