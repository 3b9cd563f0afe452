// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/rootcausemodel.h"

#include "models/status/statuswords.h"

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
    for (const LostWay &lost : environment->lostWays) {
        if (lost.id == m_rows.at(index.row()).way && role != KeyRole && role != ViewRole && role != TierRole)
            return wayData(lost, *environment, role);
    }
    const Environment *definition = m_board.workspace()->environment(key.environment);
    const Service *service = m_board.workspace()->service(key);
    const auto sentence = [&] {
        return rootCauseSentence(*view, m_board.now(),
                                 service == nullptr ? QString() : service->technology);
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
    case OperativeRole:
        return sentence().operative;
    case RestRole:
        return sentence().rest;
    case ImpactRole:
        return impactSentence(*view, *environment, definition);
    case NeedsYouRole:
        return !asCause(*view).soft;
    default:
        return {};
    }
}

QVariant RootCauseModel::wayData(const LostWay &lost, const EnvironmentView &environment, int role) const
{
    const StatusSentence sentence = lostWaySentence(lost, environment, m_board.now());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(sentence.text() + QLatin1Char(' ') + hiddenSentence(lost, environment));
    case OperativeRole:
        return sentence.operative;
    case RestRole:
        return sentence.rest;
    case ImpactRole:
        return hiddenSentence(lost, environment);
    case NeedsYouRole:
        return true;
    default:
        return {};
    }
}

QList<RootCauseModel::Row> RootCauseModel::currentRoots() const
{
    QList<Row> rows;
    QList<ServiceView> roots;
    QHash<EnvironmentKey, Tier> tiers;
    for (const EnvironmentKey &key :
         m_environments.isEmpty() ? m_board.environments() : m_environments) {
        const EnvironmentView *environment = m_board.environment(key);
        if (environment == nullptr)
            continue;
        tiers.insert(key, environment->tier);
        for (const LostWay &lost : environment->lostWays)
            rows.append({{key, lost.services.first()}, lost.id});
        for (const ServiceView &view : environment->services) {
            if (view.rootCause)
                roots.append(asCause(view));
        }
    }
    const auto order = [&tiers](const ServiceView &view) {
        return std::tuple(view.soft, view.health != Health::Down,
                          attentionRank(tiers.value(view.key.environment)), view.since.boot);
    };
    std::stable_sort(
        roots.begin(), roots.end(),
        [&order](const ServiceView &a, const ServiceView &b) { return order(a) < order(b); });
    std::stable_sort(rows.begin(), rows.end(), [&tiers](const Row &a, const Row &b) {
        return attentionRank(tiers.value(a.service.environment)) < attentionRank(tiers.value(b.service.environment));
    });
    for (const ServiceView &view : std::as_const(roots))
        rows.append({view.key, {}});
    return rows;
}

void RootCauseModel::refresh()
{
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
