// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixdelegate.h"

#include "models/overview/matrixmodel.h"
#include "models/status/statuswords.h"
#include "ui/pages/overview/matrixheads.h"
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kMarkColumn = 28;
constexpr int kGap = 6; ///< least room between word, figure and age
constexpr int kSparkWidth = 80;
constexpr int kSparkHeight = 20;
constexpr int kWideSpark = 128;
constexpr int kWidestSpark = 260;
constexpr int kWideSparkFrom = 340;  ///< width of a cell
constexpr int kTallSparkFrom = 88;   ///< height of a row: from here on the line takes what is spare
constexpr int kAroundTallSpark = 52; ///< in height
constexpr int kTallTop = 12;         ///< of a tall row, above its words
constexpr int kTallMark = 20;
constexpr int kTallLine = 24;     ///< of the word, and of the name
constexpr int kTallCaptions = 34; ///< two lines
constexpr int kTallGap = 10;
constexpr int kAgeLine = 16;
constexpr int kLeastAge = 28; ///< "27 s": figures of a column end at one place while ages are young
constexpr int kCompactHeight = 32;
constexpr int kTwoLineCaption = 64; ///< least height of a row whose caption may take a second line
constexpr int kWordLine = 18;
constexpr int kCaptionLine = 15;
constexpr int kBar = 4; ///< of trouble that somebody has to see first

using Kind = MatrixRow::Kind;

Kind kindOf(const QModelIndex &index)
{
    return static_cast<Kind>(index.data(MatrixModel::KindRole).toInt());
}

QString elided(const QPainter &painter, const QString &text, int width, Qt::TextElideMode mode)
{
    return painter.fontMetrics().elidedText(text, mode, std::max(0, width));
}

/// Beside its figure a message need not say it again: "HTTP 200 on /health in 38 ms".
QString withoutFigure(const QString &message, const QString &figure)
{
    for (const QString &tail :
         {MatrixDelegate::tr(", in %1", "end of a message, a duration").arg(figure),
          MatrixDelegate::tr(" in %1", "end of a message, a duration").arg(figure),
          MatrixDelegate::tr(", %1", "end of a message, a duration").arg(figure)}) {
        if (!figure.isEmpty() && message.endsWith(tail))
            return message.chopped(tail.size());
    }
    return message;
}

bool isTall(const QRect &cell)
{
    return cell.height() >= MatrixDelegate::kTallFrom && cell.width() >= MatrixDelegate::kSparkFrom;
}

QRect sparkPlace(const QRect &cell)
{
    if (isTall(cell))
        return cell.adjusted(kPadding, kTallTop + kTallLine + kTallCaptions + kTallGap, -kPadding,
                             -kAgeLine - kTallGap);
    const int width = cell.width() >= kWideSparkFrom
                          ? std::clamp(cell.width() * 36 / 100, kWideSpark, kWidestSpark)
                          : kSparkWidth;
    const int height =
        cell.height() >= kTallSparkFrom ? cell.height() - kAroundTallSpark : kSparkHeight;
    return {cell.right() - kPadding - width, cell.center().y() - (height + 16) / 2, width, height};
}

} // namespace

MatrixDelegate::MatrixDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize MatrixDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {160, heightOf(kindOf(index))};
}

int MatrixDelegate::heightOf(Kind kind) const
{
    return kind == Kind::Service ? m_rowHeight
           : kind == Kind::Layer ? kGroupHeight
                                 : kPlatformHeight;
}

void MatrixDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect;
    if (const Kind kind = kindOf(index); kind != Kind::Service) {
        (kind == Kind::Layer ? paintLayerHead : paintPlatformHead)(*painter, option, index, theme);
        painter->restore();
        return;
    }
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line);
    if (index.column() == 0) {
        paintName(*painter, rect, index);
    } else {
        painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), theme.line);
        const QVariant view = index.data(MatrixModel::ViewRole);
        if (view.isValid()) {
            paintCell(*painter, rect, index, view.value<ServiceView>());
        } else {
            painter->setFont(roleFont(TextRole::Small));
            painter->setPen(theme.t3);
            const QRect box =
                isTall(rect) ? QRect(rect.left(), rect.top() + kTallTop, rect.width(), kTallLine)
                             : rect;
            painter->drawText(box.adjusted(kPadding, 0, 0, 0), Qt::AlignVCenter,
                              index.data().toString());
        }
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (view.isValid() && (selected || option.state.testFlag(QStyle::State_HasFocus))) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(theme.ink, 2, selected ? Qt::SolidLine : Qt::DotLine));
            painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 4, 4);
        }
    }
    painter->restore();
}

