// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/seriesstore.h"

namespace opsdeck {

// Files of version 1 hold a row a sample in a table of their own, which is gone once all are
// packed.

Result<bool> hasSampleRows(const SqliteFile &file);
/// What of a series is still in rows.
Result<QList<Point>> samplesOfRows(const SqliteFile &file, qint64 series, qint64 fromMs,
                                   qint64 toMs);
/// Packs some thousands of rows of one series in one transaction. True: there is more. After the
/// last the table is gone.
Result<bool> packSomeRows(SeriesStore &store);
/// Lets the file shrink from now on, and shrinks it once. Where that is not possible now (too
/// little space, another process reads) the file stays as it is.
void makeShrinkable(const SqliteFile &file);

} // namespace opsdeck
