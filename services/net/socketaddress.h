// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace opsdeck {

/// The system's form of an address and a port; its length.
inline socklen_t fill(sockaddr_storage &storage, const QHostAddress &address, quint16 port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&in6.sin6_addr, &bytes, sizeof(in6.sin6_addr));
        bool isNumber = false;
        in6.sin6_scope_id = address.scopeId().toUInt(&isNumber);
        std::memcpy(&storage, &in6, sizeof(in6));
        return sizeof(in6);
    }
    sockaddr_in in4{};
    in4.sin_family = AF_INET;
    in4.sin_port = htons(port);
    in4.sin_addr.s_addr = htonl(address.toIPv4Address());
    std::memcpy(&storage, &in4, sizeof(in4));
    return sizeof(in4);
}

} // namespace opsdeck
