// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixheads.h"

#include "models/overview/matrixcells.h"
#include "models/overview/matrixmodel.h"
#include "models/status/groupstandings.h"
#include "ui/pages/overview/celllines.h"
#include "ui/pages/overview/foldchevron.h"
#include "ui/paint/groupmark.h"
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyleOptionViewItem>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kMark = 16;
constexpr int kMarkColumn = 28;
constexpr int kGap = 6;   ///< least room between what stands beside each other
constexpr int kAbove = 4; ///< air between a platform and the one before

class Words
{
    Q_DECLARE_TR_FUNCTIONS(MatrixHeads)
};

MatrixModel::Fold foldOf(const QModelIndex &index)
{
    return static_cast<MatrixModel::Fold>(index.data(MatrixModel::FoldRole).toInt());
}

void paintFocus(QPainter &painter, const QStyleOptionViewItem &option, const QRect &bar,
                const Theme &theme)
{
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.ink, 2, Qt::DotLine));
    painter.drawRoundedRect(QRectF(bar).adjusted(1, 1, -1, -1), 4, 4);
}

/// "to 27 s"; empty: nothing was observed.
QString ageText(Milliseconds oldest)
{
    return oldest.count() < 0 ? QString() : Words::tr("to %1").arg(durationText(oldest));
}

/// With the gap before it.
int ageRoom(Milliseconds oldest)
{
    const QString age = ageText(oldest);
    return age.isEmpty() ? 0 : QFontMetrics(figureFont(11)).horizontalAdvance(age) + kGap;
}

/// At the right; gives its room.
int paintAge(QPainter &painter, const QRect &bar, Milliseconds oldest, const Theme &theme)
{
    painter.setFont(figureFont(11));
    painter.setPen(theme.t2);
    painter.drawText(bar.adjusted(0, 0, -kPadding, 0), Qt::AlignRight | Qt::AlignVCenter,
                     ageText(oldest));
    return ageRoom(oldest);
}

/// What is well only as far as it is looked at has the mark of the cells below.
StatusMark asFarAsSetUp(StatusMark mark, const QModelIndex &index)
{
    const bool isWell = mark.hasState && mark.health == Health::Healthy && !mark.stale;
    mark.planned = mark.planned || (isWell && index.data(MatrixModel::NotSetUpRole).toInt() > 0);
    return mark;
}

QRectF markPlace(const QRect &bar, int left)
{
    return {static_cast<qreal>(left), bar.center().y() - 7.5, kMark, kMark};
}

void paintFolded(QPainter &painter, const QRect &bar, const QModelIndex &index, const Theme &theme)
{
    const QVariant summary = index.data(MatrixModel::SummaryRole);
    if (!summary.isValid())
        return; // the platform has no such environment
    const auto sum = summary.value<GroupSummary>();
    if (sum.healthy > 0) {
        StatusMark mark;
        mark.health = Health::Healthy;
        paintMark(painter, markPlace(bar, bar.left() + kPadding), asFarAsSetUp(mark, index), theme);
    }
    const Milliseconds age = sum.healthy == 0 ? Milliseconds(-1) : sum.oldestAge;
    const int left = bar.left() + kPadding + kMarkColumn;
    const QFontMetrics metrics(roleFont(TextRole::Small));
    const int all = bar.right() - kPadding - left;
    const FoldedHead head =
        foldedHead(sum, index.data().toString(), metrics, all, all - ageRoom(age));
    if (head.hasAge)
        paintAge(painter, bar, age, theme);
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(theme.t2);
    painter.drawText(QRect(left, bar.top(), all, bar.height()), Qt::AlignVCenter, head.words);
}

/// How the layer stands by its rule, where that says more than its rows.
void paintStanding(QPainter &painter, const QRect &bar, const QModelIndex &index,
                   const Theme &theme)
{
    const QVariant value = index.data(MatrixModel::StandingRole);
    if (!value.isValid())
        return;
    const auto group = value.value<GroupView>();
    const StatusMark mark = markOf(*group.standing);
    paintMark(painter, markPlace(bar, bar.left() + kPadding), mark, theme);
    const bool isWell = mark.health == Health::Healthy && !mark.stale;
    const int left = bar.left() + kPadding + kMarkColumn;
    const int room = bar.right() - kPadding - left;
    painter.setFont(textFont(12, isWell ? QFont::Normal : QFont::DemiBold));
    painter.setPen(isWell ? theme.t2 : theme.t1);
    const QString words = standingText(group);
    const bool fits = painter.fontMetrics().horizontalAdvance(words) <= room;
    painter.drawText(QRect(left, bar.top(), room, bar.height()), Qt::AlignVCenter,
                     fits ? words : standingFigure(group));
}

