// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <sys/types.h>

namespace opsdeck {

/// The name of an operating-system user, their number when they have none. Thread-safe; may ask a
/// directory elsewhere and wait for it.
QString userNameOf(uid_t user);

} // namespace opsdeck
