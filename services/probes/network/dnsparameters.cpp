// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/network/dnsparameters.h"

#include "services/base/cleantext.h"
#include "services/probes/kinds.h"
#include "services/probes/parameters.h"

#include <QCoreApplication>

namespace opsdeck::dnsparameters {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(DnsProbe)
};

} // namespace

const QStringList &types()
{
    static const QStringList all{QStringLiteral("A"),     QStringLiteral("AAAA"),
                                 QStringLiteral("CNAME"), QStringLiteral("MX"),
                                 QStringLiteral("TXT"),   QStringLiteral("SRV"),
                                 QStringLiteral("NS"),    QStringLiteral("SOA"),
                                 QStringLiteral("PTR"),   QStringLiteral("CAA")};
    return all;
}

Endpoint serverFrom(const QString &text)
{
    const bool isV6 = text.count(QLatin1Char(':')) > 1 && !text.startsWith(QLatin1Char('['));
    const qsizetype colon = isV6 ? -1 : text.lastIndexOf(QLatin1Char(':'));
    const bool hasPort = colon > 0 && colon > text.indexOf(QLatin1Char(']'));
    QString host = hasPort ? text.left(colon) : text;
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    return {host, hasPort ? text.mid(colon + 1).toUShort() : kPort};
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    QList<ParameterFinding> all;
    const bool wantsNone = values.value(QStringLiteral("nxdomain")).toBool();
    if (wantsNone && !values.value(QStringLiteral("expect")).toStringList().isEmpty())
        all.append(
            {QStringLiteral("expect"), ProblemSeverity::Error,
             Words::tr(
                 "a name that must not be there has no values; leave out 'expect' or 'nxdomain'")});
    const QStringList others = values.value(QStringLiteral("same_serial_at")).toStringList();
    if (!others.isEmpty()
        && values.value(QStringLiteral("type")).toString() != QLatin1String("SOA"))
        all.append({QStringLiteral("same_serial_at"), ProblemSeverity::Error,
                    Words::tr("serials are compared with 'type: SOA' only")});
    if (others.size() > kMostOthers)
        all.append({QStringLiteral("same_serial_at"), ProblemSeverity::Error,
                    Words::tr("at most %1 servers are compared").arg(kMostOthers)});
    for (const QString &other : others) {
        const Endpoint server = serverFrom(other);
        if (server.host.isEmpty() || server.port == 0)
            all.append({QStringLiteral("same_serial_at"), ProblemSeverity::Error,
                        Words::tr("'%1' is no server: write host or host:port")
                            .arg(cleanText(other, 60))});
    }
    if (values.value(QStringLiteral("exact")).toBool()
        && values.value(QStringLiteral("expect")).toStringList().isEmpty())
        all.append({QStringLiteral("exact"), ProblemSeverity::Error,
                    Words::tr("'exact' needs 'expect' beside it")});
    return all;
}

ParameterSchema schema()
{
    return {
        requiredParameter("server", ParameterType::Host,
                          Words::tr("Name or address of the name server.")),
        parameter("port", ParameterType::Port, Words::tr("Port of the name server."), kPort),
        requiredParameter("name", ParameterType::String,
                          Words::tr("The name to ask for; for PTR an address will do.")),
        choiceParameter("type", types(), Words::tr("The kind of record."), QStringLiteral("A")),
        choiceParameter("transport", {QStringLiteral("udp"), QStringLiteral("tcp")},
                        Words::tr("A truncated answer by udp is asked for again by tcp; over a "
                                  "way it is always tcp."),
                        QStringLiteral("udp")),
        parameter("recursion", ParameterType::Boolean,
                  Words::tr("Whether the server may ask others."), true),
        parameter(
            "expect", ParameterType::StringList,
            Words::tr(
                "Values that must be among the records: 192.0.2.1, \"10 mail.example.com\".")),
        parameter("exact", ParameterType::Boolean, Words::tr("No other values may be there."),
                  false),
        rangeParameter("at_least", ParameterType::Integer, 0, 1000,
                       Words::tr("Fewer records are critical."), 1),
        parameter("nxdomain", ParameterType::Boolean, Words::tr("The name must not be there."),
                  false),
        parameter("dnssec", ParameterType::Boolean, Words::tr("Ask for signatures too."), false),
        parameter("authenticated", ParameterType::Boolean,
                  Words::tr("The server must have checked the signatures (AD flag)."), false),
        parameter("same_serial_at", ParameterType::StringList,
                  Words::tr("With type SOA: further servers, host or host:port, that must have "
                            "the same serial; another one is a warning.")),
        latencyLimitParameter(),
    };
}

} // namespace opsdeck::dnsparameters
