// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/goldenstrip.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kGap = 16;
constexpr int kLeastWidth = 220; ///< of a tile: two rows of them, where four are narrower
constexpr int kHeadHeight = 34;
constexpr int kFigureHeight = 34;
constexpr int kLineHeight = 17;
constexpr int kMostLines = 3;
constexpr double kSparkShare = 0.45; ///< of the width, at most

/// Of a figure of now or of before; of what is not known there is no place for a line.
QFont figureFontOf(const GoldenTile &tile)
{
    return tile.isKnown ? figureFont(22, QFont::Medium) : textFont(15, QFont::Medium);
}

} // namespace

GoldenTileCard::GoldenTileCard(Golden tile, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_tile.tile = tile;
    setObjectName(QStringLiteral("metrics.golden.") + toWord(tile));
    setAccessibleName(titleOf(tile));
    setFixedHeight(kHeight);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void GoldenTileCard::setTile(const GoldenTile &tile)
{
    m_tile = tile;
    const QString text = accessibleText(tile);
    if (text != accessibleName()) {
        setAccessibleName(text);
        setToolTip(text.toHtmlEscaped());
    }
    update();
}

void GoldenTileCard::paintHead(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    const QRectF head(kPadding, 2, width() - 2 * kPadding, kHeadHeight - 2);
    painter.setFont(textFont(13, QFont::DemiBold));
    painter.setPen(theme.t1);
    const QString title = titleOf(m_tile.tile);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, title);
    const double titleWidth = painter.fontMetrics().horizontalAdvance(title);
    if (!m_tile.isKnown)
        return;
    const QString age =
        m_tile.isOld ? m_tile.note : durationText(Milliseconds(std::max<qint64>(0, m_tile.ageMs)));
    painter.setFont(m_tile.isOld ? textFont(12) : figureFont(11));
    painter.setPen(m_tile.isOld ? theme.t2 : theme.t3);
    const double room = head.width() - titleWidth - kPadding;
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(age, Qt::ElideRight, static_cast<int>(room)));
}

void GoldenTileCard::paintFigure(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    const QRectF row(kPadding, kHeadHeight, width() - 2 * kPadding, kFigureHeight);
    painter.setFont(figureFontOf(m_tile));
    const double valueWidth = painter.fontMetrics().horizontalAdvance(m_tile.value);
    painter.setPen(!m_tile.isKnown || m_tile.isOld ? theme.t3 : theme.t1);
    painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, m_tile.value);
    if (!m_tile.isKnown)
        return;
    const double room = std::min(row.width() * kSparkShare, row.width() - valueWidth - kPadding);
    const QRectF spark(row.right() - room, row.top() + 2, room, row.height() - 4);
    if (room >= 40)
        paintSpark(painter, spark, m_tile.spark, m_tile.asked, std::nan(""),
                   m_tile.isOld ? theme.t3 : theme.c1, theme);
}

void GoldenTileCard::paintLines(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    QStringList lines;
    if (!m_tile.what.isEmpty())
        lines << m_tile.what;
    lines += m_tile.details;
    while (lines.size() >= kMostLines)
        lines.removeLast();
    lines << m_tile.source;
    double top = kHeadHeight + kFigureHeight + 2;
    for (const QString &line : std::as_const(lines)) {
        const bool isSource = &line == &lines.last();
        painter.setFont(textFont(isSource ? 11 : 12));
        painter.setPen(isSource ? theme.t3 : theme.t2);
        const QRectF place(kPadding, top, width() - 2 * kPadding, kLineHeight);
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(line, Qt::ElideRight,
                                                          static_cast<int>(place.width())));
        top += kLineHeight;
    }
}

void GoldenTileCard::paintSetUp(QPainter &painter) const
{
    painter.setFont(textFont(12));
    painter.setPen(m_theme.theme().t2);
    painter.drawText(QRectF(kPadding, kHeadHeight + kFigureHeight - 2, width() - 2 * kPadding,
                            height() - kHeadHeight - kFigureHeight - 2),
                     Qt::TextWordWrap | Qt::AlignTop | Qt::AlignLeft, m_tile.setUp);
}

void GoldenTileCard::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCard(painter, rect(), m_theme.theme());
    if (m_tile.isOld)
        paintHatch(painter, QRectF(rect()).adjusted(1, 1, -1, -1), m_theme.theme().grid);
    paintHead(painter);
    paintFigure(painter);
    if (m_tile.isKnown)
        paintLines(painter);
    else
        paintSetUp(painter);
}

GoldenStrip::GoldenStrip(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    setObjectName(QStringLiteral("metrics.golden"));
    setAccessibleName(tr("Latency, traffic, errors, saturation"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(kGap);
    for (const Golden tile : kGoldenFour)
        m_cards.append(new GoldenTileCard(tile, theme, this));
    place();
}

void GoldenStrip::setTiles(const QList<GoldenTile> &tiles)
{
    for (qsizetype i = 0; i < std::min(tiles.size(), m_cards.size()); ++i)
        m_cards.at(i)->setTile(tiles.at(i));
}

void GoldenStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void GoldenStrip::place()
{
    const auto count = static_cast<int>(m_cards.size());
    const int columns = width() >= count * kLeastWidth + (count - 1) * kGap ? count : count / 2;
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < count; ++i) {
        m_layout->addWidget(m_cards.at(i), i / columns, i % columns);
        m_layout->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

} // namespace opsdeck
