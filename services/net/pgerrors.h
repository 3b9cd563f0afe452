// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/pgconnection.h"

namespace opsdeck::pgerror {

/// From libpq's text of a connection that failed, written in its verbose form, which holds the
/// SQLSTATE. `inTls`: it failed during the TLS handshake. `askedForPassword`: the server wanted
/// one.
Error fromConnecting(const QString &text, const PgTarget &target, bool inTls,
                     bool askedForPassword);
/// From a refused statement.
Error fromStatement(const QByteArray &sqlState, const QString &text, const PgTarget &target);

} // namespace opsdeck::pgerror
