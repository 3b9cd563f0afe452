// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/capacitymodel.h"

#include "models/documents/sourcewords.h"
#include "models/metrics/unittext.h"
#include "services/domain/absence.h"

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
    : DocumentedRows(board,
                     {tr("Platform"), tr("Service"), tr("Figure"), tr("Stated"), tr("Environment"),
                      tr("Load"), tr("Share"), tr("Source")},
                     parent)
    , m_series(series)
{
    connect(&board, &StatusBoard::ticked, this, &CapacityModel::onTicked);
    connect(&m_series, &SeriesBoard::linesChanged, this, &CapacityModel::onLinesChanged);
    rebuild();
}

/// By service and figure: what is stated of it in each environment stands together.
void CapacityModel::addRowsOf(int number)
{
    const Platform &platform = workspace().platforms.at(number);
    QList<CapacityRow> own;
    QList<std::pair<ServiceId, QString>> order;
    for (const Environment &environment : platform.environments) {
        if (environment.isNotConfigured)
            continue;
        for (const Service &service : environment.services) {
            for (const Capacity &capacity : service.capacity) {
                own.append({number,
                            {{platform.id, environment.id}, service.id},
                            service.title.isEmpty() ? service.id.toString() : service.title,
                            environment.tier,
                            capacity});
                if (!order.contains(std::pair(service.id, capacity.id)))
                    order.append({service.id, capacity.id});
            }
        }
    }
    std::stable_sort(own.begin(), own.end(), [&](const CapacityRow &a, const CapacityRow &b) {
        return order.indexOf(std::pair(a.service.service, a.capacity.id))
               < order.indexOf(std::pair(b.service.service, b.capacity.id));
    });
    for (const CapacityRow &row : std::as_const(own))
        add(row);
}

void CapacityModel::onLinesChanged(const QList<MetricKey> &keys)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (keys.contains(MetricKey{at(row).service, at(row).capacity.metric}))
            Q_EMIT dataChanged(index(row, 0), index(row, Columns - 1));
    }
}

void CapacityModel::onTicked()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, LoadColumn), index(rowCount() - 1, ShareColumn));
}

CapacityLoad CapacityModel::load(int row) const
{
    return loadOf(m_series, at(row).service, at(row).capacity, board().now().wallMs);
}

ServiceKey CapacityModel::service(int row) const
{
    return at(row).service;
}

QString CapacityModel::timeText(qint64 ms) const
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    const bool isToday = time.date() == board().now().utc().date();
    return time.toString(isToday ? QStringLiteral("HH:mm:ss") : QStringLiteral("MM-dd HH:mm"));
}

QString CapacityModel::loadText(const CapacityLoad &load) const
{
    switch (load.state) {
    case State::NotMeasured:
        return absenceWord(Absence::NotObserved);
    case State::NotHere:
        return absenceWord(Absence::NotHere);
    case State::NoValue:
        return absenceWord(Absence::NoValue);
    case State::NoAnswer:
    case State::Stale:
        return load.hasValue() ? tr("was %1").arg(unitText(load.value, load.unit))
                               : absenceWord(Absence::NoValue);
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
    const qint64 age = std::max<qint64>(0, board().now().wallMs - load.timeMs);
    return tr("fresh, %1 old").arg(durationText(Milliseconds(age)));
}

QString CapacityModel::cell(int row, int column) const
{
    const CapacityRow &own = at(row);
    switch (column) {
    case PlatformColumn:
        return platformOf(row).title;
    case ServiceColumn:
        return own.title;
    case FigureColumn:
        return own.capacity.title;
    case StatedColumn:
        return unitText(own.capacity.value, unitOf(own.capacity.unit));
    case EnvironmentColumn:
        return own.service.environment.environment.toString();
    case LoadColumn:
        return loadText(load(row));
    case ShareColumn: {
        const auto share = load(row).share;
        return share ? shareText(*share) : QString();
    }
    case SourceColumn:
        return sourceText(own.capacity.source, platformOf(row).contradictions);
    default:
        return {};
    }
}

DocumentedModel::Look CapacityModel::look(int row, int column) const
{
    Look look;
    look.isStrong = column == ServiceColumn;
    look.isFigure = column == StatedColumn || column == ShareColumn;
    look.isGroup = column <= StatedColumn;
    if (column == EnvironmentColumn)
        look.tier = at(row).tier;
    if (column != LoadColumn && column != ShareColumn)
        return look;
    const CapacityLoad now = load(row);
    if (column == LoadColumn) {
        look.caption = loadCaption(now);
        look.isQuiet = now.state != State::Fresh;
        look.isFigure = now.hasValue();
    } else {
        look.share = now.share;
        look.isQuiet = !now.share;
        look.isStrong = now.share.value_or(0) > 1;
    }
    return look;
}

QString CapacityModel::spoken(int row, int column) const
{
    const QString text = DocumentedModel::spoken(row, column);
    const QString caption = column == LoadColumn ? loadCaption(load(row)) : QString();
    return caption.isEmpty() ? text : tr("%1, %2").arg(text, caption);
}

/// Not by what changes by itself: rows would come and go under the reader's eyes.
QString CapacityModel::search(int row) const
{
    QStringList texts{at(row).service.service.toString(), at(row).capacity.source.note};
    for (const int column : {PlatformColumn, ServiceColumn, FigureColumn, StatedColumn,
                             EnvironmentColumn, SourceColumn})
        texts << cell(row, column);
    return texts.join(QLatin1Char('\n'));
}

bool CapacityModel::isOpen(int row) const
{
    return at(row).capacity.metric.isEmpty() || load(row).state == State::NotHere;
}

QString CapacityModel::detail(int row) const
{
    const CapacityRow &own = at(row);
    const CapacityLoad found = load(row);
    QStringList now{loadText(found)};
    if (!loadCaption(found).isEmpty())
        now << loadCaption(found);
    if (found.share)
        now << tr("%1 of what is stated").arg(shareText(*found.share));
    return tr("%1 of %2 in %3", "figure, service, environment")
               .arg(own.capacity.title, own.title, cell(row, EnvironmentColumn))
           + QLatin1Char('\n')
           + tr("Stated: %1. Load: %2.")
                 .arg(cell(row, StatedColumn), now.join(QStringLiteral(", ")))
           + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(own.capacity.source, platformOf(row)));
}

} // namespace opsdeck
