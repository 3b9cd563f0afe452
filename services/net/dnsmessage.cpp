// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/dnsmessage.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QUrl>

#include <ldns/ldns.h>

#include <algorithm>
#include <memory>

namespace opsdeck {

namespace {

constexpr int kHead = 12;
constexpr quint16 kUdpSize =
    1232; ///< passes every network whole (https://www.dnsflagday.net/2020/)
constexpr int kValueShown = 4096;
constexpr std::size_t kRecords = 1000;

class DnsText
{
    Q_DECLARE_TR_FUNCTIONS(DnsText)
};

struct PacketFree
{
    void operator()(ldns_pkt *packet) const { ldns_pkt_free(packet); }
};

using Packet = std::unique_ptr<ldns_pkt, PacketFree>;

template <typename T>
struct Freed
{
    T *value = nullptr;
    Freed() = default;

    explicit Freed(T *taken)
        : value(taken)
    {}

    ~Freed() { std::free(value); }
    Q_DISABLE_COPY_MOVE(Freed)
};

/// Of an address in-addr.arpa or ip6.arpa.
QString reverseName(const QHostAddress &address)
{
    QStringList parts;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        for (quint32 rest = address.toIPv4Address(), i = 0; i < 4; ++i, rest >>= 8)
            parts << QString::number(rest & 0xFF);
        return parts.join(QLatin1Char('.')) + QStringLiteral(".in-addr.arpa");
    }
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    for (int i = 15; i >= 0; --i)
        parts << QString::number(bytes[i] & 0xF, 16) << QString::number(bytes[i] >> 4, 16);
    return parts.join(QLatin1Char('.')) + QStringLiteral(".ip6.arpa");
}

QByteArray wireName(const DnsQuestion &question)
{
    const QHostAddress address(question.name);
    if (question.type == QLatin1String("PTR") && !address.isNull())
        return reverseName(address).toLatin1();
    const bool isAscii = std::all_of(question.name.cbegin(), question.name.cend(),
                                     [](QChar c) { return c.unicode() < 0x80; });
    return isAscii ? question.name.toLatin1() : QUrl::toAce(question.name);
}

Error badQuestion(const DnsQuestion &question)
{
    return {
        ErrorKind::Config,
        DnsText::tr("%1 %2 can't be asked for.").arg(question.type, cleanText(question.name, 100)),
        DnsText::tr("Try: the check's name and type."),
        {}};
}

QString lowered(QString name)
{
    if (name.size() > 1 && name.endsWith(QLatin1Char('.')))
        name.chop(1);
    return name.toLower();
}

QString textOf(const ldns_rdf *data)
{
    Freed<char> text(ldns_rdf2str(data));
    return text.value == nullptr ? QString() : QString::fromUtf8(text.value);
}

/// The strings of a TXT record, one behind the other, as they are and not as zone files write them.
QString joinedStrings(const ldns_rr *record)
{
    QByteArray all;
    for (std::size_t i = 0; i < ldns_rr_rd_count(record); ++i) {
        const ldns_rdf *data = ldns_rr_rdf(record, i);
        const std::size_t size = ldns_rdf_size(data);
        if (size > 1)
            all.append(reinterpret_cast<const char *>(ldns_rdf_data(data)) + 1,
                       static_cast<qsizetype>(size - 1));
    }
    return cleanText(all, kValueShown);
}

DnsRecord recordOf(const ldns_rr *record)
{
    DnsRecord made;
    made.name = cleanText(lowered(textOf(ldns_rr_owner(record))), kValueShown);
    Freed<char> type(ldns_rr_type2str(ldns_rr_get_type(record)));
    made.type = type.value == nullptr ? QString() : QString::fromLatin1(type.value);
    made.ttl = ldns_rr_ttl(record);
    if (made.type == QLatin1String("TXT")) {
        made.value = joinedStrings(record);
        return made;
    }
    QStringList parts;
    for (std::size_t i = 0; i < ldns_rr_rd_count(record); ++i)
        parts << textOf(ldns_rr_rdf(record, i));
    made.value = cleanText(dnsValue(made.type, parts.join(QLatin1Char(' '))), kValueShown);
    return made;
}

QList<DnsRecord> recordsOf(const ldns_rr_list *list)
{
    QList<DnsRecord> records;
    const std::size_t count = list == nullptr ? 0 : std::min(ldns_rr_list_rr_count(list), kRecords);
    for (std::size_t i = 0; i < count; ++i) {
        const ldns_rr *record = ldns_rr_list_rr(list, i);
        if (ldns_rr_get_class(record) == LDNS_RR_CLASS_IN)
            records.append(recordOf(record));
    }
    return records;
}

/// Where the first question ends; -1 when there is none.
qsizetype questionEnd(const QByteArray &bytes)
{
    qsizetype at = kHead;
    while (at < bytes.size()) {
        const auto length = static_cast<unsigned char>(bytes.at(at));
        if (length > 63)
            return -1;
        at += length + 1;
        if (length == 0)
            return at + 4 <= bytes.size() ? at + 4 : -1;
    }
    return -1;
}

} // namespace

