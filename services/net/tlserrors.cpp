// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/net/neterrors.h"

#include <QCoreApplication>

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

constexpr int kDetailLimit = 400;

class NetError
{
    Q_DECLARE_TR_FUNCTIONS(NetError)
};

/// The stable word of services/domain/faultwords.h.
QString faultWord(TlsFault fault)
{
    switch (fault) {
    case TlsFault::Expired:
        return QStringLiteral("expired");
    case TlsFault::NotYetValid:
        return QStringLiteral("not-yet-valid");
    case TlsFault::WrongName:
        return QStringLiteral("wrong-name");
    case TlsFault::SelfSigned:
        return QStringLiteral("self-signed");
    case TlsFault::UnknownIssuer:
        return QStringLiteral("unknown-issuer");
    case TlsFault::Handshake:
        break;
    }
    return QStringLiteral("handshake");
}

/// Message and advice of a handshake that failed, by OpenSSL's words for it.
std::pair<QString, QString> handshakeWords(const QString &where, const QString &askedName,
                                           const QString &detail)
{
    const auto says = [&detail](std::initializer_list<const char *> parts) {
        return std::any_of(parts.begin(), parts.end(), [&detail](const char *part) {
            return detail.contains(QLatin1String(part));
        });
    };
    if (says({"wrong version number", "http request", "packet length too long",
              "record layer failure"}))
        return {NetError::tr("%1 does not speak TLS.").arg(where),
                NetError::tr("It answers in the clear, maybe in HTTP. Try: the port, or the same "
                             "without TLS.")};
    if (says({"unsupported protocol", "alert protocol version", "no protocols available",
              "version too low"}))
        return {NetError::tr("%1 speaks only versions of TLS before 1.2.").arg(where),
                NetError::tr("They are broken and are not used. Try: the server's TLS settings.")};
    if (says({"unrecognized name"}))
        return {NetError::tr("%1 has no certificate for the name %2.").arg(where, askedName),
                NetError::tr("It refuses the name in the handshake. Try: the name in the check, or "
                             "the server's list of names.")};
    if (says({"alert handshake failure", "alert insufficient security", "no shared cipher"}))
        return {NetError::tr("%1 refuses the TLS handshake.").arg(where),
                NetError::tr("It has no cipher in common with this machine, or wants a client "
                             "certificate. Try: the server's TLS settings and its log.")};
    return {NetError::tr("The TLS handshake with %1 failed.").arg(where),
            NetError::tr("The port may not speak TLS, or only versions before 1.2. Try: the port "
                         "and the server's TLS settings.")};
}

} // namespace

namespace neterror {

Error tls(TlsFault fault, const Endpoint &endpoint, const QString &askedName, const QString &detail,
          const CertificateDates &dates)
{
    const QString where = endpoint.toString();
    QString message;
    QString advice = NetError::tr("The connection was closed and no credential was sent.");
    switch (fault) {
    case TlsFault::Expired:
        message = dates.to.isValid()
                      ? NetError::tr("%1 shows a certificate that expired on %2.")
                            .arg(where, dates.to.toUTC().toString(QStringLiteral("yyyy-MM-dd")))
                      : NetError::tr("%1 shows a certificate that has expired.").arg(where);
        advice += QLatin1Char(' ') + NetError::tr("Try: renew it.");
        break;
    case TlsFault::NotYetValid:
        message =
            dates.from.isValid()
                ? NetError::tr("%1 shows a certificate that is valid from %2 only.")
                      .arg(where,
                           dates.from.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'")))
                : NetError::tr("%1 shows a certificate that is not valid yet.").arg(where);
        advice += QLatin1Char(' ') + NetError::tr("Try: the clocks of both machines.");
        break;
    case TlsFault::WrongName:
        message = NetError::tr("%1 shows a certificate for another name; %2 was asked for.")
                      .arg(where, askedName);
        advice +=
            QLatin1Char(' ') + NetError::tr("Try: a certificate that names %1.").arg(askedName);
        break;
    case TlsFault::SelfSigned:
        message = NetError::tr("%1 shows a self-signed certificate.").arg(where);
        advice +=
            QLatin1Char(' ') + NetError::tr("Try: ca_file with the certificate of your own CA.");
        break;
    case TlsFault::UnknownIssuer:
        message = NetError::tr("%1 shows a certificate of an issuer that is not trusted here.")
                      .arg(where);
        advice += QLatin1Char(' ')
                  + NetError::tr("Try: ca_file with the issuer's certificate, or the missing "
                                 "intermediate on the server.");
        break;
    case TlsFault::Handshake:
        std::tie(message, advice) = handshakeWords(where, askedName, detail);
        break;
    }
    return {ErrorKind::Tls, message, advice, cleanText(detail, kDetailLimit), faultWord(fault)};
}

Error badCaFile(const QString &file, const QString &detail)
{
    return {ErrorKind::Config, NetError::tr("The CA file %1 can't be read.").arg(file),
            NetError::tr("Try: ca_file in the check; it must hold certificates in PEM form."),
            cleanText(detail, kDetailLimit)};
}

Error clientRefused(const Endpoint &endpoint, bool wasShown, const QString &detail)
{
    const QString where = endpoint.toString();
    return {ErrorKind::Auth,
            wasShown
                ? NetError::tr("%1 does not accept the client certificate it was shown.").arg(where)
                : NetError::tr("%1 wants a client certificate.").arg(where),
            wasShown ? NetError::tr("It may have expired or be of an issuer that is not trusted "
                                    "there. Try: its dates and its issuer.")
                     : NetError::tr("Try: client_certificate and credential in the check."),
            cleanText(detail, kDetailLimit)};
}

Error badClientCertificate(const Endpoint &endpoint, const QString &detail)
{
    return {ErrorKind::Config,
            NetError::tr("The client certificate for %1 can't be used.").arg(endpoint.toString()),
            NetError::tr("It, or its key in the keychain, is not in PEM form, is encrypted, or the "
                         "two don't belong together."),
            cleanText(detail, kDetailLimit)};
}

} // namespace neterror

bool isClientRefused(const QString &detail)
{
    static constexpr const char *kAlerts[] = {
        "alert bad certificate",        "alert certificate required",
        "alert certificate unknown",    "alert unknown ca",
        "alert certificate expired",    "alert certificate revoked",
        "alert unsupported certificate"};
    return std::any_of(std::begin(kAlerts), std::end(kAlerts),
                       [&](const char *alert) { return detail.contains(QLatin1String(alert)); });
}

TlsFault tlsFaultFromVerifyCode(long code)
{
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return TlsFault::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return TlsFault::NotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return TlsFault::WrongName;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return TlsFault::SelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_INVALID_CA:
        return TlsFault::UnknownIssuer;
    default:
        return TlsFault::Handshake;
    }
}

TlsFault tlsFaultFromQt(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
        return TlsFault::Expired;
    case QSslError::CertificateNotYetValid:
        return TlsFault::NotYetValid;
    case QSslError::HostNameMismatch:
        return TlsFault::WrongName;
    case QSslError::SelfSignedCertificate:
        return TlsFault::SelfSigned;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::InvalidCaCertificate:
        return TlsFault::UnknownIssuer;
    default:
        return TlsFault::Handshake;
    }
}

} // namespace opsdeck
