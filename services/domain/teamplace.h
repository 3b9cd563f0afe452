// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/historyages.h"
#include "services/domain/id.h"

#include <QString>

namespace opsdeck {

/// The PostgreSQL database that a team keeps its history in together.
struct TeamPlace
{
    QString host;
    quint16 port = 5432;
    QString database;
    QString user;
    CredentialId credential;                         ///< the user's password; empty: none is sent
    QString sslMode = QStringLiteral("verify-full"); ///< libpq's word
    QString caFile; ///< trusted instead of the system's certificates; empty: those
    HistoryAges keep = {};

    /// "db.example.com:5432/opsdeck"
    QString toString() const
    {
        return QStringLiteral("%1:%2/%3").arg(host, QString::number(port), database);
    }

    bool operator==(const TeamPlace &) const = default;
};

} // namespace opsdeck
