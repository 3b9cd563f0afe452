// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallpainter.h"

#include "models/status/statuswords.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

constexpr qreal kMargin = 48;
constexpr qreal kRibbon = 96;
constexpr qreal kProblem = 368;
constexpr qreal kFoot = 72;
constexpr qreal kTallestRow = 104;
constexpr int kHeadlineCharacters = 22;
constexpr int kBeatTicks = 60;

struct Count {
    StatusMark mark;
    int count;
    bool always;
};

StatusMark plainMark(Health health)
{
    StatusMark mark;
    mark.health = health;
    return mark;
}

QList<Count> countsOf(const HealthCounts &counts)
{
    StatusMark soft = plainMark(Health::Down);
    soft.soft = true;
    StatusMark stale = plainMark(Health::Healthy);
    stale.stale = true;
    return {{plainMark(Health::Down), counts.down, true},       {soft, counts.soft, false},   {plainMark(Health::Degraded), counts.degraded, true},
            {plainMark(Health::Unknown), counts.unknown, true}, {stale, counts.stale, false}, {plainMark(Health::Healthy), counts.healthy, true}};
}

QString clockText(Milliseconds length)
{
    const qint64 seconds = length.count() / 1000;
    const auto two = [](qint64 value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    if (seconds >= 100 * 3600)
        return durationText(length);
    return seconds >= 3600 ? QStringLiteral("%1:%2:%3").arg(two(seconds / 3600), two(seconds / 60 % 60), two(seconds % 60))
                           : QStringLiteral("%1:%2").arg(two(seconds / 60), two(seconds % 60));
}

QString shortCounts(const EnvironmentView &view)
{
    if (view.counts.down > 0)
        return Wall::tr("%1 down").arg(view.counts.down);
    if (view.counts.degraded > 0)
        return Wall::tr("%1 degraded").arg(view.counts.degraded);
    if (view.counts.soft > 0)
        return Wall::tr("%1 not confirmed").arg(view.counts.soft);
    if (view.counts.unknown > 0)
        return Wall::tr("%1 unknown").arg(view.counts.unknown);
    if (view.counts.stale > 0)
        return Wall::tr("%1 stale").arg(view.counts.stale);
    return Wall::tr("%1 OK").arg(view.counts.healthy);
}

} // namespace

void WallPainter::text(const QRectF &rect, int flags, const QString &words, const QFont &font, const QColor &colour)
{
    m_painter.setFont(font);
    m_painter.setPen(colour);
    m_painter.drawText(rect, flags, QFontMetricsF(font).elidedText(words, Qt::ElideRight, rect.width() + 1));
}

bool WallPainter::isQuiet() const
{
    const HealthCounts counts = m_board.counts({});
    return counts.healthy > 0 && counts.down + counts.soft + counts.degraded + counts.unknown + counts.stale == 0;
}

void WallPainter::paint(int beatPosition)
{
    m_painter.fillRect(QRectF(QPointF(), m_page), m_theme.bg);
    ribbon();
    const QRectF band(0, kRibbon, m_page.width(), kProblem);
    if (isQuiet())
        quiet(band);
    else
        problem(band);
    rows(QRectF(0, kRibbon + kProblem, m_page.width(), m_page.height() - kRibbon - kProblem - kFoot));
    foot(beatPosition);
}

void WallPainter::paintStalled(const Instant &since)
{
    m_painter.fillRect(QRectF(QPointF(), m_page), Qt::black);
    text(QRectF(kMargin, 0, m_page.width() - 2 * kMargin, m_page.height()), Qt::AlignCenter,
         Wall::tr("DISPLAY STALLED since %1 UTC").arg(since.utc().toString(QStringLiteral("HH:mm:ss"))), textFont(72, QFont::DemiBold), ThemeHub::dark().t1);
}

