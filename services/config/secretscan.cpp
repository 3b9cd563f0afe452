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

constexpr qsizetype kLongestWord = 256;
constexpr qsizetype kLongestScript = 4096;

bool namesCredential(const QString &key)
{
    return key.endsWith(QLatin1String("credential"), Qt::CaseInsensitive);
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

/// A program that takes a secret as an argument.
struct Program
{
    QRegularExpression names; ///< the whole name
    QRegularExpression next;  ///< options whose argument is the secret
    QString glued;            ///< an option that the secret follows without a blank; empty: none
};

QRegularExpression whole(const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern));
}

Program program(const char *names, const char *next, const char *glued)
{
    return {whole(QString::fromLatin1(names)), whole(QString::fromLatin1(next)),
            QString::fromLatin1(glued)};
}

/// Made once: every word of every list is held against them.
const QList<Program> &programs()
{
    static const QList<Program> all{
        program("(redis|valkey|keydb)-(cli|benchmark)", "-a|--pass", ""),
        program("(mysql|mariadb)(-?(dump|admin|check|import|show))?", "(?!)", "-p"),
        program("sshpass", "-p", "-p"),
        program("mongo(sh|dump|restore|export|import|stat|top)?", "-p", ""),
        program("ldap(search|modify|add|delete|whoami|passwd)", "-w", ""),
        program("mosquitto_(pub|sub|rr)", "-P", ""),
        program("(curl|wget)", "-u|--user|-U|--proxy-user", ""),
    };
    return all;
}

/// Null when the word names none of them.
const Program *programNamed(const QString &word)
{
    static const QRegularExpression any = [] {
        QStringList patterns;
        for (const Program &each : programs())
            patterns << each.names.pattern();
        return QRegularExpression(patterns.join(QLatin1Char('|')));
    }();
    const QString name = word.section(QLatin1Char('/'), -1);
    if (!any.match(name).hasMatch())
        return nullptr;
    const auto known =
        std::find_if(programs().cbegin(), programs().cend(),
                     [&](const Program &each) { return each.names.match(name).hasMatch(); });
    return known == programs().cend() ? nullptr : &*known;
}

/// The words of a command line that are a secret, each with its option: by the index of the word.
QList<std::pair<qsizetype, QString>> secretWords(const QStringList &words)
{
    QList<std::pair<qsizetype, QString>> found;
    const Program *program = nullptr;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words.at(i);
        if (word.isEmpty() || word.size() > kLongestWord)
            continue;
        if (word.at(0) != QLatin1Char('-')) {
            if (const Program *known = programNamed(word))
                program = known;
            continue;
        }
        if (program == nullptr)
            continue;
        const QString &glued = program->glued;
        const bool isUser = word.startsWith(QLatin1String("-u"), Qt::CaseInsensitive)
                            || word.endsWith(QLatin1String("user"));
        if (program->next.match(word).hasMatch() && i + 1 < words.size()) {
            const QString value = words.at(i + 1);
            const QString secret = isUser ? value.section(QLatin1Char(':'), 1) : value;
            if (!secret.isEmpty() && !secret.startsWith(QLatin1Char('$')))
                found.append({i + 1, word});
            ++i;
        } else if (!glued.isEmpty() && word.startsWith(glued) && word.size() > glued.size()
                   && word.at(glued.size()) != QLatin1Char('$')) {
            found.append({i, glued});
        }
    }
    return found;
}

/// Of a list of program and arguments, and of a script in one text.
void scanCommand(const YamlNode &node, const Reporter &reporter)
{
    QStringList words;
    for (const YamlNode &child : node.children())
        words << (child.isScalar() ? child.text() : QString());
    const auto refuse = [&](const YamlNode &at, const QString &option, const QString &secret) {
        reporter.error(
            at.at(),
            ConfigText::tr("'%1' holds a secret in plain text; %2").arg(option.left(40), advice()));
        reporter.refuse(at.at());
        reporter.conceal(secret);
    };
    const auto found = secretWords(words);
    for (const auto &[at, option] : found)
        refuse(node.children().at(at), option, words.at(at));
    for (const YamlNode &child : node.children()) {
        if (!child.isScalar() || !child.text().contains(QLatin1Char(' '))
            || child.text().size() > kLongestScript)
            continue;
        const QStringList script = child.text().simplified().split(QLatin1Char(' '));
        const auto inside = secretWords(script);
        for (const auto &[at, option] : inside)
            refuse(child, option, script.at(at));
    }
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
    else if (namesCredential(key) && looksPasted(node.text()))
        reporter.error(node.at(), pastedText(key.left(40)));
    else
        return;
    reporter.refuse(node.at());
    reporter.conceal(node.text());
}

void scan(const YamlNode &node, const QString &key, const Reporter &reporter)
{
    if (node.isScalar())
        return scanScalar(node, key, reporter);
    if (node.isList())
        scanCommand(node, reporter);
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
        // Whose password may hold a slash: no path comes before the @.
        R"(|(\b(?:postgres(?:ql)?|mysql|mariadb|amqps?|rediss?|mongodb)(?:\+[a-z0-9]+)?://[^/\s:@]*:(?!\$\{[A-Za-z0-9_]*\}@)[^\s@]+@))"
        R"(|((?:(?:^|\s)--?|^|[?&;])(?i:(?:[a-z0-9]+[_-])*(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key))=(?![$<*{])[^\s&;]+))"
        R"(|(\x22(?i:[a-z0-9_-]*(?:password|passwd|passphrase|secret|token|api[_-]?key))\x22\s*:\s*\x22(?![$<*{])[^\x22]+\x22))"
        // As long as a key is.
        R"(|([?&](?i:sig|signature|key|auth)=(?!\$)[A-Za-z0-9%+/_.=-]{16,}))"
        R"(|(\b[A-Z0-9_]*(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|REDISCLI_AUTH)=(?!\$)[^\s&]+))"
        R"(|(\b(?:host|hostaddr|dbname|user)=\S+\s.*\bpassword=(?!\$)\S+))"));
    return shapes.match(value).hasMatch();
}

bool namesSecret(const QString &key)
{
    static const QRegularExpression names(
        QStringLiteral(
            R"(^(.*[_-])?(pass(word|wd|phrase)?|pgpassword|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|auth[_-]?key)$|^(proxy-)?authorization$|^x-api-key$|^x-auth$|^cookie$)"),
        QRegularExpression::CaseInsensitiveOption);
    return names.match(key).hasMatch();
}

bool looksPasted(const QString &credential)
{
    static const QRegularExpression digits(QStringLiteral("[0-9]+"));
    static const QRegularExpression others(QStringLiteral("[/.:@]|\\$\\{"));
    constexpr qsizetype kShortest = 10;
    constexpr int kMixed = 3;
    if (credential.size() < kShortest || credential.contains(others))
        return false;
    const bool hasBoth = credential != credential.toLower() && credential != credential.toUpper();
    const auto groups = credential.count(digits);
    return groups >= kMixed || (groups >= 2 && hasBoth);
}

QString pastedText(const QString &key)
{
    return ConfigText::tr("'%1' looks like a secret itself, not like a name; %2. A name has a "
                          "slash, such as shop/prod/db")
        .arg(key, advice());
}

void refuseSecrets(const YamlNode &root, const Reporter &reporter)
{
    scan(root, {}, reporter);
}

} // namespace opsdeck
