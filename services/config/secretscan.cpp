// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/secretscan.h"

#include "services/config/configtext.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

QString advice()
{
    return ConfigText::tr("put it into the keychain (opsdeckctl credential set NAME) and write "
                          "only its name here, as a credential");
}

/// Nothing but variables, or a place in an answer: the value comes from elsewhere.
bool isOnlyVariables(const QString &value)
{
    static const QRegularExpression variables(
        QStringLiteral(R"(^(\s*(Bearer|Basic|Token)?\s*\$\{[A-Za-z0-9_.-]*\}\s*)+$)"));
    // Where in an answer a value will stand: "[BODY].access_token".
    static const QRegularExpression place(
        QStringLiteral(R"(^\[(BODY|HEADER|FIELD|SAMPLE)\][\].\["'A-Za-z0-9_ -]*$)"));
    return variables.match(value).hasMatch() || place.match(value).hasMatch();
}

/// "--password" → "password": an option whose argument comes next; else empty. "--no-password" has
/// none.
QString optionName(const YamlNode &node)
{
    static const QRegularExpression option(
        QStringLiteral(R"(^--?((?!no-)[A-Za-z][A-Za-z0-9_-]*)$)"));
    return node.isScalar() ? option.match(node.text()).captured(1) : QString();
}

void scanScalar(const YamlNode &node, const QString &key, const Reporter &reporter)
{
    if (node.text().isEmpty())
        return;
    if (looksSecret(node.text()))
        reporter.error(node.at(), ConfigText::tr("this looks like a secret; %1").arg(advice()));
    else if (namesSecret(key) && !isOnlyVariables(node.text()))
        reporter.error(
            node.at(),
            ConfigText::tr("'%1' holds a secret in plain text; %2").arg(key.left(40), advice()));
    else
        return;
    reporter.conceal(node.text());
}

void scan(const YamlNode &node, const QString &key, const Reporter &reporter)
{
    if (node.isScalar())
        return scanScalar(node, key, reporter);
    QString option;
    for (qsizetype i = 0; i < node.children().size(); ++i) {
        const YamlNode &child = node.children().at(i);
        if (node.isMap()) {
            scan(child, node.keys().at(i).name, reporter);
            continue;
        }
        const QString next = optionName(child);
        scan(child, next.isEmpty() && namesSecret(option) ? option : key, reporter);
        option = next;
    }
}

} // namespace

bool looksSecret(const QString &value)
{
    static const QRegularExpression shapes(QStringLiteral(
        R"((-----BEGIN [A-Z ]*PRIVATE KEY)|(\bgh[pousr]_[A-Za-z0-9]{20,})|(\bgithub_pat_[A-Za-z0-9_]{20,})|(\bglpat-[A-Za-z0-9_-]{16,}))"
        R"(|(\bxox[abprs]-[A-Za-z0-9-]{10,})|(\bA[KS]IA[A-Z0-9]{16}\b)|(\bsk_live_[A-Za-z0-9]{16,})|(\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.))"
        R"(|([A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:(?!\$\{[A-Za-z0-9_]*\}@)[^/\s@]+@))"
        R"(|((?:(?:^|\s)--?|[?&])(?i:(?:[a-z0-9]+[_-])*(?:password|passwd|passphrase|secret|token|api[_-]?key))=(?!\$)[^\s&]+))"
        R"(|(\b[A-Z0-9_]*(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|REDISCLI_AUTH)=(?!\$)[^\s&]+))"
        R"(|(\b(?:host|hostaddr|dbname|user)=\S+\s.*\bpassword=(?!\$)\S+))"));
    return shapes.match(value).hasMatch();
}

bool namesSecret(const QString &key)
{
    static const QRegularExpression names(
        QStringLiteral(
            R"(^(.*[_-])?(pass(word|wd|phrase)?|pgpassword|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|auth[_-]?key)$|^(proxy-)?authorization$|^x-api-key$|^cookie$)"),
        QRegularExpression::CaseInsensitiveOption);
    return names.match(key).hasMatch();
}

void refuseSecrets(const YamlNode &root, const Reporter &reporter)
{
    scan(root, {}, reporter);
}

} // namespace opsdeck
