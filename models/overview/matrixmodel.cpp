// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixmodel.h"

#include "models/status/statuswords.h"

#include <cmath>

namespace opsdeck {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kLeastSparkMs = 2 * kMinuteMs; ///< a shorter line would tell nothing but noise
constexpr int kSparkPoints = 40;

} // namespace

bool isAbnormal(const ServiceView &view)
{
    return expectsState(view) && (!view.countsAsHealthy() || view.isImpacted());
}

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
    if (platform == m_platform)
        return;
    m_platform = platform;
    rebuild();
}

QList<MatrixModel::Row> MatrixModel::currentRows(const Platform &platform) const
{
    QList<Service> services;
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services) {
            const auto known = [&](const Service &other) { return other.id == service.id; };
            if (std::none_of(services.cbegin(), services.cend(), known))
                services.append(service);
        }
    }
    QList<Layer> layers = platform.layers;
    layers.append({QString(), layers.isEmpty() ? QString() : tr("Other")});
    QList<Row> rows;
    for (const Layer &layer : std::as_const(layers)) {
        bool hasHead = layer.title.isEmpty();
        for (const Service &service : std::as_const(services)) {
            // A service of a layer that nobody defined is never left out: it stands under the last
            // head.
            const auto isHome = [&](const Layer &other) { return other.id == service.layer; };
            const QString home =
                std::any_of(layers.cbegin(), layers.cend(), isHome) ? service.layer : QString();
            if (home != layer.id)
                continue;
            if (!std::exchange(hasHead, true))
                rows.append({true, {}, layer.title, {}, false, layer.id});
            const QString port =
                service.port.isEmpty() ? QString() : QStringLiteral(" · ") + service.port;
            rows.append({false, service.id, service.title, service.technology + port,
                         isAbnormal(service.id), layer.id});
        }
    }
    return rows;
}

void MatrixModel::rebuild()
{
    beginResetModel();
    m_environments.clear();
    m_rows.clear();
    const Platform *platform =
        m_board.workspace() ? m_board.workspace()->platform(m_platform) : nullptr;
    if (platform != nullptr) {
        for (const Environment &environment : platform->environments)
            m_environments.append({platform->id, environment.id});
        m_rows = currentRows(*platform);
    }
    endResetModel();
}

QModelIndex MatrixModel::indexOf(const ServiceKey &service) const
{
    const auto column = m_environments.indexOf(service.environment);
    if (column < 0)
        return {};
    for (int row = 0; row < m_rows.size(); ++row) {
        if (!m_rows.at(row).isGroup && m_rows.at(row).service == service.service)
            return index(row, static_cast<int>(column) + 1);
    }
    return {};
}

void MatrixModel::onServicesChanged(const QList<ServiceKey> &keys)
{
    for (const ServiceKey &key : keys) {
        const QModelIndex cell = indexOf(key);
        if (!cell.isValid())
            continue;
        Q_EMIT dataChanged(cell, cell);
        markAbnormal(cell.row());
        Q_EMIT headerDataChanged(Qt::Horizontal, cell.column(), cell.column());
    }
}

/// A filter may let a row in or out by this, and its group's head with it: both are told, and only
/// when it turned.
void MatrixModel::markAbnormal(int row)
{
    const bool abnormal = isAbnormal(m_rows.at(row).service);
    if (std::exchange(m_rows[row].isAbnormal, abnormal) == abnormal)
        return;
    Q_EMIT dataChanged(index(row, 0), index(row, 0), {IsAbnormalRole});
    int head = row;
    while (head >= 0 && !m_rows.at(head).isGroup)
        --head;
    if (head >= 0)
        Q_EMIT dataChanged(index(head, 0), index(head, columnCount() - 1),
                           {IsAbnormalRole, Qt::DisplayRole, SummaryRole});
}

QString MatrixModel::countsText(const EnvironmentView &view) const
{
    QStringList parts;
    const auto add = [&parts](qsizetype count, const QString &word) {
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(count).arg(word);
    };
    if (view.blindness)
        parts << tr("out of sight");
    for (const LostWay &lost : view.lostWays)
        parts << tr("'%1' lost").arg(lost.title);
    add(view.counts.down, tr("down"));
    add(view.counts.soft, tr("not confirmed"));
    const auto impacted = [](const ServiceView &service) {
        return service.isImpacted() && service.health != Health::Down;
    };
    // What a dependency explains is counted once, as that.
    const auto explained = std::count_if(
        view.services.cbegin(), view.services.cend(), [&](const ServiceView &service) {
            return impacted(service) && service.health == Health::Degraded && !service.soft
                   && !service.rootCause;
        });
    add(std::max<qsizetype>(view.counts.degraded - explained, 0), tr("degraded"));
    add(view.counts.unknown, tr("unknown"));
    add(view.counts.stale, tr("stale"));
    add(std::count_if(view.services.cbegin(), view.services.cend(), impacted), tr("impacted"));
    if (parts.isEmpty())
        add(view.counts.healthy, tr("OK"));
    return parts.join(QStringLiteral(", "));
}

int MatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_environments.size()) + 1;
}

bool MatrixModel::isAbnormal(const ServiceId &service) const
{
    return std::any_of(m_environments.cbegin(), m_environments.cend(),
                       [&](const EnvironmentKey &environment) {
                           const ServiceView *view = m_board.service({environment, service});
                           return view != nullptr && opsdeck::isAbnormal(*view);
                       });
}

