// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct pg_conn;

namespace opsdeck {

/// Asks the server to cancel the session's running statement, so that checks that were given up do
/// not pile up there. libpq can only do this while blocking: it happens on a thread of its own, at
/// most eight at once, and its outcome is of no interest. The session may be closed at once.
void cancelInBackground(pg_conn *connection);

} // namespace opsdeck
