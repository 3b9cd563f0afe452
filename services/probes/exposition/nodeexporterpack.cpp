// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/exposition/metricpack.h"
#include "services/probes/exposition/nodedisks.h"
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/kinds.h"

#include <QCoreApplication>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kCpuSecondsWorthJudging = 0.5; ///< of all CPUs together
constexpr int kNamesShown = 3;

class NodeExporter
{
    Q_DECLARE_TR_FUNCTIONS(NodeExporter)
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
    void cpu(const CounterRise &rise);
    void load();
    void memory(const CounterRise &rise);
    void clock();
    void units();
    void tables();
    QMap<QString, double> counters() const;

    Limits limits(const char *name, Limits::Side side = Limits::Side::Above) const
    {
        return Limits::from(m_view.parameters, name, side);
    }

    PackView &m_view;
    const MetricPage &m_page;
    double m_cores = 0;
};

QString cpuKey(const Sample &sample)
{
    return QStringLiteral("cpu %1 %2")
        .arg(sample.labels.value(QStringLiteral("cpu")),
             sample.labels.value(QStringLiteral("mode")));
}

QMap<QString, double> Look::counters() const
{
    QMap<QString, double> all;
    for (const Sample &sample : m_page.all("node_cpu_seconds_total"))
        all.insert(cpuKey(sample), sample.value);
    if (const std::optional<double> killed = m_page.value("node_vmstat_oom_kill"))
        all.insert(QStringLiteral("oom"), *killed);
    return all;
}

void Look::look()
{
    if (!m_page.has("node_cpu_seconds_total") && !m_page.has("node_memory_MemTotal_bytes")
        && !m_page.has("node_load1")) {
        m_view.error = neterror::garbage(
            NodeExporter::tr("%1 answers with metrics, but not with those of a node exporter.")
                .arg(m_view.where));
        return;
    }
    QSet<QString> cores;
    for (const Sample &sample : m_page.all("node_cpu_seconds_total"))
        cores.insert(sample.labels.value(QStringLiteral("cpu")));
    m_cores = static_cast<double>(cores.size());
    // The kernel's estimate of its start moves by a second now and then.
    const double boot = m_page.value("node_boot_time_seconds").value_or(0);
    const CounterRise rise = m_view.rise(QString::number(std::llround(boot / 60)), counters());
    cpu(rise);
    memory(rise);
    lookAtDisks(m_view);
    load();
    clock();
    units();
    tables();
    if (boot > 0) {
        const double up = m_page.value("node_time_seconds")
                              .value_or(static_cast<double>(m_view.now.wallMs) / 1000.0)
                          - boot;
        m_view.fields.insert(QStringLiteral("node.uptime_s"), std::floor(up));
        m_view.gauge("node_uptime_seconds", std::max(0.0, up));
    }
    const QList<Sample> names = m_page.all("node_uname_info");
    if (!names.isEmpty())
        m_view.fields.insert(QStringLiteral("node.name"),
                             cleanText(names.first().labels.value(QStringLiteral("nodename")), 80));
}

