// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/setup.h"

#include "services/config/configtext.h"
#include "services/config/factreader.h"
#include "services/domain/variablescan.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kChecks = QStringLiteral("checks");
const QString kLinks = QStringLiteral("links");
const QString kVia = QStringLiteral("via");

/// What must be set before `node` can be used.
QStringList missingIn(const YamlNode &node, const SetUp &values)
{
    QStringList missing;
    const QStringList names = variablesIn(node);
    for (const QString &name : names)
        missing += values.wanted.value(name);
    missing.removeDuplicates();
    return missing;
}

std::optional<Presence> presenceOf(const YamlNode &check)
{
    const QString word = check.textOf(QStringLiteral("presence"));
    for (const Presence presence :
         {Presence::Optional, Presence::Planned, Presence::NotConfigured}) {
        if (word == toWord(presence))
            return presence;
    }
    return std::nullopt;
}

/// What a way lacks of what it leads by, and of what it says on its way.
struct WayLack
{
    QStringList wanted;    ///< what to set
    QStringList optional;  ///< what need not be set: without it there is no way to go by
    bool isChosen = false; ///< something else that is optional in it has a value

    explicit WayLack(const YamlNode &way, const SetUp &values)
    {
        static const QStringList leading{QStringLiteral("hosts"), QStringLiteral("host"),
                                         QStringLiteral("port")};
        for (qsizetype i = 0; i < way.keys().size(); ++i) {
            const YamlNode &value = way.children().at(i);
            const bool isLeading = leading.contains(way.keys().at(i).name);
            const QStringList names = variablesIn(value);
            for (const QString &name : names) {
                const bool isOptional = values.optional.contains(name);
                isChosen = isChosen || values.chosen.contains(name);
                if (isOptional && isLeading)
                    optional << name;
                else if (!isOptional || value.text() != QStringLiteral("${%1}").arg(name))
                    wanted += values.wanted.value(name);
            }
        }
        if (isChosen || !wanted.isEmpty())
            wanted += optional;
        wanted.removeDuplicates();
    }
};

/// What is to be set for what goes by the way that `via` names.
QStringList wantedBy(const YamlNode &via, const QHash<QString, QStringList> &ways,
                     const SetUp &values)
{
    const QStringList missing = missingIn(via, values);
    if (!missing.isEmpty())
        return missing;
    const QString id = variablesReplaced(
        via.text(),
        [&](const QString &name) -> std::optional<QString> { return values.variables.value(name); },
        [](const QString &) {});
    return ways.value(id);
}

/// A default may use what is set before it.
void checkDefault(const YamlNode &value, const QStringList &before, const Reporter &reporter)
{
    static const QStringList own{QStringLiteral("platform"), QStringLiteral("environment"),
                                 QStringLiteral("tier"), QStringLiteral("workspace_dir")};
    variablesReplaced(
        value.text(), [](const QString &) -> std::optional<QString> { return std::nullopt; },
        [&](const QString &name) {
            if (name.isEmpty())
                reporter.error(value.at(), ConfigText::tr("'${' without a name and '}'; write $$ "
                                                          "for a plain dollar"));
            else if (!before.contains(name) && !own.contains(name))
                reporter.error(
                    value.at(),
                    ConfigText::tr("a default may use parameters that are declared "
                                   "before it, and %1 is none of them.%2")
                        .arg(ConfigText::quoted(name), ConfigText::didYouMean(name, before + own)));
        });
}

QString listed(const QStringList &names)
{
    QStringList quoted;
    for (const QString &name : names)
        quoted << QLatin1Char('\'') + name + QLatin1Char('\'');
    return quoted.join(QStringLiteral(", "));
}

} // namespace

QStringList variablesIn(const YamlNode &node)
{
    QStringList names;
    if (node.isScalar() && node.text().contains(QLatin1Char('$')))
        variablesReplaced(
            node.text(),
            [&](const QString &name) -> std::optional<QString> {
                names << name;
                return QString();
            },
            [](const QString &) {});
    for (const YamlNode &child : node.children())
        names += variablesIn(child);
    return names;
}

