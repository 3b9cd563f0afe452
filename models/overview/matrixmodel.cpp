// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixmodel.h"

#include "models/status/environmentwords.h"
#include "models/status/groupstandings.h"
#include "models/status/statuswords.h"
#include "services/domain/sight.h"

#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

using Kind = MatrixRow::Kind;

} // namespace

MatrixModel::MatrixModel(StatusBoard &board, SeriesBoard &series, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
    , m_series(series)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &MatrixModel::rebuild);
    connect(&m_board, &StatusBoard::servicesChanged, this, &MatrixModel::onServicesChanged);
    rebuild();
}

void MatrixModel::setPlatform(const PlatformId &platform)
{
    if (std::exchange(m_platform, platform) != platform && !m_isOfAll)
        rebuild();
}

void MatrixModel::setAllPlatforms(bool all)
{
    if (std::exchange(m_isOfAll, all) != all)
        rebuild();
}

void MatrixModel::rebuild()
{
    beginResetModel();
    m_columns.clear();
    m_rows.clear();
    m_places.clear();
    const WorkspacePtr &workspace = m_board.workspace();
    const bool isEmpty = !workspace || (!m_isOfAll && workspace->platform(m_platform) == nullptr);
    if (!isEmpty) {
        m_columns = unitedEnvironments(*workspace, m_isOfAll ? PlatformId() : m_platform);
        for (const Platform &platform : workspace->platforms) {
            if (!m_isOfAll && platform.id != m_platform)
                continue;
            if (m_isOfAll)
                m_rows.append({Kind::Platform,
                               platform.id,
                               {},
                               platform.title,
                               {},
                               platform.id.toString(),
                               {},
                               false});
            m_rows += matrixRows(platform);
        }
    }
    for (int row = 0; row < m_rows.size(); ++row) {
        MatrixRow &own = m_rows[row];
        if (own.isHead())
            continue;
        m_places.insert({own.platform, own.service}, row);
        own.isAbnormal = isAbnormal(own);
    }
    endResetModel();
}

QList<PlatformId> MatrixModel::platforms() const
{
    QList<PlatformId> all;
    for (const UnitedEnvironment &column : m_columns) {
        for (const EnvironmentKey &key : column.keys) {
            if (!all.contains(key.platform))
                all.append(key.platform);
        }
    }
    return all;
}

QList<EnvironmentKey> MatrixModel::environments() const
{
    QList<EnvironmentKey> all;
    for (const UnitedEnvironment &column : m_columns)
        all += column.keys;
    return all;
}

QModelIndex MatrixModel::indexOf(const ServiceKey &service) const
{
    const auto row = m_places.constFind({service.environment.platform, service.service});
    const auto column =
        std::find_if(m_columns.cbegin(), m_columns.cend(), [&](const UnitedEnvironment &each) {
            return each.keys.contains(service.environment);
        });
    if (row == m_places.constEnd() || column == m_columns.cend())
        return {};
    return index(*row, static_cast<int>(column - m_columns.cbegin()) + 1);
}

int MatrixModel::headAbove(int row, Kind kind) const
{
    while (row >= 0 && m_rows.at(row).kind != kind)
        --row;
    return row;
}

void MatrixModel::onServicesChanged(const QList<ServiceKey> &keys)
{
    bool hasTurned = false;
    QSet<int> columns;
    QSet<std::pair<int, int>> platformCells;
    for (const ServiceKey &key : keys) {
        const QModelIndex cell = indexOf(key);
        if (!cell.isValid())
            continue;
        Q_EMIT dataChanged(cell, cell);
        hasTurned = markAbnormal(cell.row()) || hasTurned;
        columns.insert(cell.column());
        if (m_isOfAll)
            platformCells.insert({headAbove(cell.row(), Kind::Platform), cell.column()});
    }
    for (const int column : std::as_const(columns))
        tellStandings(column);
    for (const auto &[row, column] : std::as_const(platformCells)) {
        Q_EMIT dataChanged(index(row, 0), index(row, 0));
        Q_EMIT dataChanged(index(row, column), index(row, column));
    }
    for (const int column : std::as_const(columns))
        Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
    if (hasTurned)
        Q_EMIT abnormalityChanged();
}

