// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/checkconditions.h"
#include "tests/support/guitest.h"
#include "tests/support/overviewboard.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>

using namespace opsdeck;
using namespace opsdeck::test;

class TestInspectorPanel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void itTellsWhatIsWrongAndWhatToTry();
    void sinceIsOfTheWholeNotOfAnInstance();
    void aConditionIsShownWithItsResolvedValue();
    void aSoundServiceHasNoError();
    void checksAndResultsFollow();
    void anotherCheckShowsItsOwnPast();
    void agesMoveOnEvenAfterBeingHidden();
    void neighboursLead();
    void impactIsTheSameEverywhere();
    void actionsAsk();
    void aServiceWithoutChecksSaysSo();
    void actionsStayInSight();
    void thePastComesFromTheHistory();
    void factsOfTheLastAnswerAreShown();
    void nothingScrollsSideways();
    void itSaysThatItIsOfNow();
    void aLongNameWidensNothing();
    void widgetsHaveNames();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const QString &name) const
    {
        return m_panel->findChild<T *>(name);
    }

    QString text(const QString &name) const { return child<QLabel>(name)->text(); }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<QWidget> m_window;
    InspectorPanel *m_panel = nullptr;
};

void TestInspectorPanel::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestInspectorPanel::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(480, 1000);
    m_panel = new InspectorPanel(*m_board, *m_series, *m_theme, m_window.get());
    m_panel->setGeometry(0, 0, 384, 944);
    m_series->setWorkspace(overviewWorkspace());
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    addHalfAnHour(*m_series, *overviewWorkspace());
    m_board->apply(overviewHealthy());
    m_board->apply(overviewIncident());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestInspectorPanel::cleanup()
{
    m_window.reset();
    m_board.reset();
    m_series.reset();
}

void TestInspectorPanel::itTellsWhatIsWrongAndWhatToTry()
{
    m_panel->setService(overviewService("staging", "minio"));
    QVERIFY2(text("inspector.sentence").startsWith("minio refuses connections for 12"),
             qPrintable(text("inspector.sentence")));
    QVERIFY(text("inspector.sentence").contains("UTC"));
    QVERIFY(child<QLabel>("inspector.error.kind")->isVisible());
    QCOMPARE(text("inspector.error.kind"), QString("refused"));
    QVERIFY(text("inspector.error.advice")
                .startsWith("Nothing listens on minio:9000. The host answers"));
    QCOMPARE(text("inspector.error.raw"), QString("connect: ECONNREFUSED 10.20.0.14:9000, 0.4 ms"));
    const QString head = child<QWidget>("inspector.head")->accessibleName();
    QVERIFY2(head.startsWith("minio: Corporate Intelligence, STAGING"), qPrintable(head));
}

void TestInspectorPanel::sinceIsOfTheWholeNotOfAnInstance()
{
    EnvironmentView view = *m_board->environment(overviewEnvironment("prod"));
    for (ServiceView &service : view.services) {
        if (service.key == overviewService("prod", "api"))
            service.instances = {{"api-1", Health::Healthy, false, false, 0},
                                 {"api-2", Health::Down, false, false, 0}};
        if (service.key == overviewService("prod", "api"))
            service.health = Health::Down;
    }
    m_board->show(view, overviewTime(3));
    m_panel->setService(overviewService("prod", "nginx"));
    QVERIFY2(text("inspector.sentence").contains(" Since "),
             qPrintable(text("inspector.sentence")));
    m_panel->setService(overviewService("prod", "api"));
    const QString sentence = text("inspector.sentence");
    QVERIFY2(sentence.contains("As a whole since "), qPrintable(sentence));
    QVERIFY2(sentence.endsWith(" UTC, 1 of 2 OK: api-2 is down."), qPrintable(sentence));
    // Not a second time where the sentence has begun with it.
    for (ServiceView &service : view.services) {
        if (service.key == overviewService("prod", "api")) {
            service.health = Health::Healthy;
            service.figure = "1 of 2 OK";
        }
    }
    m_board->show(view, overviewTime(3));
    m_panel->setService({});
    m_panel->setService(overviewService("prod", "api"));
    QVERIFY2(text("inspector.sentence").contains("1 of 2 OK. api-2 is down"),
             qPrintable(text("inspector.sentence")));
    QVERIFY2(text("inspector.sentence").endsWith(" UTC."), qPrintable(text("inspector.sentence")));
}

