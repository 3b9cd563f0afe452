// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/dnscall.h"

#include "services/net/socketaddress.h"

#include <QRandomGenerator>
#include <QtEndian>

#include <unistd.h>

#include <cerrno>

namespace opsdeck {

namespace {

constexpr int kAgainMs = 1000;
constexpr int kDatagramsAtOnce = 64;

} // namespace

DnsCall::DnsCall(Place place, Endpoint server, DnsQuestion question, DnsTransport transport,
                 QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_server(std::move(server))
    , m_question(std::move(question))
    , m_transport(transport)
{
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, &DnsCall::sendDatagram);
}

DnsCall::~DnsCall()
{
    if (m_tcp)
        m_tcp->disconnect(this);
    closeUdp();
}

void DnsCall::start()
{
    const Result<QByteArray> query =
        dnsQuery(m_question, static_cast<quint16>(QRandomGenerator::system()->bounded(0x10000)));
    if (!query) {
        concludeLater(query.error());
        return;
    }
    m_query = *query;
    if (m_transport == DnsTransport::Tcp)
        askByTcp();
    else
        askByUdp();
}

void DnsCall::askByUdp()
{
    if (m_nextAddress >= m_place.addresses.size()) {
        concludeLater(neterror::noAddress(m_server.host));
        return;
    }
    const QHostAddress address = m_place.addresses.at(m_nextAddress);
    m_answer.address = addressText(address, m_place.port);
    sockaddr_storage storage{};
    const socklen_t size = fill(storage, address, m_place.port);
    m_udp = ::socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // Connected: only that server's datagrams come in, and its refusals.
    if (m_udp < 0 || ::connect(m_udp, reinterpret_cast<const sockaddr *>(&storage), size) != 0) {
        const int systemError = errno;
        QMetaObject::invokeMethod(
            this, [this, systemError] { refused(systemError); }, Qt::QueuedConnection);
        return;
    }
    m_isConnected = true;
    m_arrived = std::make_unique<QSocketNotifier>(m_udp, QSocketNotifier::Read);
    connect(m_arrived.get(), &QSocketNotifier::activated, this, &DnsCall::datagrams);
    sendDatagram();
    m_again.start();
}

void DnsCall::sendDatagram()
{
    // A refusal to an earlier one may be told here; the next goes out, or datagrams() hears of it.
    if (m_udp >= 0
        && ::send(m_udp, m_query.constData(), static_cast<std::size_t>(m_query.size()),
                  MSG_NOSIGNAL)
               < 0
        && errno != EAGAIN) {
        const int systemError = errno;
        QMetaObject::invokeMethod(
            this, [this, systemError] { refused(systemError); }, Qt::QueuedConnection);
    }
}

void DnsCall::datagrams()
{
    QByteArray bytes;
    for (int i = 0; i < kDatagramsAtOnce && !m_isDone && m_udp >= 0; ++i) {
        bytes.resize(65'536);
        const ssize_t got = ::recv(m_udp, bytes.data(), static_cast<std::size_t>(bytes.size()), 0);
        if (got < 0) {
            if (errno != EAGAIN && errno != EINTR)
                refused(errno);
            return;
        }
        bytes.truncate(got);
        if (isAnswerTo(bytes, m_query))
            take(bytes);
    }
}

void DnsCall::refused(int systemError)
{
    if (m_isDone || m_transport == DnsTransport::Tcp)
        return;
    closeUdp();
    if (++m_nextAddress < m_place.addresses.size())
        askByUdp();
    else
        conclude(failure(neterror::fromErrno(systemError, m_server)));
}

void DnsCall::closeUdp()
{
    m_again.stop();
    m_isConnected = false;
    if (m_arrived) {
        m_arrived->setEnabled(false);
        m_arrived.release()->deleteLater(); // it may be in the middle of its signal
    }
    if (m_udp >= 0)
        ::close(std::exchange(m_udp, -1));
}

void DnsCall::askByTcp()
{
    m_isConnected = false;
    m_transport = DnsTransport::Tcp;
    m_connector = std::make_unique<TcpConnector>(m_place);
    connect(m_connector.get(), &TcpConnector::failed, this, [this](int systemError) {
        conclude(failure(neterror::fromErrno(systemError, m_server)));
    });
    connect(m_connector.get(), &TcpConnector::connected, this, &DnsCall::connected);
    m_connector->start();
}

void DnsCall::connected()
{
    m_isConnected = true;
    m_answer.address = addressText(m_connector->peer(), m_server.port);
    m_tcp = std::make_unique<QTcpSocket>();
    // A message has at most 64 KiB; what else comes waits in the kernel.
    m_tcp->setReadBufferSize(70'000);
    if (!m_tcp->setSocketDescriptor(m_connector->takeDescriptor())) {
        conclude(failure(ErrorKind::Internal,
                         tr("The connection to %1 could not be used.").arg(m_server.toString())));
        return;
    }
    connect(m_tcp.get(), &QTcpSocket::readyRead, this, &DnsCall::read);
    connect(m_tcp.get(), &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError) {
        read();
        conclude(failure(neterror::closed(m_server, m_received.size())));
    });
    QByteArray length(2, Qt::Uninitialized);
    qToBigEndian(static_cast<quint16>(m_query.size()), length.data());
    m_tcp->write(length + m_query);
}

void DnsCall::read()
{
    if (m_isDone)
        return;
    m_received += m_tcp->read(65'537 - m_received.size());
    if (m_received.size() < 2)
        return;
    const qsizetype length = qFromBigEndian<quint16>(m_received.constData());
    if (m_received.size() < length + 2)
        return;
    const QByteArray bytes = m_received.mid(2, length);
    if (isAnswerTo(bytes, m_query))
        take(bytes);
    else
        conclude(failure(
            neterror::garbage(tr("%1 does not answer in DNS.").arg(m_server.toString()), bytes)));
}

void DnsCall::take(const QByteArray &bytes)
{
    std::optional<DnsReply> reply = dnsReply(bytes);
    if (!reply) {
        conclude(failure(neterror::garbage(
            tr("%1 answered with a broken DNS message.").arg(m_server.toString()), bytes)));
        return;
    }
    if (reply->isTruncated && m_transport == DnsTransport::Udp) {
        m_answer.wasTruncated = true;
        closeUdp();
        askByTcp();
        return;
    }
    if (reply->isTruncated) {
        conclude(failure(
            neterror::garbage(tr("%1 truncated its answer over TCP.").arg(m_server.toString()))));
        return;
    }
    m_answer.reply = std::move(*reply);
    m_answer.transport = m_transport;
    conclude(m_answer);
}

void DnsCall::conclude(const Result<DnsAnswer> &answer)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_again.stop();
    Q_EMIT finished(answer);
}

void DnsCall::concludeLater(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { conclude(failure(error)); }, Qt::QueuedConnection);
}

} // namespace opsdeck
