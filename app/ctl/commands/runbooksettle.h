// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// `runbook settle [RUN…]`: says that the person has looked at what these interrupted runs left
/// behind; without a run, lists those that nobody has looked at. Returns an exit code.
int settleRuns(const QStringList &arguments, const QString &usage);

} // namespace opsdeck
