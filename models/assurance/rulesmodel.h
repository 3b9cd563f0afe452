// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assuranceroles.h"
#include "models/status/statusboard.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// Alert rules, scale triggers, targets and classes as the platforms' documents have them. Roles of
/// assuranceroles.h; a row is open when some of what a rule needs is not stated.
class RulesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        PlatformColumn,
        RuleColumn,
        ServiceColumn,
        ConditionColumn,
        ForColumn,
        SeverityColumn,
        ActionColumn,
        RecoveryColumn,
        SourceColumn,
        Columns
    };

    explicit RulesModel(StatusBoard &board, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        int platform = 0; ///< in the workspace
        int rule = 0;     ///< in the platform
    };

    void rebuild();
    /// Empty: not stated.
    QString cell(const Platform &platform, const DocumentedRule &rule, int column) const;
    QString caption(const DocumentedRule &rule, int column) const;
    QString detail(const Platform &platform, const DocumentedRule &rule) const;
    QString search(const Platform &platform, const DocumentedRule &rule) const;

    StatusBoard &m_board;
    WorkspacePtr m_workspace;
    QList<Row> m_rows;
};

} // namespace opsdeck
