// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/pages/wall/wallrowplan.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestWallPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aProblemTintsTheBandAndItsCell();
    void theRibbonSaysItInWords();
    void unsureTintsNothing();
    void quietHasNoColourOfTrouble();
    void staleDataEndTheQuiet();
    void withoutABeatTheScreenGoesBlack();
    void noBeatEverIsStalledToo();
    void theBeatStepsOnceASecond();
    void theClockRuns();
    void thePictureShiftsAgainstBurnIn();
    void largerScreensShowTheSameLarger();
    void onlyEscapeAndF11Close();
    void saysItselfInWords();
    void rowsGiveWayCalmFirst_data();
    void rowsGiveWayCalmFirst();
    void fewPlatformsShowTheirServices_data();
    void fewPlatformsShowTheirServices();
    void pictures_data();
    void pictures();

private:
    void apply(const QList<CheckState> &states)
    {
        ChangeSet changes;
        changes.states = states;
        changes.at = referenceTime();
        m_board->apply(changes);
    }

    void databaseDown()
    {
        apply({serviceState(platformService("residency", "prod", "db"), Health::Down,
                            "Connection refused")});
    }

    /// Engine, board and wall at second `second`.
    void at(int second, bool beats = true)
    {
        m_board->tick(referenceTime(second));
        if (beats)
            m_wall->beat(referenceTime(second));
        m_wall->tick(referenceTime(second));
    }

    QImage shot() const { return m_wall->grab().toImage().convertToFormat(QImage::Format_RGB32); }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<WallPage> m_wall;
};

namespace {

int pixelsOf(const QImage &image, const QColor &colour, const QRect &within)
{
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = within.left(); x <= within.right(); ++x)
            count += (line[x] & RGB_MASK) == (colour.rgb() & RGB_MASK) ? 1 : 0;
    }
    return count;
}

const QRect kBand(0, 96, 1920, 368);
const QRect kRows(0, 470, 1920, 530);
const QRect kFoot(0, 1012, 1920, 68);

} // namespace

void TestWallPage::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestWallPage::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(platformsWorkspace(), referenceTime());
    m_board->apply(everythingHealthy(*m_board->workspace()));
    m_wall = std::make_unique<WallPage>(*m_board, *m_theme);
    m_wall->resize(1920, 1080);
    m_wall->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_wall.get()));
    m_wall->resize(1920, 1080);
    QTRY_COMPARE(m_wall->size(), QSize(1920, 1080));
    at(0);
}

void TestWallPage::cleanup()
{
    m_wall.reset();
    m_board.reset();
}

void TestWallPage::aProblemTintsTheBandAndItsCell()
{
    databaseDown();
    at(1);
    const Theme &theme = ThemeHub::dark();
    const QImage image = shot();
    QVERIFY(pixelsOf(image, theme.tintDown, kBand) > kBand.width() * kBand.height() / 2);
    const int cell = pixelsOf(image, theme.tintDown, kRows);
    QVERIFY(cell > 100 * 60);
    QVERIFY(cell < 600 * 104);
    QVERIFY(pixelsOf(image, theme.tintDown, kFoot) == 0);
}

/// Count, word and shape, of the size that is read at the end of the room.
void TestWallPage::theRibbonSaysItInWords()
{
    databaseDown();
    at(1);
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(m_wall->size());
    generator.setViewBox(m_wall->rect());
    QPainter painter(&generator);
    m_wall->render(&painter);
    painter.end();
    const QString svg = QString::fromUtf8(buffer.data());
    static const QRegularExpression text(
        "<text[^>]* y=\"([0-9.]+)\"[^>]*font-size=\"([0-9]+)\"[^>]*>"
        "([0-9]+)\\x{a0}([^<]+?)\\s*</text>");
    QMap<QString, int> told;
    for (auto found = text.globalMatch(svg); found.hasNext();) {
        const QRegularExpressionMatch each = found.next();
        QVERIFY2(each.captured(2).toInt() >= 52, qPrintable(each.captured(0)));
        told.insert(each.captured(4), each.captured(3).toInt());
    }
    QCOMPARE(told.value("down"), 1);
    QVERIFY(told.value("OK") > 1);
    QVERIFY(!told.contains("degraded"));
}

