// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/exposition/counterrise.h"
#include "services/probes/exposition/metricpage.h"
#include "services/probes/findings.h"
#include "services/probes/probe.h"

namespace opsdeck {

/// One page of a known exporter, and what is made of it.
class PackView final
{
    Q_DISABLE_COPY_MOVE(PackView)
public:
    PackView(const MetricPage &metrics, const Parameters &values, const ProbeContext &services,
             const Instant &at, const QString &exporter)
        : page(metrics)
        , parameters(values)
        , context(services)
        , now(at)
        , where(exporter)
    {}

    ~PackView() = default;

    const MetricPage &page;
    const Parameters &parameters;
    const ProbeContext &context;
    const Instant now;
    const QString where; ///< what messages call the exporter: "web1:9100"

    Findings findings;
    QList<Sample> samples;
    QVariantMap fields;
    QStringList summary; ///< "CPU 12 %"; the message when nothing is wrong
    std::optional<Error>
        error; ///< the page is not what the pack is for, or says that its server is away

    void gauge(const char *metric, double value, const Labels &labels = {})
    {
        samples.append({QLatin1String(metric), labels, value, MetricType::Gauge});
    }

    /// Adds a condition that `limit` found broken; Ok adds nothing.
    void judge(CheckStatus status, const QString &message, const QString &advice,
               const QString &figure = {})
    {
        findings.add(status, ErrorKind::Condition, message, advice, figure);
    }

    /// Counters by name against those of the last scrape of the same `life`.
    CounterRise rise(const QString &life, const QMap<QString, double> &counters) const
    {
        return CounterRise(context.memory, context.key, life, now, counters);
    }
};

/// What Opsdeck knows of one exporter: what it reads of its page, and what that means.
struct MetricPack
{
    const char *id = nullptr;
    const char *displayName = nullptr; ///< QT_TRANSLATE_NOOP
    ParameterSchema (*parameters)() = nullptr;
    QList<ParameterFinding> (*findings)(const QVariantMap &values) = nullptr;
    QSet<QString> reads; ///< names of the samples it looks at
    void (*look)(PackView &view) = nullptr;
};

/// One function a pack, each in a file of its own.
const MetricPack &nodeExporterPack();
const MetricPack &cadvisorPack();
const MetricPack &postgresExporterPack();
const MetricPack &redisExporterPack();

std::unique_ptr<Probe> makePackProbe(const Check &check, const ProbeContext &context,
                                     const MetricPack &pack);
KindInfo packKindInfo(const MetricPack &pack);

/// The kind made of a pack.
template <const MetricPack &(*pack)()>
ProbeKind packProbeKind()
{
    return {packKindInfo(pack()), [](const Check &check, const ProbeContext &context) {
                return makePackProbe(check, context, pack());
            }};
}

} // namespace opsdeck
