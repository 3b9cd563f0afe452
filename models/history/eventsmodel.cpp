// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventsmodel.h"

#include <QDateTime>

#include <algorithm>

namespace opsdeck {

EventsModel::EventsModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::eventsAdded, this, &EventsModel::addNew);
    connect(&m_board, &StatusBoard::workspaceChanged, this, [this] {
        if (!m_events.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {TitleRole, TierRole});
    });
}

void EventsModel::addNew(const QList<Event> &events)
{
    if (events.isEmpty())
        return;
    beginInsertRows({}, 0, static_cast<int>(events.size()) - 1);
    for (const Event &event : events)
        m_events.push_front(event);
    endInsertRows();
    trim();
}

void EventsModel::addStored(const QList<Event> &events)
{
    // What came since may be stored already.
    QList<Event> older;
    for (const Event &event : events) {
        if (std::find(m_events.cbegin(), m_events.cend(), event) == m_events.cend())
            older.append(event);
    }
    const auto room = std::min<qsizetype>(older.size(), kMost - rowCount());
    if (room <= 0)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(room) - 1);
    for (qsizetype i = 0; i < room; ++i)
        m_events.push_back(older.at(i));
    endInsertRows();
}

void EventsModel::trim()
{
    const int extra = rowCount() - kMost;
    if (extra <= 0)
        return;
    beginRemoveRows({}, kMost, kMost + extra - 1);
    m_events.resize(kMost);
    endRemoveRows();
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

QString EventsModel::titleOf(const ServiceKey &service) const
{
    if (service.service.isEmpty()) {
        const EnvironmentView *environment = m_board.environment(service.environment);
        return environment == nullptr ? service.environment.environment.toString()
                                      : environment->title;
    }
    const ServiceView *view = m_board.service(service);
    return view == nullptr ? service.service.toString() : view->title;
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Event &event = m_events.at(static_cast<size_t>(index.row()));
    const EnvironmentView *environment = m_board.environment(event.service.environment);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return event.text;
    case Qt::AccessibleTextRole:
        if (event.service.environment.environment.isEmpty())
            return tr("%1 UTC: %2")
                .arg(QDateTime::fromMSecsSinceEpoch(event.timeMs, Qt::UTC)
                         .toString(QStringLiteral("HH:mm:ss")),
                     event.text);
        return tr("%1 UTC, %2: %3")
            .arg(QDateTime::fromMSecsSinceEpoch(event.timeMs, Qt::UTC)
                     .toString(QStringLiteral("HH:mm:ss")),
                 event.service.environment.environment.toString(), event.text);
    case EventRole:
        return QVariant::fromValue(event);
    case TimeRole:
        return event.timeMs;
    case TitleRole:
        return titleOf(event.service);
    case TierRole:
        return static_cast<int>(environment == nullptr ? Tier::Other : environment->tier);
    case EnvironmentRole:
        return QVariant::fromValue(event.service.environment);
    case IsBadRole:
        return event.to != Health::Healthy && !event.service.environment.environment.isEmpty();
    default:
        return {};
    }
}

} // namespace opsdeck
