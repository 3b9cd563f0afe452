// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace opsdeck {

struct DnsQuestion
{
    QString name; ///< "www.example.com", "_sip._tcp.example.com"; an address for PTR
    QString type; ///< "A", "MX", …
    bool recursion = true;
    bool dnssec = false; ///< asks for signatures
};

struct DnsRecord
{
    QString name; ///< in lower case, without the last dot
    QString type;
    quint32 ttl = 0;
    QString value; ///< as dnsValue() writes it; of TXT the text itself

    bool operator==(const DnsRecord &) const = default;
};

struct DnsReply
{
    int code = 0; ///< RCODE
    bool isTruncated = false;
    bool isAuthoritative = false;
    bool isAuthentic = false; ///< AD: the server has checked the signatures
    QList<DnsRecord> answers; ///< CNAMEs on the way too
    QList<DnsRecord> authority;
    qsizetype size = 0;

    bool operator==(const DnsReply &) const = default;
};

/// The message of a question, for UDP; over TCP its length stands before it. Errors: Config for a
/// name or type that is none.
Result<QByteArray> dnsQuery(const DnsQuestion &question, quint16 id);
/// Whether the bytes may be the answer to `query`, made by dnsQuery(): number and question are its.
/// What is not is to be ignored over UDP, for anybody may send it.
bool isAnswerTo(const QByteArray &bytes, const QByteArray &query);
/// Of bytes for which isAnswerTo() holds. Nothing when they are no whole message; of a truncated
/// one only the head is read.
std::optional<DnsReply> dnsReply(const QByteArray &bytes);
/// A record's value as it is compared: names in lower case without the last dot, addresses in their
/// usual form, one space between parts.
QString dnsValue(const QString &type, const QString &written);
/// "NOERROR", "NXDOMAIN", "SERVFAIL"…
QString dnsCodeWord(int code);

} // namespace opsdeck
