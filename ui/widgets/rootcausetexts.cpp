// SPDX-License-Identifier: GPL-3.0-or-later
// What a root cause's row looks like: how its texts and buttons share the room.
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauserow.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPushButton>
#include <QTextLayout>
#include <QtMath>

namespace opsdeck {

namespace {

constexpr double kPadding = 16;
constexpr double kGap = 12;
constexpr double kRadius = 8;
constexpr double kBar = 4;
constexpr double kBetweenTags = 4;
constexpr int kLeastText = 40;     ///< less of it tells nothing
constexpr double kMostOwner = 0.3; ///< of the row's width
constexpr int kLeastNames = 120;   ///< of services in the impact
constexpr int kButtonHeight = 24;
constexpr int kFullButton = 32;
constexpr int kBetweenButtons = 8;
constexpr int kMostLines = 3; ///< of the sentence, and of the impact
constexpr double kSentenceLine = 18;
constexpr double kImpactLine = 17;
constexpr double kAround = 20;      ///< above and below the lines together
constexpr double kAroundQuiet = 12; ///< the same of a row that is not the first to be looked at

QFont strongFont()
{
    return textFont(13, QFont::DemiBold);
}

QFont impactFont()
{
    return textFont(12);
}

/// Text of which the first `strong` characters are semi-bold, in lines of `width`.
void layOut(QTextLayout &layout, qsizetype strong, double width)
{
    QTextCharFormat format;
    format.setFont(strongFont());
    layout.setFormats({{0, static_cast<int>(strong), format}});
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine())
        line.setLineWidth(std::max(1.0, width));
    layout.endLayout();
}

int linesOf(const QString &text, qsizetype strong, const QFont &font, double width)
{
    if (text.isEmpty())
        return 0;
    QTextLayout layout(text, font);
    layOut(layout, strong, width);
    return std::min(kMostLines, layout.lineCount());
}

/// Paints the lines, the last of them cut at its end when there are more, and returns where the
/// next would begin.
double paintLines(QPainter &painter, const QString &text, qsizetype strong, const QFont &font,
                  const QRectF &room, double height)
{
    QTextLayout layout(text, font);
    layOut(layout, strong, room.width());
    const int shown = std::min(kMostLines, layout.lineCount());
    double top = room.top();
    for (int i = 0; i < shown; ++i, top += height) {
        const QTextLine line = layout.lineAt(i);
        const double baseline =
            top + (height + QFontMetricsF(font).ascent() - QFontMetricsF(font).descent()) / 2;
        if (i + 1 == shown && layout.lineCount() > shown) {
            painter.setFont(font);
            painter.drawText(QPointF(room.left(), baseline),
                             QFontMetricsF(font).elidedText(text.mid(line.textStart()),
                                                            Qt::ElideRight, room.width()));
        } else {
            line.draw(&painter, QPointF(room.left(), baseline - line.ascent() - line.y()));
        }
    }
    return top;
}

/// "Impact: 8 services (Backend API and 5 more directly; …): the names give way first, so that how
/// many there are stays, then what is not affected.
QString impactIn(const QFontMetrics &metrics, const QString &impact, int width)
{
    if (metrics.horizontalAdvance(impact) <= width)
        return impact;
    const qsizetype open = impact.indexOf(QLatin1String(" ("));
    const qsizetype close = impact.lastIndexOf(QLatin1String(")."));
    if (open < 0 || close < open)
        return elidedSentence(metrics, impact, width);
    const QString end = impact.mid(close);
    const int names =
        width - metrics.horizontalAdvance(impact.left(open + 2)) - metrics.horizontalAdvance(end);
    if (names >= kLeastNames)
        return impact.left(open + 2)
               + elidedSentence(metrics, impact.mid(open + 2, close - open - 2), names) + end;
    return elidedSentence(metrics, impact.left(close + 2), width);
}

} // namespace

QList<QPushButton *> RootCauseRow::shownButtons() const
{
    QList<QPushButton *> shown;
    if (hasButton())
        shown.append(m_button);
    if (hasAcknowledge())
        shown.append(m_acknowledge);
    return shown;
}

void RootCauseRow::placeButtons()
{
    int right = width() - static_cast<int>(kPadding);
    const QList<QPushButton *> shown = shownButtons();
    for (QPushButton *button : shown) {
        const int width = button->sizeHint().width();
        const int height =
            m_isCompact ? kButtonHeight : std::max(kFullButton, button->sizeHint().height());
        // The style's least height is that of a button in a form.
        button->setMinimumHeight(height);
        button->setGeometry(right - width, (this->height() - height) / 2, width, height);
        right -= width + kBetweenButtons;
    }
}

