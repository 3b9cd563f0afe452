// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/importid.h"

#include <QRegularExpression>

namespace opsdeck::importid {

QString parameterName(const QString &wanted, QSet<QString> &taken)
{
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9_]"));
    QString base = QString(wanted).replace(others, QStringLiteral("_")).right(56);
    if (base.isEmpty() || base.front().isDigit())
        base.prepend(QLatin1Char('s'));
    QString name = base;
    for (int number = 2; taken.contains(name); ++number)
        name = QStringLiteral("%1_%2").arg(base).arg(number);
    taken.insert(name);
    return name;
}

Tier tierOf(const QString &environment)
{
    const QString name = environment.toLower();
    if (name.startsWith(QLatin1String("dev")) || name == QLatin1String("local"))
        return Tier::Dev;
    if (name.startsWith(QLatin1String("stag")) || name == QLatin1String("test")
        || name == QLatin1String("qa"))
        return Tier::Staging;
    if (name.startsWith(QLatin1String("prod")) || name == QLatin1String("live"))
        return Tier::Prod;
    return Tier::Other;
}

} // namespace opsdeck::importid
