// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/ledger.h"
#include "services/domain/pastcheck.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
constexpr qint64 kStart = 1'795'183'414'000;
constexpr qint64 kReach = 15'000;

CheckKey keyOf(int check = 0)
{
    return {{kProd, ServiceId(QStringLiteral("api"))}, CheckId(QStringLiteral("c%1").arg(check))};
}

Service serviceOf(int checks = 1, int retries = 3)
{
    Service service;
    service.id = ServiceId(QStringLiteral("api"));
    for (int i = 0; i < checks; ++i) {
        Check check;
        check.id = keyOf(i).check;
        check.interval = 10s;
        check.retries = retries;
        service.checks.append(check);
    }
    return service;
}

WorkspacePtr workspaceOf(const Service &service)
{
    auto workspace = std::make_shared<Workspace>();
    Environment environment;
    environment.id = kProd.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kProd.platform;
    platform.environments = {environment};
    workspace->platforms = {platform};
    return workspace;
}

SeenSpan span(qint64 fromS, qint64 toS, Health health)
{
    return {kStart + fromS * 1000, kStart + toS * 1000, kReach, health, true};
}

LedgerInterval interval(qint64 fromS, qint64 toS, LedgerClass what)
{
    return {kStart + fromS * 1000, kStart + toS * 1000, what};
}

QList<LedgerInterval> ledger(const QList<SeenSpan> &spans, qint64 fromS, qint64 toS,
                             const QList<MaintenanceSpan> &maintenance = {})
{
    return ledgerOf(kProd, serviceOf(), {{keyOf(), spans}}, maintenance, kStart + fromS * 1000,
                    kStart + toS * 1000);
}

/// Drives the real state machine and keeps what it says.
struct Recorded
{
    Service service;
    SpanBook book;
    CheckState state;
    QList<SeenSpan> kept;

    explicit Recorded(const Service &of)
        : service(of)
        , workspace(workspaceOf(of))
    {}

    void result(qint64 timeMs, CheckStatus status, std::optional<ErrorKind> error = {})
    {
        CheckResult result;
        result.key = keyOf();
        result.status = status;
        result.observedAt = pastInstant(timeMs);
        if (error)
            result.error = Error{*error, {}, {}, {}};
        state.key = result.key;
        state = advance(service.checks.first(), state, result, {});
        ChangeSet changes;
        changes.results = {result};
        changes.states = {state};
        changes.workspace = workspace;
        book.take(changes);
        for (const SeenSpan &changed : book.changed().value(keyOf())) {
            if (!kept.isEmpty() && kept.last().fromMs == changed.fromMs)
                kept.last() = changed;
            else
                kept.append(changed);
        }
        book.settle();
    }

    QList<LedgerInterval> ledger(qint64 fromMs, qint64 toMs) const
    {
        return ledgerOf(kProd, service, {{keyOf(), kept}}, {}, fromMs, toMs);
    }

    WorkspacePtr workspace;
};

LedgerClass classAt(const QList<LedgerInterval> &all, qint64 timeMs)
{
    for (const LedgerInterval &each : all) {
        if (each.fromMs <= timeMs && timeMs < each.toMs)
            return each.what;
    }
    return LedgerClass::NotObserved;
}

LedgerClass classOf(Health health)
{
    switch (health) {
    case Health::Healthy:
        return LedgerClass::Up;
    case Health::Degraded:
        return LedgerClass::Degraded;
    case Health::Down:
        return LedgerClass::Down;
    case Health::Unknown:
        break;
    }
    return LedgerClass::NotObserved;
}

} // namespace

class TestLedger final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatNobodyAskedIsNotObserved();
    void aSilenceEndsWithTheReach();
    void softIsNoInterval();
    void maintenanceCoversWhatIsSeen();
    void overlapsTakeTheWorstThatIsKnown();
    void aCalendarThatIsSetBackHidesNothing();
    void aCalendarThatLeapsAheadIsAHole();
    void checksRollUpAsTheyDoNow();
    void aLostWayIsNotObserved();
    void aDayOfChangedClocksIsAsLongAsItIs();
    void oneOutageAcrossAHole();
    void sharesAreNeverRoundedUp();
    void intervalsPartitionTheStretch();
    void theLedgerIsWhatTheStatesWere();
};

