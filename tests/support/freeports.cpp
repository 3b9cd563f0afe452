// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/freeports.h"

#include <QFile>
#include <QList>
#include <QRandomGenerator>
#include <QTcpServer>

#include <algorithm>
#include <memory>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kBlock = 40;

std::unique_ptr<QTcpServer> bound(int port)
{
    auto server = std::make_unique<QTcpServer>();
    if (!server->listen(QHostAddress::LocalHost, static_cast<quint16>(port)))
        server.reset();
    return server;
}

/// The first ports of all blocks, in an order of chance.
QList<int> blocks()
{
    int low = 32768;
    int high = 60999;
    QFile range(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
    if (range.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> words = range.readAll().simplified().split(' ');
        if (words.size() == 2) {
            low = words[0].toInt();
            high = words[1].toInt();
        }
    }
    QList<int> all;
    QList<int> outside;
    for (int start = 12000; start < 65536 - kBlock; start += kBlock) {
        all.append(start);
        if (start + kBlock <= low || start > high)
            outside.append(start);
    }
    QList<int> &found = outside.isEmpty() ? all : outside;
    std::shuffle(found.begin(), found.end(), *QRandomGenerator::global());
    return found;
}

class Claims final
{
public:
    quint16 next()
    {
        while (!m_ports.isEmpty() || claim()) {
            const int port = m_ports.takeFirst();
            if (bound(port))
                return static_cast<quint16>(port);
        }
        return 0;
    }

private:
    bool claim()
    {
        for (const int start : blocks()) {
            auto anchor = bound(start);
            if (!anchor)
                continue;
            m_anchors.push_back(std::move(anchor));
            for (int port = start + 1; port < start + kBlock; ++port)
                m_ports.append(port);
            return true;
        }
        return false;
    }

    std::vector<std::unique_ptr<QTcpServer>> m_anchors;
    QList<int> m_ports;
};

} // namespace

quint16 freePort()
{
    // Kept to the end of the process: servers are started later than their ports are chosen.
    static Claims claims;
    return claims.next();
}

} // namespace opsdeck