void MatrixDelegate::paintName(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const QRect box = rect.adjusted(kPadding, 0, -8, 0);
    const bool compact = rect.height() <= kCompactHeight;
    const bool tall = rect.height() >= kTallFrom;
    painter.setFont(textFont(tall ? 15 : 13, QFont::Medium));
    painter.setPen(theme.t1);
    const QRect nameBox = compact ? box
                          : tall  ? QRect(box.left(), box.top() + kTallTop, box.width(), kTallLine)
                                  : QRect(box.left(), box.center().y() - 17, box.width(), 18);
    painter.drawText(nameBox, Qt::AlignVCenter,
                     elided(painter, index.data().toString(), box.width(), Qt::ElideMiddle));
    if (compact)
        return;
    painter.setFont(roleFont(TextRole::Caption));
    painter.setPen(theme.t3);
    const int below = tall ? nameBox.bottom() + 1 : box.center().y() + 2;
    painter.drawText(QRect(box.left(), below, box.width(), 16), Qt::AlignVCenter,
                     elided(painter, index.data(MatrixModel::CaptionRole).toString(), box.width(),
                            Qt::ElideMiddle));
}

int MatrixDelegate::paintRight(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               const ServiceView &view) const
{
    const Theme &theme = m_theme.theme();
    const bool abnormal = isAbnormal(view);
    const QString age = view.oldestAge.count() < 0
                            ? (view.neverObserved && view.hasChecks ? tr("never") : QString())
                            : durationText(view.oldestAge);
    painter.setFont(figureFont(11));
    painter.setPen(view.stale || view.neverObserved ? theme.t1 : theme.t3);
    const int ageWidth = std::max(kLeastAge, painter.fontMetrics().horizontalAdvance(age));
    const bool compact = rect.height() <= kCompactHeight;
    if (compact || rect.width() < kSparkFrom) {
        painter.drawText(rect.adjusted(0, 0, -kPadding, compact ? 0 : -4),
                         Qt::AlignRight | (compact ? Qt::AlignVCenter : Qt::AlignBottom), age);
        return ageWidth;
    }
    const QRect spark = sparkPlace(rect);
    painter.drawText(QRect(spark.left(), spark.bottom() + 2, spark.width(), 14),
                     Qt::AlignRight | Qt::AlignVCenter, age);
    const auto line = index.data(MatrixModel::SparkRole).value<Spark>();
    const bool any = std::any_of(line.values.cbegin(), line.values.cend(),
                                 [](double value) { return std::isfinite(value); });
    if (!any)
        return ageWidth;
    paintSpark(painter, spark, line.values, line.asked, std::nan(""),
               abnormal ? theme.t1 : theme.c2, theme);
    const QString span = durationText(line.span);
    painter.setFont(figureFont(11));
    painter.setPen(theme.t3);
    if (!line.isWhole()
        && painter.fontMetrics().horizontalAdvance(span) + ageWidth + kGap <= spark.width())
        painter.drawText(QRect(spark.left(), spark.bottom() + 2, spark.width(), 14),
                         Qt::AlignLeft | Qt::AlignVCenter, span);
    return ageWidth;
}

