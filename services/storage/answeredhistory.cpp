// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/answeredhistory.h"

#include "services/base/callerrelay.h"

namespace opsdeck {

Result<QList<CheckSpans>> HistoryAnswers::spans(const QList<CheckKey> &, qint64, qint64)
{
    return failure(ErrorKind::Storage, QStringLiteral("This store keeps no ledger."));
}

template <typename Answer, typename Done>
void AnsweredHistory::ask(QObject *context, Answer answer, Done done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(
        m_worker, [&answers = m_answers, box, answer = std::move(answer), done = std::move(done)] {
            const auto found = answer(answers);
            box->post([done, found] { done(found); });
        });
}

void AnsweredHistory::loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs,
                                 qint64 toMs, QObject *context, SeriesDone done, int mostPoints)
{
    ask(
        context,
        [=](HistoryAnswers &from) { return from.series(check, metric, fromMs, toMs, mostPoints); },
        std::move(done));
}

void AnsweredHistory::loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs,
                                  qint64 toMs, int most, QObject *context, BucketsDone done)
{
    ask(
        context,
        [=](HistoryAnswers &from) { return from.buckets(check, metric, fromMs, toMs, most); },
        std::move(done));
}

void AnsweredHistory::loadResults(const CheckKey &check, int limit, QObject *context,
                                  ResultsDone done)
{
    ask(context, [=](HistoryAnswers &from) { return from.results(check, limit); }, std::move(done));
}

void AnsweredHistory::loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                                QObject *context, AskedDone done)
{
    ask(
        context, [=](HistoryAnswers &from) { return from.asked(check, fromMs, toMs, apartMs); },
        std::move(done));
}

void AnsweredHistory::loadSpans(const QList<CheckKey> &checks, qint64 fromMs, qint64 toMs,
                                QObject *context, SpansDone done)
{
    ask(
        context, [=](HistoryAnswers &from) { return from.spans(checks, fromMs, toMs); },
        std::move(done));
}

void AnsweredHistory::loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs)
{
    ask(context, [=](HistoryAnswers &from) { return from.events(fromMs, limit); }, std::move(done));
}

void AnsweredHistory::loadStates(QObject *context, StatesDone done)
{
    ask(context, [](HistoryAnswers &from) { return from.states(); }, std::move(done));
}

void AnsweredHistory::loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                               PastDone done)
{
    ask(context, [=](HistoryAnswers &from) { return from.past(checks, atMs); }, std::move(done));
}

void AnsweredHistory::loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done)
{
    ask(context, [=](HistoryAnswers &from) { return from.extent(checks); }, std::move(done));
}

} // namespace opsdeck
