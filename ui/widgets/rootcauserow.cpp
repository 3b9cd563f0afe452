// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rootcauserow.h"

#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>

namespace opsdeck {

namespace {

constexpr double kPadding = 16;
constexpr double kGap = 12;
constexpr double kRadius = 8;
constexpr int kButtonHeight = 24;

/// Draws as much of `text` as fits from `x` on and returns where it ends.
double drawPiece(QPainter &painter, double x, double baseline, double right, const QFont &font, const QColor &colour, const QString &text)
{
    if (text.isEmpty() || x >= right)
        return x;
    const QFontMetricsF metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, right - x);
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(QPointF(x, baseline), shown);
    return x + metrics.horizontalAdvance(shown);
}

} // namespace

RootCauseRow::RootCauseRow(int row, RootCauseList::Rows kind, ThemeHub &theme, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_theme(theme), m_runbook(new QPushButton(tr("Runbook"), this))
{
    setObjectName(QStringLiteral("rootcause.row.%1").arg(row));
    setFixedHeight(heightOf(kind));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_runbook->setObjectName(QStringLiteral("rootcause.row.%1.runbook").arg(row));
    m_runbook->setCursor(Qt::ArrowCursor);
    m_runbook->setProperty("size", QStringLiteral("small"));
    m_runbook->setFont(textFont(12, QFont::Medium));
    connect(m_runbook, &QPushButton::clicked, this, &RootCauseRow::runbookWanted);
}

void RootCauseRow::setContent(const QModelIndex &index)
{
    m_view = index.data(RootCauseModel::ViewRole).value<ServiceView>();
    m_tier = static_cast<Tier>(index.data(RootCauseModel::TierRole).toInt());
    m_needsYou = index.data(RootCauseModel::NeedsYouRole).toBool();
    m_operative = index.data(RootCauseModel::OperativeRole).toString();
    m_rest = index.data(RootCauseModel::RestRole).toString();
    m_impact = index.data(RootCauseModel::ImpactRole).toString();
    const QString sentence = index.data(Qt::AccessibleTextRole).toString();
    setAccessibleName(sentence);
    setToolTip(sentence.toHtmlEscaped());
    m_runbook->setAccessibleName(tr("Runbooks for %1").arg(m_view.title));
    update();
}

void RootCauseRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int width = m_runbook->sizeHint().width();
    const int height = std::max(kButtonHeight, m_runbook->sizeHint().height());
    m_runbook->setGeometry(this->width() - width - static_cast<int>(kPadding), (this->height() - height) / 2, width, height);
}

void RootCauseRow::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor line = hasFocus() ? theme.ink : m_needsYou ? theme.of(m_view.health) : theme.line;
    const double width = hasFocus() ? 2 : 1;
    painter.setPen(QPen(line, width));
    painter.setBrush(m_needsYou ? theme.tintOf(m_view.health) : theme.s1);
    painter.drawRoundedRect(QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), kRadius, kRadius);

    const bool isLarge = m_kind == RootCauseList::Rows::TwoLines;
    const double mark = isLarge ? 24 : 16;
    StatusMark look = markOf(m_view);
    look.impacted = false;
    paintMark(painter, QRectF(kPadding, (height() - mark) / 2, mark, mark), look, theme);
    double x = kPadding + mark + kGap;
    if (!isLarge) {
        const QString tag = environmentTagText(m_view.key.environment.environment);
        paintEnvironmentTag(painter, QPointF(x, (height() - 20) / 2.0), tag, m_tier, theme);
        x += environmentTagWidth(tag, m_tier) + kGap;
    }
    paintTexts(painter, QRectF(QPointF(x, 0), QPointF(m_runbook->x() - kGap, height())));
}

void RootCauseRow::paintTexts(QPainter &painter, const QRectF &room) const
{
    const Theme &theme = m_theme.theme();
    const QFont strong = textFont(13, QFont::DemiBold);
    const QFont normal = textFont(13);
    const double space = QFontMetricsF(normal).horizontalAdvance(QLatin1Char(' '));
    const bool hasTwoLines = m_kind == RootCauseList::Rows::TwoLines;
    const double baseline = hasTwoLines ? 25 : room.height() / 2 + 4.5;
    const QString operative = hasTwoLines ? tr("Root cause: %1").arg(m_operative) : m_operative;
    double x = drawPiece(painter, room.left(), baseline, room.right(), strong, theme.t1, operative) + space;
    x = drawPiece(painter, x, baseline, room.right(), normal, theme.t1, m_rest);
    const QFont small = textFont(12);
    if (hasTwoLines)
        drawPiece(painter, room.left(), 43, room.right(), small, theme.t2, m_impact);
    else
        drawPiece(painter, x + kGap, baseline, room.right(), small, theme.t3, m_impact);
}

void RootCauseRow::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT chosen();
}

void RootCauseRow::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT chosen();
        return;
    case Qt::Key_R:
        Q_EMIT runbookWanted();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void RootCauseRow::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void RootCauseRow::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace opsdeck
