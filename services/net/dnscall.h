// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/dnsmessage.h"
#include "services/net/neterrors.h"
#include "services/net/place.h"
#include "services/net/tcpconnector.h"

#include <QSocketNotifier>
#include <QTcpSocket>
#include <QTimer>

#include <memory>

namespace opsdeck {

enum class DnsTransport {
    Udp, ///< and TCP for an answer that was truncated
    Tcp
};

struct DnsAnswer
{
    DnsReply reply;
    DnsTransport transport = DnsTransport::Udp;
    bool wasTruncated = false;
    QString address;

    bool operator==(const DnsAnswer &) const = default;
};

/// One question to one server. Over UDP it is sent again each second, to the next of the addresses
/// when one refuses. finished() comes once, never from inside start(); destruction aborts silently.
/// The deadline is the caller's.
class DnsCall final : public QObject
{
    Q_OBJECT
public:
    DnsCall(Place place, Endpoint server, DnsQuestion question, DnsTransport transport,
            QObject *parent = nullptr);
    ~DnsCall() override;
    Q_DISABLE_COPY_MOVE(DnsCall)

    void start();

    QString stage() const
    {
        return m_isConnected ? QStringLiteral("wait for answer") : QStringLiteral("connect");
    }

    QString address() const { return m_answer.address; }

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::DnsAnswer> &answer);

private:
    void askByUdp();
    void sendDatagram();
    void datagrams();
    void refused(int systemError);
    void closeUdp();
    void askByTcp();
    void connected();
    void read();
    void take(const QByteArray &bytes);
    void conclude(const Result<DnsAnswer> &answer);
    void concludeLater(const Error &error);

    Place m_place;
    Endpoint m_server;
    DnsQuestion m_question;
    DnsTransport m_transport;
    QByteArray m_query;
    qsizetype m_nextAddress = 0;
    int m_udp = -1;
    std::unique_ptr<QSocketNotifier> m_arrived;
    std::unique_ptr<TcpConnector> m_connector;
    std::unique_ptr<QTcpSocket> m_tcp;
    QByteArray m_received;
    QTimer m_again;
    DnsAnswer m_answer;
    bool m_isConnected = false;
    bool m_isDone = false;
};

} // namespace opsdeck
