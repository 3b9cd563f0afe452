// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeports.h"

#include "services/base/cleantext.h"
#include "services/importers/importlimits.h"

#include <QRegularExpression>

#include <optional>

namespace opsdeck {

namespace {

struct Range
{
    int first = 0; ///< 0: none given
    int last = 0;

    int size() const { return first == 0 ? 0 : last - first + 1; }
};

std::optional<int> portNumber(const QString &text)
{
    static const QRegularExpression digits(QStringLiteral("^[0-9]{1,5}$"));
    if (!digits.match(text).hasMatch())
        return std::nullopt;
    const int port = text.toInt();
    return port >= 1 && port <= 65'535 ? std::optional(port) : std::nullopt;
}

std::optional<Range> rangeOf(const QString &text)
{
    if (text.isEmpty() || text == QLatin1String("0"))
        return Range{};
    const auto first = portNumber(text.section(QLatin1Char('-'), 0, 0));
    const auto last =
        text.contains(QLatin1Char('-')) ? portNumber(text.section(QLatin1Char('-'), 1)) : first;
    if (!first || !last || *last < *first)
        return std::nullopt;
    return Range{*first, *last};
}

/// "127.0.0.1:8000-8002:80-82/tcp" in its parts.
struct Parts
{
    QString address;
    QString published;
    QString target;
    QString protocol = QStringLiteral("tcp");
};

Parts partsOf(QString text)
{
    Parts parts;
    if (const qsizetype slash = text.lastIndexOf(QLatin1Char('/')); slash >= 0) {
        parts.protocol = cleanText(text.mid(slash + 1).toLower(), 10);
        text.truncate(slash);
    }
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    parts.target = text.mid(colon + 1);
    if (colon < 0)
        return parts;
    text.truncate(colon);
    const qsizetype second = text.lastIndexOf(QLatin1Char(':'));
    parts.published = text.mid(second + 1);
    parts.address = second < 0 ? QString() : text.left(second);
    if (parts.address.startsWith(QLatin1Char('[')) && parts.address.endsWith(QLatin1Char(']')))
        parts.address = parts.address.mid(1, parts.address.size() - 2);
    return parts;
}

Parts partsOf(const ComposeNode &entry)
{
    if (entry.isScalar())
        return partsOf(entry.text);
    Parts parts;
    parts.address = entry.textOf(QStringLiteral("host_ip"));
    if (parts.address.startsWith(QLatin1Char('[')) && parts.address.endsWith(QLatin1Char(']')))
        parts.address = parts.address.mid(1, parts.address.size() - 2);
    parts.published = entry.textOf(QStringLiteral("published"));
    parts.target = entry.textOf(QStringLiteral("target"));
    if (const QString protocol = entry.textOf(QStringLiteral("protocol")); !protocol.isEmpty())
        parts.protocol = cleanText(protocol.toLower(), 10);
    return parts;
}

bool isAddress(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral(
        R"(^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?)$)"));
    return text.isEmpty() || shape.match(text).hasMatch();
}

QList<ComposePort> expanded(const Parts &parts, const ComposeNode &entry, const QString &service,
                            ImportFindings &findings)
{
    const QString key = QStringLiteral("ports");
    const auto target = rangeOf(parts.target);
    const auto published = rangeOf(parts.published);
    if (!target || target->first == 0) {
        findings.error(entry.at,
                       ImportText::tr("service %1: %2 is no container port; it is a "
                                      "number from 1 to 65535, or a range")
                           .arg(ImportText::quoted(service), ImportText::quoted(parts.target)));
        return {};
    }
    if (!published) {
        findings.error(entry.at,
                       ImportText::tr("service %1: %2 is no published port; it is a "
                                      "number from 1 to 65535, or a range")
                           .arg(ImportText::quoted(service), ImportText::quoted(parts.published)));
        return {};
    }
    if (!isAddress(parts.address)) {
        findings.error(entry.at,
                       ImportText::tr("service %1: %2 is no address of the host; name a "
                                      "port on it by its IP address")
                           .arg(ImportText::quoted(service), ImportText::quoted(parts.address)));
        return {};
    }
    const bool isPool = published->size() > 1 && target->size() == 1;
    if (published->first != 0 && !isPool && published->size() != target->size()) {
        findings.error(entry.at,
                       ImportText::tr("service %1: the published and the container ports are "
                                      "ranges of different length")
                           .arg(ImportText::quoted(service)));
        return {};
    }
    if (target->size() > importlimits::kPortRange) {
        findings.add(FindingLevel::NotMapped, entry.at, service, key,
                     ImportText::tr("a range of more than %1 ports is left out")
                         .arg(importlimits::kPortRange));
        return {};
    }
    if (isPool)
        findings.add(FindingLevel::NotMapped, entry.at, service, key,
                     ImportText::tr("which port of the range %1 is taken is only known once the "
                                    "container runs; no check is made from it")
                         .arg(parts.published));
    else if (published->first == 0)
        findings.add(FindingLevel::NotMapped, entry.at, service, key,
                     ImportText::tr("container port %1 is published on a port that is chosen when "
                                    "the container starts; no check is made from it")
                         .arg(parts.target));
    QList<ComposePort> ports;
    for (int i = 0; i < target->size(); ++i) {
        ComposePort port;
        port.target = static_cast<quint16>(target->first + i);
        port.published =
            static_cast<quint16>(isPool || published->first == 0 ? 0 : published->first + i);
        port.hostAddress = parts.address;
        port.protocol = parts.protocol;
        port.at = entry.at;
        if (entry.isMap())
            port.application = entry.textOf(QStringLiteral("app_protocol"));
        ports.append(port);
    }
    return ports;
}

} // namespace