void paintPlatformName(QPainter &painter, const QRect &bar, const QModelIndex &index,
                       const Theme &theme)
{
    int left = paintChevron(painter, bar, foldOf(index), theme);
    const QVariant worst = index.data(MatrixModel::EnvironmentViewRole);
    bool isWell = true;
    if (worst.isValid()) {
        const StatusMark mark = markOf(worst.value<EnvironmentView>());
        paintMark(painter, markPlace(bar, left), asFarAsSetUp(mark, index), theme);
        left += kMark + kGap + 2;
        isWell = !mark.hasState || (mark.health == Health::Healthy && !mark.stale);
    }
    const QFont wordFont = textFont(12, isWell ? QFont::Normal : QFont::DemiBold);
    const QString word = index.data(MatrixModel::CaptionRole).toString();
    const int wordWidth = QFontMetrics(wordFont).horizontalAdvance(word);
    painter.setFont(textFont(13, QFont::DemiBold));
    const QString title = index.data().toString();
    const int titleWidth = painter.fontMetrics().horizontalAdvance(title);
    const int room = bar.right() - kGap - left;
    // The word gives way to the name: it stands with each environment, too.
    const bool hasWord = titleWidth + 2 * kGap + wordWidth <= room;
    painter.setPen(theme.t1);
    painter.drawText(QRect(left, bar.top(), room, bar.height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(title, Qt::ElideMiddle, room));
    if (!hasWord)
        return;
    painter.setFont(wordFont);
    painter.setPen(isWell ? theme.t2 : theme.t1);
    painter.drawText(QRect(left, bar.top(), room, bar.height()), Qt::AlignRight | Qt::AlignVCenter,
                     word);
}

void paintPlatformCell(QPainter &painter, const QRect &bar, const QModelIndex &index,
                       const Theme &theme)
{
    const QVariant value = index.data(MatrixModel::EnvironmentViewRole);
    const int left = bar.left() + kPadding;
    if (!value.isValid()) {
        painter.setFont(roleFont(TextRole::Small));
        painter.setPen(theme.t2);
        painter.drawText(bar.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignVCenter,
                         index.data().toString());
        return;
    }
    const auto view = value.value<EnvironmentView>();
    const StatusMark mark = markOf(view);
    paintMark(painter, markPlace(bar, left), asFarAsSetUp(mark, index), theme);
    const bool isWell = !mark.hasState || (mark.health == Health::Healthy && !mark.stale);
    const int ageWidth = paintAge(painter, bar, view.oldestAge, theme);
    const int room = bar.right() - kPadding - ageWidth - left - kMarkColumn;
    painter.setFont(textFont(12, isWell ? QFont::Normal : QFont::DemiBold));
    painter.setPen(isWell ? theme.t2 : theme.t1);
    painter.drawText(QRect(left + kMarkColumn, bar.top(), room, bar.height()), Qt::AlignVCenter,
                     wholeCounts(painter.fontMetrics(), index.data().toString(), room));
}

} // namespace

void paintLayerHead(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const Theme &theme)
{
    const QRect bar = option.rect.adjusted(0, 2, 0, -1);
    painter.fillRect(bar, theme.s2);
    const MatrixModel::Fold fold = foldOf(index);
    if (index.column() == 0) {
        const int left = paintChevron(painter, bar, fold, theme);
        const int room = bar.right() - left;
        painter.setFont(roleFont(TextRole::Label));
        painter.setPen(theme.t2);
        painter.drawText(QRect(left, bar.top(), room, bar.height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(index.data().toString().toUpper(),
                                                          Qt::ElideRight, room));
    } else if (fold == MatrixModel::Folded) {
        paintFolded(painter, bar, index, theme);
    } else {
        paintStanding(painter, bar, index, theme);
    }
    paintFocus(painter, option, bar, theme);
}

void paintPlatformHead(QPainter &painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index, const Theme &theme)
{
    const QRect bar = option.rect.adjusted(0, kAbove, 0, -1);
    painter.fillRect(bar, theme.s3);
    if (index.column() == 0)
        paintPlatformName(painter, bar, index, theme);
    else
        paintPlatformCell(painter, bar, index, theme);
    paintFocus(painter, option, bar, theme);
}

} // namespace opsdeck
