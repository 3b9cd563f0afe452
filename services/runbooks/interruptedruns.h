// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditlog.h"
#include "services/domain/id.h"

namespace opsdeck {

/// Runs that the program did not live to end (RB-26): found in the record, given the result
/// "unknown", told, and settled by a person. Nothing is run by it.
class InterruptedRuns final : public QObject
{
public:
    using Done = std::function<void(const Result<QList<UnsettledRun>> &)>;
    using Written = std::function<void(const std::optional<Error> &)>;

    /// `audit` outlives it.
    InterruptedRuns(AuditLog *audit, QString actor, QString dataDirectory,
                    QObject *parent = nullptr);

    /// For whoever holds the lock of `environment` and has not begun there: an open run there is
    /// over. It gets its result, and `done` all unsettled runs of the record.
    void lookIn(const EnvironmentKey &environment, Done done);
    /// The same for every environment whose lock is not held; what is under way is left alone. What
    /// such runs left half written among the artifacts is removed, which the record says.
    void lookEverywhere(Done done);
    /// A person has looked at what these runs left behind.
    void settle(const QList<UnsettledRun> &runs, Written written);

private:
    void look(const QStringList &over, Done done);
    void removeParts(const std::function<void()> &then);
    void close(QList<UnsettledRun> runs, const QStringList &over, qsizetype from, Done done);

    AuditLog *m_audit;
    QString m_actor;
    QString m_dataDirectory;
};

/// Enough of a run's id to name it.
QString shortId(const QString &runId);
/// The one run whose id begins with `name`, which is at least as long as a short id; none when
/// there are several.
std::optional<UnsettledRun> runNamed(const QList<UnsettledRun> &runs, const QString &name);
/// "Run 3f2a91c0 of Restart worker in shop/prod of workspace demo, begun 2026-11-21 09:00 UTC by
/// anna, was interrupted in step 'restart': what it did is unknown."
QString interruptedText(const UnsettledRun &run);

} // namespace opsdeck