void TestLedger::whatNobodyAskedIsNotObserved()
{
    QCOMPARE(ledger({}, 0, 100),
             QList<LedgerInterval>({interval(0, 100, LedgerClass::NotObserved)}));
    QCOMPARE(ledger({}, 100, 100), QList<LedgerInterval>());
    const LedgerSums sums = sumsOf(ledger({}, 0, 100));
    QVERIFY(!sums.availability());
    QCOMPARE(sums.share(LedgerClass::NotObserved), 1.0);
    QCOMPARE(sums.share(LedgerClass::Up), 0.0);
}

void TestLedger::aSilenceEndsWithTheReach()
{
    QCOMPARE(ledger({span(10, 50, Health::Healthy), span(100, 100, Health::Down)}, 0, 200),
             QList<LedgerInterval>({interval(0, 10, LedgerClass::NotObserved),
                                    interval(10, 65, LedgerClass::Up),
                                    interval(65, 100, LedgerClass::NotObserved),
                                    interval(100, 115, LedgerClass::Down),
                                    interval(115, 200, LedgerClass::NotObserved)}));
    // Still open: down up to the end of what is asked for.
    const QList<LedgerInterval> open = ledger({span(0, 95, Health::Down)}, 0, 100);
    QCOMPARE(open, QList<LedgerInterval>({interval(0, 100, LedgerClass::Down)}));
    QVERIFY(sumsOf(open).isOpen);
}