void Look::cpu(const CounterRise &rise)
{
    double all = 0;
    QHash<QString, double> byMode;
    QSet<QString> broken;
    const QList<Sample> samples = m_page.all("node_cpu_seconds_total");
    for (const Sample &sample : samples) {
        if (!rise.of(cpuKey(sample)))
            broken.insert(sample.labels.value(QStringLiteral("cpu")));
    }
    for (const Sample &sample : samples) {
        // One counter that fell makes nonsense of its whole CPU.
        if (broken.contains(sample.labels.value(QStringLiteral("cpu"))))
            continue;
        const double seconds = rise.of(cpuKey(sample)).value_or(0);
        all += seconds;
        byMode[sample.labels.value(QStringLiteral("mode"))] += seconds;
    }
    if (all < kCpuSecondsWorthJudging)
        return;
    const auto share = [&](const char *mode) { return byMode.value(QLatin1String(mode)) / all; };
    const double busy = std::clamp(1.0 - share("idle") - share("iowait"), 0.0, 1.0);
    m_view.gauge("node_cpu_busy_ratio", busy);
    m_view.gauge("node_cpu_iowait_ratio", share("iowait"));
    m_view.gauge("node_cpu_steal_ratio", share("steal"));
    m_view.summary.append(NodeExporter::tr("CPU %1").arg(percentText(busy)));
    const Limits cpuLimits = limits("cpu");
    const CheckStatus status = cpuLimits.judge(busy);
    m_view.judge(status,
                 NodeExporter::tr("The CPUs of %1 are %2 busy, limit %3.")
                     .arg(m_view.where, percentText(busy), percentText(cpuLimits.passed(status))),
                 NodeExporter::tr("Since the last check. Try: top, and what was started lately."),
                 percentText(busy));
    const Limits stealLimits = limits("steal");
    const CheckStatus stolen = stealLimits.judge(share("steal"));
    m_view.judge(stolen,
                 NodeExporter::tr("Other machines take %1 of the CPU time of %2, limit %3.")
                     .arg(percentText(share("steal")), m_view.where,
                          percentText(stealLimits.passed(stolen))),
                 NodeExporter::tr("Its host is crowded. Try: the host's load, or another host."),
                 percentText(share("steal")));
}

void Look::load()
{
    const std::optional<double> load = m_page.value("node_load5");
    if (!load || m_cores < 1)
        return;
    const double perCore = *load / m_cores;
    m_view.gauge("node_load_per_cpu", perCore);
    const Limits loadLimits = limits("load");
    const CheckStatus status = loadLimits.judge(perCore);
    m_view.judge(status,
                 NodeExporter::tr("%1 has a load of %2 for each of its %3 CPUs, limit %4.")
                     .arg(m_view.where, QString::number(perCore, 'f', 1), countText(m_cores),
                          QString::number(loadLimits.passed(status))),
                 NodeExporter::tr("Mean of five minutes. Much waits for CPU or disk. Try: top and "
                                  "iostat."),
                 NodeExporter::tr("load %1/CPU").arg(QString::number(perCore, 'f', 1)));
}

void Look::memory(const CounterRise &rise)
{
    const std::optional<double> total = m_page.value("node_memory_MemTotal_bytes");
    const std::optional<double> available = m_page.value("node_memory_MemAvailable_bytes");
    if (total && *total > 0 && available) {
        const double share = *available / *total;
        m_view.gauge("node_memory_available_ratio", share);
        m_view.gauge("node_memory_used_ratio", 1 - share);
        m_view.summary.append(NodeExporter::tr("memory %1").arg(percentText(1 - share)));
        const Limits memoryLimits = limits("memory_available", Limits::Side::Below);
        const CheckStatus status = memoryLimits.judge(share);
        m_view.judge(status,
                     NodeExporter::tr("%1 has %2 of its memory of %3 available, limit %4.")
                         .arg(m_view.where, percentText(share), sizeText(*total),
                              percentText(memoryLimits.passed(status))),
                     NodeExporter::tr("Soon the kernel ends programs. Try: what has grown (top)."),
                     percentText(1 - share));
    }
    const double swap = m_page.value("node_memory_SwapTotal_bytes").value_or(0);
    if (swap > 0)
        m_view.gauge("node_swap_used_ratio",
                     1 - m_page.value("node_memory_SwapFree_bytes").value_or(swap) / swap);
    if (const std::optional<double> killed = rise.of("oom")) {
        const Limits killedLimits = limits("oom_kills");
        m_view.judge(
            killedLimits.judge(*killed),
            NodeExporter::tr("The kernel of %1 has ended %n program(s) for lack of memory since "
                             "the last check.",
                             nullptr, static_cast<int>(std::min(*killed, 1e6)))
                .arg(m_view.where),
            NodeExporter::tr("Try: its log (dmesg) tells which, and what has grown."),
            NodeExporter::tr("out of memory"));
    }
}

