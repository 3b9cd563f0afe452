// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/probes/kinds.h"
#include "services/probes/postgres/pgsession.h"
#include "services/probes/postgres/pgstatementsprobe.h"
#include "services/probes/postgres/postgreslimits.h"
#include "services/probes/postgres/postgresstatements.h"

#include <cmath>

namespace opsdeck {

namespace {

/// What PostgreSQL says of itself: sessions, locks, size, replication, archive, extensions.
class PostgresStatsProbe final : public PgStatementsProbe
{
    Q_OBJECT
public:
    using PgStatementsProbe::PgStatementsProbe;

protected:
    Result<PgTarget> sessionTarget() override { return pgTargetFrom(Parameters(check())); }

    QList<Statement> statements() const override
    {
        return {{"server", postgresstats::serverStatement()},
                {"extensions", postgresstats::extensionsStatement()},
                {"replication", postgresstats::replicationStatement(), true},
                {"slots", postgresstats::slotsStatement(), true}};
    }

    QList<Statement> furtherStatements(const Answers &answers) const override;
    void judge(const Answers &answers, ProbeOutcome &outcome) override;

private:
    static PostgresStats read(const Answers &answers, bool &isWhole);
};

QList<PgStatementsProbe::Statement>
PostgresStatsProbe::furtherStatements(const Answers &answers) const
{
    bool isWhole = false;
    const PostgresStats stats = read(answers, isWhole);
    QList<Statement> more;
    if (stats.isStandby)
        more.append({"standby", postgresstats::standbyStatement(), true});
    if (const PostgresStats::Extension *found =
            stats.extension(QStringLiteral("pg_stat_statements")))
        more.append({"statements",
                     postgresstats::statementsStatement(found->schema, found->version), true});
    if (stats.extension(QStringLiteral("timescaledb")) != nullptr)
        more.append({"timescale", postgresstats::timescaleJobsStatement(), true});
    return more;
}

PostgresStats PostgresStatsProbe::read(const Answers &answers, bool &isWhole)
{
    PostgresStats stats;
    isWhole = stats.readServer(table(answers, "server"));
    stats.readExtensions(table(answers, "extensions"));
    stats.readReplication(table(answers, "replication"));
    stats.readSlots(table(answers, "slots"));
    stats.readStandby(table(answers, "standby"));
    stats.readStatements(table(answers, "statements"));
    stats.readTimescaleJobs(table(answers, "timescale"));
    return stats;
}

void PostgresStatsProbe::judge(const Answers &answers, ProbeOutcome &outcome)
{
    const QString where = endpoint().toString();
    bool isWhole = false;
    const PostgresStats stats = read(answers, isWhole);
    if (!isWhole) {
        outcome = failedOutcome(
            neterror::garbage(tr("%1 does not answer as PostgreSQL does.").arg(where)));
        return;
    }
    const CounterRise rise(context().memory, context().key,
                           where + QLatin1Char(' ') + QString::number(stats.startedAt, 'f', 3),
                           context().clock != nullptr ? context().clock->now() : Instant(),
                           stats.counters);
    outcome.message = tr("%1 of %2 connections")
                          .arg(std::llround(stats.connections))
                          .arg(std::llround(stats.availableConnections()));
    const std::optional<double> commits = rise.perSecond("xact_commit");
    const std::optional<double> rollbacks = rise.perSecond("xact_rollback");
    if (commits && rollbacks) {
        outcome.message =
            tr("%1, %2 transactions/s")
                .arg(outcome.message, QString::number(*commits + *rollbacks, 'f',
                                                      *commits + *rollbacks < 10 ? 1 : 0));
    }
    if (stats.replayAge)
        outcome.message =
            tr("%1, replay %2 behind").arg(outcome.message, secondsText(*stats.replayAge));
    else if (!stats.standbys.isEmpty())
        outcome.message = tr("%1, %n standby(s)", nullptr, static_cast<int>(stats.standbys.size()))
                              .arg(outcome.message);
    outcome.fields.insert(stats.fields());
    if (commits && rollbacks)
        outcome.fields.insert(QStringLiteral("postgres.transactions_per_second"),
                              *commits + *rollbacks);
    for (auto it = answers.cbegin(); it != answers.cend(); ++it) {
        if (!it->has_value())
            outcome.fields.insert(QStringLiteral("postgres.refused.")
                                      + QString::fromLatin1(it.key()),
                                  it->error().message);
    }
    outcome.samples = stats.samples();
    judgePostgres(stats, PostgresLimits::from(Parameters(check())), rise, where,
                  Parameters(check()).text("user"))
        .apply(outcome);
}

ParameterSchema schema()
{
    return pgSessionSchema() + PostgresLimits::schema() + ParameterSchema{latencyLimitParameter()};
}

} // namespace

ProbeKind postgresStatsProbeKind()
{
    return {{QStringLiteral("postgres-stats"),
             QT_TRANSLATE_NOOP("ProbeKind", "PostgreSQL statistics"), schema(),
             PostgresLimits::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<PostgresStatsProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "postgresstatsprobe.moc"
