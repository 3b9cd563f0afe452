// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/net/pgconnections.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/parameters.h"
#include "services/probes/postgres/pgsession.h"
#include "services/probes/postgres/pgwriting.h"

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kShown = 60;
constexpr int kFigureShown = 14;
constexpr qsizetype kSampleColumns = 32;

QString defaultQuery()
{
    return QStringLiteral("SELECT 1");
}

std::optional<double> numberIn(const std::optional<QByteArray> &value)
{
    bool isNumber = false;
    const double number = value ? value->trimmed().toDouble(&isNumber) : 0;
    return isNumber ? std::optional(number) : std::nullopt;
}

class PostgresProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_query ? m_query->address() : NetProbe::address(); }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override { return m_query ? m_query->stage() : QString(); }

private:
    void answered(const Result<PgAnswer> &answer);
    /// Judges the first value against `expect` and the limits; changes an outcome that is Ok.
    void judge(const PgAnswer &answer, ProbeOutcome &outcome) const;
    static void broken(ProbeOutcome &outcome, CheckStatus status, ErrorKind kind,
                       const QString &message, const QString &figure);

    PgTarget m_target;
    QString m_statement;
    std::unique_ptr<PgQuery> m_query;
    std::unique_ptr<PgWriteLook> m_look;
};

Result<NetProbe::Question> PostgresProbe::question()
{
    const Parameters parameters(check());
    Result<PgTarget> target = pgTargetFrom(parameters);
    if (!target)
        return failure(target.error());
    m_target = std::move(*target);
    m_statement = parameters.text("query", defaultQuery());
    return Question{m_target.endpoint, {}, CredentialId(parameters.text("credential"))};
}

void PostgresProbe::ask(const Prepared &prepared)
{
    m_target.place = prepared.place;
    m_target.password = prepared.secret;
    m_query = std::make_unique<PgQuery>(*context().postgres, context().key.toString(), m_target,
                                        m_statement);
    connect(m_query.get(), &PgQuery::finished, this, &PostgresProbe::answered);
    m_query->start();
}

