// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/condition.h"
#include "services/probes/probe.h"

#include <functional>

namespace opsdeck {

/// Fills in what stands in a condition's fixed text; with `asGlob` for pat().
using ConditionFill = std::function<QString(const QString &text, bool asGlob)>;

/// Whether a condition of the check looks at `place`.
bool hasConditionOn(const Check &check, ConditionPlace place);

/// Judges the check's conditions over what its probe found. In this order:
///  1. An outcome that failed by itself keeps its error (refused, timeout, garbage, a limit of the
///     kind), but for three things that conditions may decide: whether a connection was made, when
///     a condition names [CONNECTED], which HTTP status is bad, when one names [STATUS], and which
///     code of a DNS answer, when one names [DNS_RCODE].
///  2. A down_if that holds makes it critical.
///  3. Else a down_if that can't be judged makes it unknown: it is never taken for fine.
///  4. Else a degraded_if that holds makes it a warning, and one that can't be judged unknown.
///  5. Else it stays as the probe found it. Where no connection was made and that is no condition's
///     fault, it is OK only when it was refused or timed out while connecting and every condition
///     could be judged: a port that must be closed. Where there is no way to the address, whether
///     it is closed is unknown. A DNS answer with another code than NOERROR is
///     OK only when a condition names it with "!=" as the one that is wanted: a name that must not
///     exist.
/// The message shows every condition that holds with its resolved values; so do the fields
/// condition.holds, condition.unknown and condition.judged (all of them). What `fill` puts into a
/// condition is compared with, but not shown.
void applyConditions(const Check &check, ProbeOutcome &outcome, qint64 nowMs,
                     const ConditionFill &fill = {});

/// `condition` with its fixed texts filled in.
CheckCondition filledCondition(CheckCondition condition, const ConditionFill &fill);

} // namespace opsdeck
