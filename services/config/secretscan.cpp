// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/secretscan.h"

#include "services/config/configtext.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

QString advice()
{
    return ConfigText::tr("put it into the keychain (opsdeckctl credential set NAME) and write only its name here, as a credential");
}

/// Nothing but variables: the value comes from elsewhere, where it is looked at too.
bool isOnlyVariables(const QString &value)
{
    static const QRegularExpression variables(QStringLiteral(R"(^(\s*(Bearer|Basic)?\s*\$\{[A-Za-z0-9_]*\}\s*)+$)"));
    return variables.match(value).hasMatch();
}

void scan(const YamlNode &node, const QString &key, const Reporter &reporter)
{
    if (node.isScalar()) {
        if (node.text().isEmpty())
            return;
        if (looksSecret(node.text()))
            reporter.error(node.at(), ConfigText::tr("this looks like a secret; %1").arg(advice()));
        else if (namesSecret(key) && !isOnlyVariables(node.text()))
            reporter.error(node.at(), ConfigText::tr("'%1' holds a secret in plain text; %2").arg(key.left(40), advice()));
        return;
    }
    for (qsizetype i = 0; i < node.children().size(); ++i)
        scan(node.children().at(i), node.isMap() ? node.keys().at(i).name : key, reporter);
}

} // namespace

bool looksSecret(const QString &value)
{
    static const QRegularExpression shapes(QStringLiteral(
        R"((-----BEGIN [A-Z ]*PRIVATE KEY)|(\bgh[pousr]_[A-Za-z0-9]{20,})|(\bgithub_pat_[A-Za-z0-9_]{20,})|(\bglpat-[A-Za-z0-9_-]{16,}))"
        R"(|(\bxox[abprs]-[A-Za-z0-9-]{10,})|(\bA[KS]IA[A-Z0-9]{16}\b)|(\bsk_live_[A-Za-z0-9]{16,})|(\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.))"
        R"(|([A-Za-z][A-Za-z0-9+.-]*://[^/\s:@${}]*:[^/\s@${}]+@))"
        R"(|(\bPGPASSWORD=[^\s${}]+)|(\bREDISCLI_AUTH=[^\s${}]+))"));
    return shapes.match(value).hasMatch();
}

bool namesSecret(const QString &key)
{
    static const QRegularExpression names(
        QStringLiteral(R"(^(.*[_-])?(pass(word|wd|phrase)?|pgpassword|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|auth[_-]?key)$|^(proxy-)?authorization$|^x-api-key$|^cookie$)"),
        QRegularExpression::CaseInsensitiveOption);
    return names.match(key).hasMatch();
}

void refuseSecrets(const YamlNode &root, const Reporter &reporter)
{
    scan(root, {}, reporter);
}

} // namespace opsdeck
