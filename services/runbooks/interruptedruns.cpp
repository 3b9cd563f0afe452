// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/interruptedruns.h"

#include "services/base/poolwork.h"
#include "services/runbooks/abandonedparts.h"
#include "services/runbooks/runlock.h"

#include <QCoreApplication>
#include <QDateTime>

namespace opsdeck {

namespace {

constexpr qsizetype kShortId = 8;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(InterruptedRuns)
};

AuditEntry rowOf(const UnsettledRun &run, const QString &actor, const QString &action,
                 const QString &outcome)
{
    AuditEntry entry;
    entry.actor = actor;
    entry.action = action;
    entry.target = run.target;
    entry.outcome = outcome;
    entry.runId = run.runId;
    entry.planHash = run.planHash;
    entry.body = {{QStringLiteral("runbook"), run.runbook},
                  {QStringLiteral("title"), run.title},
                  {QStringLiteral("step"), run.step},
                  {QStringLiteral("workspace"), run.workspace}};
    return entry;
}

} // namespace

QString shortId(const QString &runId)
{
    return runId.left(kShortId);
}

std::optional<UnsettledRun> runNamed(const QList<UnsettledRun> &runs, const QString &name)
{
    std::optional<UnsettledRun> found;
    for (const UnsettledRun &run : runs) {
        if (name.size() < kShortId || !run.runId.startsWith(name))
            continue;
        if (found)
            return std::nullopt;
        found = run;
    }
    return found;
}

QString interruptedText(const UnsettledRun &run)
{
    const QString begun = QDateTime::fromMSecsSinceEpoch(run.startedMs, Qt::UTC)
                              .toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    const QString place = run.workspace.isEmpty()
                              ? run.target
                              : Words::tr("%1 of workspace %2").arg(run.target, run.workspace);
    const QString where = Words::tr("Run %1 of %2 in %3, begun %4 UTC by %5, was interrupted")
                              .arg(shortId(run.runId), run.title, place, begun, run.actor);
    return run.step.isEmpty()
               ? Words::tr("%1 between its steps: what it did is unknown.").arg(where)
               : Words::tr("%1 in step '%2': what it did is unknown.").arg(where, run.step);
}

InterruptedRuns::InterruptedRuns(AuditLog *audit, QString actor, QString dataDirectory,
                                 QObject *parent)
    : QObject(parent)
    , m_audit(audit)
    , m_actor(std::move(actor))
    , m_dataDirectory(std::move(dataDirectory))
{}

void InterruptedRuns::lookIn(const EnvironmentKey &environment, Done done)
{
    look({environment.toString()}, std::move(done));
}

void InterruptedRuns::lookEverywhere(Done done)
{
    m_audit->unsettledRuns(
        this, [this, done = std::move(done)](const Result<QList<UnsettledRun>> &runs) {
            if (!runs)
                return done(runs);
            auto locks = std::make_shared<std::vector<std::unique_ptr<RunLock>>>();
            QStringList over;
            for (const UnsettledRun &run : *runs) {
                if (!run.isOpen || over.contains(run.target))
                    continue;
                auto lock = RunLock::take(m_dataDirectory, EnvironmentKey::fromString(run.target));
                if (!lock)
                    continue;
                locks->push_back(std::move(*lock));
                over << run.target;
            }
            // Read anew under the locks: what was under way a moment ago may have ended properly.
            look(over, [this, locks, done](const Result<QList<UnsettledRun>> &now) {
                locks->clear();
                removeParts([done, now] { done(now); });
            });
        });
}

void InterruptedRuns::removeParts(const std::function<void()> &then)
{
    runInPool(
        *QThreadPool::globalInstance(), this,
        [folder = m_dataDirectory + QStringLiteral("/artifacts")] {
            return removeAbandonedParts(folder);
        },
        [this, then](const QStringList &removed) {
            if (removed.isEmpty())
                return then();
            AuditEntry row;
            row.actor = m_actor;
            row.action = QStringLiteral("artifact.removed");
            row.target = QStringLiteral("artifacts");
            row.outcome = QStringLiteral("succeeded");
            row.body = {{QStringLiteral("files"), removed},
                        {QStringLiteral("reason"),
                         Words::tr("half written by a run that did not live to end")}};
            m_audit->append(row, this, [then](const Result<AuditEntry> &) { then(); });
        });
}

void InterruptedRuns::look(const QStringList &over, Done done)
{
    m_audit->unsettledRuns(
        this, [this, over, done = std::move(done)](const Result<QList<UnsettledRun>> &runs) {
            if (!runs)
                return done(runs);
            close(*runs, over, 0, done);
        });
}

void InterruptedRuns::close(QList<UnsettledRun> runs, const QStringList &over, qsizetype from,
                            Done done)
{
    while (from < runs.size() && !(runs.at(from).isOpen && over.contains(runs.at(from).target)))
        ++from;
    if (from >= runs.size())
        return done(runs);
    AuditEntry row =
        rowOf(runs.at(from), m_actor, QStringLiteral("runbook.result"), QStringLiteral("unknown"));
    row.body.insert(
        QStringLiteral("error"),
        Words::tr("unknown: the program ended during this run, or could not record its end"));
    m_audit->append(row, this,
                    [this, runs, over, from,
                     done = std::move(done)](const Result<AuditEntry> &written) mutable {
                        if (!written)
                            return done(failure(written.error()));
                        runs[from].isOpen = false;
                        close(std::move(runs), over, from + 1, std::move(done));
                    });
}

void InterruptedRuns::settle(const QList<UnsettledRun> &runs, Written written)
{
    if (runs.isEmpty())
        return written(std::nullopt);
    const AuditEntry row = rowOf(runs.first(), m_actor, QStringLiteral("runbook.settled"),
                                 QStringLiteral("succeeded"));
    m_audit->append(
        row, this,
        [this, left = runs.mid(1), written = std::move(written)](const Result<AuditEntry> &result) {
            if (!result)
                return written(result.error());
            settle(left, written);
        });
}

} // namespace opsdeck
