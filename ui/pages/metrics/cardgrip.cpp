// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/cardgrip.h"

#include "ui/charts/chartcard.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <utility>

namespace opsdeck {

namespace {

constexpr int kCorner = 24;
constexpr int kButton = 24;
constexpr int kMarkWidth = 4;

/// A cross on ground of its own: the chart's figures are under it.
class CrossButton final : public QAbstractButton
{
public:
    CrossButton(ThemeHub &theme, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
    {}

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        const Theme &theme = m_theme.theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.ctl, 1));
        painter.setBrush(underMouse() ? theme.s3 : theme.s2);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(QPen(theme.t1, 1.5, Qt::SolidLine, Qt::RoundCap));
        const QRectF cross = QRectF(rect()).adjusted(8, 8, -8, -8);
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.topRight(), cross.bottomLeft());
    }

private:
    ThemeHub &m_theme;
};

} // namespace

CardGrip::CardGrip(ChartCard &card, ThemeHub &theme)
    : QWidget(&card)
    , m_card(card)
    , m_theme(theme)
    , m_remove(new CrossButton(theme, this))
{
    setObjectName(card.objectName() + QStringLiteral(".grip"));
    setAccessibleName(tr("Arrange %1").arg(card.accessibleName()));
    setToolTip(tr("Drag to move, the lower right corner to resize. Keys: Alt with arrows moves, "
                  "Shift with arrows resizes, Delete takes it off the page."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::OpenHandCursor);
    m_remove->setObjectName(objectName() + QStringLiteral(".remove"));
    m_remove->setAccessibleName(tr("Take off the page"));
    m_remove->setToolTip(tr("Take off the page"));
    m_remove->setAttribute(Qt::WA_Hover);
    m_remove->setFixedSize(kButton, kButton);
    m_remove->setFocusPolicy(Qt::NoFocus); // the grip has a key for it
    m_remove->setCursor(Qt::ArrowCursor);
    connect(m_remove, &QAbstractButton::clicked, this, &CardGrip::removalWanted);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    card.installEventFilter(this);
    place();
    show();
    raise();
}

void CardGrip::setMark(Side side)
{
    if (side == m_mark)
        return;
    m_mark = side;
    update();
}

void CardGrip::place()
{
    setGeometry(m_card.rect());
    m_remove->move(width() - kButton - 6, 6);
}

bool CardGrip::isCorner(const QPoint &at) const
{
    return at.x() >= width() - kCorner && at.y() >= height() - kCorner;
}

bool CardGrip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

bool CardGrip::isOwnKey(const QKeyEvent &event) const
{
    const int key = event.key();
    const bool isArrow =
        key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    return key == Qt::Key_Delete || (key == Qt::Key_Escape && m_hold == Hold::Moving)
           || (isArrow && (event.modifiers() & (Qt::AltModifier | Qt::ShiftModifier)) != 0);
}

/// Its keys are its own, whatever the window does with them.
bool CardGrip::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && isOwnKey(*static_cast<const QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void CardGrip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.bg;
    veil.setAlphaF(m_hold == Hold::Moving ? 0.6F : 0.25F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(veil);
    painter.drawRoundedRect(rect(), 8, 8);
    QPen frame(theme.ink, hasFocus() ? 2 : 1, hasFocus() ? Qt::SolidLine : Qt::DashLine);
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
    // The corner: three strokes, as where anything can be made larger.
    painter.setPen(QPen(theme.t1, 1.5));
    for (const int out : {6, 10, 14})
        painter.drawLine(QPointF(width() - 4 - out, height() - 5),
                         QPointF(width() - 5, height() - 4 - out));
    if (m_mark != Side::None) {
        const int left = m_mark == Side::Before ? 0 : width() - kMarkWidth;
        painter.fillRect(QRect(left, 0, kMarkWidth, height()), theme.ink);
    }
}

void CardGrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setFocus();
    m_pressed = event->globalPosition().toPoint();
    m_hold = isCorner(event->pos()) ? Hold::Sizing : Hold::Pressed;
    if (m_hold == Hold::Sizing)
        Q_EMIT sizeTaken();
}

void CardGrip::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->globalPosition().toPoint();
    const QPoint by = at - m_pressed;
    if (m_hold == Hold::None)
        setCursor(isCorner(event->pos()) ? Qt::SizeFDiagCursor : Qt::OpenHandCursor);
    if (m_hold == Hold::Pressed && by.manhattanLength() >= QApplication::startDragDistance()) {
        m_hold = Hold::Moving;
        setCursor(Qt::ClosedHandCursor);
        update();
    }
    if (m_hold == Hold::Moving)
        Q_EMIT heldOver(at);
    else if (m_hold == Hold::Sizing)
        Q_EMIT sizeDragged(by);
}

void CardGrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Hold held = std::exchange(m_hold, Hold::None);
    setCursor(Qt::OpenHandCursor);
    update();
    if (held == Hold::Moving)
        Q_EMIT dropped(event->globalPosition().toPoint());
}

void CardGrip::keyPressEvent(QKeyEvent *event)
{
    const bool isMove = (event->modifiers() & Qt::AltModifier) != 0;
    const bool isSize = (event->modifiers() & Qt::ShiftModifier) != 0;
    const int key = event->key();
    if (key == Qt::Key_Escape && m_hold == Hold::Moving) {
        m_hold = Hold::None;
        setCursor(Qt::OpenHandCursor);
        update();
        Q_EMIT dragEnded();
    } else if (isMove && (key == Qt::Key_Left || key == Qt::Key_Up)) {
        Q_EMIT stepWanted(-1);
    } else if (isMove && (key == Qt::Key_Right || key == Qt::Key_Down)) {
        Q_EMIT stepWanted(1);
    } else if (isSize && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        Q_EMIT growthWanted(key == Qt::Key_Left ? -1 : 1, 0);
    } else if (isSize && (key == Qt::Key_Up || key == Qt::Key_Down)) {
        Q_EMIT growthWanted(0, key == Qt::Key_Up ? -1 : 1);
    } else if (key == Qt::Key_Delete) {
        Q_EMIT removalWanted();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void CardGrip::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void CardGrip::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace opsdeck
