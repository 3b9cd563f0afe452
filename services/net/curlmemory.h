// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

/// Starts libcurl, whose own memory is wiped as it is freed from then on: it copies the passwords
/// that it signs with and the headers that it sends. What it leaves on the stack while it signs
/// (the keys derived for the day) and what lives until a request ends are out of reach. Before any
/// other call of libcurl, once.
void useWipingMemory();

} // namespace opsdeck
