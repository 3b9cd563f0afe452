// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace opsdeck {

/// A port of 127.0.0.1 that nobody listens on and that no other test is given while this process
/// lives; 0: none is left. From blocks outside the range of outgoing connections, by the same rule
/// as the lab's (tests/lab/opslab/ports.py): whoever listens on the first port of a block owns the
/// whole of it.
quint16 freePort();

} // namespace opsdeck
