// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/elsewhere.h"

#include "services/domain/wrongcheck.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool isOther(const ConfigPart &part, const Selection &selection)
{
    return part.isRunbook || (!selection.platform.isEmpty() && part.platform != selection.platform)
           || (!selection.environment.isEmpty() && !part.environment.isEmpty()
               && part.environment != selection.environment)
           || (!selection.service.isEmpty() && !part.service.isEmpty()
               && part.service != selection.service);
}

/// Whether some checks are wrong by it, and none of the selected ones.
bool isOfOtherChecks(const ConfigProblem &problem, const Workspace &workspace,
                     const Selection &selection)
{
    const QString place = QStringLiteral("%1:%2:%3")
                              .arg(problem.where.file)
                              .arg(problem.where.line)
                              .arg(problem.where.column);
    bool isAnyWrong = false;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                const bool isSelected =
                    selection.covers({platform.id, environment.id})
                    && (selection.service.isEmpty() || selection.service == service.id);
                for (const Check &check : service.checks) {
                    if (!isWrongAt(check, place))
                        continue;
                    if (isSelected)
                        return false;
                    isAnyWrong = true;
                }
            }
        }
    }
    return isAnyWrong;
}

} // namespace

bool isElsewhere(const ConfigProblem &problem, const LoadedWorkspace &loaded,
                 const Selection &selection)
{
    if (selection.platform.isEmpty() && selection.environment.isEmpty()
        && selection.service.isEmpty())
        return false;
    const bool isOfOther =
        std::any_of(loaded.parts.cbegin(), loaded.parts.cend(), [&](const ConfigPart &part) {
            return part.holds(problem.where) && isOther(part, selection);
        });
    return isOfOther
           || (loaded.workspace != nullptr
               && isOfOtherChecks(problem, *loaded.workspace, selection));
}

} // namespace opsdeck
