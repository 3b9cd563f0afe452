// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QVariantMap>

namespace opsdeck {

/// One row of the append-only record. `hash` = SHA-256(0x00 ‖ previous ‖ canonical body): see
/// services/audit.
struct AuditEntry
{
    qint64 sequence = 0;
    qint64 timeMs = 0; ///< UTC
    QString actor;     ///< operating-system user
    QString action;    ///< "runbook.intent", "runbook.step-start", "runbook.result",
                       ///< "runbook.refused", "runbook.settled"
    QString target;    ///< "demo/prod/worker"
    QString outcome;   ///< "planned", "succeeded", "failed", "cancelled", "refused", "unknown"
    QString runId;
    QString planHash;
    QVariantMap body; ///< further facts, secrets masked
    QByteArray previousHash;
    QByteArray hash;

    bool operator==(const AuditEntry &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::AuditEntry)
