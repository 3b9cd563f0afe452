// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runbooks/runbooklistmodel.h"

#include "models/runbooks/runbookfit.h"

#include <algorithm>

namespace opsdeck {

void RunbookListModel::setWorkspace(const WorkspacePtr &workspace)
{
    m_workspace = workspace;
    rebuild();
}

void RunbookListModel::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    rebuild();
}

void RunbookListModel::setService(const ServiceKey &service, const QString &errorKind)
{
    if (service == m_service && errorKind == m_errorKind)
        return;
    m_service = service;
    m_errorKind = errorKind;
    rebuild();
}

bool RunbookListModel::isSuggested(const Runbook &runbook) const
{
    if (!runbook.service || *runbook.service != m_service.service
        || m_service.environment != m_environment)
        return false;
    return m_errorKind.isEmpty() || runbook.triggers.isEmpty()
           || runbook.triggers.contains(m_errorKind);
}

void RunbookListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    QList<const Runbook *> found;
    for (const Runbook &runbook : m_workspace ? m_workspace->runbooks : QList<Runbook>()) {
        if (appliesTo(runbook, m_environment))
            found.append(&runbook);
    }
    std::stable_sort(found.begin(), found.end(), [this](const Runbook *a, const Runbook *b) {
        return isSuggested(*a) && !isSuggested(*b);
    });
    for (const Runbook *runbook : std::as_const(found))
        m_rows.append(runbook->id);
    endResetModel();
}

const Runbook *RunbookListModel::runbookAt(int row) const
{
    return m_workspace && row >= 0 && row < m_rows.size() ? m_workspace->runbook(m_rows.at(row))
                                                          : nullptr;
}

int RunbookListModel::rowOf(const RunbookId &id) const
{
    return static_cast<int>(m_rows.indexOf(id));
}

int RunbookListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RunbookListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Runbook *runbook = runbookAt(index.row());
    if (runbook == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return runbook->title;
    case IdRole:
        return runbook->id.toString();
    case DangerRole:
        return static_cast<int>(runbook->danger);
    case SubtitleRole: {
        const QString steps =
            runbook->steps.size() == 1 ? tr("1 step") : tr("%1 steps").arg(runbook->steps.size());
        if (!runbook->service)
            return steps;
        const Service *service = m_workspace->service({m_environment, *runbook->service});
        return tr("%1, %2").arg(service == nullptr || service->title.isEmpty()
                                    ? runbook->service->toString()
                                    : service->title,
                                steps);
    }
    case SuggestedRole:
        return isSuggested(*runbook);
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(runbook->title, toWord(runbook->danger));
    default:
        return {};
    }
}

} // namespace opsdeck
