// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/problemdelegate.h"

#include "models/config/problemsmodel.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kTextLeft = 36;
constexpr int kPlaceHeight = 16;
constexpr int kPadding = 8;

int textWidth(const QStyleOptionViewItem &option)
{
    const int wide = option.rect.isValid() && option.rect.width() > 0 ? option.rect.width()
                     : option.widget == nullptr                       ? 640
                                                                      : option.widget->width();
    return std::max(120, wide - kTextLeft - 16);
}

/// See problemLines(); gives the height.
int layOut(QTextLayout &layout, int width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    return static_cast<int>(std::ceil(height));
}

int textHeight(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    QTextLayout layout(index.data(Qt::DisplayRole).toString(), roleFont(TextRole::Body));
    return layOut(layout, textWidth(option));
}

} // namespace

QStringList problemLines(const QString &text, int width)
{
    QTextLayout layout(text, roleFont(TextRole::Body));
    layOut(layout, width);
    QStringList lines;
    for (int i = 0; i < layout.lineCount(); ++i)
        lines << text.mid(layout.lineAt(i).textStart(), layout.lineAt(i).textLength());
    return lines;
}

ProblemDelegate::ProblemDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.s2);
    StatusMark mark;
    mark.health = index.data(ProblemsModel::IsErrorRole).toBool() ? Health::Down : Health::Degraded;
    paintMark(*painter, QRectF(option.rect.left() + 10, option.rect.top() + kPadding, 16, 16), mark,
              theme);
    const QRect box = option.rect.adjusted(kTextLeft, kPadding, -16, -kPadding);
    painter->setPen(theme.t2);
    painter->setFont(figureFont(12));
    painter->drawText(
        QRect(box.left(), box.top(), box.width(), kPlaceHeight), Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(ProblemsModel::PlaceRole).toString(),
                                          Qt::ElideMiddle, box.width()));
    painter->setPen(theme.t1);
    QTextLayout layout(index.data(Qt::DisplayRole).toString(), roleFont(TextRole::Body));
    layOut(layout, textWidth(option));
    layout.draw(painter, box.topLeft() + QPoint(0, kPlaceHeight + 2));
    painter->restore();
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {200, textHeight(option, index) + kPlaceHeight + 2 + 2 * kPadding};
}

} // namespace opsdeck