YamlNode withoutOptional(const YamlNode &node, const QStringList &optional)
{
    if (node.isScalar() || node.isNull())
        return node;
    QList<YamlKey> keys;
    QList<YamlNode> children;
    for (qsizetype i = 0; i < node.children().size(); ++i) {
        const YamlNode &child = node.children().at(i);
        const bool isEmpty =
            node.isMap() && child.isScalar()
            && std::any_of(optional.cbegin(), optional.cend(), [&](const QString &name) {
                   return child.text() == QStringLiteral("${%1}").arg(name);
               });
        if (isEmpty)
            continue;
        if (node.isMap())
            keys.append(node.keys().at(i));
        children.append(withoutOptional(child, optional));
    }
    return node.isMap() ? YamlNode::map(node.at(), std::move(keys), std::move(children))
                        : YamlNode::list(node.at(), std::move(children));
}

QList<ParameterDeclaration> readDeclarations(MapReader &platform, const QStringList &environments,
                                             const Reporter &reporter)
{
    static const QRegularExpression shape(QStringLiteral(R"(^[A-Za-z_][A-Za-z0-9_]{0,62}$)"));
    QList<ParameterDeclaration> declarations;
    QStringList names;
    const QList<YamlNode> nodes = platform.list(QStringLiteral("parameters"));
    for (const YamlNode &node : nodes) {
        MapReader reader(node, reporter, ConfigText::tr("a parameter"));
        if (!reader.isMap())
            continue;
        ParameterDeclaration declared;
        declared.name = reader.requiredText(QStringLiteral("name"));
        declared.title = reader.text(QStringLiteral("title"), declared.name);
        declared.isCredential = reader.flag(QStringLiteral("credential"), false);
        declared.isOptional = reader.flag(QStringLiteral("optional"), false);
        declared.otherwise = reader.text(QStringLiteral("default"));
        if (const YamlNode *value = node.find(QStringLiteral("default")))
            checkDefault(*value, names, reporter);
        if (const YamlNode *each = reader.map(QStringLiteral("defaults"))) {
            for (qsizetype i = 0; i < each->keys().size(); ++i) {
                const YamlKey &key = each->keys().at(i);
                if (!environments.contains(key.name))
                    reporter.error(key.at,
                                   ConfigText::tr("there is no environment %1.%2")
                                       .arg(ConfigText::quoted(key.name),
                                            ConfigText::didYouMean(key.name, environments)));
                checkDefault(each->children().at(i), names, reporter);
                declared.otherwiseIn.insert(key.name, each->children().at(i).text());
            }
        }
        declared.source = readSource(reader, reporter);
        reader.refuseOthers();
        const YamlPosition at = reader.at(QStringLiteral("name"));
        if (!shape.match(declared.name).hasMatch())
            reporter.error(
                at, ConfigText::tr("a parameter's name must be letters, digits and '_', not %1")
                        .arg(ConfigText::quoted(declared.name)));
        else if (builtinVariables().contains(declared.name))
            reporter.error(at, ConfigText::tr("'%1' is set by Opsdeck itself; take another name")
                                   .arg(declared.name));
        else if (names.contains(declared.name))
            reporter.error(at, ConfigText::tr("parameter '%1' is there twice").arg(declared.name));
        else
            declarations.append(declared);
        names << declared.name;
    }
    return declarations;
}

SetUp setUp(const QList<ParameterDeclaration> &declarations, const Variables &given,
            const QStringList &ended, const QString &environment)
{
    SetUp made;
    made.variables = given;
    for (const ParameterDeclaration &declared : declarations) {
        if (given.contains(declared.name)) {
            if (declared.isOptional)
                made.chosen << declared.name;
            continue;
        }
        const QString otherwise = ended.contains(declared.name)
                                      ? QString()
                                      : declared.otherwiseIn.value(environment, declared.otherwise);
        bool isWhole = !otherwise.isEmpty();
        QStringList wanted;
        const QString value = variablesReplaced(
            otherwise,
            [&](const QString &name) -> std::optional<QString> {
                const auto known = made.variables.constFind(name);
                return known == made.variables.cend() ? std::nullopt : std::optional(*known);
            },
            [&](const QString &name) {
                isWhole = false;
                wanted += made.wanted.value(name, {name});
            });
        if (isWhole) {
            made.variables.insert(declared.name, value);
            if (declared.isOptional)
                made.chosen << declared.name;
        } else {
            made.unset << declared.name;
            made.wanted.insert(declared.name,
                               wanted.isEmpty() ? QStringList{declared.name} : wanted);
        }
        if (!isWhole && declared.isOptional)
            made.optional << declared.name;
    }
    return made;
}

