// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/way.h"
#include "services/ways/runningway.h"

#include <QNetworkProxy>

namespace opsdeck {

class CredentialStore;

/// An HTTP proxy (CONNECT) or a SOCKS 5 proxy; names are resolved there. Whether it is there is
/// seen with the first channel. Engine thread.
class ProxyWay final : public RunningWay
{
    Q_OBJECT
public:
    ProxyWay(Way way, CredentialStore &credentials, QObject *parent = nullptr);
    Q_DISABLE_COPY_MOVE(ProxyWay)

    void prepare(const Endpoint &target, QObject *context, Ready ready) override;
    std::unique_ptr<Channel> open(const Endpoint &target) override;

private:
    Way m_way;
    CredentialStore &m_credentials;
    QNetworkProxy m_proxy;
    bool m_hasCredential = false;
};

} // namespace opsdeck
