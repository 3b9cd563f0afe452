// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/pagearranger.h"

#include "models/metrics/pagedesk.h"
#include "ui/charts/chartcard.h"
#include "ui/pages/metrics/cardgrip.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

PageArranger::PageArranger(PageDesk &desk, ThemeHub &theme, QWidget &grid)
    : QObject(&grid)
    , m_desk(desk)
    , m_theme(theme)
    , m_grid(grid)
{}

QList<CardGrip *> PageArranger::grips() const
{
    return m_grid.findChildren<CardGrip *>();
}

int PageArranger::rowOf(const CardGrip &grip) const
{
    const MetricKey &key = grip.card().key();
    return m_desk.rowOf(key.service.service, key.metric);
}

QSize PageArranger::sizeOf(const CardGrip &grip) const
{
    return m_desk.sizeOf(grip.card().key().service.service, grip.card().key().metric);
}

void PageArranger::take(ChartCard &card)
{
    auto *grip = new CardGrip(card, m_theme);
    connect(grip, &CardGrip::heldOver, this,
            [this, grip](const QPoint &global) { mark(targetAt(global, *grip)); });
    connect(grip, &CardGrip::dropped, this,
            [this, grip](const QPoint &global) { drop(global, *grip); });
    connect(grip, &CardGrip::dragEnded, this, [this] { mark(std::nullopt); });
    connect(grip, &CardGrip::stepWanted, this, [this, grip](int by) {
        const int row = rowOf(*grip);
        m_desk.move(row, row + by);
    });
    connect(grip, &CardGrip::sizeTaken, this, [this, grip] { m_taken = sizeOf(*grip); });
    connect(grip, &CardGrip::sizeDragged, this, [this, grip](const QPoint &by) {
        const auto cells = [](int pixels, int cell) {
            return static_cast<int>(std::lround(double(pixels) / std::max(1, cell)));
        };
        resize(*grip,
               m_taken + QSize(cells(by.x(), m_cell.width()), cells(by.y(), m_cell.height())));
    });
    connect(grip, &CardGrip::growthWanted, this, [this, grip](int columns, int rows) {
        resize(*grip, sizeOf(*grip) + QSize(columns, rows));
    });
    connect(
        grip, &CardGrip::removalWanted, this, [this, grip] { m_desk.remove(rowOf(*grip)); },
        Qt::QueuedConnection); // the grip goes with its chart
}

void PageArranger::letGo()
{
    qDeleteAll(grips());
}

void PageArranger::resize(const CardGrip &grip, const QSize &size)
{
    m_desk.resize(rowOf(grip), size.width(), size.height());
}

/// The chart under the point, and whether what is held comes before it.
std::optional<PageArranger::Target> PageArranger::targetAt(const QPoint &global,
                                                           const CardGrip &held) const
{
    const QList<CardGrip *> all = grips();
    for (CardGrip *grip : all) {
        const QPoint at = grip->mapFromGlobal(global);
        if (grip != &held && grip->rect().contains(at))
            return Target{grip, at.x() < grip->width() / 2};
    }
    return std::nullopt;
}

void PageArranger::mark(const std::optional<Target> &target)
{
    using Side = CardGrip::Side;
    const QList<CardGrip *> all = grips();
    for (CardGrip *grip : all)
        grip->setMark(!target || grip != target->grip ? Side::None
                      : target->isBefore              ? Side::Before
                                                      : Side::After);
}

void PageArranger::drop(const QPoint &global, const CardGrip &held)
{
    mark(std::nullopt);
    const int from = rowOf(held);
    const std::optional<Target> target = targetAt(global, held);
    const QPoint inGrid = m_grid.mapFromGlobal(global);
    if (!target && !held.card().geometry().contains(inGrid) && m_grid.rect().contains(inGrid)) {
        m_desk.move(from, static_cast<int>(m_desk.shown()->charts.size()) - 1);
        return;
    }
    if (!target)
        return;
    const int to = rowOf(*target->grip) + (target->isBefore ? 0 : 1);
    m_desk.move(from, to > from ? to - 1 : to);
}

} // namespace opsdeck
