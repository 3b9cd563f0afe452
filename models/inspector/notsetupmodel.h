// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The checks of one service that are defined but not run in its environment, and the metrics that
/// nothing draws there. Reset only when those are others.
class NotSetUpModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1, ///< probe kind
        PresenceRole,                ///< "planned", "optional", "not set up"
        ReasonRole,                  ///< one sentence; may be empty
        DetailRole,                  ///< where the check comes from; may be empty
    };

    explicit NotSetUpModel(StatusBoard &board, QObject *parent = nullptr);

    void setService(const ServiceKey &service);

    /// Titles of the metrics without samples here.
    const QStringList &undrawn() const { return m_undrawn; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();

    StatusBoard &m_board;
    ServiceKey m_service;
    QList<DormantCheck> m_checks;
    QStringList m_details; ///< of each check
    QStringList m_undrawn;
};

} // namespace opsdeck
