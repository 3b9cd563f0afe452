// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/spark.h"
#include "models/status/statusboard.h"
#include "services/domain/groups.h"

namespace opsdeck {

/// The services of one layer in one environment together.
struct GroupSummary
{
    int healthy = 0;            ///< fresh and good
    int others = 0;             ///< run or planned there, but not counted as healthy
    QString othersWord;         ///< what all of the others are: "planned"; empty: not all the same
    Milliseconds oldestAge{-1}; ///< of what was observed; negative: nothing was

    bool operator==(const GroupSummary &) const = default;
};

/// Whether a cell asks for attention: anything but a fresh OK, and not what is only planned.
bool isAbnormal(const ServiceView &view);

// What the cells of a MatrixModel hold, by its roles. Invalid where they hold nothing.

/// Of a service in an environment.
QVariant serviceCell(const StatusBoard &board, const SeriesBoard &series, const ServiceKey &key,
                     int role);
/// Of a layer's head below an environment; `services` are its rows.
QVariant layerCell(const StatusBoard &board, const EnvironmentKey &environment,
                   const QList<ServiceId> &services, int role);
/// GroupView of a layer's head, where it tells something.
QVariant layerStanding(const StatusBoard &board, const EnvironmentKey &environment,
                       const QString &head);
/// Of a platform's head below an environment.
QVariant platformCell(const StatusBoard &board, const EnvironmentKey &environment, int role);

/// The services of these environments by state, and behind them the checks that are not set up.
QString toldCounts(const StatusBoard &board, const QList<const EnvironmentView *> &views);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ServiceView)
Q_DECLARE_METATYPE(opsdeck::EnvironmentView)
Q_DECLARE_METATYPE(opsdeck::GroupSummary)
Q_DECLARE_METATYPE(opsdeck::GroupView)
