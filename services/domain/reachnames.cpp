// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/reachnames.h"

namespace opsdeck::reachnames {

QString host(const QString &id)
{
    return QStringLiteral("reach.%1.host").arg(id);
}

QString port(const QString &id)
{
    return QStringLiteral("reach.%1.port").arg(id);
}

QString name(const QString &id)
{
    return QStringLiteral("reach.%1.name").arg(id);
}

QString address(const QString &id)
{
    return QStringLiteral("reach.%1.address").arg(id);
}

QStringList of(const QString &id)
{
    return {host(id), port(id), name(id), address(id)};
}

} // namespace opsdeck::reachnames
