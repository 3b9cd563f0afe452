// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfilter.h"
#include "models/overview/matrixmodel.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr MatrixRoom kNoRoom{0, 24, 24, 36};

} // namespace

/// The matrix of all platforms.
class TestWholeMatrix final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void platformsAreHeadsAboveTheirLayers();
    void environmentsAreUnited();
    void whatAPlatformLacksIsSaidQuietly();
    void aPlatformTellsItsWorst();
    void columnsCountAllPlatforms();
    void aChangeTellsItsPlatform();
    void withRoomEverythingIsOpen();
    void withoutRoomTheWorstIsOpen();
    void whatIsFineNeverOpensBeforeWhatIsNot();
    void linesComeBeforeRows();
    void platformsFoldByHand();
    void theChosenServiceIsInSight();
    void filtersKeepThePlatform();
    void oneAndAllTakeTurns();

private:
    QModelIndex cell(const QString &platform, const QString &environment,
                     const QString &service) const
    {
        return m_model->indexOf(platformService(platform, environment, service));
    }

    QModelIndex head(const QString &title) const
    {
        for (int row = 0; row < m_filter->rowCount(); ++row) {
            const QModelIndex index = m_filter->index(row, 0);
            if (index.data().toString() == title
                && index.data(MatrixModel::KindRole).toInt() == int(MatrixRow::Kind::Platform))
                return index;
        }
        return {};
    }

    QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < m_filter->rowCount(); ++row)
            all << m_filter->index(row, 0).data().toString();
        return all;
    }

    void apply(const QList<CheckState> &states)
    {
        ChangeSet changes;
        changes.states = states;
        changes.at = referenceTime();
        m_board->apply(changes);
    }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<MatrixModel> m_model;
    std::unique_ptr<MatrixFilter> m_filter;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QAbstractItemModelTester> m_filterTester;
};

