// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditchain.h"

#include <QCborMap>
#include <QCborValue>
#include <QCryptographicHash>

namespace opsdeck {

QByteArray canonicalBody(const AuditEntry &entry)
{
    // QCborMap keeps the order of insertion; QVariantMap gives its keys sorted, so equal entries give equal bytes.
    QCborMap map;
    map.insert(QStringLiteral("sequence"), entry.sequence);
    map.insert(QStringLiteral("time"), entry.timeMs);
    map.insert(QStringLiteral("actor"), entry.actor);
    map.insert(QStringLiteral("action"), entry.action);
    map.insert(QStringLiteral("target"), entry.target);
    map.insert(QStringLiteral("outcome"), entry.outcome);
    map.insert(QStringLiteral("run"), entry.runId);
    map.insert(QStringLiteral("plan"), entry.planHash);
    map.insert(QStringLiteral("body"), QCborMap::fromVariantMap(entry.body));
    return map.toCborValue().toCbor();
}

QByteArray chainedHash(const QByteArray &previousHash, const QByteArray &canonicalBody)
{
    return QCryptographicHash::hash(QByteArray(1, '\0') + previousHash + canonicalBody, QCryptographicHash::Sha256);
}

} // namespace opsdeck
