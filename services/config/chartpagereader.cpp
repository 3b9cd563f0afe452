// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/chartpagereader.h"

#include "services/config/configtext.h"

#include <QMap>

#include <algorithm>

namespace opsdeck {

namespace {

void addMetrics(const YamlNode &service, QStringList &names)
{
    const YamlNode *metrics = service.find(QStringLiteral("metrics"));
    for (const YamlNode &metric : metrics == nullptr ? QList<YamlNode>() : metrics->children())
        names << metric.textOf(QStringLiteral("id"));
}

/// By service: the ids of its metrics, those of its environments too.
QMap<QString, QStringList> metricsOf(const QList<YamlNode> &services)
{
    QMap<QString, QStringList> names;
    for (const YamlNode &service : services) {
        QStringList &own = names[service.textOf(QStringLiteral("id"))];
        addMetrics(service, own);
        const YamlNode *environments = service.find(QStringLiteral("environments"));
        for (const YamlNode &each :
             environments == nullptr ? QList<YamlNode>() : environments->children())
            addMetrics(each, own);
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

QList<ChartPage> ChartPageReader::pages(const QList<YamlNode> &services) const
{
    const QMap<QString, QStringList> metrics = metricsOf(services);
    QList<ChartPage> pages;
    for (const Read &read : m_pages) {
        ChartPage page = read.page;
        page.charts.clear();
        for (qsizetype i = 0; i < read.charts.size(); ++i) {
            const PlacedChart &chart = read.page.charts.at(i);
            const QString service = chart.service.toString();
            const auto names = metrics.constFind(service);
            if (names == metrics.cend())
                m_reporter.error(read.charts.at(i),
                                 ConfigText::tr("there is no service %1.%2")
                                     .arg(ConfigText::quoted(service),
                                          ConfigText::didYouMean(service, metrics.keys())));
            else if (!names->contains(chart.metric))
                m_reporter.error(read.charts.at(i),
                                 ConfigText::tr("service '%1' has no chart %2.%3")
                                     .arg(service, ConfigText::quoted(chart.metric),
                                          ConfigText::didYouMean(chart.metric, *names)));
            else
                page.charts.append(chart);
        }
        pages.append(page);
    }
    return pages;
}

} // namespace opsdeck
