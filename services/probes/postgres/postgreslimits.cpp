// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/postgreslimits.h"

#include "services/net/neterrors.h"

#include <QCoreApplication>

#include <cmath>
#include <functional>

namespace opsdeck {

namespace {

constexpr double kLookupsWorthJudging = 1000; ///< of pages between two checks
constexpr qint64 kGiB = qint64(1) << 30;

class PostgresDepth
{
    Q_DECLARE_TR_FUNCTIONS(PostgresDepth)
};

/// A time in seconds against its limits; `message` puts it and the limit into words.
void judgeTime(Findings &findings, const Limits &limits, double seconds,
               const std::function<QString(const QString &time, const QString &limit)> &message,
               const QString &advice)
{
    const CheckStatus status = limits.judge(seconds * 1000);
    findings.add(status, ErrorKind::Condition,
                 message(secondsText(seconds), secondsText(limits.passed(status) / 1000)), advice,
                 secondsText(seconds));
}

/// The sessions: how many, and how long they have been at it.
class Sessions
{
public:
    Sessions(const PostgresStats &stats, const PostgresLimits &limits, const QString &where,
             Findings &findings)
        : m_stats(stats)
        , m_limits(limits)
        , m_where(where)
        , m_findings(findings)
    {}

    void judge()
    {
        connections();
        judgeTime(
            m_findings, m_limits.transaction, m_stats.longestTransaction,
            [this](const QString &time, const QString &limit) {
                return PostgresDepth::tr("A transaction on %1 is open for %2, limit %3.")
                    .arg(m_where, time, limit);
            },
            PostgresDepth::tr("It keeps dead rows from being cleaned and may hold locks: %1. Try: "
                              "end what has forgotten it.")
                .arg(m_stats.longestWho));
        judgeTime(
            m_findings, m_limits.idleInTransaction, m_stats.longestIdle,
            [this](const QString &time, const QString &limit) {
                return PostgresDepth::tr(
                           "A session on %1 is idle in a transaction for %2, limit %3.")
                    .arg(m_where, time, limit);
            },
            PostgresDepth::tr("It does nothing and holds its locks. Try: the program that forgot "
                              "COMMIT; idle_in_transaction_session_timeout."));
        judgeTime(
            m_findings, m_limits.lockWait, m_stats.longestLockWait,
            [this](const QString &time, const QString &limit) {
                return PostgresDepth::tr(
                           "%n session(s) on %1 wait for locks, the longest for %2, limit %3.",
                           nullptr, static_cast<int>(std::min(m_stats.lockWaits, 1e6)))
                    .arg(m_where, time, limit);
            },
            PostgresDepth::tr("Try: who holds them: SELECT pid, pg_blocking_pids(pid) FROM "
                              "pg_stat_activity WHERE wait_event_type = 'Lock'."));
    }

private:
    void connections()
    {
        const double available = m_stats.availableConnections();
        if (available <= 0)
            return;
        const CheckStatus status = m_limits.connections.judge(m_stats.connections / available);
        m_findings.add(
            status, ErrorKind::Condition,
            PostgresDepth::tr("%1 has %2 of %3 connections in use, limit %4.")
                .arg(m_where, countText(m_stats.connections), countText(available),
                     percentText(m_limits.connections.passed(status))),
            PostgresDepth::tr("Of max_connections %1 it keeps %2 for superusers. Try: who holds "
                              "them (pg_stat_activity), or a pool.")
                .arg(countText(m_stats.maxConnections), countText(m_stats.reserved)),
            QStringLiteral("%1/%2").arg(countText(m_stats.connections), countText(available)));
    }

    const PostgresStats &m_stats;
    const PostgresLimits &m_limits;
    const QString &m_where;
    Findings &m_findings;
};

/// Standbys, slots and the archive: what a restore or a switch-over will need.
class Replication
{
public:
    Replication(const PostgresStats &stats, const PostgresLimits &limits, const QString &where,
                Findings &findings)
        : m_stats(stats)
        , m_limits(limits)
        , m_where(where)
        , m_findings(findings)
    {}

