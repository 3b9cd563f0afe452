// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/stepguards.h"

#include "services/domain/variablescan.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

bool isShell(const QString &program)
{
    static const QStringList names{
        QStringLiteral("sh"),   QStringLiteral("bash"), QStringLiteral("rbash"),
        QStringLiteral("dash"), QStringLiteral("ash"),  QStringLiteral("ksh"),
        QStringLiteral("mksh"), QStringLiteral("zsh"),  QStringLiteral("fish"),
        QStringLiteral("csh"),  QStringLiteral("tcsh"), QStringLiteral("yash"),
        QStringLiteral("posh"), QStringLiteral("su"),   QStringLiteral("runuser")};
    return names.contains(program.section(QLatin1Char('/'), -1));
}

/// Of one shell at `shell`; -1 when it is given none.
qsizetype scriptOf(const QStringList &arguments, qsizetype shell)
{
    static const QRegularExpression cluster(QStringLiteral("^-[A-Za-z]*c[A-Za-z]*$"));
    static const QRegularExpression takesOne(
        QStringLiteral("^([-+][A-Za-z]*[oO]|--(rcfile|init-file))$"));
    const QString name = arguments.at(shell).section(QLatin1Char('/'), -1);
    const bool isLogin =
        name == QLatin1String("su")
        || name == QLatin1String("runuser"); // whose option may stand behind the user
    bool isGiven = false;
    for (qsizetype i = shell + 1; i < arguments.size(); ++i) {
        const QString &each = arguments.at(i);
        const QString attached = each.startsWith(QLatin1String("--command=")) ? each : QString();
        if (!attached.isEmpty())
            return i;
        if (cluster.match(each).hasMatch() || each == QLatin1String("--command"))
            isGiven = true;
        else if (takesOne.match(each).hasMatch())
            ++i;
        else if (isGiven && each != QLatin1String("--")
                 && !(each.size() > 1
                      && (each.startsWith(QLatin1Char('-')) || each.startsWith(QLatin1Char('+')))))
            return i;
        else if (!isGiven && !isLogin && !each.startsWith(QLatin1Char('-'))
                 && !each.startsWith(QLatin1Char('+')))
            return -1; // a script file, and its own arguments
    }
    return -1;
}

} // namespace

QList<qsizetype> shellScripts(const QStringList &arguments)
{
    QList<qsizetype> scripts;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const qsizetype script = isShell(arguments.at(i)) ? scriptOf(arguments, i) : -1;
        if (script >= 0 && !scripts.contains(script))
            scripts.append(script);
    }
    return scripts;
}

QStringList variablesIn(const QString &text)
{
    QStringList names;
    variablesReplaced(
        text,
        [&names](const QString &name) {
            names << name;
            return std::optional(QString());
        },
        [](const QString &) {});
    return names;
}

bool staysInside(const QString &path)
{
    return !path.startsWith(QLatin1Char('/'))
           && !path.split(QLatin1Char('/')).contains(QStringLiteral(".."));
}

} // namespace opsdeck
