// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/documentedmodel.h"

namespace opsdeck {

struct RuleRow
{
    int platform = 0; ///< in the workspace
    int rule = 0;     ///< in the platform
};

/// Alert rules, scale triggers, targets and classes as the platforms' documents have them. Roles of
/// assuranceroles.h; a row is open when some of what a rule needs is not stated.
class RulesModel final : public DocumentedRows<RuleRow>
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

private:
    void addRowsOf(int platform) override;
    QString cell(int row, int column) const override;
    Look look(int row, int column) const override;
    QString detail(int row) const override;
    QString search(int row) const override;
    bool isOpen(int row) const override;

    const DocumentedRule &ruleOf(int row) const;
    /// Empty: not stated.
    QString statedText(int row, int column) const;
};

} // namespace opsdeck
