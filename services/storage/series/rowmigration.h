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
enum class Shrinking {
    Possible, ///< what is removed is given back
    Later,    ///< not now: another process has the file, or the disk is full
    TooLarge, ///< the file is too large to be written anew: it keeps its size
};

/// Lets a file that did not shrink do so from now on, and shrinks it once, where no more than
/// `mostBytes` are in use: all of them are written anew while everybody waits. A file that was
/// begun as one that shrinks is not touched.
Shrinking makeShrinkable(const SqliteFile &file, qint64 mostBytes);

} // namespace opsdeck
