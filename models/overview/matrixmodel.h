// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixcells.h"
#include "models/overview/matrixrows.h"
#include "models/status/environmenttable.h"
#include "models/status/statusboard.h"
#include "models/status/unitedenvironments.h"

#include <QAbstractTableModel>

#include <optional>

namespace opsdeck {

/// Services of one platform, grouped by layer, by environment: column 0 names the service, each
/// further column is an environment. A layer has a row of its own above its services. Of all
/// platforms each has a row above its layers, and environments of one name are one column; a
/// platform that has none of that name has cells there without words. CaptionRole of a column's
/// header: what is abnormal there, counted; of a platform's name: the word of its worst state.
class MatrixModel final : public QAbstractTableModel, public EnvironmentTable
{
    Q_OBJECT
public:
    enum Role {
        KindRole = FirstOwnRole, ///< int of MatrixRow::Kind
        ViewRole,                ///< ServiceView of a cell; invalid where the service does not run
        IsForemostRole,          ///< bool, of a cell: no environment of the platform matters more
        IsAbnormalRole, ///< bool, of a cell or, in column 0, of any cell of the row or below the
                        ///< head
        SparkRole,      ///< Spark of the first chart's newest half hour
        HeadRole,       ///< QString: id of a head
        OuterHeadRole,  ///< QString: id of the head of layers only that a layer's head belongs to
        SeverityRole,   ///< of a platform's name: int, the worst lowest
        SummaryRole,    ///< of a layer's head below an environment: GroupSummary
        EnvironmentViewRole, ///< of a platform's head: EnvironmentView below an environment, the
                             ///< worst one in column 0; invalid where there is none
        NotSetUpRole, ///< int, of a cell, or of all below a head: checks that are not run for
                      ///< lack of a parameter
        BadgeRole,    ///< of a cell: "new 3 min"; empty: none
        StandingRole, ///< of a layer's head below an environment: GroupView, where the
                      ///< layer has a rule of its own or lies in another
    };

    MatrixModel(StatusBoard &board, SeriesBoard &series, QObject *parent = nullptr);

    void setPlatform(const PlatformId &platform);
    /// Every platform of the workspace instead of the one.
    void setAllPlatforms(bool all);

    bool isOfAllPlatforms() const { return m_isOfAll; }

    /// Of the platforms that are shown.
    QList<EnvironmentKey> environments() const;
    QList<PlatformId> platforms() const;

    /// The cell of a service; invalid when it is not in the table.
    QModelIndex indexOf(const ServiceKey &service) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// Some row's IsAbnormalRole turned; told once for all that turned together, after dataChanged.
    void abnormalityChanged();

private:
    void rebuild();
    void onServicesChanged(const QList<ServiceKey> &keys);
    bool markAbnormal(int row);
    void tellStandings(int column);
    int headAbove(int row, MatrixRow::Kind kind) const;
    QList<const EnvironmentView *> viewsOf(const QList<EnvironmentKey> &keys) const;
    QList<const EnvironmentView *> viewsOf(const PlatformId &platform) const;
    std::optional<EnvironmentKey> keyOf(int row, int column) const;
    QVariant rowData(int row, int role) const;
    QVariant platformData(int row, int role) const;
    QList<ServiceId> servicesBelow(int head) const;
    bool isAbnormal(const MatrixRow &row) const;
    bool isAbnormalBelow(int head) const;

    StatusBoard &m_board;
    SeriesBoard &m_series;
    PlatformId m_platform;
    bool m_isOfAll = false;
    QList<UnitedEnvironment> m_columns;
    QList<MatrixRow> m_rows;
    QHash<std::pair<PlatformId, ServiceId>, int> m_places; ///< rows of services
};

} // namespace opsdeck
