// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"

#include <QList>

namespace opsdeck {

/// A run whose end nobody knows: an intent without a result, or with the result "unknown" that no
/// person has settled.
struct UnsettledRun
{
    QString runId;
    QString runbook;
    QString title;
    QString target;    ///< environment: "shop/prod"
    QString workspace; ///< empty in rows of older versions
    QString actor;
    QString planHash;
    QString step;            ///< that was begun and not ended; may be empty
    qint64 startedMs = 0;    ///< UTC
    bool isOpen = true;      ///< no result yet: it may be under way
    bool isReadOnly = false; ///< its plan said so

    bool operator==(const UnsettledRun &) const = default;
};

/// What the record's rows say about runs, taken in their order.
class RunJournal final
{
public:
    void take(const AuditEntry &entry);

    void clear() { m_runs.clear(); }

    /// Oldest first.
    const QList<UnsettledRun> &unsettled() const { return m_runs; }

private:
    QList<UnsettledRun> m_runs;
};

} // namespace opsdeck
