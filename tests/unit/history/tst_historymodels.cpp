// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/auditmodel.h"
#include "models/history/eventfilter.h"
#include "models/history/eventsmodel.h"
#include "tests/support/overviewboard.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

Event change(const QString &environment, const QString &service, Health to, qint64 timeMs,
             const QString &text)
{
    Event made;
    made.timeMs = timeMs;
    made.service = overviewService(environment, service);
    made.from = to == Health::Healthy ? Health::Down : Health::Healthy;
    made.to = to;
    made.text = text;
    return made;
}

AuditEntry entry(qint64 sequence)
{
    AuditEntry made;
    made.sequence = sequence;
    made.timeMs = 1'795'183'414'000 + sequence;
    made.actor = QStringLiteral("operator");
    made.action = QStringLiteral("runbook.result");
    made.target = QStringLiteral("demo/prod/worker");
    made.outcome = QStringLiteral("succeeded");
    made.body = {{QStringLiteral("runbook"), QStringLiteral("restart-worker")}};
    return made;
}

} // namespace

class TestHistoryModels final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void newestComesFirst();
    void storedGoesBelow();
    void storedTwiceIsShownOnce();
    void theOldestGoWhenThereAreTooMany();
    void titlesOutliveTheirService();
    void filters();
    void whatIsOfAllIsNeverFilteredByPlace();
    void whatIsOfAnEnvironmentStaysWithIt();
    void checksThatSeeTheSameAreOneRow();
    void storedOnesAreJoinedToo();
    void theNewestTimeIsAlwaysOnTop_data();
    void theNewestTimeIsAlwaysOnTop();
    void whatIsJoinedEarlierMovesDown();
    void recordsGrowOnTop();
    void recordsTellWhoWhatWhere();

private:
    void add(const QList<Event> &events);
    static QStringList texts(const QAbstractItemModel &model);

    /// What `check` of redis in prod saw.
    static Event seen(const QString &check, qint64 timeMs, const QString &kind)
    {
        Event made = change("prod", "redis", Health::Down, timeMs, "redis " + kind + ".");
        made.check = CheckId(check);
        made.errorKind = kind;
        return made;
    }

    std::unique_ptr<StatusBoard> m_board;
};

void TestHistoryModels::init()
{
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
}

void TestHistoryModels::add(const QList<Event> &events)
{
    ChangeSet changes;
    changes.events = events;
    m_board->apply(changes);
}

QStringList TestHistoryModels::texts(const QAbstractItemModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << model.index(row, 0).data().toString();
    return all;
}

void TestHistoryModels::newestComesFirst()
{
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({change("prod", "api", Health::Down, 1000, "one"),
         change("prod", "api", Health::Healthy, 2000, "two")});
    const QPersistentModelIndex two(model.index(0));
    add({change("dev", "redis", Health::Down, 3000, "three")});
    QCOMPARE(texts(model), (QStringList{"three", "two", "one"}));
    QCOMPARE(two.row(), 1);
    QCOMPARE(model.index(0).data(EventsModel::TimeRole).toLongLong(), 3000);
    QCOMPARE(model.index(0).data(EventsModel::EnvironmentRole).value<EnvironmentKey>(),
             overviewEnvironment("dev"));
    QCOMPARE(model.index(0).data(EventsModel::TierRole).toInt(), static_cast<int>(Tier::Dev));
    QVERIFY(model.index(0).data(EventsModel::IsBadRole).toBool());
    QVERIFY(!model.index(1).data(EventsModel::IsBadRole).toBool());
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
             QString("00:00:03 UTC, dev: three"));
}

void TestHistoryModels::storedGoesBelow()
{
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({change("prod", "api", Health::Down, 5000, "now")});
    model.addStored({change("prod", "api", Health::Healthy, 2000, "yesterday"),
                     change("prod", "api", Health::Down, 1000, "before")});
    QCOMPARE(texts(model), (QStringList{"now", "yesterday", "before"}));
}

