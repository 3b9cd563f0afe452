// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rootcauserow.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>

namespace opsdeck {

RootCauseRow::RootCauseRow(int row, RootCauseList::Rows kind, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_theme(theme)
    , m_button(new QPushButton(tr("Runbook…"), this))
    , m_acknowledge(new QPushButton(tr("Acknowledge…"), this))
{
    setObjectName(QStringLiteral("rootcause.row.%1").arg(row));
    setFixedHeight(kind == RootCauseList::Rows::OneLine ? kOneLine : kTwoLines);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_button->setObjectName(QStringLiteral("rootcause.row.%1.runbook").arg(row));
    m_acknowledge->setObjectName(QStringLiteral("rootcause.row.%1.acknowledge").arg(row));
    for (QPushButton *button : {m_button, m_acknowledge}) {
        button->setCursor(Qt::ArrowCursor);
        button->setProperty("size", QStringLiteral("line"));
        button->setFont(textFont(12, QFont::Medium));
    }
    setTabOrder(m_acknowledge, m_button);
    connect(m_acknowledge, &QPushButton::clicked, this, &RootCauseRow::acknowledge);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (isSeveral())
            choose();
        else
            Q_EMIT runbookWanted(service());
    });
}

void RootCauseRow::setContent(const QModelIndex &index)
{
    m_view = index.data(RootCauseModel::ViewRole).value<ServiceView>();
    m_places = index.data(RootCauseModel::PlacesRole).value<QList<CausePlace>>();
    m_needsYou = index.data(RootCauseModel::NeedsYouRole).toBool();
    m_isForemost = index.data(RootCauseModel::IsForemostRole).toBool();
    m_operative = index.data(RootCauseModel::OperativeRole).toString();
    m_rest = index.data(RootCauseModel::RestRole).toString();
    m_impact = index.data(RootCauseModel::ImpactRole).toString();
    m_owner = index.data(RootCauseModel::OwnerRole).toString();
    QString sentence = index.data(Qt::AccessibleTextRole).toString();
    if (!m_lead.isEmpty())
        sentence = tr("%1: %2", "what it is, sentence").arg(m_lead, sentence);
    setAccessibleName(m_namesEnvironments
                          ? tr("In %1: %2", "environments, sentence").arg(tagsText(), sentence)
                          : sentence);
    setToolTip(sentence.toHtmlEscaped());
    m_hasRunbook = index.data(RootCauseModel::HasRunbookRole).toBool();
    m_button->setText(isSeveral() ? tr("%1 environments…").arg(m_places.size()) : tr("Runbook…"));
    m_button->setAccessibleName(isSeveral() ? tr("Environments of %1").arg(m_view.title)
                                            : tr("Runbooks for %1").arg(m_view.title));
    m_button->setEnabled(isSeveral() || m_whyNoActions.isEmpty());
    m_button->setToolTip(m_button->isEnabled() ? QString() : m_whyNoActions.toHtmlEscaped());
    m_button->setVisible(hasButton());
    setAcknowledgeable(index.data(RootCauseModel::CanAcknowledgeRole).toBool());
    placeButtons();
    update();
}

void RootCauseRow::setAcknowledgeable(bool isPossible)
{
    m_canAcknowledge = isPossible;
    m_acknowledge->setAccessibleName(tr("Acknowledge %1").arg(m_view.title));
    m_acknowledge->setEnabled(m_whyNoActions.isEmpty());
    m_acknowledge->setToolTip(m_whyNoActions.isEmpty() ? tr("Key A, when this line has the focus")
                                                       : m_whyNoActions.toHtmlEscaped());
    const bool hadFocus = m_acknowledge->hasFocus();
    m_acknowledge->setVisible(hasAcknowledge());
    // Once it is done the line itself is what remains.
    if (hadFocus && !hasAcknowledge())
        setFocus();
}

void RootCauseRow::acknowledge()
{
    if (isSeveral())
        choose();
    else if (m_canAcknowledge && m_whyNoActions.isEmpty())
        Q_EMIT acknowledgeWanted(service());
}

void RootCauseRow::setSituation(const QString &lead, const QString &whyNoActions)
{
    m_lead = lead;
    m_whyNoActions = whyNoActions;
}

void RootCauseRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeButtons();
}

void RootCauseRow::setCompact(bool compact)
{
    if (std::exchange(m_isCompact, compact) == compact)
        return;
    placeButtons();
    update();
}

/// The service, or which of several.
void RootCauseRow::choose()
{
    if (!isSeveral()) {
        Q_EMIT chosen(service());
        return;
    }
    auto *menu = new QMenu(this);
    menu->setObjectName(objectName() + QStringLiteral(".environments"));
    menu->setAccessibleName(m_button->accessibleName());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const CausePlace &place : std::as_const(m_places)) {
        const ServiceKey key = place.service;
        QString text = tr("%1: %2", "environment, sentence")
                           .arg(environmentTagText(key.environment.environment), place.sentence);
        text.replace(QLatin1Char('&'), QStringLiteral("&&"));
        QAction *action = menu->addAction(text);
        action->setObjectName(menu->objectName() + QLatin1Char('.')
                              + key.environment.environment.toString());
        connect(action, &QAction::triggered, this, [this, key] { Q_EMIT chosen(key); });
    }
    menu->popup(mapToGlobal(QPoint(m_button->x(), height())));
}

void RootCauseRow::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        choose();
}

/// Its own keys come before the window's, which are of the service that is selected.
bool RootCauseRow::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier
            && (key->key() == Qt::Key_A || key->key() == Qt::Key_R)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void RootCauseRow::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_A:
        acknowledge();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        choose();
        return;
    case Qt::Key_R:
        if (isSeveral())
            choose();
        else if (m_hasRunbook && m_whyNoActions.isEmpty())
            Q_EMIT runbookWanted(service());
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