void TestLedger::softIsNoInterval()
{
    Recorded recorded(serviceOf(1, 3));
    qint64 time = kStart;
    const auto next = [&](CheckStatus status) {
        recorded.result(time, status);
        time += 10'000;
    };
    for (int i = 0; i < 5; ++i)
        next(CheckStatus::Ok);
    next(CheckStatus::Critical); // 50 s: soft, and it stays so
    next(CheckStatus::Ok);
    for (int i = 0; i < 3; ++i)
        next(CheckStatus::Critical); // 70, 80, hard at 90 s
    for (int i = 0; i < 2; ++i)
        next(CheckStatus::Ok); // 100, hard at 110 s
    QCOMPARE(recorded.ledger(kStart, kStart + 120'000),
             QList<LedgerInterval>({interval(0, 90, LedgerClass::Up),
                                    interval(90, 110, LedgerClass::Down),
                                    interval(110, 120, LedgerClass::Up)}));
}

void TestLedger::maintenanceCoversWhatIsSeen()
{
    const QList<SeenSpan> spans{span(0, 50, Health::Healthy), span(60, 190, Health::Down)};
    const QList<LedgerInterval> all = ledger(spans, 0, 200,
                                             {{kStart + 55'000, kStart + 100'000},
                                              {kStart + 90'000, kStart + 120'000},
                                              {kStart + 180'000, 0}});
    QCOMPARE(all, QList<LedgerInterval>({interval(0, 55, LedgerClass::Up),
                                         interval(55, 120, LedgerClass::Maintenance),
                                         interval(120, 180, LedgerClass::Down),
                                         interval(180, 200, LedgerClass::Maintenance)}));
    const LedgerSums sums = sumsOf(all);
    QCOMPARE(sums.outages, 1);
    QVERIFY(!sums.isOpen);
    QCOMPARE(*sums.availability(), 55.0 / 115.0);
}

void TestLedger::overlapsTakeTheWorstThatIsKnown()
{
    // Another program saw it down in the middle of what this one saw up.
    QCOMPARE(ledger({span(0, 100, Health::Healthy), span(40, 50, Health::Down)}, 0, 100),
             QList<LedgerInterval>({interval(0, 40, LedgerClass::Up),
                                    interval(40, 65, LedgerClass::Down),
                                    interval(65, 100, LedgerClass::Up)}));
    // One that could not tell takes nothing from one that could.
    QCOMPARE(ledger({span(0, 100, Health::Healthy), span(0, 100, Health::Unknown)}, 0, 100),
             QList<LedgerInterval>({interval(0, 100, LedgerClass::Up)}));
}

void TestLedger::aCalendarThatIsSetBackHidesNothing()
{
    Recorded recorded(serviceOf(1, 1));
    for (int i = 0; i <= 10; ++i)
        recorded.result(kStart + i * 10'000, CheckStatus::Ok);
    // Back by a minute, and down.
    for (int i = 4; i <= 5; ++i)
        recorded.result(kStart + i * 10'000, CheckStatus::Critical);
    const QList<LedgerInterval> all = recorded.ledger(kStart, kStart + 100'000);
    QCOMPARE(classAt(all, kStart + 45'000), LedgerClass::Down);
    QCOMPARE(classAt(all, kStart + 20'000), LedgerClass::Up);
}

void TestLedger::aCalendarThatLeapsAheadIsAHole()
{
    Recorded recorded(serviceOf(1, 1));
    recorded.result(kStart, CheckStatus::Ok);
    recorded.result(kStart + 86'400'000, CheckStatus::Ok);
    const LedgerSums sums = sumsOf(recorded.ledger(kStart, kStart + 86'400'000));
    QCOMPARE(sums.of(LedgerClass::Up), kReach);
    QCOMPARE(sums.of(LedgerClass::NotObserved), 86'400'000 - kReach);
}

void TestLedger::checksRollUpAsTheyDoNow()
{
    const auto both = [](Service service, Health first, std::optional<Health> second) {
        QList<CheckSpans> checks{{keyOf(0), {span(0, 100, first)}}};
        if (second)
            checks.append({keyOf(1), {span(0, 100, *second)}});
        return ledgerOf(kProd, service, checks, {}, kStart, kStart + 100'000).first().what;
    };
    QCOMPARE(both(serviceOf(2), Health::Healthy, Health::Healthy), LedgerClass::Up);
    QCOMPARE(both(serviceOf(2), Health::Healthy, Health::Degraded), LedgerClass::Degraded);
    // Never up where one of its checks was not asked; down all the same.
    QCOMPARE(both(serviceOf(2), Health::Healthy, std::nullopt), LedgerClass::NotObserved);
    QCOMPARE(both(serviceOf(2), Health::Down, std::nullopt), LedgerClass::Down);
    Service either = serviceOf(2);
    either.checks[0].instance = QStringLiteral("a");
    either.checks[1].instance = QStringLiteral("b");
    either.rollUp.kind = RollUpKind::Best;
    QCOMPARE(both(either, Health::Healthy, Health::Down), LedgerClass::Up);
    QCOMPARE(both(either, Health::Down, Health::Down), LedgerClass::Down);
    Service none = serviceOf(0);
    QCOMPARE(ledgerOf(kProd, none, {}, {}, kStart, kStart + 1).first().what,
             LedgerClass::NotObserved);
}

void TestLedger::aLostWayIsNotObserved()
{
    Recorded recorded(serviceOf(1, 1));
    recorded.result(kStart, CheckStatus::Ok);
    recorded.result(kStart + 10'000, CheckStatus::Unknown, ErrorKind::Way);
    QCOMPARE(classAt(recorded.ledger(kStart, kStart + 20'000), kStart + 12'000),
             LedgerClass::NotObserved);
    QCOMPARE(recorded.kept.size(), 2);
    QVERIFY(recorded.kept.first().asked);
    QVERIFY(!recorded.kept.last().asked);
}

void TestLedger::aDayOfChangedClocksIsAsLongAsItIs()
{
    // 2026-10-25 has 25 hours in Zurich.
    const QTimeZone zone("Europe/Zurich");
    const qint64 from = QDateTime({2026, 10, 25}, {0, 0}, zone).toMSecsSinceEpoch();
    const qint64 to = QDateTime({2026, 10, 26}, {0, 0}, zone).toMSecsSinceEpoch();
    QCOMPARE(to - from, 25 * 3'600'000);
    const QList<LedgerInterval> all = ledgerOf(
        kProd, serviceOf(), {{keyOf(), {{from, to, kReach, Health::Healthy, true}}}}, {}, from, to);
    QCOMPARE(sumsOf(all).of(LedgerClass::Up), 25 * 3'600'000);
}

void TestLedger::oneOutageAcrossAHole()
{
    const LedgerSums sums =
        sumsOf({interval(0, 10, LedgerClass::Down), interval(10, 100, LedgerClass::NotObserved),
                interval(100, 130, LedgerClass::Down), interval(130, 140, LedgerClass::Degraded),
                interval(140, 160, LedgerClass::Down)});
    QCOMPARE(sums.outages, 2);
    QCOMPARE(sums.longestMs, 40'000);
    QCOMPARE(sums.longestFromMs, kStart);
    QVERIFY(sums.isOpen);
}

void TestLedger::sharesAreNeverRoundedUp()
{
    QLocale::setDefault(QLocale::c());
    QCOMPARE(shareText(1), QStringLiteral("100 %"));
    QCOMPARE(shareText(0.999999), QStringLiteral("99.99 %"));
    QCOMPARE(shareText(0.99951), QStringLiteral("99.95 %"));
    QCOMPARE(shareText(0.5), QStringLiteral("50 %"));
    QCOMPARE(shareText(0.00001), QStringLiteral("< 0.01 %"));
    QCOMPARE(shareText(0), QStringLiteral("0 %"));
}

void TestLedger::intervalsPartitionTheStretch()
{
    QRandomGenerator random(20261122);
    for (int round = 0; round < 2000; ++round) {
        const int checks = random.bounded(1, 4);
        QList<CheckSpans> kept;
        for (int c = 0; c < checks; ++c) {
            QList<SeenSpan> spans;
            for (int i = random.bounded(8); i > 0; --i) {
                const qint64 from = kStart + random.bounded(-50, 250) * 500;
                spans.append({from, from + random.bounded(60) * 500,
                              random.bounded(1, 40) * qint64(500),
                              static_cast<Health>(random.bounded(4)), true});
            }
            kept.append({keyOf(c), spans});
        }
        QList<MaintenanceSpan> maintenance;
        for (int i = random.bounded(3); i > 0; --i) {
            const qint64 from = kStart + random.bounded(-50, 250) * 500;
            maintenance.append(
                {from, random.bounded(4) == 0 ? 0 : from + random.bounded(90) * 500});
        }
        const qint64 from = kStart + random.bounded(100) * 500;
        const qint64 to = from + random.bounded(1, 200) * 500;
        const Service service = serviceOf(checks);
        const QList<LedgerInterval> all = ledgerOf(kProd, service, kept, maintenance, from, to);
        QVERIFY(!all.isEmpty());
        QCOMPARE(all.first().fromMs, from);
        QCOMPARE(all.last().toMs, to);
        for (qsizetype i = 0; i < all.size(); ++i) {
            QVERIFY(all.at(i).fromMs < all.at(i).toMs);
            if (i > 0) {
                QCOMPARE(all.at(i).fromMs, all.at(i - 1).toMs);
                QVERIFY(all.at(i).what != all.at(i - 1).what);
            }
        }
        const LedgerSums sums = sumsOf(all);
        QCOMPARE(sums.totalMs(), to - from);
        // Two halves come to the same as the whole.
        const qint64 middle = from + (to - from) / 2;
        const LedgerSums first = sumsOf(ledgerOf(kProd, service, kept, maintenance, from, middle));
        const LedgerSums second = sumsOf(ledgerOf(kProd, service, kept, maintenance, middle, to));
        for (std::size_t i = 0; i < sums.ms.size(); ++i)
            QCOMPARE(first.ms.at(i) + second.ms.at(i), sums.ms.at(i));
        // Up only where every check has something fresh that says so.
        for (const LedgerInterval &each : all) {
            if (each.what != LedgerClass::Up)
                continue;
            for (const CheckSpans &check : std::as_const(kept))
                QVERIFY(std::any_of(check.spans.cbegin(), check.spans.cend(), [&](auto &seen) {
                    return seen.health == Health::Healthy && seen.fromMs <= each.fromMs
                           && each.fromMs < seen.toMs + seen.reachMs;
                }));
        }
    }
}

void TestLedger::theLedgerIsWhatTheStatesWere()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        Recorded recorded(serviceOf(1, random.bounded(1, 4)));

        struct Moment
        {
            qint64 timeMs;
            Health hard;
        };

        QList<Moment> truth;
        qint64 time = kStart;
        for (int i = 0; i < 60; ++i) {
            recorded.result(time, static_cast<CheckStatus>(random.bounded(4)));
            truth.append({time, recorded.state.hard});
            time +=
                random.bounded(10) == 0 ? random.bounded(60'000) + 1 : random.bounded(14'000) + 1;
        }
        const QList<LedgerInterval> all = recorded.ledger(kStart, time);
        for (int i = 0; i < 200; ++i) {
            const qint64 at = kStart + random.bounded(time - kStart);
            const auto after =
                std::upper_bound(truth.cbegin(), truth.cend(), at,
                                 [](qint64 ms, const Moment &each) { return ms < each.timeMs; });
            const Moment &last = *(after - 1);
            const bool isFresh = at < last.timeMs + kReach;
            QCOMPARE(classAt(all, at), isFresh ? classOf(last.hard) : LedgerClass::NotObserved);
        }
    }
}

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
