// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/commands.h"

#include "app/common/opener.h"
#include "app/ctl/command.h"
#include "app/ctl/console.h"

#include <QCoreApplication>

namespace opsdeck {

QList<Command> commands()
{
    return {
        validateCommand(), checkCommand(),  runbookCommand(), credentialCommand(), schemaCommand(),
        auditCommand(),    importCommand(), trustCommand(),   queryCommand(),
    };
}

void complainAbout(const LoadedWorkspace &loaded, const QString &path)
{
    for (const ConfigProblem &problem : loaded.problems) {
        const QString text = problemText(problem, path);
        problem.severity == ProblemSeverity::Error ? console::complain(text) : console::note(text);
    }
}

void noteUntrusted(const TrustedWorkspace &opened, const QString &path)
{
    if (opened.trustError)
        console::note(opened.trustError->message + QLatin1Char(' ') + opened.trustError->advice);
    if (opened.untrusted.isEmpty())
        return;
    const QString command = QStringLiteral("opsdeckctl trust %1 --show").arg(path);
    console::note(opened.untrusted.size() == 1
                      ? QCoreApplication::translate(
                            "trust", "1 program is not run: this workspace is not trusted yet. %1 "
                                     "shows it.")
                            .arg(command)
                      : QCoreApplication::translate(
                            "trust", "%1 programs are not run: this workspace is not trusted yet. "
                                     "%2 shows them.")
                            .arg(opened.untrusted.size())
                            .arg(command));
}

} // namespace opsdeck
