// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/place.h"

#include <QHostAddress>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace opsdeck {

/// A TCP connection to the first of several addresses that accepts; the next one is tried when one
/// fails, and beside it when it has said nothing for 250 ms. Over a way it counts only when its far
/// end is open. One signal, never from inside start(); destruction closes everything silently.
class TcpConnector final : public QObject
{
    Q_OBJECT
public:
    explicit TcpConnector(Place place, QObject *parent = nullptr);
    ~TcpConnector() override;
    Q_DISABLE_COPY_MOVE(TcpConnector)

    void start();
    /// Of the handshake, as the system measured it: not a moment of it was spent here. Once
    /// connected, until the descriptor is taken; nothing when a packet had to be sent again.
    std::optional<std::chrono::microseconds> roundTrip() const;
    /// The connected, non-blocking descriptor; the caller closes it. -1 when there is none.
    int takeDescriptor();

    QHostAddress peer() const { return m_peer; }

Q_SIGNALS:
    void connected();
    void failed(int systemError); ///< errno; of the most telling attempt

private:
    struct Attempt
    {
        int descriptor = -1;
        QHostAddress address;
        std::unique_ptr<QSocketNotifier> notifier;
    };

    void tryNext();
    void writable(int descriptor);
    void attemptFailed(int systemError);
    void succeed(int descriptor, const QHostAddress &address);
    static void close(Attempt &attempt);

    Place m_place;
    qsizetype m_next = 0;
    std::vector<Attempt> m_attempts;
    QTimer m_stagger;
    int m_descriptor = -1;
    int m_error = 0;
    QHostAddress m_peer;
    bool m_done = false;
};

} // namespace opsdeck
