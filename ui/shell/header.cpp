// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/header.h"

#include "models/status/environmentwords.h"
#include "ui/paint/paint.h"
#include "ui/shell/clocklabel.h"
#include "ui/shell/countsbar.h"
#include "ui/shell/dataage.h"
#include "ui/shell/environmentbuttons.h"
#include "ui/shell/lockchip.h"
#include "ui/shell/platformselector.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

#include <numeric>

namespace opsdeck {

namespace {

constexpr int kRailWidth = 72;
constexpr int kRailWidthCompact = 56;
constexpr int kRight = 16;
constexpr int kSpacing = 12;
constexpr int kFindWidth = 112;
constexpr int kFindWidthCompact = 40;
constexpr int kPlatformLeast = 120;
constexpr int kPlatformMost = 400;

QString countdown(Milliseconds left)
{
    const auto seconds = std::max<qint64>(0, left.count() / 1000);
    return QStringLiteral("%1:%2")
        .arg(seconds / 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

Header::Header(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_theme(theme)
    , m_platforms(new PlatformSelector(theme, this))
    , m_environments(new EnvironmentButtons(board, theme, this))
    , m_find(new QPushButton(tr("Find"), this))
    , m_counts(new CountsBar(theme, this))
    , m_age(new DataAge(theme, this))
    , m_clock(new ClockLabel(theme, this))
    , m_lock(new LockChip(theme, this))
{
    setObjectName(QStringLiteral("header"));
    setFixedHeight(56);
    m_platforms->setObjectName(QStringLiteral("header.platform"));
    m_platforms->setAccessibleName(tr("Platform"));
    m_platforms->setFixedHeight(40);
    m_platforms->setFont(roleFont(TextRole::BodyStrong));
    m_find->setObjectName(QStringLiteral("header.find"));
    m_find->setAccessibleName(tr("Find"));
    m_find->setToolTip(tr("Go to a page, service or runbook: / or Ctrl+K"));
    m_find->setFixedHeight(40);

    auto *layout = new QHBoxLayout(this);
    layout->setSpacing(kSpacing);
    layout->addWidget(m_platforms);
    layout->addWidget(m_environments);
    layout->addWidget(m_find);
    layout->addStretch(1);
    layout->addWidget(m_counts);
    layout->addWidget(m_age);
    layout->addWidget(m_clock);
    layout->addWidget(m_lock);

    connect(m_platforms, &QComboBox::activated, this,
            [this](int row) { choosePlatform(PlatformId(m_platforms->itemData(row).toString())); });
    connect(m_environments, &EnvironmentButtons::chosen, this, &Header::environmentChosen);
    connect(m_find, &QPushButton::clicked, this, &Header::findRequested);
    connect(m_lock, &QAbstractButton::clicked, this, &Header::armingToggled);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &Header::buildPlatforms);
    connect(&m_board, &StatusBoard::servicesChanged, this, &Header::refresh);
    connect(&m_board, &StatusBoard::ticked, this, &Header::refresh);
    connect(&m_theme, &ThemeHub::changed, this, [this] {
        m_find->setIcon(
            iconPixmap(QStringLiteral("search"), 16, m_theme.theme().t2, devicePixelRatioF()));
        update();
    });
    m_find->setIcon(
        iconPixmap(QStringLiteral("search"), 16, m_theme.theme().t2, devicePixelRatioF()));
    setCompact(false);
    buildPlatforms();
}

void Header::buildPlatforms()
{
    m_platforms->clear();
    if (m_board.workspace()) {
        if (m_board.workspace()->platforms.size() > 1)
            m_platforms->addItem(tr("All platforms"), QString());
        for (const Platform &platform : m_board.workspace()->platforms)
            m_platforms->addItem(platform.title, platform.id.toString());
    }
    m_platforms->setEnabled(m_platforms->count() > 0);
    setEnvironment(m_environment);
}

void Header::choosePlatform(const PlatformId &id)
{
    if (id.isEmpty()) {
        Q_EMIT wholeWorkspaceChosen();
        return;
    }
    const Platform *platform = m_board.workspace() ? m_board.workspace()->platform(id) : nullptr;
    if (platform == nullptr || platform->environments.isEmpty())
        return;
    // The same environment of the other platform, if it has one.
    const bool has = platform->environment(m_environment.environment) != nullptr;
    Q_EMIT platformChosen(
        {id, has ? m_environment.environment : platform->environments.first().id});
}

void Header::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_platforms->setCurrentIndex(
        m_platforms->findData(m_isWhole ? QString() : environment.platform.toString()));
    m_environments->setEnvironment(environment, m_isWhole);
    refresh();
}

void Header::setWholeWorkspace(bool whole)
{
    if (std::exchange(m_isWhole, whole) != whole)
        setEnvironment(m_environment);
}

void Header::refresh()
{
    m_environments->refresh();
    const QList<EnvironmentKey> keys = m_environments->keys();
    refreshCounts(keys);
    Milliseconds newest{-1};
    Milliseconds oldest{-1};
    for (const EnvironmentKey &key : keys) {
        const EnvironmentView *view = m_board.environment(key);
        if (view == nullptr || view->newestAge.count() < 0)
            continue;
        newest = newest.count() < 0 ? view->newestAge : std::min(newest, view->newestAge);
        oldest = std::max(oldest, view->oldestAge);
    }
    m_age->setAges(newest, std::max(oldest, m_oldestShown));
    fit();
}

/// Of what the page shows; what is elsewhere on the platform is never hidden by that.
void Header::refreshCounts(const QList<EnvironmentKey> &keys)
{
    const Tally all = m_board.tally(keys);
    if (m_isWhole && m_board.workspace()) {
        m_counts->setTally(all, tr("%1 platforms, %2")
                                    .arg(m_board.workspace()->platforms.size())
                                    .arg(environmentsText(all)));
    } else if (keys.size() < 2) {
        m_counts->setTally(all, keys.isEmpty() ? QString() : whereText(keys.first().environment));
    } else if (!m_isOfOne) {
        m_counts->setTally(all, all.watched == all.environments
                                    ? tr("all %1 environments").arg(keys.size())
                                    : environmentsText(all));
    } else {
        QList<const EnvironmentView *> views;
        for (const EnvironmentKey &key : keys) {
            if (const EnvironmentView *view = m_board.environment(key))
                views << view;
        }
        m_counts->setTally(m_board.tally({m_environment}), whereText(m_environment.environment),
                           tr("all %1: %2").arg(keys.size()).arg(countsTexts(views).first()));
    }
}

/// Beside a simulation or the past: that the counts are of neither.
QString Header::whereText(const EnvironmentId &environment) const
{
    const QString tag = environmentTagText(environment);
    return m_isOfNow ? tr("%1 now", "environment, as it is").arg(tag) : tag;
}

void Header::setOfOne(bool ofOne)
{
    if (std::exchange(m_isOfOne, ofOne) != ofOne)
        refresh();
}

void Header::setOldestShown(Milliseconds age)
{
    if (std::exchange(m_oldestShown, age) != age)
        refresh();
}

void Header::beat(const Instant &at)
{
    m_age->beat(at);
}

void Header::tick(const Instant &now)
{
    // Without a workspace the engine has nothing to do.
    if (m_board.workspace())
        m_age->tick(now);
    m_clock->tick(now);
    if (m_armed)
        m_lock->setArmed(
            countdown(std::chrono::duration_cast<Milliseconds>(m_armed->until.boot - now.boot)),
            m_striped);
}

bool Header::isEngineSilent() const
{
    return m_age->isSilent();
}

void Header::setArming(const std::optional<ArmedState> &armed, bool striped)
{
    m_armed = armed;
    m_striped = striped;
    if (armed)
        m_lock->setArmed({}, striped);
    else
        m_lock->setReadOnly();
    fit();
}

void Header::setWhyNoArming(const QString &why)
{
    m_lock->setWhyNoArming(why);
    if (std::exchange(m_isOfNow, !why.isEmpty()) != m_isOfNow)
        refresh();
}

void Header::setCompact(bool compact)
{
    m_compact = compact;
    m_counts->setCompact(compact);
    m_clock->setCompact(compact);
    m_find->setText(compact ? QString() : tr("Find"));
    m_find->setFixedWidth(compact ? kFindWidthCompact : kFindWidth);
    layout()->setContentsMargins(compact ? kRailWidthCompact + kSpacing : kRailWidth, 0, kRight, 0);
    give(m_step);
    fit();
}

/// Of all titles, so that nothing moves when another one is chosen.
int Header::widestTitle() const
{
    return m_platforms->widestTitle(kPlatformLeast, kPlatformMost);
}

int Header::leastPlatform(Step step) const
{
    if (step >= PlatformNarrow)
        return std::min(kPlatformLeast, widestTitle());
    return step >= PlatformOwn ? m_platforms->ownTitle(kPlatformLeast, kPlatformMost)
                               : widestTitle();
}

CountsBar::Caption Header::captionAt(Step step)
{
    return step >= WithoutChecks     ? CountsBar::WithoutChecks
           : step >= WithoutServices ? CountsBar::WithoutServices
                                     : CountsBar::WholeCaption;
}

int Header::widthAt(Step step) const
{
    const QMargins margins = layout()->contentsMargins();
    QList<int> parts{
        leastPlatform(step), m_counts->widthWhen(step >= CountsTight, captionAt(step)),
        DataAge::widthWhen(step >= AgeNarrow),
        LockChip::widthWhen(m_armed.has_value(), step >= (m_armed ? ArmedTight : LockAlone))};
    if (!m_environments->isEmpty())
        parts << m_environments->widthWhen(step >= EnvironmentsTight);
    if (step < WithoutClock)
        parts << m_clock->sizeHint().width();
    if (step < WithoutFind)
        parts << (m_compact ? kFindWidthCompact : kFindWidth);
    return std::accumulate(parts.cbegin(), parts.cend(), margins.left() + margins.right())
           + static_cast<int>(parts.size() - 1) * kSpacing;
}

void Header::fit()
{
    int step = Nothing;
    while (step < WithoutFind && widthAt(static_cast<Step>(step)) > width())
        ++step;
    if (step != m_step)
        give(static_cast<Step>(step));
    // What is left is the name's, as far as the longest one needs it.
    const int spare = std::max(0, width() - widthAt(m_step));
    m_platforms->setFixedWidth(std::min(widestTitle(), leastPlatform(m_step) + spare));
}

void Header::give(Step step)
{
    m_step = step;
    m_age->setNarrow(step >= AgeNarrow);
    m_lock->setTight(step >= LockAlone, step >= ArmedTight);
    m_environments->setTight(step >= EnvironmentsTight);
    m_counts->setRoom(step >= CountsTight, captionAt(step));
    m_clock->setVisible(step < WithoutClock);
    m_find->setVisible(step < WithoutFind);
}

void Header::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void Header::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.s1);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    painter.setRenderHint(QPainter::Antialiasing);
    // The mark of the program: a deck with two lines of which one is alive.
    const qreal left = ((m_compact ? kRailWidthCompact : kRailWidth) - 26) / 2.0;
    painter.setPen(QPen(theme.t1, 2));
    painter.drawRoundedRect(QRectF(left, 15, 26, 26), 6, 6);
    painter.setPen(QPen(theme.t1, 2.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(left + 7, 24), QPointF(left + 13, 24));
    painter.drawPoint(QPointF(left + 19, 24));
    painter.drawLine(QPointF(left + 7, 32), QPointF(left + 19, 32));
}

} // namespace opsdeck
