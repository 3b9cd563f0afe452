// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/optionfault.h"

#include "services/base/cleantext.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr int kShown = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

} // namespace

QString optionFault(const QCommandLineParser &parser, const QStringList &repeatable)
{
    const QStringList names = parser.optionNames();
    for (const QString &name : names) {
        const QStringList values =
            parser.values(name); // of all its names; none of an option without a value
        const QString typed =
            (name.size() == 1 ? QStringLiteral("-") : QStringLiteral("--")) + name;
        if (repeatable.contains(name)) {
            if (values.contains(QString()))
                return tr("%1 has an empty value; give it one or leave it out.").arg(typed);
            continue;
        }
        if (values.size() > 1) {
            QStringList shown;
            for (const QString &value : values)
                shown << QLatin1Char('\'') + cleanText(value, kShown) + QLatin1Char('\'');
            return tr("%1 is given more than once (%2); give it one value.")
                .arg(typed, shown.join(QStringLiteral(", ")));
        }
        if (values.size() == 1 && values.first().isEmpty())
            return tr("%1 has an empty value; give it one or leave it out.").arg(typed);
    }
    return {};
}

} // namespace opsdeck
