// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/resultsmodel.h"

namespace opsdeck {

namespace {

QString wordOf(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Ok:
        return ResultsModel::tr("OK");
    case CheckStatus::Warning:
        return ResultsModel::tr("Degraded");
    case CheckStatus::Critical:
        return ResultsModel::tr("Down");
    case CheckStatus::Unknown:
        break;
    }
    return ResultsModel::tr("Unknown");
}

} // namespace

ResultsModel::ResultsModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::resultsAdded, this, &ResultsModel::add);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &ResultsModel::forgetUndefined);
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {AgeRole, Qt::AccessibleTextRole});
    });
}

ResultsModel::Row ResultsModel::rowOf(const CheckResult &result)
{
    return {result.status, result.observedAt, result.latency, result.message};
}

void ResultsModel::setCheck(const CheckKey &check)
{
    if (check == m_check)
        return;
    beginResetModel();
    m_check = check;
    // What was seen before this model listened: the newest of it is in the state.
    const auto state = m_board.states().constFind(check);
    if (state != m_board.states().cend() && state->last && m_rows.value(check).isEmpty())
        m_rows.insert(check, {rowOf(*state->last)});
    endResetModel();
}

void ResultsModel::add(const QList<CheckResult> &results)
{
    for (const CheckResult &result : results) {
        const bool isShown = result.key == m_check;
        QList<Row> &rows = m_rows[result.key];
        if (!rows.isEmpty() && rows.first().observedAt == result.observedAt)
            continue;
        if (isShown)
            beginInsertRows({}, 0, 0);
        rows.prepend(rowOf(result));
        if (isShown)
            endInsertRows();
        if (rows.size() <= kMost)
            continue;
        if (isShown)
            beginRemoveRows({}, kMost, kMost);
        rows.removeLast();
        if (isShown)
            endRemoveRows();
    }
}

void ResultsModel::forgetUndefined()
{
    beginResetModel();
    const WorkspacePtr &workspace = m_board.workspace();
    m_rows.removeIf(
        [&](const auto &entry) { return !workspace || workspace->check(entry.key()) == nullptr; });
    endResetModel();
}

int ResultsModel::rowCount(const QModelIndex &parent) const
{
    const auto rows = m_rows.constFind(m_check);
    return parent.isValid() || rows == m_rows.cend() ? 0 : static_cast<int>(rows->size());
}

QVariant ResultsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row row = m_rows.value(m_check).at(index.row());
    const QString age = durationText(row.observedAt.ageAt(m_board.now()));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return row.message.isEmpty() ? wordOf(row.status) : row.message;
    case Qt::AccessibleTextRole:
        return row.message.isEmpty()
                   ? tr("%1, %2 ago").arg(wordOf(row.status), age)
                   : tr("%1: %2, %3 ago").arg(wordOf(row.status), row.message, age);
    case StatusRole:
        return static_cast<int>(row.status);
    case LatencyRole:
        return row.latency.count() > 0 ? latencyText(row.latency) : QString();
    case AgeRole:
        return age;
    default:
        return {};
    }
}

} // namespace opsdeck
