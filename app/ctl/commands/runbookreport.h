// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QJsonObject>

namespace opsdeck {

QString listText(const Workspace &workspace);
QJsonObject listJson(const Workspace &workspace);
QString runbookText(const Runbook &runbook);
QJsonObject toJson(const Runbook &runbook);
/// Everything that would happen, one argument a line: never a joined string that looks like a
/// shell's.
QString planText(const RunPlan &plan);
/// What stands under a plan that is only shown.
QString onlyShownText();
QJsonObject toJsonOnlyShown(const RunPlan &plan);
QJsonObject toJson(const RunPlan &plan);
QString outputText(const OutputLine &line);
QString outcomeText(const RunProgress &progress);
QJsonObject toJson(const RunProgress &progress, const QList<OutputLine> &lines);

} // namespace opsdeck
