// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composevalues.h"

namespace opsdeck {

bool readFlag(const ComposeNode &node, const QString &service, const QString &key,
              ImportFindings &findings)
{
    const QString word = node.text.toLower();
    const bool isYes =
        word == QLatin1String("yes") || word == QLatin1String("y") || word == QLatin1String("on");
    const bool isNo =
        word == QLatin1String("no") || word == QLatin1String("n") || word == QLatin1String("off");
    if (node.isNull() || word == QLatin1String("false"))
        return false;
    if (word == QLatin1String("true"))
        return true;
    if (isYes || isNo) {
        findings.add(FindingLevel::Note, node.at, service, key,
                     ImportText::tr("'%1' is a text in YAML 1.2; it is taken as %2, write that")
                         .arg(node.text, isYes ? QStringLiteral("true") : QStringLiteral("false")));
        return isYes;
    }
    findings.error(
        node.at,
        ImportText::tr("service %1: '%2' is true or false").arg(ImportText::quoted(service), key));
    return false;
}

int readCount(const ComposeNode &node, const QString &service, const QString &key, int otherwise,
              ImportFindings &findings)
{
    if (node.isNull())
        return otherwise;
    bool isNumber = false;
    const double value = node.text.toDouble(&isNumber);
    if (node.isScalar() && isNumber && value >= 0 && value <= 1'000'000'000
        && value == static_cast<double>(static_cast<int>(value)))
        return static_cast<int>(value);
    findings.error(node.at,
                   ImportText::tr("service %1: '%2' is a whole number, not %3")
                       .arg(ImportText::quoted(service), key, ImportText::quoted(node.text)));
    return otherwise;
}

QList<ComposeNode> readTexts(const ComposeNode &node, const QString &service, const QString &key,
                             ImportFindings &findings)
{
    if (node.isNull())
        return {};
    if (node.isScalar())
        return {node};
    QList<ComposeNode> texts;
    bool isGood = node.isList();
    for (const ComposeNode &item : node.children) {
        if (item.isScalar())
            texts.append(item);
        else if (!item.isNull())
            isGood = false;
    }
    if (!isGood)
        findings.error(node.at, ImportText::tr("service %1: '%2' is a list of texts")
                                    .arg(ImportText::quoted(service), key));
    return isGood ? texts : QList<ComposeNode>();
}

} // namespace opsdeck