void TestWallPage::unsureTintsNothing()
{
    CheckState state = serviceState(platformService("residency", "prod", "db"), Health::Down);
    state.soft = true;
    state.attempt = 1;
    apply({state});
    at(1);
    const QImage image = shot();
    QCOMPARE(pixelsOf(image, ThemeHub::dark().tintDown, image.rect()), 0);
    QVERIFY(pixelsOf(image, ThemeHub::dark().down, kBand) > 1000);
    QVERIFY(pixelsOf(image, ThemeHub::dark().down, kRows) > 100);
}

void TestWallPage::quietHasNoColourOfTrouble()
{
    const QImage image = shot();
    const Theme &theme = ThemeHub::dark();
    for (const QColor &colour :
         {theme.down, theme.degraded, theme.unknown, theme.tintDown, theme.tintUnknown})
        QCOMPARE(pixelsOf(image, colour, image.rect()), 0);
    QVERIFY(pixelsOf(image, theme.ok, QRect(90, 200, 240, 360)) > 3000);
}

void TestWallPage::staleDataEndTheQuiet()
{
    const QImage quiet = shot();
    at(20);
    const QRect mark(90, 200, 240, 360);
    QCOMPARE(shot().copy(mark), quiet.copy(mark));
    at(22);
    QVERIFY(shot().copy(mark) != quiet.copy(mark));
    QVERIFY(m_wall->accessibleDescription().contains("stale"));
    at(43);
    QVERIFY(m_wall->accessibleDescription().contains("Cannot see PROD"));
    QVERIFY(pixelsOf(shot(), ThemeHub::dark().tintUnknown, kBand)
            > kBand.width() * kBand.height() / 2);
}

void TestWallPage::withoutABeatTheScreenGoesBlack()
{
    at(10, false);
    QVERIFY(!m_wall->isStalled());
    QCOMPARE(pixelsOf(shot(), Qt::black, kRows), 0);
    at(11, false);
    QVERIFY(m_wall->isStalled());
    const QImage black = shot();
    QVERIFY(pixelsOf(black, Qt::black, black.rect()) > black.width() * black.height() * 9 / 10);
    QCOMPARE(pixelsOf(black, ThemeHub::dark().ok, black.rect()), 0);
    at(12);
    QVERIFY(!m_wall->isStalled());
    QCOMPARE(pixelsOf(shot(), Qt::black, kRows), 0);
}

void TestWallPage::noBeatEverIsStalledToo()
{
    WallPage wall(*m_board, *m_theme);
    wall.tick(referenceTime(100));
    QVERIFY(!wall.isStalled());
    wall.tick(referenceTime(111));
    QVERIFY(wall.isStalled());
}

void TestWallPage::theBeatStepsOnceASecond()
{
    const int before = m_wall->beatPosition();
    const QImage image = shot();
    for (int tenth = 1; tenth <= 20; ++tenth)
        m_wall->beat(moved(referenceTime(), Milliseconds(tenth * 100)));
    QCOMPARE(m_wall->beatPosition(), before + 2);
    m_wall->tick(referenceTime());
    QVERIFY(shot().copy(kFoot) != image.copy(kFoot));
    // Late beats are said in words before they black the screen.
    const QImage live = shot();
    m_wall->tick(referenceTime(7));
    QVERIFY(shot().copy(900, 1012, 220, 60) != live.copy(900, 1012, 220, 60));
}

void TestWallPage::theClockRuns()
{
    databaseDown();
    at(1);
    const QRect clock(1500, 10, 400, 80);
    const QImage before = shot().copy(clock);
    at(2);
    QVERIFY(shot().copy(clock) != before);
}

void TestWallPage::thePictureShiftsAgainstBurnIn()
{
    databaseDown();
    QSet<std::pair<int, int>> places;
    for (int turn = 0; turn < 8; ++turn) {
        Instant now = referenceTime(1);
        now.wallMs += turn * 10LL * 60'000;
        m_wall->tick(now);
        const QImage image = shot();
        // The upper edge of the band, and the left one of the ribbon's first mark.
        int top = 80;
        while (top < 120 && image.pixelColor(960, top) != ThemeHub::dark().down)
            ++top;
        int left = 200;
        while (left < 300 && image.pixelColor(left, 48) != ThemeHub::dark().down)
            ++left;
        QVERIFY(top >= 96 && top <= 100);
        QVERIFY(left < 300);
        places.insert({left, top});
        QCOMPARE(image.pixelColor(0, 300), ThemeHub::dark().tintDown);
        QCOMPARE(image.pixelColor(1919, 300), ThemeHub::dark().tintDown);
    }
    QCOMPARE(places.size(), 8);
}

