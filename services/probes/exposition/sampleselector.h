// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <optional>

namespace opsdeck {

/// "name" or `name{label="value",…}`: which samples are meant.
struct SampleSelector
{
    QString metric;
    Labels labels; ///< a sample's labels must contain these

    static std::optional<SampleSelector> parse(const QString &text);
    bool matches(const Sample &sample) const;
};

} // namespace opsdeck
