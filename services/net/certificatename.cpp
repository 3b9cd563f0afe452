// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/certificatename.h"

#include <QHostAddress>
#include <QUrl>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace opsdeck {

QString withoutRoot(const QString &name)
{
    return name.endsWith(QLatin1Char('.')) ? name.chopped(1) : name;
}

bool isForName(const QSslCertificate &certificate, const QString &name)
{
    const QByteArray der = certificate.toDer();
    const auto *bytes = reinterpret_cast<const unsigned char *>(der.constData());
    const std::unique_ptr<X509, decltype(&X509_free)> parsed(
        d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), &X509_free);
    if (!parsed)
        return false;
    if (QHostAddress address; address.setAddress(name)) {
        address.setScopeId({});
        return X509_check_ip_asc(parsed.get(), address.toString().toLatin1().constData(), 0) == 1;
    }
    const QByteArray host = QUrl::toAce(withoutRoot(name));
    return !host.isEmpty()
           && X509_check_host(parsed.get(), host.constData(), static_cast<std::size_t>(host.size()),
                              X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
                                  | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
                              nullptr)
                  == 1;
}

} // namespace opsdeck
