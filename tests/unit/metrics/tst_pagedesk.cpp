// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/cardflow.h"
#include "models/metrics/metricsmodel.h"
#include "models/metrics/pagedesk.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

const PlatformId kShop("shop");
const PlatformId kOther("other");
const EnvironmentKey kProd{kShop, EnvironmentId("prod")};
const EnvironmentKey kDev{kShop, EnvironmentId("dev")};

PlacedChart chart(const char *service, int wide = 1, int high = 1)
{
    return {ServiceId(service), QStringLiteral("m"), wide, high};
}

Environment environment(const char *id, const QStringList &services)
{
    Environment made;
    made.id = EnvironmentId(id);
    for (const QString &name : services) {
        Service service;
        service.id = ServiceId(name);
        service.checks = {Check()};
        service.checks.first().id = CheckId("c");
        MetricDefinition metric;
        metric.id = metric.metric = "m";
        metric.check = CheckId("c");
        service.metrics = {metric};
        made.services.append(service);
    }
    return made;
}

/// dev lacks the service `c`; there are two platforms.
WorkspacePtr workspace(const QList<ChartPage> &pages)
{
    auto made = std::make_shared<Workspace>();
    Platform shop;
    shop.id = kShop;
    shop.environments = {environment("prod", {"a", "b", "c"}), environment("dev", {"a", "b"})};
    shop.pages = pages;
    Platform other;
    other.id = kOther;
    other.environments = {environment("prod", {"a"})};
    made->platforms = {shop, other};
    return made;
}

QString order(const PageDesk &desk)
{
    QString names;
    for (const PlacedChart &each : desk.shown().value_or(ChartPage()).charts)
        names += each.service.toString();
    return names;
}

QStringList ids(const PageDesk &desk)
{
    QStringList all;
    for (const ChartPage &page : desk.pages())
        all << page.id;
    return all;
}

} // namespace

