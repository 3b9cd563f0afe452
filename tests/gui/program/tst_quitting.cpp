// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "services/audit/sqliteauditlog.h"
#include "services/runbooks/runbookengine.h"
#include "tests/support/wholefile.h"
#include "ui/pages/runbooks/runbookspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QEventLoop>
#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kDev{PlatformId("p"), EnvironmentId("dev")};

} // namespace

/// The program's end while a run is under way, about to begin, or has just ended.
class TestQuitting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void stopsTheRunAndRecordsIt();
    void runThatWasJustAskedForIsNotCutOff();
    void runThatHasJustEndedHoldsNothingUp();
    void withoutARunItEnds();
    void withoutADataFolderItEnds();

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }

    MainWindow &window() { return m_controller->window(); }

    RunbookEngine *engine() { return m_session->engine().runbooks(); }

    void open(const QString &data)
    {
        m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, data);
        m_controller = std::make_unique<WindowController>(*m_session, m_theme, data);
        window().show();
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        m_session->open(m_dir->path());
        QTRY_COMPARE_WITH_TIMEOUT(window().environment(), kDev, 10'000);
    }

    /// A run that goes on until the file "go" is there is asked for.
    void ask()
    {
        // The page plans as well: its answer may come when this is over.
        m_plan.reset();
        connect(engine(), &RunbookEngine::planned, this,
                [this](const RunPlan &made) { m_plan = made; });
        connect(engine(), &RunbookEngine::progressChanged, this,
                [this](const RunProgress &progress) { m_isStepSeen = isAtWork(progress); });
        QTest::keyClick(&window(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QMetaObject::invokeMethod(engine(),
                                  [engine = engine()] { engine->plan(RunbookId("wait"), kDev); });
        QTRY_VERIFY(m_plan.has_value());
        disconnect(engine(), &RunbookEngine::planned, this, nullptr);
        Q_EMIT window().findChild<RunbooksPage *>()->runRequested(*m_plan, "dev");
    }

    static bool isAtWork(const RunProgress &progress)
    {
        return progress.steps.value(0) == StepState::Running;
    }

    /// 0 when the program ended by itself.
    static int endOfProgram()
    {
        QTimer limit;
        connect(&limit, &QTimer::timeout, qApp, [] { QCoreApplication::exit(1); });
        limit.start(15'000);
        return QCoreApplication::exec();
    }

    /// Of the only run, as it stands in the record once the program is gone.
    QString resultOnRecord()
    {
        m_controller.reset();
        m_session.reset();
        SqliteAuditLog record(m_data->filePath("audit.db"));
        QString outcome = "none";
        QEventLoop loop;
        record.list(100, &loop, [&](const Result<QList<AuditEntry>> &rows) {
            for (const AuditEntry &row : rows.value_or(QList<AuditEntry>())) {
                if (row.action == "runbook.result")
                    outcome = row.outcome;
            }
            loop.quit();
        });
        loop.exec();
        return outcome;
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
    std::optional<RunPlan> m_plan;
    bool m_isStepSeen = false;
};

void TestQuitting::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
    m_isStepSeen = false;
    putFile(path("opsdeck.yaml"),
            "workspace: w\nplatforms: [{ file: p.yaml }]\nrunbooks: [r.yaml]\n");
    putFile(path("p.yaml"), "platform: p\ntitle: P\nenvironments: [{ id: dev, tier: dev }]\n"
                            "services: [{ id: web }]\n");
    putFile(path("r.yaml"), "runbook: wait\ntitle: Wait\nplatform: p\nservice: web\ndanger: low\n"
                            "steps:\n  - { id: one, title: One, kind: command, timeout: 60s,\n"
                            "      command: [sh, -c, 'until [ -e "
                                + QFile::encodeName(path("go")) + " ]; do sleep 0.05; done'] }\n");
}

void TestQuitting::cleanup()
{
    m_controller.reset();
    m_session.reset();
}

void TestQuitting::stopsTheRunAndRecordsIt()
{
    open(m_data->path());
    ask();
    QTRY_VERIFY(m_isStepSeen);
    window().close();
    QVERIFY(window().isVisible());
    QCOMPARE(endOfProgram(), 0);
    QCOMPARE(resultOnRecord(), "cancelled");
}

void TestQuitting::runThatWasJustAskedForIsNotCutOff()
{
    open(m_data->path());
    ask();
    QVERIFY(!m_isStepSeen);
    window().close();
    QCOMPARE(endOfProgram(), 0);
    QCOMPARE(resultOnRecord(), "cancelled");
}

void TestQuitting::runThatHasJustEndedHoldsNothingUp()
{
    open(m_data->path());
    ask();
    QTRY_VERIFY(m_isStepSeen);
    QSemaphore ended;
    connect(
        engine(), &RunbookEngine::idle, engine(), [&] { ended.release(); }, Qt::DirectConnection);
    putFile(path("go"), "go");
    QVERIFY(ended.tryAcquire(1, 10'000));
    QVERIFY(m_isStepSeen); // the window has not heard of the end
    window().close();
    QCOMPARE(endOfProgram(), 0);
    QCOMPARE(resultOnRecord(), "succeeded");
}

void TestQuitting::withoutARunItEnds()
{
    open(m_data->path());
    window().close();
    QCOMPARE(endOfProgram(), 0);
    QCOMPARE(resultOnRecord(), "none");
}

void TestQuitting::withoutADataFolderItEnds()
{
    open({});
    QMetaObject::invokeMethod(&window(), &MainWindow::close, Qt::QueuedConnection);
    QCOMPARE(endOfProgram(), 0);
}

QTEST_MAIN(TestQuitting)
#include "tst_quitting.moc"
