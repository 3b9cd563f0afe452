// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixdelegate.h"

#include "models/overview/matrixmodel.h"
#include "models/status/statuswords.h"
#include "services/domain/absence.h"
#include "services/domain/operatormarks.h"
#include "ui/pages/overview/matrixheads.h"
#include "ui/paint/badge.h"
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QtMath>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kMarkColumn = 28;
constexpr int kSparkWidth = 80;
constexpr int kSparkHeight = 20;
constexpr int kWideSpark = 128;
constexpr int kWidestSpark = 320;
constexpr int kSparkShare = 38;      ///< percent of a wide cell
constexpr int kWideSparkFrom = 340;  ///< width of a cell
constexpr int kTallSparkFrom = 64;   ///< height of a row: from here on the line takes what is spare
constexpr int kAroundTallSpark = 36; ///< in height
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

/// With the distance to the word; 0: there is none, or no room for it.
int badgeRoomOf(const QString &badge, int word, int room)
{
    const int width = badge.isEmpty() ? 0 : qCeil(badgeSize(badge, badgeFont()).width());
    return width > 0 && word + kCellGap + width <= room ? kCellGap + width : 0;
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
                          ? std::clamp(cell.width() * kSparkShare / 100, kWideSpark, kWidestSpark)
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
            const QRect words = box.adjusted(kPadding, 0, -kCellGap, 0);
            painter->drawText(
                words, Qt::AlignVCenter,
                elided(*painter, index.data().toString(), words.width(), Qt::ElideRight));
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

/// Beside the words, or below them in a tall cell.
bool MatrixDelegate::paintLine(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               bool isAbnormal, int ageWidth) const
{
    const Theme &theme = m_theme.theme();
    const auto line = index.data(MatrixModel::SparkRole).value<Spark>();
    const bool any = std::any_of(line.values.cbegin(), line.values.cend(),
                                 [](double value) { return std::isfinite(value); });
    if (!any)
        return false;
    const QRect place = sparkPlace(rect);
    paintSpark(painter, place, line.values, line.asked, std::nan(""),
               isAbnormal ? theme.t1 : theme.c2, theme);
    const QString span = durationText(line.span);
    painter.setFont(figureFont(11));
    painter.setPen(theme.t3);
    if (line.isWhole()
        || painter.fontMetrics().horizontalAdvance(span) + ageWidth + kCellGap > place.width())
        return false;
    painter.drawText(QRect(place.left(), place.bottom() + 2, place.width(), kAgeLine - 2),
                     Qt::AlignLeft | Qt::AlignVCenter, span);
    return true;
}

MatrixDelegate::Place MatrixDelegate::placeOf(const QRect &rect, bool isBare) const
{
    Place place;
    place.isCompact = rect.height() <= kCompactHeight || isBare;
    place.isTall = isTall(rect);
    place.hasLine = !place.isCompact && rect.width() >= kSparkFrom;
    place.mark = place.isTall ? kTallMark : 16;
    place.left = rect.left() + kPadding + kMarkColumn + place.mark - 16;
    place.right = rect.right() - kPadding
                  - (place.hasLine && !place.isTall ? sparkPlace(rect).width() + 10 : 0);
    return place;
}

void MatrixDelegate::paintAge(QPainter &painter, const QRect &rect, const Place &place,
                              const CellText &text) const
{
    const Theme &theme = m_theme.theme();
    painter.setFont(figureFont(11));
    painter.setPen(text.isAgeTelling ? theme.t1 : theme.t3);
    if (place.hasLine) {
        const QRect line = sparkPlace(rect);
        painter.drawText(QRect(line.left(), line.bottom() + 2, line.width(), kAgeLine - 2),
                         Qt::AlignRight | Qt::AlignVCenter, text.age);
        return;
    }
    painter.drawText(rect.adjusted(0, 0, -kPadding, place.isCompact ? 0 : -4),
                     Qt::AlignRight | (place.isCompact ? Qt::AlignVCenter : Qt::AlignBottom),
                     text.age);
}

/// The ground of what somebody has to see first.
void MatrixDelegate::paintNeed(QPainter &painter, const QRect &rect, const ServiceView &view) const
{
    // Not yet observed is on its way; what nothing observes, or what fell silent, is not.
    const bool isUnknown =
        view.health == Health::Unknown && (!view.neverObserved || !view.hasChecks);
    const bool isHardCause =
        view.causesItsState() && view.health != Health::Healthy && !view.soft && !view.stale;
    if (!expectsState(view) || !(isUnknown || isHardCause)
        || ownershipOf(view) != Ownership::Nobody)
        return;
    const Theme &theme = m_theme.theme();
    painter.fillRect(rect.adjusted(1, 0, 0, -1), theme.tintOf(view.health));
    painter.fillRect(QRect(rect.left() + 1, rect.top(), kBar, rect.height() - 1),
                     theme.of(view.health));
}

void MatrixDelegate::paintCell(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               const ServiceView &view) const
{
    const Theme &theme = m_theme.theme();
    // Elsewhere than in prod it is told by mark and word alone: what hurts most is seen first.
    if (index.data(MatrixModel::IsForemostRole).toBool())
        paintNeed(painter, rect, view);
    const bool expected = expectsState(view);
    CellText text = textOf(index, view);
    const Place place = placeOf(rect, text.caption.isEmpty() && !expected);
    if (!place.isCompact && expected && !view.soft
        && (view.health == Health::Unknown || (view.stale && view.health == Health::Healthy)))
        text.word = text.shortWord; // the caption below tells what it was
    if (!place.isCompact && !view.soft && !view.stale && !view.flapping
        && ownershipOf(view) == Ownership::Somebody)
        text.word = text.shortWord; // and whose it is

    const QFont wordFont =
        textFont(place.isTall ? 15 : 13,
                 text.isAbnormal && !view.countsAsHealthy() ? QFont::DemiBold : QFont::Normal);
    const QFont numberFont = figureFont(place.isTall ? 14 : 12);
    const QFont captionFont = roleFont(place.isTall ? TextRole::Small : TextRole::Caption);
    const CellFonts fonts{QFontMetrics(wordFont), QFontMetrics(numberFont),
                          QFontMetrics(captionFont), QFontMetrics(figureFont(11)), kLeastAge};
    const bool isRoomy = place.isTall || rect.height() >= kTwoLineCaption;
    const QString badge = index.data(MatrixModel::BadgeRole).toString();
    // What people say of it outlasts the badge.
    int badgeRoom = badgeRoomOf(
        badge, fonts.word.horizontalAdvance(view.marks.isEmpty() ? text.shortWord : text.word),
        place.right - place.left);
    CellRoom room{place.right - place.left - badgeRoom, place.right - place.left,
                  place.isCompact ? 0
                  : isRoomy       ? 2
                                  : 1,
                  place.hasLine};
    CellLines lines = cellLines(text, room, fonts);
    if (badgeRoom > 0) {
        // How bad it is and why outlast how new it is.
        room.line += badgeRoom;
        const CellLines whole = cellLines(text, room, fonts);
        if (isPoorer(lines, whole, place.isCompact)) {
            lines = whole;
            badgeRoom = 0;
        }
    }
    const int ageWidth =
        lines.hasAge ? std::max(kLeastAge, fonts.age.horizontalAdvance(text.age)) : 0;
    const bool isSpanTold =
        place.hasLine && paintLine(painter, rect, index, isAbnormal(view), ageWidth);
    if (lines.hasAge)
        paintAge(painter, rect, place, text);

    const int besideAge = !place.hasLine && lines.hasAge ? ageWidth + kCellGap : 0;
    // Below a low spark line the caption reaches to the age.
    const bool isBelowLine = place.hasLine && !isRoomy && !isSpanTold;
    const int captionWidth = isBelowLine
                                 ? rect.right() - kPadding - ageWidth - kCellGap - place.left
                                 : place.right - place.left - besideAge;
    const QString caption =
        lines.figure.isEmpty() ? lines.caption : withoutFigure(lines.caption, lines.figure);
    const bool isTwoLines =
        isRoomy && !place.isTall && fonts.caption.horizontalAdvance(caption) > captionWidth;
    const int middle = rect.center().y();
    const int width = place.right - place.left - (place.isCompact ? besideAge : 0);
    const QRect first =
        place.isTall ? QRect(place.left, rect.top() + kTallTop, width, kTallLine)
        : place.isCompact
            ? QRect(place.left, rect.top(), width, rect.height())
            : QRect(place.left, middle - kWordLine - (isTwoLines ? kCaptionLine / 2 : 0), width,
                    kWordLine);
    const StatusMark sign = markOf(view, index.data(MatrixModel::NotSetUpRole).toInt());
    paintMark(painter,
              QRectF(rect.left() + kPadding, first.center().y() + 0.5 - place.mark / 2.0,
                     place.mark, place.mark),
              sign, theme);
    painter.setPen(expected && !view.countsAsHealthy() ? theme.t1 : theme.t2);
    painter.setFont(wordFont);
    // The last resort: no word of ours is that long.
    const QString word =
        fonts.word.elidedText(lines.word, Qt::ElideRight, rect.right() - kCellGap - first.left());
    painter.drawText(first, Qt::AlignVCenter | Qt::TextDontClip, word);
    const int wordEnd = first.left() + fonts.word.horizontalAdvance(word);
    if (badgeRoom > 0) {
        const QSizeF size = badgeSize(badge, badgeFont());
        paintBadge(painter,
                   {{wordEnd + kCellGap + 0.0, first.center().y() + 0.5 - size.height() / 2}, size},
                   badge, badgeFont(), theme);
    }
    if (view.health == Health::Unknown)
        painter.setPen(theme.t3); // it is of the past
    painter.setFont(numberFont);
    painter.drawText(first, Qt::AlignRight | Qt::AlignVCenter, lines.figure);
    if (caption.isEmpty())
        return;
    painter.setFont(captionFont);
    painter.setPen(theme.t3);
    if (place.isCompact) {
        const QRect cause = first.adjusted(
            fonts.word.horizontalAdvance(lines.word) + badgeRoom + kCellGap + 2, 0,
            lines.figure.isEmpty() ? 0 : -fonts.figure.horizontalAdvance(lines.figure) - kCellGap,
            0);
        if (text.isAbnormal)
            painter.drawText(
                cause, Qt::AlignVCenter | (lines.figure.isEmpty() ? Qt::AlignRight : Qt::AlignLeft),
                elidedSentence(fonts.caption, caption, cause.width()));
        return;
    }
    const QRect below(place.left, first.bottom() + 1, captionWidth,
                      place.isTall ? kTallCaptions : 2 * kCaptionLine);
    if (place.isTall || isTwoLines)
        paintTwoLines(painter, below, caption);
    else
        painter.drawText(QRect(place.left, middle + 2, captionWidth, 16), Qt::AlignVCenter,
                         elidedSentence(fonts.caption, caption, captionWidth));
}

CellText MatrixDelegate::textOf(const QModelIndex &index, const ServiceView &view)
{
    CellText text;
    text.word = index.data().toString();
    // Of maintenance the state is the second part, and never left out.
    const bool isWhole = !expectsState(view) || markOf(view).maintenance;
    text.shortWord = isWhole ? text.word : wordOf(markOf(view));
    text.figure = view.figure;
    text.caption = index.data(MatrixModel::CaptionRole).toString();
    text.age =
        view.oldestAge.count() < 0
            ? (view.neverObserved && view.hasChecks ? absenceWord(Absence::NotObserved) : QString())
            : durationText(view.oldestAge);
    text.isAbnormal = isAbnormal(view);
    text.isAgeTelling = view.stale || view.neverObserved || view.health == Health::Unknown;
    return text;
}

} // namespace opsdeck
