// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/metric.h"
#include "services/domain/result.h"
#include "services/storage/series/seriesstore.h"
#include "services/storage/sqlitefile.h"

namespace opsdeck::queries {

// What is read of an open history file. Errors: Garbage when it turns out broken, else Storage.

struct StoredCheck
{
    qint64 id = 0;
    CheckKey key;
};

struct StoredName
{
    qint64 id = 0;
    QString metric;
    Labels labels;
    bool isCounter = false;
};

/// One answer of a check. Its status is a CheckStatus as a number.
struct StoredAnswer
{
    qint64 timeMs = 0;
    int status = 0;
    qint64 latencyUs = 0; ///< 0: none came
};

struct TimeSlice
{
    qint64 fromMs = 0;
    qint64 toMs = 0;
};

/// An error for a file that this program does not understand.
Result<void> judgeVersion(const SqliteFile &file);
Result<QList<StoredCheck>> storedChecks(const SqliteFile &file, const EnvironmentKey &environment);
/// The series of a check; of one metric when that is named.
Result<QList<StoredName>> storedNames(const SqliteFile &file, qint64 check, const QString &metric);
/// Oldest first.
Result<QList<StoredAnswer>> storedAnswers(const SqliteFile &file, qint64 check, qint64 fromMs,
                                          qint64 toMs);
/// Until when only buckets are left of a series; far in the past when there are none.
Result<qint64> coarseUntil(const SqliteFile &file, qint64 series);
/// [fromMs, toMs] in slices short enough for the memory that one takes; their bounds are full
/// hours, which no bucket crosses.
Result<QList<TimeSlice>> timeSlices(const SqliteFile &file, qint64 series, qint64 fromMs,
                                    qint64 toMs);
Result<QList<Point>> storedPoints(SeriesStore &store, const StoredName &name,
                                  const TimeSlice &slice);

} // namespace opsdeck::queries
