// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/neterrors.h"

#include "services/base/cleantext.h"
#include "services/domain/faultwords.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

constexpr int kDetailLimit = 400;
constexpr int kSampleLimit = 200;
const QString kCut = QStringLiteral("cut");

class NetError
{
    Q_DECLARE_TR_FUNCTIONS(NetError)
};

QString systemText(int code)
{
    return QString::fromLocal8Bit(std::strerror(code));
}

/// From errno of connecting to a local socket.
Error fromSocketErrno(int code, const QString &path)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorKind::NotFound, NetError::tr("There is no socket %1.").arg(path),
                NetError::tr("The server is not running, or its socket is elsewhere. Try: start "
                             "it, or check the path."),
                systemText(code)};
    case ECONNREFUSED:
        return {
            ErrorKind::Refused, NetError::tr("Nothing listens on the socket %1.").arg(path),
            NetError::tr(
                "The socket was left behind: the server process is not running. Try: start it."),
            systemText(code)};
    case EACCES:
    case EPERM:
        return {ErrorKind::Permission,
                NetError::tr("This user may not open the socket %1.").arg(path),
                NetError::tr(
                    "Try: the owner, group and mode of the socket and of the folders above it."),
                systemText(code)};
    case EAGAIN:
        return {ErrorKind::Timeout,
                NetError::tr("The socket %1 takes no more connections.").arg(path),
                NetError::tr(
                    "The server does not accept what waits already: it may hang. Try: its log."),
                systemText(code)};
    default:
        return {ErrorKind::Unreachable,
                NetError::tr("The connection to the socket %1 failed.").arg(path),
                {},
                systemText(code)};
    }
}

/// How far it came, for people.
QString stageWords(const QString &stage)
{
    struct Words
    {
        const char *stage;
        const char *text;
    };

    static constexpr Words kWords[] = {
        {"way", QT_TRANSLATE_NOOP("NetError", "the way to it did not open")},
        {"credential", QT_TRANSLATE_NOOP("NetError", "the keychain did not answer")},
        {"connect", QT_TRANSLATE_NOOP("NetError", "no connection came about")},
        {"tls", QT_TRANSLATE_NOOP("NetError", "it was connected, TLS was not agreed on")},
        {"auth", QT_TRANSLATE_NOOP("NetError", "it was connected, the login was not answered")},
        {"send", QT_TRANSLATE_NOOP("NetError", "it was connected and did not take the question")},
        {"wait for answer", QT_TRANSLATE_NOOP("NetError", "it was asked, no answer came")},
        {"read body", QT_TRANSLATE_NOOP("NetError", "the answer began and did not end")},
        {"far end", QT_TRANSLATE_NOOP("NetError", "the way is open, nothing came from its end")},
        {"run", QT_TRANSLATE_NOOP("NetError", "it was still running")},
    };
    for (const Words &words : kWords) {
        if (stage == QLatin1String(words.stage))
            return NetError::tr(words.text);
    }
    return stage;
}

} // namespace

QString Endpoint::toString() const
{
    if (host.startsWith(QLatin1Char('/')))
        return host;
    const QString name =
        host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return name + QLatin1Char(':') + QString::number(port);
}

QString addressText(const QHostAddress &address, quint16 port)
{
    return Endpoint{address.toString(), port}.toString();
}

