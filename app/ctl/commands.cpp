// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/commands.h"

#include "app/common/opener.h"
#include "app/ctl/command.h"
#include "app/ctl/console.h"

namespace opsdeck {

QList<Command> commands()
{
    return {
        validateCommand(), checkCommand(), runbookCommand(), credentialCommand(),
        schemaCommand(),   auditCommand(), importCommand(),
    };
}

void complainAbout(const LoadedWorkspace &loaded, const QString &path)
{
    for (const ConfigProblem &problem : loaded.problems) {
        const QString text = problemText(problem, path);
        problem.severity == ProblemSeverity::Error ? console::complain(text) : console::note(text);
    }
}

} // namespace opsdeck
