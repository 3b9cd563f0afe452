// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/goldentiles.h"

#include <QWidget>

class QGridLayout;

namespace opsdeck {

class ThemeHub;

/// One of the golden four: the newest figure, what it is, its line over the span, its age. What is
/// not of now is hatched and says since when; what is not known says what to set up.
class GoldenTileCard final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kHeight = 128;

    GoldenTileCard(Golden tile, ThemeHub &theme, QWidget *parent = nullptr);

    void setTile(const GoldenTile &tile);

    const GoldenTile &tile() const { return m_tile; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintHead(QPainter &painter) const;
    void paintFigure(QPainter &painter) const;
    void paintLines(QPainter &painter) const;
    void paintSetUp(QPainter &painter) const;

    ThemeHub &m_theme;
    GoldenTile m_tile;
};

/// The four beside each other, or in two rows where there is little room.
class GoldenStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit GoldenStrip(ThemeHub &theme, QWidget *parent = nullptr);

    void setTiles(const QList<GoldenTile> &tiles);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QList<GoldenTileCard *> m_cards;
    QGridLayout *m_layout;
    int m_columns = 0;
};

} // namespace opsdeck
