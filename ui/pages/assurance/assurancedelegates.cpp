// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/assurancedelegates.h"

#include "models/assurance/questionsmodel.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTableView>
#include <QTextLayout>

namespace opsdeck {

namespace {

constexpr int kPadding = 8;
constexpr int kLine = 16;
constexpr int kBarHeight = 4;

void paintQuestionSign(QPainter &painter, const QPointF &centre, bool isOpen, const Theme &theme)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(isOpen ? theme.t1 : theme.t3, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawEllipse(centre, 9, 9);
    if (isOpen) {
        painter.setFont(textFont(12, QFont::DemiBold));
        painter.drawText(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), Qt::AlignCenter,
                         QStringLiteral("?"));
        return;
    }
    const QPointF check[]{centre + QPointF(-4, 0.4), centre + QPointF(-1.2, 3.2),
                          centre + QPointF(4, -3)};
    painter.drawPolyline(check, 3);
}

void paintLine(QPainter &painter, const QRect &rect, const QString &text)
{
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

/// One line in the middle of `rect`, or two of which the second is cut at its end. What has no gap
/// to break at is broken anywhere: nothing is lost between the lines.
void paintWrapped(QPainter &painter, const QRect &rect, const QString &text)
{
    QTextLayout layout(text, painter.font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    const auto until = line.textLength();
    layout.endLayout();
    if (until >= text.size()) {
        painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft, text);
        return;
    }
    const QRect first(rect.left(), rect.center().y() - kLine + 1, rect.width(), kLine);
    painter.drawText(first, Qt::AlignVCenter | Qt::AlignLeft, text.left(until).trimmed());
    paintLine(painter, first.translated(0, kLine), text.mid(until).trimmed());
}

bool isFirstInView(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QTableView *>(option.widget);
    return view != nullptr && view->rowAt(AssuranceDelegate::kRowHeight / 2) == index.row();
}

/// Whether the cell and all before it say what they say in the row above.
bool isRepeated(const QModelIndex &index)
{
    if (index.row() == 0)
        return false;
    for (int column = 0; column <= index.column(); ++column) {
        const QModelIndex own = index.siblingAtColumn(column);
        const QModelIndex above = index.sibling(index.row() - 1, column);
        if (own.data() != above.data()
            || own.data(assurance::CaptionRole) != above.data(assurance::CaptionRole))
            return false;
    }
    return true;
}

} // namespace

QuestionDelegate::QuestionDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void QuestionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const bool isOpen = index.data(assurance::OpenRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, theme.s2);
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), theme.ink);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme.line);
    paintQuestionSign(*painter, QPointF(row.left() + 28.5, row.center().y() + 0.5), isOpen, theme);
    const QString state = index.data(QuestionsModel::StateRole).toString();
    painter->setFont(textFont(12, isOpen ? QFont::DemiBold : QFont::Normal));
    painter->setPen(isOpen ? theme.t1 : theme.t2);
    const int wide = painter->fontMetrics().horizontalAdvance(state);
    painter->drawText(QRect(row.right() - 16 - wide, row.top() + 9, wide + 2, 20), Qt::AlignVCenter,
                      state);
    const int left = row.left() + 52;
    painter->setFont(textFont(13, isOpen ? QFont::DemiBold : QFont::Normal));
    painter->setPen(isOpen ? theme.t1 : theme.t2);
    paintLine(*painter, QRect(left, row.top() + 9, row.right() - 32 - wide - left, 20),
              index.data().toString());
    QString below = QStringLiteral("%1 %2").arg(index.data(QuestionsModel::KindRole).toString(),
                                                index.data(QuestionsModel::RefRole).toString());
    if (m_withPlatform)
        below =
            index.data(QuestionsModel::PlatformTitleRole).toString() + QStringLiteral(", ") + below;
    const QString caption = index.data(assurance::CaptionRole).toString();
    if (!caption.isEmpty())
        below += (isOpen ? QStringLiteral(": ")
                         : QStringLiteral(", ") + tr("answer") + QStringLiteral(": "))
                 + caption;
    painter->setFont(roleFont(TextRole::Caption));
    painter->setPen(theme.t3);
    paintLine(*painter, QRect(left, row.top() + 29, row.right() - 16 - left, 18), below);
    painter->restore();
}

AssuranceDelegate::AssuranceDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void AssuranceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const QRect row = option.rect;
    const bool isGroup = index.data(assurance::GroupRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(row, theme.s2);
    const QModelIndex below = index.sibling(index.row() + 1, index.column());
    if (!isGroup || !below.isValid() || !isRepeated(below))
        painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme.line);
    if (isGroup && isRepeated(index) && !option.state.testFlag(QStyle::State_Selected)
        && !isFirstInView(option, index)) {
        painter->restore();
        return;
    }
    const QString text = index.data().toString();
    const QRect box = row.adjusted(kPadding, 0, -kPadding, 0);
    const QVariant tier = index.data(assurance::TierRole);
    if (tier.isValid()) {
        paintEnvironmentTag(*painter, QPointF(box.left(), row.center().y() - 9.5),
                            environmentTagText(EnvironmentId(text)),
                            static_cast<Tier>(tier.toInt()), theme);
        painter->restore();
        return;
    }
    const bool isQuiet = index.data(assurance::QuietRole).toBool();
    const bool isStrong = index.data(assurance::StrongRole).toBool();
    const bool isFigure = index.data(assurance::FigureRole).toBool();
    painter->setPen(isQuiet ? theme.t3 : theme.t1);
    painter->setFont(isFigure ? figureFont(12, isStrong ? QFont::Medium : QFont::Normal)
                              : textFont(12, isStrong ? QFont::DemiBold : QFont::Normal));
    const QVariant share = index.data(assurance::ShareRole);
    const QString caption = index.data(assurance::CaptionRole).toString();
    const int top = row.center().y() - kLine + 1;
    if (share.isValid()) {
        paintLine(*painter, QRect(box.left(), top - 2, box.width(), kLine), text);
        const QRect whole(box.left(), top + kLine + 4, box.width(), kBarHeight);
        painter->fillRect(whole, theme.s3);
        const int wide = qRound(whole.width() * std::clamp(share.toDouble(), 0.0, 1.0));
        painter->fillRect(QRect(whole.left(), whole.top(), std::max(1, wide), kBarHeight),
                          theme.t1);
    } else if (!caption.isEmpty()) {
        paintLine(*painter, QRect(box.left(), top, box.width(), kLine), text);
        painter->setFont(roleFont(TextRole::Caption));
        painter->setPen(theme.t3);
        paintLine(*painter, QRect(box.left(), top + kLine, box.width(), kLine), caption);
    } else {
        paintWrapped(*painter, box, text);
    }
    painter->restore();
}

} // namespace opsdeck
