// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

#include <memory>

namespace opsdeck {

/// Keeps a program that is being ended until it is gone, without waiting for it: this thread's
/// event loop hears of its end. One that outlives the thread is given half a second, together with
/// all others.
void leaveToReaper(std::unique_ptr<QProcess> process);

} // namespace opsdeck
