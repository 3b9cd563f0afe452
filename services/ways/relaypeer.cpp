// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/relaypeer.h"

#include <QFile>
#include <QList>

namespace opsdeck {

namespace {

/// A table of the kernel's, and 127.0.0.1 as it writes it on a little-endian machine.
struct Table
{
    const char *path;
    const char *loopback;
};

/// A socket of both families lists 127.0.0.1 as ::ffff:127.0.0.1.
constexpr Table kTables[] = {{"/proc/net/tcp", "0100007F:"},
                             {"/proc/net/tcp6", "0000000000000000FFFF00000100007F:"}};

QByteArray portText(quint16 port)
{
    return QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
}

} // namespace

std::optional<RelayPeer> relayPeer(quint16 port, quint16 serverPort)
{
    for (const Table &each : kTables) {
        QFile table(QString::fromLatin1(each.path));
        if (!table.open(QIODevice::ReadOnly))
            continue;
        const QByteArray near = each.loopback + portText(port);
        const QByteArray far = each.loopback + portText(serverPort);
        const QList<QByteArray> lines = table.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (columns.value(1) == near && columns.value(2) == far)
                return RelayPeer{port, columns.value(7).toUInt(), columns.value(9).toULongLong()};
        }
    }
    return std::nullopt;
}

} // namespace opsdeck
