// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/console.h"

#include "app/common/exitcode.h"
#include "app/common/optionfault.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>

namespace opsdeck::console {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Console", text);
}

void write(std::FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

void print(const QString &text)
{
    write(stdout, text.toUtf8() + '\n');
}

void print(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Indented));
}

void complain(const QString &text)
{
    write(stderr, text.toUtf8() + '\n');
}

void complain(const Error &error)
{
    complain(error.message);
    if (!error.advice.isEmpty())
        complain(QStringLiteral("  ") + error.advice);
    if (!error.detail.isEmpty())
        complain(QStringLiteral("  ") + error.detail);
}

QStringList formats()
{
    return {QStringLiteral("table"), QStringLiteral("json")};
}

void addCommonOptions(QCommandLineParser &parser, const QStringList &formats)
{
    parser.addOption({QStringLiteral("format"), tr("What to write."), formats.join(QLatin1Char('|')), formats.first()});
    parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, tr("Show this help.")});
}

int parse(QCommandLineParser &parser, const QString &command, const QString &usage, const QStringList &arguments,
          int minimumPositional, int maximumPositional, const QStringList &formats, const QStringList &repeatable)
{
    const bool parsed = parser.parse(QStringList{QStringLiteral("opsdeckctl ") + command} + arguments);
    const QString usageLine = tr("Usage: opsdeckctl %1 %2").arg(command, usage);
    if (parsed && parser.isSet(QStringLiteral("help"))) {
        print(usageLine);
        // The parser's own text begins with a usage line made of option names; ours says more.
        print(parser.helpText().section(QLatin1Char('\n'), 1).trimmed());
        return exitcode::kOk;
    }
    QString fault = parsed ? optionFault(parser, repeatable) : parser.errorText();
    const qsizetype count = parser.positionalArguments().size();
    const QString format = parsed ? parser.value(QStringLiteral("format")) : QString();
    if (fault.isEmpty() && !formats.contains(format))
        fault = tr("Unknown format '%1'; it is %2.").arg(format, formats.join(tr(" or ")));
    if (fault.isEmpty() && count < minimumPositional)
        fault = tr("Something is missing.");
    if (fault.isEmpty() && count > maximumPositional)
        fault = tr("'%1' is one argument too many.").arg(parser.positionalArguments().at(maximumPositional));
    if (fault.isEmpty())
        return -1;
    complain(fault);
    complain(usageLine);
    return exitcode::kUsage;
}

bool wantsJson(const QCommandLineParser &parser)
{
    return parser.value(QStringLiteral("format")) == QLatin1String("json");
}

QString table(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (i >= widths.size())
                widths.append(0);
            widths[i] = std::max(widths.at(i), row.at(i).size());
        }
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 == row.size() ? row.at(i) : row.at(i).leftJustified(widths.at(i) + 2);
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace opsdeck::console
