// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/minimap.h"

#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeenvironments.h"
#include "ui/diagram/nodeitem.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr double kPadding = 8;

} // namespace

Minimap::Minimap(DiagramView &view, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("diagram.minimap"));
    setAccessibleName(tr("Overview map of the diagram"));
    setFixedSize(sizeHint());
    setCursor(Qt::PointingHandCursor);
    const auto drawAnew = [this] {
        m_boxes = {};
        update();
    };
    connect(&view, &DiagramView::viewMoved, this, qOverload<>(&QWidget::update));
    connect(&view.model(), &DiagramModel::layoutChanged, this, drawAnew);
    connect(&view.model(), &DiagramModel::nodesChanged, this, drawAnew);
    connect(&theme, &ThemeHub::changed, this, drawAnew);
}

bool Minimap::isInTheWay() const
{
    const QRect area(m_view.viewport()->mapFrom(window(), mapTo(window(), QPoint(0, 0))), size());
    const QRect drawing = m_view.mapFromScene(m_view.model().layout().bounds).boundingRect();
    return m_view.viewport()->rect().contains(drawing) && drawing.intersects(area);
}

QTransform Minimap::toMap() const
{
    const QRectF bounds = m_view.model().layout().bounds;
    if (bounds.isEmpty())
        return {};
    const QRectF room = QRectF(rect()).adjusted(kPadding, kPadding, -kPadding, -kPadding);
    const double scale = std::min(room.width() / bounds.width(), room.height() / bounds.height());
    QTransform transform;
    transform.translate(room.center().x(), room.center().y());
    transform.scale(scale, scale);
    transform.translate(-bounds.center().x(), -bounds.center().y());
    return transform;
}

void Minimap::paintBoxes(QPainter &painter) const
{
    const Theme &theme = m_theme.theme();
    painter.setRenderHint(QPainter::Antialiasing);
    const QTransform transform = toMap();
    for (const NodeItem *item : m_view.nodeItems()) {
        const NodeLook look =
            item->look().environments.isEmpty() ? item->look() : lookOfWorst(item->look());
        const StatusMark &mark = look.mark;
        const bool isWell = mark.health == Health::Healthy;
        QPen pen(look.isImpacted ? theme.impact : theme.ctl, look.isImpacted ? 1.5 : 1);
        QBrush fill(look.expectsState ? theme.s3 : QColor(Qt::transparent));
        if (look.expectsState && !isWell) {
            const QColor colour = theme.of(mark.health);
            fill = look.hardBorder ? colour : theme.tintOf(mark.health);
            pen.setColor(look.isImpacted ? theme.impact : colour);
        }
        // Nobody knows: told from down by more than its colour.
        if (look.expectsState && look.hardBorder && mark.health == Health::Unknown)
            fill = QBrush(theme.of(mark.health), Qt::Dense5Pattern);
        // What is not certain is no plain box, whatever its colour.
        if (look.expectsState && mark.stale)
            fill = QBrush(isWell ? theme.t3 : pen.color(), Qt::BDiagPattern);
        if (look.expectsState && (mark.soft || mark.flapping))
            pen.setDashPattern({2, 2});
        painter.setPen(pen);
        painter.setBrush(fill);
        painter.drawRoundedRect(transform.mapRect(item->rect()), 2, 2);
    }
}

void Minimap::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCard(painter, rect(), theme);
    const double ratio = devicePixelRatioF();
    if (m_boxes.isNull() || m_boxes.deviceIndependentSize() != QSizeF(size())
        || m_boxes.devicePixelRatio() != ratio) {
        m_boxes = QPixmap(size() * ratio);
        m_boxes.setDevicePixelRatio(ratio);
        m_boxes.fill(Qt::transparent);
        QPainter boxes(&m_boxes);
        paintBoxes(boxes);
    }
    painter.drawPixmap(0, 0, m_boxes);
    const QTransform transform = toMap();
    const QRectF seen = m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
    painter.setPen(QPen(theme.ink, 1));
    painter.setBrush(Qt::NoBrush);
    const QRectF frame = transform.mapRect(seen).intersected(QRectF(rect()).adjusted(3, 3, -3, -3));
    painter.drawRoundedRect(frame, 2, 2);
}

void Minimap::show(const QPointF &position)
{
    m_view.centerOn(toMap().inverted().map(position));
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    show(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        show(event->position());
}

} // namespace opsdeck