void Look::clock()
{
    const std::optional<double> theirs = m_page.value("node_time_seconds");
    if (!theirs)
        return;
    const double skew = *theirs - static_cast<double>(m_view.now.wallMs) / 1000.0;
    m_view.gauge("node_clock_skew_seconds", skew);
    if (const std::optional<double> synchronised = m_page.value("node_timex_sync_status"))
        m_view.fields.insert(QStringLiteral("node.clock_synchronised"), *synchronised > 0);
    const Limits skewLimits = limits("clock_skew");
    const CheckStatus status = skewLimits.judge(std::abs(skew) * 1000);
    m_view.judge(
        status,
        (skew > 0 ? NodeExporter::tr("The clock of %1 is %2 ahead of this machine's, limit %3.")
                  : NodeExporter::tr("The clock of %1 is %2 behind this machine's, limit %3."))
            .arg(m_view.where, secondsText(std::abs(skew)),
                 secondsText(skewLimits.passed(status) / 1000)),
        NodeExporter::tr("Certificates, tokens and logs go wrong. Try: chronyc tracking on both."),
        NodeExporter::tr("clock"));
}

void Look::units()
{
    QStringList failed;
    for (const Sample &sample : m_page.all("node_systemd_unit_state")) {
        if (sample.value > 0
            && sample.labels.value(QStringLiteral("state")) == QLatin1String("failed"))
            failed.append(cleanText(sample.labels.value(QStringLiteral("name")), 60));
    }
    if (m_page.has("node_systemd_unit_state"))
        m_view.gauge("node_systemd_units_failed", static_cast<double>(failed.size()));
    const Limits unitLimits = limits("failed_units");
    m_view.judge(unitLimits.judge(static_cast<double>(failed.size())),
                 NodeExporter::tr("%n unit(s) of systemd on %1 (has|have) failed: %2.", nullptr,
                                  static_cast<int>(failed.size()))
                     .arg(m_view.where, failed.mid(0, kNamesShown).join(QStringLiteral(", "))),
                 NodeExporter::tr("Try: systemctl --failed."), NodeExporter::tr("units failed"));
    double broken = 0;
    for (const Sample &sample : m_page.all("node_md_disks")) {
        if (sample.labels.value(QStringLiteral("state")) == QLatin1String("failed"))
            broken += sample.value;
    }
    if (broken > 0)
        m_view.findings.add(CheckStatus::Critical, ErrorKind::Status,
                            NodeExporter::tr("A RAID of %1 has %n failed disk(s).", nullptr,
                                             static_cast<int>(std::min(broken, 1e6)))
                                .arg(m_view.where),
                            NodeExporter::tr("The next failure may lose data. Try: /proc/mdstat, "
                                             "and replace the disk."),
                            NodeExporter::tr("RAID"));
    if (m_page.value("node_textfile_scrape_error").value_or(0) > 0)
        m_view.findings.add(
            CheckStatus::Warning, ErrorKind::Garbage,
            NodeExporter::tr("The exporter on %1 can't read one of its text files.")
                .arg(m_view.where),
            NodeExporter::tr("What that file counts is missing. Try: the exporter's log."),
            NodeExporter::tr("text file"));
}

void Look::tables()
{
    const auto table = [&](const char *used, const char *limit, const char *metric,
                           const QString &message) {
        const double all = m_page.value(limit).value_or(0);
        const std::optional<double> now = m_page.value(used);
        if (!now || all <= 0)
            return;
        const double share = *now / all;
        m_view.gauge(metric, share);
        const Limits tableLimits = limits("tables");
        const CheckStatus status = tableLimits.judge(share);
        m_view.judge(
            status,
            message.arg(m_view.where, percentText(share), percentText(tableLimits.passed(status))),
            NodeExporter::tr("When it is full, new ones are refused. Try: what holds "
                             "them, or a larger table (sysctl)."),
            percentText(share));
    };
    table("node_filefd_allocated", "node_filefd_maximum", "node_filefd_used_ratio",
          NodeExporter::tr("The table of open files of %1 is %2 full, limit %3."));
    table("node_nf_conntrack_entries", "node_nf_conntrack_entries_limit",
          "node_nf_conntrack_used_ratio",
          NodeExporter::tr("The table of tracked connections of %1 is %2 full, limit %3."));
}