/// Of the heads of layers that stand by a rule.
void MatrixModel::tellStandings(int column)
{
    for (int row = 0; row < m_rows.size(); ++row) {
        const QModelIndex cell = index(row, column);
        if (m_rows.at(row).kind == Kind::Layer && cell.data(StandingRole).isValid())
            Q_EMIT dataChanged(cell, cell, {StandingRole, Qt::AccessibleTextRole});
    }
}

/// A filter may let a row in or out by this, and its layer's head with it: both are told, and only
/// when it turned.
bool MatrixModel::markAbnormal(int row)
{
    const bool abnormal = isAbnormal(m_rows.at(row));
    if (std::exchange(m_rows[row].isAbnormal, abnormal) == abnormal)
        return false;
    Q_EMIT dataChanged(index(row, 0), index(row, 0), {IsAbnormalRole});
    int head = row;
    while (head >= 0 && !m_rows.at(head).isHead())
        --head;
    if (head >= 0)
        Q_EMIT dataChanged(index(head, 0), index(head, columnCount() - 1),
                           {IsAbnormalRole, Qt::DisplayRole, SummaryRole});
    return true;
}

int MatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

bool MatrixModel::isAbnormal(const MatrixRow &row) const
{
    return std::any_of(m_columns.cbegin(), m_columns.cend(), [&](const UnitedEnvironment &column) {
        const ServiceView *view = m_board.service({{row.platform, column.id}, row.service});
        return view != nullptr && opsdeck::isAbnormal(*view);
    });
}

bool MatrixModel::isAbnormalBelow(int head) const
{
    const Kind kind = m_rows.at(head).kind;
    for (int below = head + 1; below < m_rows.size(); ++below) {
        const MatrixRow &row = m_rows.at(below);
        if (row.kind == Kind::Platform || row.kind == kind)
            return false;
        if (row.isAbnormal)
            return true;
    }
    return false;
}

QList<const EnvironmentView *> MatrixModel::viewsOf(const QList<EnvironmentKey> &keys) const
{
    QList<const EnvironmentView *> views;
    for (const EnvironmentKey &key : keys) {
        if (const EnvironmentView *view = m_board.environment(key))
            views.append(view);
    }
    return views;
}

QList<const EnvironmentView *> MatrixModel::viewsOf(const PlatformId &platform) const
{
    QList<EnvironmentKey> keys;
    for (const UnitedEnvironment &column : m_columns) {
        if (const EnvironmentKey key{platform, column.id}; column.keys.contains(key))
            keys.append(key);
    }
    return viewsOf(keys);
}

std::optional<EnvironmentKey> MatrixModel::keyOf(int row, int column) const
{
    const UnitedEnvironment &environment = m_columns.at(column - 1);
    const EnvironmentKey key{m_rows.at(row).platform, environment.id};
    return environment.keys.contains(key) ? std::optional(key) : std::nullopt;
}

QList<ServiceId> MatrixModel::servicesBelow(int head) const
{
    QList<ServiceId> services;
    for (int below = head + 1; below < m_rows.size() && !m_rows.at(below).isHead(); ++below)
        services.append(m_rows.at(below).service);
    return services;
}

QVariant MatrixModel::platformData(int row, int role) const
{
    const EnvironmentView *worst = worstOf(viewsOf(m_rows.at(row).platform));
    switch (role) {
    case Qt::AccessibleTextRole:
        return worst == nullptr
                   ? tr("Platform %1").arg(m_rows.at(row).title)
                   : tr("Platform %1: %2").arg(m_rows.at(row).title, environmentWord(*worst));
    case CaptionRole:
        return worst == nullptr ? QString() : environmentWord(*worst);
    case SeverityRole:
        // Trouble where it matters most opens first.
        return worst == nullptr ? 100 : severityOf(*worst) * 10 + attentionRank(worst->tier);
    case NotSetUpRole: {
        QList<EnvironmentKey> keys;
        for (const EnvironmentView *view : viewsOf(m_rows.at(row).platform))
            keys << view->key;
        return m_board.tally(keys).checksNotSetUp;
    }
    case EnvironmentViewRole:
        return worst == nullptr ? QVariant() : QVariant::fromValue(*worst);
    default:
        return {};
    }
}

