// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/console.h"

#include "app/common/exitcode.h"
#include "app/common/optionfault.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>

#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>

namespace opsdeck::console {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Console", text);
}

bool writeTo(std::FILE *stream, const QByteArray &bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    const bool done = std::fwrite(bytes.constData(), 1, size, stream) == size;
    return std::fflush(stream) == 0 && done;
}

/// What conclude() needs to know of the one standard output and error that a process has.
struct Told
{
    bool isAnswered = false; ///< something went to standard output
    std::optional<Error> error;
    QStringList complaints;
};

Told &told()
{
    static Told all;
    return all;
}

} // namespace

bool write(const QByteArray &bytes)
{
    told().isAnswered = true;
    return writeTo(stdout, bytes);
}

void note(const QString &text)
{
    writeTo(stderr, text.toUtf8() + '\n');
}

void print(const QString &text)
{
    write(text.toUtf8() + '\n');
}

void print(const QJsonObject &object)
{
    write(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

void complain(const QString &text)
{
    told().complaints << text;
    note(text);
}

void complain(const Error &error)
{
    if (!told().error)
        told().error = error;
    note(error.message);
    if (!error.advice.isEmpty())
        note(QStringLiteral("  ") + error.advice);
    if (!error.detail.isEmpty())
        note(QStringLiteral("  ") + error.detail);
}

int conclude(int code, const QStringList &arguments)
{
    const qsizetype at = arguments.indexOf(QStringLiteral("--format"));
    const bool json = arguments.contains(QStringLiteral("--format=json"))
                      || (at >= 0 && arguments.value(at + 1) == QLatin1String("json"));
    if (code == exitcode::kOk || !json || told().isAnswered)
        return code;
    // What was said line by line: the first says what is wrong, the others what to do, or more of
    // it.
    const Error error =
        told().error.value_or(Error{ErrorKind::Config,
                                    told().complaints.value(0),
                                    told().complaints.mid(1).join(QLatin1Char('\n')),
                                    {}});
    print(QJsonObject{{QStringLiteral("error"), errorJson(error)}});
    return code;
}

QJsonObject errorJson(const Error &error)
{
    return {{QStringLiteral("kind"), toWord(error.kind)},
            {QStringLiteral("message"), error.message},
            {QStringLiteral("advice"), error.advice}};
}

bool isAction(const QString &command, const QString &usage, const QStringList &arguments,
              const QStringList &actions)
{
    if (arguments.contains(QStringLiteral("--help")) || arguments.contains(QStringLiteral("-h")))
        return true;
    const QString action =
        arguments.value(0).startsWith(QLatin1Char('-')) ? QString() : arguments.value(0);
    if (actions.contains(action))
        return true;
    const QString known = actions.join(QStringLiteral(", "));
    complain(action.isEmpty()
                 ? tr("Say what to do: %1 takes one of %2.").arg(command, known)
                 : tr("There is no '%1 %2'; there are: %3.").arg(command, action, known));
    complain(tr("Usage: opsdeckctl %1 %2").arg(command, usage));
    return false;
}

QString ask(const QString &question)
{
    if (::isatty(STDIN_FILENO) == 0)
        return {};
    // What was typed before the question was seen is no answer to it.
    ::tcflush(STDIN_FILENO, TCIFLUSH);
    const QByteArray words = question.toUtf8();
    std::fwrite(words.constData(), 1, static_cast<std::size_t>(words.size()), stderr);
    std::fflush(stderr);
    std::array<char, 256> line = {};
    if (std::fgets(line.data(), static_cast<int>(line.size()), stdin) == nullptr)
        return {};
    return QString::fromUtf8(line.data()).trimmed();
}

QStringList formats()
{
    return {QStringLiteral("table"), QStringLiteral("json")};
}

void addCommonOptions(QCommandLineParser &parser, const QStringList &formats)
{
    parser.addOption({QStringLiteral("format"), tr("What to write."),
                      formats.join(QLatin1Char('|')), formats.first()});
    parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, tr("Show this help.")});
}

int parse(QCommandLineParser &parser, const QString &command, const QString &usage,
          const QStringList &arguments, const QStringList &positional, const QStringList &formats,
          const QStringList &repeatable, int more)
{
    const bool parsed =
        parser.parse(QStringList{QStringLiteral("opsdeckctl ") + command} + arguments);
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
    if (fault.isEmpty() && count < positional.size())
        fault = tr("Missing: %1.").arg(positional.mid(count).join(tr(" and ")));
    if (fault.isEmpty() && count > positional.size() + more)
        fault = tr("'%1' is one argument too many.")
                    .arg(parser.positionalArguments().at(positional.size() + more));
    for (qsizetype i = 0; fault.isEmpty() && i < count; ++i) {
        if (parser.positionalArguments().at(i).isEmpty())
            fault = tr("An empty text is not %1.")
                        .arg(positional.at(std::min(i, positional.size() - 1)));
    }
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
