// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/net/neterrors.h"
#include "services/net/tcpconnector.h"

#include <QDateTime>
#include <QSslSocket>

namespace opsdeck {

struct TlsCertificate
{
    QString subject; ///< common name, else the whole subject
    QString issuer;
    QStringList names; ///< subject alternative names: hosts and addresses
    QDateTime notBefore;
    QDateTime notAfter;
    QByteArray fingerprint; ///< SHA-256, hex

    bool operator==(const TlsCertificate &) const = default;
};

struct TlsReport
{
    QList<TlsCertificate> chain; ///< as served, the server's own first
    QList<TlsFault> faults;      ///< each once
    QString faultText;           ///< the library's words
    QString protocol;            ///< "TLS 1.3"
    QString cipher;
    QString address;

    bool operator==(const TlsReport &) const = default;
};

/// Shakes hands, looks at what is shown and leaves: no byte of any application is sent. A
/// certificate that must not be trusted is reported, not refused, so that its dates can be told.
/// finished() comes once, never from inside start().
class TlsInspector final : public QObject
{
    Q_OBJECT
public:
    /// `serverName`: sent as SNI and expected in the certificate. `caFile`: trusted instead of the
    /// system's CAs.
    TlsInspector(Place place, Endpoint endpoint, QString serverName, QString caFile);

    void start();
    QString stage() const; ///< "ca file", "connect", "tls"

    QString address() const { return m_report.address; }

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::TlsReport> &report);

private:
    /// By these CAs, by the system's when there are none.
    void connectBy(const QList<QSslCertificate> &trusted);
    void connected();
    void shaken();
    void broke();
    void conclude(const Result<TlsReport> &result);

    Endpoint m_endpoint;
    QString m_serverName;
    QString m_caFile;
    TcpConnector m_connector;
    QSslSocket m_socket;
    TlsReport m_report;
    bool m_isReadingCaFile = false;
    bool m_isConnected = false;
    bool m_isDone = false;
};

} // namespace opsdeck