Spark MatrixModel::spark(const ServiceKey &key) const
{
    const QList<MetricKey> metrics = m_series.metrics(key.environment);
    const auto first = std::find_if(metrics.cbegin(), metrics.cend(),
                                    [&](const MetricKey &metric) { return metric.service == key; });
    if (first == metrics.cend() || m_series.lines(*first).isEmpty())
        return {};
    const SeriesBuffer &points = m_series.lines(*first).first().points;
    const qint64 now = m_board.now().wallMs;
    // Of a young history the line takes the whole width, and its span is told.
    const qint64 known = points.isEmpty() ? Spark::kWhole.count() : now - points.first().timeMs;
    const qint64 span = std::clamp((known + kMinuteMs - 1) / kMinuteMs * kMinuteMs, kLeastSparkMs,
                                   static_cast<qint64>(Spark::kWhole.count()));
    const qint64 reach = std::max<qint64>(m_series.gapMs(*first), 2 * span / kSparkPoints);
    const QList<Stretch> asked = m_series.asked(*first);
    const qint64 askedReach = m_series.askedReachMs({key, m_series.definition(*first)->check});
    Spark made;
    made.span = Milliseconds(span);
    for (int i = 1; i <= kSparkPoints; ++i) {
        const qint64 time = now - span + i * span / kSparkPoints;
        made.values.append(points.isEmpty() ? std::nan("") : points.at(time, reach).value);
        made.asked.append(std::isnan(made.values.last())
                          && wasAskedAt(time, now, asked, askedReach));
    }
    return made;
}

GroupSummary MatrixModel::summaryOf(int head, const EnvironmentKey &environment) const
{
    GroupSummary summary;
    for (int below = head + 1; below < m_rows.size() && !m_rows.at(below).isGroup; ++below) {
        const ServiceView *view = m_board.service({environment, m_rows.at(below).service});
        if (view == nullptr)
            continue;
        ++(expectsState(*view) && !opsdeck::isAbnormal(*view) ? summary.healthy : summary.others);
        summary.oldestAge = std::max(summary.oldestAge, view->oldestAge);
    }
    return summary;
}

QVariant MatrixModel::groupData(int row, const EnvironmentKey &environment, int role) const
{
    if (role == SummaryRole)
        return QVariant::fromValue(summaryOf(row, environment));
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    const GroupSummary summary = summaryOf(row, environment);
    if (summary.healthy == 0)
        return summary.others == 0 ? tr("not run here") : tr("not in use");
    return summary.others == 0
               ? tr("%1 OK").arg(summary.healthy)
               : tr("%1 OK, %2 not in use").arg(summary.healthy).arg(summary.others);
}

QVariant MatrixModel::rowData(int number, int role) const
{
    const Row &row = m_rows.at(number);
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return row.isGroup ? tr("Group %1").arg(row.title) : row.title;
    case CaptionRole:
        return row.subtitle;
    case KeyRole:
        return QVariant::fromValue(ServiceKey{{m_platform, {}}, row.service});
    case LayerRole:
        return row.layer;
    case IsAbnormalRole: {
        if (!row.isGroup)
            return row.isAbnormal;
        int below = number + 1;
        while (below < m_rows.size() && !m_rows.at(below).isGroup && !m_rows.at(below).isAbnormal)
            ++below;
        return below < m_rows.size() && !m_rows.at(below).isGroup;
    }
    default:
        return {};
    }
}

QVariant MatrixModel::cellData(const ServiceKey &key, int role) const
{
    const ServiceView *view = m_board.service(key);
    if (view == nullptr) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return tr("not run here");
        return role == KeyRole          ? QVariant::fromValue(key)
               : role == IsAbnormalRole ? QVariant(false)
                                        : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return statusWord(*view);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return stateSentence(*view, m_board.now(), m_board.environment(key.environment));
    case CaptionRole:
        // Of what is not confirmed the word already tells the count.
        return view->soft && !view->message.isEmpty()
                   ? view->message
                   : captionOf(*view, m_board.environment(key.environment));
    case KeyRole:
        return QVariant::fromValue(key);
    case ViewRole:
        return QVariant::fromValue(*view);
    case IsAbnormalRole:
        return opsdeck::isAbnormal(*view);
    case SparkRole:
        return QVariant::fromValue(spark(key));
    case IsForemostRole:
        return m_board.isForemost(key.environment);
    default:
        return {};
    }
}

QVariant MatrixModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == IsGroupRole)
        return row.isGroup;
    if (index.column() == 0)
        return rowData(index.row(), role);
    if (row.isGroup)
        return groupData(index.row(), m_environments.at(index.column() - 1), role);
    return cellData({m_environments.at(index.column() - 1), row.service}, role);
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > m_environments.size())
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Service")) : QVariant();
    const EnvironmentKey &key = m_environments.at(section - 1);
    const EnvironmentView *view = m_board.environment(key);
    const QString counts = view == nullptr ? QString() : countsText(*view);
    switch (role) {
    case Qt::DisplayRole:
        return key.environment.toString();
    case Qt::AccessibleTextRole:
        return counts.isEmpty() ? key.environment.toString()
                                : QStringLiteral("%1: %2").arg(key.environment.toString(), counts);
    case CaptionRole:
    case Qt::ToolTipRole:
        return counts;
    case EnvironmentRole:
        return QVariant::fromValue(key);
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
