// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

/// Between this program and each program of a runbook or a check stands a small one, opsdeck-step,
/// as the reaper of all that comes from it, wherever that goes. It ends as the main process ended:
/// at once when that ended by itself, leaving what it left behind alone, or after it has killed
/// that (kEndsRest); when all is gone after kStay or kEndAll. Its arguments: the descriptor of the
/// run's lock, which it keeps open and gives to nobody, so that the lock is held for as long as
/// anything of a killed program's step lives; the descriptor that takes the errno when the program
/// can't be started (either -1: none); what becomes of the rest; the program's absolute path; the
/// program's arguments.
namespace opsdeck::stepsupervisor {

/// To the supervisor: kill everything below it, then end. The kernel sends it when Opsdeck dies,
/// however it dies.
constexpr int kEndAll = SIGUSR1;
/// To the supervisor: stay until everything below is gone, not only until the main program has
/// ended.
constexpr int kStay = SIGTERM;
/// Its exit code when there is nothing to supervise.
constexpr int kNotStarted = 127;
/// What becomes of that which a program leaves behind when it ends by itself.
constexpr const char *kLeavesRest = "leave";
constexpr const char *kEndsRest = "end";

} // namespace opsdeck::stepsupervisor
