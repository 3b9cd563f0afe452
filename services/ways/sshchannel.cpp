// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshchannel.h"

#include "services/ways/sshlog.h"
#include "services/ways/sshmaster.h"

#include <cerrno>

namespace opsdeck {

namespace {

constexpr int kGraceMs = 500;

Error failureError(const QString &reason, const Endpoint &target, const QString &way)
{
    const QString lower = reason.toLower();
    const QString where = isSocketPath(target) ? target.host : target.toString();
    if (lower.contains(QLatin1String("administratively prohibited")))
        return {ErrorKind::Permission,
                SshChannel::tr("The way '%1' may not connect to %2.").arg(way, where),
                SshChannel::tr(
                    "Its ssh server forbids it. Try: AllowTcpForwarding and PermitOpen there."),
                reason};
    if (lower.contains(QLatin1String("name or service not known"))
        || lower.contains(QLatin1String("name resolution")))
        return neterror::noAddress(target.host, reason);
    if (isSocketPath(target))
        return {
            ErrorKind::Refused,
            SshChannel::tr("The socket %1 could not be opened behind '%2'.").arg(where, way),
            SshChannel::tr("Try: whether it is there, and whether the user of the way may use it."),
            reason};
    return neterror::fromErrno(sshFailureErrno(reason), target);
}

} // namespace

SshChannel::SshChannel(SshMaster &master, Endpoint target, QString wayTitle)
    : m_target(std::move(target))
    , m_wayTitle(std::move(wayTitle))
{
    m_grace.setSingleShot(true);
    m_grace.setInterval(kGraceMs);
    const auto cut = [this] { fail(ECONNRESET, neterror::closed(m_target)); };
    connect(&m_grace, &QTimer::timeout, this, cut);
    connect(&m_socket, &QLocalSocket::disconnected, this, &SshChannel::disconnected);
    connect(&m_socket, &QLocalSocket::errorOccurred, this,
            [this](QLocalSocket::LocalSocketError) { disconnected(); });
    connect(&master, &SshMaster::lost, this,
            [this](const Error &error) { fail(ECONNABORTED, error); });
    m_socket.setReadBufferSize(256 * 1024);
    // One connection, one line of the log, in this order.
    connect(&m_socket, &QLocalSocket::connected, this,
            [this, &master] { master.await(m_target, this); });
    QMetaObject::invokeMethod(
        this, [this, path = master.forwardedPath(m_target)] { m_socket.connectToServer(path); },
        Qt::QueuedConnection);
}

// A socket that is destroyed still tells that it was disconnected.
SshChannel::~SshChannel()
{
    m_socket.disconnect(this);
}

void SshChannel::confirmed()
{
    if (m_isDone || m_isOpen)
        return;
    m_isOpen = true;
    Q_EMIT opened();
}

void SshChannel::refused(const QString &reason)
{
    fail(sshFailureErrno(reason), failureError(reason, m_target, m_wayTitle));
}

void SshChannel::givenUp(const Error &error)
{
    fail(ECONNABORTED, error);
}

void SshChannel::disconnected()
{
    if (m_isDone)
        return;
    if (!m_isOpen) {
        m_grace.start();
        return;
    }
    m_isDone = true;
    Q_EMIT closed();
}

void SshChannel::fail(int systemError, const Error &error)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_grace.stop();
    if (m_isOpen)
        Q_EMIT closed();
    else
        Q_EMIT failed({systemError, error});
}

} // namespace opsdeck
