// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>

#include <optional>

namespace opsdeck {

/// The other end of a connection within this machine, as the kernel tells it (proc(5), net/tcp).
struct RelayPeer
{
    quint16 port = 0;
    quint32 userId = 0;
    quint64 inode = 0; ///< of its socket; 0 when nobody has it open any more
};

/// Who connected from 127.0.0.1:`port` to 127.0.0.1:`serverPort`; nothing when that can't be seen.
std::optional<RelayPeer> relayPeer(quint16 port, quint16 serverPort);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::RelayPeer)
