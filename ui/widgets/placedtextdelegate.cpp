// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/placedtextdelegate.h"

#include "ui/theme/theme.h"

#include <QListView>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kAround = 7;
constexpr int kPlaceHeight = 18;
constexpr auto kWrap = Qt::TextWordWrap | Qt::TextWrapAnywhere;

int heightOf(const QString &text, const QFont &font, int width)
{
    const QFontMetrics metrics(font);
    if (text.isEmpty())
        return 0;
    // Nearly all fit into a line, and measuring that is cheap.
    return metrics.horizontalAdvance(text) < width && !text.contains(QLatin1Char('\n'))
               ? metrics.lineSpacing()
               : metrics.boundingRect(QRect(0, 0, width, 10'000), kWrap, text).height();
}

} // namespace

PlacedTextDelegate::PlacedTextDelegate(const Look &look, ThemeHub &theme, QListView *view)
    : QStyledItemDelegate(view)
    , m_look(look)
    , m_theme(theme)
    , m_view(view)
{}

QString PlacedTextDelegate::details(const QModelIndex &index) const
{
    return m_look.detailsRole < 0
               ? QString()
               : index.data(m_look.detailsRole).toStringList().join(QLatin1Char('\n'));
}

void PlacedTextDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.s2);
    QRect box = option.rect.adjusted(kPadding, kAround, -kPadding, -kAround);
    painter->setPen(theme.t3);
    painter->setFont(figureFont(12));
    painter->drawText(QRect(box.left(), box.top(), box.width(), kPlaceHeight), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(m_look.placeRole).toString(),
                                                        Qt::ElideMiddle, box.width()));
    box.setTop(box.top() + kPlaceHeight);
    const QString text = index.data().toString();
    painter->setPen(theme.t1);
    painter->setFont(m_look.font);
    painter->drawText(box, kWrap, text);
    box.setTop(box.top() + heightOf(text, m_look.font, box.width()));
    painter->setPen(theme.t2);
    painter->setFont(roleFont(TextRole::Small));
    painter->drawText(box, kWrap, details(index));
    painter->restore();
}

QSize PlacedTextDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const int wide = std::max(200, m_view->viewport()->width() - 2 * kPadding);
    return {200, kPlaceHeight + heightOf(index.data().toString(), m_look.font, wide)
                     + heightOf(details(index), roleFont(TextRole::Small), wide) + 2 * kAround};
}

} // namespace opsdeck
