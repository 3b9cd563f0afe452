// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/causeline.h"

#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kHeight = 32;
constexpr int kMark = 16;
constexpr int kMarkLeft = 24;
constexpr int kTextLeft = 52;
constexpr int kRight = 24;
constexpr int kGap = 12;

} // namespace

CauseLine::CauseLine(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(board)
{
    setObjectName(QStringLiteral("causeline"));
    setFixedHeight(kHeight);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &CauseLine::refresh);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &CauseLine::refresh);
    connect(&m_model, &QAbstractItemModel::rowsMoved, this, &CauseLine::refresh);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &CauseLine::refresh);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &CauseLine::refresh);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void CauseLine::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_model.setEnvironments({environment});
    refresh();
}

QString CauseLine::othersText() const
{
    const int others = m_model.rowCount() - 1;
    return others < 1 ? QString() : tr("and %n more", "root causes", others);
}

void CauseLine::refresh()
{
    // What is hidden is made anew when it is shown.
    if (!isVisible() && !accessibleName().isEmpty())
        return;
    const QString where = environmentTagText(m_environment.environment);
    const bool isCalm = m_model.rowCount() == 0;
    QString sentence =
        isCalm ? tr("No root cause is known in %1.").arg(where)
               : tr("Root cause in %1: %2")
                     .arg(where, m_model.index(0).data(Qt::AccessibleTextRole).toString());
    if (const QString others = othersText(); !others.isEmpty())
        sentence += QLatin1Char(' ') + others + QLatin1Char('.');
    setFocusPolicy(isCalm ? Qt::NoFocus : Qt::StrongFocus);
    setCursor(isCalm ? Qt::ArrowCursor : Qt::PointingHandCursor);
    if (sentence != accessibleName()) {
        setAccessibleName(sentence);
        setToolTip(isCalm ? QString() : sentence.toHtmlEscaped());
        update();
    }
}

void CauseLine::choose()
{
    if (m_model.rowCount() > 0)
        Q_EMIT chosen(m_model.index(0).data(RootCauseModel::KeyRole).value<ServiceKey>());
}

void CauseLine::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QModelIndex cause = m_model.index(0);
    if (!cause.isValid()) {
        painter.fillRect(rect(), theme.s1);
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
        painter.setFont(textFont(12));
        painter.setPen(theme.t3);
        painter.drawText(rect().adjusted(kMarkLeft, 0, -kRight, 0), Qt::AlignVCenter,
                         accessibleName());
        return;
    }
    const auto view = cause.data(RootCauseModel::ViewRole).value<ServiceView>();
    const bool isHeavy = cause.data(RootCauseModel::NeedsYouRole).toBool()
                         && cause.data(RootCauseModel::IsForemostRole).toBool();
    painter.fillRect(rect(), isHeavy ? theme.tintOf(view.health) : theme.s1);
    painter.fillRect(QRect(0, height() - 1, width(), 1),
                     isHeavy ? theme.of(view.health) : theme.line);
    StatusMark mark = markOf(view);
    mark.impacted = false;
    paintMark(painter, QRectF(kMarkLeft, (kHeight - kMark) / 2.0, kMark, kMark), mark, theme);

    const auto draw = [&](const QString &text, const QFont &font, const QColor &ink, double left,
                          double right) {
        painter.setFont(font);
        painter.setPen(ink);
        const QFontMetricsF metrics(font);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0.0, right - left));
        painter.drawText(QRectF(left, 0, right - left, kHeight - 1), Qt::AlignVCenter, shown);
        return left + metrics.horizontalAdvance(shown);
    };
    double right = width() - kRight;
    if (const QString others = othersText(); !others.isEmpty()) {
        const double wide = QFontMetricsF(textFont(12)).horizontalAdvance(others) + 1;
        draw(others, textFont(12), theme.t2, right - wide, right + 1);
        right -= wide + kGap;
    }
    if (const QString owner = cause.data(RootCauseModel::OwnerRole).toString(); !owner.isEmpty()) {
        const double wide = QFontMetricsF(textFont(12)).horizontalAdvance(owner) + 1;
        draw(owner, textFont(12), theme.t2, right - wide, right + 1);
        right -= wide + kGap;
    }
    double left = draw(cause.data(RootCauseModel::OperativeRole).toString(),
                       textFont(13, QFont::DemiBold), theme.t1, kTextLeft, right);
    left = draw(cause.data(RootCauseModel::RestRole).toString(), textFont(13), theme.t1, left + 4,
                right);
    if (right - left > 4 * kGap)
        draw(cause.data(RootCauseModel::ImpactRole).toString(), textFont(12),
             isHeavy ? theme.t1 : theme.t2, left + kGap, right);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.ink, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void CauseLine::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void CauseLine::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        choose();
}

void CauseLine::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
        || event->key() == Qt::Key_Space)
        choose();
    else
        QWidget::keyPressEvent(event);
}

void CauseLine::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void CauseLine::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace opsdeck