SetUpWays waysSetUp(const QList<YamlNode> &ways, const YamlNode &via, const SetUp &values)
{
    SetUpWays made;
    for (const YamlNode &way : ways) {
        const YamlNode *id = way.find(QStringLiteral("id"));
        const WayLack lack(way, values);
        if (id == nullptr)
            made.ways.append(way);
        else if (!lack.wanted.isEmpty())
            made.wanted.insert(id->text(), lack.wanted);
        else if (lack.optional.isEmpty())
            made.ways.append(withoutOptional(way, values.optional));
        else
            made.ways.append(YamlNode::map(
                way.at(), {{QStringLiteral("id"), id->at()}, {QStringLiteral("kind"), way.at()}},
                {*id, YamlNode::scalar(way.at(), toWord(WayKind::Direct))}));
    }
    const YamlNode own =
        withoutOptional(YamlNode::map(via.at(), {{kVia, via.at()}}, {via}), values.optional);
    if (const YamlNode *left = own.find(kVia); left != nullptr && left->isScalar()) {
        made.via = left->text();
        made.viaWants = wantedBy(*left, made.wanted, values);
    }
    return made;
}

SetUpService withoutUnset(const YamlNode &service, const SetUp &values, const SetUpWays &ways,
                          const QString &environment, bool isNothingSetUp)
{
    SetUpService made;
    QList<YamlKey> keys;
    QList<YamlNode> children;
    const YamlNode plain = withoutOptional(service, values.optional);
    QStringList viaWants = ways.viaWants;
    if (const YamlNode *via = plain.find(kVia); via != nullptr && via->isScalar()) {
        viaWants = wantedBy(*via, ways.wanted, values);
        if (!viaWants.isEmpty())
            made.unsetVia = via->text();
    }
    const auto lackOf = [&](const YamlNode &check) {
        const YamlNode *via = check.find(kVia);
        QStringList missing = missingIn(check, values);
        missing +=
            via != nullptr && via->isScalar() ? wantedBy(*via, ways.wanted, values) : viaWants;
        missing.removeDuplicates();
        return missing;
    };
    for (qsizetype i = 0; i < plain.keys().size(); ++i) {
        const YamlKey &key = plain.keys().at(i);
        const YamlNode &value = plain.children().at(i);
        if (key.name == kVia && !made.unsetVia.isEmpty())
            continue;
        keys.append(key);
        if (!value.isList() || (key.name != kChecks && key.name != kLinks)) {
            children.append(value);
            continue;
        }
        QList<YamlNode> left;
        for (const YamlNode &item : value.children()) {
            const auto presence = presenceOf(item);
            if (key.name == kLinks) {
                if (missingIn(item, values).isEmpty())
                    left.append(item);
                continue;
            }
            const QStringList missing = lackOf(item);
            if (presence) {
                made.dormant.append({item, *presence, item.textOf(QStringLiteral("reason"))});
            } else if (isNothingSetUp) {
                made.dormant.append({item, Presence::NotConfigured,
                                     ConfigText::tr("Nothing of this environment is set up.")});
            } else if (!missing.isEmpty()) {
                made.dormant.append({item, Presence::NotConfigured,
                                     ConfigText::tr("Set %1 for %2 in the workspace file.")
                                         .arg(listed(missing), environment)});
                made.missing += missing;
            } else {
                left.append(item);
            }
        }
        children.append(YamlNode::list(value.at(), std::move(left)));
    }
    made.service = YamlNode::map(plain.at(), std::move(keys), std::move(children));
    made.missing.removeDuplicates();
    return made;
}

} // namespace opsdeck
