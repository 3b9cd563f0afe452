// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/rollupreader.h"

#include "services/config/configtext.h"

namespace opsdeck {

RollUp readRollUp(MapReader &reader, const Reporter &reporter)
{
    const YamlNode *value = reader.value(QStringLiteral("rollup"));
    if (value == nullptr)
        return {};
    if (value->isScalar()) {
        if (value->text() == QLatin1String("worst"))
            return {RollUpKind::Worst, 1};
        if (value->text() == QLatin1String("best"))
            return {RollUpKind::Best, 0};
        reporter.error(value->at(),
                       ConfigText::tr("'rollup' must be worst, best, {at_least: 2} or {percent: "
                                      "50}, not %1")
                           .arg(ConfigText::quoted(value->text())));
        return {};
    }
    MapReader rule(*value, reporter, ConfigText::tr("'rollup'"));
    if (!rule.isMap())
        return {};
    const bool hasAmount = rule.value(QStringLiteral("at_least")) != nullptr;
    const bool hasPercent = rule.value(QStringLiteral("percent")) != nullptr;
    const int amount = rule.integer(QStringLiteral("at_least"), 0, 1, 1000);
    const int percent = rule.integer(QStringLiteral("percent"), 0, 1, 100);
    rule.refuseOthers();
    if (hasAmount == hasPercent) {
        reporter.error(value->at(),
                       ConfigText::tr("'rollup' needs one of 'at_least' and 'percent'"));
        return {};
    }
    if (hasAmount)
        return amount > 0 ? RollUp{RollUpKind::AtLeast, amount} : RollUp();
    return percent > 0 ? RollUp{RollUpKind::Percent, percent} : RollUp();
}

} // namespace opsdeck
