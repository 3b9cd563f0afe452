// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/assurancefilter.h"
#include "models/assurance/scalingmodel.h"
#include "tests/unit/assurance/assuranceboard.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const ServiceKey kDatabase{assuranceEnvironment("shop", "prod"), ServiceId("db")};
const MetricKey kConnections{kDatabase, "connections"};
constexpr qint64 kStart = 1'795'000'000'000;
using Stage = ScalingAdvice::Stage;

/// Its connections are what it is scaled by: over 70 for 30 s, under 30 for 60 s.
WorkspacePtr scaled()
{
    auto made = std::make_shared<Workspace>(*assuranceWorkspace());
    for (Environment &environment : made->platforms.first().environments) {
        MetricDefinition &metric = environment.services.first().metrics.first();
        Threshold out;
        out.enter = 70;
        out.holdFor = std::chrono::seconds(30);
        out.rule = "S1";
        Threshold in;
        in.enter = 30;
        in.above = false;
        in.holdFor = std::chrono::seconds(60);
        metric.scaleOut = out;
        metric.scaleIn = in;
    }
    Runbook wrong;
    wrong.id = RunbookId("restart");
    wrong.title = "Restart";
    wrong.platform = PlatformId("shop");
    wrong.service = ServiceId("db");
    wrong.triggers = {"refused"};
    Runbook more = wrong;
    more.id = RunbookId("more");
    more.title = "More of it";
    more.environments = {EnvironmentId("prod")};
    more.triggers = {"timeout", "S1"};
    made->runbooks = {wrong, more};
    return made;
}

Instant at(qint64 ms)
{
    return {std::chrono::milliseconds(ms), kStart + ms};
}

CheckResult result(qint64 ms, const QMap<QString, double> &byState)
{
    CheckResult made;
    made.key = {kDatabase, CheckId("stats")};
    made.observedAt = at(ms);
    for (auto it = byState.cbegin(); it != byState.cend(); ++it)
        made.samples.append(
            {"pg_connections", {{"state", it.key()}}, it.value(), MetricType::Gauge});
    return made;
}

} // namespace

