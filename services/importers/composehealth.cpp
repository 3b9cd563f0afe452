// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composehealth.h"

#include "services/importers/composevalues.h"

#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

bool isOperator(QChar c)
{
    return c == QLatin1Char('|') || c == QLatin1Char('&') || c == QLatin1Char(';')
           || c == QLatin1Char('(') || c == QLatin1Char(')') || c == QLatin1Char('\n');
}

void readTest(const ComposeNode &test, const QString &service, ComposeHealthcheck &health,
              ImportFindings &findings)
{
    health.at = test.at;
    if (test.isScalar()) {
        health.command = shellWords(test.text);
    } else if (test.isList()) {
        QStringList items;
        for (const ComposeNode &item : test.children)
            items << (item.isScalar() ? item.text : QString());
        const QString form = items.isEmpty() ? QString() : items.takeFirst();
        if (form == QLatin1String("NONE")) {
            health.form = ComposeHealthcheck::Form::Disabled;
            return;
        }
        if (form == QLatin1String("CMD-SHELL"))
            health.command = shellWords(items.join(QLatin1Char(' ')));
        else if (form == QLatin1String("CMD"))
            health.command = items;
        else if (!test.children.isEmpty())
            findings.error(test.at, ImportText::tr("service %1: 'test' begins with CMD, CMD-SHELL "
                                                   "or NONE")
                                        .arg(ImportText::quoted(service)));
        // `sh -c "…"` is a line in a list.
        if (health.command.size() >= 3 && health.command.at(1) == QLatin1String("-c")
            && health.command.constFirst().endsWith(QLatin1String("sh")))
            health.command = shellWords(health.command.at(2));
    }
    if (!health.command.isEmpty())
        health.form = ComposeHealthcheck::Form::Command;
}

} // namespace

std::optional<Milliseconds> composeDuration(const QString &text)
{
    static const QRegularExpression whole(
        QStringLiteral(R"(^([0-9]{1,9}(\.[0-9]{1,6})?(ns|us|µs|ms|s|m|h|d))+$)"));
    static const QRegularExpression part(
        QStringLiteral(R"(([0-9]+(?:\.[0-9]+)?)(ns|us|µs|ms|s|m|h|d))"));
    static const QHash<QString, double> units{
        {QStringLiteral("ns"), 0.000001}, {QStringLiteral("us"), 0.001},
        {QStringLiteral("µs"), 0.001},    {QStringLiteral("ms"), 1},
        {QStringLiteral("s"), 1000},      {QStringLiteral("m"), 60'000},
        {QStringLiteral("h"), 3'600'000}, {QStringLiteral("d"), 86'400'000}};
    if (text == QLatin1String("0"))
        return Milliseconds(0);
    if (text.size() > 40 || !whole.match(text).hasMatch())
        return std::nullopt;
    double sum = 0;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        sum += match.captured(1).toDouble() * units.value(match.captured(2));
    }
    constexpr double kLongest = 31.0 * 86'400'000;
    return Milliseconds(std::llround(std::min(sum, kLongest)));
}

QStringList shellWords(const QString &line)
{
    QStringList words;
    QString word;
    bool isOpen = false;
    QChar quote;
    const auto finish = [&] {
        if (isOpen)
            words << word;
        word.clear();
        isOpen = false;
    };
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line.at(i);
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else if (c == QLatin1Char('\\') && quote == QLatin1Char('"') && i + 1 < line.size())
                word += line.at(++i);
            else
                word += c;
        } else if (c == QLatin1Char('"') || c == QLatin1Char('\'')) {
            quote = c;
            isOpen = true;
        } else if (c == QLatin1Char('\\') && i + 1 < line.size()) {
            word += line.at(++i);
            isOpen = true;
        } else if (isOperator(c)) {
            finish();
            const bool isDouble = i + 1 < line.size() && line.at(i + 1) == c;
            words << (isDouble ? QString(2, c) : QString(c));
            i += isDouble ? 1 : 0;
        } else if (c.isSpace()) {
            finish();
        } else {
            word += c;
            isOpen = true;
        }
    }
    finish();
    return words;
}

ComposeHealthcheck readHealthcheck(const ComposeNode &node, const QString &service,
                                   ImportFindings &findings)
{
    ComposeHealthcheck health;
    health.at = node.at;
    if (node.isNull())
        return health;
    if (!node.isMap()) {
        findings.error(node.at, ImportText::tr("service %1: 'healthcheck' is a mapping")
                                    .arg(ImportText::quoted(service)));
        return health;
    }
    const auto duration = [&](const char *key, Milliseconds &to, bool keepsZero) {
        const ComposeNode *value = node.find(QLatin1String(key));
        if (value == nullptr || value->isNull())
            return;
        const auto read = composeDuration(value->text);
        if (!value->isScalar() || !read)
            findings.error(value->at,
                           ImportText::tr("service %1: '%2' is a duration such as 30s or 1m30s")
                               .arg(ImportText::quoted(service), QLatin1String(key)));
        else if (read->count() > 0 || keepsZero) // zero means the default
            to = *read;
    };
    duration("interval", health.interval, false);
    duration("timeout", health.timeout, false);
    duration("start_period", health.startPeriod, true);
    if (const ComposeNode *retries = node.find(QStringLiteral("retries"))) {
        const int count = readCount(*retries, service, QStringLiteral("retries"), 0, findings);
        if (count > 0)
            health.retries = count;
    }
    if (const ComposeNode *test = node.find(QStringLiteral("test")))
        readTest(*test, service, health, findings);
    if (const ComposeNode *disable = node.find(QStringLiteral("disable"));
        disable != nullptr && readFlag(*disable, service, QStringLiteral("disable"), findings))
        health.form = ComposeHealthcheck::Form::Disabled;
    return health;
}

} // namespace opsdeck
