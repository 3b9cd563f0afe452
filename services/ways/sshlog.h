// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <variant>

namespace opsdeck {

/// What the system's ssh says on standard error with -vv about forwarded connections (OpenSSH's
/// channels.c, 7.9 to 10.5), and its other lines. Pure; bytes in, events out.
class SshLog final
{
public:
    struct Requested ///< a connection to `target` was accepted at the near end and got this channel
    {
        QString target; ///< as targetText() has it
        int channel = 0;
    };

    struct Opened
    {
        int channel = 0;
    };

    struct Failed
    {
        int channel = 0;
        QString reason; ///< "connect failed: Connection refused"
    };

    using Event = std::variant<Requested, Opened, Failed>;

    QList<Event> feed(const QByteArray &bytes);

    /// Lines meant for people, the newest last, at most 20 of at most 300 characters, cleaned.
    const QStringList &notices() const { return m_notices; }

    /// Whole lines so far, of whatever sort.
    qint64 lines() const { return m_lines; }

    /// "OpenSSH_9.2p1 Debian-2+deb12u3"; empty when it did not say.
    const QString &version() const { return m_version; }

    static QString targetText(const Endpoint &endpoint);

private:
    std::optional<Event> read(const QByteArray &line);

    QByteArray m_rest;
    bool m_isSkipping = false; ///< in a line that is too long
    QString m_requested;
    QStringList m_notices;
    qint64 m_lines = 0;
    QString m_version;
};

/// Why ssh ended, from its last words; `host` as it was asked for.
Error sshError(const QStringList &notices, const QString &host);
/// The same for whom the host itself is asked about, not what lies behind it: Refused, Timeout,
/// Auth, Resolve, Unreachable; Tls when its key is another one, Config when it is our own set-up
/// that keeps ssh from it. `target` as it is told.
Error sshHostError(const Error &error, const QString &target);
/// The errno of a channel's failure: ECONNREFUSED for "Connection refused"…
int sshFailureErrno(const QString &reason);

} // namespace opsdeck
