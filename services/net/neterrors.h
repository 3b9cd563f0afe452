// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/instant.h"

#include <QDateTime>
#include <QHostAddress>
#include <QSslError>

namespace opsdeck {

/// What a check asks, as its definition names it.
struct Endpoint
{
    QString host; ///< an absolute path is a local socket, without a port
    quint16 port = 0;

    QString toString() const; ///< "db:5432", "[::1]:80", "/run/docker.sock"
    bool operator==(const Endpoint &) const = default;
};

/// Why a certificate or a handshake was refused.
enum class TlsFault { Expired, NotYetValid, WrongName, SelfSigned, UnknownIssuer, Handshake };

/// Of one certificate; invalid: not known.
struct CertificateDates
{
    QDateTime from;
    QDateTime to;
};

QString addressText(const QHostAddress &address, quint16 port);

/// All errors of the network in one place and one voice. `detail` is raw text; it is cleaned and
/// capped here.
namespace neterror {

/// From errno of connect, read or write.
Error fromErrno(int code, const Endpoint &endpoint);
Error noAddress(const QString &host, const QString &detail = {});
/// The resolver itself failed or did not answer.
Error resolverSilent(const QString &host, const QString &detail = {});
/// The peer ended the connection; `afterBytes` of an answer had come.
Error closed(const Endpoint &endpoint, qint64 afterBytes = 0);
/// `dates`: of the certificate that was refused.
Error tls(TlsFault fault, const Endpoint &endpoint, const QString &askedName,
          const QString &detail = {}, const CertificateDates &dates = {});
Error tooLarge(const QString &what, qint64 limit);
Error garbage(const QString &message, const QByteArray &sample = {});
Error timeout(const QString &target, Milliseconds limit, const QString &stage);
Error badCaFile(const QString &file, const QString &detail = {});
/// The server did not accept the certificate it was shown, or misses one.
Error clientRefused(const Endpoint &endpoint, bool wasShown, const QString &detail = {});
/// Our own certificate or its key can't be used.
Error badClientCertificate(const Endpoint &endpoint, const QString &detail = {});

} // namespace neterror

/// The fault behind an X509_V_… code of OpenSSL; Handshake when it says nothing of the certificate.
TlsFault tlsFaultFromVerifyCode(long code);
TlsFault tlsFaultFromQt(QSslError::SslError error);
/// Whether OpenSSL's words tell of the server's alert about what this end showed of itself; with
/// TLS 1.3 it comes after the handshake.
bool isClientRefused(const QString &detail);
/// "1.2 MB", "41 kB", "312 bytes": decimal units, no-break space.
QString byteText(qint64 bytes);

} // namespace opsdeck
