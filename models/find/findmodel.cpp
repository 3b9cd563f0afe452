// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/find/findmodel.h"

namespace opsdeck {

void FindModel::setPages(const QList<std::pair<QString, QString>> &idsAndTitles)
{
    m_pages = idsAndTitles;
    rebuild();
}

void FindModel::setActions(const QList<std::pair<QString, QString>> &idsAndTitles)
{
    m_actions = idsAndTitles;
    rebuild();
}

void FindModel::setWorkspace(const WorkspacePtr &workspace)
{
    m_workspace = workspace;
    rebuild();
}

void FindModel::rebuild()
{
    beginResetModel();
    m_targets.clear();
    if (m_workspace) {
        for (const Platform &platform : m_workspace->platforms) {
            for (const Environment &environment : platform.environments) {
                const EnvironmentKey key{platform.id, environment.id};
                const QString where = tr("%1, %2", "platform, environment")
                                          .arg(platform.title, environment.id.toString());
                for (const Service &service : environment.services)
                    m_targets.append({Kind::Service, service.title, where, {}, {key, service.id}});
            }
        }
        for (const Platform &platform : m_workspace->platforms) {
            for (const Environment &environment : platform.environments)
                m_targets.append({Kind::Environment,
                                  environment.title,
                                  platform.title,
                                  {},
                                  {{platform.id, environment.id}, {}}});
        }
        for (const Runbook &runbook : m_workspace->runbooks)
            m_targets.append({Kind::Runbook,
                              runbook.title,
                              tr("runbook"),
                              runbook.id.toString(),
                              {{runbook.platform, {}}, {}}});
    }
    for (const auto &[id, title] : std::as_const(m_pages))
        m_targets.append({Kind::Page, title, tr("page"), id, {}});
    for (const auto &[id, title] : std::as_const(m_actions))
        m_targets.append({Kind::Action, title, tr("action"), id, {}});
    endResetModel();
}

int FindModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_targets.size());
}

QVariant FindModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Target &target = m_targets.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return target.title;
    case Qt::AccessibleTextRole:
        return tr("%1, %2", "what is found, where").arg(target.title, target.where);
    case WhereRole:
        return target.where;
    case TargetRole:
        return QVariant::fromValue(target);
    default:
        return {};
    }
}

} // namespace opsdeck
