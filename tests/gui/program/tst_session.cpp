// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "models/status/statuswords.h"
#include "tests/support/badhttp.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/history/ledgerlist.h"
#include "ui/pages/runbooks/runbookspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/holdbutton.h"

#include <QAbstractItemView>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

QByteArray page(const QByteArray &status)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok";
}

/// A workspace of one service in prod over a real HTTP server, with one runbook.
class Files
{
public:
    explicit Files(int port)
    {
        put("opsdeck.yaml", "workspace: w\nplatforms: [{ file: p.yaml }]\nrunbooks: [r.yaml]\n");
        put("r.yaml",
            "runbook: say\ntitle: Say it\nplatform: p\nservice: web\ndanger: low\nsteps:\n"
            "  - { id: one, title: One, kind: command, command: [sh, -c, 'echo said-it'], timeout: "
            "20s }\n"
            "  - { id: two, title: Two, kind: check, services: [web], within: 20s }\n");
        put("p.yaml", platform(port));
    }

    static QByteArray platform(int port)
    {
        return "platform: p\ntitle: P\nenvironments: [{ id: prod, tier: prod }]\nservices:\n  - "
               "id: web\n    checks:\n"
               "      - { id: page, kind: http, interval: 1s, timeout: 1s, retries: 2, url: "
               "'http://127.0.0.1:"
               + QByteArray::number(port)
               + "/' }\n    metrics:\n      - { id: latency, check: page, metric: "
                 "probe_duration_seconds, unit: seconds }\n";
    }

    void put(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
            || file.write(bytes) != bytes.size())
            qFatal("no file");
    }

    QString path() const { return m_dir.path(); }

private:
    QTemporaryDir m_dir;
};

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};
const ServiceKey kWeb{kProd, ServiceId("web")};

} // namespace

/// The program from its files and a real server up to the widgets.
class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void observesAndSeesTheFault();
    void brokenEditKeepsTheLastGood();
    void chartsShowWhatWasThereBeforeARestart();
    void anOutageDoesNotBeginWithTheProgram();
    void aMomentOfTheLedgerOpensTheReplay();
    void pollsOnce();
    void unusableWorkspaceSaysSo();
    void runbookNeedsArmingAndItsNameTyped();
    void interruptedRunIsToldUntilSomebodyHasLooked();

private:
    std::unique_ptr<Session> makeSession(Session::Mode mode = Session::Mode::Continuous) const
    {
        return std::make_unique<Session>(m_clock, mode, m_data->path());
    }

    SystemClock m_clock;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<Files> m_files;
    std::unique_ptr<QTemporaryDir> m_data;
};

void TestSession::init()
{
    m_server = std::make_unique<BadHttp>();
    m_server->setAnswer("/", page("200 OK"));
    m_files = std::make_unique<Files>(m_server->port());
    m_data = std::make_unique<QTemporaryDir>();
}

void TestSession::cleanup()
{
    m_data.reset();
    m_files.reset();
    m_server.reset();
}

