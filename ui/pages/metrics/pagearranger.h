// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSize>

#include <optional>

class QWidget;

namespace opsdeck {

class CardGrip;
class ChartCard;
class PageDesk;
class ThemeHub;

/// Lets a person drag and resize the charts of the page that is being made, by mouse and keys.
class PageArranger final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it; `grid` holds the charts.
    PageArranger(PageDesk &desk, ThemeHub &theme, QWidget &grid);

    /// This chart can be moved and resized from now on.
    void take(ChartCard &card);
    /// None can any more.
    void letGo();

    /// From one cell of the grid to the next, in pixels.
    void setCell(const QSize &cell) { m_cell = cell; }

private:
    struct Target
    {
        CardGrip *grip = nullptr;
        bool isBefore = false;
    };

    QList<CardGrip *> grips() const;
    int rowOf(const CardGrip &grip) const;
    std::optional<Target> targetAt(const QPoint &global, const CardGrip &held) const;
    void mark(const std::optional<Target> &target);
    void drop(const QPoint &global, const CardGrip &held);
    void resize(const CardGrip &grip, const QSize &size);
    QSize sizeOf(const CardGrip &grip) const;

    PageDesk &m_desk;
    ThemeHub &m_theme;
    QWidget &m_grid;
    QSize m_cell{1, 1};
    QSize m_taken; ///< size in cells of the chart whose corner is held, when it was taken
};

} // namespace opsdeck
