// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"
#include "services/storage/sqlitefile.h"

namespace opsdeck {

/// `PRAGMA user_version` of the files that this program writes.
/// 2: samples are packed; those of a file of version 1 stay in rows until they are. 3: buckets of
/// counters tell where these began anew; those of version 2 stay as they are. 4: the
/// ledger. 5: states as they were shown.
constexpr int kHistorySchemaVersion = 5;

/// The version of an open file; 0: it holds nothing yet.
int historySchemaVersion(const SqliteFile &file);
/// Makes the tables in a file that holds nothing, and what is missing in one of an older version.
/// Another process may do the same at once.
Result<void> makeHistorySchema(const SqliteFile &file);

/// Labels as they are stored: JSON with the names in order, so that equal labels are equal text.
QString labelsText(const Labels &labels);
Labels labelsFromText(const QString &text);

} // namespace opsdeck