double RootCauseRow::textLeft() const
{
    if (m_kind == RootCauseList::Rows::TwoLines)
        return kPadding + 24 + kGap;
    return kPadding + 16 + kGap + tagsWidth() + kGap;
}

double RootCauseRow::tagsWidth() const
{
    double width = -kBetweenTags;
    for (const CausePlace &place : m_places)
        width += environmentTagWidth(environmentTagText(place.service.environment.environment),
                                     place.tier)
                 + kBetweenTags;
    return std::max(0.0, width);
}

double RootCauseRow::textRoom(int width) const
{
    const double owner = ownerWidth(width);
    return width - kPadding - buttonRoom() - (owner > 0 ? owner + kGap : 0) - textLeft();
}

double RootCauseRow::buttonRoom() const
{
    double room = 0;
    const QList<QPushButton *> shown = shownButtons();
    for (const QPushButton *button : shown)
        room += button->sizeHint().width() + (room > 0 ? kBetweenButtons : kGap);
    return room;
}

double RootCauseRow::ownerWidth(int width) const
{
    if (m_owner.isEmpty())
        return 0;
    return std::min(QFontMetricsF(impactFont()).horizontalAdvance(m_owner) + 2, width * kMostOwner);
}

void RootCauseRow::paintOwner(QPainter &painter) const
{
    const double owner = ownerWidth(width());
    if (owner <= 0)
        return;
    const QFontMetricsF metrics(impactFont());
    painter.setFont(impactFont());
    painter.setPen(m_theme.theme().t2);
    painter.drawText(QRectF(width() - kPadding - buttonRoom() - owner, 0, owner, height()),
                     Qt::AlignVCenter | Qt::AlignRight,
                     metrics.elidedText(m_owner, Qt::ElideRight, owner));
}

QString RootCauseRow::operative() const
{
    if (!m_lead.isEmpty())
        return tr("%1: %2", "what it is, sentence").arg(m_lead, m_operative);
    if (m_kind == RootCauseList::Rows::OneLine)
        return m_operative;
    return m_namesEnvironments
               ? tr("Root cause in %1: %2", "environments, sentence").arg(tagsText(), m_operative)
               : tr("Root cause: %1").arg(m_operative);
}

QString RootCauseRow::tagsText() const
{
    QStringList tags;
    for (const CausePlace &place : m_places)
        tags << environmentTagText(place.service.environment.environment);
    return namesText(tags);
}

bool RootCauseRow::isOneLine(double room) const
{
    if (m_kind == RootCauseList::Rows::TwoLines || isHeavy())
        return false;
    const QFontMetricsF normal(textFont(13));
    return QFontMetricsF(strongFont()).horizontalAdvance(m_operative)
               + normal.horizontalAdvance(QLatin1Char(' ') + m_rest) + kGap
               + QFontMetricsF(impactFont()).horizontalAdvance(m_impact) + 4
           <= room;
}

int RootCauseRow::heightAt(int width) const
{
    if (m_isCompact)
        return compactHeight(m_kind);
    if (m_kind == RootCauseList::Rows::TwoLines)
        return kTwoLines;
    const double room = textRoom(width);
    if (isOneLine(room))
        return kOneLine;
    const QString strong = operative();
    const int sentence =
        std::max(1, linesOf(strong + QLatin1Char(' ') + m_rest, strong.size(), textFont(13), room));
    const int impact = linesOf(m_impact, 0, impactFont(), room);
    const bool isQuiet = m_kind == RootCauseList::Rows::OneLine && !isHeavy();
    const int needed =
        qCeil((isQuiet ? kAroundQuiet : kAround) + sentence * kSentenceLine + impact * kImpactLine);
    return std::max(isQuiet || impact == 0 ? kOneLine : kTwoLines, needed);
}

void RootCauseRow::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor &colour = theme.of(m_view.health);
    const double width = hasFocus() ? 2 : 1;
    const QRectF frame = QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isHeavy() ? theme.tintOf(m_view.health) : theme.s1);
    painter.drawRoundedRect(frame, kRadius, kRadius);
    if (isHeavy() && canClip(painter)) {
        painter.save();
        painter.setClipRect(QRectF(0, 0, kBar, height()));
        painter.setBrush(colour);
        painter.drawRoundedRect(frame, kRadius, kRadius);
        painter.restore();
    } else if (isHeavy()) {
        QPainterPath bar;
        bar.addRect(QRectF(0, 0, kBar, height()));
        QPainterPath card;
        card.addRoundedRect(frame, kRadius, kRadius);
        painter.fillPath(card.intersected(bar), colour);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? theme.ink : isHeavy() ? colour : theme.line, width));
    painter.drawRoundedRect(frame, kRadius, kRadius);

    const bool isLarge = m_kind == RootCauseList::Rows::TwoLines;
    const double mark = isLarge ? 24 : 16;
    StatusMark look = markOf(m_view);
    look.impacted = false;
    paintMark(painter, QRectF(kPadding, (height() - mark) / 2, mark, mark), look, theme);
    if (!isLarge) {
        double left = kPadding + mark + kGap;
        for (const CausePlace &place : std::as_const(m_places)) {
            const QString tag = environmentTagText(place.service.environment.environment);
            paintEnvironmentTag(painter, QPointF(left, (height() - 20) / 2.0), tag, place.tier,
                                theme);
            left += environmentTagWidth(tag, place.tier) + kBetweenTags;
        }
    }
    paintOwner(painter);
    if (m_isCompact)
        paintCompact(painter);
    else
        paintTexts(painter);
}

