// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/refusedcertificate.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <ctime>

namespace opsdeck {

namespace {

using Kept = std::shared_ptr<CertificateDates>;

void letGo(void *, void *kept, CRYPTO_EX_DATA *, int, long, void *)
{
    delete static_cast<Kept *>(kept);
}

int placeInContext()
{
    static const int place = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &letGo);
    return place;
}

QDateTime timeOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(::timegm(&parts)), Qt::UTC);
}

int onVerified(int isGood, X509_STORE_CTX *store)
{
    const X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    const auto *session = static_cast<const SSL *>(
        X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (isGood == 1 || certificate == nullptr || session == nullptr)
        return isGood;
    const auto *kept =
        static_cast<const Kept *>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), placeInContext()));
    if (kept != nullptr)
        **kept = {timeOf(X509_get0_notBefore(certificate)),
                  timeOf(X509_get0_notAfter(certificate))};
    return isGood;
}

} // namespace

RefusedCertificate::RefusedCertificate()
    : m_dates(std::make_shared<CertificateDates>())
{}

void RefusedCertificate::watch(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &RefusedCertificate::onContext);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
}

CURLcode RefusedCertificate::onContext(CURL *, void *context, void *self)
{
    auto *made = static_cast<SSL_CTX *>(context);
    auto kept = std::make_unique<Kept>(static_cast<RefusedCertificate *>(self)->m_dates);
    if (SSL_CTX_set_ex_data(made, placeInContext(), kept.get()) == 1)
        static_cast<void>(kept.release());
    SSL_CTX_set_verify(made, SSL_CTX_get_verify_mode(made), &onVerified);
    return CURLE_OK;
}

} // namespace opsdeck
