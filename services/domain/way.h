// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QStringList>

namespace opsdeck {

enum class WayKind { Direct, Ssh, HttpProxy, SocksProxy };

/// How something is reached (`via`): as it stands in the workspace, variables replaced. Two that
/// are equal are one connection.
struct Way
{
    QString id; ///< empty: directly
    QString title;
    WayKind kind = WayKind::Direct;
    QStringList hosts; ///< ssh: the chain, the first reached first; "[user@]name[:port]", names as
                       ///< in the user's ssh configuration
    QString
        configFile; ///< ssh: used instead of the user's own configuration; absolute, may be empty
    QString proxyHost; ///< of a proxy
    quint16 proxyPort = 0;
    QString username; ///< of a proxy that asks
    CredentialId credential;

    bool isDirect() const { return kind == WayKind::Direct; }

    bool operator==(const Way &) const = default;
};

QString toWord(WayKind kind);

} // namespace opsdeck
