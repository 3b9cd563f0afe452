// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/chartpagereader.h"

#include "services/config/configtext.h"

#include <algorithm>

namespace opsdeck {

namespace {

/// Of all environments, drawn or not.
QStringList metricsOf(const Platform &platform, const ServiceId &service)
{
    QStringList names;
    for (const Environment &environment : platform.environments) {
        const Service *there = environment.service(service);
        if (there == nullptr)
            continue;
        for (const auto *metrics : {&there->metrics, &there->undrawnMetrics}) {
            for (const MetricDefinition &metric : *metrics) {
                if (!names.contains(metric.id))
                    names << metric.id;
            }
        }
    }
    return names;
}

} // namespace

ChartPageReader::ChartPageReader(MapReader &platform, const Reporter &reporter)
    : m_reporter(reporter)
{
    for (const YamlNode &node : platform.list(QStringLiteral("pages")))
        readPage(node);
}

void ChartPageReader::readPage(const YamlNode &node)
{
    MapReader reader(node, m_reporter, ConfigText::tr("a page of charts"));
    if (!reader.isMap())
        return;
    Read read;
    read.page.id = reader.requiredId(QStringLiteral("id"));
    read.page.title = reader.text(QStringLiteral("title"), read.page.id);
    const QList<YamlNode> charts = reader.list(QStringLiteral("charts"));
    reader.refuseOthers();
    if (charts.size() > ChartPage::kMostCharts)
        m_reporter.error(reader.at(QStringLiteral("charts")),
                         ConfigText::tr("page '%1' has %2 charts; %3 are the most")
                             .arg(read.page.id)
                             .arg(charts.size())
                             .arg(ChartPage::kMostCharts));
    for (const YamlNode &chart : charts.first(std::min(charts.size(), ChartPage::kMostCharts)))
        readChart(chart, read);
    if (read.page.id.isEmpty())
        return;
    const bool isThere = std::any_of(m_pages.cbegin(), m_pages.cend(), [&](const Read &other) {
        return other.page.id == read.page.id;
    });
    if (isThere)
        m_reporter.error(node.at(), ConfigText::tr("page '%1' is there twice").arg(read.page.id));
    else
        m_pages.append(read);
}

void ChartPageReader::readChart(const YamlNode &node, Read &read) const
{
    MapReader reader(node, m_reporter, ConfigText::tr("a chart of page '%1'").arg(read.page.id));
    if (!reader.isMap())
        return;
    PlacedChart chart;
    chart.service = ServiceId(reader.requiredText(QStringLiteral("service")));
    chart.metric = reader.requiredText(QStringLiteral("metric"));
    chart.wide = reader.integer(QStringLiteral("wide"), 1, 1, PlacedChart::kWidest);
    chart.high = reader.integer(QStringLiteral("high"), 1, 1, PlacedChart::kHighest);
    if (node.find(QStringLiteral("kind")) != nullptr)
        chart.kind =
            static_cast<ChartKind>(reader.choice(QStringLiteral("kind"), chartKindWords(), 0));
    reader.refuseOthers();
    if (chart.service.isEmpty() || chart.metric.isEmpty())
        return;
    const bool isThere =
        std::any_of(read.page.charts.cbegin(), read.page.charts.cend(), [&](const auto &other) {
            return other.service == chart.service && other.metric == chart.metric;
        });
    if (isThere) {
        m_reporter.error(node.at(), ConfigText::tr("page '%1' has chart '%2' of '%3' twice")
                                        .arg(read.page.id, chart.metric, chart.service.toString()));
        return;
    }
    read.page.charts.append(chart);
    read.charts.append(node.at());
}

QList<ChartPage> ChartPageReader::pagesOf(const Platform &platform,
                                          const QStringList &services) const
{
    QList<ChartPage> pages;
    for (const Read &read : m_pages) {
        ChartPage page = read.page;
        page.charts.clear();
        for (qsizetype i = 0; i < read.charts.size(); ++i) {
            const PlacedChart &chart = read.page.charts.at(i);
            const QString service = chart.service.toString();
            if (!services.contains(service)) {
                m_reporter.error(read.charts.at(i),
                                 ConfigText::tr("there is no service %1.%2")
                                     .arg(ConfigText::quoted(service),
                                          ConfigText::didYouMean(service, services)));
                continue;
            }
            const QStringList metrics = metricsOf(platform, chart.service);
            if (!metrics.contains(chart.metric)) {
                m_reporter.error(read.charts.at(i),
                                 ConfigText::tr("service '%1' has no chart %2.%3")
                                     .arg(service, ConfigText::quoted(chart.metric),
                                          ConfigText::didYouMean(chart.metric, metrics)));
                continue;
            }
            page.charts.append(chart);
        }
        pages.append(page);
    }
    return pages;
}

} // namespace opsdeck
