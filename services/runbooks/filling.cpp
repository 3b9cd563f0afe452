// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/filling.h"

#include "services/domain/stepguards.h"
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
        return failure(
            ErrorKind::Config,
            QCoreApplication::translate(
                "Filling",
                "The runbook uses the variable '%1', which this environment does not have.")
                .arg(missing->left(60)),
            QCoreApplication::translate(
                "Filling", "Try: set it under the platform's parameters in the workspace file."));
    }
    return result;
}

Result<QStringList> filled(const QStringList &texts, const QVariantMap &variables,
                           const QStringList &later)
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

Result<QStringList> filledArguments(const QStringList &texts, const QVariantMap &variables,
                                    const QStringList &later)
{
    auto all = filled(texts, variables, later);
    if (!all)
        return all;
    bool areOperands = false;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (!areOperands && all->at(i).startsWith(QLatin1Char('-'))
            && !texts.at(i).startsWith(QLatin1Char('-'))) {
            return failure(
                ErrorKind::Config,
                QCoreApplication::translate(
                    "Filling",
                    "The argument '%1' would become the option '%2' by its variable's value.")
                    .arg(texts.at(i).left(60), all->at(i).left(60)),
                QCoreApplication::translate(
                    "Filling", "Try: correct the value in the workspace file, write \"--\" in "
                               "front of the operands, or bind it: --name=%1.")
                    .arg(texts.at(i).left(60)));
        }
        areOperands = areOperands || texts.at(i) == QLatin1String("--");
    }
    const QList<qsizetype> scripts = shellScripts(*all);
    for (const qsizetype script : scripts) {
        if (const QStringList names = variablesIn(texts.at(script)); !names.isEmpty()) {
            return failure(
                ErrorKind::Config,
                QCoreApplication::translate(
                    "Filling", "A shell would run the value of the variable '%1' as code.")
                    .arg(names.first().left(60)),
                QCoreApplication::translate("Filling", "Try: write \"$1\" in the script and pass "
                                                       "the value as an argument behind it."));
        }
    }
    return all;
}

} // namespace opsdeck