Result<QByteArray> dnsQuery(const DnsQuestion &question, quint16 id)
{
    const QByteArray name = wireName(question);
    const ldns_rr_type type = ldns_get_rr_type_by_name(question.type.toLatin1().constData());
    ldns_pkt *made = nullptr;
    if (name.isEmpty() || name.size() > 255 || type == LDNS_RR_TYPE_NULL || question.type.isEmpty()
        || ldns_pkt_query_new_frm_str(&made, name.constData(), type, LDNS_RR_CLASS_IN,
                                      static_cast<std::uint16_t>(question.recursion ? LDNS_RD : 0))
               != LDNS_STATUS_OK
        || made == nullptr)
        return failure(badQuestion(question));
    const Packet packet(made);
    ldns_pkt_set_id(packet.get(), id);
    ldns_pkt_set_ad(packet.get(), true); // tell whether it was checked
    ldns_pkt_set_edns_udp_size(packet.get(), kUdpSize);
    ldns_pkt_set_edns_do(packet.get(), question.dnssec);
    Freed<std::uint8_t> wire;
    std::size_t size = 0;
    if (ldns_pkt2wire(&wire.value, packet.get(), &size) != LDNS_STATUS_OK)
        return failure(badQuestion(question));
    return QByteArray(reinterpret_cast<const char *>(wire.value), static_cast<qsizetype>(size));
}

bool isAnswerTo(const QByteArray &bytes, const QByteArray &query)
{
    if (bytes.size() < kHead || query.size() < kHead || bytes.left(2) != query.left(2)
        || (bytes.at(2) & 0x80) == 0)
        return false;
    const qsizetype end = questionEnd(query);
    // Some servers leave the question out of an error.
    if (bytes.at(4) == 0 && bytes.at(5) == 0)
        return (bytes.at(3) & 0x0F) != 0;
    return end > 0 && questionEnd(bytes) == end
           && bytes.mid(kHead, end - kHead).toLower() == query.mid(kHead, end - kHead).toLower();
}

std::optional<DnsReply> dnsReply(const QByteArray &bytes)
{
    if (bytes.size() < kHead)
        return std::nullopt;
    DnsReply reply;
    reply.size = bytes.size();
    reply.code = bytes.at(3) & 0x0F;
    reply.isAuthoritative = (bytes.at(2) & 0x04) != 0;
    reply.isTruncated = (bytes.at(2) & 0x02) != 0;
    reply.isAuthentic = (bytes.at(3) & 0x20) != 0;
    if (reply.isTruncated)
        return reply;
    ldns_pkt *made = nullptr;
    const ldns_status status =
        ldns_wire2pkt(&made, reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                      static_cast<std::size_t>(bytes.size()));
    const Packet packet(made);
    if (status != LDNS_STATUS_OK || !packet)
        return std::nullopt;
    reply.code |= ldns_pkt_edns_extended_rcode(packet.get()) << 4;
    reply.answers = recordsOf(ldns_pkt_answer(packet.get()));
    reply.authority = recordsOf(ldns_pkt_authority(packet.get()));
    return reply;
}

QString dnsValue(const QString &type, const QString &written)
{
    if (type == QLatin1String("TXT"))
        return written;
    if (type == QLatin1String("A") || type == QLatin1String("AAAA")) {
        const QHostAddress address(written.trimmed());
        return address.isNull() ? written.trimmed() : address.toString();
    }
    QStringList parts = written.simplified().split(QLatin1Char(' '));
    if (type == QLatin1String("CAA")) {
        for (QString &part : parts)
            part.remove(QLatin1Char('"'));
        return parts.join(QLatin1Char(' '));
    }
    for (QString &part : parts)
        part = lowered(part);
    return parts.join(QLatin1Char(' '));
}

QString dnsCodeWord(int code)
{
    static constexpr const char *kWords[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                             "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                             "NXRRSET", "NOTAUTH", "NOTZONE"};
    if (code >= 0 && code < static_cast<int>(std::size(kWords)))
        return QLatin1String(kWords[code]);
    return code == 16 ? QStringLiteral("BADVERS") : QStringLiteral("RCODE %1").arg(code);
}

} // namespace opsdeck
