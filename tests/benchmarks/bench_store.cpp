// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historystore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace opsdeck;

namespace {

constexpr int kSets = 300;
constexpr int kResults = 10; ///< a set
constexpr int kSamples = 5;  ///< a result
constexpr int kRounds = 5;
constexpr qint64 kStartMs = 1'700'000'000'000;
constexpr double kRows = double(kSets) * kResults * kSamples;

CheckKey keyOf(int check)
{
    return CheckKey::fromString(QStringLiteral("shop/prod/api/check%1").arg(check));
}

QList<ChangeSet> input()
{
    QList<ChangeSet> all;
    for (int set = 0; set < kSets; ++set) {
        ChangeSet changes;
        for (int i = 0; i < kResults; ++i) {
            CheckResult result;
            result.key = keyOf(i);
            result.status = CheckStatus::Ok;
            result.observedAt = {std::chrono::seconds(set), kStartMs + set * 1000LL};
            result.message = QStringLiteral("HTTP 200");
            for (int s = 0; s < kSamples; ++s)
                result.samples.append({QStringLiteral("value"),
                                       {{QStringLiteral("n"), QString::number(s)}},
                                       set * 0.5 + s,
                                       MetricType::Gauge});
            changes.results.append(result);
        }
        all.append(changes);
    }
    return all;
}

/// A plain table of the samples, written through QtSql: a commit a row, or one for all.
double peerNs(const QString &path, bool isOneCommit)
{
    double elapsed = 0;
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("peer"));
        database.setDatabaseName(path);
        if (!database.open())
            return 0;
        QSqlQuery query(database);
        query.exec(QStringLiteral("PRAGMA journal_mode=WAL"));
        query.exec(QStringLiteral("PRAGMA synchronous=NORMAL"));
        query.exec(QStringLiteral("CREATE TABLE samples (series_id INTEGER, time_ms INTEGER, value "
                                  "REAL, PRIMARY KEY (series_id, time_ms)) WITHOUT ROWID"));
        query.prepare(QStringLiteral("INSERT INTO samples VALUES (?, ?, ?)"));
        QElapsedTimer timer;
        timer.start();
        if (isOneCommit)
            database.transaction();
        for (int set = 0; set < kSets; ++set) {
            for (int series = 0; series < kResults * kSamples; ++series) {
                query.bindValue(0, series);
                query.bindValue(1, kStartMs + set * 1000LL);
                query.bindValue(2, set * 0.5);
                query.exec();
            }
        }
        if (isOneCommit)
            database.commit();
        elapsed = double(timer.nsecsElapsed());
    }
    QSqlDatabase::removeDatabase(QStringLiteral("peer"));
    return elapsed;
}

struct StoreTimes
{
    double caller = 0; ///< in append()
    double whole = 0;  ///< until all is committed, results with their texts included
};

StoreTimes storeNs(const QString &path, const QList<ChangeSet> &sets)
{
    HistoryStore store;
    store.open(path);
    const auto settle = [&store] {
        bool isAnswered = false;
        store.loadEvents(1, &store, [&](const QList<Event> &) { isAnswered = true; });
        while (!isAnswered)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    };
    settle();
    StoreTimes times;
    QElapsedTimer timer;
    timer.start();
    for (const ChangeSet &changes : sets)
        store.append(changes);
    times.caller = double(timer.nsecsElapsed());
    settle();
    times.whole = double(timer.nsecsElapsed());
    return times;
}

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QList<ChangeSet> sets = input();
    std::vector<double> single;
    std::vector<double> batched;
    std::vector<double> caller;
    std::vector<double> whole;
    for (int round = 0; round < kRounds; ++round) {
        const QTemporaryDir dir;
        single.push_back(peerNs(dir.filePath(QStringLiteral("single.db")), false));
        batched.push_back(peerNs(dir.filePath(QStringLiteral("batched.db")), true));
        const StoreTimes times = storeNs(dir.filePath(QStringLiteral("history.db")), sets);
        caller.push_back(times.caller);
        whole.push_back(times.whole);
    }
    const double peer = medianOf(single);
    std::printf("%d samples in %d results, median of %d rounds, us a sample:\n", int(kRows),
                kSets * kResults, kRounds);
    std::printf("  plain table, a commit a row        %8.3f   1\n", peer / kRows / 1000);
    std::printf("  plain table, one commit            %8.3f   %.3f\n",
                medianOf(batched) / kRows / 1000, medianOf(batched) / peer);
    std::printf("  history store, until committed     %8.3f   %.3f   (with the results' rows)\n",
                medianOf(whole) / kRows / 1000, medianOf(whole) / peer);
    std::printf("  history store, the caller's share  %8.3f   %.4f\n",
                medianOf(caller) / kRows / 1000, medianOf(caller) / peer);
    return 0;
}
