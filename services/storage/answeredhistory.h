// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/history.h"

namespace opsdeck {

/// What answers the questions of HistoryArchive, on its own thread, at once.
class HistoryAnswers
{
public:
    virtual ~HistoryAnswers() = default;

    virtual Result<QList<StoredSeries>> series(const CheckKey &check, const QString &metric,
                                               qint64 fromMs, qint64 toMs, int mostPoints) = 0;
    virtual Result<QList<StoredBuckets>> buckets(const CheckKey &check, const QString &metric,
                                                 qint64 fromMs, qint64 toMs, int most) = 0;
    virtual QList<StoredResult> results(const CheckKey &check, int limit) = 0;
    virtual Result<QList<AskedSpan>> asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                           qint64 apartMs) = 0;
    /// Of a store that keeps no ledger an error.
    virtual Result<QList<CheckSpans>> spans(const QList<CheckKey> &checks, qint64 fromMs,
                                            qint64 toMs);
    virtual QList<Event> events(qint64 fromMs, int limit) = 0;
    virtual QList<StoredState> states() = 0;
    virtual Result<QList<PastCheck>> past(const QList<CheckKey> &checks, qint64 atMs) = 0;
    virtual Result<PastExtent> extent(const QList<CheckKey> &checks) = 0;

protected:
    HistoryAnswers() = default;
    Q_DISABLE_COPY_MOVE(HistoryAnswers)
};

/// Takes each question to the thread of who answers it, and the answer back to who asked.
class AnsweredHistory : public History
{
    Q_OBJECT
public:
    using HistoryArchive::loadEvents;
    using HistoryArchive::loadSeries;

    void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                    QObject *context, SeriesDone done, int mostPoints) override;
    void loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                     int most, QObject *context, BucketsDone done) override;
    void loadResults(const CheckKey &check, int limit, QObject *context, ResultsDone done) override;
    void loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                   QObject *context, AskedDone done) override;
    void loadSpans(const QList<CheckKey> &checks, qint64 fromMs, qint64 toMs, QObject *context,
                   SpansDone done) override;
    void loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs) override;
    void loadStates(QObject *context, StatesDone done) override;
    void loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                  PastDone done) override;
    void loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done) override;

protected:
    /// `answers` lives on the thread of `worker`, which outlives the questions.
    AnsweredHistory(QObject *worker, HistoryAnswers &answers, QObject *parent)
        : History(parent)
        , m_worker(worker)
        , m_answers(answers)
    {}

private:
    template <typename Answer, typename Done>
    void ask(QObject *context, Answer answer, Done done);

    QObject *m_worker;
    HistoryAnswers &m_answers;
};

} // namespace opsdeck
