// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/exposition/metricpack.h"
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/kinds.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kNoLimit = 1e18; ///< bytes; a larger one is the kernel's word for none
constexpr double kGone = 60;      ///< seconds after which a container that was not seen is no more
constexpr double kPeriodsWorthJudging = 20; ///< of the CPU quota between two checks

class Cadvisor
{
    Q_DECLARE_TR_FUNCTIONS(Cadvisor)
};

/// Docker's name, or namespace/pod/container; empty for a cgroup that is no container.
QString containerName(const Labels &labels)
{
    const QString container = labels.value(QStringLiteral("container"));
    if (!container.isEmpty() && container != QLatin1String("POD")) {
        return QStringLiteral("%1/%2/%3")
            .arg(labels.value(QStringLiteral("namespace")), labels.value(QStringLiteral("pod")),
                 container);
    }
    return labels.contains(QStringLiteral("pod")) ? QString()
                                                  : labels.value(QStringLiteral("name"));
}

/// One container's figures on one page; `id` tells one life of a name from the next.
struct Container
{
    QString name;
    QString id;
    Labels labels; ///< that find its samples
    double startedAt = 0;
};

class Look
{
public:
    explicit Look(PackView &view)
        : m_view(view)
        , m_page(view.page)
    {}

    void look();

private:
    QList<Container> containers() const;
    void processor(const Container &container, const CounterRise &rise);
    void throttling(const Container &container, const CounterRise &rise);
    void memory(const Container &container, const CounterRise &rise);
    void missing(const QList<Container> &containers);

    Limits limits(const char *name) const { return Limits::from(m_view.parameters, name); }

    static QString key(const char *metric, const Container &container)
    {
        return QStringLiteral("%1 %2 %3")
            .arg(QLatin1String(metric), container.id, QString::number(container.startedAt, 'f', 0));
    }

    PackView &m_view;
    const MetricPage &m_page;
};

QList<Container> Look::containers() const
{
    const double now = static_cast<double>(m_view.now.wallMs) / 1000.0;
    QList<Container> all;
    QSet<QString> known;
    for (const Sample &sample : m_page.all("container_memory_working_set_bytes")) {
        Container container{
            containerName(sample.labels), sample.labels.value(QStringLiteral("id")), {}};
        if (container.name.isEmpty() || known.contains(container.id))
            continue;
        container.labels = {{QStringLiteral("id"), container.id}};
        container.startedAt =
            m_page.value("container_start_time_seconds", container.labels).value_or(0);
        const std::optional<double> seen = m_page.value("container_last_seen", container.labels);
        // cAdvisor shows the dead for minutes.
        if (seen && now - *seen > kGone)
            continue;
        known.insert(container.id);
        all.append(container);
    }
    return all;
}

void Look::look()
{
    if (!m_page.has("container_memory_working_set_bytes")
        && !m_page.has("container_cpu_usage_seconds_total")) {
        m_view.error = neterror::garbage(
            Cadvisor::tr("%1 answers with metrics, but not with those of cAdvisor.")
                .arg(m_view.where));
        return;
    }
    QList<QRegularExpression> wanted;
    for (const QString &glob : m_view.parameters.list("containers"))
        wanted.append(QRegularExpression(QRegularExpression::wildcardToRegularExpression(glob)));
    QList<Container> shown = containers();
    shown.removeIf([&](const Container &container) {
        return !wanted.isEmpty()
               && std::none_of(wanted.cbegin(), wanted.cend(), [&](const QRegularExpression &glob) {
                      return glob.match(container.name).hasMatch();
                  });
    });
    QMap<QString, double> counters;
    for (const Container &container : shown) {
        for (const char *metric :
             {"container_cpu_usage_seconds_total", "container_cpu_cfs_periods_total",
              "container_cpu_cfs_throttled_periods_total", "container_oom_events_total"}) {
            if (const std::optional<double> value = m_page.sum(metric, container.labels))
                counters.insert(key(metric, container), *value);
        }
    }
    const CounterRise rise = m_view.rise({}, counters);
    for (const Container &container : shown) {
        processor(container, rise);
        throttling(container, rise);
        memory(container, rise);
    }
    missing(shown);
    m_view.fields.insert(QStringLiteral("cadvisor.containers"), shown.size());
    m_view.gauge("cadvisor_containers", static_cast<double>(shown.size()));
    m_view.summary.append(Cadvisor::tr("%n container(s)", nullptr, static_cast<int>(shown.size())));
}

void Look::processor(const Container &container, const CounterRise &rise)
{
    const std::optional<double> cores =
        rise.perSecond(key("container_cpu_usage_seconds_total", container));
    if (!cores)
        return;
    const Labels name{{QStringLiteral("name"), cleanText(container.name, 120)}};
    m_view.gauge("container_cpu_cores", *cores, name);
    const double quota = m_page.value("container_spec_cpu_quota", container.labels).value_or(0);
    const double period = m_page.value("container_spec_cpu_period", container.labels).value_or(0);
    const bool isLimited = quota > 0 && period > 0;
    const double machine = m_page.value("machine_cpu_cores", {}).value_or(0);
    if (const double most = isLimited ? quota / period : machine; most > 0)
        m_view.gauge("container_cpu_ratio", *cores / most, name);
    if (!isLimited)
        return;
    const double share = *cores / (quota / period);
    m_view.gauge("container_cpu_limit_ratio", share, name);
    const Limits cpuLimits = limits("cpu");
    const CheckStatus status = cpuLimits.judge(share);
    m_view.judge(status,
                 Cadvisor::tr("%1 uses %2 of the CPU time it may have, limit %3.")
                     .arg(cleanText(container.name, 80), percentText(share),
                          percentText(cpuLimits.passed(status))),
                 Cadvisor::tr("It may have %1 CPUs and is slowed down at that. Try: its work, or a "
                              "higher limit.")
                     .arg(QString::number(quota / period, 'g', 3)),
                 percentText(share));
}

