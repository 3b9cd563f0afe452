// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/variables.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/domain/variablescan.h"

namespace opsdeck {

namespace {

QString replaced(const QString &text, const Variables &variables,
                 const std::function<void(const QString &)> &unknown,
                 const std::function<void(const QString &)> &known = {})
{
    return variablesReplaced(
        text,
        [&](const QString &name) -> std::optional<QString> {
            const auto value = variables.constFind(name);
            if (value != variables.cend() && known)
                known(name);
            return value == variables.cend() ? std::nullopt : std::optional(*value);
        },
        unknown);
}

void reportUnknown(const QString &name, YamlPosition at, const Variables &variables,
                   const QStringList &later, const QString &environment, const Reporter &reporter)
{
    if (name.isEmpty())
        return reporter.error(
            at, ConfigText::tr("'${' without a name and '}'; write $$ for a plain dollar"));
    if (name.startsWith(QLatin1String("reach.")))
        return reporter.error(
            at, ConfigText::tr("the step's 'reach' gives no %1 here.%2")
                    .arg(ConfigText::quoted(name), ConfigText::didYouMean(name, later)));
    reporter.errorOnce(
        at, environment + QLatin1Char('\n') + name,
        ConfigText::tr("unknown variable %1 in environment %2; set it under the platform's "
                       "parameters in the workspace file.%3")
            .arg(ConfigText::quoted(name), environment,
                 ConfigText::didYouMean(name, variables.keys() + later)));
}

} // namespace

QStringList builtinVariables()
{
    return {QStringLiteral("platform"), QStringLiteral("environment"),
            QStringLiteral("tier"),     QStringLiteral("workspace_dir"),
            QStringLiteral("artifact"), QStringLiteral("timestamp"),
            QStringLiteral("run")};
}

QString substituted(const YamlNode &scalar, const Variables &variables, const QString &environment,
                    const Reporter &reporter)
{
    if (!scalar.text().contains(QLatin1Char('$')))
        return scalar.text();
    reporter.forgetVariables(scalar.at());
    QStringList missing;
    QStringList taken;
    const QString text = replaced(
        scalar.text(), variables, [&](const QString &name) { missing << name; },
        [&](const QString &name) { taken << name; });
    for (const QString &name : std::as_const(missing))
        reportUnknown(name, scalar.at(), variables, {}, environment, reporter);
    if (!missing.isEmpty())
        reporter.leftUnfilled(scalar.at());
    for (const QString &name : std::as_const(taken)) {
        if (missing.isEmpty())
            reporter.tookVariable(scalar.at(), name);
    }
    return text;
}

YamlNode substituted(const YamlNode &tree, const Variables &variables, const QString &environment,
                     const Reporter &reporter, qint64 &added)
{
    if (tree.isScalar()) {
        if (added > configlimits::kExpandedCharacters)
            return tree;
        QString text = substituted(tree, variables, environment, reporter);
        added += std::max<qsizetype>(0, text.size() - tree.text().size());
        if (added > configlimits::kExpandedCharacters)
            reporter.error(
                tree.at(),
                ConfigText::tr("variables add more than %1 MiB of text; shorten their values")
                    .arg(configlimits::kExpandedCharacters / 1024 / 1024));
        return YamlNode::scalar(tree.at(), std::move(text), tree.written());
    }
    if (tree.isNull())
        return tree;
    QList<YamlNode> children;
    children.reserve(tree.children().size());
    for (const YamlNode &child : tree.children())
        children.append(substituted(child, variables, environment, reporter, added));
    return tree.isList() ? YamlNode::list(tree.at(), std::move(children))
                         : YamlNode::map(tree.at(), tree.keys(), std::move(children));
}

void checkVariables(const YamlNode &tree, const Variables &variables, const QStringList &later,
                    const QString &environment, const Reporter &reporter)
{
    if (tree.isScalar()) {
        replaced(tree.text(), variables, [&](const QString &name) {
            if (!later.contains(name))
                reportUnknown(name, tree.at(), variables, later, environment, reporter);
        });
    }
    for (const YamlNode &child : tree.children())
        checkVariables(child, variables, later, environment, reporter);
}

} // namespace opsdeck
