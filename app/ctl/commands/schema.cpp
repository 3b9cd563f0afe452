// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "app/ctl/kindreference.h"
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
    if (const int code =
            console::parse(parser, QStringLiteral("schema"), schemaCommand().usage, arguments,
                           {tr("the kind of file: workspace, platform, runbook or keys")});
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
    } else if (file == QLatin1String("keys")) {
        console::print(kindReference(kinds));
    } else {
        console::complain(
            tr("There is no schema '%1': there are workspace, platform, runbook and keys.")
                .arg(file));
        return exitcode::kUsage;
    }
    return exitcode::kOk;
}

} // namespace

Command schemaCommand()
{
    return {QStringLiteral("schema"),
            tr("Print the JSON Schema of a kind of file, for editors that complete and check, or a "
               "table of all keys of checks and steps."),
            QStringLiteral("workspace|platform|runbook|keys"), run};
}

} // namespace opsdeck
