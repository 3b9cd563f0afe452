// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/allenvironments.h"
#include "tests/support/greens.h"
#include "tests/support/guitest.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeenvironments.h"
#include "ui/diagram/nodeitem.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauselist.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestAllEnvironments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    /// "corporate": prod has a cdn that the others lack, staging no worker-4.
    void init()
    {
        m_theme->setDark(true);
        auto workspace = std::make_shared<Workspace>(*layeredPlatforms());
        Platform &corporate = workspace->platforms[0];
        Service cdn = corporate.environments[2].services.last();
        cdn.id = ServiceId("cdn");
        cdn.title = "cdn";
        corporate.environments[2].services << cdn;
        corporate.environments[1].services.removeLast();
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(workspace, referenceTime());
        m_board->apply(everythingHealthy(*workspace));
        m_board->tick(referenceTime(1));
        m_window = std::make_unique<QWidget>();
        m_window->resize(1600, 900);
        m_page = new DiagramPage(*m_board, *m_theme, m_window.get());
        m_page->setGeometry(72, 0, 1528, 900);
        m_page->setEnvironment(service("dev", "db").environment);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_board.reset();
    }

    void oneDrawingHasWhatAnyEnvironmentHas()
    {
        QCOMPARE(items().size(), 4);
        const QRectF before = item("db")->rect();
        QTest::mouseClick(all(), Qt::LeftButton);
        QCOMPARE(items().size(), 5);
        QCOMPARE(item("db")->rect(), before);
        QCOMPARE(letters("db"), QString("D S P"));
        QCOMPARE(letters("cdn"), QString("- - P"));
        QCOMPARE(letters("worker-4"), QString("D - P"));
        all()->setFocus();
        QTest::keyClick(all(), Qt::Key_Space);
        QCOMPARE(items().size(), 4);
        QVERIFY(item("db")->look().environments.isEmpty());
    }

    void eachMarkIsOfItsEnvironment()
    {
        QTest::mouseClick(all(), Qt::LeftButton);
        ChangeSet down;
        down.at = referenceTime(1);
        down.states = {serviceState(service("prod", "db"), Health::Down, "refused", 1)};
        m_board->apply(down);
        const NodeLook look = item("db")->look();
        QCOMPARE(look.environments.at(0).mark.health, Health::Healthy);
        QCOMPARE(look.environments.at(2).mark.health, Health::Down);
        // The box itself has border and ground of the worst.
        QCOMPARE(lookOfWorst(look).mark.health, Health::Down);
        QVERIFY(lookOfWorst(look).hardBorder && lookOfWorst(look).needsYou);
        QVERIFY(!look.isImpacted);
        QVERIFY(item("backend")->look().environments.at(2).mark.impacted);
        QVERIFY(!item("backend")->look().environments.at(0).mark.impacted);
        QCOMPARE(m_page->view()->model().statusSentence(
                     m_page->view()->model().nodeOf(service("prod", "db"))),
                 QString("db: dev: OK. staging: OK. prod: Down."));
        // Causes are those of all that is drawn.
        auto *list = m_page->findChild<RootCauseList *>("rootcause.list");
        QCOMPARE(list->shownRows(), 1);
        QVERIFY(m_page->findChild<QWidget *>("rootcause.row.0")
                    ->accessibleName()
                    .startsWith("In PROD: "));
        QTest::mouseClick(all(), Qt::LeftButton);
        QCOMPARE(list->shownRows(), 0);
    }

    void aLineThatFailsAnywhereFails()
    {
        QTest::mouseClick(all(), Qt::LeftButton);
        const DiagramModel &model = m_page->view()->model();
        const auto failing = [&] {
            int count = 0;
            for (int edge = 0; edge < model.definition().edges.size(); ++edge) {
                if (model.edgeState(edge) != EdgeState::Failing)
                    continue;
                ++count;
                if (model.edgeLabel(edge) != "refused")
                    return -1;
            }
            return count;
        };
        QCOMPARE(failing(), 0);
        // Not the environment that the page was on.
        ChangeSet down;
        down.at = referenceTime(1);
        down.states = {serviceState(service("prod", "db"), Health::Down, "refused", 1)};
        down.states[0].last->error = Error{ErrorKind::Refused, "refused", {}, {}};
        m_board->apply(down);
        QVERIFY2(failing() > 0, qPrintable(QString::number(failing())));
        QTest::mouseClick(all(), Qt::LeftButton);
        QCOMPARE(failing(), 0);
    }

    void aMarkChoosesItsEnvironment()
    {
        QTest::mouseClick(all(), Qt::LeftButton);
        const QSignalSpy selected(m_page, &Page::serviceSelected);
        click("db", 2);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.at(0).at(0).value<ServiceKey>(), service("prod", "db"));
        m_page->setEnvironment(service("prod", "db").environment);
        QVERIFY(item("db")->look().environments.at(2).isChosen);
        QVERIFY(!item("db")->look().environments.at(0).isChosen);
        QVERIFY(item("db")->look().isSelected);
        // Where it does not run, the box is chosen as it is.
        click("cdn", 0);
        QCOMPARE(selected.size(), 2);
        QCOMPARE(selected.at(1).at(0).value<ServiceKey>(), service("prod", "cdn"));
    }

    void whatIsOldIsNotWell()
    {
        QTest::mouseClick(all(), Qt::LeftButton);
        m_theme->setDark(false);
        m_page->view()->zoomTo(1);
        const OkMarks marks(ThemeHub::light());
        QVERIFY(!marks.in(pictureOf(*m_page->view())).isEmpty());
        m_board->tick(referenceTime(30));
        QCOMPARE(marks.in(pictureOf(*m_page->view())).size(), 0);
        QVERIFY(item("db")->look().environments.at(0).mark.stale);
    }

    void lettersTellEnvironmentsApart()
    {
        Platform platform;
        for (const char *id : {"dev", "prod", "preview"}) {
            Environment environment;
            environment.id = EnvironmentId(id);
            platform.environments << environment;
        }
        platform.environments[1].isNotConfigured = true;
        QCOMPARE(environmentsOf(platform, ServiceId("db")).size(), 2);
        platform.environments[1].isNotConfigured = false;
        QStringList letters;
        for (const EnvironmentOfNode &each : environmentsOf(platform, ServiceId("db")))
            letters << each.letter;
        QCOMPARE(letters, QStringList({"D", "PRO", "PRE"}));
    }

    void onePlatformOfOneEnvironmentOffersNothing()
    {
        auto workspace = std::make_shared<Workspace>(*m_board->workspace());
        workspace->platforms[0].environments = {workspace->platforms[0].environments.last()};
        m_board->setWorkspace(workspace, referenceTime());
        m_page->setEnvironment(service("prod", "db").environment);
        QVERIFY(!all()->isVisible());
    }

    void whatIsNotWellHasItsWord_data()
    {
        QTest::addColumn<double>("scale");
        for (const double scale : {0.6, 0.65, 0.7, 0.79, 1.0, 2.0})
            QTest::addRow("%g", scale) << scale;
    }

    /// Whole, within the box, beside the name or below it and never on it.
    void whatIsNotWellHasItsWord()
    {
        QFETCH(double, scale);
        const QRectF box(0, 0, 176, 72);
        for (const Health health : {Health::Degraded, Health::Down, Health::Unknown}) {
            for (const char *title : {"db", "Elasticsearch", "Postgres exporter", "Backend API",
                                      "Exposure of the data ports"}) {
                const NodeLook look = lookWith(title, health, false);
                const QList<NodeLine> lines = environmentLines(box.size(), look, scale);
                QCOMPARE(lines.last().role, NodeLine::Role::Word);
                QCOMPARE(lines.last().text, wordOf(look.environments.last().mark));
                QString name;
                for (const NodeLine &line : lines) {
                    QVERIFY2(box.contains(QRectF(line.rect().left(), line.baseline.y(),
                                                 line.rect().width(), 1)),
                             title);
                    QVERIFY(line.font.pixelSize() * scale >= 10.99);
                    if (line.role != NodeLine::Role::Name)
                        continue;
                    name += (name.isEmpty() ? "" : " ") + line.text;
                    QVERIFY2(line.rect().right() <= lines.last().rect().left()
                                 || line.baseline.y() < lines.last().baseline.y() - 9 / scale,
                             title);
                }
                if (look.title.size() < 14)
                    QCOMPARE(name, look.title);
                // Marks begin below the words.
                QVERIFY(lines.last().baseline.y() <= environmentPlace(box, 0, 3, scale).top());
            }
        }
        QCOMPARE(environmentLines(box.size(), lookWith("db", Health::Healthy, false), scale).size(),
                 1);
    }

    /// 3 px of the screen between a mark, its ring included, and the border.
    void marksKeepAwayFromTheBorder()
    {
        const QRectF box(0, 0, 176, 72);
        for (const double scale : {0.45, 0.6, 0.7, 0.79, 1.0, 2.0}) {
            for (const int count : {1, 2, 3, 4}) {
                for (const bool impacted : {false, true}) {
                    const NodeEnvironment each =
                        lookWith("db", Health::Down, impacted).environments.last();
                    for (int i = 0; i < count; ++i) {
                        const QRectF mark = environmentMarkRect(
                            environmentPlace(box, i, count, scale), each, scale);
                        const double ring = impacted ? mark.width() * 0.1875 : 0;
                        const QRectF all = mark.adjusted(-ring, -ring, ring, ring);
                        const double air = 3 / scale - 0.01;
                        const QString at = QString("%1 %2 %3").arg(scale).arg(count).arg(impacted);
                        QVERIFY2(box.adjusted(air, air, -air, -air).contains(all), qPrintable(at));
                        if (scale >= 0.7 && count <= 3 && !impacted)
                            QVERIFY2(mark.width() * scale >= 15.9, qPrintable(at));
                    }
                }
            }
        }
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const bool dark : {true, false}) {
            const QString theme = dark ? "dark" : "light";
            QTest::newRow(qPrintable(theme + "-1280")) << dark << QSize(1280, 720);
            QTest::newRow(qPrintable(theme + "-1920")) << dark << QSize(1920, 1080);
        }
    }

    void pictures()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        m_theme->setDark(dark);
        m_window->resize(size);
        m_page->setGeometry(72, 56, size.width() - 72, size.height() - 56);
        ChangeSet down;
        down.at = referenceTime(1);
        down.states = {serviceState(service("prod", "db"), Health::Down, "refused", 1)};
        m_board->apply(down);
        all()->setChecked(true);
        m_page->view()->select(service("dev", "backend"));
        snapshot(*m_page, QString("all-environments-%1").arg(QTest::currentDataTag()));
        QVERIFY(all()->isVisible());
    }