namespace neterror {

Error fromErrno(int code, const Endpoint &endpoint)
{
    const QString where = endpoint.toString();
    if (where.startsWith(QLatin1Char('/')) && code != EMFILE && code != ENFILE && code != ENOBUFS
        && code != ENOMEM)
        return fromSocketErrno(code, where);
    switch (code) {
    case ECONNREFUSED:
        return {ErrorKind::Refused, NetError::tr("Nothing listens on %1.").arg(where),
                NetError::tr("The host answers, the port is closed: the server process is not "
                             "running. Try: start it, "
                             "or check the port."),
                systemText(code)};
    case ETIMEDOUT:
        return {ErrorKind::Timeout, NetError::tr("%1 did not answer.").arg(where),
                NetError::tr("The host may be gone or a firewall may drop the packets. Try: "
                             "reachability of the host."),
                systemText(code)};
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case EADDRNOTAVAIL:
        return {
            ErrorKind::Unreachable, NetError::tr("There is no route to %1.").arg(where),
            NetError::tr(
                "The host is off or this machine has no way to it. Try: the network or the VPN."),
            systemText(code)};
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
        return {
            ErrorKind::Unreachable, NetError::tr("%1 cut the connection.").arg(where),
            NetError::tr(
                "The server process ended or something between closes connections. Try: its log."),
            systemText(code), kCut};
    case EACCES:
    case EPERM:
        return {ErrorKind::Permission,
                NetError::tr("This machine refuses connections to %1.").arg(where),
                NetError::tr("A local firewall rule or a sandbox forbids it."), systemText(code)};
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return {
            ErrorKind::Internal, NetError::tr("This machine has no socket left for %1.").arg(where),
            NetError::tr("Too many connections are open here. Try: a higher limit of open files."),
            systemText(code)};
    default:
        return {ErrorKind::Unreachable,
                NetError::tr("The connection to %1 failed.").arg(where),
                {},
                systemText(code)};
    }
}

Error noAddress(const QString &host, const QString &detail)
{
    return {
        ErrorKind::Resolve, NetError::tr("The name %1 has no address.").arg(host),
        NetError::tr(
            "The name is misspelt or not in the DNS that this machine uses. Try: the name in the "
            "workspace, or the VPN."),
        cleanText(detail, kDetailLimit)};
}

Error resolverSilent(const QString &host, const QString &detail)
{
    return {ErrorKind::Resolve, NetError::tr("The address of %1 could not be looked up.").arg(host),
            NetError::tr("The name server did not answer. Try: this machine's network and DNS."),
            cleanText(detail, kDetailLimit), resolverSilentFault()};
}

Error closed(const Endpoint &endpoint, qint64 afterBytes)
{
    const QString where = endpoint.toString();
    const QString advice =
        afterBytes > 0
            ? NetError::tr(
                  "The server process ended, restarts, or refuses this client. Try: its log.")
            : NetError::tr("The server process ended, restarts or refuses this client, or the port "
                           "speaks another protocol (TLS?). Try: the port, and the server's log.");
    if (afterBytes > 0)
        return {ErrorKind::Garbage,
                NetError::tr("%1 closed the connection after %2 of an answer.")
                    .arg(where, byteText(afterBytes)),
                advice,
                {},
                kCut};
    return {ErrorKind::Unreachable,
            NetError::tr("%1 closed the connection without an answer.").arg(where),
            advice,
            {},
            kCut};
}

Error tooLarge(const QString &what, qint64 limit)
{
    return {ErrorKind::TooLarge,
            NetError::tr("%1 is larger than the limit of %2.").arg(what, byteText(limit)),
            NetError::tr(
                "Reading stopped there. Try: a smaller answer, or a higher limit in the check."),
            {}};
}

Error garbage(const QString &message, const QByteArray &sample)
{
    return {
        ErrorKind::Garbage, message,
        NetError::tr("The server on this port may not be the one that is meant, or it is broken."),
        cleanText(sample, kSampleLimit)};
}

Error timeout(const QString &target, Milliseconds limit, const QString &stage)
{
    const bool whole = limit.count() >= 1000 && limit.count() % 1000 == 0;
    const QString time = whole ? durationText(limit) : latencyText(limit);
    const QString message =
        NetError::tr("%1 did not answer in %2: %3.").arg(target, time, stageWords(stage));
    if (stage == QLatin1String("resolve"))
        return {ErrorKind::Resolve,
                NetError::tr("The address of %1 could not be looked up in %2.").arg(target, time),
                NetError::tr("The name server is silent, so that nothing was asked. Try: this "
                             "machine's network and DNS."),
                {},
                resolverSilentFault()};
    if (stage == QLatin1String("connect"))
        return {ErrorKind::Timeout,
                message,
                NetError::tr("The host may be gone or a firewall may drop the packets. Try: "
                             "reachability of the host."),
                {}};
    if (stage == QLatin1String("far end"))
        return {ErrorKind::Timeout,
                message,
                NetError::tr("Whether it was reached from there can't be told: it may hang, be "
                             "gone, or a firewall may drop the packets. Try: to reach it from the "
                             "way's end."),
                {}};
    return {ErrorKind::Timeout,
            message,
            NetError::tr(
                "The connection was made, then the answer did not come: the process may hang or be "
                "overloaded. Try: its log."),
            {}};
}

} // namespace neterror

QString byteText(qint64 bytes)
{
    const QChar space(QChar::Nbsp);
    if (bytes < 1000)
        return (bytes == 1 ? NetError::tr("1 byte") : NetError::tr("%1 bytes").arg(bytes))
            .replace(QLatin1Char(' '), space);
    static constexpr const char *kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double value = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(kUnits)) {
        value /= 1000.0;
        ++unit;
    }
    return QString::number(value, 'f', value < 9.95 ? 1 : 0) + space + QLatin1String(kUnits[unit]);
}

} // namespace opsdeck
