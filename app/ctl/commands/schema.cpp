// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/config/jsonschema.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("schema", text);
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    if (const int code = console::parse(parser, QStringLiteral("schema"), schemaCommand().usage,
                                        arguments, 1, 1);
        code >= 0)
        return code;
    const QString file = parser.positionalArguments().constFirst();
    const KindCatalog kinds = kindCatalog();
    if (file == QLatin1String("workspace")) {
        console::print(workspaceSchema());
    } else if (file == QLatin1String("platform")) {
        console::print(platformSchema(kinds.probes));
    } else if (file == QLatin1String("runbook")) {
        console::print(runbookSchema(kinds.steps));
    } else {
        console::complain(
            tr("There is no schema '%1': there are workspace, platform and runbook.").arg(file));
        return exitcode::kUsage;
    }
    return exitcode::kOk;
}

} // namespace

Command schemaCommand()
{
    return {QStringLiteral("schema"),
            tr("Print the JSON Schema of a kind of file, for editors that complete and check."),
            QStringLiteral("workspace|platform|runbook"), run};
}

} // namespace opsdeck
