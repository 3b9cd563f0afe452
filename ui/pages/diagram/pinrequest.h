// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QPointF>

#include <optional>

namespace opsdeck {

/// Where nodes of a platform's diagram are to stand, in all of its environments.
struct PinRequest
{
    PlatformId platform;
    ServiceId service;                 ///< empty: all, to be let go of
    std::optional<QPointF> place = {}; ///< of the middle of its box; none: where the drawing has it

    bool operator==(const PinRequest &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::PinRequest)
