// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/trusting.h"

#include "app/common/enginehost.h"
#include "services/audit/auditlog.h"
#include "services/trust/truststore.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace opsdeck {

namespace {

AuditEntry entryFor(const LoadedWorkspace &loaded, const QString &action)
{
    AuditEntry entry;
    entry.actor = userName();
    entry.action = action;
    entry.target = loaded.workspace ? loaded.workspace->id : QString();
    entry.outcome = QStringLiteral("planned");
    entry.body.insert(QStringLiteral("file"), loaded.files.value(0));
    return entry;
}

/// Intent, act, result; the act in the pool, for it waits for a lock and for the disk.
void recordAround(AuditLog &audit, const AuditEntry &intent, QObject *context,
                  std::function<Result<void>()> act, std::function<void(const Result<void> &)> done)
{
    const auto conclude = [&audit, intent, context, done](const Result<void> &acted) {
        AuditEntry result = intent;
        result.outcome = acted ? QStringLiteral("succeeded") : QStringLiteral("failed");
        if (!acted)
            result.body.insert(QStringLiteral("error"), acted.error().message);
        audit.append(result, context, [acted, done](const Result<AuditEntry> &written) {
            done(acted && !written ? Result<void>(failure(written.error())) : acted);
        });
    };
    audit.append(intent, context,
                 [guard = QPointer<QObject>(context), act = std::move(act), done,
                  conclude](const Result<AuditEntry> &written) {
                     if (!written)
                         return done(failure(written.error()));
                     QThreadPool::globalInstance()->start([guard, act, conclude] {
                         const Result<void> acted = act();
                         QMetaObject::invokeMethod(qApp, [guard, acted, conclude] {
                             if (guard)
                                 conclude(acted);
                         });
                     });
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
        if (program.digest.isEmpty())
            continue;
        shown.append(QVariantMap{{QStringLiteral("argv"), program.argumentVector},
                                 {QStringLiteral("facts"), program.facts},
                                 {QStringLiteral("digest"), program.digest}});
    }
    entry.body.insert(QStringLiteral("programs"), shown);
    recordAround(
        audit, entry, context,
        [dataDirectory, file = loaded.files.value(0), digests = digestsOf(programs)] {
            return TrustStore(dataDirectory).trust(file, digests);
        },
        std::move(done));
}

void distrust(AuditLog &audit, const QString &dataDirectory, const LoadedWorkspace &loaded,
              QObject *context, std::function<void(const Result<void> &)> done)
{
    recordAround(
        audit, entryFor(loaded, QStringLiteral("workspace.distrust")), context,
        [dataDirectory, file = loaded.files.value(0)] {
            return TrustStore(dataDirectory).remove(file);
        },
        std::move(done));
}

} // namespace opsdeck
