// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/flowreader.h"

#include "services/config/configtext.h"
#include "services/config/factreader.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kRate = QStringLiteral("rate");
const QString kErrors = QStringLiteral("errors");

enum class Use { Rate, Errors };

const MetricDefinition *metricIn(const QList<MetricDefinition> &metrics, const QString &id)
{
    const auto found =
        std::find_if(metrics.cbegin(), metrics.cend(),
                     [&](const MetricDefinition &metric) { return metric.id == id; });
    return found == metrics.cend() ? nullptr : &*found;
}

const MetricDefinition *drawnMetric(const Environment &environment, const MetricRef &ref)
{
    const Service *service = environment.service(ref.service);
    return service == nullptr ? nullptr : metricIn(service->metrics, ref.metric);
}

class FlowFinder final
{
public:
    FlowFinder(const Platform &platform, const QStringList &services, const Reporter &reporter)
        : m_platform(platform)
        , m_services(services)
        , m_reporter(reporter)
    {}

    std::optional<EdgeFlow> find(const WrittenFlow &written, const Environment &environment) const
    {
        EdgeFlow flow = written.edge;
        const bool isNamed = name(written.rate, written.edge, flow.rate)
                             && name(written.errors, written.edge, flow.errors);
        if (!isNamed || !isFit(flow.rate, written.rate, Use::Rate)
            || !isFit(flow.errors, written.errors, Use::Errors))
            return std::nullopt;
        const MetricDefinition *errors = anyMetric(flow.errors);
        if (errors != nullptr && !isErrorShare(*errors) && flow.rate.isEmpty()) {
            m_reporter.error(written.errors.at,
                             ConfigText::tr("errors per second need the 'rate' that they are a "
                                            "share of"));
            return std::nullopt;
        }
        // What is not set up here has no values.
        if (drawnMetric(environment, flow.rate) == nullptr)
            flow.rate = {};
        const MetricDefinition *share = drawnMetric(environment, flow.errors);
        if (share == nullptr || (flow.rate.isEmpty() && !isErrorShare(*share)))
            flow.errors = {};
        if (flow.rate.isEmpty() && flow.errors.isEmpty())
            return std::nullopt;
        return flow;
    }

private:
    QStringList metricsOf(const ServiceId &id) const
    {
        QStringList ids;
        for (const Environment &environment : m_platform.environments) {
            const Service *service = environment.service(id);
            if (service == nullptr)
                continue;
            for (const MetricDefinition &metric : service->metrics + service->undrawnMetrics)
                ids << metric.id;
        }
        ids.removeDuplicates();
        return ids;
    }

    /// Of any environment that has values of it, else of one that only documents it.
    const MetricDefinition *anyMetric(const MetricRef &ref) const
    {
        const MetricDefinition *documented = nullptr;
        for (const Environment &environment : m_platform.environments) {
            if (const MetricDefinition *drawn = drawnMetric(environment, ref))
                return drawn;
            const Service *service = environment.service(ref.service);
            if (service != nullptr && documented == nullptr)
                documented = metricIn(service->undrawnMetrics, ref.metric);
        }
        return documented;
    }

    /// False when there is no such metric, which is told.
    bool name(const WrittenMetric &written, const EdgeFlow &edge, MetricRef &found) const
    {
        if (written.text.isEmpty())
            return true;
        const qsizetype slash = written.text.indexOf(QLatin1Char('/'));
        return slash < 0 ? nameShort(written, edge, found) : nameWhole(written, slash, found);
    }

    bool nameWhole(const WrittenMetric &written, qsizetype slash, MetricRef &found) const
    {
        found = {ServiceId(written.text.left(slash)), written.text.mid(slash + 1)};
        const QString service = found.service.toString();
        if (!m_services.contains(service)) {
            m_reporter.error(written.at, ConfigText::tr("there is no service %1.%2")
                                             .arg(ConfigText::quoted(service),
                                                  ConfigText::didYouMean(service, m_services)));
            return false;
        }
        const QStringList known = metricsOf(found.service);
        if (known.contains(found.metric))
            return true;
        m_reporter.error(written.at, ConfigText::tr("service '%1' has no metric %2.%3")
                                         .arg(service.left(63), ConfigText::quoted(found.metric),
                                              ConfigText::didYouMean(found.metric, known)));
        return false;
    }