/// The sentence as far as it goes, the impact behind it where it has room.
void RootCauseRow::paintCompact(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    const double right = textLeft() + textRoom(width());
    double left = textLeft();
    const auto draw = [&](const QString &text, const QFont &font, const QColor &ink) {
        const QFontMetrics metrics(font);
        const int room = static_cast<int>(right - left);
        if (text.isEmpty() || room < kLeastText)
            return;
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QRectF(left, 0, room, height()), Qt::AlignVCenter,
                         elidedSentence(metrics, text, room));
        left += metrics.horizontalAdvance(text) + metrics.horizontalAdvance(QLatin1Char(' '));
    };
    draw(operative(), strongFont(), theme.t1);
    draw(m_rest, textFont(13), theme.t1);
    left += kGap;
    draw(m_impact, impactFont(), isHeavy() ? theme.t1 : theme.t2);
}

QString RootCauseRow::impactAt(int width) const
{
    return impactIn(QFontMetrics(impactFont()), m_impact, static_cast<int>(textRoom(width)));
}

void RootCauseRow::paintTwoLines(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    const double lines = kSentenceLine + (m_impact.isEmpty() ? 0 : kImpactLine);
    const double top = (height() - lines) / 2;
    const double right = textLeft() + textRoom(width());
    double left = textLeft();
    painter.setPen(theme.t1);
    for (const auto &[text, font] : {std::pair(operative(), strongFont()),
                                     std::pair(QLatin1Char(' ') + m_rest, textFont(13))}) {
        const QFontMetrics metrics(font);
        const QRectF room(left, top, right - left, kSentenceLine);
        if (room.width() < kLeastText)
            break;
        const QString shown = elidedSentence(metrics, text, static_cast<int>(room.width()));
        painter.setFont(font);
        painter.drawText(room, Qt::AlignVCenter, shown);
        if (shown != text)
            break;
        left += metrics.horizontalAdvance(text);
    }
    painter.setFont(impactFont());
    painter.setPen(isHeavy() ? theme.t1 : theme.t2);
    painter.drawText(QRectF(textLeft(), top + kSentenceLine, right - textLeft(), kImpactLine),
                     Qt::AlignVCenter, impactAt(width()));
}

void RootCauseRow::paintTexts(QPainter &painter) const
{
    if (m_kind == RootCauseList::Rows::TwoLines)
        return paintTwoLines(painter);
    const Theme &theme = m_theme.theme();
    const double room = textRoom(width());
    const QString strong = operative();
    const QString sentence = strong + QLatin1Char(' ') + m_rest;
    const bool isOneLine = this->isOneLine(room);
    const int impact = isOneLine ? 0 : linesOf(m_impact, 0, impactFont(), room);
    const double lines =
        linesOf(sentence, strong.size(), textFont(13), room) * kSentenceLine + impact * kImpactLine;
    painter.setPen(theme.t1);
    const QRectF place(textLeft(), (height() - lines) / 2, room, lines);
    const double below =
        paintLines(painter, sentence, strong.size(), textFont(13), place, kSentenceLine);
    if (isOneLine) {
        const QFontMetricsF metrics(impactFont());
        painter.setFont(impactFont());
        painter.setPen(theme.t3);
        painter.drawText(QRectF(place.right() - metrics.horizontalAdvance(m_impact) - 2,
                                place.top(), metrics.horizontalAdvance(m_impact) + 2,
                                kSentenceLine),
                         Qt::AlignVCenter | Qt::AlignRight, m_impact);
    } else if (impact > 0) {
        painter.setPen(isHeavy() ? theme.t1 : theme.t2);
        paintLines(painter, m_impact, 0, impactFont(),
                   QRectF(place.left(), below, room, impact * kImpactLine), kImpactLine);
    }
}

} // namespace opsdeck