    void judge()
    {
        if (m_stats.isStandby)
            ownReplay();
        standbys();
        replicationSlots();
        if (m_stats.archiveMode == QLatin1String("always")
            || (m_stats.archiveMode == QLatin1String("on") && !m_stats.isStandby))
            archive();
    }

private:
    void ownReplay()
    {
        if (m_stats.wantsReceiver && !m_stats.hasReceiver)
            m_findings.add(
                CheckStatus::Warning, ErrorKind::Status,
                PostgresDepth::tr("%1 is a standby that has lost its primary.").arg(m_where),
                PostgresDepth::tr("It serves what it had. Try: the primary, its pg_hba.conf and "
                                  "the network between them."),
                PostgresDepth::tr("no primary"));
        if (m_stats.isReplayPaused)
            m_findings.add(
                CheckStatus::Warning, ErrorKind::Status,
                PostgresDepth::tr("The replay of the standby %1 is paused.").arg(m_where),
                PostgresDepth::tr(
                    "Somebody called pg_wal_replay_pause(). Try: pg_wal_replay_resume()."),
                PostgresDepth::tr("paused"));
        if (!m_stats.replayAge)
            return;
        judgeTime(
            m_findings, m_limits.replicationLag, *m_stats.replayAge,
            [this](const QString &time, const QString &limit) {
                return PostgresDepth::tr("The standby %1 is %2 behind its primary, limit %3.")
                    .arg(m_where, time, limit);
            },
            PostgresDepth::tr("Reads there are old, and a switch-over would lose it. Try: the "
                              "standby's disk and long queries there."));
    }

    void standbys()
    {
        if (m_limits.standbys && static_cast<double>(m_stats.standbys.size()) < *m_limits.standbys)
            m_findings.add(CheckStatus::Warning, ErrorKind::Condition,
                           PostgresDepth::tr("%1 has %2 of %3 standbys connected.")
                               .arg(m_where)
                               .arg(m_stats.standbys.size())
                               .arg(countText(*m_limits.standbys)),
                           PostgresDepth::tr("Try: the missing standby and the network to it."),
                           QStringLiteral("%1/%2")
                               .arg(m_stats.standbys.size())
                               .arg(countText(*m_limits.standbys)));
        for (const PostgresStats::Standby &standby : m_stats.standbys) {
            const QString name = standby.name.isEmpty() ? standby.address : standby.name;
            const QString advice =
                PostgresDepth::tr("Try: the standby's load and disk, and the network to it.");
            judgeTime(
                m_findings, m_limits.replicationLag, standby.lag.value_or(0),
                [this, &name](const QString &time, const QString &limit) {
                    return PostgresDepth::tr("The standby %1 of %2 is %3 behind, limit %4.")
                        .arg(name, m_where, time, limit);
                },
                advice);
            const CheckStatus far = m_limits.replicationBytes.judge(standby.lagBytes.value_or(0));
            m_findings.add(far, ErrorKind::Condition,
                           PostgresDepth::tr("The standby %1 of %2 is %3 behind, limit %4.")
                               .arg(name, m_where, sizeText(standby.lagBytes.value_or(0)),
                                    sizeText(m_limits.replicationBytes.passed(far))),
                           advice, sizeText(standby.lagBytes.value_or(0)));
        }
    }

    void replicationSlots()
    {
        for (const PostgresStats::Slot &slot : m_stats.replicationSlots) {
            if (slot.walStatus == QLatin1String("lost")) {
                m_findings.add(
                    CheckStatus::Warning, ErrorKind::Status,
                    PostgresDepth::tr("The replication slot %1 of %2 has lost its WAL.")
                        .arg(slot.name, m_where),
                    PostgresDepth::tr(
                        "What uses it can't go on. Try: a new copy of it, and drop the slot."),
                    PostgresDepth::tr("slot lost"));
                continue;
            }
            if (slot.isActive || !slot.retained)
                continue;
            const CheckStatus status = m_limits.slotRetained.judge(*slot.retained);
            m_findings.add(
                status, ErrorKind::Condition,
                PostgresDepth::tr(
                    "Nobody reads the replication slot %1 of %2; it keeps %3 of WAL, limit %4.")
                    .arg(slot.name, m_where, sizeText(*slot.retained),
                         sizeText(m_limits.slotRetained.passed(status))),
                PostgresDepth::tr("The disk fills until it is read or dropped. Try: what should "
                                  "read it; else pg_drop_replication_slot()."),
                sizeText(*slot.retained));
        }
    }

