// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

#include <deque>

namespace opsdeck {

/// Changes of state, newest first; the oldest go when there are too many.
class EventsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        EventRole = Qt::UserRole + 1, ///< Event
        TimeRole,                     ///< qint64 ms since 1970, UTC
        TitleRole,                    ///< title of the service, its id when it is no longer defined
        TierRole,                     ///< int of Tier
        EnvironmentRole,              ///< EnvironmentKey
        IsBadRole,                    ///< bool: of a service, to anything but healthy
    };

    static constexpr int kMost = 10'000;

    explicit EventsModel(StatusBoard &board, QObject *parent = nullptr);

    /// What was stored, newest first; goes below what came since, which is left out of it.
    void addStored(const QList<Event> &events);
    /// Title of the service, its id when it is not defined.
    QString titleOf(const ServiceKey &service) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void addNew(const QList<Event> &events);
    void trim();

    StatusBoard &m_board;
    std::deque<Event> m_events; ///< newest first
};

} // namespace opsdeck
