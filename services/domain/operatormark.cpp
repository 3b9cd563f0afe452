// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/operatormark.h"

#include <algorithm>

namespace opsdeck {

const OperatorMark *markOf(const OperatorMarks &marks, OperatorMarkKind kind)
{
    const auto found = std::find_if(marks.begin(), marks.end(),
                                    [kind](const OperatorMark &mark) { return mark.kind == kind; });
    return found == marks.end() ? nullptr : &*found;
}

QString toWord(OperatorMarkKind kind)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return QStringLiteral("acknowledged");
    case OperatorMarkKind::Maintenance:
        return QStringLiteral("maintenance");
    case OperatorMarkKind::Shelved:
        break;
    }
    return QStringLiteral("shelved");
}

} // namespace opsdeck
