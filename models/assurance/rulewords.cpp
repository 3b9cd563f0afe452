// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/rulewords.h"

#include "models/documents/sourcewords.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RulesModel)
};

} // namespace

QString ruleSeverity(const QString &severity)
{
    if (severity == QLatin1String("critical"))
        return Words::tr("critical");
    if (severity == QLatin1String("warning"))
        return Words::tr("warning");
    return severity.isEmpty() ? QString() : Words::tr("info");
}

QString ruleLength(Milliseconds length)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length);
    return minutes == length && minutes.count() == 1 ? Words::tr("1 min") : durationText(length);
}

QString ownText(const Platform &platform, const DocumentedRule &rule, RulePart part)
{
    const QString text = fillOf(platform, rule).texts.value(part);
    return part == RulePart::Severity ? ruleSeverity(text) : text;
}

QString ownCaption(const Platform &platform, const DocumentedRule &rule, RulePart part)
{
    const RuleFill fill = fillOf(platform, rule);
    if (part == RulePart::Value && isOpen(rule, fill, part))
        return Words::tr("figure: %1", "not stated").arg(notStatedText());
    const QString own = ownText(platform, rule, part);
    if (own.isEmpty())
        return {};
    if (isDisputed(platform, rule, part))
        return Words::tr("ours: %1, disputed").arg(own);
    if (isStated(rule, part))
        return {};
    return part == RulePart::Value ? Words::tr("ours, filled in: %1").arg(own)
                                   : Words::tr("ours, filled in");
}

bool isIncomplete(const Platform &platform, const DocumentedRule &rule)
{
    const QList<RulePart> parts = ruleParts();
    const RuleFill fill = fillOf(platform, rule);
    return std::any_of(parts.cbegin(), parts.cend(),
                       [&](RulePart part) { return isOpen(rule, fill, part); });
}

} // namespace opsdeck
