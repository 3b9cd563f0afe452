// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/environmentoverlay.h"

#include "services/config/configtext.h"
#include "services/config/documentedkeys.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kEnvironmentsKey = QStringLiteral("environments");
const QString kChecksKey = QStringLiteral("checks");
const QString kSourcesKey = QStringLiteral("sources");
const QString kLimitsKey = QStringLiteral("limits");

/// What a service may have elsewhere and not here: `~` takes it away.
QStringList keysThatMayEnd()
{
    QStringList keys{QStringLiteral("capacity"), QStringLiteral("links"), QStringLiteral("facts")};
    for (const DocumentedKey &key : documentedKeys()) {
        if (key.isOwn())
            keys << QLatin1String(key.name);
    }
    return keys;
}

YamlNode without(const YamlNode &map, const QString &key)
{
    QList<YamlKey> keys;
    QList<YamlNode> values;
    for (qsizetype i = 0; i < map.keys().size(); ++i) {
        if (map.keys().at(i).name == key)
            continue;
        keys.append(map.keys().at(i));
        values.append(map.children().at(i));
    }
    return YamlNode::map(map.at(), std::move(keys), std::move(values));
}

YamlNode withoutNulls(const YamlNode &map)
{
    YamlNode left = map;
    for (qsizetype i = 0; i < map.keys().size(); ++i) {
        if (map.children().at(i).isNull())
            left = without(left, map.keys().at(i).name);
    }
    return left;
}

YamlNode withValue(const YamlNode &map, const QString &key, const YamlNode &value)
{
    return overlaid(map, YamlNode::map(map.at(), {{key, value.at()}}, {value}));
}

/// The checks of `base` with the overrides of `over`, which names them by id; null takes one away.
YamlNode overlaidChecks(const YamlNode &base, const YamlNode &over, const Reporter &reporter)
{
    QStringList ids;
    QList<YamlNode> checks = base.children();
    QList<qsizetype> left; ///< not of this environment
    for (const YamlNode &check : std::as_const(checks))
        ids << check.textOf(QStringLiteral("id"));
    for (qsizetype i = 0; i < over.keys().size(); ++i) {
        const YamlKey &key = over.keys().at(i);
        const YamlNode &change = over.children().at(i);
        const auto row = ids.indexOf(key.name);
        if (row < 0) {
            reporter.error(key.at, ConfigText::tr("the service has no check %1 to change.%2")
                                       .arg(ConfigText::quoted(key.name),
                                            ConfigText::didYouMean(key.name, ids)));
        } else if (change.isNull()) {
            left << row;
        } else if (!change.isMap() || change.find(QStringLiteral("id")) != nullptr) {
            reporter.error(
                change.at(),
                ConfigText::tr("the changes to check '%1' must be a mapping without 'id'")
                    .arg(key.name));
        } else {
            checks[row] = overlaid(checks.at(row), change);
        }
    }
    std::sort(left.begin(), left.end(), std::greater<>());
    for (const qsizetype row : std::as_const(left))
        checks.remove(row);
    return YamlNode::list(base.at(), std::move(checks));
}

} // namespace

YamlNode inEnvironment(const YamlNode &service, const QString &environment,
                       const Reporter &reporter)
{
    const YamlNode plain = without(service, kEnvironmentsKey);
    const YamlNode *all = service.find(kEnvironmentsKey);
    const YamlNode *over = all == nullptr ? nullptr : all->find(environment);
    if (over == nullptr || !over->isMap())
        return plain;
    YamlNode merged =
        overlaid(plain, without(without(without(*over, kChecksKey), kSourcesKey), kLimitsKey));
    for (const QString &key : {kSourcesKey, kLimitsKey}) {
        const YamlNode *more = over->find(key);
        const YamlNode *base = plain.find(key);
        if (more != nullptr)
            merged = withValue(merged, key,
                               base != nullptr && base->isMap() && more->isMap()
                                   ? withoutNulls(overlaid(*base, *more))
                                   : *more);
    }
    const QStringList ending = keysThatMayEnd();
    for (const QString &name : ending) {
        if (const YamlNode *value = merged.find(name); value != nullptr && value->isNull())
            merged = without(merged, name);
    }
    const YamlNode *checks = over->find(kChecksKey);
    if (checks == nullptr)
        return merged;
    if (checks->isMap()) {
        const YamlNode *base = plain.find(kChecksKey);
        return withValue(merged, kChecksKey,
                         overlaidChecks(base == nullptr ? YamlNode::list(checks->at(), {}) : *base,
                                        *checks, reporter));
    }
    reporter.error(
        checks->at(),
        ConfigText::tr(
            "'checks' of an environment must be a mapping of check ids and what differs"));
    return merged;
}

} // namespace opsdeck