void TestHistoryModels::storedTwiceIsShownOnce()
{
    EventsModel model(*m_board);
    const Event live = change("prod", "api", Health::Down, 5000, "now");
    const Event old = change("prod", "api", Health::Healthy, 2000, "yesterday");
    add({live});
    model.addStored({live, old});
    QCOMPARE(texts(model), (QStringList{"now", "yesterday"}));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.addStored({live, old});
    QCOMPARE(inserted.size(), 0);
}

void TestHistoryModels::theOldestGoWhenThereAreTooMany()
{
    EventsModel model(*m_board);
    QList<Event> many;
    for (int i = 0; i < EventsModel::kMost + 5; ++i)
        many.append(change("prod", "api", Health::Down, i, QString::number(i)));
    add(many);
    QCOMPARE(model.rowCount(), EventsModel::kMost);
    QCOMPARE(model.index(0).data().toString(), QString::number(EventsModel::kMost + 4));
    QCOMPARE(model.index(EventsModel::kMost - 1).data().toString(), QString("5"));
    model.addStored({change("prod", "api", Health::Down, -1, "too old")});
    QCOMPARE(model.rowCount(), EventsModel::kMost);
}

void TestHistoryModels::titlesOutliveTheirService()
{
    EventsModel model(*m_board);
    add({change("prod", "api", Health::Down, 1000, "one")});
    QCOMPARE(model.index(0).data(EventsModel::TitleRole).toString(), QString("api"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    m_board->setWorkspace({}, overviewTime());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(EventsModel::TitleRole).toString(), QString("api"));
    QCOMPARE(model.index(0).data(EventsModel::TierRole).toInt(), static_cast<int>(Tier::Other));
}

void TestHistoryModels::filters()
{
    EventsModel model(*m_board);
    EventFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({change("prod", "api", Health::Down, 1000, "api is down"),
         change("prod", "redis", Health::Healthy, 2000, "redis is OK again"),
         change("dev", "api", Health::Unknown, 3000, "api is silent")});
    filter.setEnvironment(overviewEnvironment("prod"));
    QCOMPARE(texts(filter), (QStringList{"redis is OK again", "api is down"}));
    filter.setOnlyBad(true);
    QCOMPARE(texts(filter), QStringList("api is down"));
    filter.setPlatform(PlatformId(QStringLiteral("another")));
    QCOMPARE(texts(filter), QStringList());
    filter.setPlatform(overviewEnvironment("prod").platform);
    QCOMPARE(texts(filter), QStringList("api is down"));
    filter.setPlatform({});
    filter.setEnvironment({});
    QCOMPARE(texts(filter), (QStringList{"api is silent", "api is down"}));
    filter.setOnlyBad(false);
    filter.setService(overviewService("prod", "api"));
    QCOMPARE(texts(filter), QStringList("api is down"));
    filter.setService({});
    filter.setText(" AGAIN ");
    QCOMPARE(texts(filter), QStringList("redis is OK again"));
    filter.setText("api");
    add({change("prod", "api", Health::Healthy, 4000, "back")});
    QCOMPARE(texts(filter), (QStringList{"back", "api is silent", "api is down"}));
}

void TestHistoryModels::whatIsOfAllIsNeverFilteredByPlace()
{
    EventsModel model(*m_board);
    EventFilter filter;
    filter.setSourceModel(&model);
    Event gap;
    gap.timeMs = 1'795'183'414'000;
    gap.text = "Nothing was observed.";
    add({gap, change("dev", "api", Health::Down, 1'795'183'415'000, "api is down")});
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(),
             QString("14:03:34 UTC: Nothing was observed."));
    filter.setEnvironment(overviewEnvironment("prod"));
    QCOMPARE(texts(filter), QStringList("Nothing was observed."));
    filter.setService(overviewService("prod", "api"));
    QCOMPARE(texts(filter), QStringList("Nothing was observed."));
    // It is no trouble of anything.
    filter.setOnlyBad(true);
    QCOMPARE(filter.rowCount(), 0);
}

