// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/rulewatch.h"

#include <QTest>

using namespace opsdeck;
using By = RuleWatch::By;

namespace {

const ServiceId kApi("api");

MetricDefinition metric(const char *id, const char *check, const char *rule = "")
{
    MetricDefinition made;
    made.id = id;
    made.title = QString("Title of ") + id;
    made.check = CheckId(QString(check));
    if (QString(rule) != "") {
        Threshold threshold;
        threshold.rule = rule;
        made.thresholds = {threshold};
    }
    return made;
}

DocumentedRule rule(const char *metric = "")
{
    DocumentedRule made;
    made.ref = "A1";
    made.service = kApi;
    made.metric = metric;
    return made;
}

Environment environment(const Service &service)
{
    Environment made;
    made.id = EnvironmentId("prod");
    made.services = {service};
    return made;
}

Service service()
{
    Service made;
    made.id = kApi;
    made.title = "API";
    return made;
}

} // namespace

/// Whether anything looks after a documented rule, and why not.
class TestRuleWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aLimitThatStandsForItWatches()
    {
        Service api = service();
        api.metrics = {metric("time", "health", "A1")};
        QCOMPARE(watchOf(environment(api), rule("time")),
                 (RuleWatch{By::Limit, kApi, "Title of time"}));
        // Whatever metric the rule names: the document's own may be none that can be drawn.
        api.undrawnMetrics = {metric("p95", "")};
        QVERIFY(watchOf(environment(api), rule("p95")).isWatched());
        // A limit without the rule is somebody else's.
        api.metrics = {metric("time", "health", "A2")};
        QCOMPARE(watchOf(environment(api), rule("time")).by, By::NoLimit);
    }

    void whatNothingSuppliesIsNotWatched()
    {
        Service api = service();
        Check check;
        check.id = CheckId("health");
        api.checks = {check};
        api.undrawnMetrics = {metric("queue", "", "A1")};
        QCOMPARE(watchOf(environment(api), rule("queue")),
                 (RuleWatch{By::NoData, kApi, "Title of queue"}));
        // Its check is not run here.
        api.undrawnMetrics = {metric("queue", "celery", "A1")};
        QCOMPARE(watchOf(environment(api), rule("queue")).by, By::NotRun);
    }

    void aRuleWithoutAMetricIsWatchedByChecks()
    {
        Service api = service();
        QCOMPARE(watchOf(environment(api), rule()).by, By::NoCheck);
        api.dormantChecks = {DormantCheck{}};
        QCOMPARE(watchOf(environment(api), rule()).by, By::NotRun);
        Check check;
        check.id = CheckId("health");
        api.checks = {check};
        QCOMPARE(watchOf(environment(api), rule()).by, By::Checks);
        // A class of alerts and a trigger are no fault that a check tells.
        DocumentedRule trigger = rule();
        trigger.kind = RuleKind::Scale;
        QCOMPARE(watchOf(environment(api), trigger).by, By::NoLimit);
        trigger.service = {};
        QCOMPARE(watchOf(environment(api), trigger).by, By::NoLimit);
        trigger.service = ServiceId("worker");
        QCOMPARE(watchOf(environment(api), trigger).by, By::NoService);
    }

    void wordsAreOfAllEnvironments()
    {
        Platform platform;
        Service api = service();
        api.metrics = {metric("time", "health", "A1")};
        platform.environments = {environment(api), environment(api)};
        platform.environments[0].id = EnvironmentId("dev");
        RuleWatchWords words = watchWords(platform, rule("time"));
        QVERIFY(words.isWatched && !words.isPartly);
        QCOMPARE(words.sentence(), QString("watched: limit of “Title of time” (API)"));
        platform.environments[1].services[0].metrics.clear();
        platform.environments[1].services[0].undrawnMetrics = {metric("time", "")};
        words = watchWords(platform, rule("time"));
        QVERIFY(words.isWatched && words.isPartly);
        QCOMPARE(
            words.reason,
            QString("dev: limit of “Title of time” (API); prod: nothing supplies “Title of time”"));
        // One that is only named counts neither way.
        platform.environments[1].isNotConfigured = true;
        QVERIFY(!watchWords(platform, rule("time")).isPartly);
        platform.environments[0].isNotConfigured = true;
        QCOMPARE(watchWords(platform, rule("time")).sentence(),
                 QString("not watched: no environment is set up"));
    }
};

QTEST_GUILESS_MAIN(TestRuleWatch)
#include "tst_rulewatch.moc"
