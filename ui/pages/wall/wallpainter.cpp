// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallpainter.h"

#include "services/domain/absence.h"
#include "ui/pages/wall/wallrows.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

constexpr qreal kMargin = WallCanvas::kMargin;
constexpr qreal kProblem = 368;
constexpr qreal kClocks = 320;
constexpr int kHeadline = 96;
constexpr int kLeastHeadline = 60; ///< read from the end of the room
constexpr int kSentence = 52;
constexpr int kLeastSentence = 40;
constexpr qreal kTagScale = 3.2;
constexpr qreal kBleed = 8; ///< beyond the page, for the shift against burn-in
constexpr int kBeatTicks = 60;
constexpr qreal kBeatPitch = 12;
constexpr Milliseconds kBeatIsLate{3000};

struct Count
{
    StatusMark mark;
    int count;
    bool always;
    QString word; ///< beside the figure, of what there is
};

constexpr int kRibbonWord = 52; ///< read from the end of the room
constexpr int kRibbonMark = 56;
constexpr qreal kRibbonGap = 16; ///< between mark and words
constexpr qreal kRibbonStep = 40;

/// Words of the first `worded` kinds, figures of the others.
QString ribbonText(const Count &count, bool isWorded)
{
    const QString number = QString::number(count.count);
    return isWorded && count.count > 0 ? number + QChar(QChar::Nbsp) + count.word : number;
}

StatusMark plainMark(Health health, bool soft = false, bool stale = false)
{
    StatusMark mark;
    mark.health = health;
    mark.soft = soft;
    mark.stale = stale;
    return mark;
}

QList<Count> marksOf(const Tally &tally)
{
    const HealthCounts &counts = tally.counts;
    return {{plainMark(Health::Down), counts.down, true, Wall::tr("down")},
            {plainMark(tally.unconfirmed, true), counts.soft, false, Wall::tr("not confirmed")},
            {plainMark(Health::Degraded), counts.degraded, true, Wall::tr("degraded")},
            {plainMark(Health::Unknown), counts.unknown, true, Wall::tr("unknown")},
            {plainMark(Health::Healthy, false, true), counts.stale, false, Wall::tr("stale")},
            {plainMark(Health::Healthy), counts.healthy, true, Wall::tr("OK")}};
}

/// Smaller where the words do not fit: for what must be read whole.
QFont fitted(const QString &words, int size, QFont::Weight weight, qreal width)
{
    const qreal needed = widthOf(words, textFont(size, weight));
    return textFont(needed <= width ? size : static_cast<int>(size * width / needed), weight);
}

} // namespace

void WallPainter::paint(const WallPicture &picture)
{
    const QSizeF &page = m_canvas.page;
    const QRectF body(0, WallCanvas::kRibbon, page.width(),
                      page.height() - WallCanvas::kRibbon - WallCanvas::kFoot);
    if (picture.quiet) {
        paintQuietWall(m_canvas, picture, m_times.now);
    } else {
        ribbon(picture);
        if (picture.problems.isEmpty()) {
            m_canvas.text(body, Wall::tr("Nothing is watched yet"), textFont(96, QFont::DemiBold),
                          m_canvas.theme.t2, Qt::AlignHCenter);
        } else {
            problem(picture.problems.first(), picture.others,
                    QRectF(0, body.top(), body.width(), kProblem));
            WallRows(m_canvas, picture).paint(body.adjusted(0, kProblem, 0, 0));
        }
    }
    foot(picture);
}

void WallPainter::paintStalled(const Instant &since)
{
    const Theme &theme = ThemeHub::dark();
    const QSizeF &page = m_canvas.page;
    m_canvas.painter.fillRect(QRectF(QPointF(), page).adjusted(-kBleed, -kBleed, kBleed, kBleed),
                              Qt::black);
    const QString words = Wall::tr("DISPLAY STALLED since %1 UTC")
                              .arg(since.utc().toString(QStringLiteral("HH:mm:ss")));
    const qreal width = page.width() - 2 * kMargin;
    const qreal middle = page.height() / 2;
    m_canvas.text(QRectF(kMargin, middle - 110, width, 120), words,
                  fitted(words, 96, QFont::DemiBold, width), theme.t1, Qt::AlignHCenter);
    const QString age = Wall::tr("No beat for %1. What was shown is too old to be trusted.")
                            .arg(durationText(since.ageAt(m_times.now)));
    m_canvas.text(QRectF(kMargin, middle + 30, width, 64), age,
                  fitted(age, 48, QFont::Normal, width), theme.t2, Qt::AlignHCenter);
}

