// SPDX-License-Identifier: GPL-3.0-or-later
// What the ledger costs: a tick of 10,000 samples on the thread that hands over, a tick of 10,000
// results in the file with it and without, and 90 days of 60 services.
#include "services/domain/ledger.h"
#include "services/storage/historyschema.h"
#include "services/storage/ledgertable.h"
#include "services/storage/samplecap.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace opsdeck;

namespace {

constexpr qint64 kStartMs = 1'700'000'000'000;
constexpr qint64 kTickMs = 10'000;
constexpr qint64 kDayMs = 86'400'000;

double cpuMs()
{
    timespec time = {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

CheckKey keyOf(int check)
{
    return CheckKey::fromString(QStringLiteral("shop/prod/s%1/c").arg(check));
}

void measureCap()
{
    constexpr int kChecks = 100;
    constexpr int kSamples = 100;
    QList<CheckResult> results;
    QHash<CheckKey, QSet<QString>> charted;
    for (int c = 0; c < kChecks; ++c) {
        CheckResult result;
        result.key = keyOf(c);
        for (int i = 0; i < kSamples; ++i)
            result.samples.append({QStringLiteral("metric_%1").arg(i), {}, 1, MetricType::Gauge});
        charted.insert(result.key, {QStringLiteral("metric_7")});
        results.append(result);
    }
    for (const int most : {2000, 20'000}) {
        SampleCap cap({500, most});
        cap.setCharted(charted);
        double longest = 0;
        for (int tick = 0; tick < 100; ++tick) {
            QList<CheckResult> mine = results;
            const double before = cpuMs();
            for (CheckResult &result : mine)
                static_cast<void>(cap.apply(result));
            longest = std::max(longest, cpuMs() - before);
        }
        std::printf("10,000 samples of 100 checks, room for %d: longest tick %.2f ms CPU\n", most,
                    longest);
    }
}

void measureTicks()
{
    constexpr int kChecks = 10'000;
    const QTemporaryDir dir;
    SqliteFile file;
    if (!file.open(dir.filePath(QStringLiteral("history.db")), SqliteFile::Durability::Normal)
        || !makeHistorySchema(file))
        return;
    SpanBook book;
    QRandomGenerator random(1);
    QList<CheckKey> keys;
    QHash<CheckKey, qint64> ids;
    for (int c = 0; c < kChecks; ++c) {
        keys.append(keyOf(c));
        ids.insert(keys.last(), c + 1);
    }
    QSqlQuery insert = file.query();
    insert.prepare(QStringLiteral("INSERT OR REPLACE INTO results VALUES (?, ?, 0, 1000, '', "
                                  "'HTTP 200 in 38 ms', '38 ms')"));
    double rows = 0;
    double took = 0;
    double spans = 0;
    double longest = 0;
    constexpr int kTicks = 60;
    for (int tick = 0; tick < kTicks; ++tick) {
        ChangeSet changes;
        for (const CheckKey &key : std::as_const(keys)) {
            CheckResult result;
            result.key = key;
            result.observedAt.wallMs = kStartMs + tick * kTickMs;
            CheckState state;
            state.key = key;
            state.hard = random.bounded(50) == 0 ? Health::Down : Health::Healthy;
            changes.results.append(result);
            changes.states.append(state);
        }
        double at = cpuMs();
        static_cast<void>(file.begin());
        for (int c = 0; c < kChecks; ++c) {
            insert.bindValue(0, c + 1);
            insert.bindValue(1, kStartMs + tick * kTickMs);
            insert.exec();
        }
        static_cast<void>(file.commit());
        rows += cpuMs() - at;
        at = cpuMs();
        book.take(changes);
        const double taken = cpuMs() - at;
        at = cpuMs();
        static_cast<void>(file.begin());
        static_cast<void>(writeSpans(file, book.changed(), [&](const CheckKey &key) {
            return Result<qint64>(ids.value(key));
        }));
        static_cast<void>(file.commit());
        book.settle();
        const double written = cpuMs() - at;
        took += taken;
        spans += written;
        longest = std::max(longest, taken + written);
    }
    std::printf(
        "10,000 results a tick: rows %.1f ms CPU; the ledger beside them %.1f (states %.1f, "
        "spans %.1f; %.2f of the rows; longest %.1f)\n",
        rows / kTicks, (took + spans) / kTicks, took / kTicks, spans / kTicks,
        (took + spans) / rows, longest);
}

/// A change of state every eight hours, a hole every day.
void measureQuarter()
{
    constexpr int kServices = 60;
    constexpr int kDays = 90;
    const QTemporaryDir dir;
    SqliteFile file;
    if (!file.open(dir.filePath(QStringLiteral("history.db")), SqliteFile::Durability::Normal)
        || !makeHistorySchema(file))
        return;
    QHash<CheckKey, QList<SeenSpan>> all;
    QList<CheckKey> keys;
    for (int c = 0; c < kServices; ++c) {
        keys.append(keyOf(c));
        for (qint64 i = 0; i < qint64(3) * kDays; ++i) {
            const qint64 from = kStartMs + i * kDayMs / 3;
            all[keys.last()].append({from, from + kDayMs / 3 - (i % 3 == 0 ? 600'000 : 10'000),
                                     45'000, i % 2 == 0 ? Health::Healthy : Health::Down, true});
        }
    }
    static_cast<void>(file.begin());
    for (int c = 0; c < kServices; ++c)
        static_cast<void>(file.run(QStringLiteral("INSERT INTO checks VALUES (%1, '%2')")
                                       .arg(c + 1)
                                       .arg(keys.at(c).toString())));
    static_cast<void>(writeSpans(
        file, all, [&](const CheckKey &key) { return Result<qint64>(keys.indexOf(key) + 1); }));
    static_cast<void>(file.commit());
    const double begun = cpuMs();
    const auto read = readSpans(file, keys, kStartMs, kStartMs + kDays * kDayMs);
    const double readMs = cpuMs() - begun;
    qsizetype intervals = 0;
    double share = 0;
    for (const CheckSpans &each : read.value_or(QList<CheckSpans>())) {
        Service service;
        service.id = each.key.service.service;
        Check check;
        check.id = each.key.check;
        service.checks = {check};
        const auto ledger = ledgerOf(each.key.service.environment, service, {each}, {}, kStartMs,
                                     kStartMs + kDays * kDayMs);
        intervals += ledger.size();
        share += sumsOf(ledger).availability().value_or(0);
    }
    std::printf("90 days of %d services: read %.2f ms CPU, worked out %.2f (%lld intervals, "
                "availability %.3f)\n",
                kServices, readMs, cpuMs() - begun - readMs, static_cast<long long>(intervals),
                share / kServices);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    measureCap();
    measureTicks();
    measureQuarter();
    return 0;
}
