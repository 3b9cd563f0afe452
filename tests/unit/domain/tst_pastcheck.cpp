// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/pastcheck.h"

#include <QRandomGenerator>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
constexpr qint64 kStart = 1'795'183'414'000;

CheckKey keyOf(const char *service)
{
    return {{kProd, ServiceId(QString::fromLatin1(service))}, CheckId(QStringLiteral("c"))};
}

Check checkOf(int retries = 3)
{
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 10s;
    check.retries = retries;
    check.parameters = {{QStringLiteral("host"), QStringLiteral("db.example.com")}};
    return check;
}

Environment apiOnDatabase()
{
    Environment environment;
    for (const char *name : {"api", "db"}) {
        Service service;
        service.id = ServiceId(QString::fromLatin1(name));
        service.title = service.id.toString();
        service.checks = {checkOf(1)};
        environment.services.append(service);
    }
    environment.services.first().dependencies = {
        {ServiceId(QStringLiteral("db")), DependencyBasis::Stated, DependencyRole::Uses}};
    return environment;
}

PastResult pastOf(qint64 timeMs, CheckStatus status)
{
    PastResult past;
    past.timeMs = timeMs;
    past.status = status;
    past.figure = status == CheckStatus::Ok ? QStringLiteral("3 ms") : QStringLiteral("refused");
    past.errorKind = status == CheckStatus::Ok ? QString() : QStringLiteral("refused");
    return past;
}

PastCheck once(const char *service, qint64 timeMs, CheckStatus status)
{
    PastCheck past;
    past.key = keyOf(service);
    past.results = {pastOf(timeMs, status)};
    return past;
}

/// What an engine and its history would have: every result, and an event for every change.
struct Recorder
{
    Check check;
    CheckState state;
    PastCheck past;

    void take(const PastResult &each)
    {
        const CheckState before = state;
        CheckResult result;
        result.key = past.key;
        result.status = each.status;
        result.observedAt = pastInstant(each.timeMs);
        state = advance(check, state, result, {});
        past.results.append(each);
        while (past.results.size() > kPastResults)
            past.results.removeFirst();
        const bool isFirst = !before.last;
        if (isFirst && state.shown == Health::Healthy)
            return;
        if (isFirst || before.shown != state.shown || before.soft != state.soft) {
            past.isTold = true;
            past.told = state.shown;
            past.toldSoft = state.soft;
        }
        if ((isFirst ? Health::Unknown : before.shown) != state.shown) {
            past.changedMs = each.timeMs;
            past.changedTo = state.shown;
        }
    }
};

} // namespace

class TestPastCheck final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theStateIsTheOneTheEngineHad();
    void whatAnEventSaysIsBelieved();
    void withinTheStartPeriodItIsUnknown();
    void nothingObservedIsUnknown();
    void ageIsReckonedAtTheMoment();
    void causeAndImpactAreFoundAnew();
    void checksOfAnotherDefinitionCountForNothing();
};

/// Whatever came, and however much of it is still kept.
void TestPastCheck::theStateIsTheOneTheEngineHad()
{
    QRandomGenerator random(7);
    for (int run = 0; run < 60; ++run) {
        Recorder recorder{checkOf(1 + static_cast<int>(random.bounded(4))), {}, {}};
        recorder.past.key = keyOf("db");
        qint64 time = kStart;
        const int share = static_cast<int>(random.bounded(1, 10));
        for (int i = 0; i < 200; ++i) {
            time += 10'000;
            const auto drawn = static_cast<int>(random.bounded(10));
            recorder.take(pastOf(time, drawn < share    ? CheckStatus::Ok
                                       : drawn % 2 == 0 ? CheckStatus::Warning
                                                        : CheckStatus::Critical));
            const CheckState found = pastState(recorder.check, recorder.past);
            const QByteArray place = QByteArray::number(run) + '/' + QByteArray::number(i);
            const char *where = place.constData();
            QVERIFY2(found.shown == recorder.state.shown, where);
            QVERIFY2(found.soft == recorder.state.soft, where);
            // Among bad ones severity may change without the count of the state beginning anew.
            if (recorder.state.shown == Health::Healthy)
                QVERIFY2(found.since == recorder.state.since || i >= kPastResults, where);
        }
    }
}