void TestInspectorPanel::aConditionIsShownWithItsResolvedValue()
{
    Check check;
    check.degradedIf = QStringList{"[BODY].database.status != healthy", "[RESPONSE_TIME] > 5s"};
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.latency = std::chrono::milliseconds(12);
    outcome.message = "HTTP 200 on /health in 12 ms";
    outcome.body = R"({"database":{"status":"degraded"}})";
    applyConditions(check, outcome, 0);
    QCOMPARE(outcome.status, CheckStatus::Warning);

    ChangeSet changes;
    changes.states = {overviewState(overviewService("prod", "api"), Health::Degraded,
                                    outcome.figure, outcome.message, 1)};
    changes.states.first().last->error = outcome.error;
    changes.results = {*changes.states.first().last};
    changes.at = overviewTime(2);
    m_board->apply(changes);
    m_panel->setService(overviewService("prod", "api"));
    const QString shown = "[BODY].database.status (degraded) != healthy";
    QVERIFY2(text("inspector.sentence").contains(shown), qPrintable(text("inspector.sentence")));
    QCOMPARE(text("inspector.error.kind"), QString("condition"));
    // What the sentence has said is not said again.
    QVERIFY2(!text("inspector.error.advice").contains(shown),
             qPrintable(text("inspector.error.advice")));
    QCOMPARE(child<QListView>("inspector.results.list")->model()->index(0, 0).data().toString(),
             shown);
}

void TestInspectorPanel::aSoundServiceHasNoError()
{
    m_panel->setService(overviewService("prod", "redis"));
    QVERIFY(!child<QLabel>("inspector.error.kind")->isVisible());
    QVERIFY(text("inspector.sentence").startsWith("redis is OK"));
    m_panel->setService(overviewService("prod", "api"));
    QVERIFY(text("inspector.sentence").contains("Impacted by postgres."));
}

void TestInspectorPanel::checksAndResultsFollow()
{
    m_panel->setService(overviewService("prod", "redis"));
    auto *results = child<QListView>("inspector.results.list");
    QVERIFY2(text("inspector.results.facts").startsWith("answers, every 15"),
             qPrintable(text("inspector.results.facts")));
    const int before = results->model()->rowCount();
    QVERIFY(before >= 1);
    ChangeSet changes;
    changes.states = {overviewState(overviewService("prod", "redis"), Health::Down, "refused",
                                    "connection refused on redis:6379", 3)};
    changes.results = {*changes.states.first().last};
    changes.at = overviewTime(3);
    m_board->apply(changes);
    QCOMPARE(results->model()->rowCount(), before + 1);
    QCOMPARE(results->model()->index(0, 0).data().toString(),
             QString("connection refused on redis:6379"));
    m_board->tick(overviewTime(4));
    QCOMPARE(results->height(), results->model()->rowCount() * 24);
    QVERIFY(child<QWidget>("inspector.results")->accessibleName().contains("9 of them not OK"));
}

void TestInspectorPanel::anotherCheckShowsItsOwnPast()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    Service &redis = workspace->platforms.first().environments.last().services[3];
    QCOMPARE(redis.title, QString("redis"));
    Check second = redis.checks.first();
    second.id = CheckId(QStringLiteral("memory"));
    second.title = QStringLiteral("memory");
    second.interval = std::chrono::seconds(60);
    redis.checks.append(second);
    m_board->setWorkspace(workspace, overviewTime());
    m_panel->setService(overviewService("prod", "redis"));
    auto *checks = child<QListView>("inspector.checks");
    QCOMPARE(checks->model()->rowCount(), 2);
    // What was never asked is worse than what is OK: its past is the one that matters.
    QVERIFY(text("inspector.results.facts").startsWith("memory, every 60"));
    QTest::mouseClick(checks->viewport(), Qt::LeftButton, {},
                      checks->visualRect(checks->model()->index(0, 0)).center());
    QVERIFY(text("inspector.results.facts").startsWith("answers, every 15"));
    m_board->tick(overviewTime(1));
    QVERIFY(text("inspector.results.facts").startsWith("answers, every 15"));
    QTest::keyClick(checks, Qt::Key_Down);
    QVERIFY(text("inspector.results.facts").startsWith("memory"));
    m_panel->setService(overviewService("prod", "api"));
    QVERIFY(text("inspector.results.facts").startsWith("answers"));
}

