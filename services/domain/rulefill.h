// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// What a rule needs and its document may leave open.
enum class RulePart {
    Value, ///< the figure of a class of alerts
    For,
    Severity,
    Action,
    Recovery
};

/// What the operator fills in of a rule, from the workspace file.
struct RuleFill
{
    QMap<RulePart, QString> texts; ///< as written: "5m"
    QString note;
    QString on = {}; ///< date, as written; only to be written

    bool operator==(const RuleFill &) const = default;
};

/// In the order in which they are shown.
QList<RulePart> ruleParts();
QString toWord(RulePart part); ///< its key in files
/// Whether the rule's document gives it.
bool isStated(const DocumentedRule &rule, RulePart part);

/// What is filled in stands among the platform's facts, beside the rule and never in it: a part a
/// fact, topic "rules", of ours, or disputed where the rule states it otherwise.
QList<Fact> factsOf(const DocumentedRule &rule, const RuleFill &fill,
                    const QList<RulePart> &disputed);
/// As factsOf() put it there; empty: nothing is filled in.
RuleFill fillOf(const Platform &platform, const DocumentedRule &rule);
bool isDisputed(const Platform &platform, const DocumentedRule &rule, RulePart part);
/// Nobody says it, neither the document nor the operator.
bool isOpen(const DocumentedRule &rule, const RuleFill &fill, RulePart part);

} // namespace opsdeck
