// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/program.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qsizetype kRunnersShown = 3;
constexpr qsizetype kPointsShown = 5;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ProgramUse)
};

bool isUnseen(char32_t point)
{
    switch (QChar::category(point)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    case QChar::Separator_Space:
        return point != U' ';
    default:
        // Letters that are drawn as nothing: fillers, variation selectors.
        return point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0
               || point == 0x034F || (point >= 0xFE00 && point <= 0xFE0F)
               || (point >= 0xE0100 && point <= 0xE01EF);
    }
}

QString hex(char32_t point, int digits)
{
    return QString::number(point, 16).toUpper().rightJustified(digits, QLatin1Char('0'));
}

QString escaped(char32_t point)
{
    switch (point) {
    case U'\n':
        return QStringLiteral("\\n");
    case U'\r':
        return QStringLiteral("\\r");
    case U'\t':
        return QStringLiteral("\\t");
    case U'\x1b':
        return QStringLiteral("\\e");
    case U'\\':
        return QStringLiteral("\\\\");
    case U'\'':
        return QStringLiteral("\\'");
    default:
        break;
    }
    if (!isUnseen(point))
        return QString::fromUcs4(&point, 1);
    return point <= 0xFFFF ? QStringLiteral("\\u") + hex(point, 4)
                           : QStringLiteral("\\U") + hex(point, 8);
}

/// As it is where that is clear, else in $'…'.
QString clear(const QString &argument)
{
    const QList<uint> points = argument.toUcs4();
    const bool isPlain =
        std::none_of(points.cbegin(), points.cend(), [](uint point) { return isUnseen(point); })
        && !argument.isEmpty() && !argument.startsWith(QLatin1Char(' '))
        && !argument.endsWith(QLatin1Char(' ')) && !argument.startsWith(QLatin1String("$'"));
    if (isPlain)
        return argument;
    QString text = QStringLiteral("$'");
    for (const uint point : points)
        text += escaped(point);
    return text + QLatin1Char('\'');
}

} // namespace

QStringList wayVector(const Check &check)
{
    if (check.via.configFile.isEmpty())
        return {};
    return QStringList{QStringLiteral("ssh"), QStringLiteral("-F"), check.via.configFile}
           + check.via.hosts;
}

QStringList commandVector(const Check &check, const QStringList &command, bool isBySsh)
{
    if (!isBySsh)
        return command;
    const QString configFile = check.parameters.value(QStringLiteral("config_file")).toString();
    if (command.isEmpty() && configFile.isEmpty())
        return {};
    QStringList arguments{QStringLiteral("ssh")};
    if (!configFile.isEmpty())
        arguments << QStringLiteral("-F") << configFile;
    const QString user = check.parameters.value(QStringLiteral("user")).toString();
    const QString host = check.parameters.value(QStringLiteral("host")).toString();
    arguments << (user.isEmpty() ? host : user + QLatin1Char('@') + host);
    return arguments + command;
}

QString shownArgument(const QString &argument)
{
    QStringList others;
    const QList<uint> points = argument.toUcs4();
    for (const uint point : points) {
        const QString name = QStringLiteral("U+") + hex(point, 4);
        if (point > 0x7e && !isUnseen(point) && !others.contains(name))
            others << name;
    }
    const QString text = clear(argument);
    if (others.isEmpty())
        return text;
    const bool areMore = others.size() > kPointsShown;
    return QStringLiteral("%1  (%2%3)")
        .arg(text, others.mid(0, kPointsShown).join(QLatin1Char(' ')),
             areMore ? QStringLiteral(" …") : QString());
}

QString shownCommand(const QStringList &argumentVector, int limit)
{
    QStringList parts;
    for (const QString &argument : argumentVector) {
        const QString text = clear(argument);
        const bool needsQuotes =
            text == argument && std::any_of(text.cbegin(), text.cend(), [](QChar c) {
                return QStringLiteral(" '\"\\$`&|;<>()*?[]{}~#!").contains(c);
            });
        parts << (needsQuotes
                      ? QLatin1Char('\'')
                            + QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''"))
                            + QLatin1Char('\'')
                      : text);
    }
    const QString all = parts.join(QLatin1Char(' '));
    return all.size() > limit ? all.left(limit - 1) + QStringLiteral("…") : all;
}

QSet<QString> digestsOf(const QList<ProgramUse> &programs)
{
    QSet<QString> digests;
    for (const ProgramUse &program : programs) {
        if (!program.digest.isEmpty())
            digests.insert(program.digest);
    }
    return digests;
}

QList<ProgramUse> notAmong(const QList<ProgramUse> &programs, const QSet<QString> &trusted)
{
    QList<ProgramUse> left;
    for (const ProgramUse &program : programs) {
        if (program.digest.isEmpty() || !trusted.contains(program.digest))
            left.append(program);
    }
    return left;
}

QString runnersText(const ProgramUse &program)
{
    QStringList names;
    for (const CheckKey &key : program.checks.mid(0, kRunnersShown))
        names << key.toString();
    const QString text = names.join(QStringLiteral(", "));
    const qsizetype more = program.checks.size() - names.size();
    return more > 0 ? Words::tr("%1 and %2 more").arg(text).arg(more) : text;
}

} // namespace opsdeck