ParameterSchema parameters()
{
    using T = ParameterType;
    const auto above = Limits::Side::Above;
    ParameterSchema all;
    all += limitParameters("cpu", T::Number,
                           NodeExporter::tr("Share of CPU time in use since the last check"), 0.95,
                           {}, above, 1.0);
    all += limitParameters("steal", T::Number,
                           NodeExporter::tr("Share of CPU time taken by other virtual machines"),
                           0.2, {}, above, 1.0);
    all += limitParameters("load", T::Number, NodeExporter::tr("Load of five minutes for each CPU"),
                           3.0);
    all += limitParameters("memory_available", T::Number,
                           NodeExporter::tr("Share of memory that is available"), 0.1, 0.05,
                           Limits::Side::Below, 1.0);
    all += limitParameters("oom_kills", T::Integer,
                           NodeExporter::tr("Programs ended by the kernel for lack of memory since "
                                            "the last check"),
                           0);
    all += diskParameters();
    all += limitParameters("clock_skew", T::Duration,
                           NodeExporter::tr("Difference between its clock and this machine's"),
                           qint64(5'000), qint64(60'000));
    all +=
        limitParameters("failed_units", T::Integer, NodeExporter::tr("Failed units of systemd"), 0);
    all += limitParameters("tables", T::Number,
                           NodeExporter::tr("Share in use of the kernel's tables of open files and "
                                            "tracked connections"),
                           0.8, 0.95, above, 1.0);
    return all;
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    return ScrapeProbe::findings(values)
           + limitFindings(values,
                           {"cpu", "steal", "load", "oom_kills", "disk", "inodes", "clock_skew",
                            "failed_units", "tables"},
                           {"memory_available", "disk_full_in"});
}

} // namespace

const MetricPack &nodeExporterPack()
{
    static const MetricPack pack{"node-exporter",
                                 QT_TRANSLATE_NOOP("ProbeKind", "Node exporter"),
                                 parameters,
                                 findings,
                                 {QStringLiteral("node_cpu_seconds_total"),
                                  QStringLiteral("node_memory_MemTotal_bytes"),
                                  QStringLiteral("node_memory_MemAvailable_bytes"),
                                  QStringLiteral("node_memory_SwapTotal_bytes"),
                                  QStringLiteral("node_memory_SwapFree_bytes"),
                                  QStringLiteral("node_vmstat_oom_kill"),
                                  QStringLiteral("node_load1"),
                                  QStringLiteral("node_load5"),
                                  QStringLiteral("node_boot_time_seconds"),
                                  QStringLiteral("node_time_seconds"),
                                  QStringLiteral("node_timex_sync_status"),
                                  QStringLiteral("node_uname_info"),
                                  QStringLiteral("node_filesystem_size_bytes"),
                                  QStringLiteral("node_filesystem_avail_bytes"),
                                  QStringLiteral("node_filesystem_free_bytes"),
                                  QStringLiteral("node_filesystem_files"),
                                  QStringLiteral("node_filesystem_files_free"),
                                  QStringLiteral("node_filesystem_readonly"),
                                  QStringLiteral("node_systemd_unit_state"),
                                  QStringLiteral("node_md_disks"),
                                  QStringLiteral("node_textfile_scrape_error"),
                                  QStringLiteral("node_filefd_allocated"),
                                  QStringLiteral("node_filefd_maximum"),
                                  QStringLiteral("node_nf_conntrack_entries"),
                                  QStringLiteral("node_nf_conntrack_entries_limit")},
                                 [](PackView &view) { Look(view).look(); }};
    return pack;
}

ProbeKind nodeExporterProbeKind()
{
    return packProbeKind<nodeExporterPack>();
}

} // namespace opsdeck