void TestWholeMatrix::init()
{
    m_filterTester.reset();
    m_tester.reset();
    m_filter.reset();
    m_model.reset();
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_model = std::make_unique<MatrixModel>(*m_board, *m_series);
    m_filter = std::make_unique<MatrixFilter>();
    m_filter->setSourceModel(m_model.get());
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_filterTester = std::make_unique<QAbstractItemModelTester>(
        m_filter.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_board->setWorkspace(layeredPlatforms(), referenceTime());
    m_model->setAllPlatforms(true);
    m_board->apply(everythingHealthy(*m_board->workspace()));
}

void TestWholeMatrix::platformsAreHeadsAboveTheirLayers()
{
    QCOMPARE(titles().mid(0, 8),
             QStringList({"Corporate Intelligence", "Data", "db", "Application", "backend",
                          "worker-3", "worker-4", "OSINT Research"}));
    QCOMPARE(m_model->rowCount(), 5 * 3 + 4 + 8 + 6 + 11 + 4);
    QCOMPARE(m_model->platforms().size(), 5);
    const QModelIndex first = m_model->index(0, 0);
    QVERIFY(first.data(MatrixModel::IsHeadRole).toBool());
    QCOMPARE(first.data(MatrixModel::HeadRole).toString(), QString("corporate"));
    QCOMPARE(m_model->index(1, 0).data(MatrixModel::HeadRole).toString(),
             QString("corporate/data"));
}

void TestWholeMatrix::environmentsAreUnited()
{
    QStringList names;
    for (int column = 1; column < m_model->columnCount(); ++column)
        names << m_model->headerData(column, Qt::Horizontal).toString();
    QCOMPARE(names, QStringList({"dev", "staging", "test", "prod"}));
    QCOMPARE(m_model->environments().size(), 15);
    QCOMPARE(cell("rxdx", "prod", "db").column(), 4);
    QCOMPARE(cell("rxdx", "prod", "db").data(MatrixModel::ServiceRole).value<ServiceKey>(),
             platformService("rxdx", "prod", "db"));
    QVERIFY(cell("residency", "test", "db").data(MatrixModel::ViewRole).isValid());
    QVERIFY(!cell("rxdx", "test", "db").isValid());
}

void TestWholeMatrix::whatAPlatformLacksIsSaidQuietly()
{
    const QModelIndex lacking = cell("research", "prod", "db").siblingAtColumn(2);
    QCOMPARE(lacking.data().toString(), QString());
    QCOMPARE(lacking.data(Qt::AccessibleTextRole).toString(), QString("no STAGING"));
    QVERIFY(!lacking.data(MatrixModel::ViewRole).isValid());
    QVERIFY(!lacking.data(MatrixModel::IsAbnormalRole).toBool());
    QVERIFY(!lacking.flags().testFlag(Qt::ItemIsEnabled));
    const QModelIndex layer = lacking.siblingAtRow(lacking.row() - 1);
    QVERIFY(!layer.data(MatrixModel::SummaryRole).isValid());
    QCOMPARE(layer.data(Qt::AccessibleTextRole).toString(), QString("no STAGING"));
    const QModelIndex platform = layer.siblingAtRow(layer.row() - 1);
    QCOMPARE(platform.data().toString(), QString("no STAGING"));
    QVERIFY(!platform.data(MatrixModel::EnvironmentViewRole).isValid());
}

void TestWholeMatrix::aPlatformTellsItsWorst()
{
    const QModelIndex osint = head("OSINT Research");
    QCOMPARE(osint.data(MatrixModel::CaptionRole).toString(), QString("OK"));
    QCOMPARE(osint.siblingAtColumn(4).data().toString(), QString("8 OK"));
    apply({serviceState(platformService("osint", "prod", "db"), Health::Down, "refused")});
    QCOMPARE(osint.data(MatrixModel::CaptionRole).toString(), QString("Down"));
    QCOMPARE(osint.data(Qt::AccessibleTextRole).toString(),
             QString("Platform OSINT Research: Down"));
    QCOMPARE(osint.siblingAtColumn(4).data().toString(), QString("1 down, 7 impacted"));
    QCOMPARE(osint.siblingAtColumn(4).data(Qt::AccessibleTextRole).toString(),
             QString("PROD: Down, 1 down, 7 impacted"));
    QCOMPARE(osint.siblingAtColumn(1).data().toString(), QString("8 OK"));
    // Of two that are as bad the one where it matters most.
    apply({serviceState(platformService("osint", "dev", "db"), Health::Down, "refused")});
    QCOMPARE(osint.data(MatrixModel::EnvironmentViewRole).value<EnvironmentView>().key.environment,
             EnvironmentId("prod"));
    // Silence is told before health.
    m_board->apply(everythingHealthy(*m_board->workspace()));
    m_board->tick(referenceTime(25));
    QCOMPARE(osint.data(MatrixModel::CaptionRole).toString(), QString("Stale"));
    QCOMPARE(osint.siblingAtColumn(4).data().toString(), QString("8 stale"));
}

void TestWholeMatrix::columnsCountAllPlatforms()
{
    const auto counts = [this](int column) {
        return m_model->headerData(column, Qt::Horizontal, MatrixModel::CaptionRole).toString();
    };
    QCOMPARE(counts(4), QString("33 OK"));
    QCOMPARE(counts(3), QString("11 OK"));
    apply({serviceState(platformService("osint", "prod", "db"), Health::Down, "refused"),
           serviceState(platformService("rxdx", "prod", "db"), Health::Down, "refused")});
    QCOMPARE(counts(4), QString("2 down, 10 impacted"));
    m_board->tick(referenceTime(7));
    QCOMPARE(m_model->headerData(4, Qt::Horizontal, MatrixModel::AgeRole).value<Milliseconds>(),
             Milliseconds(7000));
}

void TestWholeMatrix::aChangeTellsItsPlatform()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy turned(m_model.get(), &MatrixModel::abnormalityChanged);
    apply({serviceState(platformService("rxdx", "prod", "worker-4"), Health::Degraded, "slow")});
    QCOMPARE(turned.size(), 1);
    const QModelIndex rxdx = m_filter->mapToSource(head("RxDx"));
    bool isNameTold = false;
    bool isCellTold = false;
    for (const QList<QVariant> &each : changed) {
        isNameTold = isNameTold || each.at(0).toModelIndex() == rxdx;
        isCellTold = isCellTold || each.at(0).toModelIndex() == rxdx.siblingAtColumn(4);
    }
    QVERIFY(isNameTold);
    QVERIFY(isCellTold);
}

