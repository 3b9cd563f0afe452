// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/tcpconnector.h"

#include "services/net/socketaddress.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

constexpr int kStaggerMs = 250;

} // namespace

TcpConnector::TcpConnector(Place place, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
{
    m_stagger.setSingleShot(true);
    m_stagger.setInterval(kStaggerMs);
    connect(&m_stagger, &QTimer::timeout, this, &TcpConnector::tryNext);
}

TcpConnector::~TcpConnector()
{
    for (Attempt &attempt : m_attempts)
        close(attempt);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void TcpConnector::start()
{
    tryNext();
}

std::optional<std::chrono::microseconds> TcpConnector::roundTrip() const
{
    tcp_info info{};
    socklen_t size = sizeof(info);
    if (m_descriptor < 0 || ::getsockopt(m_descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0
        || info.tcpi_total_retrans != 0 || info.tcpi_rtt == 0)
        return std::nullopt;
    return std::chrono::microseconds(info.tcpi_rtt);
}

int TcpConnector::takeDescriptor()
{
    return std::exchange(m_descriptor, -1);
}

void TcpConnector::tryNext()
{
    if (m_done)
        return;
    if (m_next >= m_place.addresses.size()) {
        if (m_place.addresses.isEmpty())
            attemptFailed(EHOSTUNREACH);
        return;
    }
    const QHostAddress address = m_place.addresses.at(m_next++);
    const int family = address.protocol() == QAbstractSocket::IPv6Protocol ? AF_INET6 : AF_INET;
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        attemptFailed(errno);
        return;
    }
    const int on = 1;
    (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_storage storage{};
    const socklen_t size = fill(storage, address, m_place.port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&storage), size) != 0
        && errno != EINPROGRESS) {
        const int error = errno;
        ::close(descriptor);
        attemptFailed(error);
        return;
    }
    // A connection made at once is reported by the notifier too: later than start(), as promised.
    Attempt attempt{descriptor, address,
                    std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Write)};
    connect(attempt.notifier.get(), &QSocketNotifier::activated, this,
            [this, descriptor] { writable(descriptor); });
    m_attempts.push_back(std::move(attempt));
    if (m_next < m_place.addresses.size())
        m_stagger.start();
}

void TcpConnector::writable(int descriptor)
{
    const auto it =
        std::find_if(m_attempts.begin(), m_attempts.end(), [descriptor](const Attempt &attempt) {
            return attempt.descriptor == descriptor;
        });
    if (it == m_attempts.end() || m_done)
        return;
    int error = 0;
    socklen_t size = sizeof(error);
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    Attempt attempt = std::move(*it);
    m_attempts.erase(it);
    attempt.notifier->setEnabled(false);
    attempt.notifier.release()->deleteLater();
    if (error != 0) {
        ::close(attempt.descriptor);
        attemptFailed(error);
        return;
    }
    succeed(attempt.descriptor, attempt.address);
}

void TcpConnector::attemptFailed(int systemError)
{
    if (m_error == 0 || systemError == ECONNREFUSED)
        m_error = systemError;
    if (m_next < m_place.addresses.size() || !m_attempts.empty()) {
        if (m_next < m_place.addresses.size())
            QMetaObject::invokeMethod(this, &TcpConnector::tryNext, Qt::QueuedConnection);
        return;
    }
    m_done = true;
    QMetaObject::invokeMethod(this, [this] { Q_EMIT failed(m_error); }, Qt::QueuedConnection);
}

void TcpConnector::succeed(int descriptor, const QHostAddress &address)
{
    m_done = true;
    m_stagger.stop();
    for (Attempt &attempt : m_attempts)
        close(attempt);
    m_attempts.clear();
    m_descriptor = descriptor;
    m_peer = address;
    if (!m_place.confirm) {
        Q_EMIT connected();
        return;
    }
    sockaddr_storage own{};
    socklen_t size = sizeof(own);
    (void)::getsockname(descriptor, reinterpret_cast<sockaddr *>(&own), &size);
    const quint16 port = own.ss_family == AF_INET6
                             ? ntohs(reinterpret_cast<const sockaddr_in6 *>(&own)->sin6_port)
                             : ntohs(reinterpret_cast<const sockaddr_in *>(&own)->sin_port);
    m_place.confirm(port, this, [this](int systemError) {
        if (systemError == 0) {
            Q_EMIT connected();
            return;
        }
        ::close(takeDescriptor());
        Q_EMIT failed(systemError);
    });
}

void TcpConnector::close(Attempt &attempt)
{
    attempt.notifier.reset();
    ::close(attempt.descriptor);
}

} // namespace opsdeck
