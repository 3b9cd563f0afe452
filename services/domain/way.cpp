// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/way.h"

namespace opsdeck {

QString toWord(WayKind kind)
{
    switch (kind) {
    case WayKind::Direct:
        return QStringLiteral("direct");
    case WayKind::Ssh:
        return QStringLiteral("ssh");
    case WayKind::HttpProxy:
        return QStringLiteral("http-proxy");
    case WayKind::SocksProxy:
        return QStringLiteral("socks5");
    }
    return {};
}

} // namespace opsdeck
