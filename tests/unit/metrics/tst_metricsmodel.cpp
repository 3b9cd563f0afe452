// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/metricsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

WorkspacePtr workspace(const QStringList &services)
{
    auto made = std::make_shared<Workspace>();
    Platform platform;
    platform.id = kProd.platform;
    Environment environment;
    environment.id = kProd.environment;
    for (const QString &name : services) {
        Service service;
        service.id = ServiceId(name);
        Check check;
        check.id = CheckId("c");
        service.checks = {check};
        MetricDefinition metric;
        metric.id = "latency";
        metric.title = "Latency of " + name;
        metric.check = check.id;
        metric.metric = "probe_duration_seconds";
        metric.unit = Unit::Seconds;
        metric.thresholds = {{0.5, 0.4, true, Severity::Warning},
                             {1.0, {}, true, Severity::Critical}};
        service.metrics = {metric};
        environment.services.append(service);
    }
    platform.environments = {environment};
    made->platforms = {platform};
    return made;
}

CheckResult result(const char *service, qint64 timeMs, double seconds)
{
    CheckResult made;
    made.key = {{kProd, ServiceId(service)}, CheckId("c")};
    made.observedAt = {std::chrono::milliseconds(timeMs), timeMs};
    made.samples.append({"probe_duration_seconds", {}, seconds, MetricType::Gauge});
    return made;
}

QStringList printed(const MetricsModel &model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        rows << QStringLiteral("%1 | %2 | %3 | %4 | %5")
                    .arg(index.data().toString(),
                         index.data(MetricsModel::ServiceTitleRole).toString(),
                         index.data(MetricsModel::LatestRole)
                             .toStringList()
                             .join(',')
                             .replace(QChar(QChar::Nbsp), ' '))
                    .arg(index.data(MetricsModel::AgeRole).toLongLong())
                    .arg(index.data(MetricsModel::SeverityRole).toInt());
    }
    return rows;
}

} // namespace

class TestMetricsModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void showsChartsOfTheEnvironment()
    {
        SeriesBoard board;
        MetricsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        board.setWorkspace(workspace({"api", "db"}));
        QCOMPARE(model.rowCount(), 0);
        model.setEnvironment(kProd);
        board.addResults({result("api", 10'000, 0.7), result("db", 11'000, 1.2)});
        model.tick({std::chrono::seconds(12), 12'000});
        QCOMPARE(printed(model), QStringList({"Latency of api | api | 700 ms | 2000 | 0",
                                              "Latency of db | db | 1.2 s | 1000 | 1"}));
        model.setService(ServiceId("db"));
        QCOMPARE(printed(model), QStringList({"Latency of db | db | 1.2 s | 1000 | 1"}));
        QCOMPARE(model.services().size(), 2);
        board.setWorkspace(workspace({"api"}));
        QCOMPARE(model.rowCount(), 0);
        model.setService({});
        QCOMPARE(model.rowCount(), 1);
    }

    void aFailureIsNoValue()
    {
        SeriesBoard board;
        board.setWorkspace(workspace({"api", "db"}));
        MetricsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEnvironment(kProd);
        const auto note = [&model](int row) {
            return model.index(row).data(MetricsModel::NoteRole).toString();
        };
        const auto isSilent = [&model](int row) {
            return model.index(row).data(MetricsModel::NoAnswerRole).toBool();
        };
        const auto refusal = [](const char *service, qint64 timeMs) {
            CheckResult made = result(service, timeMs, 0);
            made.status = CheckStatus::Critical;
            made.samples.clear();
            return made;
        };
        const qint64 minute = 60'000;
        CheckResult good = result("api", 10 * minute, 0.7);
        good.status = CheckStatus::Ok;
        board.addResults({good});
        model.tick({std::chrono::minutes(10), 10 * minute + 5000});
        QCOMPARE(note(0), QString());
        QCOMPARE(model.index(0).data(MetricsModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Warning));
        QCOMPARE(model.oldestAge(), Milliseconds(5000));

        // From the first question without one; the failures that follow move nothing.
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        board.addResults({refusal("api", 11 * minute), refusal("db", 11 * minute)});
        QCOMPARE(changed.size(), 2);
        board.addResults({refusal("api", 12 * minute), refusal("db", 12 * minute)});
        QCOMPARE(changed.size(), 2);
        model.tick({std::chrono::minutes(12), 12 * minute});
        QCOMPARE(note(0), QString("no answer since 00:11"));
        QCOMPARE(note(1), QString("no answer since 00:11"));
        QVERIFY(isSilent(0) && isSilent(1));
        // The limit is crossed by nothing that is known now, and the age is that of an observation,
        // not of its lack.
        QCOMPARE(model.index(0).data(MetricsModel::SeverityRole).toInt(), -1);
        QCOMPARE(model.oldestAge(), Milliseconds(-1));
        // After what was stored nobody asked before this run, as far as is known.
        const auto stored = model.index(1).data(MetricsModel::KeyRole).value<MetricKey>();
        board.addHistory(stored, {{{}, {{2 * minute, 0.1}}}});
        QCOMPARE(note(1), QString("no answer since 00:11"));
        // An earlier run had asked in vain.
        board.addAsked({stored.service, CheckId("c")}, {{4 * minute, 6 * minute}});
        QCOMPARE(note(1), QString("no answer since 00:04"));
        board.addAsked({stored.service, CheckId("c")}, {{minute, 3 * minute + 30'000}});
        QCOMPARE(note(1), QString("no answer since 00:02"));

        good.observedAt = {std::chrono::minutes(13), 13 * minute};
        board.addResults({good});
        model.tick({std::chrono::minutes(13), 13 * minute});
        QCOMPARE(note(0), QString());
        QVERIFY(!isSilent(0));
    }

    void anOldValueIsTheLastOne()
    {
        SeriesBoard board;
        board.setWorkspace(workspace({"api"}));
        MetricsModel model(board);
        model.setEnvironment(kProd);
        board.addResults({result("api", 10'000, 0.7)});
        const auto note = [&model] {
            return model.index(0).data(MetricsModel::NoteRole).toString();
        };
        // The check's interval is 30 s.
        model.tick({std::chrono::seconds(55), 55'000});
        QCOMPARE(note(), QString());
        QCOMPARE(model.index(0).data(MetricsModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Warning));
        model.tick({std::chrono::seconds(56), 56'000});
        QCOMPARE(note(), QString("last at 00:00:10"));
        QCOMPARE(model.index(0).data(MetricsModel::SeverityRole).toInt(), -1);
        QCOMPARE(model.oldestAge(), Milliseconds(46'000));
        model.tick({std::chrono::hours(30), 30 * 3'600'000LL});
        QCOMPARE(note(), QString("last at 01-01 00:00"));
        // A check that is answered without this sample has not failed.
        CheckResult without = result("api", 30 * 3'600'000LL, 0);
        without.status = CheckStatus::Ok;
        without.samples.clear();
        board.addResults({without});
        QCOMPARE(note(), QString("last at 01-01 00:00"));
        QVERIFY(!model.index(0).data(MetricsModel::NoAnswerRole).toBool());
    }

    void aLimitMayTakeItsTime()
    {
        auto changed = std::make_shared<Workspace>(*workspace({"api"}));
        MetricDefinition &metric =
            changed->platforms.first().environments.first().services.first().metrics.first();
        metric.thresholds = {{0.5, 0.4, true, Severity::Warning, std::chrono::minutes(2)}};
        SeriesBoard board;
        board.setWorkspace(changed);
        MetricsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEnvironment(kProd);
        const auto shown = [&model](qint64 seconds) {
            model.tick({std::chrono::seconds(seconds), seconds * 1000});
            const QModelIndex row = model.index(0);
            return QStringLiteral("%1 %2 %3")
                .arg(row.data(MetricsModel::SeverityRole).toInt())
                .arg(row.data(MetricsModel::PendingRole).toInt())
                .arg(row.data(MetricsModel::LimitRole).toString())
                .replace(QChar(QChar::Nbsp), ' ');
        };
        for (int second = 600; second <= 640; second += 10)
            board.addResults({result("api", second * 1000, 0.7)});
        // Its own length is that of what was observed; waiting adds nothing.
        QCOMPARE(shown(645), QString("-1 0 above 500 ms for 40 s of 2 min"));
        QCOMPARE(shown(650), QString("-1 0 above 500 ms for 40 s of 2 min"));
        // Neither does what is not of now.
        QCOMPARE(shown(700), QString("-1 -1 "));
        // The clock goes back: what lies ahead of it is not of now.
        QCOMPARE(shown(500), QString("-1 -1 "));
        for (int second = 650; second <= 720; second += 10)
            board.addResults({result("api", second * 1000, 0.7)});
        QCOMPARE(shown(722), QString("0 -1 above its limit for 2 min 2 s"));
        board.addResults({result("api", 730'000, 0.45)});
        QCOMPARE(shown(731), QString("0 -1 past its limit, not yet back at 400 ms"));
        board.addResults({result("api", 740'000, 0.4)});
        QCOMPARE(shown(741), QString("-1 -1 "));
    }

    void aWaitGoesOnFromTheHistory()
    {
        auto changed = std::make_shared<Workspace>(*workspace({"api"}));
        changed->platforms.first()
            .environments.first()
            .services.first()
            .metrics.first()
            .thresholds = {{0.5, {}, true, Severity::Critical, std::chrono::minutes(2)}};
        SeriesBoard board;
        board.setWorkspace(changed);
        MetricsModel model(board);
        model.setEnvironment(kProd);
        board.addResults({result("api", 700'000, 0.7)});
        model.tick({std::chrono::seconds(701), 701'000});
        const QModelIndex row = model.index(0);
        QCOMPARE(row.data(MetricsModel::SeverityRole).toInt(), -1);
        QCOMPARE(row.data(MetricsModel::PendingRole).toInt(), static_cast<int>(Severity::Critical));
        // Kept by an earlier run until just before.
        QList<Point> stored;
        for (int second = 570; second < 700; second += 10)
            stored.append({second * 1000, 0.9});
        const auto key = row.data(MetricsModel::KeyRole).value<MetricKey>();
        board.addHistory(key, {{{}, stored}});
        QCOMPARE(row.data(MetricsModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Critical));
        QCOMPARE(row.data(MetricsModel::PendingRole).toInt(), -1);

        // One that ended a while before says nothing of the time between.
        SeriesBoard later;
        later.setWorkspace(changed);
        MetricsModel after(later);
        after.setEnvironment(kProd);
        later.addResults({result("api", 900'000, 0.7)});
        later.addHistory(key, {{{}, stored}});
        after.tick({std::chrono::seconds(901), 901'000});
        QCOMPARE(after.index(0).data(MetricsModel::SeverityRole).toInt(), -1);
        QCOMPARE(after.index(0).data(MetricsModel::PendingRole).toInt(),
                 static_cast<int>(Severity::Critical));
    }

    void onlyTheChangedRowIsAnnounced()
    {
        SeriesBoard board;
        board.setWorkspace(workspace({"api", "db"}));
        MetricsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEnvironment(kProd);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        board.addResults({result("db", 11'000, 0.1)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        QCOMPARE(model.index(1).data(MetricsModel::SeverityRole).toInt(), -1);
        QCOMPARE(model.index(0).data(MetricsModel::AgeRole).toLongLong(), -1);
    }
};

QTEST_GUILESS_MAIN(TestMetricsModel)
#include "tst_metricsmodel.moc"