void TestWholeMatrix::withRoomEverythingIsOpen()
{
    const int all = 5 * 36 + 10 * 24 + 33 * 24;
    m_filter->setRoom({all, 24, 24, 36});
    QCOMPARE(m_filter->rowCount(), m_model->rowCount());
    // Layers need not fold then; platforms may.
    QCOMPARE(m_filter->index(1, 0).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Fixed));
    QCOMPARE(head("RxDx").data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Open));
    m_filter->setRoom({all - 1, 24, 24, 36});
    QCOMPARE(m_filter->rowCount(), m_model->rowCount() - 3); // the last layer's
}

void TestWholeMatrix::withoutRoomTheWorstIsOpen()
{
    m_filter->setRoom(kNoRoom);
    QCOMPARE(titles(), QStringList({"Corporate Intelligence", "OSINT Research", "Research Tools",
                                    "Residency Scheduler", "RxDx"}));
    QCOMPARE(m_filter->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             QString("Platform Corporate Intelligence: OK, folded"));
    apply({serviceState(platformService("osint", "prod", "worker-4"), Health::Degraded, "slow"),
           serviceState(platformService("rxdx", "prod", "worker-4"), Health::Down, "refused")});
    QCOMPARE(titles(), QStringList({"Corporate Intelligence", "OSINT Research", "Research Tools",
                                    "Residency Scheduler", "RxDx", "Data", "Application", "backend",
                                    "worker-3", "worker-4"}));
    // The other one tells it in its head, and opens as soon as there is room.
    QCOMPARE(head("OSINT Research").siblingAtColumn(4).data().toString(), QString("1 degraded"));
    m_filter->setRoom({5 * 36 + 2 * (2 * 24) + (3 + 7) * 24, 24, 24, 36});
    QCOMPARE(titles().mid(0, 5), QStringList({"Corporate Intelligence", "OSINT Research", "Data",
                                              "Application", "backend"}));
    QVERIFY(titles().contains("worker-8"));
    m_board->apply(everythingHealthy(*m_board->workspace()));
    QVERIFY(!titles().contains("worker-8"));
}

void TestWholeMatrix::whatIsFineNeverOpensBeforeWhatIsNot()
{
    apply({serviceState(platformService("osint", "prod", "worker-4"), Health::Degraded, "slow"),
           serviceState(platformService("rxdx", "prod", "worker-4"), Health::Down, "refused")});
    // The heads of a platform's layers would fit beside the worst, the degraded layer would not.
    m_filter->setRoom({5 * 36 + 2 * 24 + 3 * 24 + 100, 24, 24, 36});
    for (const char *title : {"Corporate Intelligence", "Research Tools", "Residency Scheduler"})
        QCOMPARE(head(title).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Folded));
    QCOMPARE(head("OSINT Research").data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Folded));
    // As soon as it is open, too, what is left is for the others.
    m_filter->setRoom({5 * 36 + 2 * 24 + 3 * 24 + 2 * 24 + 7 * 24 + 60, 24, 24, 36});
    QCOMPARE(head("OSINT Research").data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Open));
    QCOMPARE(head("Corporate Intelligence").data(MatrixModel::FoldRole).toInt(),
             int(MatrixModel::Open));
}