void TestHistoryModels::checksThatSeeTheSameAreOneRow()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    for (Service &service : workspace->platforms.first().environments.last().services) {
        if (service.id == ServiceId("redis")) {
            Check port = service.checks.first();
            port.id = CheckId("port");
            port.title = "Port answers";
            service.checks.append(port);
        }
    }
    m_board->setWorkspace(workspace, overviewTime());
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({seen("port", 1000, "refused"), seen("answers", 1400, "refused")});
    QCOMPARE(texts(model), (QStringList{"redis refused. Seen by answers and Port answers."}));
    QCOMPARE(model.index(0).data(EventsModel::ChecksRole).toStringList(),
             (QStringList{"answers", "Port answers"}));
    // Another fault, another moment, or the same check again are other rows.
    add({seen("port", 1500, "timeout")});
    add({seen("port", 9000, "refused")});
    add({seen("port", 9500, "refused")});
    QCOMPARE(model.rowCount(), 4);
    // One that comes later joins the row that stands there already.
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    add({seen("answers", 9800, "refused")});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 0);
    QCOMPARE(texts(model).first(), QString("redis refused. Seen by answers and Port answers."));
}

void TestHistoryModels::storedOnesAreJoinedToo()
{
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({seen("answers", 5000, "refused"), seen("port", 5100, "refused")});
    // Newest first, as the history gives them; what is here already is left out.
    model.addStored(
        {seen("port", 5100, "refused"), seen("answers", 5000, "refused"),
         change("dev", "redis", Health::Down, 4000, "between"), seen("port", 2000, "timeout"),
         change("dev", "api", Health::Healthy, 1800, "inside"), seen("answers", 1500, "timeout"),
         change("dev", "api", Health::Down, 1000, "first")});
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(texts(model).at(1), QString("between"));
    // It stands where the first one saw it, and shows that time.
    QCOMPARE(texts(model).at(2), QString("inside"));
    QVERIFY2(texts(model).at(3).startsWith("redis timeout. Seen by "),
             qPrintable(texts(model).at(3)));
    QCOMPARE(model.index(3).data(EventsModel::TimeRole).toLongLong(), 1500);
    QCOMPARE(texts(model).at(4), QString("first"));
}

void TestHistoryModels::theNewestTimeIsAlwaysOnTop_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::addRow("%u", seed) << seed;
}

/// Streams of changes that several checks see a little apart, told late and out of order now and
/// then, with what is stored coming in between: whatever comes, the times fall from row to row, and
/// each row's is that of the first of its own.
void TestHistoryModels::theNewestTimeIsAlwaysOnTop()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QStringList kinds{"refused", "timeout", "status"};
    const QStringList checks{"answers", "port", "info", "page"};
    qint64 time = 1'000'000;
    QList<Event> all;
    for (int batch = 0; batch < 60; ++batch) {
        QList<Event> events;
        for (int i = random.bounded(6); i >= 0; --i) {
            time += random.bounded(4'000);
            const qint64 late = random.bounded(5) == 0 ? random.bounded(15'000) : 0;
            events.append(
                seen(checks.at(random.bounded(4)), time - late, kinds.at(random.bounded(3))));
        }
        all.append(events);
        if (random.bounded(8) == 0) {
            std::sort(events.begin(), events.end(),
                      [](const Event &a, const Event &b) { return a.timeMs > b.timeMs; });
            model.addStored(events);
        } else {
            add(events);
        }
        for (int row = 1; row < model.rowCount(); ++row) {
            const qint64 above = model.index(row - 1).data(EventsModel::TimeRole).toLongLong();
            const qint64 here = model.index(row).data(EventsModel::TimeRole).toLongLong();
            QVERIFY2(
                above >= here,
                qPrintable(QString("row %1: %2 stands below %3").arg(row).arg(here).arg(above)));
        }
    }
    int told = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto event = model.index(row).data(EventsModel::EventRole).value<Event>();
        QCOMPARE(model.index(row).data(EventsModel::TimeRole).toLongLong(), event.timeMs);
        QVERIFY(all.contains(event));
        told +=
            static_cast<int>(model.index(row).data(EventsModel::ChecksRole).toStringList().size());
    }
    QVERIFY(told > model.rowCount());
    QVERIFY(told <= all.size());
}

