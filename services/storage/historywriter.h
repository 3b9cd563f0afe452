// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/shownstate.h"
#include "services/storage/checkowners.h"
#include "services/storage/historypruner.h"
#include "services/storage/historystore.h"
#include "services/storage/pruneclock.h"
#include "services/storage/series/rowmigration.h"
#include "services/storage/sqlitefile.h"

#include <QHash>
#include <QTimer>

namespace opsdeck {

/// The storage thread's side of the history. All on that thread but countDropped() and dropped().
class HistoryWriter final : public QObject, public HistoryAnswers
{
    Q_OBJECT
public:
    explicit HistoryWriter(const HistoryLimits &limits);

    void open(const QString &path);
    void setAges(const HistoryAges &ages);
    /// Kept until the next commit, at most a second.
    void take(const ChangeSet &changes);
    /// Change sets that showed these from those moments on did not come.
    void lose(const QHash<CheckKey, qint64> &shown);
    void flush();
    void close();
    Result<QList<StoredSeries>> series(const CheckKey &check, const QString &metric, qint64 fromMs,
                                       qint64 toMs, int mostPoints) override;
    Result<QList<StoredBuckets>> buckets(const CheckKey &check, const QString &metric,
                                         qint64 fromMs, qint64 toMs, int most) override;
    QList<StoredResult> results(const CheckKey &check, int limit) override;
    Result<QList<AskedSpan>> asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                   qint64 apartMs) override;
    Result<QList<CheckSpans>> spans(const QList<CheckKey> &checks, qint64 fromMs,
                                    qint64 toMs) override;
    QList<Event> events(qint64 fromMs, int limit) override;
    QList<StoredState> states() override;
    Result<QList<PastCheck>> past(const QList<CheckKey> &checks, qint64 atMs) override;
    Result<PastExtent> extent(const QList<CheckKey> &checks) override;

    void countDropped() { ++m_dropped; }

    qint64 dropped() const { return m_dropped.load(); }

Q_SIGNALS:
    void problem(const opsdeck::Error &error);
    void recovered();

private:
    struct Inserts;

    struct SeriesName
    {
        qint64 check;
        QString metric;
        Labels labels;

        bool operator==(const SeriesName &) const = default;

        friend size_t qHash(const SeriesName &name, size_t seed = 0)
        {
            seed = qHashMulti(seed, name.check, name.metric);
            for (auto it = name.labels.cbegin(); it != name.labels.cend(); ++it)
                seed = qHashMulti(seed, it.key(), it.value());
            return seed;
        }
    };

    Result<void> reopen();
    Result<void> openOnce();
    Result<void> setAside(const Error &error);
    Result<void> write(const QList<ChangeSet> &all);
    Result<void> writeResult(const CheckResult &result, Inserts &inserts);
    Result<void> writeEvent(const Event &event, Inserts &inserts);
    Result<void> findOwners();
    Result<void> takeOwn(const QSet<CheckKey> &keys);
    Result<void> writeOwned();
    bool hasWork() const;
    void tellOfOwners();
    Result<qint64> checkId(const CheckKey &key);
    Result<qint64> seriesId(qint64 check, const Sample &sample);
    Result<qint64> idOf(const QString &statement, const QVariantList &values);
    Result<void> exec(QSqlQuery &query);
    template <typename T>
    Result<T> answerOne(const std::function<Result<T>()> &read);
    template <typename T>
    Result<QList<T>> answer(const std::function<Result<QList<T>>()> &read);
    void closeFile();
    void fail(const Error &error);
    void tellOfDrops();
    void noteTime(const Instant &observed);
    void prune();
    bool packRows();
    void tellOfDamage();
    void tellOfRefused();

    HistoryLimits m_limits;
    SqliteFile m_file;
    SeriesStore m_samples{m_file};
    HistoryPruner m_pruner{m_samples, m_limits};
    PruneClock m_pruneClock{m_file};
    QString m_path;
    QHash<CheckKey, qint64> m_checks;
    QHash<SeriesName, qint64> m_series;
    QList<ChangeSet> m_pending;
    SpanBook m_spans;
    ShownBook m_shown;
    CheckOwners m_owners;
    QSet<CheckKey> m_foreign; ///< another program keeps what is shown of these
    bool m_foreignTold = false;
    QTimer m_flush{this};
    QTimer m_prune{this};
    QTimer m_retry{this};
    Instant m_first; ///< of the results of this run
    Instant m_newest;
    bool m_failing = false;
    bool m_hasRows = false; ///< samples of an older version, not packed yet
    Shrinking m_shrinking = Shrinking::Later;
    qint64 m_refusedSamples = 0; ///< since it was told that there are any; 0: that is not so
    bool m_refused = false;      ///< the file is of a newer program: left alone
    std::atomic<qint64> m_dropped = 0;
    qint64 m_droppedTold = 0;
    bool m_dropping = false; ///< was told, not taken back yet
};

} // namespace opsdeck
