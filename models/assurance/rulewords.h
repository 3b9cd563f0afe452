// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/rulefill.h"

namespace opsdeck {

/// "critical", "warning", "info" for people; empty: not stated.
QString ruleSeverity(const QString &severity);
/// As it is written in a document: minutes stay minutes.
QString ruleLength(Milliseconds length);
/// What the operator filled in of a part, for people; empty: nothing.
QString ownText(const Platform &platform, const DocumentedRule &rule, RulePart part);
/// How the operator's word stands beside the document's: "ours, filled in", "ours: 9m, disputed";
/// of a figure that nobody says, that it is not stated. Empty: there is nothing to say.
QString ownCaption(const Platform &platform, const DocumentedRule &rule, RulePart part);
/// Nobody says some of what the rule needs, neither the document nor the operator.
bool isIncomplete(const Platform &platform, const DocumentedRule &rule);

} // namespace opsdeck
