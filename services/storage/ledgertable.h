// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/seenspan.h"
#include "services/storage/sqlitefile.h"

#include <functional>

namespace opsdeck {

// The ledger in a history file: a row for each stretch of results of a check that leave its
// confirmed state as it is (SeenSpan). Errors: Garbage when the file turns out broken, else
// Storage.

Result<void> makeLedgerTable(const SqliteFile &file);
/// Those of `changed` as they are now, also where an earlier version of them is there; within a
/// transaction. `idOf` gives a check's id in the file.
Result<void> writeSpans(const SqliteFile &file, const QHash<CheckKey, QList<SeenSpan>> &changed,
                        const std::function<Result<qint64>(const CheckKey &)> &idOf);
/// Of each of `checks`, in their order, what is fresh somewhere in [fromMs, toMs].
Result<QList<CheckSpans>> readSpans(const SqliteFile &file, const QList<CheckKey> &checks,
                                    qint64 fromMs, qint64 toMs);

} // namespace opsdeck
