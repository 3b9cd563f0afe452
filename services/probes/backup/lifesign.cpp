// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/lifesign.h"

#include "services/base/cleantext.h"
#include "services/probes/outcome.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

constexpr qint64 kAhead = 10'000; ///< clocks may differ so far
constexpr double kSecondsBelow = 1e11;
constexpr double kMillisecondsBelow = 1e14;
constexpr double kMicrosecondsBelow = 1e17;

class LifeSign
{
    Q_DECLARE_TR_FUNCTIONS(LifeSign)
};

} // namespace

QString ageText(double seconds)
{
    constexpr double kDay = 86'400;
    if (seconds < kDay || seconds >= 10 * kDay)
        return secondsText(seconds);
    return LifeSign::tr("%1 h")
        .arg(std::floor(seconds / 3600))
        .replace(QLatin1Char(' '), QChar(QChar::Nbsp));
}

std::optional<qint64> momentOf(double number)
{
    if (!std::isfinite(number) || number < 0 || number > 1e19)
        return std::nullopt;
    const double ms = number < kSecondsBelow        ? number * 1000
                      : number < kMillisecondsBelow ? number
                      : number < kMicrosecondsBelow ? number / 1000
                                                    : number / 1e6;
    return std::llround(ms);
}

std::optional<qint64> readMoment(const QByteArray &text)
{
    const QString words = QString::fromLatin1(text.left(100)).trimmed();
    bool isNumber = false;
    const double number = words.toDouble(&isNumber);
    if (isNumber)
        return momentOf(number);
    static const QRegularExpression form(QStringLiteral(
        "^(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d(?::\\d\\d)?)(?:[.,](\\d{1,9}))?\\s*"
        "(Z|UTC|([+-])(\\d\\d)(?::?(\\d\\d))?(?::\\d\\d)?)?$"));
    const QRegularExpressionMatch match = form.match(words);
    if (!match.hasMatch())
        return std::nullopt;
    const QString time = match.captured(2);
    const QDateTime moment(QDate::fromString(match.captured(1), Qt::ISODate),
                           QTime::fromString(time, time.size() > 5 ? QStringLiteral("HH:mm:ss")
                                                                   : QStringLiteral("HH:mm")),
                           Qt::UTC);
    if (!moment.isValid())
        return std::nullopt;
    const int minutes = match.captured(6).toInt() * 60 + match.captured(7).toInt();
    const qint64 offset = (match.captured(5) == QLatin1String("-") ? -1 : 1) * minutes * 60'000LL;
    const qint64 fraction = QString(match.captured(3) + QLatin1String("000")).left(3).toLongLong();
    return moment.toMSecsSinceEpoch() + fraction - offset;
}

ParameterSchema LifeSignRules::schema()
{
    return limitParameters("age", ParameterType::Duration,
                           LifeSign::tr("Age of the last sign of life"), {},
                           qint64(26) * 3'600'000);
}

LifeSignRules LifeSignRules::from(const Parameters &parameters)
{
    return {Limits::from(parameters, "age")};
}

void judgeLifeSign(const QString &what, std::optional<qint64> momentMs, qint64 nowMs,
                   const LifeSignRules &rules, ProbeOutcome &outcome)
{
    if (momentMs.value_or(0) <= 0) {
        ProbeOutcome failed = failedOutcome(
            {ErrorKind::NotFound,
             LifeSign::tr("%1 has never given a sign of life.").arg(what),
             LifeSign::tr("It has not run once, or is looked for in the wrong place. Try: the job "
                          "itself, then the check."),
             {}});
        failed.latency = outcome.latency;
        failed.fields = outcome.fields;
        failed.samples = outcome.samples;
        failed.figure = LifeSign::tr("never");
        outcome = failed;
        return;
    }
    const double age = static_cast<double>(nowMs - *momentMs) / 1000.0;
    outcome.samples.append({QStringLiteral("dead_man_age_seconds"), {}, age, MetricType::Gauge});
    outcome.fields.insert(
        QStringLiteral("dead_man.last"),
        QDateTime::fromMSecsSinceEpoch(*momentMs, Qt::UTC).toString(Qt::ISODateWithMs));
    outcome.message = LifeSign::tr("%1 gave its last sign of life %2 ago").arg(what, ageText(age));
    outcome.figure = ageText(age);
    Findings findings;
    if (*momentMs - nowMs > kAhead) {
        // As long as it lies ahead, silence can't be told.
        const CheckStatus status = rules.age.judge(-age * 1000) == CheckStatus::Critical
                                       ? CheckStatus::Critical
                                       : CheckStatus::Warning;
        findings.add(status, ErrorKind::Condition,
                     LifeSign::tr("The last sign of life of %1 lies %2 in the future.")
                         .arg(what, ageText(-age)),
                     LifeSign::tr("Until then its silence can't be noticed. Try: the clock of who "
                                  "writes it, and its time zone."),
                     LifeSign::tr("future"));
    }
    const CheckStatus status = rules.age.judge(age * 1000);
    findings.add(status, ErrorKind::Condition,
                 LifeSign::tr("%1 has been silent for %2, limit %3.")
                     .arg(what, ageText(age), ageText(rules.age.passed(status) / 1000)),
                 LifeSign::tr("It has stopped, or hangs. Try: the job's log and schedule."),
                 ageText(age));
    findings.apply(outcome);
}

} // namespace opsdeck