void WallPainter::ribbon(const WallPicture &picture)
{
    const Theme &theme = m_canvas.theme;
    constexpr qreal height = WallCanvas::kRibbon;
    m_canvas.painter.fillRect(
        QRectF(-kBleed, -kBleed, m_canvas.page.width() + 2 * kBleed, height + kBleed), theme.s1);
    m_canvas.text(QRectF(kMargin, 0, 160, height), QStringLiteral("Opsdeck"),
                  textFont(30, QFont::DemiBold), theme.t2);
    const qreal right = m_canvas.page.width() - kMargin;
    const QFont clock = figureFont(60, QFont::Medium);
    const QString time = m_times.now.utc().toString(QStringLiteral("HH:mm:ss"));
    const qreal clockLeft = right - widthOf(time, clock) - 4;
    m_canvas.text(QRectF(clockLeft, 0, right - clockLeft, height), time, clock, theme.t1,
                  Qt::AlignRight);
    m_canvas.text(QRectF(clockLeft - 130, 0, 82, height), Wall::tr("UTC"), textFont(30), theme.t2,
                  Qt::AlignRight);
    const qreal left = counts(picture, kMargin + 184, clockLeft - 150);
    // What they are of, as much of it as fits whole.
    QStringList where{servicesText(picture.tally), environmentsText(picture.tally)};
    const QFont small = textFont(30);
    const qreal room = clockLeft - 150 - left;
    while (!where.isEmpty() && widthOf(where.join(QStringLiteral(", ")), small) > room)
        where.removeFirst();
    m_canvas.text(QRectF(left, 0, room, height), where.join(QStringLiteral(", ")), small, theme.t2);
}

/// What there is by kind, the worst first: shape, figure and word, the words as far as all figures
/// have room. Gives where it ends.
qreal WallPainter::counts(const WallPicture &picture, qreal left, qreal right)
{
    const Theme &theme = m_canvas.theme;
    QList<Count> shown;
    for (const Count &each : marksOf(picture.tally)) {
        if (each.always || each.count > 0)
            shown << each;
    }
    const auto fontOf = [](const Count &each) {
        const bool isTrouble = each.count > 0 && each.mark != plainMark(Health::Healthy);
        return textFont(kRibbonWord, isTrouble ? QFont::DemiBold : QFont::Normal);
    };
    const auto widthWith = [&](qsizetype worded) {
        qreal width = 0;
        for (qsizetype i = 0; i < shown.size(); ++i)
            width += kRibbonMark + kRibbonGap + kRibbonStep
                     + widthOf(ribbonText(shown.at(i), i < worded), fontOf(shown.at(i)));
        return width;
    };
    qsizetype worded = shown.size();
    while (worded > 0 && left + widthWith(worded) > right)
        --worded;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const Count &each = shown.at(i);
        const QFont font = fontOf(each);
        const QString text = ribbonText(each, i < worded);
        const qreal width = widthOf(text, font);
        if (left + kRibbonMark + kRibbonGap + width > right)
            break;
        // Of none the mark would be an alarm, or a green.
        m_canvas.painter.setOpacity(each.count == 0 ? 0.4 : 1);
        paintMark(m_canvas.painter,
                  QRectF(left, (WallCanvas::kRibbon - kRibbonMark) / 2, kRibbonMark, kRibbonMark),
                  each.mark, theme);
        m_canvas.painter.setOpacity(1);
        m_canvas.text(QRectF(left + kRibbonMark + kRibbonGap, 0, width + 8, WallCanvas::kRibbon),
                      text, font, each.count == 0 ? theme.t3 : theme.t1);
        left += kRibbonMark + kRibbonGap + width + kRibbonStep;
    }
    return left;
}