    bool nameShort(const WrittenMetric &written, const EdgeFlow &edge, MetricRef &found) const
    {
        const QStringList there = metricsOf(edge.on);
        const QStringList here = metricsOf(edge.from);
        const bool isThere = there.contains(written.text);
        const bool isHere = here.contains(written.text);
        if (isThere && isHere) {
            m_reporter.error(written.at,
                             ConfigText::tr("'%1' and '%2' both have a metric %3; write '%2/%4' or "
                                            "'%1/%4'")
                                 .arg(edge.from.toString(), edge.on.toString(),
                                      ConfigText::quoted(written.text), written.text.left(63)));
            return false;
        }
        found = {isThere ? edge.on : edge.from, written.text};
        if (isThere || isHere)
            return true;
        m_reporter.error(written.at,
                         ConfigText::tr("neither '%1' nor '%2' has a metric %3; another service's "
                                        "is named as SERVICE/METRIC.%4")
                             .arg(edge.from.toString(), edge.on.toString(),
                                  ConfigText::quoted(written.text),
                                  ConfigText::didYouMean(written.text, there + here)));
        return false;
    }

    bool isFit(const MetricRef &ref, const WrittenMetric &written, Use use) const
    {
        if (ref.isEmpty())
            return true;
        const MetricDefinition *metric = anyMetric(ref);
        // One without a check is only documented; one that some environment lacks the parameters of
        // has one.
        if (metric == nullptr || metric->check.isEmpty()) {
            m_reporter.error(written.at,
                             ConfigText::tr("metric '%1' is documented only: without a 'check' it "
                                            "has no values")
                                 .arg(written.text.left(127)));
            return false;
        }
        if (isFlowRate(*metric) || (use == Use::Errors && isErrorShare(*metric)))
            return true;
        const QString what = QStringLiteral("%1%2").arg(
            toWord(metric->unit),
            metric->seriesLabel.isEmpty() ? QString() : ConfigText::tr(", by series"));
        m_reporter.error(
            written.at,
            use == Use::Rate
                ? ConfigText::tr("the rate of a flow must be per second, and '%1' is %2; take a "
                                 "metric of unit per-second, or a counter with 'rate: true'")
                      .arg(written.text.left(127), what)
                : ConfigText::tr("the errors of a flow must be a share (ratio or percent, one "
                                 "line) or per second, and '%1' is %2")
                      .arg(written.text.left(127), what));
        return false;
    }

    const Platform &m_platform;
    const QStringList &m_services;
    const Reporter &m_reporter;
};

} // namespace

std::optional<WrittenFlow> readFlow(MapReader &dependency, const Reporter &reporter)
{
    const YamlNode *node = dependency.map(QStringLiteral("flow"));
    if (node == nullptr)
        return std::nullopt;
    MapReader reader(*node, reporter, ConfigText::tr("the flow of a dependency"));
    WrittenFlow flow;
    flow.rate = {reader.text(kRate), reader.at(kRate)};
    flow.errors = {reader.text(kErrors), reader.at(kErrors)};
    flow.edge.isAtMost = reader.flag(QStringLiteral("at_most"), false);
    flow.edge.source = readSource(reader, reporter);
    reader.refuseOthers();
    if (flow.rate.text.isEmpty() && flow.errors.text.isEmpty()) {
        reporter.error(node->at(), ConfigText::tr("a flow needs a 'rate', 'errors' or both: ids of "
                                                  "metrics"));
        return std::nullopt;
    }
    return flow;
}

FlowBook foundFlows(const Platform &platform,
                    const QHash<EnvironmentId, QList<WrittenFlow>> &written,
                    const QStringList &services, const Reporter &reporter)
{
    const FlowFinder finder(platform, services, reporter);
    FlowBook book;
    for (const Environment &environment : platform.environments) {
        const QList<WrittenFlow> here = written.value(environment.id);
        for (const WrittenFlow &each : here) {
            if (const auto flow = finder.find(each, environment))
                book[{platform.id, environment.id}].append(*flow);
        }
    }
    return book;
}

} // namespace opsdeck