QList<ComposePort> readPort(const ComposeNode &entry, const QString &service,
                            ImportFindings &findings)
{
    if (entry.isNull())
        return {};
    if (entry.isList()) {
        findings.error(entry.at, ImportText::tr("service %1: a port is a text or a mapping")
                                     .arg(ImportText::quoted(service)));
        return {};
    }
    static const QRegularExpression sexagesimal(QStringLiteral("^[0-9]+(:[0-5]?[0-9])+$"));
    if (entry.isScalar() && !entry.isQuoted && sexagesimal.match(entry.text).hasMatch())
        findings.add(FindingLevel::Note, entry.at, service, QStringLiteral("ports"),
                     ImportText::tr("%1 is not quoted: older programs read it as one number to the "
                                    "base of 60; it is read as ports here, quote it to be safe")
                         .arg(entry.text));
    return expanded(partsOf(entry), entry, service, findings);
}

QList<ComposePort> readExposed(const ComposeNode &entry, const QString &service,
                               ImportFindings &findings)
{
    if (!entry.isScalar())
        return {};
    Parts parts = partsOf(entry.text);
    const auto range = rangeOf(parts.target);
    if (!range || range->first == 0 || !parts.published.isEmpty()) {
        findings.error(entry.at,
                       ImportText::tr("service %1: %2 is no exposed port; it is a number "
                                      "from 1 to 65535, or a range")
                           .arg(ImportText::quoted(service), ImportText::quoted(entry.text)));
        return {};
    }
    QList<ComposePort> ports;
    for (int port = range->first; port <= range->last; ++port) {
        if (port - range->first >= importlimits::kPortRange)
            break;
        ports.append({static_cast<quint16>(port), 0, {}, parts.protocol, {}, entry.at});
    }
    return ports;
}

QString portIdentity(const ComposeNode &entry)
{
    const Parts parts = partsOf(entry);
    const QString address = parts.address.isEmpty() ? QStringLiteral("0.0.0.0") : parts.address;
    return QStringList{address, parts.published, parts.target, parts.protocol}.join(
        QLatin1Char('|'));
}

ComposeMount mountOf(const QString &text)
{
    QStringList parts;
    QString part;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool isDrive =
            c == QLatin1Char(':') && part.size() == 1 && part.front().isLetter()
            && i + 1 < text.size()
            && (text.at(i + 1) == QLatin1Char('\\') || text.at(i + 1) == QLatin1Char('/'));
        if (c == QLatin1Char(':') && !isDrive) {
            parts << part;
            part.clear();
        } else {
            part += c;
        }
    }
    parts << part;
    if (parts.size() == 1)
        return {{}, parts.constFirst()};
    return {parts.at(0), parts.at(1)};
}

} // namespace opsdeck
