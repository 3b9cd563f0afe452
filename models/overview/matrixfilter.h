// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixfold.h"
#include "models/overview/matrixmodel.h"

#include <QBitArray>
#include <QHash>
#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of a MatrixModel that are abnormal somewhere, or whose name holds a text; a head stays
/// while one of its rows does. Unfiltered, layers and platforms fold into their heads as the room
/// asks for, see fold(). A layer in which something is abnormal or stale is never folded; a
/// platform may be, for its head tells it. Heads that fold can be reached by keys.
class MatrixFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit MatrixFilter(QObject *parent = nullptr);

    /// A MatrixModel.
    void setSourceModel(QAbstractItemModel *model) override;
    void setOnlyAbnormal(bool only);
    void setText(const QString &text);

    bool isFiltering() const { return m_onlyAbnormal || !m_text.isEmpty(); }

    void setRoom(const MatrixRoom &room);

    /// Opens or folds what lies below a head, where it folds at all; it stays so.
    void toggle(const QModelIndex &head);
    /// The layer and platform of this service do not fold; an empty one lets go.
    void keepOpen(const ServiceKey &service);

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    struct Head
    {
        int row = 0; ///< of the source
        MatrixModel::Fold fold = MatrixModel::Fixed;

        bool operator==(const Head &) const = default;
    };

    bool acceptsService(int row) const;
    MatrixRow::Kind kindOf(int row) const;
    QList<FoldableSection> sections() const;
    std::optional<bool> byHand(int head) const;
    void judgeFiltered();
    void judgeFolds();
    void judge();
    void refresh();
    void refreshOnce();
    MatrixModel::Fold foldOf(int row) const;

    bool m_onlyAbnormal = false;
    QString m_text;
    MatrixRoom m_room;
    QHash<QString, bool> m_byHand; ///< by head: open
    ServiceKey m_kept;
    QList<Head> m_heads; ///< of the source, from the top
    QBitArray m_hidden;  ///< rows of the source
    bool m_isRefreshing = false;
    bool m_isDue = false;
};

} // namespace opsdeck
