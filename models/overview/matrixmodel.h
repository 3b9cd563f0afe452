// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"
#include "models/status/statusboard.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// The services of one group in one environment together.
struct GroupSummary
{
    int healthy = 0;            ///< fresh and good
    int others = 0;             ///< run or planned there, but not counted as healthy
    Milliseconds oldestAge{-1}; ///< of what was observed; negative: nothing was

    bool operator==(const GroupSummary &) const = default;
};

/// A line of a cell: as much of the newest half hour as is known, in equal steps.
struct Spark
{
    QList<double> values; ///< NaN where there is none
    QList<bool> asked;    ///< by value: of one that is NaN, that it was asked for
    Milliseconds span{0}; ///< whole minutes

    bool isWhole() const { return span >= kWhole; }

    static constexpr Milliseconds kWhole{30 * 60'000};
};

/// Services of one platform, grouped by layer, by environment: column 0 names the service, each
/// further column is an environment. A group has a row of its own above its services.
class MatrixModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        IsGroupRole = Qt::UserRole + 1, ///< bool: the row is a group's head
        KeyRole,                        ///< ServiceKey; environment empty in column 0
        ViewRole,        ///< ServiceView of a cell; invalid where the service does not run
        CaptionRole,     ///< second line of a name or cell; of a column's header: what is abnormal
                         ///< there, counted
        IsForemostRole,  ///< bool, of a cell: no environment of the platform matters more
        IsAbnormalRole,  ///< bool, of a cell or, in column 0, of any cell of the row or group
        SparkRole,       ///< Spark of the first chart's newest half hour
        EnvironmentRole, ///< of a column's header: EnvironmentKey
        LayerRole,       ///< QString: id of the group a row belongs to
        SummaryRole,     ///< of a group's head below an environment: GroupSummary
        FoldRole,        ///< of a group's head: Fold, as MatrixFilter has it
    };

    enum Fold { Fixed, Open, Folded }; ///< Fixed: there is nothing to fold

    MatrixModel(StatusBoard &board, SeriesBoard &series, QObject *parent = nullptr);

    void setPlatform(const PlatformId &platform);

    const PlatformId &platform() const { return m_platform; }

    QList<EnvironmentKey> environments() const { return m_environments; }

    /// The cell of a service; invalid when it is not in the table.
    QModelIndex indexOf(const ServiceKey &service) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        bool isGroup = false;
        ServiceId service;
        QString title;           ///< of the group or service
        QString subtitle;        ///< technology and port
        bool isAbnormal = false; ///< the service anywhere in its row; of a group: unused
        QString layer;           ///< id

        bool operator==(const Row &) const = default;
    };

    void rebuild();
    QList<Row> currentRows(const Platform &platform) const;
    void onServicesChanged(const QList<ServiceKey> &keys);
    void markAbnormal(int row);
    QString countsText(const EnvironmentView &view) const;
    QVariant rowData(int row, int role) const;
    QVariant groupData(int row, const EnvironmentKey &environment, int role) const;
    GroupSummary summaryOf(int row, const EnvironmentKey &environment) const;
    QVariant cellData(const ServiceKey &key, int role) const;
    Spark spark(const ServiceKey &key) const;
    bool isAbnormal(const ServiceId &service) const;

    StatusBoard &m_board;
    SeriesBoard &m_series;
    PlatformId m_platform;
    QList<EnvironmentKey> m_environments;
    QList<Row> m_rows;
};

/// Whether a cell asks for attention: anything but a fresh OK, and not what is only planned.
bool isAbnormal(const ServiceView &view);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ServiceView)
Q_DECLARE_METATYPE(opsdeck::GroupSummary)
Q_DECLARE_METATYPE(opsdeck::Spark)
