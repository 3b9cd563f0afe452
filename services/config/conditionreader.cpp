// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/conditionreader.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"

namespace opsdeck {

void reportFault(const ConditionFault &fault, YamlPosition at, const QString &key,
                 const Reporter &reporter)
{
    reporter.error(at, ConfigText::tr("'%1': %2").arg(key, fault.message)
                           + ConfigText::didYouMean(fault.wanted, fault.candidates));
}

QStringList conditionsIn(const YamlNode &value, const QString &key, const Reporter &reporter)
{
    if (value.isMap() || value.isNull()) {
        reporter.error(
            value.at(),
            ConfigText::tr("'%1' must be a list of conditions such as \"[STATUS] >= 500\"")
                .arg(key));
        return {};
    }
    const QList<YamlNode> items = value.isScalar() ? QList<YamlNode>{value} : value.children();
    if (items.size() > configlimits::kConditions) {
        reporter.error(value.at(), ConfigText::tr("'%1' has more than %2 conditions")
                                       .arg(key)
                                       .arg(configlimits::kConditions));
        return {};
    }
    QStringList conditions;
    for (const YamlNode &item : items) {
        if (!item.isScalar()) {
            reporter.error(item.at(),
                           item.isList() ? ConfigText::tr("'%1': a condition that begins with [ "
                                                          "must be quoted: \"[STATUS] >= 500\"")
                                               .arg(key)
                                         : ConfigText::tr("'%1' must be a list of texts").arg(key));
            continue;
        }
        if (const auto condition = parseCondition(item.text()); !condition)
            reportFault(condition.error(), item.at(), key, reporter);
        else
            conditions.append(item.text());
    }
    return conditions;
}

QStringList readConditions(MapReader &reader, const QString &key, const Reporter &reporter)
{
    const YamlNode *value = reader.value(key);
    return value == nullptr ? QStringList() : conditionsIn(*value, key, reporter);
}

} // namespace opsdeck
