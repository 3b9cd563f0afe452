// SPDX-License-Identifier: GPL-3.0-or-later
// What stretch of time the metrics page shows, and one chart alone.
#include "ui/charts/chartcard.h"
#include "ui/charts/goldenstrip.h"
#include "ui/charts/rangebar.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/metricspage.h"

#include <QKeyEvent>
#include <QLabel>

#include <algorithm>

namespace opsdeck {

namespace {

/// The golden four are of now, and of no longer than answers are held.
constexpr Milliseconds kMostGolden{24 * 3'600'000};
constexpr double kKeyZoom = 1.5;
constexpr double kKeyMove = 0.25;

} // namespace

void MetricsPage::connectRange()
{
    m_range->setWindow(m_window, m_board.now().wallMs);
    connect(m_range, &RangeBar::followWanted, this, [this](Milliseconds span) {
        change([span](TimeWindow &window) { window.follow(span); });
    });
    connect(m_range, &RangeBar::showWanted, this, &MetricsPage::showTimes);
    connect(m_range, &RangeBar::backWanted, this,
            [this] { change([](TimeWindow &window) { window.back(); }); });
}

void MetricsPage::connectChart(ChartCard *card)
{
    TimeChart *chart = card->chart();
    card->setCoarse(m_coarse);
    card->setCoarseBehind(m_compared);
    card->setStates(m_states);
    describe(*card);
    connect(card, &ChartCard::menuOpening, this,
            [this, card](QMenu *menu) { offerPages(menu, *card); });
    connect(card, &ChartCard::described, this, [this](const ChartDescription &description) {
        const ChartKind before = descriptionOf(description.metric).kind;
        m_descriptions.insert(description.metric, description);
        if (description.kind != before)
            m_desk.setKind(
                m_desk.rowOf(description.metric.service.service, description.metric.metric),
                description.kind);
        askForCompanion(description.metric);
    });
    if (m_servers != nullptr)
        card->setServers(*m_servers);
    chart->setChoosable(true);
    connect(card, &ChartCard::pageRequested, this, &MetricsPage::pageRequested);
    connect(card, &ChartCard::entered, this, [this, card] { m_pointed = card; });
    connect(chart, &TimeChart::cursorMoved, this, [this, card](qint64 timeMs) {
        m_pointed = card;
        setCursorTime(timeMs);
    });
    connect(chart, &TimeChart::cursorLeft, this, [this] { setCursorTime(std::nullopt); });
    connect(chart, &TimeChart::stretchChosen, this, &MetricsPage::showTimes);
    connect(chart, &TimeChart::zoomWanted, this, [this](double factor, qint64 timeMs) {
        change([&](TimeWindow &window) { window.zoom(factor, timeMs, m_board.now().wallMs); });
    });
    connect(chart, &TimeChart::moveWanted, this, [this](double part) {
        change([&](TimeWindow &window) { window.move(part, m_board.now().wallMs); });
    });
}

void MetricsPage::showTimes(const Stretch &stretch)
{
    change([&](TimeWindow &window) { window.show(stretch, m_board.now().wallMs); });
}

void MetricsPage::showMoment(std::optional<qint64> timeMs)
{
    if (!timeMs && !m_moment)
        return;
    m_moment = timeMs;
    m_strip->setVisible(!m_service.isEmpty() && m_maximised == nullptr && !m_moment);
    change([&](TimeWindow &window) {
        if (timeMs)
            window.show({*timeMs - window.span().count(), *timeMs}, m_board.now().wallMs, true);
        else
            window.follow(window.span());
    });
    setCursorTime(std::nullopt);
}

template <typename Change>
void MetricsPage::change(const Change &made)
{
    const TimeWindow before = m_window;
    made(m_window);
    m_range->setWindow(m_window, m_board.now().wallMs);
    fitServices();
    if (m_window == before)
        return;
    // While another page is shown nothing is drawn or read: a replay moves on at each step.
    m_isHistoryDue = !isVisible();
    if (m_isHistoryDue)
        return;
    // What was asked for is not shown any more.
    if (m_servers != nullptr)
        m_servers->withdraw();
    refreshCards();
    askForHistory();
    tellQuery(true);
}

void MetricsPage::setServers(ServerBoard &servers)
{
    m_servers = &servers;
    for (ChartCard *card : std::as_const(m_cards))
        card->setServers(servers);
    connect(&servers, &ServerBoard::changed, this, &MetricsPage::refreshChart);
}

void MetricsPage::historyCame()
{
    if (isVisible())
        refreshCards();
}

void MetricsPage::hideEvent(QHideEvent *event)
{
    if (m_servers != nullptr)
        m_servers->withdraw();
    Page::hideEvent(event);
}

Milliseconds MetricsPage::goldenSpan() const
{
    return std::min(m_window.span(), kMostGolden);
}

void MetricsPage::keyPressEvent(QKeyEvent *event)
{
    const qint64 now = m_board.now().wallMs;
    const Stretch shown = m_window.at(now);
    // One that follows goes on following.
    const qint64 around = m_window.isLive() ? shown.toMs : (shown.fromMs + shown.toMs) / 2;
    switch (event->key()) {
    case Qt::Key_F:
        toggleMaximised();
        return;
    case Qt::Key_Escape:
        if (m_maximised == nullptr)
            break;
        maximise(nullptr);
        return;
    case Qt::Key_Backspace:
        change([](TimeWindow &window) { window.back(); });
        return;
    case Qt::Key_Plus:
        change([&](TimeWindow &window) { window.zoom(1 / kKeyZoom, around, now); });
        return;
    case Qt::Key_Minus:
        change([&](TimeWindow &window) { window.zoom(kKeyZoom, around, now); });
        return;
    case Qt::Key_B:
        compareWithNext((event->modifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        change([&](TimeWindow &window) {
            window.move(event->key() == Qt::Key_Left ? -kKeyMove : kKeyMove, now);
        });
        return;
    default:
        break;
    }
    Page::keyPressEvent(event);
}

void MetricsPage::toggleMaximised()
{
    maximise(m_maximised != nullptr ? nullptr
             : m_pointed != nullptr ? m_pointed
             : m_cards.isEmpty()    ? nullptr
                                    : m_cards.first());
}

void MetricsPage::maximise(ChartCard *card)
{
    m_maximised = card;
    m_strip->setVisible(card == nullptr && !m_service.isEmpty() && !m_moment);
    m_columns = 0; // all of them are placed anew
    placeCards();
    refreshCards();
}

void MetricsPage::setCursorTime(std::optional<qint64> timeMs)
{
    const std::optional<qint64> shown = timeMs ? timeMs : m_moment;
    const QString text = shown ? cursorText(*shown, m_window.span().count()) : QString();
    m_cursorLabel->setText(shown && shown == m_moment ? tr("Replay, %1").arg(text) : text);
    for (ChartCard *card : std::as_const(m_cards))
        card->setCursorTime(shown);
}

} // namespace opsdeck
