// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/pagedesk.h"

#include "services/domain/madeid.h"

#include <algorithm>

namespace opsdeck {

PageDesk::PageDesk(SeriesBoard &series, QObject *parent)
    : QObject(parent)
    , m_series(series)
{
    connect(&m_series, &SeriesBoard::workspaceChanged, this, [this] {
        m_saved = m_series.pages(m_platform);
        if (!isEditing() && saved(m_shown) == nullptr)
            m_shown.clear();
        Q_EMIT pagesChanged();
        Q_EMIT shownChanged();
    });
}

void PageDesk::setPlatform(const PlatformId &platform)
{
    if (platform == m_platform)
        return;
    m_platform = platform;
    m_saved = m_series.pages(m_platform);
    const auto begun = m_drafts.constFind(m_platform);
    m_shown = begun == m_drafts.cend() ? QString() : begun->id;
    Q_EMIT pagesChanged();
    Q_EMIT editingChanged();
    Q_EMIT shownChanged();
}

const ChartPage *PageDesk::saved(const QString &page) const
{
    const auto found = std::find_if(m_saved.cbegin(), m_saved.cend(),
                                    [&](const ChartPage &each) { return each.id == page; });
    return found == m_saved.cend() ? nullptr : &*found;
}

QList<ChartPage> PageDesk::pages() const
{
    QList<ChartPage> all = m_saved;
    const auto begun = m_drafts.constFind(m_platform);
    if (begun == m_drafts.cend())
        return all;
    const auto place = std::find_if(all.begin(), all.end(),
                                    [&](const ChartPage &each) { return each.id == begun->id; });
    if (place == all.end())
        all.append(*begun);
    else
        *place = *begun;
    return all;
}

void PageDesk::show(const QString &page)
{
    // What is being made is not left.
    const QString wanted = isEditing() ? m_drafts.value(m_platform).id : page;
    const QString shown = isEditing() || saved(wanted) != nullptr ? wanted : QString();
    if (shown == m_shown)
        return;
    m_shown = shown;
    Q_EMIT shownChanged();
}

std::optional<ChartPage> PageDesk::shown() const
{
    if (m_shown.isEmpty())
        return std::nullopt;
    const auto begun = m_drafts.constFind(m_platform);
    if (begun != m_drafts.cend())
        return *begun;
    const ChartPage *page = saved(m_shown);
    return page == nullptr ? std::nullopt : std::optional(*page);
}

bool PageDesk::isNew() const
{
    return isEditing() && saved(m_shown) == nullptr;
}

bool PageDesk::isChanged() const
{
    const ChartPage *before = saved(m_shown);
    return isEditing() && (before == nullptr || *before != request().page);
}

void PageDesk::edit()
{
    const std::optional<ChartPage> page = shown();
    if (!page || isEditing())
        return;
    m_drafts.insert(m_platform, *page);
    Q_EMIT editingChanged();
}

void PageDesk::editNew(const QString &title, const QList<PlacedChart> &charts)
{
    if (isEditing() || m_platform.isEmpty())
        return;
    QSet<QString> taken;
    for (const ChartPage &page : std::as_const(m_saved))
        taken.insert(page.id);
    ChartPage page;
    page.id = uniqueId(madeId(title, QStringLiteral("page")), taken);
    page.title = title;
    page.charts = charts;
    m_drafts.insert(m_platform, page);
    m_shown = page.id;
    Q_EMIT pagesChanged();
    Q_EMIT editingChanged();
    Q_EMIT shownChanged();
}

void PageDesk::cancel()
{
    if (m_drafts.remove(m_platform) == 0)
        return;
    if (saved(m_shown) == nullptr)
        m_shown.clear();
    Q_EMIT pagesChanged();
    Q_EMIT editingChanged();
    Q_EMIT shownChanged();
}

ChartPage *PageDesk::draft()
{
    const auto begun = m_drafts.find(m_platform);
    return begun == m_drafts.end() ? nullptr : &*begun;
}

void PageDesk::setTitle(const QString &title)
{
    ChartPage *page = draft();
    if (page == nullptr || page->title == title)
        return;
    page->title = title;
    Q_EMIT pagesChanged();
}

void PageDesk::add(const PlacedChart &chart)
{
    ChartPage *page = draft();
    if (page == nullptr || rowOf(chart.service, chart.metric) >= 0
        || page->charts.size() >= ChartPage::kMostCharts)
        return;
    page->charts.append(chart);
    Q_EMIT shownChanged();
}

void PageDesk::remove(int row)
{
    ChartPage *page = draft();
    if (page == nullptr || row < 0 || row >= page->charts.size())
        return;
    page->charts.removeAt(row);
    Q_EMIT shownChanged();
}

void PageDesk::move(int row, int to)
{
    ChartPage *page = draft();
    if (page == nullptr || row < 0 || row >= page->charts.size())
        return;
    const auto last = static_cast<int>(page->charts.size()) - 1;
    const int wanted = std::clamp(to, 0, last);
    if (wanted == row)
        return;
    page->charts.move(row, wanted);
    Q_EMIT shownChanged();
}

void PageDesk::resize(int row, int wide, int high)
{
    ChartPage *page = draft();
    if (page == nullptr || row < 0 || row >= page->charts.size())
        return;
    PlacedChart &chart = page->charts[row];
    const PlacedChart before = chart;
    chart.wide = std::clamp(wide, 1, PlacedChart::kWidest);
    chart.high = std::clamp(high, 1, PlacedChart::kHighest);
    if (chart != before)
        Q_EMIT shownChanged();
}

void PageDesk::setKind(int row, ChartKind kind)
{
    ChartPage *page = draft();
    if (page == nullptr || row < 0 || row >= page->charts.size())
        return;
    if (page->charts.at(row).kind == kind)
        return;
    page->charts[row].kind = kind;
    Q_EMIT shownChanged();
}

int PageDesk::rowOf(const ServiceId &service, const QString &metric) const
{
    const std::optional<ChartPage> page = shown();
    for (int row = 0; page && row < page->charts.size(); ++row) {
        if (page->charts.at(row).service == service && page->charts.at(row).metric == metric)
            return row;
    }
    return -1;
}

QSize PageDesk::sizeOf(const ServiceId &service, const QString &metric) const
{
    const int row = rowOf(service, metric);
    if (row < 0)
        return {1, 1};
    const PlacedChart chart = shown()->charts.at(row);
    return {chart.wide, chart.high};
}

QStringList PageDesk::missingIn(const EnvironmentId &environment) const
{
    QStringList missing;
    const std::optional<ChartPage> page = shown();
    for (const PlacedChart &chart : page ? page->charts : QList<PlacedChart>()) {
        const MetricKey key{{{m_platform, environment}, chart.service}, chart.metric};
        if (m_series.definition(key) == nullptr)
            missing << tr("%1 of %2", "chart, service").arg(chart.metric, chart.service.toString());
    }
    return missing;
}

PageRequest PageDesk::request() const
{
    PageRequest request{m_platform, shown().value_or(ChartPage())};
    request.page.title = request.page.title.simplified();
    if (request.page.title.isEmpty())
        request.page.title = request.page.id;
    return request;
}

PageRequest PageDesk::removal() const
{
    return {m_platform, shown().value_or(ChartPage()), true};
}

void PageDesk::settled(const PageRequest &request)
{
    const auto begun = m_drafts.constFind(request.platform);
    if (begun == m_drafts.cend() || begun->id != request.page.id)
        return;
    m_drafts.remove(request.platform);
    if (request.platform != m_platform)
        return;
    // The files are read again soon; until then it is shown as they have it.
    const auto place = std::find_if(m_saved.begin(), m_saved.end(), [&](const ChartPage &each) {
        return each.id == request.page.id;
    });
    if (request.isRemoval) {
        if (place != m_saved.end())
            m_saved.erase(place);
        m_shown.clear();
    } else if (place == m_saved.end()) {
        m_saved.append(request.page);
    } else {
        *place = request.page;
    }
    Q_EMIT pagesChanged();
    Q_EMIT editingChanged();
    Q_EMIT shownChanged();
}

} // namespace opsdeck
