// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/builtinprobes.h"

namespace opsdeck {

/// A kind's parameters as a loaded check has them: its defaults, and `more`.
inline QVariantMap withDefaults(const QString &kind, const QVariantMap &more)
{
    static const ProbeRegistry registry = builtinProbes();
    QVariantMap values;
    for (const ParameterSpec &spec : registry.find(kind)->info.parameters) {
        if (spec.defaultValue.isValid())
            values.insert(spec.name, spec.defaultValue);
    }
    values.insert(more);
    return values;
}

/// A result in words, for a failing test.
inline QString resultText(const CheckResult &result)
{
    return toWord(result.status) + QLatin1String(": ") + result.message
           + (result.error ? QLatin1Char('\n') + result.error->advice + QLatin1Char('\n')
                                 + result.error->detail
                           : QString());
}

} // namespace opsdeck
