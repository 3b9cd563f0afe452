// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <memory>

namespace opsdeck {

/// Which box stands where beside the others and which way lines take, without distances: what takes
/// time in a layout. Pins do not count. Immutable; safe on any thread.
class LayoutPlan final
{
public:
    explicit LayoutPlan(const LayoutInput &input);

    /// layeredLayout() of the input without its pins.
    LayoutResult drawn(const LayoutMetrics &metrics = {}) const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

} // namespace opsdeck
