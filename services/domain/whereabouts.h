// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

namespace opsdeck {

/// Where what a check asks is, seen from this machine.
enum class Whereabouts {
    Nowhere,  ///< it asks nobody over the network: a program, a file, a local socket
    Here,     ///< on this machine's own loopback
    Elsewhere ///< also behind a way, and a name of which no address is known
};

/// True for the loopback addresses, the unspecified ones (a connection to them stays here) and
/// "localhost"; an address may have its port behind it: "127.0.0.1:80", "[::1]:80".
bool isLoopback(const QString &host);

/// By the definition; where that has a name, by what `last` found it to stand for. `last` may be
/// null.
Whereabouts whereaboutsOf(const Check &check, const CheckResult *last);

} // namespace opsdeck
