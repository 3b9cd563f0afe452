// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/csv.h"

#include <algorithm>

namespace opsdeck {

QString csvCell(QString text)
{
    static const QString formula = QStringLiteral("=+-@\t\r");
    if (!text.isEmpty() && formula.contains(text.at(0)))
        text.prepend(QLatin1Char('\''));
    static const QString special = QStringLiteral("\",\r\n");
    const bool isPlain = std::none_of(text.cbegin(), text.cend(),
                                      [&](QChar each) { return special.contains(each); });
    const QChar quote = QLatin1Char('"');
    return isPlain ? text : quote + text.replace(quote, QStringLiteral("\"\"")) + quote;
}

} // namespace opsdeck
