// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace opsdeck {

/// Why something failed. The kind chooses retry, icon and suggested runbook; the words are in
/// Error.
enum class ErrorKind {
    Timeout,     ///< no answer within the total deadline
    Refused,     ///< the host answered, nothing listens there
    Unreachable, ///< no route, or the connection was cut
    Resolve,     ///< the name has no address, or the resolver did not answer
    Tls,         ///< certificate or handshake refused
    Auth,        ///< the server refused the credential
    Credential,  ///< the credential is not to be had: absent, locked, no keychain
    Status,      ///< an answer that says "unhealthy"
    Way,         ///< the way to it is lost, or all of its environment is out of sight
    Condition,   ///< an answer that breaks a stated limit or condition
    Garbage,     ///< an answer that is not what the protocol or the check expects
    TooLarge,    ///< the answer passed the byte cap
    Config,      ///< the definition is wrong
    NotFound,    ///< the named thing is not there
    Permission,  ///< the operating system refused
    Guard,       ///< a safety rule refused
    Cancelled,   ///< somebody stopped it
    Storage,     ///< the disk or the database refused
    Process,     ///< a program could not be started, crashed or ended with an error
    Internal     ///< a defect of Opsdeck
};

/// What happened to what, what to try, and the raw text. Form: DESIGN §3, look §8.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message; ///< one sentence: what happened, to what
    QString advice;  ///< what it means and what to try; may be empty
    QString
        detail; ///< raw text as received, capped and stripped of control characters; may be empty
    QString fault = {}; ///< a stable word that is narrower than the kind, where one is known:
                        ///< "expired", "cut", "503"; see faultwords.h

    bool operator==(const Error &) const = default;
};

/// The stable word of a kind, as in JSON and YAML: "refused", "timeout", "too-large"…
QString toWord(ErrorKind kind);
/// The kind of a stable word; Internal when unknown.
ErrorKind errorKindFromWord(const QString &word);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Error)
