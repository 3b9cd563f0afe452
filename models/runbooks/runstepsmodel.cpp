// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runbooks/runstepsmodel.h"

namespace opsdeck {

void RunStepsModel::setPlan(const RunPlan &plan)
{
    beginResetModel();
    m_progress = {};
    m_progress.plan = plan;
    endResetModel();
}

void RunStepsModel::clear()
{
    setPlan({});
}

void RunStepsModel::setProgress(const RunProgress &progress)
{
    if (progress.plan != m_progress.plan) {
        beginResetModel();
        m_progress = progress;
        endResetModel();
        return;
    }
    const RunProgress before = std::exchange(m_progress, progress);
    for (int row = 0; row < rowCount(); ++row) {
        if (before.steps.value(row) != m_progress.steps.value(row)
            || before.stepMessages.value(row) != m_progress.stepMessages.value(row))
            Q_EMIT dataChanged(index(row), index(row),
                               {StateRole, FactRole, Qt::AccessibleTextRole});
    }
}

int RunStepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_progress.plan.steps.size());
}

QVariant RunStepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PlannedStep &step = m_progress.plan.steps.at(index.row());
    const StepState state = m_progress.steps.value(index.row(), StepState::Waiting);
    switch (role) {
    case Qt::DisplayRole:
        return step.title;
    case StateRole:
        return static_cast<int>(state);
    case KindRole:
        return step.kind;
    case FactRole: {
        const QString message = m_progress.stepMessages.value(index.row());
        if (!message.isEmpty())
            return message;
        return step.argumentVector.isEmpty()
                   ? step.facts.value(0)
                   : step.argumentVector.first().section(QLatin1Char('/'), -1);
    }
    case StepRole:
        return QVariant::fromValue(step);
    case Qt::AccessibleTextRole:
        return tr("Step %1, %2, %3").arg(index.row() + 1).arg(step.title, toWord(state));
    default:
        return {};
    }
}

} // namespace opsdeck
