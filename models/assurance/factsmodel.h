// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assuranceroles.h"
#include "models/assurance/documentedfacts.h"
#include "models/status/statusboard.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// What the platforms' documents state of them, by topic, each with how it is known. Roles of
/// assuranceroles.h; a row is open when it is not stated, or disputed and not settled.
class FactsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        PlatformColumn,
        TopicColumn,
        OfColumn,
        FactColumn,
        ValueColumn,
        SourceColumn,
        Columns
    };

    explicit FactsModel(StatusBoard &board, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        int platform = 0; ///< in the workspace
        DocumentedFact fact;
    };

    void rebuild();
    QString cell(const Row &row, int column) const;
    QString detail(const Row &row) const;
    const Platform &platformOf(const Row &row) const;

    StatusBoard &m_board;
    WorkspacePtr m_workspace;
    QList<Row> m_rows;
};

} // namespace opsdeck
