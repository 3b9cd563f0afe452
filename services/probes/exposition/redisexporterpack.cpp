// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/exposition/metricpack.h"
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/kinds.h"

#include <QCoreApplication>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kLookupsWorthJudging = 20;

class RedisExporter
{
    Q_DECLARE_TR_FUNCTIONS(RedisExporter)
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
    std::optional<Error> serverError() const;
    void clients();
    void memory();
    void cache(const CounterRise &rise);
    void disk();
    void replication();
    QMap<QString, double> counters() const;

    Limits limits(const char *name, Limits::Side side = Limits::Side::Above) const
    {
        return Limits::from(m_view.parameters, name, side);
    }

    PackView &m_view;
    const MetricPage &m_page;
};

std::optional<Error> Look::serverError() const
{
    const std::optional<double> up = m_page.value("redis_up");
    if (!up)
        return neterror::garbage(
            RedisExporter::tr("%1 answers with metrics, but not with those of a Redis exporter.")
                .arg(m_view.where));
    if (*up > 0)
        return std::nullopt;
    Error error{ErrorKind::Status,
                RedisExporter::tr("The exporter on %1 does not reach its Redis.").arg(m_view.where),
                RedisExporter::tr("Redis is down, or refuses the exporter. Try: Redis itself, then "
                                  "the exporter's address and password."),
                {}};
    for (const Sample &sample : m_page.all("redis_exporter_last_scrape_error"))
        error.detail = cleanText(sample.labels.value(QStringLiteral("err")), 200);
    return error;
}

QMap<QString, double> Look::counters() const
{
    QMap<QString, double> all;
    for (const char *name : {"redis_keyspace_hits_total", "redis_keyspace_misses_total",
                             "redis_evicted_keys_total", "redis_rejected_connections_total"}) {
        if (const std::optional<double> value = m_page.value(name))
            all.insert(QLatin1String(name), *value);
    }
    return all;
}

void Look::look()
{
    m_view.error = serverError();
    if (m_view.error)
        return;
    // Its start, from the uptime in whole seconds, moves by one.
    const double start = m_page.value("redis_start_time_seconds").value_or(0);
    const CounterRise rise = m_view.rise(QString::number(std::llround(start / 10)), counters());
    memory();
    clients();
    cache(rise);
    disk();
    replication();
    if (const std::optional<double> up = m_page.value("redis_uptime_in_seconds"))
        m_view.fields.insert(QStringLiteral("redis.uptime_s"), *up);
    const QList<Sample> info = m_page.all("redis_instance_info");
    if (!info.isEmpty()) {
        m_view.fields.insert(
            QStringLiteral("redis.version"),
            cleanText(info.first().labels.value(QStringLiteral("redis_version")), 40));
        m_view.fields.insert(QStringLiteral("redis.role"),
                             cleanText(info.first().labels.value(QStringLiteral("role")), 20));
    }
}

void Look::memory()
{
    const std::optional<double> used = m_page.value("redis_memory_used_bytes");
    const double all = m_page.value("redis_memory_max_bytes").value_or(0);
    if (!used)
        return;
    m_view.gauge("redis_memory_used_bytes", *used);
    if (all <= 0) {
        m_view.summary.append(RedisExporter::tr("memory %1").arg(sizeText(*used)));
        return;
    }
    const double share = *used / all;
    m_view.gauge("redis_memory_used_ratio", share);
    m_view.summary.append(
        RedisExporter::tr("memory %1 of %2").arg(percentText(share), sizeText(all)));
    // A cache that evicts is meant to be full.
    const QList<Sample> info = m_page.all("redis_instance_info");
    const QString policy =
        info.isEmpty() ? QString() : info.first().labels.value(QStringLiteral("maxmemory_policy"));
    if (!policy.isEmpty() && policy != QLatin1String("noeviction"))
        return;
    const Limits memoryLimits = limits("memory");
    const CheckStatus status = memoryLimits.judge(share);
    m_view.judge(status,
                 RedisExporter::tr("The Redis behind %1 uses %2 of its memory of %3, limit %4.")
                     .arg(m_view.where, percentText(share), sizeText(all),
                          percentText(memoryLimits.passed(status))),
                 RedisExporter::tr("It evicts nothing: when it is full, writes are refused. Try: "
                                   "what grows (redis-cli --bigkeys)."),
                 percentText(share));
}

