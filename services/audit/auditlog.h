// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/runjournal.h"
#include "services/domain/auditentry.h"
#include "services/domain/result.h"

#include <QObject>

#include <functional>

namespace opsdeck {

/// The append-only record. "No audit, no action": who acts waits for `done` and stops on an error.
class AuditLog : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    using Done = std::function<void(Result<AuditEntry>)>;
    using RunsDone = std::function<void(Result<QList<UnsettledRun>>)>;

    /// Writes durably (fsync) off the caller's thread; fills sequence, hashes and, when 0, the
    /// time. `done` comes exactly once, on the caller's thread, and not at all once `context` is
    /// gone.
    virtual void append(const AuditEntry &entry, QObject *context, Done done) = 0;
    /// What every row so far says about runs whose end is not known, oldest first. `done` as in
    /// append().
    virtual void unsettledRuns(QObject *context, RunsDone done) = 0;
};

} // namespace opsdeck