void TestInspectorPanel::agesMoveOnEvenAfterBeingHidden()
{
    m_panel->setService(overviewService("prod", "redis"));
    QVERIFY(text("inspector.sentence").startsWith("redis is OK"));
    m_panel->hide();
    m_board->tick(overviewTime(120));
    m_panel->show();
    QVERIFY2(text("inspector.sentence").startsWith("redis: not observed for"),
             qPrintable(text("inspector.sentence")));
}

void TestInspectorPanel::neighboursLead()
{
    m_panel->setService(overviewService("staging", "api"));
    QSignalSpy activated(m_panel, &InspectorPanel::serviceActivated);
    auto *minio = child<QPushButton>("inspector.needs.minio");
    QVERIFY(minio != nullptr);
    QVERIFY(minio->text().endsWith("Down"));
    QTest::mouseClick(minio, Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().value<ServiceKey>(), overviewService("staging", "minio"));
    auto *nginx = child<QPushButton>("inspector.neededby.nginx");
    QTRY_VERIFY(nginx->isVisible());
    nginx->setFocus();
    QVERIFY(nginx->hasFocus());
    m_board->apply(overviewHealthy());
    m_board->tick(overviewTime(1));
    QVERIFY(nginx->hasFocus());
    QVERIFY(child<QPushButton>("inspector.needs.minio")->text().endsWith("OK"));
    QTest::keyClick(nginx, Qt::Key_Space);
    QCOMPARE(activated.last().first().value<ServiceKey>(), overviewService("staging", "nginx"));
}

void TestInspectorPanel::impactIsTheSameEverywhere()
{
    const ServiceKey minio = overviewService("staging", "minio");
    m_panel->setService(minio);
    const ServiceView *view = m_board->service(minio);
    QVERIFY(view->rootCause);
    QVERIFY(view->impacts.size() > 1);
    QVERIFY2(text("inspector.impact")
                 .startsWith(QString("Impact: %1 services").arg(view->impacts.size())),
             qPrintable(text("inspector.impact")));
    int listed = 0;
    for (const ServiceKey &key : view->impacts) {
        const QString name = key.service.toString();
        const bool direct =
            m_panel->findChild<QPushButton *>("inspector.neededby." + name) != nullptr;
        const bool through =
            m_panel->findChild<QPushButton *>("inspector.through." + name) != nullptr;
        QVERIFY2(direct != through, qPrintable(name));
        ++listed;
    }
    QCOMPARE(listed, view->impacts.size());
    QVERIFY(m_panel->findChild<QPushButton *>("inspector.through.nginx") != nullptr);
    m_panel->setService(overviewService("prod", "redis"));
    QVERIFY(!child<QWidget>("inspector.impact")->isVisible());
}

void TestInspectorPanel::actionsAsk()
{
    m_panel->setService(overviewService("prod", "postgres"));
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    Runbook runbook;
    runbook.id = RunbookId(QStringLiteral("vacuum"));
    runbook.platform = workspace->platforms.first().id;
    runbook.service = ServiceId(QStringLiteral("postgres"));
    workspace->runbooks = {runbook};
    m_board->setWorkspace(workspace, overviewTime());
    QSignalSpy runbooks(m_panel, &InspectorPanel::runbooksRequested);
    QSignalSpy now(m_panel, &InspectorPanel::checkNowRequested);
    QSignalSpy metrics(m_panel, &InspectorPanel::metricsRequested);
    QSignalSpy diagram(m_panel, &InspectorPanel::diagramRequested);
    for (const char *name :
         {"inspector.runbooks", "inspector.checknow", "inspector.metrics", "inspector.diagram"})
        child<QPushButton>(QString::fromLatin1(name))->click();
    for (const QSignalSpy *spy : {&runbooks, &now, &metrics, &diagram}) {
        QCOMPARE(spy->size(), 1);
        QCOMPARE(spy->first().first().value<ServiceKey>(), overviewService("prod", "postgres"));
    }
    // Beside the diagram there is no way to it.
    auto *there = child<QPushButton>("inspector.diagram");
    const int high = child<QWidget>("inspector.actions")->sizeHint().height();
    m_panel->setPage(QStringLiteral("diagram"));
    QVERIFY(!there->isVisible());
    QCOMPARE(child<QWidget>("inspector.actions")->sizeHint().height(), high);
    m_panel->setPage(QStringLiteral("overview"));
    QVERIFY(there->isVisible());
}

