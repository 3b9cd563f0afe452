// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/result.h"

#include <memory>

namespace opsdeck {

/// Keeps every other run out of one environment for as long as it lives, also those of other
/// processes of this user; beyond that, while a process that was given its descriptor lives.
class RunLock final
{
public:
    /// Errors: Guard when another run holds it, or what an earlier one left running; Storage when
    /// the lock file can't be made.
    static Result<std::unique_ptr<RunLock>> take(const QString &dataDirectory,
                                                 const EnvironmentKey &environment);
    ~RunLock();
    Q_DISABLE_COPY_MOVE(RunLock)

    int descriptor() const { return m_descriptor; } ///< closed on exec

private:
    explicit RunLock(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor;
};

} // namespace opsdeck