void Look::throttling(const Container &container, const CounterRise &rise)
{
    const std::optional<double> periods =
        rise.of(key("container_cpu_cfs_periods_total", container));
    const std::optional<double> throttled =
        rise.of(key("container_cpu_cfs_throttled_periods_total", container));
    if (!periods || !throttled || *periods < kPeriodsWorthJudging)
        return;
    const double share = std::min(1.0, *throttled / *periods);
    m_view.gauge("container_cpu_throttled_ratio", share,
                 {{QStringLiteral("name"), cleanText(container.name, 120)}});
    const Limits throttleLimits = limits("throttled");
    const CheckStatus status = throttleLimits.judge(share);
    m_view.judge(status,
                 Cadvisor::tr("%1 was slowed down in %2 of its time slices, limit %3.")
                     .arg(cleanText(container.name, 80), percentText(share),
                          percentText(throttleLimits.passed(status))),
                 Cadvisor::tr("Its CPU limit is too low for how it works. Try: a higher limit."),
                 percentText(share));
}

void Look::memory(const Container &container, const CounterRise &rise)
{
    const Labels name{{QStringLiteral("name"), cleanText(container.name, 120)}};
    const double killed = rise.of(key("container_oom_events_total", container)).value_or(0);
    if (killed > 0)
        m_view.findings.add(
            CheckStatus::Warning, ErrorKind::Condition,
            Cadvisor::tr("A program in %1 was ended for lack of memory since the last check.")
                .arg(cleanText(container.name, 80)),
            Cadvisor::tr("It had reached the container's limit. Try: its log, or a higher limit."),
            Cadvisor::tr("out of memory"));
    const double used =
        m_page.value("container_memory_working_set_bytes", container.labels).value_or(0);
    m_view.gauge("container_memory_working_set_bytes", used, name);
    const double all =
        m_page.value("container_spec_memory_limit_bytes", container.labels).value_or(0);
    const bool isLimited = all > 0 && all <= kNoLimit;
    const double machine = m_page.value("machine_memory_bytes", {}).value_or(0);
    if (const double most = isLimited ? all : machine; most > 0)
        m_view.gauge("container_memory_ratio", used / most, name);
    if (!isLimited)
        return;
    const double share = used / all;
    m_view.gauge("container_memory_limit_ratio", share, name);
    const Limits memoryLimits = limits("memory");
    const CheckStatus status = memoryLimits.judge(share);
    m_view.judge(status,
                 Cadvisor::tr("%1 uses %2 of the %3 memory it may have, limit %4.")
                     .arg(cleanText(container.name, 80), percentText(share), sizeText(all),
                          percentText(memoryLimits.passed(status))),
                 Cadvisor::tr("At the limit the kernel ends its programs. Try: what has grown, or "
                              "a higher limit."),
                 percentText(share));
}

void Look::missing(const QList<Container> &containers)
{
    for (const QString &name : m_view.parameters.list("containers")) {
        const auto isIt = [&name](const Container &container) { return container.name == name; };
        if (name.contains(QLatin1Char('*')) || name.contains(QLatin1Char('?'))
            || std::any_of(containers.cbegin(), containers.cend(), isIt))
            continue;
        m_view.findings.add(CheckStatus::Critical, ErrorKind::NotFound,
                            Cadvisor::tr("There is no running container %1 on %2.")
                                .arg(cleanText(name, 80), m_view.where),
                            Cadvisor::tr("It was stopped or has another name. Try: docker ps -a."),
                            Cadvisor::tr("not running"));
    }
}

ParameterSchema parameters()
{
    using T = ParameterType;
    const auto above = Limits::Side::Above;
    ParameterSchema all;
    all += limitParameters("cpu", T::Number,
                           Cadvisor::tr("Share of its CPU limit that a container uses"), 0.95, {},
                           above);
    all += limitParameters("throttled", T::Number,
                           Cadvisor::tr("Share of time slices in which a container was slowed "
                                        "down, since the last check"),
                           0.5, {}, above, 1.0);
    all += limitParameters("memory", T::Number,
                           Cadvisor::tr("Share of its memory limit that a container uses"), 0.9,
                           0.98, above);
    all.append(parameter("containers", T::StringList,
                         Cadvisor::tr("Names of containers to look at, with * and ?; all when "
                                      "absent. One without * that does not run is critical.")));
    return all;
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    return ScrapeProbe::findings(values) + limitFindings(values, {"cpu", "throttled", "memory"});
}

} // namespace

const MetricPack &cadvisorPack()
{
    static const MetricPack pack{
        "cadvisor",
        QT_TRANSLATE_NOOP("ProbeKind", "cAdvisor"),
        parameters,
        findings,
        {QStringLiteral("container_cpu_usage_seconds_total"),
         QStringLiteral("container_cpu_cfs_periods_total"),
         QStringLiteral("container_cpu_cfs_throttled_periods_total"),
         QStringLiteral("container_oom_events_total"), QStringLiteral("container_spec_cpu_quota"),
         QStringLiteral("container_spec_cpu_period"),
         QStringLiteral("container_spec_memory_limit_bytes"),
         QStringLiteral("container_memory_working_set_bytes"),
         QStringLiteral("container_start_time_seconds"), QStringLiteral("container_last_seen"),
         QStringLiteral("machine_cpu_cores"), QStringLiteral("machine_memory_bytes")},
        [](PackView &view) { Look(view).look(); }};
    return pack;
}

ProbeKind cadvisorProbeKind()
{
    return packProbeKind<cadvisorPack>();
}

} // namespace opsdeck
