// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/budget.h"

#include "services/expressions/expressionerrors.h"

namespace opsdeck::expressions {

std::optional<Error> Budget::stopped() const
{
    if (m_limits.stop == nullptr || !m_limits.stop->load(std::memory_order_relaxed))
        return std::nullopt;
    return Error{ErrorKind::Cancelled, Words::tr("The question was given up."), {}, {}, {}};
}

std::optional<Error> Budget::load(qint64 samples)
{
    m_loaded += samples;
    if (m_loaded <= m_limits.loadedSamples)
        return stopped();
    return limitError(
        Words::tr("The expression loads more than %1 samples.").arg(m_limits.loadedSamples),
        Words::tr("Ask for a shorter time, or select fewer series."));
}

std::optional<Error> Budget::produce(qint64 samples)
{
    m_produced += samples;
    if (m_produced <= m_limits.producedSamples)
        return stopped();
    return limitError(
        Words::tr("The expression makes more than %1 samples.").arg(m_limits.producedSamples),
        Words::tr("Ask for fewer steps, or aggregate earlier."));
}

std::optional<Error> Budget::visit(qint64 samples)
{
    m_visited += samples;
    if (m_visited <= m_limits.visits)
        return stopped();
    return limitError(
        Words::tr("The expression looks at more than %1 samples, all windows together.")
            .arg(m_limits.visits),
        Words::tr("Ask for fewer steps, or shorten its ranges."));
}

std::optional<Error> Budget::series(std::size_t count) const
{
    if (count <= static_cast<std::size_t>(m_limits.series))
        return std::nullopt;
    return limitError(
        Words::tr("A part of the expression has more than %1 series.").arg(m_limits.series),
        Words::tr("Select fewer series."));
}

} // namespace opsdeck::expressions