void WallPainter::problem(const WallProblem &problem, const QString &others, const QRectF &band)
{
    const Theme &theme = m_canvas.theme;
    const QRectF bleed = band.adjusted(-kBleed, 0, kBleed, 0);
    const QColor colour = problem.stale ? theme.ctl : theme.of(problem.health);
    if (problem.needsYou() && problem.isForemost)
        m_canvas.painter.fillRect(bleed, theme.tintOf(problem.health));
    m_canvas.painter.fillRect(QRectF(bleed.left(), band.top(), bleed.width(), 6), colour);
    m_canvas.painter.fillRect(QRectF(bleed.left(), band.bottom() - 6, bleed.width(), 6), colour);
    paintMark(m_canvas.painter, QRectF(kMargin + 6, band.center().y() - 104, 208, 208),
              wallMark(problem), theme);

    const qreal left = kMargin + 256;
    const qreal right = m_canvas.page.width() - kMargin;
    const qreal clocks = right - kClocks;
    const QString tag = environmentTagText(problem.environment.environment);
    paintEnvironmentTag(m_canvas.painter, QPointF(left, band.top() + 52), tag, problem.tier, theme,
                        kTagScale);
    const qreal platform = left + environmentTagWidth(tag, problem.tier, kTagScale) + 28;
    m_canvas.textAnd(QRectF(platform, band.top() + 48, clocks - platform - 24, 72),
                     problem.platform, Qt::ElideMiddle, {}, textFont(52), theme.t1);
    const bool counting = problem.length.count() >= 0;
    if (counting) {
        const QString length = wallClockText(problem.length);
        m_canvas.text(QRectF(clocks, band.top() + 50, kClocks, 44), problem.clock, textFont(36),
                      theme.t2, Qt::AlignRight);
        m_canvas.text(QRectF(clocks, band.top() + 92, kClocks, 84), length,
                      figureFont(length.size() > 5 ? 60 : 72, QFont::Medium), theme.t1,
                      Qt::AlignRight);
    }
    if (!others.isEmpty())
        m_canvas.text(QRectF(clocks, band.top() + 184, kClocks, 56), others,
                      fitted(others, 36, QFont::Normal, kClocks), theme.t1, Qt::AlignRight);
    const qreal headlineRight = counting || !others.isEmpty() ? clocks - 16 : right;
    // A long verb makes the headline smaller before it costs the name its letters.
    const QFont headline =
        fitted(problem.headline(), kHeadline, QFont::DemiBold, headlineRight - left);
    m_canvas.textAnd(QRectF(left, band.top() + 126, headlineRight - left, 120), problem.name,
                     Qt::ElideMiddle, problem.state,
                     headline.pixelSize() < kLeastHeadline
                         ? textFont(kLeastHeadline, QFont::DemiBold)
                         : headline,
                     theme.t1);
    // Smaller before it is cut.
    const QFont sentence = fitted(problem.evidence + QLatin1Char(' ') + problem.impact, kSentence,
                                  QFont::Normal, right - left - 4);
    m_canvas.textAnd(QRectF(left, band.top() + 252, right - left, 68), problem.evidence,
                     Qt::ElideRight, problem.impact,
                     sentence.pixelSize() < kLeastSentence ? textFont(kLeastSentence) : sentence,
                     theme.t1);
}

void WallPainter::foot(const WallPicture &picture)
{
    const Theme &theme = m_canvas.theme;
    const qreal top = m_canvas.page.height() - WallCanvas::kFoot;
    if (picture.quiet)
        m_canvas.hairline(top);
    else
        m_canvas.painter.fillRect(
            QRectF(-kBleed, top, m_canvas.page.width() + 2 * kBleed, WallCanvas::kFoot + kBleed),
            theme.s1);
    const qreal beatLeft = m_canvas.page.width() - kMargin - kBeatTicks * kBeatPitch;
    const QFont font = textFont(28);
    const bool late = m_times.beat.isValid() && m_times.beat.ageAt(m_times.now) >= kBeatIsLate;
    const QString live =
        !m_times.beat.isValid() ? Wall::tr("no beat yet")
        : late ? Wall::tr("no beat for %1").arg(durationText(m_times.beat.ageAt(m_times.now)))
               : Wall::tr("live");
    const qreal liveWidth = widthOf(live, font) + 24;
    QStringList facts;
    if (picture.quiet) {
        facts << lastProblemText(m_times.last, m_times.now);
    } else if (!picture.notice.isEmpty()) {
        facts << picture.notice;
    } else {
        facts << checksText(picture.tally.checks);
        if (picture.tally.checksNotSetUp > 0)
            facts << notSetUpText(picture.tally.checksNotSetUp);
        if (picture.newest.count() < 0)
            facts << absenceWord(Absence::NotObserved);
        else
            facts << Wall::tr("newest %1").arg(durationText(picture.newest))
                  << Wall::tr("oldest %1").arg(durationText(picture.oldest));
    }
    m_canvas.text(QRectF(kMargin, top, beatLeft - liveWidth - kMargin - 24, WallCanvas::kFoot),
                  facts.join(QStringLiteral("    ")), font, theme.t2);
    m_canvas.text(QRectF(beatLeft - liveWidth, top, liveWidth - 20, WallCanvas::kFoot), live, font,
                  late ? theme.t1 : theme.t2, Qt::AlignRight);
    beat(beatLeft, top + WallCanvas::kFoot / 2);
}

void WallPainter::beat(qreal left, qreal middle)
{
    const Theme &theme = m_canvas.theme;
    const int current = m_times.beatPosition % kBeatTicks;
    for (int i = 0; i < kBeatTicks; ++i) {
        const bool now = i == current && m_times.beat.isValid();
        const qreal tall = now ? 34 : 12;
        const QColor &colour = now ? theme.t1 : i < current ? theme.ctl : theme.s3;
        m_canvas.painter.fillRect(
            QRectF(left + i * kBeatPitch + (now ? 2 : 0), middle - tall / 2, 8, tall), colour);
    }
}

} // namespace opsdeck
