// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/hardening.h"
#include "app/common/messagefilter.h"
#include "app/ctl/command.h"
#include "app/ctl/console.h"
#include "services/base/englishplurals.h"

#include <QCoreApplication>

using namespace opsdeck;

namespace {

QString overview()
{
    QList<QStringList> rows;
    for (const Command &command : commands())
        rows.append({QStringLiteral("  ") + command.name, command.summary});
    return QCoreApplication::translate("opsdeckctl",
                                       "Usage: opsdeckctl COMMAND …\n\nCommands:\n%1\n\nopsdeckctl "
                                       "COMMAND --help tells more.")
        .arg(console::table(rows));
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    installMessageFilter();
    QCoreApplication application(argc, argv);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QCoreApplication::setApplicationName(QStringLiteral("opsdeckctl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(OPSDECK_VERSION));

    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty()) {
        console::complain(overview());
        return exitcode::kUsage;
    }
    const QString &name = arguments.first();
    if (name == QLatin1String("--help") || name == QLatin1String("-h")
        || name == QLatin1String("help")) {
        console::print(overview());
        return exitcode::kOk;
    }
    if (name == QLatin1String("--version")) {
        console::print(QStringLiteral("opsdeckctl " OPSDECK_VERSION));
        return exitcode::kOk;
    }
    for (const Command &command : commands()) {
        if (command.name == name)
            return console::conclude(command.run(arguments.mid(1)), arguments);
    }
    console::complain(
        QCoreApplication::translate("opsdeckctl", "There is no command '%1'.").arg(name));
    console::complain(overview());
    return console::conclude(exitcode::kUsage, arguments);
}
