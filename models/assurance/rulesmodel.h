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
/// assuranceroles.h; a row is open when nobody says some of what a rule needs.
/// What comes from elsewhere than the rest of its rule is told so at its cell.
/// What the operator filled in stands where the document says nothing, and is told as ours.
class RulesModel final : public DocumentedRows<RuleRow>
{
    Q_OBJECT
public:
    enum Role {
        RuleRole = assurance::FirstOwnRole, ///< DocumentedRule
        WatchedRole                         ///< bool: something looks whether it holds
    };

    enum Column {
        PlatformColumn,
        RuleColumn,
        ServiceColumn,
        WatchedColumn, ///< whether anything looks whether it holds; what or why not below
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
    QString spoken(int row, int column) const override;
    QVariant own(int row, int role) const override;

    const DocumentedRule &ruleOf(int row) const;
    /// Empty: not stated.
    QString statedText(int row, int column) const;
    /// Of the document or, where it says nothing, of the operator; empty: nobody's.
    QString saidText(int row, int column) const;
    /// What stands below a part: whose it is, or where it comes from if not from where the rule
    /// does.
    QString captionOf(int row, int column) const;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::DocumentedRule)
