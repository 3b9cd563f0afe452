// SPDX-License-Identifier: GPL-3.0-or-later
// The cards of the metrics page: made, placed and drawn a few a turn of the event loop, so that the
// window answers between any two.
#include "models/metrics/cardflow.h"
#include "ui/charts/chartcard.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/pagearranger.h"

#include <QGridLayout>
#include <QScrollArea>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kBuiltAtOnce = 6;
constexpr int kRefreshedATurn = 3;
constexpr int kMostColumns = 6;

} // namespace

void MetricsPage::buildCards()
{
    qDeleteAll(m_cards);
    m_cards.clear();
    m_pointed = m_maximised = nullptr;
    m_next = 0;
    m_columns = 0;
    m_empty->setVisible(m_model.rowCount() == 0);
    m_scroll->setVisible(m_model.rowCount() > 0);
    addCards(kBuiltAtOnce);
}

void MetricsPage::addCards(int most)
{
    const int from = static_cast<int>(m_cards.size());
    const int until = std::min(from + most, m_model.rowCount());
    for (int row = from; row < until; ++row) {
        const auto key = m_model.index(row).data(MetricsModel::KeyRole).value<MetricKey>();
        auto *card = new ChartCard(key, m_series, m_theme, m_grid);
        connectChart(card);
        m_cards.append(card);
        if (m_columns > 0)
            placeCard(row);
        if (m_desk.isEditing())
            m_arranger->take(*card);
    }
    if (m_columns == 0 || until == m_model.rowCount())
        placeCards();
    if (until < m_model.rowCount())
        m_building.start();
    if (isVisible()) {
        for (int row = from; row < until; ++row)
            refreshCard(row);
    }
}

void MetricsPage::placeCards()
{
    const int wide = width() - 2 * kPageMargin;
    const int columns = m_maximised != nullptr ? 1
                        : wide < 1300          ? 2
                        : wide < 2000          ? 3
                        : wide < 2900          ? 4
                                               : 6;
    const int least = wide < 1300 ? 184 : wide < 2000 ? 232 : 280;
    QList<QSize> sizes;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto key = m_model.index(row).data(MetricsModel::KeyRole).value<MetricKey>();
        sizes.append(m_desk.sizeOf(key.service.service, key.metric));
    }
    const QList<QRect> places = cardFlow(sizes, columns);
    // As high as lets all of them be seen at once, within reason.
    const int rows = m_maximised != nullptr ? 1 : std::max(1, rowsOf(places));
    const int most = m_maximised != nullptr ? m_scroll->viewport()->height() : 2 * least;
    const int cardHeight =
        std::clamp((m_scroll->viewport()->height() - (rows - 1) * kCardGap) / rows,
                   std::min(least, most), most);
    const bool isAnew = columns != m_columns || places != m_places;
    if (isAnew) {
        m_gridLayout->setRowStretch(rowsOf(m_places), 0);
        for (int i = 0; i < kMostColumns; ++i)
            m_gridLayout->setColumnStretch(i, i < columns ? 1 : 0);
    }
    if (!isAnew && cardHeight == m_cardHeight)
        return;
    m_columns = columns;
    m_places = places;
    m_cardHeight = cardHeight;
    for (int row = 0; row < m_cards.size(); ++row)
        placeCard(row);
    m_gridLayout->setRowStretch(rowsOf(m_places), 1);
    m_arranger->setCell({(wide + kCardGap) / columns, cardHeight + kCardGap});
}

void MetricsPage::placeCard(int row)
{
    ChartCard *card = m_cards.at(row);
    const QRect place = m_places.value(row, QRect(0, row, 1, 1));
    m_gridLayout->addWidget(card, place.top(), place.left(), place.height(), place.width());
    const int rows = m_maximised != nullptr ? 1 : place.height();
    card->setFixedHeight(rows * m_cardHeight + (rows - 1) * kCardGap);
    card->setVisible(m_maximised == nullptr || card == m_maximised);
}

/// The same charts, in another order or of other sizes.
void MetricsPage::sortCards()
{
    QList<ChartCard *> sorted;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto key = m_model.index(row).data(MetricsModel::KeyRole).value<MetricKey>();
        const auto card = std::find_if(m_cards.cbegin(), m_cards.cend(),
                                       [&](const ChartCard *each) { return each->key() == key; });
        if (card != m_cards.cend())
            sorted.append(*card);
    }
    m_cards = sorted;
    m_columns = 0; // all of them are placed anew
    placeCards();
    refreshCards();
}

void MetricsPage::refreshCard(int row)
{
    const qint64 now = m_board.now().wallMs;
    const Stretch shown = m_window.at(now);
    ChartCard *card = m_cards.at(row);
    card->setSpan(shown.fromMs, shown.toMs, now);
    card->refresh(m_model.index(row));
}

void MetricsPage::refreshChart(const MetricKey &key)
{
    for (int row = 0; isVisible() && row < m_cards.size(); ++row) {
        if (m_cards.at(row)->key() == key)
            refreshCard(row);
    }
}

void MetricsPage::refreshCards()
{
    m_next = 0;
    refreshGolden();
    for (int row = 0; row < m_cards.size(); ++row)
        refreshCard(row);
}

void MetricsPage::refreshSome()
{
    // What is scrolled away costs next to nothing and is not counted.
    for (int drawn = 0; m_next < m_cards.size() && drawn < kRefreshedATurn; ++m_next) {
        refreshCard(m_next);
        drawn += m_cards.at(m_next)->isOnScreen() ? 1 : 0;
    }
    if (m_next < m_cards.size())
        m_refreshing.start();
}

} // namespace opsdeck