void TestInspectorPanel::aServiceWithoutChecksSaysSo()
{
    m_panel->setService(overviewService("staging", "cadvisor"));
    QCOMPARE(text("inspector.sentence"), QString("cadvisor: no check. Nothing observes it."));
    QVERIFY(!child<QWidget>("inspector.results")->isVisible());
    QVERIFY(!child<QWidget>("inspector.metrics")->isEnabled());
    QVERIFY(!child<QWidget>("inspector.checks")->isVisible());
    QVERIFY(!child<QWidget>("inspector.checknow")->isEnabled());
    QVERIFY(child<QWidget>("inspector.checknow")->toolTip().contains("has no check"));
}

void TestInspectorPanel::actionsStayInSight()
{
    // What a window of 1280x720 leaves.
    m_panel->setGeometry(0, 0, 360, 632);
    for (const char *service : {"api", "minio", "cadvisor", "postgres"}) {
        m_panel->setService(overviewService("staging", QString::fromLatin1(service)));
        QCoreApplication::processEvents();
        for (const char *name :
             {"runbooks", "checknow", "diagram", "metrics", "edit", "addcheck"}) {
            auto *button = child<QPushButton>(QStringLiteral("inspector.%1").arg(name));
            const QRect place(button->mapTo(m_panel, QPoint(0, 0)), button->size());
            QVERIFY2(m_panel->rect().contains(place), name);
            QVERIFY2(!button->visibleRegion().isEmpty(), name);
        }
    }
    // And leave most of the height to what there is to read.
    QVERIFY2(child<QWidget>("inspector.scroll")->height() > 540,
             qPrintable(QString::number(child<QWidget>("inspector.scroll")->height())));
    // Nothing is written for it: the button says so and does nothing.
    auto *runbooks = child<QPushButton>("inspector.runbooks");
    QVERIFY(!runbooks->isEnabled());
    QVERIFY(runbooks->toolTip().contains("No runbook"));
}

void TestInspectorPanel::factsOfTheLastAnswerAreShown()
{
    m_panel->setService(overviewService("prod", "redis"));
    auto *facts = child<QWidget>("inspector.facts");
    QVERIFY(!facts->isVisible());
    const auto tell = [this](const QVariantMap &fields, int second) {
        ChangeSet changes;
        changes.states = {overviewState(overviewService("prod", "redis"), Health::Healthy, "1 ms",
                                        "PONG in 1 ms", second)};
        changes.states.first().last->fields = fields;
        changes.results = {*changes.states.first().last};
        changes.at = overviewTime(second);
        m_board->apply(changes);
    };
    const auto shown = [facts] {
        QStringList texts;
        const QList<QLabel *> labels = facts->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible() && label->text() != "LAST ANSWER")
                texts << QString(label->text()).replace(QChar(QChar::Nbsp), ' ');
        }
        return texts.join('|');
    };
    tell({{"redis.role", "<b>master</b>"}, {"redis.memory_used_ratio", 0.5}}, 1);
    QVERIFY(facts->isVisible());
    QCOMPARE(shown(), QString("redis memory used|50 %|redis role|<b>master</b>"));
    tell({{"redis.role", "replica"}}, 2);
    QCOMPARE(shown(), QString("redis role|replica"));
    // Another one has its own, and none of the one before.
    m_panel->setService(overviewService("prod", "postgres"));
    QVERIFY(!facts->isVisible());
}

