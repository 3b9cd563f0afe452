// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/serviceview.h"
#include "services/domain/standing.h"
#include "services/domain/unsteady.h"

#include <QRandomGenerator>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};

/// "web" stands on "api", which has one check, every 5 s, confirmed at once.
struct Bench
{
    Environment environment;
    CheckStates states;
    Instant now{1000s, 1'700'000'000'000};

    explicit Bench(int retries = 1)
    {
        environment.id = kProd.environment;
        for (const char *name : {"web", "api"}) {
            Service service;
            service.id = ServiceId(QString::fromLatin1(name));
            service.title = service.id.toString();
            Check check;
            check.id = CheckId(QStringLiteral("c"));
            check.interval = 5s;
            check.retries = retries;
            service.checks = {check};
            environment.services.append(service);
        }
        environment.services.first().dependencies = {
            {ServiceId(QStringLiteral("api")), DependencyBasis::Stated, DependencyRole::Uses}};
    }

    void take(CheckStatus status)
    {
        now = moved(now, 5s);
        answer("web", CheckStatus::Ok);
        answer("api", status);
    }

    void answer(const char *service, CheckStatus status)
    {
        const Service &defined = *environment.service(ServiceId(QString::fromLatin1(service)));
        CheckResult result;
        result.key = {{kProd, defined.id}, defined.checks.first().id};
        result.status = status;
        result.observedAt = now;
        result.message = status == CheckStatus::Ok ? "HTTP 200 on /" : "HTTP 500 on /";
        result.figure = status == CheckStatus::Ok ? "1.6 ms" : "500";
        if (status != CheckStatus::Ok)
            result.error = Error{ErrorKind::Status, "HTTP 500 on /", {}, {}};
        states[result.key] = advance(defined.checks.first(), states.value(result.key), result, {});
    }

    EnvironmentView view() const { return assess(kProd, environment, states, now); }
};

QString toldOf(const EnvironmentView &view)
{
    const ServiceView &api = view.services.at(1);
    const HealthCounts &counts = view.counts;
    return QStringLiteral("%1%2%3%4 %5 %6 %7, counts %8 %9")
               .arg(toWord(api.health), api.soft ? " soft" : "", api.flapping ? " flapping" : "",
                    api.rootCause ? " root" : "", api.figure, api.message)
               .arg(api.since.wallMs)
               .arg(counts.down)
               .arg(counts.soft)
           + QStringLiteral(" %1 whole %2%3 %4, web %5")
                 .arg(counts.healthy)
                 .arg(toWord(view.health), view.soft ? " soft" : "",
                      toWord(standingOf(view).health))
                 .arg(view.services.at(0).impactedBy.size());
}

} // namespace

class TestUnsteady final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatFlapsIsToldTheSameWay_data();
    void whatFlapsIsToldTheSameWay();
    void whatStaysDownIsDown();
    void whatIsNeverWellIsTrouble();
    void whatIsWellForLongExplainsNothing();
    void whatIsDownAnywayIsDown();
    void itIsNeverWell();
};

void TestUnsteady::whatFlapsIsToldTheSameWay_data()
{
    QTest::addColumn<int>("retries");
    QTest::newRow("confirmed at once") << 1;
    QTest::newRow("confirmed by three") << 3;
}

void TestUnsteady::whatFlapsIsToldTheSameWay()
{
    QFETCH(int, retries);
    Bench bench(retries);
    QRandomGenerator random(3);
    QString told;
    for (int i = 0; i < 200; ++i) {
        bench.take(i % 2 == 0 || random.bounded(4) == 0 ? CheckStatus::Critical : CheckStatus::Ok);
        if (!bench.view().services.at(1).flapping)
            continue;
        if (told.isEmpty())
            told = toldOf(bench.view());
        QCOMPARE(toldOf(bench.view()), told);
    }
    QVERIFY2(told.startsWith("down soft flapping root  it keeps changing between OK and down"),
             qPrintable(told));
    QVERIFY2(told.contains("counts 0 1 1 whole down soft"), qPrintable(told));
}

