// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"
#include "services/storage/series/seriesstore.h"
#include "services/storage/sqlitefile.h"

namespace opsdeck {

// What is asked of an open history file. Errors: Garbage when it turns out broken, else Storage.

Result<QList<StoredSeries>> readSeries(SeriesStore &samples, const CheckKey &check,
                                       const QString &metric, qint64 fromMs, qint64 toMs,
                                       int mostPoints);
Result<QList<StoredBuckets>> readBuckets(SeriesStore &samples, const CheckKey &check,
                                         const QString &metric, qint64 fromMs, qint64 toMs,
                                         int most);
Result<QList<StoredResult>> readResults(const SqliteFile &file, const CheckKey &check, int limit);
Result<QList<AskedSpan>> readAsked(const SqliteFile &file, const CheckKey &check, qint64 fromMs,
                                   qint64 toMs, qint64 apartMs);
Result<QList<Event>> readEvents(const SqliteFile &file, qint64 fromMs, int limit);
/// What tells the states of `checks` at `atMs`, in their order: of each at most the `most` newest
/// results not after it.
Result<QList<PastCheck>> readPast(const SqliteFile &file, const QList<CheckKey> &checks,
                                  qint64 atMs, int most);
/// From when to when there are results of `checks`, and when one of them changed its state.
Result<PastExtent> readExtent(const SqliteFile &file, const QList<CheckKey> &checks);
/// Of each check that has a result.
Result<QList<StoredState>> readStates(const SqliteFile &file);

} // namespace opsdeck
