// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/scalingact.h"

#include "models/assurance/scalingmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace opsdeck {

ScalingAct::ScalingAct(QWidget *parent)
    : QWidget(parent)
    , m_button(new QPushButton(this))
    , m_why(wrappedLabel(QStringLiteral("assurance.scaling.why"), roleFont(TextRole::Small), "t2",
                         this))
{
    setObjectName(QStringLiteral("assurance.scaling.act"));
    m_button->setObjectName(QStringLiteral("assurance.scaling.runbook"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 2);
    layout->setSpacing(8);
    layout->addWidget(m_button);
    layout->addWidget(m_why, 1);
    connect(m_button, &QPushButton::clicked, this,
            [this] { Q_EMIT runbookChosen(m_service, m_runbook); });
    setRow({});
}

void ScalingAct::setRow(const QModelIndex &index)
{
    m_service = index.data(ScalingModel::ServiceRole).value<ServiceKey>();
    m_runbook = index.data(ScalingModel::RunbookRole).toString();
    const QString rule = index.data(ScalingModel::RuleRole).toString();
    const QString title = index.data(ScalingModel::RunbookTitleRole).toString();
    m_button->setVisible(!m_runbook.isEmpty());
    m_button->setText(tr("Runbook: %1").arg(title));
    m_button->setAccessibleName(tr("Open the runbook %1").arg(title));
    m_why->setVisible(index.isValid() && m_runbook.isEmpty());
    m_why->setText(rule.isEmpty()
                       ? tr("It stands for no documented rule, so no runbook is offered.")
                       : tr("No runbook of this service has %1 among its triggers.").arg(rule));
}

} // namespace opsdeck