void MatrixDelegate::paintCell(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               const ServiceView &view) const
{
    const Theme &theme = m_theme.theme();
    const bool expected = expectsState(view);
    const bool abnormal = expected && (!view.countsAsHealthy());
    // Not yet observed is on its way; what nothing observes, or what fell silent, is not.
    const bool isUnknown =
        view.health == Health::Unknown && (!view.neverObserved || !view.hasChecks);
    const bool isHardCause =
        view.causesItsState() && view.health != Health::Healthy && !view.soft && !view.stale;
    const bool needsYou = expected && (isUnknown || isHardCause);
    // Elsewhere than in prod it is told by mark and word alone: what hurts most is seen first.
    if (needsYou && index.data(MatrixModel::IsForemostRole).toBool()) {
        painter.fillRect(rect.adjusted(1, 0, 0, -1), theme.tintOf(view.health));
        painter.fillRect(QRect(rect.left() + 1, rect.top(), kBar, rect.height() - 1),
                         theme.of(view.health));
    }
    QString caption = index.data(MatrixModel::CaptionRole).toString();
    const bool compact = rect.height() <= kCompactHeight || (caption.isEmpty() && !expected);
    const bool tall = isTall(rect);
    const int middle = rect.center().y();
    const int mark = tall ? kTallMark : 16;
    const int ageWidth = paintRight(painter, rect, index, view);

    const bool hasSpark = !compact && rect.width() >= kSparkFrom;
    const int left = rect.left() + kPadding + kMarkColumn + mark - 16;
    const int right = rect.right() - kPadding
                      - (tall       ? 0
                         : hasSpark ? sparkPlace(rect).width() + 10
                         : compact  ? ageWidth + kGap
                                    : 0);
    const int captionRight = hasSpark ? right : rect.right() - kPadding - ageWidth - kGap;
    const QFontMetrics captionMetrics(roleFont(TextRole::Caption));
    const bool isTwoLines = !tall && rect.height() >= kTwoLineCaption
                            && captionMetrics.horizontalAdvance(caption) > captionRight - left;
    const int firstTop = isTwoLines ? middle - kWordLine - kCaptionLine / 2 : middle - kWordLine;
    const QRect first = tall      ? QRect(left, rect.top() + kTallTop, right - left, kTallLine)
                        : compact ? QRect(left, rect.top(), right - left, rect.height())
                                  : QRect(left, firstTop, right - left, kWordLine);
    StatusMark sign = markOf(view);
    // Good as far as it is looked at.
    sign.planned = sign.planned
                   || (view.countsAsHealthy() && index.data(MatrixModel::NotSetUpRole).toInt() > 0);
    paintMark(painter,
              QRectF(rect.left() + kPadding, first.center().y() + 0.5 - mark / 2.0, mark, mark),
              sign, theme);
    painter.setPen(abnormal ? theme.t1 : theme.t2);
    painter.setFont(textFont(tall ? 15 : 13, abnormal ? QFont::DemiBold : QFont::Normal));
    // A caption below tells what it was. The word is never shortened; a figure that does not fit
    // gives way, for half a number misleads.
    const bool captionTells =
        !compact && expected && !view.soft
        && (view.health == Health::Unknown || (view.stale && view.health == Health::Healthy));
    QString word = captionTells ? wordOf(markOf(view)) : index.data().toString();
    int wordWidth = painter.fontMetrics().horizontalAdvance(word);
    if (expected && wordWidth > first.width()) {
        // Too narrow for "Stale, was OK": the state alone, whole, rather than over its age.
        word = wordOf(markOf(view));
        wordWidth = painter.fontMetrics().horizontalAdvance(word);
    }
    painter.drawText(first, Qt::AlignVCenter | Qt::TextDontClip, word);
    painter.setFont(figureFont(tall ? 14 : 12));
    if (view.health == Health::Unknown)
        painter.setPen(theme.t3); // it is of the past
    const int figureRoom = first.width() - wordWidth - kGap;
    if (painter.fontMetrics().horizontalAdvance(view.figure) <= figureRoom) {
        painter.drawText(first, Qt::AlignRight | Qt::AlignVCenter, view.figure);
        caption = withoutFigure(caption, view.figure);
    }
    if (compact)
        return;
    painter.setFont(roleFont(tall ? TextRole::Small : TextRole::Caption));
    painter.setPen(theme.t3);
    if (tall) {
        paintTwoLines(painter, QRect(left, first.bottom() + 1, right - left, kTallCaptions),
                      caption);
        return;
    }
    const int width = captionRight - left;
    if (isTwoLines)
        paintTwoLines(painter, QRect(left, first.bottom() + 1, width, 2 * kCaptionLine), caption);
    else
        painter.drawText(QRect(left, middle + 2, width, 16), Qt::AlignVCenter,
                         elidedSentence(painter.fontMetrics(), caption, width));
}

} // namespace opsdeck
