// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

namespace opsdeck {

/// Makes a check whose definition is wrong one that is never asked: it keeps its place and its
/// kind's word, for without it the service could seem healthy. `place` is that of the first fault:
/// "platforms/shop.yaml:10:35"; `others` of those behind it.
inline void markWrong(Check &check, const QString &place, const QStringList &others = {})
{
    check.parameters = {{QStringLiteral("wrong at"), place},
                        {QStringLiteral("also wrong at"), others}};
    check.degradedIf.clear();
    check.downIf.clear();
    check.via = {};
}

/// Where the definition is wrong; empty when it can be asked.
inline QString wrongAt(const Check &check)
{
    return check.parameters.value(QStringLiteral("wrong at")).toString();
}

/// Whether one of its faults is there.
inline bool isWrongAt(const Check &check, const QString &place)
{
    return wrongAt(check) == place
           || check.parameters.value(QStringLiteral("also wrong at"))
                  .toStringList()
                  .contains(place);
}

} // namespace opsdeck
