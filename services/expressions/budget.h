// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/limits.h"

#include <optional>

namespace opsdeck::expressions {

/// What one evaluation has used of its limits. Each call tells whether the limit is passed.
class Budget
{
public:
    explicit Budget(const Limits &limits)
        : m_limits(limits)
    {}

    std::optional<Error> load(qint64 samples);
    std::optional<Error> produce(qint64 samples);
    std::optional<Error> visit(qint64 samples);
    std::optional<Error> series(std::size_t count) const;

    const Limits &limits() const { return m_limits; }

private:
    std::optional<Error> stopped() const;

    Limits m_limits;
    qint64 m_loaded = 0;
    qint64 m_produced = 0;
    qint64 m_visited = 0;
};

} // namespace opsdeck::expressions
