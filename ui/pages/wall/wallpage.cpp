// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallpage.h"

#include "ui/pages/wall/wallpainter.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <array>

namespace opsdeck {

namespace {

constexpr qreal kPageHeight = 1080;
constexpr qreal kSmallestPageWidth = 1440;
constexpr qint64 kShiftEveryMs = 10 * 60'000;
constexpr Milliseconds kBeatStep{900}; ///< beats come ten times a second

/// Against burn-in, in pixels: each step moves every edge.
constexpr std::array<QPoint, 8> kShifts{QPoint(0, 0), QPoint(3, 2), QPoint(1, 4), QPoint(4, 1),
                                        QPoint(2, 3), QPoint(0, 4), QPoint(4, 4), QPoint(2, 0)};

} // namespace

WallPage::WallPage(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("wall"));
    setAccessibleName(tr("Wall"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_board, &StatusBoard::servicesChanged, this, &WallPage::onBoardChanged);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &WallPage::onBoardChanged);
    connect(&m_theme, &ThemeHub::changed, this, [this] { update(); });
    onBoardChanged();
}

void WallPage::beat(const Instant &at)
{
    m_beat = at;
    if (m_step.isValid() && at.boot - m_step.boot < kBeatStep)
        return;
    m_step = at;
    ++m_position;
}

void WallPage::tick(const Instant &now)
{
    if (!m_begin.isValid())
        m_begin = now;
    m_now = now;
    update();
}

void WallPage::setNotice(const QString &notice)
{
    m_notice = notice;
    update();
}

bool WallPage::isStalled() const
{
    return m_board.workspace() && lastSign().isValid() && lastSign().ageAt(m_now) > kStalledAfter;
}

void WallPage::onBoardChanged()
{
    const WallPicture picture = wallPicture(m_board);
    setAccessibleDescription(picture.sentence());
    // What nobody has looked at yet is no problem that has passed.
    const bool seen =
        !picture.problems.isEmpty() && picture.problems.first().rank <= StatusRank::Degraded;
    if (seen && !m_trouble.isValid()) {
        m_trouble = m_board.now();
    } else if (picture.quiet && m_trouble.isValid()) {
        m_last = {m_trouble, m_board.now()};
        m_trouble = {};
    }
    update();
}

void WallPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.theme().bg);
    painter.translate(
        kShifts.at(static_cast<std::size_t>(std::max<qint64>(0, m_now.wallMs) / kShiftEveryMs)
                   % kShifts.size()));
    const qreal scale = std::min(height() / kPageHeight, width() / kSmallestPageWidth);
    painter.scale(scale, scale);
    const WallCanvas canvas{painter, QSizeF(width() / scale, height() / scale), m_theme.theme()};
    const WallTimes times{m_now, m_beat, m_position, m_last};
    WallPainter wall(canvas, times);
    WallPicture picture = wallPicture(m_board);
    picture.notice = m_notice;
    // All that is seen may be well, but it is not all.
    picture.quiet = picture.quiet && m_notice.isEmpty();
    if (isStalled())
        wall.paintStalled(lastSign());
    else
        wall.paint(picture);
}

void WallPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_F11)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace opsdeck
