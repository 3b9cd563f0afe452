// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/recorded.h"

#include "app/common/enginehost.h"
#include "app/gui/historyfeed.h"

namespace opsdeck {

void putOnRecord(HistoryFeed &history, AuditEntry entry, QObject *context,
                 const std::function<void()> &done,
                 const std::function<void(const Error &)> &failed)
{
    if (history.auditLog() == nullptr)
        return;
    entry.actor = userName();
    history.auditLog()->append(entry, context,
                               [&history, done, failed](const Result<AuditEntry> &written) {
                                   if (!written) {
                                       failed(written.error());
                                       return;
                                   }
                                   done();
                                   history.refreshAudit();
                               });
}

} // namespace opsdeck
