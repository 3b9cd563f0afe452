// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/program.h"

#include <QAbstractListModel>

namespace opsdeck {

/// Programs that wait for somebody's trust, in the workspace's order.
class ProgramsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        PlaceRole = Qt::UserRole + 1, ///< "platforms/shop.yaml:41:9"
        ArgumentsRole,                ///< QStringList, the program first
        FactsRole,                    ///< QStringList: what runs it, what it gets
    };

    using QAbstractListModel::QAbstractListModel;

    void setPrograms(const QList<ProgramUse> &programs);

    const QList<ProgramUse> &programs() const { return m_programs; }

    int rowCount(const QModelIndex &parent = {}) const override;
    /// Of Qt::DisplayRole all arguments, a line each with its number.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<ProgramUse> m_programs;
};

} // namespace opsdeck
