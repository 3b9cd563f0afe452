// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/environmentdifferences.h"

#include "models/comparison/comparisonsection.h"

#include <algorithm>

namespace opsdeck {

EnvironmentDifferences::EnvironmentDifferences(StatusBoard &board, QObject *parent)
    : QObject(parent)
    , m_board(board)
{
    connect(&board, &StatusBoard::workspaceChanged, this, &EnvironmentDifferences::refresh);
    connect(&board, &StatusBoard::ticked, this, [this] {
        if (isOn())
            refresh();
    });
}

void EnvironmentDifferences::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    m_other = {};
    m_rows.clear();
    Q_EMIT changed();
}

void EnvironmentDifferences::setOther(const EnvironmentId &other)
{
    if (other == m_other)
        return;
    m_other = choices().contains(other) ? other : EnvironmentId();
    m_rows.clear();
    refresh();
    Q_EMIT changed();
}

void EnvironmentDifferences::setPaused(bool paused)
{
    if (paused == m_isPaused)
        return;
    m_isPaused = paused;
    m_rows.clear();
    refresh();
    Q_EMIT changed();
}

QList<EnvironmentId> EnvironmentDifferences::choices() const
{
    QList<EnvironmentId> others;
    const Platform *platform =
        m_board.workspace() ? m_board.workspace()->platform(m_environment.platform) : nullptr;
    for (const Environment &each :
         platform == nullptr ? QList<Environment>() : platform->environments) {
        if (each.id != m_environment.environment)
            others << each.id;
    }
    return others;
}

void EnvironmentDifferences::refresh()
{
    if (!choices().contains(m_other))
        m_other = {};
    QList<ComparedRow> rows;
    if (isOn()) {
        const Platform &platform = *m_board.workspace()->platform(m_environment.platform);
        const Environment *own = platform.environment(m_environment.environment);
        if (own != nullptr)
            rows = compared(platform, {own, platform.environment(m_other)},
                            {m_board.environment(m_environment),
                             m_board.environment({m_environment.platform, m_other})});
        rows.removeIf([](const ComparedRow &row) { return !isTelling(sectionOf(row.difference)); });
        std::stable_sort(rows.begin(), rows.end(), [](const ComparedRow &a, const ComparedRow &b) {
            return sectionOf(a.difference) < sectionOf(b.difference);
        });
    }
    if (rows == m_rows)
        return;
    m_rows = rows;
    Q_EMIT changed();
}

QHash<ServiceKey, int> EnvironmentDifferences::counts() const
{
    QHash<ServiceKey, int> counts;
    for (const ComparedRow &row : m_rows) {
        if (isDrift(row.difference) && !row.service.isEmpty())
            ++counts[{m_environment, row.service}];
    }
    return counts;
}

int EnvironmentDifferences::total() const
{
    return static_cast<int>(
        std::count_if(m_rows.cbegin(), m_rows.cend(),
                      [](const ComparedRow &row) { return isDrift(row.difference); }));
}

QList<ComparedRow> EnvironmentDifferences::rowsOf(const ServiceKey &service) const
{
    QList<ComparedRow> rows;
    for (const ComparedRow &row : m_rows) {
        if (service.environment == m_environment && row.service == service.service)
            rows << row;
    }
    return rows;
}

} // namespace opsdeck
