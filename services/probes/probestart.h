// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/outcome.h"

#include <functional>

namespace opsdeck {

/// The end of a probe's start(): later, `ask`, or its outcome where its definition is wrong.
inline void askLater(Probe &probe, const std::optional<Error> &error,
                     const std::function<void()> &ask)
{
    QMetaObject::invokeMethod(
        &probe,
        [&probe, error, ask] {
            if (error)
                Q_EMIT probe.finished(failedOutcome(*error));
            else
                ask();
        },
        Qt::QueuedConnection);
}

} // namespace opsdeck
