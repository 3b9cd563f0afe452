// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/documentwords.h"

namespace opsdeck {

class EdgeFlows;

enum class EdgeEnd {
    Needed, ///< the notes are of what the service depends on
    Needing ///< of who depends on it
};

/// Adds to each note what flows there now: the figures to its word, with unit, metric and age to
/// its detail.
void addFlows(QList<EdgeNote> &notes, const ServiceKey &service, EdgeEnd end,
              const EdgeFlows &flows);

} // namespace opsdeck
