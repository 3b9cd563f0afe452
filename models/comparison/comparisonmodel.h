// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/comparison/comparisonsection.h"
#include "models/status/environmenttable.h"
#include "models/status/statusboard.h"
#include "services/domain/comparison.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// Environments of one platform beside each other: column 0 names what is compared, each further
/// column is an environment. What differs stands first: sections have a head each, and in them the
/// services that have facts there. Counts are of facts throughout. Reads the board while it is
/// active only.
class ComparisonModel final : public QAbstractTableModel, public EnvironmentTable
{
    Q_OBJECT
public:
    enum Role {
        KeyRole = FirstOwnRole, ///< QString, of a row: the same after a reset
        IsSectionRole,          ///< bool, of a head: of a section, not of a service in it
        SectionRole,            ///< int of ComparisonSection, of a row
        SearchRole,             ///< QString, of a row: all that a filter looks in
        TellingRole,            ///< bool, of a row: isTelling()
        DifferenceRole,         ///< int of Difference, of a row
        RefRole,                ///< QString, of a row: differenceRef(), where it can be explained
        ReasonRole,             ///< QString, of a row: why it is expected to differ
        DetailRole,             ///< QString, of a row: all of it in sentences, lines apart
        StandsOutRole,          ///< bool, of a cell
        QuietRole,              ///< bool, of a cell: it says that there is nothing, or not now
        StateRole,              ///< int of ComparedValue::State, of a cell; invalid in column 0
        CountRole, ///< int: facts below a head; of a column's header those that stand out there
    };

    /// Of facts; those that only one environment has and those that are texts of each are none.
    struct Counts
    {
        int facts = 0;
        int differ = 0; ///< also those that only some have
        int explained = 0;
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
    QString serviceTitle(const ServiceId &service) const;

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
        enum Kind { Section, Service, Fact };

        int compared = -1; ///< in m_compared; of a head the first of its facts
        Kind kind = Fact;
        int below = 0; ///< of a head: facts
    };

    const Platform *definition() const;
    void refresh();
    void take(QList<ComparedRow> rows, const QList<EnvironmentId> &columns);
    void count();
    bool isOtherShape(const QList<ComparedRow> &rows, const QList<EnvironmentId> &columns) const;
    QList<EnvironmentId> chosen(const Platform &platform) const;
    void arrangeRows();
    ComparisonSection sectionAt(const Row &row) const;
    QString headTitle(const Row &row) const;
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
    QList<ComparedRow> m_compared; ///< section by section
    QList<Row> m_rows;
    Counts m_counts;
};

} // namespace opsdeck