void TestHistoryModels::whatIsJoinedEarlierMovesDown()
{
    EventsModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    add({change("dev", "api", Health::Down, 15'000, "between"),
         seen("answers", 20'000, "refused")});
    const QPersistentModelIndex redis(model.index(0));
    QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
    add({seen("port", 12'000, "refused")});
    QCOMPARE(moved.size(), 1);
    QCOMPARE(redis.row(), 1);
    QCOMPARE(redis.data(EventsModel::TimeRole).toLongLong(), 12'000);
    QVERIFY2(redis.data(Qt::ToolTipRole).toString().endsWith("From 00:00:12 to 00:00:20 UTC."),
             qPrintable(redis.data(Qt::ToolTipRole).toString()));
}

void TestHistoryModels::recordsGrowOnTop()
{
    AuditModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries({entry(2), entry(1)});
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const QPersistentModelIndex two(model.index(0));
    model.setEntries({entry(4), entry(3), entry(2), entry(1)});
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(two.row(), 2);
    model.setEntries({entry(4), entry(3), entry(2), entry(1)});
    QCOMPARE(inserted.size(), 1);
    // Another window of the record: nothing to hold on to.
    model.setEntries({entry(5), entry(4)});
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.rowCount(), 2);
}

void TestHistoryModels::recordsTellWhoWhatWhere()
{
    AuditModel model;
    model.setEntries({entry(7)});
    const QModelIndex row = model.index(0);
    QCOMPARE(row.data().toString(), QString("Run ended: restart-worker, done"));
    QCOMPARE(row.data(AuditModel::SubjectRole).toString(), QString("restart-worker"));
    QCOMPARE(row.data(AuditModel::EntryRole).value<AuditEntry>(), entry(7));
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains("operator, demo/prod/worker"));
    QCOMPARE(row.data(AuditModel::ActionRole).toString(), QString("Run ended"));
    QCOMPARE(row.data(AuditModel::OutcomeRole).toString(), QString("done"));
    // What has no words of its own is shown as it was written, never left out.
    AuditEntry strange = entry(8);
    strange.action = "something.new";
    strange.outcome = "odd";
    strange.body = {};
    model.setEntries({strange});
    QCOMPARE(model.index(0).data().toString(), QString("something.new: odd"));
}

void TestHistoryModels::whatIsOfAnEnvironmentStaysWithIt()
{
    EventsModel events(*m_board);
    EventFilter filter;
    filter.setSourceModel(&events);
    Event blind = change("prod", "", Health::Unknown, 1000, "Cannot see PROD: it is silent.");
    m_board->apply([&] {
        ChangeSet changes;
        changes.events = {blind};
        return changes;
    }());
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data(EventsModel::TitleRole).toString(),
             m_board->environment(blind.service.environment)->title);
    filter.setOnlyBad(true);
    QCOMPARE(filter.rowCount(), 1);
    filter.setEnvironment(blind.service.environment);
    QCOMPARE(filter.rowCount(), 1);
    filter.setService(overviewService("prod", "api"));
    QCOMPARE(filter.rowCount(), 1);
    filter.setService({});
    filter.setEnvironment(overviewService("dev", "api").environment);
    QCOMPARE(filter.rowCount(), 0);
    filter.setEnvironment({});
    filter.setService(overviewService("dev", "api"));
    QCOMPARE(filter.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestHistoryModels)
#include "tst_historymodels.moc"