/// Pages of charts while somebody makes them, and where their charts come to stand.
class TestPageDesk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void showsThePagesOfThePlatform()
    {
        SeriesBoard series;
        PageDesk desk(series);
        series.setWorkspace(workspace({night()}));
        desk.setPlatform(kShop);
        QCOMPARE(ids(desk), QStringList("night"));
        QVERIFY(!desk.shown());
        desk.show("none");
        QVERIFY(!desk.shown());
        desk.show("night");
        QCOMPARE(desk.shown()->charts, night().charts);
        QCOMPARE(desk.missingIn(kDev.environment), QStringList("m of c"));
        QVERIFY(desk.missingIn(kProd.environment).isEmpty());
        desk.setPlatform(kOther);
        QVERIFY(ids(desk).isEmpty());
        QVERIFY(!desk.shown());
        desk.setPlatform(kShop);
        desk.show("night");
        series.setWorkspace(workspace({}));
        QVERIFY(!desk.shown()); // somebody took it out of the file
    }

    void arranges()
    {
        SeriesBoard series;
        PageDesk desk(series);
        series.setWorkspace(workspace({night()}));
        desk.setPlatform(kShop);
        desk.show("night");
        desk.move(0, 2); // nothing is being made
        QCOMPARE(order(desk), QString("abc"));
        desk.edit();
        QVERIFY(desk.isEditing());
        QVERIFY(!desk.isChanged());
        desk.move(0, 2);
        QCOMPARE(order(desk), QString("bca"));
        QVERIFY(desk.isChanged());
        desk.move(2, -5);
        QCOMPARE(order(desk), QString("abc"));
        QVERIFY(!desk.isChanged());
        desk.move(1, 99);
        QCOMPARE(order(desk), QString("acb"));
        desk.remove(1);
        desk.remove(7);
        QCOMPARE(order(desk), QString("ab"));
        desk.add(chart("c"));
        desk.add(chart("c", 2));
        QCOMPARE(order(desk), QString("abc"));
        desk.resize(0, 9, 0);
        QCOMPARE(desk.sizeOf(ServiceId("a"), "m"), QSize(PlacedChart::kWidest, 1));
        desk.setKind(0, ChartKind::Number);
        desk.setTitle("  All of  it ");
        QCOMPARE(desk.pages().first().title, QString("  All of  it "));
        const PageRequest request = desk.request();
        QCOMPARE(request.page.title, QString("All of it"));
        QCOMPARE(request.page.charts.first().kind, std::optional(ChartKind::Number));
        QCOMPARE(request.page.id, QString("night"));
        desk.setTitle(" ");
        QCOMPARE(desk.request().page.title, QString("night"));
        desk.cancel();
        QVERIFY(!desk.isEditing());
        QCOMPARE(desk.shown()->charts, night().charts);
        QCOMPARE(desk.pages().first().title, night().title);
    }

    void aNewPageHasAnIdOfItsOwn()
    {
        SeriesBoard series;
        PageDesk desk(series);
        series.setWorkspace(workspace({{"new-page", "New page"}}));
        desk.setPlatform(kShop);
        desk.editNew("New page", {chart("a")});
        QCOMPARE(ids(desk), QStringList({"new-page", "new-page-2"}));
        QVERIFY(desk.isNew() && desk.isChanged());
        desk.cancel();
        QCOMPARE(ids(desk), QStringList("new-page"));
        QVERIFY(!desk.shown());
        desk.editNew(QString::fromUtf8("夜間"), {});
        QCOMPARE(desk.shown()->id, QString("page"));
        const PageRequest request = desk.request();
        desk.settled(request);
        QVERIFY(!desk.isEditing());
        QCOMPARE(desk.shown()->title, QString::fromUtf8("夜間"));
        // The files, read again, say the same.
        series.setWorkspace(workspace({{"new-page", "New page"}, request.page}));
        QCOMPARE(desk.shown()->id, QString("page"));
        desk.edit();
        desk.settled(desk.removal());
        QVERIFY(!desk.shown());
        QCOMPARE(ids(desk), QStringList("new-page"));
    }

    void whatWasBegunStays()
    {
        SeriesBoard series;
        PageDesk desk(series);
        series.setWorkspace(workspace({night(), {"day", "Day"}}));
        desk.setPlatform(kShop);
        desk.show("night");
        desk.edit();
        desk.remove(0);
        desk.show("day"); // what is being made is not left
        QCOMPARE(order(desk), QString("bc"));
        desk.setPlatform(kOther);
        QVERIFY(!desk.isEditing() && !desk.shown());
        desk.setPlatform(kShop);
        QVERIFY(desk.isEditing());
        QCOMPARE(order(desk), QString("bc"));
        // The files change under it; somebody even takes the page out.
        series.setWorkspace(workspace({{"day", "Day"}}));
        QCOMPARE(order(desk), QString("bc"));
        QVERIFY(desk.isNew());
        // What another platform's save says is no matter of this one.
        desk.settled({kOther, *desk.shown()});
        QVERIFY(desk.isEditing());
    }

    void theModelFollowsWithoutBeginningAnew()
    {
        SeriesBoard series;
        series.setWorkspace(workspace({night()}));
        MetricsModel model(series);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEnvironment(kProd);
        const auto shown = [&model] {
            QString names;
            for (int row = 0; row < model.rowCount(); ++row)
                names += model.index(row)
                             .data(MetricsModel::KeyRole)
                             .value<MetricKey>()
                             .service.service.toString();
            return names;
        };
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy moved(&model, &QAbstractItemModel::layoutChanged);
        const QPersistentModelIndex a = model.index(0);
        model.setCharts(QList{chart("c"), chart("a"), chart("b")});
        QCOMPARE(shown(), QString("cab"));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(a.row(), 1);
        model.setCharts(QList{chart("c"), chart("a", 2, 2), chart("b")});
        QCOMPARE(moved.size(), 2); // another size is another place
        QCOMPARE(reset.size(), 0);
        model.setCharts(QList{chart("b"), chart("c")});
        QCOMPARE(shown(), QString("bc"));
        QCOMPARE(reset.size(), 1);
        model.setEnvironment(kDev);
        QCOMPARE(shown(), QString("b"));
        model.setCharts(std::nullopt);
        QCOMPARE(shown(), QString("ab"));
    }

    void cardsStandInTheOrderOfReading_data()
    {
        QTest::addColumn<QList<QSize>>("cards");
        QTest::addColumn<int>("columns");
        QTest::addColumn<QList<QRect>>("places");
        using Sizes = QList<QSize>;
        using Places = QList<QRect>;
        QTest::newRow("none") << Sizes{} << 3 << Places{};
        QTest::newRow("one row") << Sizes{{1, 1}, {1, 1}} << 2
                                 << Places{{0, 0, 1, 1}, {1, 0, 1, 1}};
        QTest::newRow("wraps") << Sizes{{2, 1}, {2, 1}} << 3 << Places{{0, 0, 2, 1}, {0, 1, 2, 1}};
        QTest::newRow("fills a hole") << Sizes{{2, 1}, {2, 1}, {1, 1}} << 3
                                      << Places{{0, 0, 2, 1}, {0, 1, 2, 1}, {2, 0, 1, 1}};
        QTest::newRow("beside a high one") << Sizes{{1, 2}, {1, 1}, {1, 1}} << 2
                                           << Places{{0, 0, 1, 2}, {1, 0, 1, 1}, {1, 1, 1, 1}};
        QTest::newRow("wider than the page")
            << Sizes{{4, 1}, {1, 1}} << 2 << Places{{0, 0, 2, 1}, {0, 1, 1, 1}};
        QTest::newRow("one column")
            << Sizes{{3, 2}, {2, 1}} << 1 << Places{{0, 0, 1, 2}, {0, 2, 1, 1}};
    }

    void cardsStandInTheOrderOfReading()
    {
        QFETCH(const QList<QSize>, cards);
        QFETCH(const int, columns);
        QFETCH(const QList<QRect>, places);
        const QList<QRect> found = cardFlow(cards, columns);
        QCOMPARE(found, places);
        int rows = 0;
        for (const QRect &place : found)
            rows = std::max(rows, place.bottom() + 1);
        QCOMPARE(rowsOf(found), rows);
    }

private:
    static ChartPage night()
    {
        return {"night", "Night", {chart("a"), chart("b", 2), chart("c", 1, 2)}};
    }
};

QTEST_GUILESS_MAIN(TestPageDesk)
#include "tst_pagedesk.moc"
