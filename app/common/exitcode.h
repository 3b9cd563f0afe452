// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// The exit codes of both programs (DESIGN §7); scripts depend on them.
namespace exitcode {

constexpr int kOk = 0;
constexpr int kDegraded = 1;
constexpr int kDown = 2;
constexpr int kUnknown = 3;
constexpr int kUsage = 4; ///< usage or configuration
constexpr int kRunFailed = 5;
constexpr int kGuardRefused = 6;
constexpr int kAuditBroken = 7;

constexpr int of(Health health)
{
    switch (health) {
    case Health::Healthy:
        return kOk;
    case Health::Degraded:
        return kDegraded;
    case Health::Down:
        return kDown;
    case Health::Unknown:
        break;
    }
    return kUnknown;
}

} // namespace exitcode

} // namespace opsdeck
