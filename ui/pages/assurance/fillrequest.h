// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/rulefill.h"

#include <QMetaType>

namespace opsdeck {

/// What the user wants written about what a documented rule leaves open.
struct FillRequest
{
    PlatformId platform;
    QString ref;
    QString title;
    std::optional<RuleFill> fill; ///< without its date; none: the rule is left open again

    bool operator==(const FillRequest &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::FillRequest)