void TestSession::observesAndSeesTheFault()
{
    const auto session = makeSession();
    session->open(m_files->path());
    const auto health = [&] {
        const ServiceView *view = session->board().service(kWeb);
        return view == nullptr ? Health::Unknown : view->health;
    };
    QTRY_COMPARE_WITH_TIMEOUT(health(), Health::Healthy, 10'000);
    m_server->setAnswer("/", page("503 Service Unavailable"));
    QTRY_VERIFY_WITH_TIMEOUT(health() == Health::Down && !session->board().service(kWeb)->soft,
                             10'000);
    QVERIFY(session->history().events().rowCount() > 0);
    // The ledger knows it: up, then one outage that goes on, and before that nobody looked.
    AvailabilityModel &availability = session->history().availability();
    QSignalSpy answered(&availability, &AvailabilityModel::answered);
    availability.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 1, 10'000);
    QCOMPARE(availability.problem(), QString());
    const auto row =
        availability.index(0).data(AvailabilityModel::RowRole).value<AvailabilityRow>();
    QCOMPARE(row.sums.outages, 1);
    QVERIFY(row.sums.isOpen);
    QVERIFY(row.sums.of(LedgerClass::Up) > 0);
    QVERIFY(row.sums.observedShare() < 0.01);
    m_server->setAnswer("/", page("200 OK"));
    QTRY_VERIFY_WITH_TIMEOUT(session->board().service(kWeb)->countsAsHealthy(), 15'000);
}

void TestSession::brokenEditKeepsTheLastGood()
{
    const auto session = makeSession();
    QSignalSpy opened(session.get(), &Session::opened);
    session->open(m_files->path());
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(session->board().service(kWeb) != nullptr
                                 && session->board().service(kWeb)->countsAsHealthy(),
                             10'000);

    m_files->put("p.yaml", "platform: p\nservices: [\n");
    QTRY_VERIFY_WITH_TIMEOUT(session->isOutdated(), 10'000);
    QVERIFY(session->problems().rowCount() > 0);
    QVERIFY(session->board().service(kWeb) != nullptr);

    QByteArray renamed = Files::platform(m_server->port());
    renamed.replace("id: web", "id: site");
    m_files->put("r.yaml", "runbook: say\nplatform: p\ndanger: low\nsteps:\n  - { id: one, kind: "
                           "command, command: [echo, x] }\n");
    m_files->put("p.yaml", renamed);
    QTRY_VERIFY_WITH_TIMEOUT(session->board().service({kProd, ServiceId("site")}) != nullptr,
                             10'000);
    QVERIFY(!session->isOutdated());
    QCOMPARE(session->problems().rowCount(), 0);
    QVERIFY(session->board().service(kWeb) == nullptr);
}

void TestSession::chartsShowWhatWasThereBeforeARestart()
{
    const MetricKey latency{kWeb, "latency"};
    qint64 firstSeen = 0;
    {
        const auto session = makeSession();
        session->open(m_files->path());
        QTRY_VERIFY_WITH_TIMEOUT(!session->series().lines(latency).isEmpty()
                                     && session->series().lines(latency).first().points.size() >= 3,
                                 15'000);
        firstSeen = session->series().lines(latency).first().points.first().timeMs;
    }
    const auto session = makeSession();
    session->open(m_files->path());
    QTRY_VERIFY_WITH_TIMEOUT(session->board().workspace() != nullptr, 10'000);
    const qint64 now = m_clock.now().wallMs;
    session->history().loadSeries(latency, now - 600'000, now);
    QTRY_VERIFY_WITH_TIMEOUT(!session->series().lines(latency).isEmpty()
                                 && session->series().lines(latency).first().points.first().timeMs
                                        == firstSeen,
                             15'000);
}

void TestSession::anOutageDoesNotBeginWithTheProgram()
{
    m_server->setAnswer("/", page("503 No"));
    const auto isDown = [](Session &session) {
        const ServiceView *web = session.board().service(kWeb);
        return web != nullptr && web->health == Health::Down && !web->soft;
    };
    {
        const auto session = makeSession();
        session->open(m_files->path());
        QTRY_VERIFY_WITH_TIMEOUT(isDown(*session), 10'000);
    }
    // Two hours pass.
    {
        QSqlDatabase history = QSqlDatabase::addDatabase("QSQLITE", "past");
        history.setDatabaseName(m_data->filePath("history.db"));
        QVERIFY(history.open());
        for (const char *table : {"results", "events"}) {
            QSqlQuery query(history);
            QVERIFY2(
                query.exec(QStringLiteral("UPDATE %1 SET time_ms = time_ms - 7200000").arg(table)),
                qPrintable(query.lastError().text()));
        }
    }
    QSqlDatabase::removeDatabase("past");
    for (const auto mode : {Session::Mode::Once, Session::Mode::Continuous}) {
        const auto session = makeSession(mode);
        session->history().loadEvents();
        session->open(m_files->path());
        QTRY_VERIFY_WITH_TIMEOUT(isDown(*session), 10'000);
        const ServiceView *web = session->board().service(kWeb);
        QVERIFY(web->since.ageAt(m_clock.now()) >= std::chrono::hours(2));
        QVERIFY2(
            stateSentence(*web, m_clock.now())
                .startsWith(QStringLiteral("web answers 503 for 2%1h").arg(QChar(QChar::Nbsp))),
            qPrintable(stateSentence(*web, m_clock.now())));
        const EventsModel &events = session->history().events();
        const int stored = 2; // may be down, is down
        if (mode == Session::Mode::Once) {
            QTRY_COMPARE(events.rowCount(), stored);
            continue;
        }
        // What nobody watched is one line; that it is as it was is none.
        QTRY_COMPARE(events.rowCount(), stored + 1);
        const QString gap = events.index(0).data().toString();
        QVERIFY2(gap.startsWith("Nothing was observed from "), qPrintable(gap));
    }
}

void TestSession::aMomentOfTheLedgerOpensTheReplay()
{
    ThemeHub theme;
    const auto session = makeSession();
    WindowController controller(*session, theme, m_data->path());
    MainWindow &window = controller.window();
    window.resize(1600, 1000);
    window.show();
    session->open(m_files->path());
    QTRY_VERIFY_WITH_TIMEOUT(session->board().service(kWeb) != nullptr
                                 && session->board().service(kWeb)->countsAsHealthy(),
                             10'000);
    const qint64 seen =
        session->board().service(kWeb)->checks.first().state.last->observedAt.wallMs;
    window.showPage(QStringLiteral("history"));
    window.findChild<QPushButton *>("history.tab.availability")->click();
    auto *list = window.findChild<LedgerList *>("history.availability");
    QTRY_VERIFY_WITH_TIMEOUT(list->isVisible() && list->model()->rowCount() > 0, 10'000);
    Q_EMIT list->momentWanted(kWeb, seen);
    QCOMPARE(window.currentPage(), QStringLiteral("diagram"));
    auto *diagram = window.findChild<DiagramPage *>();
    Replay &replay = diagram->modes().replay();
    QVERIFY(replay.isOn());
    QTRY_COMPARE_WITH_TIMEOUT(replay.shownMs(), seen, 10'000);
    QCOMPARE(replay.board().service(kWeb)->health, Health::Healthy);
}

void TestSession::pollsOnce()
{
    const auto session = makeSession(Session::Mode::Once);
    QSignalSpy polled(session.get(), &Session::polled);
    m_server->setAnswer("/", page("503 Service Unavailable"));
    session->open(m_files->path());
    QTRY_COMPARE_WITH_TIMEOUT(polled.size(), 1, 10'000);
    QCOMPARE(session->board().service(kWeb)->health, Health::Down);
    QVERIFY(!session->board().service(kWeb)->soft);
}

void TestSession::unusableWorkspaceSaysSo()
{
    const auto session = makeSession();
    QSignalSpy opened(session.get(), &Session::opened);
    session->open(m_files->path() + "/nowhere.yaml");
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 10'000);
    QCOMPARE(opened.first().first().toBool(), false);
    QCOMPARE(session->problems().rowCount(), 1);
}

void TestSession::runbookNeedsArmingAndItsNameTyped()
{
    ThemeHub theme;
    theme.setDark(true);
    const auto session = makeSession();
    WindowController controller(*session, theme, m_data->path());
    MainWindow &window = controller.window();
    window.resize(1600, 1000);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    session->open(m_files->path());
    QTRY_COMPARE_WITH_TIMEOUT(window.environment(), kProd, 10'000);
    QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
    auto *hold = window.findChild<HoldButton *>("runbooks.confirm.hold");
    auto *name = window.findChild<QLineEdit *>("runbooks.confirm.name");
    auto *output = window.findChild<QAbstractItemView *>("runbooks.output.lines");
    auto *outcome = window.findChild<QLabel *>("runbooks.outcome");
    QTRY_VERIFY_WITH_TIMEOUT(hold->isVisible(), 10'000);
    QVERIFY(!hold->isEnabled());
    QVERIFY(!name->isEnabled());
    QCOMPARE(name->placeholderText(), "prod");
    QVERIFY(window.findChild<QLabel *>("runbooks.confirm.sentence")
                ->text()
                .contains("Type prod to confirm"));

    // The confirmation is whole in the smallest window, armed or not.
    const auto *stepCard = window.findChild<QWidget *>("runbooks.step");
    const auto isWhole = [&](const QWidget *part) {
        return stepCard->rect().contains(QRect(part->mapTo(stepCard, QPoint(0, 0)), part->size()));
    };
    window.resize(window.minimumSize());
    QTRY_VERIFY(isWhole(hold) && isWhole(name));
    QVERIFY(
        window.rect().contains(QRect(stepCard->mapTo(&window, QPoint(0, 0)), stepCard->size())));

    QTest::keyClick(&window, Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(name->isEnabled());
    QVERIFY(!hold->isEnabled());
    QTRY_VERIFY(isWhole(hold) && isWhole(name));
    window.resize(1600, 1000);
    QTest::keyClicks(name, "prod");
    QVERIFY(hold->isEnabled());
    QTest::mousePress(hold, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(outcome->text().startsWith("Done"), 30'000);
    QTest::mouseRelease(hold, Qt::LeftButton);
    QStringList lines;
    for (int row = 0; row < output->model()->rowCount(); ++row)
        lines << output->model()->index(row, 0).data().toString();
    QVERIFY2(lines.contains("said-it"), qPrintable(lines.join('\n')));
    QTRY_VERIFY_WITH_TIMEOUT(session->history().audit().rowCount() >= 4, 10'000);
}

void TestSession::interruptedRunIsToldUntilSomebodyHasLooked()
{
    const auto row = [](const QString &action, const QVariantMap &body) {
        AuditEntry entry;
        entry.actor = "anna";
        entry.action = action;
        entry.target = "p/prod";
        entry.runId = "11112222-aaaa";
        entry.body = body;
        return entry;
    };
    {
        // What a program that was killed in a step leaves.
        SqliteAuditLog record(m_data->path() + "/audit.db");
        record.append(row("runbook.intent", {{"runbook", "say"}, {"title", "Say it"}}), &record,
                      [](const Result<AuditEntry> &) {});
        record.append(row("runbook.step-start", {{"step", "one"}}), &record,
                      [](const Result<AuditEntry> &) {});
    }
    ThemeHub theme;
    theme.setDark(true);
    const auto session = makeSession();
    WindowController controller(*session, theme, m_data->path());
    MainWindow &window = controller.window();
    window.resize(1600, 1000);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    controller.lookForInterruptedRuns();
    auto *sentence = window.findChild<QLabel *>("banner.sentence");
    auto *looked = window.findChild<QPushButton *>("banner.action");
    QTRY_VERIFY_WITH_TIMEOUT(sentence->isVisible(), 10'000);
    QVERIFY2(sentence->text().contains("Run 11112222 of Say it in p/prod")
                 && sentence->text().contains("interrupted in step 'one'"),
             qPrintable(sentence->text()));
    QVERIFY(looked->isVisible());
    const auto rows = [&] {
        QStringList actions;
        AuditModel &record = session->history().audit();
        for (int i = 0; i < record.rowCount(); ++i) {
            const auto entry = record.index(i).data(AuditModel::EntryRole).value<AuditEntry>();
            actions.prepend(entry.action + ' ' + entry.outcome);
        }
        return actions;
    };
    QTRY_COMPARE_WITH_TIMEOUT(rows().value(rows().size() - 1), QString("runbook.result unknown"),
                              10'000);
    QTest::mouseClick(looked, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!sentence->isVisible(), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(rows().value(rows().size() - 1), QString("runbook.settled succeeded"),
                              10'000);
}

QTEST_MAIN(TestSession)
#include "tst_session.moc"
