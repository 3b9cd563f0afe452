// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/pinsign.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

Sign lineSign(const QString &id, const QString &word, const QString &sentence,
              DependencyBasis basis, DependencyRole role)
{
    Sign sign{QStringLiteral("diagram.") + id, word, sentence, 24, {}};
    sign.paint = [basis, role](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintEdgeSample(painter, QPointF(box.left(), box.center().y()),
                        QPointF(box.right(), box.center().y()), basis, role, theme.ctl);
    };
    return sign;
}

void paintFailing(QPainter &painter, const QRectF &box, const Theme &theme)
{
    paintEdgeSample(painter, QPointF(box.left(), box.center().y()),
                    QPointF(box.right(), box.center().y()), DependencyBasis::Stated,
                    DependencyRole::Uses, theme.down);
    painter.setPen(QPen(theme.down, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(box.center() + QPointF(-3, -3), box.center() + QPointF(3, 3));
    painter.drawLine(box.center() + QPointF(-3, 3), box.center() + QPointF(3, -3));
}

void paintOutline(QPainter &painter, const QRectF &box, const QPen &pen)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawRoundedRect(QRectF(box.center() - QPointF(9, 7), QSizeF(18, 14)), 4, 4);
}

} // namespace

QList<Sign> diagramSigns()
{
    Sign failing{QStringLiteral("diagram.failing"), SignWords::tr("failing"),
                 SignWords::tr("What is used there fails; the error stands beside it."), 24,
                 &paintFailing};
    Sign impacted{QStringLiteral("diagram.impacted"),
                  SignWords::tr("impacted"),
                  SignWords::tr("A violet ring: the cause lies in what it depends on."),
                  24,
                  {}};
    impacted.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintOutline(painter, box, QPen(theme.impact, 2));
    };
    Sign flow{QStringLiteral("diagram.flow"),
              SignWords::tr("flow"),
              SignWords::tr("The wider, the more flows there a second: each step is about ten "
                            "times, the widest is the largest in the drawing. ≤ counts what "
                            "others send there, too. A stale figure says so and has no width."),
              24,
              {}};
    flow.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintFlowSample(painter, QPointF(box.left(), box.center().y()),
                        QPointF(box.right(), box.center().y()), theme.ctl);
    };
    Sign planned{QStringLiteral("diagram.planned"),
                 SignWords::tr("planned"),
                 SignWords::tr("A dashed box: no state is expected."),
                 24,
                 {}};
    planned.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        QPen pen(theme.ctl, 1);
        pen.setDashPattern({3, 2});
        paintOutline(painter, box, pen);
    };
    Sign pinned{QStringLiteral("diagram.pinned"),
                SignWords::tr("pinned"),
                SignWords::tr("It stands where somebody put it."),
                24,
                {}};
    pinned.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        const QRectF node(box.center() - QPointF(12, 4), QSizeF(24, 12));
        paintOutline(painter, node, QPen(theme.ctl, 1));
        paintPinSign(painter, node.translated(-9, 0), theme);
    };
    return {lineSign(QStringLiteral("stated"), SignWords::tr("stated"),
                     SignWords::tr("It uses what the arrow points at, and its files say so."),
                     DependencyBasis::Stated, DependencyRole::Uses),
            lineSign(QStringLiteral("implied"), SignWords::tr("implied"),
                     SignWords::tr("It must, though nothing says so."), DependencyBasis::Implied,
                     DependencyRole::Uses),
            lineSign(QStringLiteral("disputed"), SignWords::tr("disputed"),
                     SignWords::tr("Sources contradict each other."), DependencyBasis::Disputed,
                     DependencyRole::Uses),
            lineSign(QStringLiteral("scrape"), SignWords::tr("scrape"),
                     SignWords::tr("It only reads metrics there: no impact flows along it."),
                     DependencyBasis::Stated, DependencyRole::Scrapes),
            flow,
            failing,
            impacted,
            planned,
            pinned};
}

} // namespace opsdeck
