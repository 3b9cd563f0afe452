// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historyreader.h"
#include "services/storage/historywriter.h"
#include "services/storage/ledgertable.h"

namespace opsdeck {

template <typename T>
Result<T> HistoryWriter::answerOne(const std::function<Result<T>()> &read)
{
    // While writing fails a reader does not wait for another try: each may take seconds.
    if (!m_retry.isActive())
        flush();
    if (!m_file.isOpen())
        return failure(ErrorKind::Storage, tr("The history is not open."), {}, m_path);
    Result<T> found = read();
    if (!found)
        fail(found.error());
    tellOfDamage();
    return found;
}

template <typename T>
Result<QList<T>> HistoryWriter::answer(const std::function<Result<QList<T>>()> &read)
{
    return answerOne<QList<T>>(read);
}

Result<QList<StoredSeries>> HistoryWriter::series(const CheckKey &check, const QString &metric,
                                                  qint64 fromMs, qint64 toMs, int mostPoints)
{
    return answer<StoredSeries>(
        [&] { return readSeries(m_samples, check, metric, fromMs, toMs, mostPoints); });
}

Result<QList<StoredBuckets>> HistoryWriter::buckets(const CheckKey &check, const QString &metric,
                                                    qint64 fromMs, qint64 toMs, int most)
{
    return answer<StoredBuckets>(
        [&] { return readBuckets(m_samples, check, metric, fromMs, toMs, most); });
}

QList<StoredResult> HistoryWriter::results(const CheckKey &check, int limit)
{
    return answer<StoredResult>([&] { return readResults(m_file, check, limit); })
        .value_or(QList<StoredResult>());
}

Result<QList<AskedSpan>> HistoryWriter::asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                              qint64 apartMs)
{
    return answer<AskedSpan>([&] { return readAsked(m_file, check, fromMs, toMs, apartMs); });
}

Result<QList<CheckSpans>> HistoryWriter::spans(const QList<CheckKey> &checks, qint64 fromMs,
                                               qint64 toMs)
{
    return answer<CheckSpans>([&] { return readSpans(m_file, checks, fromMs, toMs); });
}

QList<Event> HistoryWriter::events(qint64 fromMs, int limit)
{
    return answer<Event>([&] { return readEvents(m_file, fromMs, limit); })
        .value_or(QList<Event>());
}

QList<StoredState> HistoryWriter::states()
{
    return answer<StoredState>([&] { return readStates(m_file); }).value_or(QList<StoredState>());
}

Result<QList<PastCheck>> HistoryWriter::past(const QList<CheckKey> &checks, qint64 atMs)
{
    return answer<PastCheck>([&] { return readPast(m_file, checks, atMs, kPastResults); });
}

Result<PastExtent> HistoryWriter::extent(const QList<CheckKey> &checks)
{
    return answerOne<PastExtent>([&] { return readExtent(m_file, checks); });
}

} // namespace opsdeck