void WallPainter::ribbon()
{
    m_painter.fillRect(QRectF(-8, -8, m_page.width() + 16, kRibbon + 8), m_theme.s1);
    text(QRectF(kMargin, 0, 160, kRibbon), Qt::AlignVCenter, QStringLiteral("Opsdeck"), textFont(30, QFont::DemiBold), m_theme.t2);
    qreal left = kMargin + 184;
    const QList<Count> counts = countsOf(m_board.counts({}));
    for (const Count &each : counts) {
        if (!each.always && each.count == 0)
            continue;
        paintMark(m_painter, QRectF(left, kRibbon / 2 - 24, 48, 48), each.mark, m_theme);
        const QString number = QString::number(each.count);
        const QFont font = figureFont(52, QFont::Medium);
        const qreal width = QFontMetricsF(font).horizontalAdvance(number);
        text(QRectF(left + 64, 0, width + 8, kRibbon), Qt::AlignVCenter, number, font, each.count == 0 ? m_theme.t3 : m_theme.t1);
        left += 64 + width + 40;
    }
    const qreal right = m_page.width() - kMargin;
    text(QRectF(right - 320, 0, 320, kRibbon), Qt::AlignVCenter | Qt::AlignRight, m_now.utc().toString(QStringLiteral("HH:mm:ss")), figureFont(60, QFont::Medium), m_theme.t1);
    text(QRectF(right - 460, 0, 110, kRibbon), Qt::AlignVCenter | Qt::AlignRight, Wall::tr("UTC"), textFont(30), m_theme.t3);
}

void WallPainter::quiet(const QRectF &band)
{
    const QList<EnvironmentKey> keys = m_board.environments();
    qsizetype checks = 0;
    for (const EnvironmentKey &key : keys) {
        for (const ServiceView &service : m_board.environment(key)->services)
            checks += service.checks.size();
    }
    paintMark(m_painter, QRectF(kMargin, band.center().y() - 100, 200, 200), plainMark(Health::Healthy), m_theme);
    const qreal left = kMargin + 248;
    text(QRectF(left, band.top() + 84, band.width() - left - kMargin, 140), Qt::AlignVCenter, Wall::tr("All OK"), textFont(120, QFont::DemiBold), m_theme.t1);
    text(QRectF(left, band.top() + 224, band.width() - left - kMargin, 64), Qt::AlignVCenter,
         Wall::tr("%1 environments, %2 checks, each fresh").arg(keys.size()).arg(checks), textFont(52), m_theme.t2);
}

