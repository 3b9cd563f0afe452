// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/findings.h"

namespace opsdeck {

/// When something last gave a sign of life, and how long it may be silent.
struct LifeSignRules
{
    Limits age;

    static ParameterSchema schema();
    static LifeSignRules from(const Parameters &parameters);
};

/// As secondsText(), but days as hours up to ten of them: what runs nightly is told by hours.
QString ageText(double seconds);

/// A moment as jobs write it: seconds, milliseconds, micro- or nanoseconds since 1970, told apart
/// by size, or ISO 8601 as PostgreSQL has it too; without a zone it is UTC. Milliseconds; nothing
/// for anything else, 0 for "never".
std::optional<qint64> readMoment(const QByteArray &text);
std::optional<qint64> momentOf(double number);

/// Judges the sign of `what` ("job_last_success") at `nowMs`. Nothing or 0: it was never given.
/// `outcome` arrives Ok.
void judgeLifeSign(const QString &what, std::optional<qint64> momentMs, qint64 nowMs,
                   const LifeSignRules &rules, ProbeOutcome &outcome);

} // namespace opsdeck
