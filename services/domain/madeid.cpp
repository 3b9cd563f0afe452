// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/madeid.h"

#include <QRegularExpression>

namespace opsdeck {

QString madeId(const QString &text, const QString &otherwise)
{
    static const QRegularExpression others(QStringLiteral("[^a-z0-9_-]+"));
    static const QRegularExpression begin(QStringLiteral("^[_-]+"));
    QString id = text.toLower().replace(others, QStringLiteral("-")).remove(begin).left(63);
    while (id.endsWith(QLatin1Char('-')))
        id.chop(1);
    return id.isEmpty() ? otherwise : id;
}

QString uniqueId(const QString &id, QSet<QString> &taken)
{
    QString name = id;
    for (int number = 2; taken.contains(name); ++number)
        name = QStringLiteral("%1-%2").arg(id.left(58)).arg(number);
    taken.insert(name);
    return name;
}

} // namespace opsdeck
