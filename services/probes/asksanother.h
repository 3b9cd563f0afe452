// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/probe.h"

namespace opsdeck {

/// A probe that asks another than the one its check is about, and can tell of that one by the
/// other's answer alone: a broker of its workers, an engine of its containers.
class AsksAnother
{
public:
    AsksAnother() = default;
    Q_DISABLE_COPY_MOVE(AsksAnother)
    virtual ~AsksAnother() = default;

    /// Puts what `failure`, an outcome with an error that ended the check, means for the one that
    /// the check is about.
    virtual void judgeFailure(ProbeOutcome &failure) const = 0;

protected:
    /// Of a failure to ask `other` ("The broker at db:6379"): Unknown, with `consequence` ("whether
    /// workers run is not known") in its words. The error's kind stays. What says nothing of the
    /// other (a way, a credential, a definition) stays as it is.
    static void blame(ProbeOutcome &failure, const QString &other, const QString &consequence);
};

/// Lets `probe` judge a failure that ended it, where it asks another. The probe itself does so with
/// its own failures, the runner when time is up.
void judgeFailureOf(const Probe &probe, ProbeOutcome &failure);

} // namespace opsdeck
