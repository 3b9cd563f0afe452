// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/argumentvector.h"

#include "services/base/cleantext.h"
#include "services/config/configtext.h"
#include "services/config/variables.h"
#include "services/domain/stepguards.h"

namespace opsdeck {

void refuseCommandText(const QString &name, const YamlNode &text, const Reporter &reporter)
{
    QStringList words;
    const QStringList split = text.text().simplified().split(QLatin1Char(' '));
    for (const QString &word : split)
        words << QLatin1Char('"') + QString(word).remove(QLatin1Char('"')) + QLatin1Char('"');
    reporter.error(text.at(),
                   ConfigText::tr("'%1' must be a list of program and arguments, one entry "
                                  "each, for no shell splits a text: %1: [%2]")
                       .arg(name, cleanText(words.join(QStringLiteral(", ")), 120)));
}

bool isScriptSafe(const QStringList &texts, const YamlNode &node, bool isDeferred,
                  const Reporter &reporter)
{
    const QList<qsizetype> scripts = shellScripts(texts);
    bool isSafe = true;
    for (const qsizetype script : scripts) {
        // What is filled in already is looked for where it was written.
        const QStringList names =
            variablesIn(isDeferred ? texts.at(script) : node.children().at(script).written());
        if (names.isEmpty())
            continue;
        isSafe = false;
        reporter.error(
            node.children().at(script).at(),
            ConfigText::tr("the shell would run the value of ${%1} as code; write \"$1\" in the "
                           "script and pass the value behind it: [sh, -c, 'echo \"$1\"', sh, "
                           "\"${%1}\"]")
                .arg(cleanText(names.first(), 60)));
    }
    return isSafe;
}

} // namespace opsdeck
