// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/resultsmodel.h"

#include <algorithm>

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
    if (const auto left = m_rows.find(m_check); left != m_rows.end() && left->size() > kMost)
        left->resize(kMost);
    m_check = check;
    // What was seen before this model listened: the newest of it is in the state.
    const auto state = m_board.states().constFind(check);
    if (state != m_board.states().cend() && state->last && m_rows.value(check).isEmpty())
        m_rows.insert(check, {rowOf(*state->last)});
    endResetModel();
    if (!check.check.isEmpty())
        Q_EMIT pastWanted(check, kMostStrip);
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
        // For a moment there is one more than are shown.
        m_hasOneMore = isShown && rows.size() > kMost;
        if (isShown)
            endInsertRows();
        if (m_hasOneMore) {
            beginRemoveRows({}, kMost, kMost);
            m_hasOneMore = false;
            endRemoveRows();
        }
        if (rows.size() > mostOf(result.key))
            rows.removeLast();
    }
}

void ResultsModel::addPast(const CheckKey &check, const QList<CheckResult> &results)
{
    QList<Row> rows = m_rows.value(check);
    for (const CheckResult &result : results) {
        const auto same = [&](const Row &row) {
            return row.observedAt.wallMs == result.observedAt.wallMs;
        };
        if (std::none_of(rows.cbegin(), rows.cend(), same))
            rows.append(rowOf(result));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return a.observedAt.wallMs > b.observedAt.wallMs;
    });
    if (rows.size() > mostOf(check))
        rows.resize(mostOf(check));
    if (check != m_check) {
        m_rows.insert(check, rows);
        return;
    }
    beginResetModel();
    m_rows.insert(check, rows);
    endResetModel();
}

QList<ResultsModel::Bar> ResultsModel::strip() const
{
    const QList<Row> rows = m_rows.value(m_check);
    const Check *definition = m_board.workspace() ? m_board.workspace()->check(m_check) : nullptr;
    const auto state = m_board.states().constFind(m_check);
    QList<Bar> bars;
    // Without a history the state remembers more of them, but not when they were.
    if (state != m_board.states().cend() && state->recent.size() > rows.size()) {
        for (const CheckStatus status : state->recent)
            bars.append({status, false});
        return bars;
    }
    for (qsizetype i = rows.size() - 1; i >= 0; --i) {
        const bool isAfterHole = definition != nullptr && i + 1 < rows.size()
                                 && rows.at(i).observedAt.wallMs - rows.at(i + 1).observedAt.wallMs
                                        > 3 * definition->interval.count();
        bars.append({rows.at(i).status, isAfterHole});
    }
    return bars;
}

Milliseconds ResultsModel::stripSpan() const
{
    const QList<Row> rows = m_rows.value(m_check);
    const auto state = m_board.states().constFind(m_check);
    if (rows.size() < 2 || (state != m_board.states().cend() && state->recent.size() > rows.size()))
        return Milliseconds(-1);
    return Milliseconds(rows.first().observedAt.wallMs - rows.last().observedAt.wallMs);
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
    return parent.isValid() || rows == m_rows.cend()
               ? 0
               : static_cast<int>(
                     std::min<qsizetype>(rows->size(), kMost + (m_hasOneMore ? 1 : 0)));
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
