// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/filling.h"

#include "services/domain/variablescan.h"

#include <QCoreApplication>

namespace opsdeck {

Result<QString> filled(const QString &text, const QVariantMap &variables, const QStringList &later)
{
    std::optional<QString> missing;
    const QString result = variablesReplaced(
        text,
        [&](const QString &name) -> std::optional<QString> {
            if (later.contains(name))
                return QStringLiteral("${%1}").arg(name);
            const auto known = variables.constFind(name);
            return known == variables.cend() ? std::nullopt : std::optional(known->toString());
        },
        [&missing](const QString &name) { missing = missing.value_or(name); });
    if (missing) {
        return failure(ErrorKind::Config, QCoreApplication::translate("Filling", "The runbook uses the variable '%1', which this environment does not have.").arg(missing->left(60)),
                       QCoreApplication::translate("Filling", "Try: set it under the platform's parameters in the workspace file."));
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
