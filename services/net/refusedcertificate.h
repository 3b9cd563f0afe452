// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"

#include <curl/curl.h>

#include <memory>

namespace opsdeck {

/// The dates of the certificate that OpenSSL refuses in a transfer of libcurl, which has closed the
/// connection by the time it tells of the refusal. Changes nothing of what is refused.
class RefusedCertificate final
{
public:
    RefusedCertificate();
    Q_DISABLE_COPY_MOVE(RefusedCertificate)
    ~RefusedCertificate() = default;

    /// Before the transfer begins, which it has to outlive.
    void watch(CURL *easy);

    /// Invalid ones when nothing was refused.
    const CertificateDates &dates() const { return *m_dates; }

private:
    static CURLcode onContext(CURL *easy, void *context, void *self);

    /// Shared with OpenSSL's context, which lives as long as a kept connection.
    std::shared_ptr<CertificateDates> m_dates;
};

} // namespace opsdeck
