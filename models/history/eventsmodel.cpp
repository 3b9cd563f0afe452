// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventsmodel.h"

#include "models/status/statuswords.h"

#include <QDateTime>

#include <algorithm>

namespace opsdeck {

namespace {

QList<Event> oldestFirst(QList<Event> events)
{
    std::stable_sort(events.begin(), events.end(),
                     [](const Event &a, const Event &b) { return a.timeMs < b.timeMs; });
    return events;
}

QString clockText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss"));
}

} // namespace

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
int EventsModel::rowToJoin(const Rows &rows, const Event &event)
{
    constexpr size_t kLooked = 24;
    for (size_t i = 0; i < std::min(kLooked, rows.size()); ++i) {
        if (isSameChange(rows[i], event) && !rows[i].checks.contains(event.check))
            return static_cast<int>(i);
    }
    return -1;
}

void EventsModel::join(Row &row, const Event &event)
{
    row.checks.append(event.check);
    row.lastMs = std::max(row.lastMs, event.timeMs);
    if (event.timeMs < row.event.timeMs)
        row.event = event;
}

void EventsModel::joinKnown(int row, const Event &event)
{
    Row changed = m_rows.at(static_cast<size_t>(row));
    join(changed, event);
    // Who tells of an earlier moment, as after a clock was set back, takes the row down with it.
    int place = row;
    while (place + 1 < rowCount()
           && m_rows.at(static_cast<size_t>(place) + 1).event.timeMs > changed.event.timeMs)
        ++place;
    if (place == row) {
        m_rows[static_cast<size_t>(row)] = changed;
    } else {
        beginMoveRows({}, row, row, {}, place + 1);
        m_rows.erase(m_rows.begin() + row);
        m_rows.insert(m_rows.begin() + place, changed);
        endMoveRows();
    }
    Q_EMIT dataChanged(index(place), index(place));
}

void EventsModel::addNew(const QList<Event> &events)
{
    Rows fresh;
    for (const Event &event : oldestFirst(events)) {
        if (const int row = rowToJoin(fresh, event); row >= 0)
            join(fresh[static_cast<size_t>(row)], event);
        else if (const int known = rowToJoin(m_rows, event); known >= 0)
            joinKnown(known, event);
        else
            fresh.push_front({event, {event.check}, event.timeMs});
    }
    merge(fresh, true);
}

void EventsModel::addStored(const QList<Event> &events)
{
    Rows fresh;
    // They come newest first: of two of one moment the later one came first.
    for (const Event &event : oldestFirst({events.crbegin(), events.crend()})) {
        // What came since may be stored already.
        const auto isKnown = [&](const Row &row) {
            return row.event == event
                   || (isSameChange(row, event) && row.checks.contains(event.check));
        };
        if (std::any_of(m_rows.cbegin(), m_rows.cend(), isKnown))
            continue;
        if (const int row = rowToJoin(fresh, event); row >= 0)
            join(fresh[static_cast<size_t>(row)], event);
        else
            fresh.push_front({event, {event.check}, event.timeMs});
    }
    merge(fresh, false);
}

/// `fresh` is newest first, too. What is told live stands above what is of the same moment.
void EventsModel::merge(const Rows &fresh, bool isAboveItsEquals)
{
    const auto goesBefore = [isAboveItsEquals](const Row &added, const Row &known) {
        return isAboveItsEquals ? known.event.timeMs <= added.event.timeMs
                                : known.event.timeMs < added.event.timeMs;
    };
    for (auto first = fresh.cbegin(); first != fresh.cend();) {
        const auto place =
            std::partition_point(m_rows.begin(), m_rows.end(),
                                 [&](const Row &known) { return !goesBefore(*first, known); });
        const auto last = place == m_rows.end()
                              ? fresh.cend()
                              : std::partition_point(first, fresh.cend(), [&](const Row &added) {
                                    return goesBefore(added, *place);
                                });
        const auto row = static_cast<int>(place - m_rows.begin());
        beginInsertRows({}, row, row + static_cast<int>(last - first) - 1);
        m_rows.insert(place, first, last);
        endInsertRows();
        first = last;
    }
    trim();
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

bool EventsModel::isOfSeveralPlatforms() const
{
    return m_board.workspace() && m_board.workspace()->platforms.size() > 1;
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

/// Of several checks: when the first and the last of them saw it.
QString EventsModel::spanText(const Row &row) const
{
    return row.lastMs / 1000 == row.event.timeMs / 1000
               ? textOf(row)
               : tr("%1 From %2 to %3 UTC.")
                     .arg(textOf(row), clockText(row.event.timeMs), clockText(row.lastMs));
}

QString EventsModel::platformTitle(const PlatformId &id) const
{
    const Platform *platform = m_board.workspace() ? m_board.workspace()->platform(id) : nullptr;
    return platform == nullptr ? id.toString() : platform->title;
}

QString EventsModel::placeText(const EnvironmentKey &key) const
{
    const QString environment = key.environment.toString();
    return isOfSeveralPlatforms()
               ? tr("%1 %2", "platform, environment").arg(platformTitle(key.platform), environment)
               : environment;
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
        return textOf(row);
    case Qt::ToolTipRole:
        return spanText(row);
    case Qt::AccessibleTextRole:
        if (event.service.environment.environment.isEmpty())
            return tr("%1 UTC: %2").arg(clockText(event.timeMs), textOf(row));
        return tr("%1 UTC, %2: %3")
            .arg(clockText(event.timeMs), placeText(event.service.environment), textOf(row));
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
    case PlatformRole:
        return platformTitle(event.service.environment.platform);
    case IsBadRole:
        return event.to != Health::Healthy && !event.service.environment.environment.isEmpty();
    default:
        return {};
    }
}

} // namespace opsdeck