void TestWallPage::largerScreensShowTheSameLarger()
{
    databaseDown();
    at(1);
    const QImage small = shot();
    m_wall->resize(3840, 2160);
    QTRY_COMPARE(m_wall->size(), QSize(3840, 2160));
    const QImage large = shot();
    QVERIFY(small.pixelColor(960, 99) == ThemeHub::dark().down);
    QVERIFY(large.pixelColor(1920, 198) == ThemeHub::dark().down);
    QCOMPARE(large.pixelColor(150 * 2, 280 * 2), small.pixelColor(150, 280));
    const double share = static_cast<double>(pixelsOf(large, ThemeHub::dark().down, large.rect()))
                         / pixelsOf(small, ThemeHub::dark().down, small.rect());
    QVERIFY2(share > 3.8 && share < 4.3, qPrintable(QString::number(share)));
}

void TestWallPage::onlyEscapeAndF11Close()
{
    QSignalSpy closed(m_wall.get(), &WallPage::closed);
    for (const int key : {int(Qt::Key_A), int(Qt::Key_Return), int(Qt::Key_Space), int(Qt::Key_R)})
        QTest::keyClick(m_wall.get(), static_cast<Qt::Key>(key));
    QTest::mouseClick(m_wall.get(), Qt::LeftButton, {}, QPoint(900, 600));
    QTest::mouseDClick(m_wall.get(), Qt::LeftButton, {}, QPoint(900, 600));
    QCOMPARE(closed.size(), 0);
    QTest::keyClick(m_wall.get(), Qt::Key_Escape);
    QTest::keyClick(m_wall.get(), Qt::Key_F11);
    QCOMPARE(closed.size(), 2);
}

void TestWallPage::saysItselfInWords()
{
    QCOMPARE(m_wall->accessibleDescription(),
             QString("All OK. 93 services, 14 environments, 93 checks."));
    databaseDown();
    QVERIFY(m_wall->accessibleDescription().startsWith("Residency Scheduler PROD: db is down."));
    QVERIFY(!m_wall->accessibleName().isEmpty());
}

void TestWallPage::rowsGiveWayCalmFirst_data()
{
    QTest::addColumn<int>("troubled");
    QTest::addColumn<int>("calm");
    QTest::addColumn<WallRowPlan>("plan");
    // 544 units: a wall of 1920 × 1080.
    QTest::newRow("five fit") << 1 << 4 << WallRowPlan{5, 104, 0, 0, 0};
    QTest::newRow("calm ones get low") << 2 << 5 << WallRowPlan{2, 104, 5, 0, 0};
    QTest::newRow("calm ones join") << 2 << 9 << WallRowPlan{2, 104, 0, 9, 0};
    QTest::newRow("the others get lower") << 7 << 1 << WallRowPlan{7, (544.0 - 56) / 7, 0, 1, 0};
    QTest::newRow("the last ones are counted") << 12 << 3 << WallRowPlan{7, 64, 0, 3, 5};
    QTest::newRow("no calm one") << 9 << 0 << WallRowPlan{7, 64, 0, 0, 2};
}

void TestWallPage::rowsGiveWayCalmFirst()
{
    QFETCH(int, troubled);
    QFETCH(int, calm);
    QFETCH(WallRowPlan, plan);
    const WallRowPlan made = planWallRows(troubled, calm, 544);
    QCOMPARE(made, plan);
    QVERIFY(made.full * made.height + made.lines * kWallLine + (made.hasLastLine() ? kWallLine : 0)
            <= 544.5);
    QCOMPARE(made.full + made.lines + made.joinedCalm + made.hidden, troubled + calm);
}

void TestWallPage::fewPlatformsShowTheirServices_data()
{
    QTest::addColumn<QList<int>>("services");
    QTest::addColumn<qreal>("room");
    QTest::addColumn<bool>("fit");
    QTest::newRow("one platform, two problems") << QList<int>{6} << 168.0 << true;
    QTest::newRow("one platform alone") << QList<int>{6} << 440.0 << true;
    QTest::newRow("two platforms") << QList<int>{6, 4} << 336.0 << true;
    QTest::newRow("five platforms") << QList<int>{11, 8, 6, 8, 4} << 24.0 << false;
    QTest::newRow("one that is large") << QList<int>{40} << 440.0 << false;
    QTest::newRow("nothing") << QList<int>{0} << 440.0 << false;
}

