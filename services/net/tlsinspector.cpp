// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/tlsinspector.h"

#include "services/base/cleantext.h"
#include "services/net/cafile.h"
#include "services/net/certificatename.h"

#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>

namespace opsdeck {

namespace {

constexpr int kNameLimit = 120;
constexpr qsizetype kNames = 50;

QString nameOf(const QStringList &commonNames, const QString &whole)
{
    return cleanText(commonNames.isEmpty() ? whole : commonNames.first(), kNameLimit);
}

TlsCertificate describe(const QSslCertificate &certificate)
{
    TlsCertificate described;
    described.subject = nameOf(certificate.subjectInfo(QSslCertificate::CommonName),
                               certificate.subjectDisplayName());
    described.issuer = nameOf(certificate.issuerInfo(QSslCertificate::CommonName),
                              certificate.issuerDisplayName());
    const QStringList names = certificate.subjectAlternativeNames().values();
    for (const QString &name : names.mid(0, kNames))
        described.names.append(cleanText(name, kNameLimit));
    described.names.sort();
    described.notBefore = certificate.effectiveDate().toUTC();
    described.notAfter = certificate.expiryDate().toUTC();
    described.fingerprint = certificate.digest(QCryptographicHash::Sha256).toHex();
    return described;
}

QString protocolText(QSsl::SslProtocol protocol)
{
    return protocol == QSsl::TlsV1_3   ? QStringLiteral("TLS 1.3")
           : protocol == QSsl::TlsV1_2 ? QStringLiteral("TLS 1.2")
                                       : QStringLiteral("TLS");
}

} // namespace

TlsInspector::TlsInspector(Place place, Endpoint endpoint, QString serverName, QString caFile)
    : m_endpoint(std::move(endpoint))
    , m_serverName(std::move(serverName))
    , m_caFile(std::move(caFile))
    , m_connector(std::move(place))
{
    connect(&m_connector, &TcpConnector::connected, this, &TlsInspector::connected);
    connect(&m_connector, &TcpConnector::failed, this, [this](int systemError) {
        conclude(failure(neterror::fromErrno(systemError, m_endpoint)));
    });
    connect(&m_socket, &QSslSocket::encrypted, this, &TlsInspector::shaken);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &TlsInspector::broke);
}

void TlsInspector::start()
{
    if (m_caFile.isEmpty()) {
        connectBy({});
        return;
    }
    m_isReadingCaFile = true;
    readCaFile(m_caFile, this, [this](const QList<QSslCertificate> &trusted) {
        m_isReadingCaFile = false;
        if (trusted.isEmpty())
            conclude(failure(neterror::badCaFile(m_caFile)));
        else
            connectBy(trusted);
    });
}

void TlsInspector::connectBy(const QList<QSslCertificate> &trusted)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (!trusted.isEmpty())
        configuration.setCaCertificates(trusted);
    m_socket.setSslConfiguration(configuration);
    m_socket.setPeerVerifyName(withoutRoot(m_serverName));
    m_connector.start();
}

QString TlsInspector::stage() const
{
    return m_isReadingCaFile ? QStringLiteral("ca file")
           : m_isConnected   ? QStringLiteral("tls")
                             : QStringLiteral("connect");
}

void TlsInspector::connected()
{
    m_isConnected = true;
    m_report.address = addressText(m_connector.peer(), m_endpoint.port);
    if (!m_socket.setSocketDescriptor(m_connector.takeDescriptor())) {
        conclude(failure(ErrorKind::Internal,
                         tr("The connection to %1 could not be used.").arg(m_endpoint.toString())));
        return;
    }
    m_socket.startClientEncryption();
}

void TlsInspector::shaken()
{
    const QList<QSslCertificate> chain = m_socket.peerCertificateChain();
    for (const QSslCertificate &certificate : chain)
        m_report.chain.append(describe(certificate));
    QStringList words;
    const QList<QSslError> errors = m_socket.sslHandshakeErrors();
    for (const QSslError &error : errors) {
        const TlsFault fault = tlsFaultFromQt(error.error());
        if (fault == TlsFault::WrongName)
            continue; // judged below
        if (!m_report.faults.contains(fault))
            m_report.faults.append(fault);
        words.append(error.errorString());
    }
    // Qt takes the common name for one of the names that count.
    if (!chain.isEmpty() && !isForName(chain.first(), m_serverName)) {
        m_report.faults.append(TlsFault::WrongName);
        words.append(tr("none of its subject alternative names is the name asked for"));
    }
    m_report.faultText = cleanText(words.join(QLatin1String("; ")), 400);
    m_report.protocol = protocolText(m_socket.sessionProtocol());
    m_report.cipher = m_socket.sessionCipher().name();
    if (m_report.chain.isEmpty()) {
        conclude(failure(neterror::tls(TlsFault::Handshake, m_endpoint, m_serverName,
                                       tr("no certificate was shown"))));
        return;
    }
    conclude(m_report);
}

void TlsInspector::broke()
{
    const QString text = m_socket.errorString();
    switch (m_socket.error()) {
    case QAbstractSocket::RemoteHostClosedError:
    case QAbstractSocket::NetworkError:
        conclude(failure(neterror::closed(m_endpoint)));
        break;
    default:
        if (isClientRefused(text)) {
            conclude(failure(neterror::clientRefused(m_endpoint, false, text)));
            break;
        }
        conclude(failure(neterror::tls(TlsFault::Handshake, m_endpoint, m_serverName, text)));
        break;
    }
}

void TlsInspector::conclude(const Result<TlsReport> &result)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_socket.disconnect(this);
    m_socket.abort();
    Q_EMIT finished(result);
}

} // namespace opsdeck
