// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool isForms(QStringView inside)
{
    return std::all_of(inside.cbegin(), inside.cend(),
                       [](QChar c) {
                           return (c >= QLatin1Char('a') && c <= QLatin1Char('z'))
                                  || c == QLatin1Char('|');
                       })
           && inside.count(QLatin1Char('|')) <= 1;
}

} // namespace

QString EnglishPlurals::translate(const char *, const char *source, const char *, int n) const
{
    if (n < 0 || source == nullptr)
        return {};
    const QString text = QString::fromUtf8(source);
    QString result;
    qsizetype from = 0;
    for (qsizetype open = text.indexOf(QLatin1Char('(')); open >= 0;
         open = text.indexOf(QLatin1Char('('), open + 1)) {
        const qsizetype close = text.indexOf(QLatin1Char(')'), open);
        if (close < 0)
            break;
        const QStringView inside = QStringView(text).mid(open + 1, close - open - 1);
        const qsizetype bar = inside.indexOf(QLatin1Char('|'));
        const bool endsWord = open > 0 && text.at(open - 1).isLetter();
        if (inside.isEmpty() || !isForms(inside) || (bar < 0 && !endsWord))
            continue;
        result += QStringView(text).mid(from, open - from);
        if (n == 1)
            result += bar < 0 ? QStringView() : inside.first(bar);
        else
            result += inside.mid(bar + 1);
        from = close + 1;
    }
    result += QStringView(text).mid(from);
    return result;
}

} // namespace opsdeck