    void archive()
    {
        const bool isFailing =
            m_stats.failedAge
            && (!m_stats.archivedAge || *m_stats.failedAge < *m_stats.archivedAge);
        if (isFailing)
            m_findings.add(
                CheckStatus::Warning, ErrorKind::Status,
                PostgresDepth::tr("%1 can't archive its WAL: %2 failed %3 ago.")
                    .arg(m_where, m_stats.lastFailedWal, secondsText(*m_stats.failedAge)),
                PostgresDepth::tr("WAL piles up on its disk, and no restore reaches past the last "
                                  "that was archived. Try: archive_command and its target."),
                PostgresDepth::tr("archive"));
        if (!m_stats.archivedAge)
            return;
        judgeTime(
            m_findings, m_limits.archiveAge, *m_stats.archivedAge,
            [this](const QString &time, const QString &limit) {
                return PostgresDepth::tr("%1 archived its last WAL %2 ago, limit %3.")
                    .arg(m_where, time, limit);
            },
            PostgresDepth::tr("Try: archive_timeout, archive_command and its target."));
    }

    const PostgresStats &m_stats;
    const PostgresLimits &m_limits;
    const QString &m_where;
    Findings &m_findings;
};

void judgeExtensions(const PostgresStats &stats, const PostgresLimits &limits, const QString &where,
                     Findings &findings)
{
    const auto demand = [&](const QStringList &names, CheckStatus status) {
        for (const QString &name : names) {
            if (stats.extension(name) == nullptr)
                findings.add(
                    status, ErrorKind::NotFound,
                    PostgresDepth::tr("The database of %1 has no extension %2.").arg(where, name),
                    PostgresDepth::tr("What needs it fails. Try: CREATE EXTENSION %1.").arg(name),
                    name);
        }
    };
    demand(limits.extensions, CheckStatus::Critical);
    demand(limits.extensionsWarned, CheckStatus::Warning);
    if (stats.timescaleFailing > 0)
        findings.add(CheckStatus::Warning, ErrorKind::Status,
                     PostgresDepth::tr("The last run of %n TimescaleDB job(s) on %1 failed: %2.",
                                       nullptr,
                                       static_cast<int>(std::min(stats.timescaleFailing, 1e6)))
                         .arg(where, stats.timescaleFailingJobs),
                     PostgresDepth::tr("Try: timescaledb_information.job_errors."),
                     PostgresDepth::tr("jobs"));
}

} // namespace

ParameterSchema PostgresLimits::schema()
{
    using T = ParameterType;
    ParameterSchema all;
    all += limitParameters(
        "connections", T::Number,
        PostgresDepth::tr("Share of the connections for ordinary users that are in use"), 0.8, 0.95,
        Limits::Side::Above, 1.0);
    all +=
        limitParameters("transaction", T::Duration,
                        PostgresDepth::tr("Age of the longest open transaction"), qint64(300'000));
    all +=
        limitParameters("idle_in_transaction", T::Duration,
                        PostgresDepth::tr("How long a session may do nothing inside a transaction"),
                        qint64(300'000));
    all += limitParameters("lock_wait", T::Duration,
                           PostgresDepth::tr("How long a session may wait for a lock"),
                           qint64(30'000));
    all += limitParameters("size", T::ByteSize, PostgresDepth::tr("Size of the database"));
    all += limitParameters("cache_hit", T::Number,
                           PostgresDepth::tr("Share of page lookups that the cache answers"), {},
                           {}, Limits::Side::Below, 1.0);
    all += limitParameters("replication_lag", T::Duration,
                           PostgresDepth::tr("How far a standby may be behind in time"),
                           qint64(30'000), qint64(300'000));
    all += limitParameters("replication_bytes", T::ByteSize,
                           PostgresDepth::tr("How far a standby may be behind in WAL"));
    all += limitParameters(
        "slot_retained", T::ByteSize,
        PostgresDepth::tr("WAL that a replication slot may keep which nobody reads"), kGiB);
    all += limitParameters("archive_age", T::Duration,
                           PostgresDepth::tr("Age of the last archived WAL"));
    all += {
        rangeParameter("standbys", T::Integer, 0, 1000,
                       PostgresDepth::tr("So many standbys must be connected; fewer is a warning."),
                       {}),
        choiceParameter(
            "role", {QStringLiteral("any"), QStringLiteral("primary"), QStringLiteral("standby")},
            PostgresDepth::tr("What the server must be; another role is critical."),
            QStringLiteral("any")),
        parameter("extensions", T::StringList,
                  PostgresDepth::tr(
                      "Extensions that the database must have; a missing one is critical.")),
        parameter("extensions_warning", T::StringList,
                  PostgresDepth::tr("The same; a missing one is a warning.")),
    };
    return all;
}

QList<ParameterFinding> PostgresLimits::findings(const QVariantMap &values)
{
    return limitFindings(values,
                         {"connections", "transaction", "idle_in_transaction", "lock_wait", "size",
                          "replication_lag", "replication_bytes", "slot_retained", "archive_age"},
                         {"cache_hit"});
}

PostgresLimits PostgresLimits::from(const Parameters &parameters)
{
    PostgresLimits limits;
    limits.connections = Limits::from(parameters, "connections");
    limits.transaction = Limits::from(parameters, "transaction");
    limits.idleInTransaction = Limits::from(parameters, "idle_in_transaction");
    limits.lockWait = Limits::from(parameters, "lock_wait");
    limits.size = Limits::from(parameters, "size");
    limits.cacheHit = Limits::from(parameters, "cache_hit", Limits::Side::Below);
    limits.replicationLag = Limits::from(parameters, "replication_lag");
    limits.replicationBytes = Limits::from(parameters, "replication_bytes");
    limits.slotRetained = Limits::from(parameters, "slot_retained");
    limits.archiveAge = Limits::from(parameters, "archive_age");
    limits.standbys = parameters.number("standbys");
    limits.role = parameters.text("role");
    limits.extensions = parameters.list("extensions");
    limits.extensionsWarned = parameters.list("extensions_warning");
    return limits;
}

Findings judgePostgres(const PostgresStats &stats, const PostgresLimits &limits,
                       const CounterRise &rise, const QString &where, const QString &user)
{
    Findings findings;
    const bool isOther = (limits.role == QLatin1String("primary") && stats.isStandby)
                         || (limits.role == QLatin1String("standby") && !stats.isStandby);
    if (isOther)
        findings.add(CheckStatus::Critical, ErrorKind::Condition,
                     stats.isStandby
                         ? PostgresDepth::tr("%1 is a standby, a primary was expected.").arg(where)
                         : PostgresDepth::tr("%1 is a primary, a standby was expected.").arg(where),
                     PostgresDepth::tr("The roles have changed, or the address leads elsewhere."),
                     stats.isStandby ? PostgresDepth::tr("standby") : PostgresDepth::tr("primary"),
                     QStringLiteral("wrong-role"));
    Sessions(stats, limits, where, findings).judge();
    Replication(stats, limits, where, findings).judge();
    judgeExtensions(stats, limits, where, findings);
    const CheckStatus size = limits.size.judge(stats.databaseBytes);
    findings.add(
        size, ErrorKind::Condition,
        PostgresDepth::tr("The database of %1 has %2, limit %3.")
            .arg(where, sizeText(stats.databaseBytes), sizeText(limits.size.passed(size))),
        PostgresDepth::tr("Try: what grows: pg_total_relation_size() of the largest tables."),
        sizeText(stats.databaseBytes));
    // Since the last check where that says something; else since the statistics were reset.
    const std::optional<double> hit = rise.of("blks_hit");
    const std::optional<double> read = rise.of("blks_read");
    const bool isRecent = hit && read;
    const std::optional<double> ratio = !isRecent ? stats.cacheHitRatio()
                                        : *hit + *read < kLookupsWorthJudging
                                            ? std::nullopt
                                            : std::optional(*hit / (*hit + *read));
    if (ratio) {
        const CheckStatus status = limits.cacheHit.judge(*ratio);
        findings.add(
            status, ErrorKind::Condition,
            PostgresDepth::tr("The cache of %1 answers %2 of page lookups, limit %3.")
                .arg(where, percentText(*ratio), percentText(limits.cacheHit.passed(status))),
            PostgresDepth::tr("Try: shared_buffers, and queries that read whole tables."),
            percentText(*ratio));
    }
    if (!stats.seesAll)
        findings.add(
            CheckStatus::Warning, ErrorKind::Permission,
            PostgresDepth::tr("User %1 may not see the other sessions of %2.").arg(user, where),
            PostgresDepth::tr("Transactions, standbys and their lag can't be judged. Try: GRANT "
                              "pg_monitor TO %1;")
                .arg(user),
            PostgresDepth::tr("rights"));
    return findings;
}

} // namespace opsdeck