private:
    /// In the last of three environments as given, else well.
    static NodeLook lookWith(const char *title, Health health, bool impacted)
    {
        NodeLook look;
        look.title = QString::fromLatin1(title);
        for (const char *letter : {"D", "S", "P"}) {
            NodeEnvironment each;
            each.letter = QString::fromLatin1(letter);
            each.mark.health = Health::Healthy;
            look.environments << each;
        }
        look.environments.last().mark.health = health;
        look.environments.last().mark.impacted = impacted;
        return look;
    }

    static ServiceKey service(const char *environment, const char *id)
    {
        return platformService("corporate", environment, id);
    }

    QPushButton *all() const { return m_page->findChild<QPushButton *>("diagram.all"); }

    const QList<NodeItem *> &items() const { return m_page->view()->nodeItems(); }

    NodeItem *item(const QString &title) const
    {
        const auto found = std::find_if(items().cbegin(), items().cend(), [&](NodeItem *each) {
            return each->look().title == title;
        });
        return found == items().cend() ? nullptr : *found;
    }

    QString letters(const QString &title) const
    {
        QStringList texts;
        for (const NodeEnvironment &each : item(title)->look().environments)
            texts << (each.isHere ? each.letter : QString("-"));
        return texts.join(' ');
    }

    void click(const QString &title, int environment) const
    {
        const QRectF place =
            environmentPlace(item(title)->rect(), environment, 3, m_page->view()->zoom());
        QTest::mouseClick(m_page->view()->viewport(), Qt::LeftButton, {},
                          m_page->view()->mapFromScene(place.center()));
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

QTEST_MAIN(TestAllEnvironments)
#include "tst_allenvironments.moc"
