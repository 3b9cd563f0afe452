// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// The services that an import found: each is accepted or skipped, the kind of its check may be
/// chosen.
class ImportServicesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        ServiceColumn, ///< with a check state: accepted or skipped
        TechnologyColumn,
        ConfidenceColumn,
        KindColumn, ///< editable where there is a choice; EditRole is the kind's id
        AskedColumn,
        NeedsColumn,
        ColumnCount
    };

    enum Role {
        ServiceRole = Qt::UserRole + 1, ///< PlannedService
        ChoicesRole,                    ///< QStringList: ids of kinds; at most one: no choice
        DoubtfulRole,                   ///< the guess is weak, or nothing checks it
        SkippedRole,
        NoteRole ///< what there is to know about the row, in sentences
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// All are accepted.
    void setPlan(const ImportPlan &plan);
    ImportChoices choices() const;
    int acceptedCount() const;
    /// Of those whose both ends are there; the others are dropped.
    int keptEdges() const;

    int edges() const { return static_cast<int>(m_plan.edges.size()); }

    void setAllAccepted(bool accepted);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// Something was accepted, skipped or chosen.
    void chosen();

private:
    QString text(const PlannedService &service, int column) const;
    QString needs(const PlannedService &service) const;
    QString note(const PlannedService &service) const;

    QString kindOf(const PlannedService &service) const
    {
        return m_choices.kinds.value(service.id, service.kind);
    }

    bool isSkipped(const QString &id) const { return m_choices.skipped.contains(id); }

    void allChanged();

    ImportPlan m_plan;
    ImportChoices m_choices;
    QHash<QString, QList<qsizetype>> m_edgesOf; ///< by either end
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::PlannedService)