/// An outage must not hide behind what was before it.
void TestUnsteady::whatStaysDownIsDown()
{
    Bench bench;
    for (int i = 0; i < 20; ++i)
        bench.take(i % 2 == 0 ? CheckStatus::Ok : CheckStatus::Critical);
    const Instant began = bench.now; // the last one was bad
    QVERIFY(isToldFlapping(bench.view().services.at(1)));
    while (began.ageAt(bench.now) < 60s) {
        QVERIFY(isToldFlapping(bench.view().services.at(1)));
        bench.take(CheckStatus::Critical);
    }
    const EnvironmentView view = bench.view();
    QVERIFY(isFlapping(view.services.at(1).checks.first()));
    QCOMPARE(view.counts.down, 1);
    QVERIFY(!view.services.at(1).soft);
    QCOMPARE(view.services.at(1).message, QString("HTTP 500 on /"));
    QVERIFY(view.services.at(0).isImpacted());
}

/// Between two bad states nothing is unconfirmed but how bad it is.
void TestUnsteady::whatIsNeverWellIsTrouble()
{
    Bench bench;
    for (int i = 0; i < 24; ++i)
        bench.take(i % 2 == 0 ? CheckStatus::Warning : CheckStatus::Critical);
    const EnvironmentView view = bench.view();
    QVERIFY(isFlapping(view.services.at(1).checks.first()));
    QVERIFY(!isToldFlapping(view.services.at(1)));
    QCOMPARE(view.services.at(1).health, Health::Down);
    QVERIFY(!view.services.at(1).soft);
    QCOMPARE(view.counts.down, 1);
    QVERIFY(view.services.at(0).isImpacted());
}

void TestUnsteady::whatIsWellForLongExplainsNothing()
{
    Bench bench;
    for (int i = 0; i < 20; ++i)
        bench.take(i % 2 == 0 ? CheckStatus::Critical : CheckStatus::Ok);
    const Instant began = bench.now; // the last one was good
    QVERIFY(isToldFlapping(bench.view().services.at(1)));
    while (began.ageAt(bench.now) < 60s)
        bench.take(CheckStatus::Ok);
    bench.answer("web", CheckStatus::Critical);
    const EnvironmentView view = bench.view();
    QVERIFY(view.services.at(1).flapping);
    QVERIFY(!view.services.at(1).countsAsHealthy());
    QCOMPARE(view.services.at(1).health, Health::Healthy);
    QVERIFY(!view.services.at(1).rootCause);
    QVERIFY(view.services.at(0).rootCause);
}

void TestUnsteady::whatIsDownAnywayIsDown()
{
    Bench bench;
    Check other = bench.environment.services.at(1).checks.first();
    other.id = CheckId(QStringLiteral("other"));
    bench.environment.services[1].checks.append(other);
    for (int i = 0; i < 20; ++i) {
        bench.take(i % 2 == 0 ? CheckStatus::Ok : CheckStatus::Critical);
        CheckResult result;
        result.key = {{kProd, ServiceId("api")}, other.id};
        result.status = CheckStatus::Critical;
        result.observedAt = bench.now;
        bench.states[result.key] = advance(other, bench.states.value(result.key), result, {});
        QCOMPARE(bench.view().counts.down, 1);
    }
    QVERIFY(isFlapping(bench.view().services.at(1).checks.first()));
}

void TestUnsteady::itIsNeverWell()
{
    Bench bench;
    for (int i = 0; i < 40; ++i) {
        bench.take(i % 3 == 0 ? CheckStatus::Warning : CheckStatus::Ok);
        const ServiceView api = bench.view().services.at(1);
        if (!isFlapping(api.checks.first()))
            continue;
        QVERIFY(!api.countsAsHealthy());
        QCOMPARE(api.health, Health::Degraded);
        QVERIFY(isToldFlapping(api));
    }
    QVERIFY(isToldFlapping(bench.view().services.at(1)));
}

QTEST_GUILESS_MAIN(TestUnsteady)
#include "tst_unsteady.moc"
