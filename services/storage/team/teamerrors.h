// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/teamplace.h"

namespace opsdeck::teamerror {

/// From libpq's text of a connection that failed, in its verbose form.
Error fromConnecting(const QString &text, const TeamPlace &place, bool inTls, bool wantsPassword);
/// From a refused statement.
Error fromStatement(const QByteArray &sqlState, const QString &text, const TeamPlace &place);
Error late(const TeamPlace &place);
Error lost(const QString &text, const TeamPlace &place);
Error newer(const TeamPlace &place, int version, int known);
Error readOnly(const TeamPlace &place);
/// Its tables hold what this program does not put there.
Error notOurs(const TeamPlace &place);

} // namespace opsdeck::teamerror
