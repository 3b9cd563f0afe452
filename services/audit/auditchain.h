// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/audithead.h"
#include "services/domain/auditentry.h"

namespace opsdeck {

/// Body of a row as deterministic CBOR (RFC 8949 §4.2): what is hashed and kept.
QByteArray canonicalBody(const AuditEntry &entry);
/// SHA-256(0x00 ‖ previous hash ‖ canonical body).
QByteArray chainedHash(const QByteArray &previousHash, const QByteArray &canonicalBody);

/// A row as it is kept.
struct AuditRow
{
    qint64 sequence = 0;
    QByteArray body; ///< canonical
    QByteArray previous;
    QByteArray hash;
};

/// What a row says; of a broken body what can be read of it.
AuditEntry entryOf(const AuditRow &row);

/// Where the chain of a record breaks.
struct AuditVerdict
{
    qint64 rows = 0;
    qint64 firstBroken = 0; ///< sequence, also of a row that is missing; 0: the chain holds
    QString why;
    QByteArray head = {};   ///< hash of the last row; empty when there is none
    bool hasAnchor = false; ///< without one, removed last rows do not show

    bool isIntact() const { return firstBroken == 0; }
};

/// Follows a chain from its first row to where `anchor` says that it went; the anchor is read
/// before the rows are.
class ChainCheck final
{
public:
    explicit ChainCheck(std::optional<AuditAnchor> anchor)
        : m_anchor(std::move(anchor))
    {}

    void add(const AuditRow &row);
    /// Of the rows so far; say `isWhole` when there are no more.
    AuditVerdict verdict(bool isWhole) const;

private:
    std::optional<AuditAnchor> m_anchor;
    AuditVerdict m_verdict;
    QByteArray m_previous = QByteArray(32, '\0');
};

} // namespace opsdeck
