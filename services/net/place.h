// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <algorithm>
#include <functional>

namespace opsdeck {

/// Where to connect for what a check asks: its own addresses, or the near end of a way to it.
struct Place
{
    using Opened = std::function<void(int systemError)>;

    QList<QHostAddress> addresses; ///< tried in order
    quint16 port = 0;
    QString socketPath; ///< a local socket instead of them
    /// Set when a way stands between: its near end accepts at once, so a connection from `ownPort`
    /// counts only when `opened` came with 0 (else the errno of the far end). Comes once, later
    /// than the call, and not at all once `context` is gone.
    std::function<void(quint16 ownPort, QObject *context, Opened opened)> confirm;

    /// A name server may give the same addresses in another order each time.
    bool meets(const Place &other) const
    {
        if (!socketPath.isEmpty() || !other.socketPath.isEmpty())
            return socketPath == other.socketPath;
        return port == other.port
               && std::any_of(
                   addresses.cbegin(), addresses.cend(),
                   [&](const QHostAddress &address) { return other.addresses.contains(address); });
    }
};

} // namespace opsdeck
