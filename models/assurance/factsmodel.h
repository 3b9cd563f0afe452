// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/documentedfacts.h"
#include "models/assurance/documentedmodel.h"

namespace opsdeck {

struct DocumentedFactRow
{
    int platform = 0; ///< in the workspace
    DocumentedFact fact;
};

/// What the platforms' documents state of them, by topic, each with how it is known. Roles of
/// assuranceroles.h; a row is open when it is not stated, or disputed and not settled.
class FactsModel final : public DocumentedRows<DocumentedFactRow>
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

private:
    void addRowsOf(int platform) override;
    QString cell(int row, int column) const override;
    Look look(int row, int column) const override;
    QString detail(int row) const override;
    QString search(int row) const override;
    bool isOpen(int row) const override;
};

} // namespace opsdeck
