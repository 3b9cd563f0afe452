// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/comparison.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// Environments of one platform beside each other: column 0 names what is compared, each further
/// column is an environment. Each service has a head above its rows. Reads the board while it is
/// active only.
class ComparisonModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        IsHeadRole = Qt::UserRole + 1, ///< bool, of a row
        KeyRole,                       ///< QString, of a row: the same after a reset
        SearchRole,                    ///< QString, of a row: all that a filter looks in
        TellingRole,                   ///< bool, of a row: isTelling()
        DifferenceRole,                ///< int of Difference, of a row
        DetailRole,                    ///< QString, of a row: all of it in sentences, lines apart
        CaptionRole,                   ///< QString, of a cell: beside its text
        StandsOutRole,                 ///< bool, of a cell
        QuietRole,       ///< bool, of a cell: it says that there is nothing, or not now
        StateRole,       ///< int of ComparedValue::State, of a cell; invalid in column 0
        CountRole,       ///< int: rows of a head that stand out; of a column's header those there
        ServiceRole,     ///< ServiceKey, of a cell; without environment in column 0
        EnvironmentRole, ///< of a column's header: EnvironmentId
        TierRole,        ///< of a column's header: int of Tier
        AgeRole,         ///< of a column's header: Milliseconds, oldest observation that counts;
                         ///< negative: none
    };

    struct Counts
    {
        int facts = 0;
        int differ = 0; ///< also those that only some have
        int expected = 0;
        int unobserved = 0;

        bool operator==(const Counts &) const = default;
    };

    explicit ComparisonModel(StatusBoard &board, QObject *parent = nullptr);

    void setPlatform(const PlatformId &platform);
    /// Which are compared, in the order of display; those that are not of the platform are left
    /// out, and of fewer than two it is the usual ones: all that are set up, three at most.
    void setEnvironments(const QList<EnvironmentId> &environments);
    void setActive(bool active);

    QList<EnvironmentId> environments() const;
    /// All of the platform.
    QList<EnvironmentId> choices() const;

    const PlatformId &platform() const { return m_platform; }

    QString platformTitle() const;

    const Counts &counts() const { return m_counts; }

    /// Null for a head.
    const ComparedRow *compared(int row) const;
    /// Of a head or row: its service's title.
    QString serviceTitle(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// Counts or environments are others.
    void summaryChanged();

private:
    struct Row
    {
        int compared = -1; ///< in m_compared; of a head the first of its rows
        bool isHead = false;
        int below = 0; ///< of a head: rows
    };

    const Platform *definition() const;
    void refresh();
    void take(const QList<ComparedRow> &rows, const QList<EnvironmentId> &columns);
    void count();
    bool isOtherShape(const QList<ComparedRow> &rows, const QList<EnvironmentId> &columns) const;
    QList<EnvironmentId> chosen(const Platform &platform) const;
    QVariant headData(const Row &row, int column, int role) const;
    QVariant nameData(const ComparedRow &row, int role) const;
    QVariant cellData(const ComparedRow &row, int column, int role) const;
    QStringList environmentTexts() const;
    int oddIn(int column) const;
    Milliseconds oldestIn(int column) const;

    StatusBoard &m_board;
    PlatformId m_platform;
    bool m_isActive = false;
    QList<EnvironmentId> m_wanted;
    QList<EnvironmentId> m_columns;
    QList<ComparedRow> m_compared;
    QList<Row> m_rows;
    Counts m_counts;
};

} // namespace opsdeck
