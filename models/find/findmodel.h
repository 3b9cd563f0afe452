// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QAbstractListModel>

namespace opsdeck {

/// Everything that can be gone to by typing: pages, environments, services, runbooks, actions.
class FindModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind { Page, Environment, Service, Runbook, Action };

    struct Target
    {
        Kind kind = Kind::Page;
        QString title;
        QString where;  ///< "Shop, prod"
        QString id;     ///< of a page, runbook or action
        ServiceKey key; ///< service empty for an environment

        bool operator==(const Target &) const = default;
    };

    enum Role {
        TargetRole = Qt::UserRole + 1, ///< Target
        WhereRole,
    };

    using QAbstractListModel::QAbstractListModel;

    void setPages(const QList<std::pair<QString, QString>> &idsAndTitles);
    void setActions(const QList<std::pair<QString, QString>> &idsAndTitles);
    void setWorkspace(const WorkspacePtr &workspace);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();

    QList<std::pair<QString, QString>> m_pages;
    QList<std::pair<QString, QString>> m_actions;
    WorkspacePtr m_workspace;
    QList<Target> m_targets;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::FindModel::Target)
