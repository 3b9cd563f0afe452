// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck::expressions {

/// How the evaluations of a script went.
struct ScriptTally
{
    int passed = 0;
    int needsServer = 0;
    QStringList failures; ///< one line each
};

/// Runs a script in the format of Prometheus's own tests: load, eval, eval_fail, eval_ordered and
/// clear. What is evaluated at a moment is evaluated as the middle of a range too.
ScriptTally runScript(const QString &text);

} // namespace opsdeck::expressions
