// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"

namespace opsdeck {

/// Body of a row as deterministic CBOR (RFC 8949 §4.2): what is hashed and kept.
QByteArray canonicalBody(const AuditEntry &entry);
/// SHA-256(0x00 ‖ previous hash ‖ canonical body).
QByteArray chainedHash(const QByteArray &previousHash, const QByteArray &canonicalBody);

/// A row as it is kept.
struct AuditRow {
    qint64 sequence = 0;
    QByteArray body; ///< canonical
    QByteArray previous;
    QByteArray hash;
};

/// What a row says; of a broken body what can be read of it.
AuditEntry entryOf(const AuditRow &row);

/// Where the chain of a record breaks.
struct AuditVerdict {
    qint64 rows = 0;
    qint64 firstBroken = 0; ///< sequence; 0: the chain holds
    QString why;
    QByteArray head = {};   ///< hash of the last row; empty when there is none
    bool isIntact() const { return firstBroken == 0; }
};

/// Follows a chain from its first row.
class ChainCheck final
{
public:
    void add(const AuditRow &row);
    const AuditVerdict &verdict() const { return m_verdict; }

private:
    AuditVerdict m_verdict;
    QByteArray m_previous = QByteArray(32, '\0');
};

} // namespace opsdeck
