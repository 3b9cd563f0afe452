// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

namespace opsdeck {

/// Makes a check whose definition is wrong one that is never asked: it keeps its place and its
/// kind's word, for without it the service could seem healthy. `place` is that of the first fault:
/// "platforms/shop.yaml:10:35".
inline void markWrong(Check &check, const QString &place)
{
    check.parameters = {{QStringLiteral("wrong at"), place}};
    check.degradedIf.clear();
    check.downIf.clear();
    check.via = {};
}

/// Where the definition is wrong; empty when it can be asked.
inline QString wrongAt(const Check &check)
{
    return check.parameters.value(QStringLiteral("wrong at")).toString();
}

} // namespace opsdeck
