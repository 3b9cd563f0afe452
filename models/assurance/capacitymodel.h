// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/capacityload.h"
#include "models/assurance/documentedmodel.h"

namespace opsdeck {

struct CapacityRow
{
    int platform = 0; ///< in the workspace
    ServiceKey service;
    QString title;
    Tier tier = Tier::Other;
    Capacity capacity;
};

/// Every figure that a platform's document states for a service, held against the load in each
/// environment. What is not of now is never shown as if it were. Roles of assuranceroles.h; a row
/// is open while its load is not known.
class CapacityModel final : public DocumentedRows<CapacityRow>
{
    Q_OBJECT
public:
    enum Column {
        PlatformColumn,
        ServiceColumn,
        FigureColumn,
        StatedColumn,
        EnvironmentColumn,
        LoadColumn,
        ShareColumn,
        SourceColumn,
        Columns
    };

    CapacityModel(StatusBoard &board, SeriesBoard &series, QObject *parent = nullptr);

    CapacityLoad load(int row) const;
    ServiceKey service(int row) const;

private:
    void addRowsOf(int platform) override;
    QString cell(int row, int column) const override;
    Look look(int row, int column) const override;
    QString detail(int row) const override;
    QString search(int row) const override;
    bool isOpen(int row) const override;
    QString spoken(int row, int column) const override;

    void onLinesChanged(const QList<MetricKey> &keys);
    void onTicked();
    QString loadText(const CapacityLoad &load) const;
    QString loadCaption(const CapacityLoad &load) const;
    QString timeText(qint64 ms) const;

    SeriesBoard &m_series;
};

} // namespace opsdeck
