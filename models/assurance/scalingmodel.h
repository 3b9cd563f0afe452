// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/documentedmodel.h"
#include "models/metrics/scalingadvice.h"

namespace opsdeck {

struct ScalingRow
{
    int platform = 0; ///< in the workspace
    ServiceKey service;
    QString title;
    Tier tier = Tier::Other;
    MetricDefinition metric;
};

/// Every figure by which more or fewer instances of a service are advised, in each environment.
/// What is not of now advises nothing. Roles of assuranceroles.h; a row is open while its figure is
/// not known.
class ScalingModel final : public DocumentedRows<ScalingRow>
{
    Q_OBJECT
public:
    enum Column {
        PlatformColumn,
        ServiceColumn,
        FigureColumn,
        OutColumn,
        InColumn,
        EnvironmentColumn,
        NowColumn,
        AdviceColumn,
        SourceColumn,
        Columns
    };

    enum Role {
        ServiceRole = assurance::FirstOwnRole, ///< of a row, ServiceKey
        RunbookRole, ///< of a row, QString: the runbook that its rule is a trigger of; empty: none
        RunbookTitleRole,
        RuleRole ///< of a row, QString: the documented rule; empty: none
    };

    ScalingModel(StatusBoard &board, SeriesBoard &series, QObject *parent = nullptr);

    ScalingAdvice advice(int row) const;
    ServiceKey service(int row) const;

private:
    void addRowsOf(int platform) override;
    QString cell(int row, int column) const override;
    Look look(int row, int column) const override;
    QString detail(int row) const override;
    QString search(int row) const override;
    bool isOpen(int row) const override;
    QVariant own(int row, int role) const override;

    void onLinesChanged(const QList<MetricKey> &keys);
    void onTicked();
    MetricKey keyOf(int row) const;
    QString ruleOf(int row) const;
    QString caption(int row, const ScalingAdvice &advice) const;

    SeriesBoard &m_series;
};

} // namespace opsdeck
