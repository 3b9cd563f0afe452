// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

#include <deque>

namespace opsdeck {

/// Changes of state, newest first; the oldest go when there are too many. Checks of one service
/// that see the same change within a moment are one row, which names them, tells the first of them
/// and stands at its time.
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
        PlatformRole,                 ///< title of the platform; empty: of none
        IsBadRole,                    ///< bool: of a service, to anything but healthy
        ChecksRole, ///< QStringList: titles of the checks that saw it, in the definition's order
    };

    static constexpr int kMost = 10'000;
    static constexpr Milliseconds kTogether{10'000}; ///< between two that are one row: checks of a
                                                     ///< service take their turns

    explicit EventsModel(StatusBoard &board, QObject *parent = nullptr);

    /// What was stored; goes where its time belongs. What came since is left out of it.
    void addStored(const QList<Event> &events);
    /// Rows of more than one platform may be there.
    bool isOfSeveralPlatforms() const;
    /// Title of the service, its id when it is not defined.
    QString titleOf(const ServiceKey &service) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        Event event; ///< the first of those that are one row
        QList<CheckId> checks;
        qint64 lastMs = 0; ///< when the last of them saw it
    };

    using Rows = std::deque<Row>;

    void addNew(const QList<Event> &events);
    void merge(const Rows &fresh, bool isAboveItsEquals);
    void joinKnown(int row, const Event &event);
    void trim();
    static bool isSameChange(const Row &row, const Event &event);
    static int rowToJoin(const Rows &rows, const Event &event);
    static void join(Row &row, const Event &event);
    QStringList checkTitles(const Row &row) const;
    QString platformTitle(const PlatformId &id) const;
    QString placeText(const EnvironmentKey &key) const;
    QString textOf(const Row &row) const;
    QString spanText(const Row &row) const;

    StatusBoard &m_board;
    Rows m_rows; ///< by the time of their events, newest first
};

} // namespace opsdeck
