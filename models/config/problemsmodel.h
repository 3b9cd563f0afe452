// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/problem.h"

#include <QAbstractListModel>

namespace opsdeck {

/// What is wrong with the configuration on disk, in the files' order.
class ProblemsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        PlaceRole = Qt::UserRole + 1, ///< "platforms/shop.yaml:41:9"
        IsErrorRole,
    };

    using QAbstractListModel::QAbstractListModel;

    void setProblems(const QList<ConfigProblem> &problems);
    /// All as `file:line:column: error: text`, a line each.
    QString copyText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<ConfigProblem> m_problems;
};

} // namespace opsdeck
