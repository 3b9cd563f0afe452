// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

class QPoint;
class QWidget;

namespace opsdeck {

class Simulation;

/// Asks at `where` (global) what `service` is assumed to be: down, degraded, OK, or as it is. One
/// that expects no state only says so.
void askAssumption(Simulation &simulation, const ServiceKey &service, const QPoint &where,
                   QWidget *parent);

} // namespace opsdeck
