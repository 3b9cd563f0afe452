// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"

#include <optional>

namespace opsdeck {

/// Body of a row as deterministic CBOR (RFC 8949 §4.2): what is hashed and kept.
QByteArray canonicalBody(const AuditEntry &entry);
/// SHA-256(0x00 ‖ previous hash ‖ canonical body).
QByteArray chainedHash(const QByteArray &previousHash, const QByteArray &canonicalBody);

} // namespace opsdeck