void TestWallPage::fewPlatformsShowTheirServices()
{
    QFETCH(QList<int>, services);
    QFETCH(qreal, room);
    QFETCH(bool, fit);
    const WallTilePlan plan = planWallTiles(services, room, 450, 4.5);
    QCOMPARE(plan.columns > 0, fit);
    if (!fit)
        return;
    int lines = 0;
    for (const int count : services)
        lines += (count + plan.columns - 1) / plan.columns;
    QVERIFY(lines * plan.lineHeight + kWallTileGap * static_cast<qreal>(services.size())
            <= room + 0.5);
    QVERIFY(plan.fontSize >= 26);
    QVERIFY(plan.fontSize * (kWallTileMark + 4.5) <= 450.0 / plan.columns);
}

void TestWallPage::pictures_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    const QStringList states{"quiet",   "down",  "many",       "unknown", "stale",
                             "stalled", "crowd", "crowdquiet", "one"};
    for (const QString &state : states)
        QTest::addRow("wall-%s", qPrintable(state)) << state << QSize(1920, 1080) << true;
    QTest::newRow("wall-down-light") << "down" << QSize(1920, 1080) << false;
    QTest::newRow("wall-quiet-light") << "quiet" << QSize(1920, 1080) << false;
    QTest::newRow("wall-down-3840") << "down" << QSize(3840, 2160) << true;
    QTest::newRow("wall-down-1280") << "down" << QSize(1280, 720) << true;
    QTest::newRow("wall-down-portrait") << "down" << QSize(1080, 1920) << true;
    QTest::newRow("wall-quiet-portrait") << "quiet" << QSize(1080, 1920) << true;
    QTest::newRow("wall-down-wide") << "down" << QSize(2560, 1080) << true;
}

/// Each state says what it is and keeps its foot; the pictures are to be looked at.
void TestWallPage::pictures()
{
    QFETCH(QString, state);
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_wall->resize(size);
    QTRY_COMPARE(m_wall->size(), size);
    QString words = "All OK.";
    const auto slow = serviceState(platformService("corporate", "prod", "db"), Health::Degraded,
                                   "query p95 1.34 s, limit 1 s");
    if (state == "stale") {
        at(24);
        words = "stale";
    } else if (state == "unknown") {
        at(50);
        words = "Cannot see PROD";
    } else if (state == "stalled") {
        at(30, false);
        words = "stale";
    } else if (state == "one") {
        auto workspace = std::make_shared<Workspace>(*m_board->workspace());
        workspace->platforms = {workspace->platforms.first()};
        m_board->setWorkspace(workspace, referenceTime());
        apply({slow, serviceState(platformService("corporate", "dev", "worker-3"), Health::Down,
                                  "Nothing listens on 127.0.0.1:15022")});
        words = "db is degraded";
    } else if (state.startsWith("crowd")) {
        m_board->setWorkspace(platformsWorkspace(state == "crowd" ? 9 : 12), referenceTime());
        m_board->apply(everythingHealthy(*m_board->workspace()));
    }
    if (state == "down" || state == "many" || state == "crowd") {
        databaseDown();
        apply({slow});
        words = "db is down";
    }
    if (state == "many") {
        CheckState soft = serviceState(platformService("osint", "prod", "db"), Health::Down,
                                       "HTTP 503 on /health");
        soft.soft = true;
        soft.attempt = 2;
        apply({soft,
               serviceState(platformService("osint", "staging", "worker-4"), Health::Healthy, {},
                            -60),
               serviceState(platformService("rxdx", "dev", "db"), Health::Healthy, {}, -22),
               serviceState(platformService("residency", "dev", "db"), Health::Down,
                            "certificate expired 3 d ago")});
    }
    if (state != "stale" && state != "unknown" && state != "stalled")
        at(1);
    QCOMPARE(m_wall->isStalled(), state == "stalled");
    QVERIFY2(m_wall->accessibleDescription().contains(words),
             qPrintable(m_wall->accessibleDescription()));
    snapshot(*m_wall, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestWallPage)
#include "tst_wallpage.moc"
