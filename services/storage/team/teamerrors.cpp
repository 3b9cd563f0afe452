// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamerrors.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cerrno>
#include <cstring>

namespace opsdeck::teamerror {

namespace {

constexpr int kDetailLimit = 400;

class TeamError
{
    Q_DECLARE_TR_FUNCTIONS(TeamError)
};

bool names(const QString &text, int code)
{
    return text.contains(QString::fromLocal8Bit(std::strerror(code)));
}

QString server(const TeamPlace &place)
{
    return QStringLiteral("%1:%2").arg(place.host, QString::number(place.port));
}

Error tlsError(const QString &text, const TeamPlace &place)
{
    const QString where = server(place);
    if (text.contains(QLatin1String("does not support SSL")))
        return {ErrorKind::Tls,
                TeamError::tr("The team's store %1 offers no TLS, and sslmode %2 asks for it.")
                    .arg(where, place.sslMode),
                TeamError::tr("No password was sent. Try: ssl = on in the server."), text};
    if (text.contains(QLatin1String("does not match host name")))
        return {
            ErrorKind::Tls,
            TeamError::tr("The certificate of the team's store %1 is for another name.").arg(where),
            TeamError::tr("No password was sent. Try: the name in 'store: host' that the "
                          "certificate is for."),
            text, QStringLiteral("wrong-name")};
    if (text.contains(QLatin1String("certificate verify failed")))
        return {
            ErrorKind::Tls,
            TeamError::tr("The certificate of the team's store %1 can't be verified.").arg(where),
            TeamError::tr("No password was sent. Try: its issuer as 'ca_file' of 'store', or "
                          "a certificate that has not expired."),
            text, QStringLiteral("untrusted")};
    return {ErrorKind::Tls,
            TeamError::tr("No TLS connection to the team's store %1 comes about.").arg(where),
            TeamError::tr("No password was sent. Try: the server's log."), text};
}

std::optional<Error> unavailable(const QByteArray &state, const QString &text,
                                 const TeamPlace &place)
{
    const QString where = server(place);
    if (state == "53300")
        return Error{
            ErrorKind::Status,
            TeamError::tr("The team's store %1 has no connection left to give.").arg(where),
            TeamError::tr("Try: what holds them (pg_stat_activity), or a larger "
                          "max_connections."),
            text};
    if (state == "53100")
        return Error{ErrorKind::Status,
                     TeamError::tr("The disk of the team's store %1 is full.").arg(where),
                     TeamError::tr("Try: free space on the server."), text};
    if (state == "57P03")
        return Error{ErrorKind::Status,
                     TeamError::tr("The team's store %1 takes no connections now.").arg(where),
                     TeamError::tr("The server starts, stops or recovers."), text};
    if (state.startsWith("57P") || state.startsWith("08"))
        return lost(text, place);
    return std::nullopt;
}

} // namespace

Error fromConnecting(const QString &rawText, const TeamPlace &place, bool inTls, bool wantsPassword)
{
    static const QRegularExpression form(QStringLiteral(":  ([0-9A-Z]{5}): ([^\\n]*)"));
    const QString where = server(place);
    const QString text = cleanText(rawText, kDetailLimit);
    const QRegularExpressionMatch match = form.match(rawText);
    const QByteArray state = match.captured(1).toLatin1();
    if (wantsPassword && place.credential.isEmpty())
        return {
            ErrorKind::Auth,
            TeamError::tr("The team's store %1 asks for a password for user %2 and none is set.")
                .arg(where, place.user),
            TeamError::tr("Try: 'credential' of 'store' in the workspace file."), text};
    if (state == "28P01")
        return {
            ErrorKind::Auth,
            TeamError::tr("The team's store %1 refuses the password of user %2.")
                .arg(where, place.user),
            TeamError::tr("Try: opsdeckctl credential set %1.").arg(place.credential.toString()),
            text};
    if (state == "28000" && !text.contains(QLatin1String("SSL")))
        return {
            ErrorKind::Auth,
            TeamError::tr("The team's store %1 does not let user %2 in.").arg(where, place.user),
            TeamError::tr("The user does not exist, or pg_hba.conf has no line for it from "
                          "here."),
            text};
    if (state == "28000")
        return {ErrorKind::Tls,
                TeamError::tr("The team's store %1 does not let user %2 in with sslmode %3.")
                    .arg(where, place.user, place.sslMode),
                TeamError::tr("Its pg_hba.conf has no line for it. Try: another 'sslmode' of "
                              "'store', or the line."),
                text};
    if (state == "3D000")
        return {ErrorKind::NotFound,
                TeamError::tr("The team's store %1 has no database %2.").arg(where, place.database),
                TeamError::tr("Try: CREATE DATABASE on the server, or 'database' of 'store'."),
                text};
    if (state == "42501")
        return {ErrorKind::Permission,
                TeamError::tr("User %1 may not connect to the database %2 of the team's store %3.")
                    .arg(place.user, place.database, where),
                TeamError::tr("Try: GRANT CONNECT on the server."), text};
    if (auto known = unavailable(state, text, place))
        return *known;
    if (!state.isEmpty())
        return {ErrorKind::Status,
                TeamError::tr("The team's store %1 refuses the connection: %2.")
                    .arg(where, cleanText(match.captured(2), 120)),
                TeamError::tr("Try: the server's log."), text};
    if (names(text, ECONNREFUSED))
        return {ErrorKind::Refused,
                TeamError::tr("Nothing listens at the team's store %1.").arg(where),
                TeamError::tr("Try: whether the server runs."), text};
    if (text.contains(QLatin1String("could not translate host name")))
        return {ErrorKind::Resolve,
                TeamError::tr("The name of the team's store, %1, has no address.").arg(place.host),
                TeamError::tr("Try: 'host' of 'store' in the workspace file."), text};
    if (text.contains(QLatin1String("root certificate file")))
        return {
            ErrorKind::Tls,
            TeamError::tr("The certificates that the team's store is checked by can't be read."),
            TeamError::tr("Try: 'ca_file' of 'store' in the workspace file."), text};
    if (inTls || text.contains(QLatin1String("SSL")) || text.contains(QLatin1String("certificate")))
        return tlsError(text, place);
    return lost(text, place);
}

Error fromStatement(const QByteArray &state, const QString &rawText, const TeamPlace &place)
{
    const QString where = server(place);
    const QString text = cleanText(rawText, kDetailLimit);
    if (auto known = unavailable(state, text, place))
        return *known;
    if (state == "42501")
        return {ErrorKind::Permission,
                TeamError::tr("User %1 may not keep history in database %2 of the team's store %3.")
                    .arg(place.user, place.database, where),
                TeamError::tr("Try: GRANT CREATE, TEMPORARY ON DATABASE %1 TO %2; or let who made "
                              "the schema opsdeck give its tables to a role of both.")
                    .arg(place.database, place.user),
                text};
    if (state == "25006")
        return readOnly(place);
    if (state == "57014" || state == "55P03")
        return {ErrorKind::Timeout,
                TeamError::tr("The team's store %1 is too busy to answer in time.").arg(where),
                TeamError::tr("Try: what else runs there (pg_stat_activity)."), text};
    return {ErrorKind::Storage,
            TeamError::tr("The team's store %1 answers with an error: %2.")
                .arg(where, cleanText(rawText, 120)),
            TeamError::tr("Try: the server's log."), text};
}

Error late(const TeamPlace &place)
{
    return {ErrorKind::Timeout,
            TeamError::tr("The team's store %1 does not answer.").arg(server(place)),
            TeamError::tr("Try: whether the server runs, and the network to it."),
            {}};
}

Error lost(const QString &text, const TeamPlace &place)
{
    return {ErrorKind::Unreachable,
            TeamError::tr("The connection to the team's store %1 is lost.").arg(server(place)),
            TeamError::tr("Try: whether the server runs, and the network to it."), text};
}

Error newer(const TeamPlace &place, int version, int known)
{
    return {ErrorKind::Storage,
            TeamError::tr("The team's store %1 was made by a newer Opsdeck: its tables are of "
                          "version %2, this one knows %3.")
                .arg(place.toString(), QString::number(version), QString::number(known)),
            TeamError::tr("It is left alone. Try: the newer version."),
            {}};
}

Error readOnly(const TeamPlace &place)
{
    return {ErrorKind::Permission,
            TeamError::tr("The team's store %1 can only be read.").arg(server(place)),
            TeamError::tr("It is a standby, or set read-only. Try: the primary server as 'host' of "
                          "'store'."),
            {}};
}

Error notOurs(const TeamPlace &place)
{
    return {ErrorKind::Storage,
            TeamError::tr("The tables of the team's store %1 were changed by somebody else.")
                .arg(place.toString()),
            TeamError::tr("Try: who else writes to the schema opsdeck there."),
            {}};
}

} // namespace opsdeck::teamerror
