// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

/// Before anything else in main(): no core dumps and no ptrace by others (secrets are in memory),
/// umask 077, SIGPIPE ignored, and out of the environment what could load foreign code or plaintext
/// credentials into us.
void hardenProcess();

} // namespace opsdeck
