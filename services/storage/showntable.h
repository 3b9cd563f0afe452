// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/shownstate.h"
#include "services/storage/sqlitefile.h"

#include <functional>

namespace opsdeck {

// The states of checks in a history file as they were shown: a row for each one that differs from
// the one before it. Errors: Garbage when the file turns out broken, else Storage.

Result<void> makeShownTable(const SqliteFile &file);
/// Within a transaction. `idOf` gives a check's id in the file.
Result<void> writeShown(const SqliteFile &file, const QHash<CheckKey, QList<ShownState>> &changed,
                        const std::function<Result<qint64>(const CheckKey &)> &idOf);
/// The newest from not after `atMs`; nothing where there is none.
Result<std::optional<ShownState>> readShown(const SqliteFile &file, const CheckKey &check,
                                            qint64 atMs);

} // namespace opsdeck
