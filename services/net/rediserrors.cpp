// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/net/redisconnection.h"

#include <QCoreApplication>

#include <array>

namespace opsdeck {

namespace {

struct Row
{
    const char *start;
    ErrorKind kind;
    const char *message;
    const char *advice;
};

constexpr std::array<Row, 13> kRows{{
    {"WRONGPASS", ErrorKind::Auth, QT_TRANSLATE_NOOP("RedisError", "%1 refuses the password."),
     QT_TRANSLATE_NOOP("RedisError", "Try: replace the credential, and check the username.")},
    {"ERR invalid password", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("RedisError", "%1 refuses the password."),
     QT_TRANSLATE_NOOP("RedisError", "Try: replace the credential.")},
    {"ERR Client sent AUTH", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("RedisError", "%1 has no password set, and the check sends one."),
     QT_TRANSLATE_NOOP(
         "RedisError",
         "The server may have been started without its configuration: anybody may use it.")},
    {"ERR AUTH", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("RedisError", "%1 has no password set, and the check sends one."),
     QT_TRANSLATE_NOOP(
         "RedisError",
         "The server may have been started without its configuration: anybody may use it.")},
    {"NOPERM", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("RedisError", "%1 does not allow this user what the check does."),
     QT_TRANSLATE_NOOP("RedisError",
                       "Try: an ACL that gives it; the detail says what is missing.")},
    {"DENIED", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("RedisError",
                       "%1 is in protected mode and takes connections from its own host only."),
     QT_TRANSLATE_NOOP("RedisError", "Try: a password and bind in the server's configuration.")},
    {"LOADING", ErrorKind::Status,
     QT_TRANSLATE_NOOP("RedisError", "%1 is loading its data into memory."),
     QT_TRANSLATE_NOOP("RedisError", "The server was started and is not ready yet.")},
    {"MASTERDOWN", ErrorKind::Status,
     QT_TRANSLATE_NOOP("RedisError", "%1 has lost its master and serves no old data."),
     QT_TRANSLATE_NOOP("RedisError", "Try: the master, and the network between them.")},
    {"READONLY", ErrorKind::Status, QT_TRANSLATE_NOOP("RedisError", "%1 is a read-only replica."),
     ""},
    {"MISCONF", ErrorKind::Status,
     QT_TRANSLATE_NOOP("RedisError", "%1 refuses writes: it can't save to its disk."),
     QT_TRANSLATE_NOOP("RedisError", "Try: space and rights in its data directory.")},
    {"BUSY", ErrorKind::Status, QT_TRANSLATE_NOOP("RedisError", "%1 is busy with a script."),
     QT_TRANSLATE_NOOP("RedisError", "Try: SCRIPT KILL.")},
    {"CLUSTERDOWN", ErrorKind::Status,
     QT_TRANSLATE_NOOP("RedisError", "%1 belongs to a cluster that is down."), ""},
    {"ERR max number of clients", ErrorKind::Status,
     QT_TRANSLATE_NOOP("RedisError", "%1 has no client slot left."),
     QT_TRANSLATE_NOOP(
         "RedisError",
         "The server runs but has reached maxclients. Try: what holds them (CLIENT LIST).")},
}};

} // namespace

Error redisReplyError(const QByteArray &text, const Endpoint &endpoint, bool hadPassword)
{
    const auto tr = [](const char *source) {
        return QCoreApplication::translate("RedisError", source);
    };
    const QString where = endpoint.toString();
    const QString detail = cleanText(text, 400);
    if (text.startsWith("NOAUTH")) {
        if (hadPassword)
            return {ErrorKind::Auth, tr("%1 refuses the password.").arg(where),
                    tr("Try: replace the credential."), detail};
        return {ErrorKind::Auth, tr("%1 asks for a password and none is set.").arg(where),
                tr("Try: credential in the check."), detail};
    }
    for (const Row &row : kRows) {
        if (text.startsWith(row.start))
            return {row.kind, tr(row.message).arg(where),
                    *row.advice == '\0' ? QString() : tr(row.advice), detail};
    }
    return {ErrorKind::Status,
            tr("%1 answered with an error: %2.").arg(where, cleanText(text, 120)),
            tr("Try: the server's log."), detail};
}

} // namespace opsdeck
