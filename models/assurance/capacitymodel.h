// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assuranceroles.h"
#include "models/assurance/capacityload.h"
#include "models/status/statusboard.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// Every figure that a platform's document states for a service, held against the load in each
/// environment. What is not of now is never shown as if it were. Roles of assuranceroles.h; a row
/// is open while its load is not known.
class CapacityModel final : public QAbstractTableModel
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

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        int platform = 0; ///< in the workspace
        ServiceKey service;
        QString title;
        Tier tier = Tier::Other;
        Capacity capacity;
    };

    void rebuild();
    void onLinesChanged(const QList<MetricKey> &keys);
    void onTicked();
    const Platform &platformOf(const Row &row) const;
    CapacityLoad loadOf(const Row &row) const;
    QString loadText(const CapacityLoad &load) const;
    QString loadCaption(const CapacityLoad &load) const;
    QString timeText(qint64 ms) const;
    QString cell(const Row &row, int column) const;
    QString detail(const Row &row) const;

    StatusBoard &m_board;
    SeriesBoard &m_series;
    WorkspacePtr m_workspace;
    QList<Row> m_rows;
};

} // namespace opsdeck