void TestInspectorPanel::thePastComesFromTheHistory()
{
    QSignalSpy wanted(m_panel, &InspectorPanel::resultsWanted);
    m_panel->setService(overviewService("prod", "redis"));
    QCOMPARE(wanted.size(), 1);
    const auto check = wanted.first().first().value<CheckKey>();
    QCOMPARE(check.service, overviewService("prod", "redis"));
    QList<CheckResult> results;
    for (int i = 1; i <= wanted.first().at(1).toInt(); ++i) {
        CheckResult result;
        result.key = check;
        result.status = i == 3 ? CheckStatus::Critical : CheckStatus::Ok;
        result.observedAt = overviewTime(-20 - 15 * i);
        result.message = QString("before %1").arg(i);
        results.append(result);
    }
    m_panel->addPastResults(check, results);
    m_board->tick(overviewTime(1));
    auto *strip = child<QWidget>("inspector.results");
    QVERIFY2(strip->accessibleName().startsWith("Last 32 result"),
             qPrintable(strip->accessibleName()));
    QVERIFY(strip->accessibleName().contains("1 of them not OK"));
    QVERIFY2(text("inspector.results.facts").contains("shown: "),
             qPrintable(text("inspector.results.facts")));
    auto *list = child<QListView>("inspector.results.list");
    QCOMPARE(list->model()->rowCount(), 5);
    QCOMPARE(list->height(), 5 * 24);
    QVERIFY(list->model()->index(4, 0).data().toString().startsWith("before "));
    // The newest bar touches the right edge.
    const QImage picture = strip->grab().toImage();
    const QColor ground = picture.pixelColor(picture.width() - 3, 1);
    QVERIFY(picture.pixelColor(picture.width() - 3, 20) != ground);
}

void TestInspectorPanel::nothingScrollsSideways()
{
    m_panel->setGeometry(0, 0, 360, 600);
    for (const char *service : {"api", "minio", "cadvisor", "postgres"}) {
        m_panel->setService(overviewService("staging", QString::fromLatin1(service)));
        QCoreApplication::processEvents();
        QCOMPARE(child<QScrollArea>("inspector.scroll")->horizontalScrollBar()->maximum(), 0);
        QVERIFY(child<QScrollArea>("inspector.scroll")->widget()->width() <= 360);
    }
}

void TestInspectorPanel::itSaysThatItIsOfNow()
{
    m_panel->setService(overviewService("staging", "api"));
    QVERIFY(!child<QLabel>("inspector.note")->isVisible());
    m_panel->setNote(QStringLiteral("This is of now; the diagram shows a REPLAY."));
    QVERIFY(child<QLabel>("inspector.note")->isVisible());
    m_panel->setNote({});
    QVERIFY(!child<QLabel>("inspector.note")->isVisible());
}

void TestInspectorPanel::aLongNameWidensNothing()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    for (Environment &environment : workspace->platforms.first().environments) {
        for (Service &service : environment.services)
            service.title = QString(200, QLatin1Char('L'));
    }
    m_board->setWorkspace(workspace, m_board->now());
    m_panel->setService(overviewService("staging", "api"));
    QVERIFY(m_board->service(m_panel->service())->title.startsWith("LLLL"));
    auto *scroll = child<QScrollArea>("inspector.scroll");
    QTRY_VERIFY(scroll->widget()->width() <= scroll->viewport()->width());
}

void TestInspectorPanel::widgetsHaveNames()
{
    m_panel->setService(overviewService("staging", "api"));
    QCOMPARE(labelsWithoutPlainText(*m_panel), QStringList());
    for (const QPushButton *button : m_panel->findChildren<QPushButton *>())
        QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
    QVERIFY(!child<QListView>("inspector.checks")->accessibleName().isEmpty());
}

void TestInspectorPanel::pictures_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("service");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const bool dark : {true, false}) {
        const char *theme = dark ? "dark" : "light";
        QTest::addRow("inspector-postgres-%s", theme)
            << "prod" << "postgres" << QSize(384, 944) << dark;
        QTest::addRow("inspector-minio-%s", theme)
            << "staging" << "minio" << QSize(360, 672) << dark;
        QTest::addRow("inspector-cadvisor-%s", theme)
            << "staging" << "cadvisor" << QSize(480, 944) << dark;
    }
}

/// The state's sentence in view at every size, and a picture to look at.
void TestInspectorPanel::pictures()
{
    QFETCH(QString, environment);
    QFETCH(QString, service);
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_panel->setGeometry(QRect(QPoint(0, 0), size));
    m_panel->setService(overviewService(environment, service));
    m_board->tick(overviewTime());
    QCoreApplication::processEvents();
    auto *sentence = child<QLabel>("inspector.sentence");
    QVERIFY(
        m_panel->rect().contains(QRect(sentence->mapTo(m_panel, QPoint(0, 0)), sentence->size())));
    snapshot(*m_panel, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestInspectorPanel)
#include "tst_inspectorpanel.moc"
