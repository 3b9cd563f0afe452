// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/capacitymodel.h"

#include "models/documents/sourcewords.h"
#include "models/metrics/unittext.h"

#include <algorithm>

namespace opsdeck {

namespace {

using State = CapacityLoad::State;

QString shareText(double share)
{
    return unitText(share, Unit::Ratio);
}

} // namespace

CapacityModel::CapacityModel(StatusBoard &board, SeriesBoard &series, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
    , m_series(series)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &CapacityModel::rebuild);
    connect(&m_board, &StatusBoard::ticked, this, &CapacityModel::onTicked);
    connect(&m_series, &SeriesBoard::linesChanged, this, &CapacityModel::onLinesChanged);
    rebuild();
}

/// By service and figure: what is stated of it in each environment stands together.
void CapacityModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    m_workspace = m_board.workspace();
    for (int i = 0; m_workspace && i < m_workspace->platforms.size(); ++i) {
        const Platform &platform = m_workspace->platforms.at(i);
        QList<Row> own;
        QList<std::pair<ServiceId, QString>> order;
        for (const Environment &environment : platform.environments) {
            if (environment.isNotConfigured)
                continue;
            for (const Service &service : environment.services) {
                for (const Capacity &capacity : service.capacity) {
                    own.append({i,
                                {{platform.id, environment.id}, service.id},
                                service.title.isEmpty() ? service.id.toString() : service.title,
                                environment.tier,
                                capacity});
                    if (!order.contains(std::pair(service.id, capacity.id)))
                        order.append({service.id, capacity.id});
                }
            }
        }
        std::stable_sort(own.begin(), own.end(), [&](const Row &a, const Row &b) {
            return order.indexOf(std::pair(a.service.service, a.capacity.id))
                   < order.indexOf(std::pair(b.service.service, b.capacity.id));
        });
        m_rows += own;
    }
    endResetModel();
}

void CapacityModel::onLinesChanged(const QList<MetricKey> &keys)
{
    for (int row = 0; row < m_rows.size(); ++row) {
        const Row &own = m_rows.at(row);
        if (keys.contains(MetricKey{own.service, own.capacity.metric}))
            Q_EMIT dataChanged(index(row, 0), index(row, Columns - 1));
    }
}

void CapacityModel::onTicked()
{
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, LoadColumn), index(rowCount() - 1, ShareColumn));
}

const Platform &CapacityModel::platformOf(const Row &row) const
{
    return m_workspace->platforms.at(row.platform);
}

CapacityLoad CapacityModel::loadOf(const Row &row) const
{
    return opsdeck::loadOf(m_series, row.service, row.capacity, m_board.now().wallMs);
}

CapacityLoad CapacityModel::load(int row) const
{
    return loadOf(m_rows.at(row));
}

ServiceKey CapacityModel::service(int row) const
{
    return m_rows.at(row).service;
}

QString CapacityModel::timeText(qint64 ms) const
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    const bool isToday = time.date() == m_board.now().utc().date();
    return time.toString(isToday ? QStringLiteral("HH:mm:ss") : QStringLiteral("MM-dd HH:mm"));
}

QString CapacityModel::loadText(const CapacityLoad &load) const
{
    switch (load.state) {
    case State::NotMeasured:
        return tr("not measured");
    case State::NotHere:
        return tr("not measured here");
    case State::NoValue:
        return tr("no value yet");
    case State::NoAnswer:
    case State::Stale:
        return load.hasValue() ? tr("was %1").arg(unitText(load.value, load.unit)) : tr("no value");
    case State::Fresh:
        break;
    }
    return unitText(load.value, load.unit);
}

QString CapacityModel::loadCaption(const CapacityLoad &load) const
{
    switch (load.state) {
    case State::NotMeasured:
    case State::NotHere:
    case State::NoValue:
        return {};
    case State::NoAnswer:
        return tr("no answer since %1").arg(timeText(load.sinceMs));
    case State::Stale:
        return tr("stale, last at %1").arg(timeText(load.timeMs));
    case State::Fresh:
        break;
    }
    const qint64 age = std::max<qint64>(0, m_board.now().wallMs - load.timeMs);
    return tr("fresh, %1 old").arg(durationText(Milliseconds(age)));
}

