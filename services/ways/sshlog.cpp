// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshlog.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestLine = 4096;
constexpr int kNotices = 20;
constexpr int kNoticeShown = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("SshLog", text);
}

bool isDebug(const QByteArray &line)
{
    return line.startsWith("debug1: ") || line.startsWith("debug2: ")
           || line.startsWith("debug3: ");
}

struct Reason
{
    const char *words; ///< in ssh's or the server's own text, lower case
    ErrorKind ofHost;  ///< when the host itself is what is asked about
    const char *message;
    const char *advice;
};

// In order: the first that fits tells.
constexpr Reason kReasons[] = {
    {"remote host identification has changed", ErrorKind::Tls,
     QT_TRANSLATE_NOOP("SshLog", "The host key of %1 is not the one that is known."),
     QT_TRANSLATE_NOOP("SshLog",
                       "Somebody may be in between, or the host was set up anew. Nothing is sent "
                       "there. Try: compare the new key's fingerprint with its owner, then "
                       "ssh-keygen -R and connect once by hand.")},
    {"host key verification failed", ErrorKind::Config,
     QT_TRANSLATE_NOOP("SshLog", "The host key of %1 is not known here."),
     QT_TRANSLATE_NOOP("SshLog", "Opsdeck never accepts one by itself. Try: connect once by hand "
                                 "with ssh and compare the fingerprint.")},
    {"host key is known for", ErrorKind::Config,
     QT_TRANSLATE_NOOP("SshLog", "The host key of %1 is not known here."),
     QT_TRANSLATE_NOOP("SshLog", "Opsdeck never accepts one by itself. Try: connect once by hand "
                                 "with ssh and compare the fingerprint.")},
    {"permission denied", ErrorKind::Auth, QT_TRANSLATE_NOOP("SshLog", "%1 refused the login."),
     QT_TRANSLATE_NOOP("SshLog",
                       "No key that ssh could use without asking is accepted there. Try: ssh-add, "
                       "when the key has a passphrase; ssh by hand tells more.")},
    {"too many authentication failures", ErrorKind::Auth,
     QT_TRANSLATE_NOOP("SshLog", "%1 refused the login."),
     QT_TRANSLATE_NOOP("SshLog", "The agent offers too many keys. Try: IdentitiesOnly and "
                                 "IdentityFile in the ssh configuration.")},
    {"bad owner or permissions", ErrorKind::Config,
     QT_TRANSLATE_NOOP("SshLog", "ssh refuses its own configuration on the way to %1."),
     QT_TRANSLATE_NOOP("SshLog", "Others may write to it. Try: chmod 600.")},
    {"bad configuration option", ErrorKind::Config,
     QT_TRANSLATE_NOOP("SshLog", "ssh does not understand its configuration on the way to %1."),
     QT_TRANSLATE_NOOP("SshLog", "Try: ssh -G with the same file.")},
    {"can't open user config file", ErrorKind::Config,
     QT_TRANSLATE_NOOP("SshLog", "The ssh configuration for %1 can't be read."),
     QT_TRANSLATE_NOOP("SshLog", "Try: config_file of the way.")},
    {"could not resolve hostname", ErrorKind::Resolve,
     QT_TRANSLATE_NOOP("SshLog", "%1 has no address."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the host's name in the way, or the name server.")},
    {"connection refused", ErrorKind::Refused,
     QT_TRANSLATE_NOOP("SshLog", "%1 refused the connection: no ssh server listens there."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the port, or whether sshd runs.")},
    {"timed out", ErrorKind::Timeout, QT_TRANSLATE_NOOP("SshLog", "%1 did not answer."),
     QT_TRANSLATE_NOOP("SshLog", "Try: whether the host is up and its firewall lets ssh in.")},
    {"timeout, server", ErrorKind::Timeout, QT_TRANSLATE_NOOP("SshLog", "%1 went silent."),
     QT_TRANSLATE_NOOP("SshLog", "Try: whether the host is up.")},
    {"no route to host", ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("SshLog", "There is no route to %1."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the VPN, or the network of this machine.")},
    {"network is unreachable", ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("SshLog", "There is no route to %1."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the VPN, or the network of this machine.")},
    {"closed by", ErrorKind::Unreachable, QT_TRANSLATE_NOOP("SshLog", "%1 ended the connection."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the log of its ssh server.")},
    {"connection reset", ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("SshLog", "%1 ended the connection."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the log of its ssh server.")},
    {"broken pipe", ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("SshLog", "The connection to %1 broke."),
     QT_TRANSLATE_NOOP("SshLog", "Try: the log of its ssh server.")},
};

} // namespace

QString SshLog::targetText(const Endpoint &endpoint)
{
    return endpoint.host + QLatin1Char(' ')
           + (endpoint.host.startsWith(QLatin1Char('/')) ? QStringLiteral("-2")
                                                         : QString::number(endpoint.port));
}

QList<SshLog::Event> SshLog::feed(const QByteArray &bytes)
{
    QList<Event> events;
    m_rest += bytes;
    qsizetype from = 0;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', from)) {
        const QByteArray line = m_rest.mid(from, end - from).trimmed();
        from = end + 1;
        ++m_lines;
        if (std::exchange(m_isSkipping, false))
            continue;
        if (const std::optional<Event> event = read(line))
            events.append(*event);
    }
    m_rest.remove(0, from);
    if (m_rest.size() > kLongestLine) {
        m_rest.clear();
        m_isSkipping = true;
    }
    return events;
}

std::optional<SshLog::Event> SshLog::read(const QByteArray &line)
{
    static const QRegularExpression requested(QStringLiteral(
        R"(^debug1: Connection to port -?\d+ forwarding to (.+) port (-?\d+) requested\.$)"));
    // Up to 9.0: "new [direct-tcpip]"; since: "new direct-tcpip [direct-tcpip] (…)".
    static const QRegularExpression made(
        QStringLiteral(R"(^debug1: channel (\d{1,6}): new \[?direct-)"));
    static const QRegularExpression opened(
        QStringLiteral(R"(^debug2: (?:\w+: )?channel (\d{1,6}): open confirm )"));
    static const QRegularExpression failed(
        QStringLiteral(R"(^channel (\d{1,6}): open failed: (.*)$)"));
    const QString text = QString::fromUtf8(line.left(kLongestLine));
    if (!isDebug(line)) {
        if (const auto match = failed.match(text); match.hasMatch())
            return Failed{match.captured(1).toInt(), cleanText(match.captured(2), kNoticeShown)};
        if (m_version.isEmpty() && line.startsWith("OpenSSH_"))
            m_version = cleanText(text.section(QLatin1Char(','), 0, 0), 60);
        if (!line.isEmpty()) {
            m_notices.append(cleanText(text, kNoticeShown));
            if (m_notices.size() > kNotices)
                m_notices.removeFirst();
        }
        return std::nullopt;
    }
    if (const auto match = requested.match(text); match.hasMatch()) {
        m_requested = match.captured(1) + QLatin1Char(' ') + match.captured(2);
        return std::nullopt;
    }
    if (m_requested.isEmpty()) {
        if (const auto match = opened.match(text); match.hasMatch())
            return Opened{match.captured(1).toInt()};
        return std::nullopt;
    }
    if (const auto match = made.match(text); match.hasMatch())
        return Requested{std::exchange(m_requested, QString()), match.captured(1).toInt()};
    if (const auto other = opened.match(text); other.hasMatch())
        return Opened{other.captured(1).toInt()};
    return std::nullopt;
}

Error sshError(const QStringList &notices, const QString &host)
{
    const QString all = notices.join(QLatin1Char('\n'));
    const QString lower = all.toLower();
    for (const Reason &reason : kReasons) {
        if (lower.contains(QLatin1String(reason.words)))
            return {ErrorKind::Way, tr(reason.message).arg(host), tr(reason.advice), all};
    }
    return {ErrorKind::Way, tr("ssh to %1 ended.").arg(host),
            tr("Try: ssh by hand, it tells more."), all};
}

Error sshHostError(const Error &error, const QString &target)
{
    static const QRegularExpression place(
        QStringLiteral(R"(connect to host (\S+) port (\d{1,5}))"));
    const QString lower = error.detail.toLower();
    const auto *reason =
        std::find_if(std::begin(kReasons), std::end(kReasons), [&lower](const Reason &each) {
            return lower.contains(QLatin1String(each.words));
        });
    Error typed = error;
    if (reason == std::end(kReasons)) {
        if (lower.contains(QLatin1String("identification"))
            || lower.contains(QLatin1String("banner")))
            typed =
                neterror::garbage(tr("%1 does not speak SSH.").arg(target), error.detail.toUtf8());
        else if (!lower.isEmpty())
            typed.kind = ErrorKind::Unreachable;
        return typed;
    }
    typed.kind = reason->ofHost;
    const auto where = place.match(error.detail);
    if (typed.kind == ErrorKind::Refused && where.hasMatch()) {
        const Error refused =
            neterror::fromErrno(ECONNREFUSED, {where.captured(1), where.captured(2).toUShort()});
        typed.message = refused.message;
        typed.advice = refused.advice;
    } else if (typed.kind == ErrorKind::Timeout) {
        typed = neterror::fromErrno(ETIMEDOUT, {});
        typed.message = tr("%1 did not answer.").arg(target);
        typed.detail = error.detail;
    }
    return typed;
}

int sshFailureErrno(const QString &reason)
{
    const QString lower = reason.toLower();
    if (lower.contains(QLatin1String("refused")))
        return ECONNREFUSED;
    if (lower.contains(QLatin1String("timed out")))
        return ETIMEDOUT;
    if (lower.contains(QLatin1String("network is unreachable")))
        return ENETUNREACH;
    if (lower.contains(QLatin1String("no route")))
        return EHOSTUNREACH;
    if (lower.contains(QLatin1String("prohibited"))
        || lower.contains(QLatin1String("permission denied")))
        return EACCES;
    return EHOSTUNREACH;
}

} // namespace opsdeck
