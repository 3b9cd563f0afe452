// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/authbackoff.h"
#include "tests/support/manualclock.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

class TestAuthBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneTryAMinute();
    void anotherSecretStartsAfresh();
    void oneTryForAllWhoWait();
    void successAndSilenceForget();
    void accountsAreApart();
    void anAttemptWithoutAVerdictIsAbandoned();
};

namespace {

const Error kRefused{ErrorKind::Auth, "db refuses the password.", "Try: replace it.", {}};
const Secret kOld(QByteArray("old-word"));
const Secret kNew(QByteArray("new-word"));

} // namespace

void TestAuthBackoff::oneTryAMinute()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    int tries = 0;
    for (int second = 0; second < 180; second += 5) {
        const std::optional<Error> refusal = backoff.begin("u@db", kOld);
        if (!refusal) {
            ++tries;
            backoff.refused("u@db", kOld, kRefused);
        } else {
            QCOMPARE(refusal->kind, ErrorKind::Auth);
            QCOMPARE(refusal->message, kRefused.message);
        }
        clock.advance(5s);
    }
    QCOMPARE(tries, 3);
    backoff.refused("u@db", kOld, kRefused);
    clock.advance(12s);
    QCOMPARE(
        backoff.begin("u@db", kOld)->advice,
        QString(
            "Try: replace it. The next try is in 48\u00a0s, so that the account is not locked."));
}

void TestAuthBackoff::anotherSecretStartsAfresh()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    backoff.refused("u@db", kOld, kRefused);
    QVERIFY(backoff.begin("u@db", kOld).has_value());
    QVERIFY(!backoff.begin("u@db", kNew).has_value());
}

void TestAuthBackoff::oneTryForAllWhoWait()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    backoff.refused("u@db", kOld, kRefused);
    clock.advance(61s);
    QVERIFY(!backoff.begin("u@db", kOld).has_value());
    QVERIFY(backoff.begin("u@db", kOld).has_value()); // the first one is at it
}

void TestAuthBackoff::successAndSilenceForget()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    backoff.refused("u@db", kOld, kRefused);
    backoff.accepted("u@db");
    QVERIFY(!backoff.begin("u@db", kOld).has_value());
    backoff.refused("u@db", kOld, kRefused);
    clock.advance(61s);
    QVERIFY(!backoff.begin("u@db", kOld).has_value());
    backoff.abandoned("u@db");
    QVERIFY(!backoff.begin("u@db", kOld).has_value());
}

void TestAuthBackoff::accountsAreApart()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    backoff.refused("u@db", kOld, kRefused);
    QVERIFY(!backoff.begin("v@db", kOld).has_value());
    QVERIFY(!backoff.begin("u@other", kOld).has_value());
}

void TestAuthBackoff::anAttemptWithoutAVerdictIsAbandoned()
{
    ManualClock clock;
    AuthBackoff backoff(clock);
    const auto attempt = [&] { return std::make_unique<LoginAttempt>(backoff, "u@db", kOld); };
    auto first = attempt();
    QVERIFY(!first->begin());
    QVERIFY(first->isUnderWay());
    first->refused(kRefused);
    QVERIFY(!first->isUnderWay());
    first->accepted(); // a second verdict is none
    QVERIFY(attempt()->begin().has_value());
    clock.advance(AuthBackoff::kPause);
    auto second = attempt();
    QVERIFY(!second->begin());
    QVERIFY(attempt()->begin().has_value()); // the others wait for the second's verdict
    second.reset();
    QVERIFY(!attempt()->begin());
    auto third = attempt();
    QVERIFY(!third->begin());
    third->accepted();
    QVERIFY(!attempt()->begin());
}

QTEST_GUILESS_MAIN(TestAuthBackoff)
#include "tst_authbackoff.moc"
