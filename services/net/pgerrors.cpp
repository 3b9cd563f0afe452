// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/pgerrors.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cerrno>
#include <cstring>

namespace opsdeck::pgerror {

namespace {

constexpr int kDetailLimit = 400;

class PgError
{
    Q_DECLARE_TR_FUNCTIONS(PgError)
};

/// What the system calls `code`, in the locale that libpq's own text was made in.
bool names(const QString &text, int code)
{
    return text.contains(QString::fromLocal8Bit(std::strerror(code)));
}

Error tlsError(const QString &text, const PgTarget &target)
{
    const QString where = target.endpoint.toString();
    if (text.contains(QLatin1String("does not match host name")))
        return neterror::tls(TlsFault::WrongName, target.endpoint, target.endpoint.host, text);
    if (text.contains(QLatin1String("does not support SSL")))
        return {
            ErrorKind::Tls,
            PgError::tr("%1 offers no TLS, and sslmode %2 asks for it.").arg(where, target.sslMode),
            PgError::tr(
                "The connection was closed and no password was sent. Try: ssl = on in the server."),
            text};
    if (text.contains(QLatin1String("certificate verify failed")))
        return {ErrorKind::Tls,
                PgError::tr("%1 shows a certificate that can't be verified.").arg(where),
                PgError::tr("It has expired or its issuer is not the one of ca_file. The "
                            "connection was closed and no "
                            "password was sent."),
                text, QStringLiteral("untrusted")};
    return neterror::tls(TlsFault::Handshake, target.endpoint, target.endpoint.host, text);
}

std::optional<Error> unavailable(const QByteArray &sqlState, const QString &text,
                                 const PgTarget &target)
{
    const QString where = target.endpoint.toString();
    if (sqlState == "53300")
        return Error{
            ErrorKind::Status, PgError::tr("%1 has no connection left to give.").arg(where),
            PgError::tr("The server runs but has reached max_connections. Try: what holds them "
                        "(pg_stat_activity), or a pool."),
            text};
    if (sqlState == "57P03") {
        // The words are the server's own; when it speaks another language, the general ones do.
        if (text.contains(QLatin1String("starting up")))
            return Error{ErrorKind::Status, PgError::tr("%1 is starting up.").arg(where),
                         PgError::tr("The server runs and does not take connections yet."), text};
        if (text.contains(QLatin1String("shutting down")))
            return Error{ErrorKind::Status, PgError::tr("%1 is shutting down.").arg(where),
                         PgError::tr("Somebody or something stops the server."), text};
        if (text.contains(QLatin1String("recovery"))
            || text.contains(QLatin1String("accepting connections")))
            return Error{ErrorKind::Status,
                         PgError::tr("%1 is in recovery and takes no connections.").arg(where),
                         PgError::tr("The server replays its log after a crash or as a standby "
                                     "without hot_standby."),
                         text};
        return Error{ErrorKind::Status, PgError::tr("%1 takes no connections now.").arg(where),
                     PgError::tr("The server starts, stops or recovers."), text};
    }
    if (sqlState.startsWith("57P"))
        return Error{
            ErrorKind::Unreachable, PgError::tr("%1 ended the session.").arg(where),
            PgError::tr(
                "The server was stopped, restarted, or an administrator ended the session."),
            text};
    return std::nullopt;
}

} // namespace

Error fromConnecting(const QString &rawText, const PgTarget &target, bool inTls,
                     bool askedForPassword)
{
    static const QRegularExpression sqlStateForm(QStringLiteral(":  ([0-9A-Z]{5}): ([^\\n]*)"));
    const QString where = target.endpoint.toString();
    const QString text = cleanText(rawText, kDetailLimit);
    const QRegularExpressionMatch match = sqlStateForm.match(rawText);
    const QByteArray sqlState = match.captured(1).toLatin1();
    if (askedForPassword && target.password.isEmpty())
        return {ErrorKind::Auth,
                PgError::tr("%1 asks for a password for user %2 and none is set.")
                    .arg(where, target.user),
                PgError::tr("Try: credential in the check."), text};
    if (sqlState == "28P01")
        return {ErrorKind::Auth,
                PgError::tr("%1 refuses the password of user %2.").arg(where, target.user),
                PgError::tr("Try: replace the credential."), text};
    if (sqlState == "28000")
        return {
            ErrorKind::Auth, PgError::tr("%1 does not let user %2 in.").arg(where, target.user),
            PgError::tr("The user does not exist or pg_hba.conf has no line for it. Try: both."),
            text};
    if (sqlState == "3D000")
        return {ErrorKind::NotFound,
                PgError::tr("%1 has no database %2.").arg(where, target.database),
                PgError::tr("It was dropped, or the name in the check is wrong."), text};
    if (const std::optional<Error> known = unavailable(sqlState, text, target))
        return *known;
    if (target.isConsole && text.contains(QLatin1String("not allowed")))
        return {ErrorKind::Auth,
                PgError::tr("PgBouncer %1 does not let user %2 at its console.")
                    .arg(where, target.user),
                PgError::tr("Try: the user in stats_users of pgbouncer.ini."), text};
    // PgBouncer has one SQLSTATE for all: its words tell.
    if (text.contains(QLatin1String("password authentication failed"))
        || text.contains(QLatin1String("no such user")))
        return {ErrorKind::Auth,
                PgError::tr("%1 refuses the password of user %2.").arg(where, target.user),
                PgError::tr("Try: replace the credential."), text};
    if (text.contains(QLatin1String("no such database")))
        return {ErrorKind::NotFound,
                PgError::tr("%1 has no database %2.").arg(where, target.database),
                PgError::tr("It was dropped, or the name in the check is wrong."), text};
    if (text.contains(QLatin1String("unsupported startup parameter")))
        return {
            ErrorKind::Config,
            PgError::tr("%1 is a PgBouncer that does not take the session's options.").arg(where),
            PgError::tr("Checks ask for sessions that can only read. Try: the PostgreSQL behind "
                        "it; or ignore_startup_parameters "
                        "= options and a user that may only read; or a check of kind pgbouncer."),
            text};
    if (!sqlState.isEmpty())
        return {ErrorKind::Status,
                PgError::tr("%1 refuses the connection: %2.")
                    .arg(where, cleanText(match.captured(2), 120)),
                {},
                text};
    for (const int code :
         {ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EACCES, EPERM, EMFILE}) {
        if (names(text, code))
            return neterror::fromErrno(code, target.endpoint);
    }
    if (text.contains(QLatin1String("root certificate file")))
        return neterror::badCaFile(target.caFile, text);
    if (inTls)
        return tlsError(text, target);
    for (const int code : {ECONNRESET, EPIPE}) {
        if (names(text, code))
            return neterror::fromErrno(code, target.endpoint);
    }
    if (text.contains(QLatin1String("server closed the connection")))
        return neterror::closed(target.endpoint);
    Error error =
        neterror::garbage(PgError::tr("%1 does not speak PostgreSQL's protocol.").arg(where));
    error.detail = text;
    return error;
}

Error fromStatement(const QByteArray &sqlState, const QString &rawText, const PgTarget &target)
{
    const QString where = target.endpoint.toString();
    const QString text = cleanText(rawText, kDetailLimit);
    if (const std::optional<Error> known = unavailable(sqlState, text, target))
        return *known;
    if (sqlState == "42501")
        return {ErrorKind::Permission,
                PgError::tr("User %1 may not run the query on %2.").arg(target.user, where),
                PgError::tr("Try: GRANT what it reads, or pg_monitor."), text};
    // Our sessions are read-only: a check looks and changes nothing.
    if (sqlState == "25006")
        return {
            ErrorKind::Config,
            PgError::tr("The query tries to write on %1: %2.").arg(where, cleanText(rawText, 120)),
            PgError::tr("Checks are read-only. Try: a query that only reads, or a runbook."), text};
    if (sqlState == "57014")
        return {ErrorKind::Status, PgError::tr("%1 cancelled the query.").arg(where),
                PgError::tr("A statement_timeout of the server or an administrator ended it."),
                text};
    // Errors of the statement itself: syntax, names, types, values.
    if (sqlState.startsWith("42") || sqlState.startsWith("22") || sqlState.startsWith("0A"))
        return {ErrorKind::Config,
                PgError::tr("The query fails on %1: %2.").arg(where, cleanText(rawText, 120)),
                PgError::tr("Try: the query in psql."), text};
    return {ErrorKind::Status,
            PgError::tr("%1 answered with an error: %2.").arg(where, cleanText(rawText, 120)),
            PgError::tr("Try: the server's log."), text};
}

} // namespace opsdeck::pgerror