QVariant MatrixModel::rowData(int number, int role) const
{
    const MatrixRow &row = m_rows.at(number);
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::ToolTipRole:
        return row.subtitle.isEmpty()
                   ? row.title
                   : tr("%1, %2", "name, technology").arg(row.title, row.subtitle);
    case ServiceRole:
        return QVariant::fromValue(ServiceKey{{row.platform, {}}, row.service});
    case HeadRole:
        return row.head;
    case OuterHeadRole:
        return row.outer;
    case IsAbnormalRole:
        return row.isHead() ? isAbnormalBelow(number) : row.isAbnormal;
    default:
        break;
    }
    if (row.kind == Kind::Platform)
        return platformData(number, role);
    switch (role) {
    case Qt::AccessibleTextRole:
        return row.isHead() ? tr("Group %1").arg(row.title) : row.title;
    case CaptionRole:
        return row.subtitle;
    default:
        return {};
    }
}

QVariant MatrixModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MatrixRow &row = m_rows.at(index.row());
    if (role == IsHeadRole)
        return row.isHead();
    if (role == KindRole)
        return static_cast<int>(row.kind);
    if (index.column() == 0)
        return rowData(index.row(), role);
    const std::optional<EnvironmentKey> environment = keyOf(index.row(), index.column());
    if (!environment) {
        // Quiet where it is seen; never anything that could pass for a state.
        const bool isSaid = role == Qt::AccessibleTextRole || role == Qt::ToolTipRole
                            || (role == Qt::DisplayRole && row.kind == Kind::Platform);
        return isSaid ? tr("no %1").arg(tagOf({{}, m_columns.at(index.column() - 1).id}))
                      : QVariant();
    }
    if (row.kind == Kind::Platform)
        return platformCell(m_board, *environment, role);
    if (row.kind == Kind::Layer && role == StandingRole)
        return layerStanding(m_board, *environment, row.head);
    if (row.kind == Kind::Layer && role == Qt::AccessibleTextRole) {
        const QVariant standing = layerStanding(m_board, *environment, row.head);
        if (standing.isValid())
            return standingText(standing.value<GroupView>());
    }
    if (row.kind == Kind::Layer)
        return layerCell(m_board, *environment, servicesBelow(index.row()), role);
    return serviceCell(m_board, m_series, {*environment, row.service}, role);
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > m_columns.size())
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Service")) : QVariant();
    const UnitedEnvironment &column = m_columns.at(section - 1);
    const QList<const EnvironmentView *> views = viewsOf(column.keys);
    switch (role) {
    case Qt::DisplayRole:
        return column.id.toString();
    case Qt::AccessibleTextRole: {
        const QString counts = toldCounts(m_board, views);
        return counts.isEmpty() ? column.id.toString()
                                : QStringLiteral("%1: %2").arg(column.id.toString(), counts);
    }
    case CaptionRole:
    case Qt::ToolTipRole:
        return toldCounts(m_board, views);
    case EnvironmentRole:
        return QVariant::fromValue(column.id);
    case TierRole:
        return static_cast<int>(column.tier);
    case AgeRole: {
        Milliseconds oldest{-1};
        for (const EnvironmentView *view : views)
            oldest = std::max(oldest, view->oldestAge);
        return QVariant::fromValue(oldest);
    }
    default:
        return {};
    }
}

Qt::ItemFlags MatrixModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    // Arrow keys pass over what is not enabled: heads, names and places where a service does not
    // run.
    const bool runs = index.column() > 0 && data(index, ViewRole).isValid();
    return runs ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren
                : Qt::ItemFlags(Qt::ItemNeverHasChildren);
}

} // namespace opsdeck
