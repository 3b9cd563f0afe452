// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/ownlabels.h"

#include <QStringList>

namespace opsdeck {

QString ownLabelName(const QString &label, bool hasInstance)
{
    static const QStringList ofCheck{QStringLiteral("__name__"), QStringLiteral("platform"),
                                     QStringLiteral("environment"), QStringLiteral("service"),
                                     QStringLiteral("check")};
    const bool isTaken =
        ofCheck.contains(label) || (label == QLatin1String("instance") && hasInstance);
    return isTaken ? QStringLiteral("exported_") + label : label;
}

} // namespace opsdeck