QString CapacityModel::cell(const Row &row, int column) const
{
    switch (column) {
    case PlatformColumn:
        return platformOf(row).title;
    case ServiceColumn:
        return row.title;
    case FigureColumn:
        return row.capacity.title;
    case StatedColumn:
        return unitText(row.capacity.value, unitOf(row.capacity));
    case EnvironmentColumn:
        return row.service.environment.environment.toString();
    case LoadColumn:
        return loadText(loadOf(row));
    case ShareColumn: {
        const CapacityLoad load = loadOf(row);
        return load.share ? shareText(*load.share) : QStringLiteral("–");
    }
    case SourceColumn:
        return sourceText(row.capacity.source, platformOf(row).contradictions);
    default:
        return {};
    }
}

QString CapacityModel::detail(const Row &row) const
{
    const CapacityLoad load = loadOf(row);
    QStringList now{loadText(load)};
    if (!loadCaption(load).isEmpty())
        now << loadCaption(load);
    if (load.share)
        now << tr("%1 of what is stated").arg(shareText(*load.share));
    return tr("%1 of %2 in %3", "figure, service, environment")
               .arg(row.capacity.title, row.title, cell(row, EnvironmentColumn))
           + QLatin1Char('\n')
           + tr("Stated: %1. Load: %2.")
                 .arg(cell(row, StatedColumn), now.join(QStringLiteral(", ")))
           + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(row.capacity.source, platformOf(row)));
}

int CapacityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CapacityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant CapacityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, column);
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "column, text")
            .arg(headerData(column, Qt::Horizontal).toString(),
                 column == LoadColumn && !loadCaption(loadOf(row)).isEmpty()
                     ? tr("%1, %2").arg(cell(row, column), loadCaption(loadOf(row)))
                     : cell(row, column));
    case assurance::PlatformRole:
        return platformOf(row).id.toString();
    case assurance::SearchRole: {
        // Not what changes by itself: rows would come and go under the reader's eyes.
        QStringList texts{row.service.service.toString(), row.capacity.source.note};
        for (const int each : {PlatformColumn, ServiceColumn, FigureColumn, StatedColumn,
                               EnvironmentColumn, SourceColumn})
            texts << cell(row, each);
        return texts.join(QLatin1Char('\n'));
    }
    case assurance::OpenRole:
        return row.capacity.metric.isEmpty() || loadOf(row).state == State::NotHere;
    case assurance::DetailRole:
        return detail(row);
    case assurance::CaptionRole:
        return column == LoadColumn ? loadCaption(loadOf(row)) : QString();
    case assurance::QuietRole:
        return (column == LoadColumn && loadOf(row).state != State::Fresh)
               || (column == ShareColumn && !loadOf(row).share);
    case assurance::StrongRole:
        return column == ServiceColumn
               || (column == ShareColumn && loadOf(row).share.value_or(0) > 1);
    case assurance::FigureRole:
        return column == StatedColumn || column == ShareColumn
               || (column == LoadColumn && loadOf(row).hasValue());
    case assurance::GroupRole:
        return column <= StatedColumn;
    case assurance::ShareRole: {
        const CapacityLoad load = loadOf(row);
        return column == ShareColumn && load.share ? QVariant(*load.share) : QVariant();
    }
    case assurance::TierRole:
        return column == EnvironmentColumn ? QVariant(static_cast<int>(row.tier)) : QVariant();
    default:
        return {};
    }
}

QVariant CapacityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlatformColumn:
        return tr("Platform");
    case ServiceColumn:
        return tr("Service");
    case FigureColumn:
        return tr("Figure");
    case StatedColumn:
        return tr("Stated");
    case EnvironmentColumn:
        return tr("Environment");
    case LoadColumn:
        return tr("Load");
    case ShareColumn:
        return tr("Share");
    case SourceColumn:
        return tr("Source");
    default:
        return {};
    }
}

} // namespace opsdeck
