// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/rootcausemodel.h"

#include "models/runbooks/runbookfit.h"

#include <algorithm>
#include <tuple>

namespace opsdeck {

RootCauseModel::RootCauseModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&board, &StatusBoard::workspaceChanged, this, &RootCauseModel::refresh);
    connect(&board, &StatusBoard::servicesChanged, this, &RootCauseModel::refresh);
    connect(&board, &StatusBoard::ticked, this, [this] {
        announceChange({Qt::DisplayRole, Qt::AccessibleTextRole, OperativeRole, RestRole});
    });
    refresh();
}

void RootCauseModel::setEnvironments(const QList<EnvironmentKey> &environments)
{
    m_environments = environments;
    refresh();
}

int RootCauseModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RootCauseModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ServiceKey &key = m_rows.at(index.row()).service;
    const EnvironmentView *environment = m_board.environment(key.environment);
    const ServiceView *view = m_board.service(key);
    if (environment == nullptr || view == nullptr)
        return {};
    const bool isOfSight = role != KeyRole && role != ViewRole && role != TierRole
                           && role != IsForemostRole && role != PlatformRole;
    if (m_rows.at(index.row()).isBlind && environment->blindness && isOfSight)
        return sightData(placed(blindSentence(*environment->blindness, *environment, m_board.now()),
                                key.environment),
                         outOfSightSentence(*environment->blindness, *environment), role);
    for (const LostWay &lost : environment->lostWays) {
        if (lost.id == m_rows.at(index.row()).way && isOfSight)
            return sightData(
                placed(lostWaySentence(lost, *environment, m_board.now()), key.environment),
                hiddenSentence(lost, *environment), role);
    }
    const Environment *definition = m_board.workspace()->environment(key.environment);
    const auto sentence = [&] {
        return placed(rootCauseSentence(*view, m_board.now()), key.environment);
    };
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(sentence().text() + QLatin1Char(' ')
                       + impactSentence(*view, *environment, definition));
    case KeyRole:
        return QVariant::fromValue(key);
    case ViewRole:
        return QVariant::fromValue(asCause(*view));
    case TierRole:
        return static_cast<int>(environment->tier);
    case PlatformRole:
        return platformTitle(key.environment);
    case OperativeRole:
        return sentence().operative;
    case RestRole:
        return sentence().rest;
    case ImpactRole:
        return impactSentence(*view, *environment, definition);
    case NeedsYouRole:
        return !asCause(*view).soft;
    case IsForemostRole:
        return m_board.isForemost(key.environment);
    case HasRunbookRole: {
        const ServiceView cause = asCause(*view);
        return cause.error
               && hasRunbookAgainst(*m_board.workspace(), key, toWord(cause.error->kind));
    }
    default:
        return {};
    }
}

QString RootCauseModel::platformTitle(const EnvironmentKey &environment) const
{
    const Platform *platform =
        m_hasSeveralPlatforms ? m_board.workspace()->platform(environment.platform) : nullptr;
    return platform == nullptr ? QString() : platform->title;
}

StatusSentence RootCauseModel::placed(StatusSentence sentence,
                                      const EnvironmentKey &environment) const
{
    if (const QString platform = platformTitle(environment); !platform.isEmpty())
        sentence.operative = tr("%1 · %2", "platform, sentence").arg(platform, sentence.operative);
    return sentence;
}

QVariant RootCauseModel::sightData(const StatusSentence &sentence, const QString &hidden, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(sentence.text() + QLatin1Char(' ') + hidden);
    case OperativeRole:
        return sentence.operative;
    case RestRole:
        return sentence.rest;
    case ImpactRole:
        return hidden;
    case NeedsYouRole:
        return true;
    default:
        return {};
    }
}

QList<EnvironmentKey> RootCauseModel::shownEnvironments() const
{
    return m_environments.isEmpty() ? m_board.environments() : m_environments;
}

QList<RootCauseModel::Row> RootCauseModel::currentRoots() const
{
    struct Found
    {
        std::tuple<bool, int, int, std::chrono::nanoseconds> order;
        Row row;
    };

    QList<Found> found;
    for (const EnvironmentKey &key : shownEnvironments()) {
        const EnvironmentView *environment = m_board.environment(key);
        if (environment == nullptr)
            continue;
        const int tier = attentionRank(environment->tier);
        if (environment->blindness && !environment->blindness->services.isEmpty())
            found.append({{false, tier, 0, environment->blindness->since.boot},
                          {{key, environment->blindness->services.first()}, {}, true}});
        for (const LostWay &lost : environment->lostWays)
            found.append({{false, tier, 0, lost.since.boot},
                          {{key, lost.services.first()}, lost.id, false}});
        for (const ServiceView &view : environment->services) {
            if (!view.rootCause)
                continue;
            const ServiceView cause = asCause(view);
            found.append(
                {{cause.soft, tier, cause.health == Health::Down ? 1 : 2, cause.since.boot},
                 {view.key, {}, false}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found &a, const Found &b) { return a.order < b.order; });
    QList<Row> rows;
    for (const Found &each : std::as_const(found))
        rows.append(each.row);
    return rows;
}

void RootCauseModel::refresh()
{
    const QList<EnvironmentKey> shown = shownEnvironments();
    m_hasSeveralPlatforms =
        std::any_of(shown.cbegin(), shown.cend(), [&](const EnvironmentKey &key) {
            return key.platform != shown.constFirst().platform;
        });
    const QList<Row> fresh = currentRoots();
    for (int row = static_cast<int>(m_rows.size()) - 1; row >= 0; --row) {
        if (fresh.contains(m_rows.at(row)))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < fresh.size(); ++row) {
        const int old = static_cast<int>(m_rows.indexOf(fresh.at(row)));
        if (old == row)
            continue;
        if (old < 0) {
            beginInsertRows({}, row, row);
            m_rows.insert(row, fresh.at(row));
            endInsertRows();
        } else {
            beginMoveRows({}, old, old, {}, row);
            m_rows.move(old, row);
            endMoveRows();
        }
    }
    announceChange();
}

void RootCauseModel::announceChange(const QList<int> &roles)
{
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), roles);
}

} // namespace opsdeck