void WallPainter::problem(const QRectF &band)
{
    ServiceView worst;
    QString headline;
    QString sentence;
    bool needsYou = false;
    if (m_causes.rowCount() > 0) {
        const QModelIndex index = m_causes.index(0);
        worst = index.data(RootCauseModel::ViewRole).value<ServiceView>();
        needsYou = index.data(RootCauseModel::NeedsYouRole).toBool();
        const QString state = worst.health == Health::Down ? (worst.soft ? Wall::tr("may be down") : Wall::tr("is down")) : Wall::tr("is degraded");
        headline = QStringLiteral("%1 %2").arg(worst.title, state);
        const QString evidence = worst.message.isEmpty() ? worst.figure : worst.message;
        sentence = worst.impacts.isEmpty() ? evidence : Wall::tr("%1. %2 services impacted.").arg(evidence).arg(worst.impacts.size());
    } else {
        // No cause, and yet not all is well: something is not known.
        const HealthCounts counts = m_board.counts({});
        worst.health = Health::Unknown;
        headline = counts.unknown > 0 ? Wall::tr("%1 not known").arg(counts.unknown) : Wall::tr("%1 not fresh").arg(counts.stale + counts.soft);
        sentence = Wall::tr("Not counted as healthy until they answer.");
    }
    const QColor colour = m_theme.of(worst.health);
    if (needsYou)
        m_painter.fillRect(band, m_theme.tintOf(worst.health));
    m_painter.fillRect(QRectF(band.left(), band.top(), band.width(), 6), colour);
    m_painter.fillRect(QRectF(band.left(), band.bottom() - 6, band.width(), 6), colour);
    StatusMark mark = markOf(worst);
    if (worst.title.isEmpty())
        mark = plainMark(Health::Unknown);
    paintMark(m_painter, QRectF(kMargin, band.center().y() - 104, 208, 208), mark, m_theme);
    const qreal left = kMargin + 256;
    const qreal right = m_page.width() - kMargin - 280;
    if (!worst.title.isEmpty()) {
        const EnvironmentView *environment = m_board.environment(worst.key.environment);
        const Platform *platform = m_board.workspace()->platform(worst.key.environment.platform);
        const Tier tier = environment == nullptr ? Tier::Other : environment->tier;
        const QString tag = environmentTagText(worst.key.environment.environment);
        paintEnvironmentTag(m_painter, QPointF(left, band.top() + 48), tag, tier, m_theme, 3.2);
        const qreal tagWidth = environmentTagWidth(tag, tier, 3.2);
        text(QRectF(left + tagWidth + 28, band.top() + 44, right - left - tagWidth - 28, 72), Qt::AlignVCenter,
             platform == nullptr ? QString() : platform->title, textFont(52), m_theme.t1);
        const qreal clocksLeft = m_page.width() - kMargin - 280;
        text(QRectF(clocksLeft, band.top() + 60, 280, 44), Qt::AlignRight | Qt::AlignVCenter, Wall::tr("for"), textFont(36), m_theme.t3);
        text(QRectF(clocksLeft, band.top() + 104, 280, 84), Qt::AlignRight | Qt::AlignVCenter, clockText(worst.since.ageAt(m_now)), figureFont(72, QFont::Medium), m_theme.t1);
        if (m_causes.rowCount() > 1) {
            text(QRectF(clocksLeft, band.top() + 212, 280, 52), Qt::AlignRight | Qt::AlignVCenter,
                 Wall::tr("and %1 more").arg(m_causes.rowCount() - 1), textFont(36), m_theme.t2);
        }
    }
    // The word of the state is never cut: the name gives way.
    const QString shortName = headline.size() > kHeadlineCharacters + 8 && !worst.title.isEmpty()
        ? QFontMetricsF(textFont(96, QFont::DemiBold)).elidedText(worst.title, Qt::ElideMiddle, (right - left) * 0.6) + headline.mid(worst.title.size())
        : headline;
    text(QRectF(left, band.top() + 128, right - left, 120), Qt::AlignVCenter, shortName, textFont(96, QFont::DemiBold), m_theme.t1);
    text(QRectF(left, band.top() + 252, m_page.width() - left - kMargin, 68), Qt::AlignVCenter, sentence, textFont(48), m_theme.t1);
}

void WallPainter::rows(const QRectF &area)
{
    if (!m_board.workspace() || m_board.workspace()->platforms.isEmpty()) {
        text(area, Qt::AlignCenter, Wall::tr("Nothing is watched yet"), textFont(52), m_theme.t2);
        return;
    }
    const QList<Platform> &platforms = m_board.workspace()->platforms;
    const qreal height = std::min(kTallestRow, area.height() / static_cast<qreal>(platforms.size()));
    qreal top = area.top();
    for (const Platform &platform : platforms) {
        platformRow(platform, QRectF(0, top, m_page.width(), height));
        top += height;
    }
}

void WallPainter::platformRow(const Platform &platform, const QRectF &row)
{
    const qreal scale = std::min(1.0, row.height() / kTallestRow);
    m_painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), m_theme.line);
    const qreal nameWidth = row.width() * 0.3;
    text(QRectF(kMargin, row.top(), nameWidth - kMargin, row.height()), Qt::AlignVCenter, platform.title, textFont(qRound(52 * scale)), m_theme.t1);
    // Production first: it is what the wall is for.
    QList<const EnvironmentView *> views;
    for (const Environment &environment : platform.environments) {
        if (const EnvironmentView *view = m_board.environment({platform.id, environment.id}))
            views.append(view);
    }
    const auto rank = [](const EnvironmentView *view) { return view->tier == Tier::Prod ? 0 : view->tier == Tier::Staging ? 1 : 2; };
    std::stable_sort(views.begin(), views.end(), [&](const EnvironmentView *a, const EnvironmentView *b) { return rank(a) < rank(b); });
    // The widest tag with its count must fit, or all shrink alike.
    qreal needed = 1;
    for (const EnvironmentView *view : std::as_const(views)) {
        needed = std::max(needed, 24 + 52 + 20 + QFontMetricsF(textFont(52, QFont::DemiBold)).horizontalAdvance(environmentTagText(view->key.environment)) + 18
                                      + QFontMetricsF(textFont(30)).horizontalAdvance(shortCounts(*view)) + 44);
    }
    const qreal width = (row.width() - nameWidth - kMargin) / static_cast<qreal>(std::max<qsizetype>(1, views.size()));
    qreal left = nameWidth;
    const qreal cellScale = std::min(scale, width / needed);
    for (const EnvironmentView *view : std::as_const(views)) {
        environmentCell(*view, QRectF(left, row.top(), width, row.height()), cellScale);
        left += width;
    }
}