void TestWholeMatrix::linesComeBeforeRows()
{
    m_filter->setRoom({5 * 36 + 10 * 24 + 24, 24, 24, 36});
    QCOMPARE(titles(), QStringList({"Corporate Intelligence", "Data", "db", "Application",
                                    "OSINT Research", "Data", "Application", "Research Tools",
                                    "Data", "Application", "Residency Scheduler", "Data",
                                    "Application", "RxDx", "Data", "Application"}));
}

void TestWholeMatrix::platformsFoldByHand()
{
    const auto isSeen = [this] {
        return m_filter->mapFromSource(cell("osint", "prod", "worker-8")).isValid();
    };
    m_filter->setRoom({10'000, 24, 24, 36});
    m_filter->toggle(head("OSINT Research"));
    QVERIFY(!isSeen());
    QCOMPARE(head("OSINT Research").data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Folded));
    QVERIFY(head("OSINT Research").flags().testFlag(Qt::ItemIsEnabled));
    // It stays so, and says in its head what is wrong.
    apply({serviceState(platformService("osint", "prod", "worker-8"), Health::Down, "refused")});
    QVERIFY(!isSeen());
    QCOMPARE(head("OSINT Research").data(MatrixModel::CaptionRole).toString(), QString("Down"));
    m_filter->setRoom(kNoRoom);
    QVERIFY(!isSeen());
    m_filter->toggle(head("OSINT Research"));
    QVERIFY(isSeen());
    m_filter->toggle(head("RxDx"));
    m_filter->setRoom({1, 24, 24, 36});
    QCOMPARE(titles().mid(titles().indexOf("RxDx")), QStringList({"RxDx", "Data", "Application"}));
}

void TestWholeMatrix::theChosenServiceIsInSight()
{
    m_filter->setRoom(kNoRoom);
    m_filter->toggle(head("RxDx"));
    m_filter->toggle(head("RxDx"));
    m_filter->keepOpen(platformService("rxdx", "prod", "worker-4"));
    QVERIFY(m_filter->mapFromSource(cell("rxdx", "prod", "worker-4")).isValid());
    QVERIFY(!m_filter->mapFromSource(cell("corporate", "prod", "worker-4")).isValid());
    QCOMPARE(head("RxDx").data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Fixed));
    m_filter->keepOpen({});
    QVERIFY(!m_filter->mapFromSource(cell("rxdx", "prod", "worker-4")).isValid());
}

void TestWholeMatrix::filtersKeepThePlatform()
{
    m_filter->setRoom(kNoRoom);
    m_filter->setText("worker-8");
    QCOMPARE(titles(), QStringList({"OSINT Research", "Application", "worker-8",
                                    "Residency Scheduler", "Application", "worker-8"}));
    QCOMPARE(m_filter->index(0, 0).data(MatrixModel::FoldRole).toInt(), int(MatrixModel::Fixed));
    m_filter->setText({});
    m_filter->setOnlyAbnormal(true);
    QCOMPARE(m_filter->rowCount(), 0);
    apply({serviceState(platformService("rxdx", "dev", "worker-4"), Health::Degraded, "slow")});
    QCOMPARE(titles(), QStringList({"RxDx", "Application", "worker-4"}));
    m_board->apply(everythingHealthy(*m_board->workspace()));
    QCOMPARE(m_filter->rowCount(), 0);
}

void TestWholeMatrix::oneAndAllTakeTurns()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->setPlatform(PlatformId("rxdx"));
    QCOMPARE(reset.size(), 0);
    m_model->setAllPlatforms(false);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(titles(),
             QStringList({"Data", "db", "Application", "backend", "worker-3", "worker-4"}));
    QCOMPARE(m_model->columnCount(), 4);
    m_model->setAllPlatforms(true);
    QCOMPARE(m_model->columnCount(), 5);
    QVERIFY(head("RxDx").isValid());
}

QTEST_GUILESS_MAIN(TestWholeMatrix)
#include "tst_wholematrix.moc"