void PostgresProbe::answered(const Result<PgAnswer> &answer)
{
    if (!answer) {
        m_target.password = {};
        fail(answer.error());
        return;
    }
    const bool isDefault = m_statement == defaultQuery();
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.latency = std::max(answer->time, std::chrono::microseconds(1));
    const QString time = latencyText(outcome.latency);
    const bool hasValue = !answer->rows.isEmpty() && !answer->rows.first().isEmpty();
    const QString value =
        hasValue
            ? cleanText(answer->rows.first().first().value_or(QByteArrayLiteral("NULL")), kShown)
            : QString();
    outcome.figure = isDefault || value.isEmpty() ? time : cleanText(value, kFigureShown);
    if (isDefault)
        outcome.message = tr("SELECT 1 in %1").arg(time);
    else if (hasValue)
        outcome.message = tr("the query gives %1 in %2").arg(value, time);
    else
        outcome.message = tr("the query gives no row, in %1").arg(time);

    if (hasValue && !isDefault) {
        const QList<std::optional<QByteArray>> &row = answer->rows.first();
        for (qsizetype column = 0; column < std::min(row.size(), kSampleColumns); ++column) {
            if (const std::optional<double> number = numberIn(row.at(column))) {
                const QString name = cleanText(answer->columns.value(column), kShown);
                outcome.samples.append({QStringLiteral("postgres_query_value"),
                                        {{QStringLiteral("column"), name}},
                                        *number,
                                        MetricType::Gauge});
            }
        }
        outcome.fields.insert(QStringLiteral("postgres.value"), value);
    }
    judge(*answer, outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    outcome.fields.insert(QStringLiteral("postgres.rows"), answer->rows.size());
    outcome.fields.insert(QStringLiteral("postgres.tls"), answer->isTls);
    outcome.fields.insert(QStringLiteral("time.query_ms"),
                          static_cast<double>(answer->time.count()) / 1000.0);
    outcome.address = answer->address;
    // What is wrong already is told as it is.
    if (outcome.status == CheckStatus::Unknown || outcome.status == CheckStatus::Critical) {
        m_target.password = {};
        finish(outcome);
        return;
    }
    setAddress(answer->address);
    m_look = std::make_unique<PgWriteLook>(context(), std::exchange(m_target, {}));
    connect(m_look.get(), &PgWriteLook::finished, this,
            [this, outcome](const PgWriting &writing) mutable {
                judgeWriting(writing, Parameters(check()).text("role"), endpoint().toString(),
                             outcome);
                // Not from inside the look that has just ended.
                QMetaObject::invokeMethod(
                    this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
            });
    m_look->start();
}

void PostgresProbe::judge(const PgAnswer &answer, ProbeOutcome &outcome) const
{
    const Parameters parameters(check());
    const QString expected = parameters.text("expect");
    const std::optional<double> warning = parameters.number("warning_above");
    const std::optional<double> critical = parameters.number("critical_above");
    if (expected.isEmpty() && !warning && !critical)
        return;
    if (answer.rows.isEmpty() || answer.rows.first().isEmpty()) {
        broken(outcome, CheckStatus::Unknown, ErrorKind::Garbage,
               tr("The query gives no row, a value was expected."), tr("no row"));
        return;
    }
    const QString column = cleanText(answer.columns.value(0), kShown);
    const std::optional<QByteArray> &first = answer.rows.first().first();
    const QString value = cleanText(first.value_or(QByteArrayLiteral("NULL")), kShown);
    if (!expected.isEmpty() && (!first || QString::fromUtf8(*first) != expected)) {
        broken(outcome, CheckStatus::Critical, ErrorKind::Condition,
               tr("%1 is '%2', expected '%3'.").arg(column, value, expected),
               cleanText(value, kFigureShown));
        return;
    }
    if (!warning && !critical)
        return;
    const std::optional<double> number = numberIn(first);
    if (!number || std::isnan(*number)) {
        broken(outcome, CheckStatus::Unknown, ErrorKind::Garbage,
               tr("The column %1 is '%2', a number was expected.").arg(column, value),
               cleanText(value, kFigureShown));
        return;
    }
    if (critical && *number > *critical)
        broken(outcome, CheckStatus::Critical, ErrorKind::Condition,
               tr("%1 is %2, limit %3.").arg(column, value).arg(*critical),
               cleanText(value, kFigureShown));
    else if (warning && *number > *warning)
        broken(outcome, CheckStatus::Warning, ErrorKind::Condition,
               tr("%1 is %2, limit %3.").arg(column, value).arg(*warning),
               cleanText(value, kFigureShown));
}

void PostgresProbe::broken(ProbeOutcome &outcome, CheckStatus status, ErrorKind kind,
                           const QString &message, const QString &figure)
{
    outcome.status = status;
    outcome.message = asMessage(message);
    outcome.figure = figure;
    outcome.error = Error{
        kind, message, tr("The server works; what the query finds is not as it should be."), {}};
}

ParameterSchema schema()
{
    return pgSessionSchema()
           + ParameterSchema{
               parameter("query", ParameterType::String,
                         PostgresProbe::tr("One statement; its first value is judged."),
                         defaultQuery()),
               parameter("expect", ParameterType::String,
                         PostgresProbe::tr(
                             "Text that the first value must be; anything else is critical.")),
               parameter("warning_above", ParameterType::Number,
                         PostgresProbe::tr("A larger first value is a warning.")),
               parameter("critical_above", ParameterType::Number,
                         PostgresProbe::tr("A larger first value is critical.")),
               choiceParameter(
                   "role",
                   {QStringLiteral("any"), QStringLiteral("primary"), QStringLiteral("standby")},
                   PostgresProbe::tr("What the server must be; another role is "
                                     "critical, and so is a primary that takes no "
                                     "changes."),
                   QStringLiteral("any")),
               latencyLimitParameter(),
           };
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    const QVariant warning = values.value(QStringLiteral("warning_above"));
    const QVariant critical = values.value(QStringLiteral("critical_above"));
    if (!warning.isValid() || !critical.isValid() || warning.toDouble() <= critical.toDouble())
        return {};
    return {{QStringLiteral("critical_above"), ProblemSeverity::Warning,
             PostgresProbe::tr("the critical limit %1 is reached before the warning at %2")
                 .arg(critical.toDouble())
                 .arg(warning.toDouble())}};
}

} // namespace

ProbeKind postgresProbeKind()
{
    return {
        {QStringLiteral("postgres"), QT_TRANSLATE_NOOP("ProbeKind", "PostgreSQL"), schema(), judge},
        [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
            return std::make_unique<PostgresProbe>(check, context);
        }};
}

} // namespace opsdeck

#include "postgresprobe.moc"
