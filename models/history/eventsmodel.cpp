// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventsmodel.h"

#include "models/status/statuswords.h"

#include <QDateTime>

#include <algorithm>

namespace opsdeck {

EventsModel::EventsModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::eventsAdded, this, &EventsModel::addNew);
    connect(&m_board, &StatusBoard::workspaceChanged, this, [this] {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1),
                               {Qt::DisplayRole, TitleRole, TierRole, ChecksRole});
    });
}

bool EventsModel::isSameChange(const Row &row, const Event &event)
{
    const Event &own = row.event;
    return !event.service.service.isEmpty() && !event.check.isEmpty()
           && own.service == event.service && own.from == event.from && own.to == event.to
           && own.soft == event.soft && own.fromSoft == event.fromSoft
           && own.errorKind == event.errorKind
           && std::abs(own.timeMs - event.timeMs) <= kTogether.count();
}

/// The row among the newest ones that tells of the same change by another check; -1: none.
int EventsModel::rowToJoin(const std::deque<Row> &rows, const Event &event)
{
    constexpr size_t kLooked = 24;
    for (size_t i = 0; i < std::min(kLooked, rows.size()); ++i) {
        if (isSameChange(rows[i], event) && !rows[i].checks.contains(event.check))
            return static_cast<int>(i);
    }
    return -1;
}

void EventsModel::addNew(const QList<Event> &events)
{
    std::deque<Row> fresh;
    QList<int> joined;
    for (const Event &event : events) {
        if (const int row = rowToJoin(fresh, event); row >= 0) {
            fresh[static_cast<size_t>(row)].checks.append(event.check);
        } else if (const int known = rowToJoin(m_rows, event); known >= 0) {
            m_rows[static_cast<size_t>(known)].checks.append(event.check);
            joined.append(known);
        } else {
            fresh.push_front({event, {event.check}});
        }
    }
    for (const int row : std::as_const(joined))
        Q_EMIT dataChanged(index(row), index(row));
    if (fresh.empty())
        return;
    beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
    m_rows.insert(m_rows.begin(), fresh.cbegin(), fresh.cend());
    endInsertRows();
    trim();
}

void EventsModel::addStored(const QList<Event> &events)
{
    std::deque<Row> older; // oldest first: what comes next is nearest to the front
    for (const Event &event : events) {
        // What came since may be stored already.
        const auto isKnown = [&](const Row &row) {
            return row.event == event
                   || (isSameChange(row, event) && row.checks.contains(event.check));
        };
        if (std::any_of(m_rows.cbegin(), m_rows.cend(), isKnown))
            continue;
        if (const int known = rowToJoin(older, event); known >= 0) {
            // The first one that saw it is told.
            Row &row = older[static_cast<size_t>(known)];
            row.event = event;
            row.checks.append(event.check);
        } else {
            older.push_front({event, {event.check}});
        }
    }
    const auto room = std::min<qsizetype>(static_cast<qsizetype>(older.size()), kMost - rowCount());
    if (room <= 0)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(room) - 1);
    for (auto row = older.crbegin(); row != older.crbegin() + room; ++row)
        m_rows.push_back(*row);
    endInsertRows();
}

void EventsModel::trim()
{
    const int extra = rowCount() - kMost;
    if (extra <= 0)
        return;
    beginRemoveRows({}, kMost, kMost + extra - 1);
    m_rows.resize(kMost);
    endRemoveRows();
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
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

QStringList EventsModel::checkTitles(const Row &row) const
{
    const Service *service =
        m_board.workspace() ? m_board.workspace()->service(row.event.service) : nullptr;
    QStringList titles;
    for (const Check &check : service == nullptr ? QList<Check>() : service->checks) {
        if (row.checks.contains(check.id))
            titles.append(check.title.isEmpty() ? check.id.toString() : check.title);
    }
    // Some may have been taken out of the definition since.
    if (titles.size() < row.checks.size()) {
        titles.clear();
        for (const CheckId &check : row.checks)
            titles.append(check.toString());
    }
    return titles;
}

QString EventsModel::textOf(const Row &row) const
{
    return row.checks.size() < 2
               ? row.event.text
               : tr("%1 Seen by %2.").arg(row.event.text, namesText(checkTitles(row)));
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(static_cast<size_t>(index.row()));
    const Event &event = row.event;
    const EnvironmentView *environment = m_board.environment(event.service.environment);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return textOf(row);
    case Qt::AccessibleTextRole:
        if (event.service.environment.environment.isEmpty())
            return tr("%1 UTC: %2")
                .arg(QDateTime::fromMSecsSinceEpoch(event.timeMs, Qt::UTC)
                         .toString(QStringLiteral("HH:mm:ss")),
                     textOf(row));
        return tr("%1 UTC, %2: %3")
            .arg(QDateTime::fromMSecsSinceEpoch(event.timeMs, Qt::UTC)
                     .toString(QStringLiteral("HH:mm:ss")),
                 event.service.environment.environment.toString(), textOf(row));
    case ChecksRole:
        return checkTitles(row);
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
