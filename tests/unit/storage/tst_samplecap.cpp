// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/samplecap.h"

#include <QTest>

using namespace opsdeck;

namespace {

CheckKey keyOf(const char *check)
{
    return CheckKey::fromString(QStringLiteral("shop/prod/api/") + QLatin1String(check));
}

CheckResult resultOf(const char *check, const QStringList &metrics)
{
    CheckResult result;
    result.key = keyOf(check);
    for (const QString &metric : metrics)
        result.samples.append({metric, {}, 1, MetricType::Gauge});
    return result;
}

QStringList namesOf(const CheckResult &result)
{
    QStringList names;
    for (const Sample &sample : result.samples)
        names.append(sample.metric);
    return names;
}

} // namespace

class TestSampleCap final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allAreKeptWhereThereIsRoom();
    void aCheckHasItsLimit();
    void allChecksTogetherHaveTheirs();
    void roomIsKeptWhileItFails();
};

void TestSampleCap::allAreKeptWhereThereIsRoom()
{
    SampleCap cap({2, 3});
    CheckResult result = resultOf("a", {"x", "y"});
    QVERIFY(!cap.apply(result));
    QCOMPARE(namesOf(result), QStringList({"x", "y"}));
}

void TestSampleCap::aCheckHasItsLimit()
{
    SampleCap cap({2, 10});
    cap.setCharted({{keyOf("a"), {"w", "z"}}});
    CheckResult result = resultOf("a", {"v", "w", "x", "y", "z"});
    const auto cut = cap.apply(result);
    QCOMPARE(namesOf(result), QStringList({"v", "w", "x", "z"}));
    QCOMPARE(cut, std::optional(SampleCap::Cut{keyOf("a"), 3, 2, false}));
    // The same ones again, and it is not told again.
    CheckResult again = resultOf("a", {"v", "w", "x", "y", "z"});
    QVERIFY(!cap.apply(again));
    QCOMPARE(namesOf(again), namesOf(result));
}

void TestSampleCap::allChecksTogetherHaveTheirs()
{
    SampleCap cap({2, 3});
    cap.setCharted({{keyOf("c"), {"z"}}});
    CheckResult first = resultOf("a", {"x", "y"});
    CheckResult second = resultOf("b", {"x", "y"});
    CheckResult third = resultOf("c", {"x", "z"});
    QVERIFY(!cap.apply(first));
    QCOMPARE(cap.apply(second), std::optional(SampleCap::Cut{keyOf("b"), 2, 1, true}));
    QCOMPARE(namesOf(second), QStringList({"x"}));
    // What charts show is kept whatever the others take.
    QCOMPARE(cap.apply(third), std::optional(SampleCap::Cut{keyOf("c"), 1, 0, true}));
    QCOMPARE(namesOf(third), QStringList({"z"}));
    cap.setCharted({});
    CheckResult anew = resultOf("b", {"x", "y"});
    QVERIFY(!cap.apply(anew));
}

void TestSampleCap::roomIsKeptWhileItFails()
{
    SampleCap cap({2, 2});
    CheckResult first = resultOf("a", {"x", "y"});
    QVERIFY(!cap.apply(first));
    CheckResult failed = resultOf("a", {});
    QVERIFY(!cap.apply(failed));
    CheckResult other = resultOf("b", {"x"});
    QVERIFY(cap.apply(other));
    QVERIFY(other.samples.isEmpty());
    CheckResult back = resultOf("a", {"x", "y"});
    QVERIFY(!cap.apply(back));
    QCOMPARE(back.samples.size(), 2);
}

QTEST_GUILESS_MAIN(TestSampleCap)
#include "tst_samplecap.moc"