void WallPainter::environmentCell(const EnvironmentView &view, const QRectF &cell, qreal scale)
{
    const bool calm = view.health == Health::Healthy && !view.stale && !view.soft;
    const bool needsYou = !calm && !view.soft && !view.stale && view.health != Health::Unknown;
    if (needsYou) {
        const QRectF box = cell.adjusted(4, 12 * scale, -12, -12 * scale);
        m_painter.setPen(QPen(m_theme.of(view.health), 3));
        m_painter.setBrush(m_theme.tintOf(view.health));
        m_painter.drawRoundedRect(box, 8, 8);
    }
    const qreal mark = 52 * scale;
    paintMark(m_painter, QRectF(cell.left() + 24, cell.center().y() - mark / 2, mark, mark), markOf(view), m_theme);
    const QFont name = textFont(qRound(52 * scale), calm ? QFont::Normal : QFont::DemiBold);
    const QString tag = environmentTagText(view.key.environment);
    const qreal left = cell.left() + 24 + mark + 20;
    const qreal nameWidth = std::min(QFontMetricsF(name).horizontalAdvance(tag) + 4, cell.right() - left - 16);
    text(QRectF(left, cell.top(), nameWidth, cell.height()), Qt::AlignVCenter, tag, name, calm ? m_theme.t2 : m_theme.t1);
    text(QRectF(left + nameWidth + 14, cell.top(), std::max(0.0, cell.right() - left - nameWidth - 36), cell.height()), Qt::AlignVCenter, shortCounts(view),
         textFont(qRound(30 * scale)), calm ? m_theme.t3 : m_theme.t1);
}

void WallPainter::foot(int beatPosition)
{
    const qreal top = m_page.height() - kFoot;
    m_painter.fillRect(QRectF(-8, top, m_page.width() + 16, kFoot + 8), m_theme.s1);
    qsizetype checks = 0;
    Milliseconds newest{-1};
    Milliseconds oldest{-1};
    const QList<EnvironmentKey> keys = m_board.environments();
    for (const EnvironmentKey &key : keys) {
        const EnvironmentView *view = m_board.environment(key);
        for (const ServiceView &service : view->services)
            checks += service.checks.size();
        if (view->newestAge.count() >= 0)
            newest = newest.count() < 0 ? view->newestAge : std::min(newest, view->newestAge);
        oldest = std::max(oldest, view->oldestAge);
    }
    QStringList facts{Wall::tr("%1 checks").arg(checks)};
    facts << (newest.count() < 0 ? Wall::tr("nothing observed yet") : Wall::tr("newest %1   oldest %2").arg(durationText(newest), durationText(oldest)));
    text(QRectF(kMargin, top, m_page.width() / 2, kFoot), Qt::AlignVCenter, facts.join(QStringLiteral("   ")), textFont(28), m_theme.t2);
    const qreal left = m_page.width() - kMargin - kBeatTicks * 12;
    text(QRectF(left - 100, top, 84, kFoot), Qt::AlignVCenter | Qt::AlignRight, Wall::tr("live"), textFont(28), m_theme.t3);
    for (int i = 0; i < kBeatTicks; ++i) {
        const bool now = i == beatPosition % kBeatTicks;
        const qreal tall = now ? 36 : 10;
        m_painter.fillRect(QRectF(left + i * 12, top + kFoot / 2 - tall / 2, now ? 8 : 6, tall), now ? m_theme.t1 : m_theme.s3);
    }
}

} // namespace opsdeck
