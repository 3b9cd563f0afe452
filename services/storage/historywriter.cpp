// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historywriter.h"

#include "services/base/logging.h"
#include "services/storage/historyschema.h"
#include "services/storage/series/rowmigration.h"

#include <QDateTime>
#include <QFile>
#include <QSqlError>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kFlushMs = 1000;
constexpr int kNextSliceMs = 50;
constexpr qsizetype kMostPending = 600;

/// SQL knows null and empty text apart; here both are empty.
QString text(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

} // namespace

/// Prepared once a commit.
struct HistoryWriter::Inserts
{
    explicit Inserts(const SqliteFile &file)
        : result(file.query())
        , event(file.query())
    {
        result.prepare(
            QStringLiteral("INSERT OR REPLACE INTO results (check_id, time_ms, status, latency_us, "
                           "error_kind, message, figure) VALUES (?, ?, ?, ?, ?, ?, ?)"));
        event.prepare(
            QStringLiteral("INSERT INTO events (time_ms, service, check_name, from_health, "
                           "to_health, soft, error_kind, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
    }

    QSqlQuery result;
    QSqlQuery event;
};

HistoryWriter::HistoryWriter(const HistoryLimits &limits)
    : m_limits(limits)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(kFlushMs);
    m_prune.setSingleShot(true);
    m_retry.setSingleShot(true);
    m_retry.setInterval(m_limits.retryAfter);
    connect(&m_flush, &QTimer::timeout, this, &HistoryWriter::flush);
    connect(&m_prune, &QTimer::timeout, this, &HistoryWriter::prune);
    connect(&m_retry, &QTimer::timeout, this, &HistoryWriter::flush);
}

void HistoryWriter::open(const QString &path)
{
    m_path = path;
    // Soon at first: many a run is short.
    m_prune.start(m_limits.pruneEvery / 10);
    if (auto opened = reopen(); !opened)
        fail(opened.error());
}

void HistoryWriter::setAges(const HistoryAges &ages)
{
    m_limits.setAges(ages);
    m_pruner.setLimits(m_limits);
}

Result<void> HistoryWriter::reopen()
{
    if (m_file.isOpen() && m_file.isInPlace())
        return {};
    closeFile();
    auto opened = openOnce();
    if (!opened && opened.error().kind == ErrorKind::Garbage) {
        const Error broken = opened.error();
        opened = setAside(broken);
        if (opened)
            opened = openOnce();
    }
    if (!opened)
        closeFile();
    return opened;
}

Result<void> HistoryWriter::openOnce()
{
    if (auto opened =
            m_file.open(m_path, SqliteFile::Durability::Normal, SqliteFile::Space::GivenBack);
        !opened)
        return opened;
    const int version = historySchemaVersion(m_file);
    if (version > kHistorySchemaVersion) {
        m_refused = true;
        return failure(ErrorKind::Storage, tr("%1 was written by a newer Opsdeck.").arg(m_path),
                       tr("History is off and the file left alone. Try: the newer version, or "
                          "another OPSDECK_DATA_DIR."));
    }
    if (version < kHistorySchemaVersion) {
        if (auto made = makeHistorySchema(m_file); !made)
            return made;
    }
    const Result<bool> hasRows = hasSampleRows(m_file);
    if (!hasRows)
        return failure(hasRows.error());
    m_hasRows = *hasRows;
    m_shrinking = Shrinking::Later;
    return m_samples.load();
}

Result<void> HistoryWriter::setAside(const Error &error)
{
    closeFile();
    const QString name =
        QStringLiteral("%1.corrupt-%2")
            .arg(m_path,
                 QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")));
    // The side files first: a journal left behind would be played into the new file.
    for (const char *side : {"-wal", "-shm"}) {
        if (QFile::exists(m_path + QLatin1String(side)))
            QFile::rename(m_path + QLatin1String(side), name + QLatin1String(side));
    }
    if (QFile::exists(m_path + QLatin1String("-wal")) || !QFile::rename(m_path, name)) {
        return failure(ErrorKind::Storage, tr("%1 is broken and can't be renamed.").arg(m_path),
                       tr("History is off until then. Try: permissions of the data folder."),
                       error.detail);
    }
    Q_EMIT problem({ErrorKind::Garbage, error.message,
                    tr("It was set aside as %1; a new one is begun.").arg(name), error.detail});
    m_failing = true;
    return {};
}

void HistoryWriter::take(const ChangeSet &changes)
{
    if (m_refused || m_path.isEmpty())
        return;
    if (m_shown.isFull() && !m_retry.isActive())
        flush();
    m_spans.take(changes);
    m_shown.take(changes);
    ChangeSet kept;
    kept.results = changes.results;
    kept.events = changes.events;
    // What was shown waits elsewhere, so that it takes no result's place.
    if (!kept.results.isEmpty() || !kept.events.isEmpty())
        m_pending.append(kept);
    while (m_pending.size() > kMostPending) {
        m_pending.removeFirst();
        countDropped();
    }
    if (!m_flush.isActive() && !m_retry.isActive())
        m_flush.start();
    tellOfDrops();
}

void HistoryWriter::lose(const QHash<CheckKey, qint64> &shown)
{
    for (auto it = shown.cbegin(); it != shown.cend(); ++it)
        m_shown.lose(it.key(), it.value());
}

bool HistoryWriter::hasWork() const
{
    return !m_pending.isEmpty() || !m_shown.changed().isEmpty() || !m_spans.changed().isEmpty()
           || m_failing;
}

void HistoryWriter::tellOfDrops()
{
    const qint64 all = dropped() + m_shown.forgotten() + m_spans.forgotten();
    if (all == m_droppedTold)
        return;
    m_droppedTold = all;
    if (!std::exchange(m_dropping, true))
        Q_EMIT problem(
            {ErrorKind::Storage,
             tr("Some of the history is not kept: it can't be written as fast as it comes."),
             tr("What is watched now is not touched by that. Try: free space, a faster disk, or "
                "close what keeps this one busy."),
             m_path});
}

void HistoryWriter::flush()
{
    if (m_refused || m_path.isEmpty() || !hasWork())
        return;
    Result<void> done = reopen();
    if (done)
        done = m_samples.load();
    if (done)
        done = m_file.begin();
    if (done) {
        done = write(m_pending);
        if (done)
            done = m_file.commit();
        if (!done) {
            m_file.rollback();
            m_checks.clear();
            m_series.clear();
            m_samples.forget();
            m_owners.release();
        }
    }
    if (!done)
        return fail(done.error());
    m_pending.clear();
    m_spans.settle();
    m_shown.settle();
    m_retry.stop();
    const bool wasDropping = std::exchange(m_dropping, false);
    if (std::exchange(m_failing, false) || wasDropping) {
        qCWarning(logStorage, "history is written again; %lld change sets were dropped so far",
                  static_cast<long long>(dropped()));
        m_foreignTold = false;
        Q_EMIT recovered();
    }
    tellOfRefused();
    tellOfDamage();
    tellOfOwners();
}

void HistoryWriter::tellOfRefused()
{
    const qint64 refused = m_samples.takeRefused();
    if (refused == 0) {
        if (m_refusedSamples > 0) {
            qCWarning(logStorage, "%lld samples of impossible times were not kept",
                      static_cast<long long>(m_refusedSamples));
            m_refusedSamples = 0;
            Q_EMIT recovered();
        }
        return;
    }
    if (m_refusedSamples == 0)
        Q_EMIT problem({ErrorKind::Storage,
                        tr("Samples are not kept: their time is before 1970 or after 2105."),
                        tr("All others are. Try: set the clock of this computer."), m_path});
    m_refusedSamples += refused;
}

void HistoryWriter::tellOfDamage()
{
    const int damaged = m_samples.takeDamaged();
    if (damaged == 0)
        return;
    // Taken back by the next commit: what is left is whole.
    m_failing = true;
    m_retry.start(0);
    Q_EMIT problem({ErrorKind::Garbage,
                    tr("%n stretch(es) of samples in %1 are broken.", nullptr, damaged).arg(m_path),
                    tr("Set aside in its table damaged; all others are there. Try: whether the "
                       "disk reports errors."),
                    {}});
}

void HistoryWriter::fail(const Error &error)
{
    m_flush.stop();
    const Result<void> aside = error.kind == ErrorKind::Garbage ? setAside(error) : failure(error);
    if (aside) {
        // At once into the new file.
        m_retry.start(0);
        return;
    }
    if (!m_refused)
        m_retry.start(m_limits.retryAfter);
    if (!std::exchange(m_failing, true))
        Q_EMIT problem(aside.error());
}

void HistoryWriter::close()
{
    flush();
    m_flush.stop();
    m_prune.stop();
    m_retry.stop();
    closeFile();
}

void HistoryWriter::closeFile()
{
    m_samples.close();
    m_file.close();
    m_owners.release();
    m_checks.clear();
    m_series.clear();
    m_pruner.restart();
    m_pruneClock.restart();
}

Result<void> HistoryWriter::exec(QSqlQuery &query)
{
    if (query.exec())
        return {};
    return failure(m_file.errorOf(query.lastError(), tr("writing")));
}

Result<qint64> HistoryWriter::idOf(const QString &statement, const QVariantList &values)
{
    QSqlQuery query = m_file.query();
    query.prepare(statement);
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (auto done = exec(query); !done)
        return failure(done.error());
    if (!query.next())
        return failure(m_file.errorOf(query.lastError(), tr("writing")));
    return query.value(0).toLongLong();
}

Result<qint64> HistoryWriter::checkId(const CheckKey &key)
{
    if (const auto known = m_checks.constFind(key); known != m_checks.cend())
        return *known;
    const auto id = idOf(QStringLiteral("INSERT INTO checks (key) VALUES (?) ON CONFLICT (key) DO "
                                        "UPDATE SET key = key RETURNING id"),
                         {key.toString()});
    if (id)
        m_checks.insert(key, *id);
    return id;
}

Result<qint64> HistoryWriter::seriesId(qint64 check, const Sample &sample)
{
    const SeriesName name{check, sample.metric, sample.labels};
    if (const auto known = m_series.constFind(name); known != m_series.cend())
        return *known;
    const auto id =
        idOf(QStringLiteral(
                 "INSERT INTO series (check_id, metric, labels, counter) VALUES (?, ?, ?, ?) ON "
                 "CONFLICT (check_id, metric, labels) DO UPDATE SET counter = excluded.counter "
                 "RETURNING id"),
             {check, text(sample.metric), labelsText(sample.labels),
              sample.type == MetricType::Counter ? 1 : 0});
    if (id)
        m_series.insert(name, *id);
    return id;
}

Result<void> HistoryWriter::write(const QList<ChangeSet> &all)
{
    Inserts inserts(m_file);
    for (const ChangeSet &changes : all) {
        for (const CheckResult &result : changes.results) {
            if (auto done = writeResult(result, inserts); !done)
                return done;
        }
        for (const Event &event : changes.events) {
            if (auto done = writeEvent(event, inserts); !done)
                return done;
        }
    }
    if (auto done = writeOwned(); !done)
        return done;
    return m_samples.write();
}

Result<void> HistoryWriter::writeResult(const CheckResult &result, Inserts &inserts)
{
    const auto check = checkId(result.key);
    if (!check)
        return failure(check.error());
    noteTime(result.observedAt);
    const qint64 timeMs = result.observedAt.wallMs;
    QSqlQuery &row = inserts.result;
    row.bindValue(0, *check);
    row.bindValue(1, timeMs);
    row.bindValue(2, static_cast<int>(result.status));
    row.bindValue(3, static_cast<qint64>(result.latency.count()));
    row.bindValue(4, result.error ? toWord(result.error->kind) : text({}));
    row.bindValue(5, text(result.message));
    row.bindValue(6, text(result.figure));
    if (auto done = exec(row); !done)
        return done;
    for (const Sample &sample : result.samples) {
        if (!std::isfinite(sample.value))
            continue;
        const auto series = seriesId(*check, sample);
        if (!series)
            return failure(series.error());
        m_samples.append(*series, {timeMs, sample.value});
    }
    return {};
}

Result<void> HistoryWriter::writeEvent(const Event &event, Inserts &inserts)
{
    QSqlQuery &row = inserts.event;
    row.bindValue(0, event.timeMs);
    row.bindValue(1, text(event.service.toString()));
    row.bindValue(2, text(event.check.toString()));
    row.bindValue(3, static_cast<int>(event.from));
    row.bindValue(4, static_cast<int>(event.to));
    row.bindValue(5, (event.soft ? 1 : 0) + (event.fromSoft ? 2 : 0));
    row.bindValue(6, text(event.errorKind));
    row.bindValue(7, text(event.text));
    return exec(row);
}

void HistoryWriter::noteTime(const Instant &observed)
{
    if (!m_first.isValid())
        m_first = observed;
    m_newest = observed;
}

/// Some rows of an older version. True: others have a turn before anything else.
bool HistoryWriter::packRows()
{
    if (!m_hasRows)
        return false;
    const Result<bool> more = packSomeRows(m_samples);
    if (!more) {
        fail(more.error());
        return false; // what is too old goes all the same
    }
    m_prune.start(kNextSliceMs);
    if (!*more) {
        m_hasRows = false;
        m_shrinking = makeShrinkable(m_file, m_limits.mostWrittenAnew);
    }
    return true;
}

void HistoryWriter::prune()
{
    m_prune.start(m_limits.pruneEvery);
    if (!m_file.isOpen() || m_failing || packRows())
        return;
    if (m_shrinking == Shrinking::Later)
        m_shrinking = makeShrinkable(m_file, m_limits.mostWrittenAnew);
    if (!m_newest.isValid() || !isStorable(m_newest.wallMs))
        return;
    const qint64 nowMs = m_pruneClock.nowMs(m_first, m_newest);
    if (m_pruneClock.isNewlyBehind(nowMs, m_newest))
        qCWarning(
            logStorage,
            "the calendar is %lld days ahead of what the history knows: what is too old by it "
            "is removed later, a day of it for each hour",
            static_cast<long long>((m_newest.wallMs - nowMs) / (24LL * 3'600'000)));
    Result<bool> more = m_pruner.slice(nowMs);
    if (more && !*more) {
        if (const auto kept = m_pruneClock.keep(nowMs); !kept)
            more = failure(kept.error());
    }
    if (!more) {
        m_samples.forget();
        return fail(more.error());
    }
    if (*more)
        m_prune.start(kNextSliceMs);
}

} // namespace opsdeck