void Look::clients()
{
    const std::optional<double> clients = m_page.value("redis_connected_clients");
    const double most = m_page.value("redis_config_maxclients").value_or(0);
    if (!clients)
        return;
    m_view.gauge("redis_connected_clients", *clients);
    m_view.summary.append(RedisExporter::tr("%n client(s)", nullptr,
                                            static_cast<int>(std::clamp(*clients, 0.0, 1e9))));
    if (most <= 0)
        return;
    m_view.gauge("redis_clients_used_ratio", *clients / most);
    const Limits clientLimits = limits("clients");
    const CheckStatus status = clientLimits.judge(*clients / most);
    m_view.judge(
        status,
        RedisExporter::tr("The Redis behind %1 has %2 of %3 client slots in use, limit %4.")
            .arg(m_view.where, countText(*clients), countText(most),
                 percentText(clientLimits.passed(status))),
        RedisExporter::tr("Try: what holds them (CLIENT LIST)."),
        QStringLiteral("%1/%2").arg(countText(*clients), countText(most)));
}

void Look::cache(const CounterRise &rise)
{
    const std::optional<double> hits = rise.of("redis_keyspace_hits_total");
    const std::optional<double> misses = rise.of("redis_keyspace_misses_total");
    if (hits && misses && *hits + *misses >= kLookupsWorthJudging) {
        const double rate = *hits / (*hits + *misses);
        m_view.gauge("redis_hit_ratio", rate);
        const Limits hitLimits = limits("hit_rate", Limits::Side::Below);
        const CheckStatus status = hitLimits.judge(rate);
        m_view.judge(
            status,
            RedisExporter::tr("The Redis behind %1 finds %2 of the keys it is asked for, limit %3.")
                .arg(m_view.where, percentText(rate), percentText(hitLimits.passed(status))),
            RedisExporter::tr(
                "The cache was emptied, is too small, or its entries expire too soon."),
            percentText(rate));
    }
    if (const std::optional<double> evicted = rise.perSecond("redis_evicted_keys_total")) {
        m_view.gauge("redis_evictions_per_second", *evicted);
        const Limits evictionLimits = limits("evictions");
        const CheckStatus status = evictionLimits.judge(*evicted);
        m_view.judge(status,
                     RedisExporter::tr("The Redis behind %1 evicts %2 keys a second, limit %3.")
                         .arg(m_view.where, QString::number(*evicted, 'f', 1),
                              QString::number(evictionLimits.passed(status))),
                     RedisExporter::tr("Its memory is full. Try: a larger maxmemory, or shorter "
                                       "lives for its keys."),
                     QStringLiteral("%1/s").arg(QString::number(*evicted, 'f', 0)));
    }
    const double rejected = rise.of("redis_rejected_connections_total").value_or(0);
    if (rejected > 0)
        m_view.findings.add(
            CheckStatus::Critical, ErrorKind::Condition,
            RedisExporter::tr("The Redis behind %1 has turned away %2 connections since the last "
                              "check.")
                .arg(m_view.where, countText(rejected)),
            RedisExporter::tr(
                "It had reached maxclients. Try: what holds the slots (CLIENT LIST)."),
            RedisExporter::tr("rejected"));
}

