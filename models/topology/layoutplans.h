// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layoutplan.h"
#include "services/domain/workspace.h"

#include <QList>

#include <future>
#include <memory>
#include <mutex>
#include <optional>

namespace opsdeck {

/// A drawing, and what it was made of.
struct DrawnLayout
{
    LayoutInput input;
    LayoutMetrics metrics;
    LayoutResult result;
};

/// Plans of the drawings asked for last, so that another size of the window or another visit makes
/// none anew. Safe on any thread; who asks for a plan that is being made waits for it.
class LayoutPlans final
{
public:
    static constexpr int kMostNodes = 80;       ///< larger drawings are not kept
    static constexpr int kMostNodesAtOnce = 12; ///< of these a plan takes no time worth a wait
    static constexpr qsizetype kMostKept = 32;

    /// The ones that all diagrams of the process share.
    static LayoutPlans &shared();

    /// Without the pins of `input`.
    LayoutPlan planOf(const LayoutInput &input);
    /// Makes those of all platforms of `workspace` on a pool thread, until `wanted` is gone.
    void prepare(const WorkspacePtr &workspace, const std::weak_ptr<bool> &wanted);
    /// The plan where nobody has to wait for it: it is made, or of a very small drawing.
    std::optional<LayoutPlan> atOnce(const LayoutInput &input);
    bool has(const LayoutInput &input);

private:
    struct Kept
    {
        LayoutInput input;
        std::shared_future<LayoutPlan> plan;
    };

    qsizetype indexOf(const LayoutInput &input) const;

    std::mutex m_mutex;
    QList<Kept> m_kept; ///< newest last
};

} // namespace opsdeck
