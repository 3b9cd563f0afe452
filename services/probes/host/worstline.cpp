// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/worstline.h"

#include <QRegularExpression>
#include <QStringList>

namespace opsdeck {

namespace {

enum class Tone { Praise, Plain, Warning, Failure };

bool isHeading(const QString &line)
{
    static const QRegularExpression form(
        QStringLiteral(R"(^\s*([=#*~_-]{2,}|[-=#*~_\s]*$|.*(:|\.\.\.|…)\s*$))"));
    return form.match(line).hasMatch();
}

Tone toneOf(QString line)
{
    static const QRegularExpression none(
        QStringLiteral(R"(\b(0|no|none|without)\s+(\w+\s+)?(err|fail|warn|crit)\w*)"),
        QRegularExpression::CaseInsensitiveOption);
    line.remove(none);
    if (line.trimmed().isEmpty())
        return Tone::Praise;
    static const QString fails = QStringLiteral(
        R"(\b(crit(ical)?|fail(s|ed|ing|ure)?|err(or)?s?|fatal|down|dead|unhealthy|refused)\b)"
        R"(|\b(unreachable|missing|stopped|exited|time[sd]?[ -]?out|not|cannot|no answer)\b)"
        R"(|\w+n't\b|[✗✘❌])");
    static const QRegularExpression failure(fails, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression warning(QStringLiteral(R"(\b(warn(ing)?s?|degraded)\b|⚠)"),
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression praise(
        QStringLiteral(R"(^\W*(ok|up|healthy|pass(ed|es)?|running)\b)"
                       R"(|\b(ok|up|healthy|passed|running)\W*$|^\s*[✓✔✅])"),
        QRegularExpression::CaseInsensitiveOption);
    if (failure.match(line).hasMatch())
        return Tone::Failure;
    if (warning.match(line).hasMatch())
        return Tone::Warning;
    return praise.match(line).hasMatch() ? Tone::Praise : Tone::Plain;
}

} // namespace

QString worstLineOf(const QString &first, const QString &further)
{
    if (!first.isEmpty() && toneOf(first) != Tone::Praise && !isHeading(first))
        return first;
    QString worst;
    Tone tone = Tone::Praise;
    const QStringList lines = further.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const Tone its = toneOf(line);
        if (its <= tone || isHeading(line) || line.trimmed().isEmpty())
            continue;
        worst = line.trimmed();
        tone = its;
    }
    return worst;
}

} // namespace opsdeck