void Look::disk()
{
    const bool canSave = m_page.value("redis_rdb_last_bgsave_status").value_or(1) > 0;
    const bool canAppend = m_page.value("redis_aof_last_write_status").value_or(1) > 0;
    if (!canSave || !canAppend)
        m_view.findings.add(
            CheckStatus::Critical, ErrorKind::Status,
            RedisExporter::tr("The Redis behind %1 can't save to its disk.").arg(m_view.where),
            RedisExporter::tr("A restart would lose what is in memory. Try: space and rights in "
                              "its folder, and its log."),
            RedisExporter::tr("not saved"));
}

void Look::replication()
{
    const std::optional<double> link = m_page.value("redis_master_link_up");
    if (link && *link <= 0)
        m_view.findings.add(
            CheckStatus::Critical, ErrorKind::Status,
            RedisExporter::tr("The Redis behind %1 is a replica that has lost its master.")
                .arg(m_view.where),
            RedisExporter::tr(
                "It serves what it had. Try: the master, and the network between them."),
            RedisExporter::tr("no master"));
    const double replicas = m_page.value("redis_connected_slaves").value_or(0);
    const double wanted = m_view.parameters.number("replicas").value_or(0);
    m_view.gauge("redis_connected_slaves", replicas);
    if (replicas < wanted)
        m_view.judge(CheckStatus::Warning,
                     RedisExporter::tr("The Redis behind %1 has %2 of %3 replicas connected.")
                         .arg(m_view.where, countText(replicas), countText(wanted)),
                     RedisExporter::tr("Try: the missing replica and the network to it."),
                     QStringLiteral("%1/%2").arg(countText(replicas), countText(wanted)));
}

ParameterSchema parameters()
{
    using T = ParameterType;
    const auto above = Limits::Side::Above;
    ParameterSchema all;
    all += limitParameters("memory", T::Number,
                           RedisExporter::tr("Share of maxmemory in use, where nothing is evicted"),
                           0.9, 0.98, above, 1.0);
    all += limitParameters("clients", T::Number, RedisExporter::tr("Share of maxclients in use"),
                           0.8, 0.95, above, 1.0);
    all += limitParameters(
        "hit_rate", T::Number,
        RedisExporter::tr("Share of lookups that find their key, since the last check"), {}, {},
        Limits::Side::Below, 1.0);
    all += limitParameters("evictions", T::Number,
                           RedisExporter::tr("Keys evicted a second since the last check"));
    all.append(rangeParameter(
        "replicas", T::Integer, 0, 1000,
        RedisExporter::tr("So many replicas must be connected; fewer is a warning."), {}));
    return all;
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    return ScrapeProbe::findings(values)
           + limitFindings(values, {"memory", "clients", "evictions"}, {"hit_rate"});
}

} // namespace

const MetricPack &redisExporterPack()
{
    static const MetricPack pack{
        "redis-exporter",
        QT_TRANSLATE_NOOP("ProbeKind", "Redis exporter"),
        parameters,
        findings,
        {QStringLiteral("redis_up"), QStringLiteral("redis_exporter_last_scrape_error"),
         QStringLiteral("redis_instance_info"), QStringLiteral("redis_start_time_seconds"),
         QStringLiteral("redis_uptime_in_seconds"), QStringLiteral("redis_memory_used_bytes"),
         QStringLiteral("redis_memory_max_bytes"), QStringLiteral("redis_connected_clients"),
         QStringLiteral("redis_config_maxclients"), QStringLiteral("redis_keyspace_hits_total"),
         QStringLiteral("redis_keyspace_misses_total"), QStringLiteral("redis_evicted_keys_total"),
         QStringLiteral("redis_rejected_connections_total"),
         QStringLiteral("redis_rdb_last_bgsave_status"),
         QStringLiteral("redis_aof_last_write_status"), QStringLiteral("redis_master_link_up"),
         QStringLiteral("redis_connected_slaves")},
        [](PackView &view) { Look(view).look(); }};
    return pack;
}

ProbeKind redisExporterProbeKind()
{
    return packProbeKind<redisExporterPack>();
}

} // namespace opsdeck
