// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/probe.h"

namespace opsdeck {

/// What a failure says of the service: Critical where it is shown not to serve, Unknown where
/// nothing could be judged.
CheckStatus statusFor(ErrorKind kind);
/// Ok, Warning, Unknown, Critical: each worse than the one before.
bool isWorse(CheckStatus status, CheckStatus than);
/// False when the failure is that no answer came, or none that is worth a time: refused, cut off,
/// silent, not let in, nonsense. The time until then is not the service's.
bool wasAnswered(const ProbeOutcome &outcome);
/// The shortest telling value of a failure: "refused", "timeout", "TLS".
QString figureFor(ErrorKind kind);
/// The outcome of a check that was answered after `latency`: Ok, with the time as its figure.
ProbeOutcome answeredOutcome(std::chrono::microseconds latency);
/// The outcome of a check that ended with `error`.
ProbeOutcome failedOutcome(const Error &error);
/// A sentence as a check's message: without the full stop.
QString asMessage(const QString &sentence);
/// Makes an Ok outcome a Warning when it took longer than `limit`; zero means no limit.
void applyLatencyLimit(ProbeOutcome &outcome, Milliseconds limit);

} // namespace opsdeck
