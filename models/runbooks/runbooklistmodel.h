// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The runbooks that may run in one environment; those for a service first when one is chosen.
class RunbookListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< RunbookId as text
        DangerRole,                ///< int of Danger
        SubtitleRole,              ///< what it acts on and how many steps
        SuggestedRole,             ///< bool: fits the chosen service
    };

    using QAbstractListModel::QAbstractListModel;

    void setWorkspace(const WorkspacePtr &workspace);
    void setEnvironment(const EnvironmentKey &environment);
    /// `errorKind`: the stable word of what is wrong with it, empty when nothing is.
    void setService(const ServiceKey &service, const QString &errorKind);

    const Runbook *runbookAt(int row) const;
    int rowOf(const RunbookId &id) const; ///< -1 when it is not in the list

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    bool isSuggested(const Runbook &runbook) const;

    WorkspacePtr m_workspace;
    EnvironmentKey m_environment;
    ServiceKey m_service;
    QString m_errorKind;
    QList<RunbookId> m_rows;
};

} // namespace opsdeck
