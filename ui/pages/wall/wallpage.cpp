// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallpage.h"

#include "ui/pages/wall/wallpainter.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr qreal kPageHeight = 1080;
constexpr qreal kSmallestPageWidth = 1440;
constexpr qint64 kShiftEveryMs = 10 * 60'000;
constexpr int kShift = 4; ///< pixels at most, against burn-in

} // namespace

WallPage::WallPage(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent), m_board(board), m_theme(theme), m_rootCauses(board)
{
    setObjectName(QStringLiteral("wall"));
    setAccessibleName(tr("Wall"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    const auto repaint = [this] { update(); };
    connect(&m_board, &StatusBoard::servicesChanged, this, repaint);
    connect(&m_board, &StatusBoard::workspaceChanged, this, repaint);
    connect(&m_theme, &ThemeHub::changed, this, repaint);
}

void WallPage::beat(const Instant &at)
{
    // One step a second, however often the engine hands over.
    if (!m_beat.isValid() || at.boot - m_beat.boot >= std::chrono::milliseconds(900)) {
        m_beat = at;
        ++m_position;
    }
}

void WallPage::tick(const Instant &now)
{
    m_now = now;
    update();
}

bool WallPage::isStalled() const
{
    return m_beat.isValid() && m_beat.ageAt(m_now) > kStalledAfter;
}

void WallPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.theme().bg);
    const int turn = static_cast<int>(m_now.wallMs / kShiftEveryMs % 5);
    painter.translate(turn % 2 == 0 ? turn % (kShift + 1) : 0, turn % 2 == 1 ? turn % (kShift + 1) : 0);
    const qreal scale = std::min(height() / kPageHeight, width() / kSmallestPageWidth);
    painter.scale(scale, scale);
    WallPainter wall(painter, QSizeF(width() / scale, height() / scale), m_board, m_rootCauses, m_theme.theme(), m_now);
    if (isStalled())
        wall.paintStalled(m_beat);
    else
        wall.paint(m_position);
}

void WallPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_F11)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace opsdeck