/// When more or fewer instances are advised.
class TestScaling final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void eachConditionTakesItsTime()
    {
        SeriesBoard series;
        series.setWorkspace(scaled());
        QCOMPARE(scalingAdvice(series, kConnections, kStart).stage, Stage::NotKnown);
        const auto add = [&](qint64 seconds, double value) {
            series.addResults({result(seconds * 1000, {{"active", value}})});
            return scalingAdvice(series, kConnections, kStart + seconds * 1000);
        };
        QCOMPARE(add(10, 50).stage, Stage::Nothing);
        QCOMPARE(add(20, 71).stage, Stage::OutSoon);
        QCOMPARE(add(30, 75).stage, Stage::OutSoon);
        QCOMPARE(add(40, 75).heldMs, 20'000);
        const ScalingAdvice out = add(50, 90);
        QCOMPARE(out.stage, Stage::Out);
        QCOMPARE(out.sinceMs, kStart + 20'000);
        QCOMPARE(out.value, std::optional(90.0));
        // Between the limits nothing is advised, however long.
        for (qint64 seconds = 60; seconds < 300; seconds += 10)
            QCOMPARE(add(seconds, seconds % 20 == 0 ? 69 : 31).stage, Stage::Nothing);
        for (qint64 seconds = 300; seconds < 360; seconds += 10)
            QCOMPARE(add(seconds, 20).stage, Stage::InSoon);
        QCOMPARE(add(360, 20).stage, Stage::In);
        // One value of another kind ends it.
        QCOMPARE(add(370, 31).stage, Stage::Nothing);
        QCOMPARE(add(380, 20).stage, Stage::InSoon);
    }

    void moreByAnyLineFewerByAll()
    {
        SeriesBoard series;
        series.setWorkspace(scaled());
        ScalingAdvice now;
        for (qint64 seconds = 0; seconds <= 120; seconds += 10) {
            series.addResults({result(seconds * 1000, {{"active", 80}, {"idle", 10}})});
            now = scalingAdvice(series, kConnections, kStart + seconds * 1000);
        }
        QCOMPARE(now.stage, Stage::Out);
        QCOMPARE(now.value, std::optional(80.0));
        for (qint64 seconds = 130; seconds <= 300; seconds += 10) {
            series.addResults({result(seconds * 1000, {{"active", 40}, {"idle", 10}})});
            now = scalingAdvice(series, kConnections, kStart + seconds * 1000);
            QCOMPARE(now.stage, Stage::Nothing);
            QCOMPARE(now.value, std::optional(40.0));
        }
        for (qint64 seconds = 310; seconds <= 370; seconds += 10) {
            series.addResults({result(seconds * 1000, {{"active", 20}, {"idle", 10}})});
            now = scalingAdvice(series, kConnections, kStart + seconds * 1000);
        }
        QCOMPARE(now.stage, Stage::In);
        // By the one that has been so low for the shorter time.
        QCOMPARE(now.sinceMs, kStart + 310'000);
    }

    void whatIsNotOfNowAdvisesNothing()
    {
        SeriesBoard series;
        series.setWorkspace(scaled());
        for (qint64 seconds = 0; seconds <= 60; seconds += 10)
            series.addResults({result(seconds * 1000, {{"active", 80}})});
        QCOMPARE(scalingAdvice(series, kConnections, kStart + 60'000).stage, Stage::Out);
        QCOMPARE(scalingAdvice(series, kConnections, kStart + 75'000).stage, Stage::Out);
        QCOMPARE(scalingAdvice(series, kConnections, kStart + 75'001).stage, Stage::NotKnown);
        CheckResult failed = result(70'000, {});
        failed.status = CheckStatus::Critical;
        series.addResults({failed});
        const ScalingAdvice now = scalingAdvice(series, kConnections, kStart + 70'000);
        QCOMPARE(now.stage, Stage::NotKnown);
        QVERIFY(!now.value);
    }

    void rowsSayWhatIsAdvised()
    {
        StatusBoard board;
        SeriesBoard series;
        const WorkspacePtr workspace = scaled();
        series.setWorkspace(workspace);
        board.setWorkspace(workspace, at(0));
        ScalingModel model(board, series);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        AssuranceFilter filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester filterTester(
            &filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        // Not of the environment that is not set up.
        QCOMPARE(model.rowCount(), 2);
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString().replace(QChar(QChar::Nbsp), ' ');
        };
        const auto caption = [&](int row) {
            return model.index(row, ScalingModel::AdviceColumn)
                .data(assurance::CaptionRole)
                .toString()
                .replace(QChar(QChar::Nbsp), ' ');
        };
        QCOMPARE(text(1, ScalingModel::OutColumn), QString("> 70 for 30 s"));
        QCOMPARE(text(1, ScalingModel::InColumn), QString("< 30 for 1 min"));
        QCOMPARE(text(1, ScalingModel::EnvironmentColumn), QString("prod"));
        QCOMPARE(text(1, ScalingModel::AdviceColumn), QString("not known"));
        QCOMPARE(caption(1), QString("no value of now"));
        QVERIFY(model.index(1, 0).data(assurance::OpenRole).toBool());
        for (qint64 seconds = 0; seconds <= 20; seconds += 10)
            series.addResults({result(seconds * 1000, {{"active", 80}})});
        board.tick(at(20'000));
        QCOMPARE(text(1, ScalingModel::AdviceColumn), QString("stay"));
        QCOMPARE(caption(1), QString("out: 20 s of 30 s"));
        series.addResults({result(30'000, {{"active", 81}})});
        board.tick(at(30'000));
        QCOMPARE(text(1, ScalingModel::AdviceColumn), QString("↑ Scale out"));
        QCOMPARE(text(1, ScalingModel::NowColumn), QString("81"));
        QCOMPARE(caption(1), QString("for 30 s"));
        QVERIFY(!model.index(1, 0).data(assurance::OpenRole).toBool());
        // The runbook that has the rule among its triggers, where it may run.
        QCOMPARE(model.index(1, 0).data(ScalingModel::RunbookRole).toString(), QString("more"));
        QCOMPARE(model.index(0, 0).data(ScalingModel::RunbookRole).toString(), QString());
        QCOMPARE(model.index(0, 0).data(ScalingModel::RuleRole).toString(), QString("S1"));
        QVERIFY(model.index(1, 0)
                    .data(assurance::DetailRole)
                    .toString()
                    .contains("↑ Scale out, for 30"));
    }
};

QTEST_GUILESS_MAIN(TestScaling)
#include "tst_scaling.moc"