void TestPastCheck::whatAnEventSaysIsBelieved()
{
    // What is left of the results begins in the middle of an outage.
    PastCheck past = once("db", kStart, CheckStatus::Critical);
    past.isTold = true;
    past.told = past.changedTo = Health::Down;
    past.changedMs = kStart - 600'000;
    CheckState state = pastState(checkOf(3), past);
    QVERIFY(!state.soft);
    QCOMPARE(state.hard, Health::Down);
    QCOMPARE(state.since.wallMs, kStart - 600'000);
    // After a restart counting had begun anew.
    past.results = {pastOf(kStart, CheckStatus::Critical),
                    pastOf(kStart + 1, CheckStatus::Critical),
                    pastOf(kStart + 2, CheckStatus::Critical)};
    past.toldSoft = true;
    state = pastState(checkOf(3), past);
    QVERIFY(state.soft);
    QCOMPARE(state.attempt, 2);
}

void TestPastCheck::withinTheStartPeriodItIsUnknown()
{
    PastCheck past = once("db", kStart, CheckStatus::Critical);
    past.isTold = true;
    past.told = Health::Unknown;
    const CheckState state = pastState(checkOf(1), past);
    QCOMPARE(state.shown, Health::Unknown);
    QVERIFY(!state.soft);
}

void TestPastCheck::nothingObservedIsUnknown()
{
    const Environment environment = apiOnDatabase();
    EnvironmentView view = pastView(kProd, environment, {}, kStart);
    QCOMPARE(view.counts.unknown, 2);
    QCOMPARE(view.counts.healthy, 0);
    PastCheck empty;
    empty.key = keyOf("db");
    empty.isTold = true; // events are kept longer than results
    empty.told = Health::Healthy;
    view = pastView(kProd, environment, {empty}, kStart);
    QCOMPARE(view.counts.unknown, 2);
    QVERIFY(view.service(ServiceId("db"))->neverObserved);
}

void TestPastCheck::ageIsReckonedAtTheMoment()
{
    const Environment environment = apiOnDatabase();
    const QList<PastCheck> checks{once("db", kStart, CheckStatus::Ok)};
    const auto at = [&](qint64 afterMs) {
        return *pastView(kProd, environment, checks, kStart + afterMs).service(ServiceId("db"));
    };
    QVERIFY(at(15'000).countsAsHealthy());
    QVERIFY(at(15'001).stale);
    QCOMPARE(at(30'000).health, Health::Healthy);
    QCOMPARE(at(30'001).health, Health::Unknown);
    QCOMPARE(at(30'001).lastKnown, Health::Healthy);
}

void TestPastCheck::causeAndImpactAreFoundAnew()
{
    const EnvironmentView view =
        pastView(kProd, apiOnDatabase(),
                 {once("api", kStart, CheckStatus::Ok), once("db", kStart, CheckStatus::Critical)},
                 kStart + 1000);
    QVERIFY(view.service(ServiceId("db"))->rootCause);
    QCOMPARE(view.service(ServiceId("db"))->error->kind, ErrorKind::Refused);
    QCOMPARE(view.service(ServiceId("db"))->figure, QString("refused"));
    QCOMPARE(view.service(ServiceId("api"))->impactedBy, QList<ServiceKey>{keyOf("db").service});
    QCOMPARE(view.service(ServiceId("api"))->health, Health::Healthy);
}

void TestPastCheck::checksOfAnotherDefinitionCountForNothing()
{
    PastCheck other = once("db", kStart, CheckStatus::Ok);
    other.key.check = CheckId("gone");
    PastCheck elsewhere = once("db", kStart, CheckStatus::Ok);
    elsewhere.key.service.environment.environment = EnvironmentId("dev");
    const EnvironmentView view =
        pastView(kProd, apiOnDatabase(),
                 {other, elsewhere, once("nobody", kStart, CheckStatus::Ok)}, kStart);
    QCOMPARE(view.counts.unknown, 2);
}

QTEST_GUILESS_MAIN(TestPastCheck)
#include "tst_pastcheck.moc"
