// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/stepsreader.h"

#include "services/config/conditionreader.h"
#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/parameterreader.h"
#include "services/config/stepvariables.h"

namespace opsdeck {

namespace {

/// "'id', 'host', 'port'"
QString requiredKeys(const ParameterSpec &spec)
{
    QStringList keys;
    for (const ParameterSpec &field : spec.fields) {
        if (field.required)
            keys << QLatin1Char('\'') + field.name + QLatin1Char('\'');
    }
    return keys.join(QStringLiteral(", "));
}

} // namespace

QVariant readSteps(const ParameterSpec &spec, const YamlNode &node, const QString &directory,
                   const Reporter &reporter)
{
    const bool areSteps = spec.name == QLatin1String("steps");
    if (!node.isList() || node.children().isEmpty()) {
        reporter.error(node.at(),
                       areSteps ? ConfigText::tr("'%1' must be a list of steps").arg(spec.name)
                                : ConfigText::tr("'%1' must be a list of mappings, each with %2")
                                      .arg(spec.name, requiredKeys(spec)));
        return {};
    }
    if (node.children().size() > configlimits::kSteps) {
        reporter.error(node.at(), ConfigText::tr("'%1' has more than %2 entries")
                                      .arg(spec.name)
                                      .arg(configlimits::kSteps));
        return {};
    }
    const KindInfo step{{}, "", spec.fields, nullptr};
    QVariantList steps;
    QStringList ids;
    for (const YamlNode &item : node.children()) {
        const QString id = item.textOf(QStringLiteral("id"));
        const QString word = areSteps ? ConfigText::tr("step") : spec.name;
        MapReader reader(item, reporter,
                         id.isEmpty() ? areSteps ? ConfigText::tr("a step")
                                                 : ConfigText::tr("an entry of '%1'").arg(word)
                                      : ConfigText::tr("%1 '%2'").arg(word, id.left(63)));
        if (!reader.isMap())
            continue;
        steps.append(readParameters(step, reader, directory, true, reporter));
        reader.refuseOthers();
        if (id.isEmpty())
            continue;
        if (!isStepName(id))
            reporter.error(
                reader.at(QStringLiteral("id")),
                areSteps
                    ? ConfigText::tr("'id' of a step must be letters, digits, '-' or '_', not %1")
                          .arg(ConfigText::quoted(id))
                    : ConfigText::tr("'id' of '%1' must be letters, digits, '-' or '_', not %2")
                          .arg(spec.name, ConfigText::quoted(id)));
        if (ids.contains(id))
            reporter.error(item.at(),
                           ConfigText::tr("%1 '%2' is there twice").arg(word, id.left(63)));
        ids << id;
    }
    return steps;
}

QVariant readPlaces(const ParameterSpec &spec, const YamlNode &node, const Reporter &reporter)
{
    if (!node.isMap()) {
        reporter.error(node.at(), ConfigText::tr("'%1' must be a mapping of names and "
                                                 "placeholders: { token: \"[BODY].access_token\" }")
                                      .arg(spec.name));
        return {};
    }
    QVariantMap places;
    for (qsizetype i = 0; i < node.keys().size(); ++i) {
        const YamlKey &key = node.keys().at(i);
        const YamlNode &value = node.children().at(i);
        if (!isStepName(key.name)) {
            reporter.error(
                key.at, ConfigText::tr("a name in '%1' must be letters, digits, '-' or '_', not %2")
                            .arg(spec.name, ConfigText::quoted(key.name)));
            continue;
        }
        if (!value.isScalar()) {
            reporter.error(
                value.at(),
                ConfigText::tr("'%1' must be a placeholder such as \"[BODY].id\", quoted")
                    .arg(key.name.left(60)));
            continue;
        }
        if (const auto place = parseConditionPlace(value.text()); !place)
            reportFault(place.error(), value.at(), key.name.left(60), reporter);
        else
            places.insert(key.name, value.text());
    }
    return places;
}

} // namespace opsdeck
