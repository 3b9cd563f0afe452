// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

namespace opsdeck {

/// False of a result that tells only that nothing could be asked.
inline bool wasAsked(const CheckResult &result)
{
    if (!result.error)
        return true;
    const ErrorKind kind = result.error->kind;
    return kind != ErrorKind::Way && kind != ErrorKind::Credential && kind != ErrorKind::Config
           && kind != ErrorKind::Cancelled;
}

} // namespace opsdeck
