// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixmodel.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of a MatrixModel that are abnormal somewhere, or whose name holds a text; a group stays
/// while one of its rows does. Unfiltered, groups in which all is well may be folded into their
/// heads. What is abnormal or stale is never folded away: a group that has such a row opens by
/// itself. Folding groups' heads can be reached by keys.
class MatrixFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit MatrixFilter(QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *model) override;
    void setOnlyAbnormal(bool only);
    void setText(const QString &text);

    bool isFiltering() const { return m_onlyAbnormal || !m_text.isEmpty(); }

    void setFolding(bool folding);

    bool isFolding() const { return m_folding; }

    /// Opens or folds the group of a head, where it folds at all.
    void toggle(const QModelIndex &head);
    /// The group of this service does not fold; an empty one lets go.
    void keepOpen(const ServiceId &service);

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool acceptsService(int row) const;
    MatrixModel::Fold foldOf(int head) const;
    void follow(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles);

    bool m_onlyAbnormal = false;
    QString m_text;
    bool m_folding = false;
    QSet<QString> m_opened; ///< layers opened by hand
    ServiceId m_kept;
};

} // namespace opsdeck
