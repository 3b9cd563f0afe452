// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/kinds.h"
#include "services/probes/postgres/pgbouncerpools.h"
#include "services/probes/postgres/pgsession.h"
#include "services/probes/postgres/pgstatementsprobe.h"

namespace opsdeck {

namespace {

QString console()
{
    return QStringLiteral("pgbouncer");
}

/// PgBouncer's console: its pools and who waits for them.
class PgBouncerProbe final : public PgStatementsProbe
{
    Q_OBJECT
public:
    using PgStatementsProbe::PgStatementsProbe;

protected:
    Result<PgTarget> sessionTarget() override
    {
        Result<PgTarget> target = pgTargetFrom(Parameters(check()), console());
        if (target)
            target->isConsole = true;
        return target;
    }

    QList<Statement> statements() const override
    {
        return {{"pools", QStringLiteral("SHOW POOLS")},
                {"databases", QStringLiteral("SHOW DATABASES")},
                {"stats", QStringLiteral("SHOW STATS"), true},
                {"version", QStringLiteral("SHOW VERSION"), true}};
    }

    /// Known since 1.19; to ask an older one would only fill its log.
    QList<Statement> furtherStatements(const Answers &answers) const override
    {
        if (!pgBouncerTellsState(table(answers, "version")))
            return {};
        return {{"state", QStringLiteral("SHOW STATE"), true}};
    }

    void judge(const Answers &answers, ProbeOutcome &outcome) override;
};

void PgBouncerProbe::judge(const Answers &answers, ProbeOutcome &outcome)
{
    const QString where = endpoint().toString();
    const PgTable pools = table(answers, "pools");
    const PgTable databases = table(answers, "databases");
    if (!pools.has("cl_waiting") || !databases.has("pool_size")) {
        outcome = failedOutcome(
            neterror::garbage(tr("%1 does not answer SHOW POOLS as PgBouncer does.").arg(where)));
        return;
    }
    const PgBouncerPools all =
        PgBouncerPools::read(pools, databases, table(answers, "stats"), table(answers, "version"),
                             table(answers, "state"));
    outcome.fields.insert(all.fields());
    outcome.samples = all.samples();
    const QVariantMap fields = all.fields();
    outcome.message =
        tr("%1 clients at work, %2 waiting, %3 server connections in use")
            .arg(fields.value(QStringLiteral("pgbouncer.clients_active")).toLongLong())
            .arg(fields.value(QStringLiteral("pgbouncer.clients_waiting")).toLongLong())
            .arg(fields.value(QStringLiteral("pgbouncer.servers_active")).toLongLong());
    judgePgBouncer(all, PgBouncerLimits::from(Parameters(check())), where).apply(outcome);
}

ParameterSchema schema()
{
    return pgSessionSchema(console()) + PgBouncerLimits::schema()
           + ParameterSchema{latencyLimitParameter()};
}

} // namespace

ProbeKind pgBouncerProbeKind()
{
    return {{QStringLiteral("pgbouncer"), QT_TRANSLATE_NOOP("ProbeKind", "PgBouncer"), schema(),
             PgBouncerLimits::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<PgBouncerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "pgbouncerprobe.moc"
