// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QMetaType>

#include <optional>

namespace opsdeck {

/// A difference between environments is to be marked as expected, or no longer.
struct ExplainRequest
{
    PlatformId platform;
    QString ref;                   ///< differenceRef()
    std::optional<QString> reason; ///< none: it is explained no longer

    bool operator==(const ExplainRequest &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ExplainRequest)
