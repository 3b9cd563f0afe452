// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonwords.h"

#include "models/inspector/factrows.h"
#include "services/domain/absence.h"
#include "services/domain/comparedfields.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

using State = ComparedValue::State;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Comparison)
};

QString spaced(QString name)
{
    return name.replace(QLatin1Char('_'), QLatin1Char(' '));
}

FactRow factOf(const ComparedRow &row, const QVariant &value)
{
    const QList<FactRow> rows = factRows({{row.aspect, value}}, row.probe);
    return rows.isEmpty() ? FactRow{row.aspect, {}} : rows.first();
}

QString plainText(const ComparedRow &row, const QVariant &value)
{
    switch (row.kind) {
    case AspectKind::Check:
        return Words::tr("defined");
    case AspectKind::Presence:
        return spaced(value.toString());
    default:
        break;
    }
    static const QStringList durations{QStringLiteral("latency_limit"),
                                       QStringLiteral("warn_before"),
                                       QStringLiteral("critical_before")};
    if (row.kind == AspectKind::Setting && durations.contains(row.aspect))
        return durationText(Milliseconds(value.toLongLong()));
    return factOf(row, value).value;
}

QString absentText(const ComparedRow &row)
{
    switch (row.kind) {
    case AspectKind::Presence:
        return absenceWord(Absence::NotHere);
    case AspectKind::Check:
        return Words::tr("no such check");
    case AspectKind::Observed:
        return absenceWord(Absence::NoValue);
    default:
        return Words::tr("not stated");
    }
}

} // namespace

bool isHashed(const ComparedRow &row)
{
    return row.kind == AspectKind::Observed && !variableOf(row.aspect).isEmpty();
}

QString aspectText(const ComparedRow &row)
{
    if (!row.title.isEmpty())
        return row.title;
    switch (row.kind) {
    case AspectKind::Presence:
        return Words::tr("presence");
    case AspectKind::Check:
        return Words::tr("check");
    case AspectKind::Observed:
        return isHashed(row) ? variableOf(row.aspect) : factOf(row, QStringLiteral("x")).name;
    default:
        break;
    }
    if (row.aspect == QLatin1String("via"))
        return Words::tr("reached by");
    if (row.aspect == QLatin1String("unset"))
        return Words::tr("parameters without a value");
    return spaced(row.aspect);
}

QString valueText(const ComparedRow &row, const ComparedValue &value)
{
    switch (value.state) {
    case State::Stated:
    case State::Fresh:
        return plainText(row, value.value);
    case State::Stale:
    case State::Expired:
        return value.value.isValid() ? Words::tr("was %1").arg(plainText(row, value.value))
                                     : absenceWord(Absence::NotObserved);
    case State::NotObserved:
        return absenceWord(Absence::NotObserved);
    case State::Absent:
        return absentText(row);
    case State::NotHere:
        break;
    }
    return absenceWord(Absence::NotHere);
}

QString freshnessText(const ComparedValue &value)
{
    if (value.state == State::Stale)
        return Words::tr("stale, %1 old").arg(durationText(value.age));
    if (value.state == State::Expired)
        return Words::tr("not of now, %1 old").arg(durationText(value.age));
    return {};
}

QString differenceText(Difference difference)
{
    switch (difference) {
    case Difference::None:
        return Words::tr("the same");
    case Difference::Single:
        return Words::tr("in one environment only");
    case Difference::Expected:
        return Words::tr("expected to differ");
    case Difference::OwnText:
        return Words::tr("stated of each environment");
    case Difference::Explained:
        return Words::tr("differs, explained");
    case Difference::NotObserved:
        return Words::tr("not observed everywhere");
    case Difference::OnlySome:
        return Words::tr("only in some");
    case Difference::Differs:
        break;
    }
    return Words::tr("differs");
}

QString rowSentences(const ComparedRow &row, const QString &service,
                     const QStringList &environments)
{
    QStringList lines{Words::tr("%1, %2: %3", "service, aspect, kind of difference")
                          .arg(service, aspectText(row), differenceText(row.difference))};
    QStringList told;
    for (qsizetype i = 0; i < row.values.size(); ++i) {
        const ComparedValue &value = row.values.at(i);
        QString line = QStringLiteral("%1: %2").arg(environments.at(i), valueText(row, value));
        if (!freshnessText(value).isEmpty())
            line += QStringLiteral(" (%1)").arg(freshnessText(value));
        else if (value.state == State::Fresh)
            line += Words::tr(" (%1 old)").arg(durationText(value.age));
        told << line;
    }
    lines << told.join(QStringLiteral(";  "));
    if (!row.reason.isEmpty()) {
        const QString said =
            row.reasonOn.isEmpty()
                ? Words::tr("Expected to differ: %1.").arg(row.reason)
                : Words::tr("Expected to differ, said on %1: %2.").arg(row.reasonOn, row.reason);
        lines << (row.difference == Difference::Explained
                      ? said
                      : said + QLatin1Char(' ') + Words::tr("It does not differ now."));
    }
    if (row.aspect == QLatin1String("docker.image"))
        lines << Words::tr("The same tag is told to be the same image by its digest only.");
    if (isHashed(row))
        lines << Words::tr("Environment variable: its value is hashed with a key of this run and "
                           "is neither shown nor stored.");
    switch (row.kind) {
    case AspectKind::Observed:
        lines << Words::tr("Observed by the check “%1”. What is not fresh is never said to be the "
                           "same.")
                     .arg(row.checkTitle);
        break;
    case AspectKind::Setting:
        lines << Words::tr("Settings of the check “%1”, by the definition.").arg(row.checkTitle);
        break;
    case AspectKind::Check:
        lines << Words::tr("The check “%1”, by the definition.").arg(row.checkTitle);
        break;
    default:
        lines << Words::tr("By the definition.");
        break;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace opsdeck
