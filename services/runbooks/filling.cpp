// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/filling.h"

#include <QCoreApplication>

namespace opsdeck {

Result<QString> filled(const QString &text, const QVariantMap &variables, const QStringList &later)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar next = i + 1 < text.size() ? text.at(i + 1) : QChar();
        if (text.at(i) != QLatin1Char('$') || (next != QLatin1Char('$') && next != QLatin1Char('{'))) {
            result += text.at(i);
            continue;
        }
        if (next == QLatin1Char('$')) {
            result += QLatin1Char('$');
            ++i;
            continue;
        }
        const qsizetype end = text.indexOf(QLatin1Char('}'), i);
        const QString name = text.mid(i + 2, end < 0 ? -1 : end - i - 2);
        if (end < 0 || (!variables.contains(name) && !later.contains(name))) {
            return failure(ErrorKind::Config, QCoreApplication::translate("Filling", "The runbook uses the variable '%1', which this environment does not have.").arg(name.left(60)),
                           QCoreApplication::translate("Filling", "Try: set it under the platform's parameters in the workspace file."));
        }
        result += later.contains(name) ? text.mid(i, end - i + 1) : variables.value(name).toString();
        i = end;
    }
    return result;
}

Result<QStringList> filled(const QStringList &texts, const QVariantMap &variables, const QStringList &later)
{
    QStringList all;
    for (const QString &text : texts) {
        const auto one = filled(text, variables, later);
        if (!one)
            return failure(one.error());
        all.append(*one);
    }
    return all;
}

} // namespace opsdeck
