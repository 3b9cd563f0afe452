// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/variablescan.h"

namespace opsdeck {

QString variablesReplaced(const QString &text,
                          const std::function<std::optional<QString>(const QString &name)> &valueOf,
                          const std::function<void(const QString &name)> &unknown)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar next = i + 1 < text.size() ? text.at(i + 1) : QChar();
        if (text.at(i) != QLatin1Char('$')
            || (next != QLatin1Char('$') && next != QLatin1Char('{'))) {
            result += text.at(i);
            continue;
        }
        if (next == QLatin1Char('$')) {
            result += QLatin1Char('$');
            ++i;
            continue;
        }
        const qsizetype end = text.indexOf(QLatin1Char('}'), i);
        if (end < 0) {
            unknown({});
            break;
        }
        const QString name = text.mid(i + 2, end - i - 2);
        if (const std::optional<QString> value = valueOf(name))
            result += *value;
        else
            unknown(name);
        i = end;
    }
    return result;
}

} // namespace opsdeck
