// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/trusting.h"

#include "app/common/enginehost.h"
#include "services/audit/auditlog.h"
#include "services/trust/truststore.h"

namespace opsdeck {

namespace {

AuditEntry entryFor(const LoadedWorkspace &loaded, const QString &action)
{
    AuditEntry entry;
    entry.actor = userName();
    entry.action = action;
    entry.target = loaded.workspace ? loaded.workspace->id : QString();
    entry.outcome = QStringLiteral("succeeded");
    entry.body.insert(QStringLiteral("file"), loaded.files.value(0));
    return entry;
}

void recordThen(AuditLog &audit, const AuditEntry &entry, QObject *context,
                std::function<Result<void>()> act, std::function<void(const Result<void> &)> done)
{
    audit.append(entry, context,
                 [act = std::move(act), done = std::move(done)](const Result<AuditEntry> &written) {
                     if (!written)
                         done(failure(written.error()));
                     else
                         done(act());
                 });
}

} // namespace

void trustPrograms(AuditLog &audit, const QString &dataDirectory, const LoadedWorkspace &loaded,
                   const QList<ProgramUse> &programs, QObject *context,
                   std::function<void(const Result<void> &)> done)
{
    AuditEntry entry = entryFor(loaded, QStringLiteral("workspace.trust"));
    QVariantList shown;
    for (const ProgramUse &program : programs) {
        shown.append(QVariantMap{{QStringLiteral("argv"), program.argumentVector},
                                 {QStringLiteral("facts"), program.facts},
                                 {QStringLiteral("digest"), program.digest}});
    }
    entry.body.insert(QStringLiteral("programs"), shown);
    recordThen(
        audit, entry, context,
        [dataDirectory, file = loaded.files.value(0), digests = digestsOf(programs)] {
            return TrustStore(dataDirectory).trust(file, digests);
        },
        std::move(done));
}

void distrust(AuditLog &audit, const QString &dataDirectory, const LoadedWorkspace &loaded,
              QObject *context, std::function<void(const Result<void> &)> done)
{
    recordThen(
        audit, entryFor(loaded, QStringLiteral("workspace.distrust")), context,
        [dataDirectory, file = loaded.files.value(0)] {
            return TrustStore(dataDirectory).remove(file);
        },
        std::move(done));
}

} // namespace opsdeck
