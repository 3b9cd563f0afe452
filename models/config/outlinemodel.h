// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/domain/workspace.h"

#include <QAbstractListModel>

namespace opsdeck {

/// Everything of a workspace that can be edited, indented: platforms, their environments, layers
/// and services, what services have; then runbooks and their steps.
class OutlineModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        TargetRole = Qt::UserRole + 1, ///< EditTarget
        DetailRole,                    ///< kind of thing: "environment", "http"
        DepthRole,                     ///< 0…2
    };

    using QAbstractListModel::QAbstractListModel;

    void setWorkspace(const WorkspacePtr &workspace);
    /// The row of a target, whatever its `only`; -1: none.
    int rowOf(const EditTarget &target) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        EditTarget target;
        QString title;
        QString detail;
        int depth = 0;
    };

    void addPlatform(const Platform &platform);
    void addRunbook(const Runbook &runbook);
    void addService(const Platform &platform, const Service &service);

    QList<Row> m_rows;
};

} // namespace opsdeck
