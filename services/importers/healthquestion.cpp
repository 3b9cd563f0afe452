// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/secretscan.h"
#include "services/importers/servicekindguess.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace opsdeck {

namespace {

bool isHere(const QString &host)
{
    return host == QLatin1String("localhost") || host == QLatin1String("127.0.0.1")
           || host == QLatin1String("::1") || host == QLatin1String("0.0.0.0");
}

QString valueAfter(const QStringList &words, qsizetype from, const QStringList &options)
{
    for (qsizetype i = from; i < words.size(); ++i) {
        for (const QString &option : options) {
            if (words.at(i) == option)
                return words.value(i + 1);
            if (option.startsWith(QLatin1String("--"))
                && words.at(i).startsWith(option + QLatin1Char('=')))
                return words.at(i).mid(option.size() + 1);
            if (option.size() == 2 && words.at(i).startsWith(option) && words.at(i).size() > 2
                && !words.at(i).startsWith(QLatin1String("--")))
                return words.at(i).mid(2);
        }
    }
    return {};
}

bool hasOption(const QStringList &words, const QStringList &options)
{
    for (const QString &word : words) {
        if (options.contains(word))
            return true;
    }
    return false;
}

QString programOf(const QString &word)
{
    return word.section(QLatin1Char('/'), -1);
}

/// Fills the question from the first address of this container in the words.
bool readAddress(const QStringList &words, HealthQuestion &question)
{
    static const QRegularExpression shape(QStringLiteral(R"((https?)://[^\s'"<>)\]]+)"),
                                          QRegularExpression::CaseInsensitiveOption);
    for (const QString &word : words) {
        const auto match = shape.match(word);
        if (!match.hasMatch())
            continue;
        const QUrl url(match.captured(0));
        if (!url.isValid() || !isHere(url.host()))
            continue;
        question.form = HealthQuestion::Form::Http;
        question.scheme = url.scheme();
        question.port =
            static_cast<quint16>(url.port(url.scheme() == QLatin1String("https") ? 443 : 80));
        question.path = url.path(QUrl::FullyEncoded);
        if (question.path.isEmpty())
            question.path = QStringLiteral("/");
        question.hasSecret = !url.userInfo().isEmpty();
        QUrlQuery kept;
        const auto items = QUrlQuery(url).queryItems(QUrl::FullyEncoded);
        for (const auto &[name, value] : items) {
            if (namesSecret(name) || looksSecret(name + QLatin1Char('=') + value))
                question.hasSecret = true;
            else
                kept.addQueryItem(name, value);
        }
        if (!kept.isEmpty())
            question.path += QLatin1Char('?') + kept.toString(QUrl::FullyEncoded);
        if (looksSecret(question.path)) {
            question.hasSecret = true;
            question.path = QStringLiteral("/");
        }
        return true;
    }
    return false;
}

/// `curl localhost:8000/health` and `localhost/health` have no scheme.
QStringList withSchemes(const QStringList &words)
{
    static const QRegularExpression bare(
        QStringLiteral(R"(^(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(:[0-9]+)?(/.*)?$)"));
    QStringList all;
    for (const QString &word : words)
        all << (bare.match(word).hasMatch() ? QLatin1String("http://") + word : word);
    return all;
}

} // namespace

HealthQuestion healthQuestion(const ComposeHealthcheck &health)
{
    HealthQuestion question;
    if (health.form != ComposeHealthcheck::Form::Command)
        return question;
    question.form = HealthQuestion::Form::Other;
    const QStringList &words = health.command;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString program = programOf(words.at(i));
        if (program == QLatin1String("pg_isready") || program == QLatin1String("psql")) {
            question.form = HealthQuestion::Form::Postgres;
            question.user =
                valueAfter(words, i, {QStringLiteral("-U"), QStringLiteral("--username")});
            question.database =
                valueAfter(words, i, {QStringLiteral("-d"), QStringLiteral("--dbname")});
            question.port =
                valueAfter(words, i, {QStringLiteral("-p"), QStringLiteral("--port")}).toUShort();
            return question;
        }
        if (program == QLatin1String("redis-cli") || program == QLatin1String("valkey-cli")) {
            question.form = HealthQuestion::Form::Redis;
            question.hasSecret = hasOption(words, {QStringLiteral("-a"), QStringLiteral("--pass")});
            question.port = valueAfter(words, i, {QStringLiteral("-p")}).toUShort();
            return question;
        }
        if (program == QLatin1String("curl") || program == QLatin1String("wget")
            || program == QLatin1String("http")) {
            if (!readAddress(withSchemes(words.mid(i + 1)), question))
                return question;
            question.isInsecure = hasOption(
                words, {QStringLiteral("-k"), QStringLiteral("--insecure"),
                        QStringLiteral("--no-check-certificate"), QStringLiteral("-fk"),
                        QStringLiteral("-kf"), QStringLiteral("-skf"), QStringLiteral("-sfk"),
                        QStringLiteral("-fsk"), QStringLiteral("-fks"), QStringLiteral("-ksf")});
            question.hasHeaders = hasOption(
                words, {QStringLiteral("-H"), QStringLiteral("--header"), QStringLiteral("-X"),
                        QStringLiteral("--request"), QStringLiteral("-d"), QStringLiteral("--data"),
                        QStringLiteral("-u"), QStringLiteral("--user")});
            if (hasOption(words, {QStringLiteral("-u"), QStringLiteral("--user"),
                                  QStringLiteral("--password")}))
                question.hasSecret = true;
            return question;
        }
        if (program == QLatin1String("nc") || program == QLatin1String("ncat")
            || program == QLatin1String("netcat")) {
            for (qsizetype k = i + 1; k < words.size(); ++k) {
                if (const quint16 port = words.at(k).toUShort();
                    port != 0 && isHere(words.at(k - 1)))
                    question.port = port;
            }
            question.form =
                question.port != 0 ? HealthQuestion::Form::Tcp : HealthQuestion::Form::Other;
            return question;
        }
    }
    // A program in some language that asks an address: python -c "urlopen('http://localhost…')".
    readAddress(words, question);
    return question;
}

} // namespace opsdeck
