// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditchain.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AuditChain", text);
}

QByteArray encoded(const QCborValue &value)
{
    return value.toCbor(QCborValue::UseFloat16);
}

/// Maps ordered by the bytes of their keys, all the way down; QCborMap keeps the order of
/// insertion.
QCborValue deterministic(const QCborValue &value)
{
    if (value.isArray()) {
        QCborArray array;
        for (const QCborValue &element : value.toArray())
            array.append(deterministic(element));
        return array;
    }
    if (!value.isMap())
        return value;
    std::vector<std::pair<QByteArray, std::pair<QCborValue, QCborValue>>> entries;
    const QCborMap map = value.toMap();
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        entries.push_back({encoded(it.key()), {it.key(), deterministic(it.value())}});
    std::sort(entries.begin(), entries.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    QCborMap sorted;
    for (const auto &[bytes, entry] : entries)
        sorted.insert(entry.first, entry.second);
    return sorted;
}

} // namespace

QByteArray canonicalBody(const AuditEntry &entry)
{
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
    return encoded(deterministic(map));
}

QByteArray chainedHash(const QByteArray &previousHash, const QByteArray &canonicalBody)
{
    return QCryptographicHash::hash(QByteArray(1, '\0') + previousHash + canonicalBody,
                                    QCryptographicHash::Sha256);
}

AuditEntry entryOf(const AuditRow &row)
{
    AuditEntry entry;
    const QCborMap map = QCborValue::fromCbor(row.body).toMap();
    entry.sequence = row.sequence;
    entry.timeMs = map.value(QStringLiteral("time")).toInteger();
    entry.actor = map.value(QStringLiteral("actor")).toString();
    entry.action = map.value(QStringLiteral("action")).toString();
    entry.target = map.value(QStringLiteral("target")).toString();
    entry.outcome = map.value(QStringLiteral("outcome")).toString();
    entry.runId = map.value(QStringLiteral("run")).toString();
    entry.planHash = map.value(QStringLiteral("plan")).toString();
    entry.body = map.value(QStringLiteral("body")).toMap().toVariantMap();
    entry.previousHash = row.previous;
    entry.hash = row.hash;
    return entry;
}

void ChainCheck::add(const AuditRow &row)
{
    ++m_verdict.rows;
    QString why;
    if (row.sequence != m_verdict.rows)
        why = tr("a row before it is missing");
    else if (row.previous != m_previous)
        why = tr("it does not follow the row before it");
    else if (chainedHash(m_previous, row.body) != row.hash)
        why = tr("its content was changed");
    else if (QCborValue::fromCbor(row.body).toMap().value(QStringLiteral("sequence")).toInteger()
             != m_verdict.rows)
        why = tr("its number was changed");
    else if (m_anchor && row.sequence == m_anchor->rows && !m_anchor->hash.isEmpty()
             && row.hash != m_anchor->hash)
        why = tr("it is not the row that was written: another one stands in its place");
    if (!why.isEmpty() && m_verdict.firstBroken == 0) {
        m_verdict.firstBroken = row.sequence;
        m_verdict.why = why;
    }
    m_previous = row.hash;
    m_verdict.head = row.hash;
}

AuditVerdict ChainCheck::verdict(bool isWhole) const
{
    AuditVerdict verdict = m_verdict;
    verdict.hasAnchor = m_anchor.has_value();
    if (!isWhole || !verdict.isIntact())
        return verdict;
    if (!m_anchor) {
        // The first row may have been written without it: the program ended between the two.
        if (verdict.rows > 1) {
            verdict.firstBroken = verdict.rows;
            verdict.why = tr("the file beside the record that tells its last row is missing: rows "
                             "removed after this one would not show");
        }
        return verdict;
    }
    if (m_anchor->hash.isEmpty()) {
        verdict.firstBroken = std::max<qint64>(1, verdict.rows);
        verdict.why = tr("the file beside the record that tells its last row can't be read");
    } else if (verdict.rows < m_anchor->rows) {
        verdict.firstBroken = verdict.rows + 1;
        verdict.why =
            verdict.rows + 1 == m_anchor->rows
                ? tr("it was written and is missing")
                : tr("it was written and is missing, with all up to row %1").arg(m_anchor->rows);
    }
    return verdict;
}

} // namespace opsdeck
