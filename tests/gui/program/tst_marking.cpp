// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/markkeeper.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "models/status/markwords.h"
#include "models/status/rootcausemodel.h"
#include "models/status/statuswords.h"
#include "services/audit/markrecord.h"
#include "tests/support/guitest.h"
#include "tests/support/overviewboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/marks/markdialog.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QDateTimeEdit>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

class SetClock final : public Clock
{
public:
    Instant now() const override { return m_now; }

    void set(const Instant &now) { m_now = now; }

private:
    Instant m_now = overviewTime();
};

const ServiceKey kPostgres = overviewService("prod", "postgres"); // degraded
const ServiceKey kNginx = overviewService("prod", "nginx");       // well
const ServiceKey kMinio = overviewService("staging", "minio");    // down

/// The program's window over the overview's incident; no engine asks anything.
class Bench
{
public:
    explicit Bench(const QString &data)
        : session(m_clock, Session::Mode::Continuous, data)
        , controller(session, theme, data)
    {
        auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
        workspace->id = "intelligence";
        session.series().setWorkspace(workspace);
        session.engine().setWorkspace(workspace);
        session.board().setWorkspace(workspace, m_clock.now());
        session.board().apply(overviewHealthy());
        session.board().apply(overviewIncident());
        window().resize(1600, 1000);
        window().show();
        window().activateWindow();
    }

    MainWindow &window() { return controller.window(); }

    const ServiceView &view(const ServiceKey &key) { return *session.board().service(key); }

    /// Everything is asked again, and says what it said.
    void pass(int seconds)
    {
        m_clock.set(overviewTime(seconds));
        ChangeSet changes = overviewHealthy();
        changes.states += overviewIncident().states;
        for (CheckState &state : changes.states)
            state.last->observedAt = overviewTime(seconds - 1);
        changes.at = overviewTime(seconds);
        session.board().apply(changes);
        session.tick();
    }

    template <typename T>
    T *child(const char *name)
    {
        return window().findChild<T *>(QString::fromLatin1(name));
    }

    void press(Qt::Key key)
    {
        // Keys of the window are its own while it is the active one: a dialog may just have gone.
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        QTest::keyClick(&window(), key);
        QCoreApplication::processEvents();
    }

    QList<AuditEntry> rows()
    {
        std::optional<QList<AuditEntry>> answer;
        session.history().auditLog()->listOf(
            markActions(), &session,
            [&](const Result<RecordRows> &found) { answer = found.value().entries; });
        while (!answer)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *answer;
    }

private:
    SetClock m_clock;

public:
    ThemeHub theme;
    Session session;
    WindowController controller;
};

} // namespace

class TestMarking final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aKeyAsksAndTheButtonRecords();
    void returnIsEnoughWhereNothingIsProtected();
    void maintenanceEndsAtItsTime();
    void whatIsWellIsNotAcknowledged();
    void menusSayAndTakeBack();
    void theInspectorTellsAndTakesBack();
    void aCauseIsAcknowledgedWhereItIsTold();
    void anAcknowledgedCauseStaysButCalmer();
    void newTroubleHasABadge();
    void withoutARecordNothingIsMarked();
    void aRestartKnowsIt();
    void everyWidgetHasAName();
    void pictures_data();
    void pictures();

private:
    MarkDialog *dialog() { return m_bench->child<MarkDialog>("mark"); }

    void say(const ServiceKey &service, OperatorMarkKind kind, qint64 untilMs = 0,
             const QString &note = {})
    {
        m_bench->session.marks().set(service, kind, untilMs, note);
        QTRY_VERIFY_WITH_TIMEOUT(markOf(m_bench->view(service).marks, kind) != nullptr, 20'000);
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Bench> m_bench;
};

void TestMarking::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_bench = std::make_unique<Bench>(m_data->path());
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window()));
}

void TestMarking::cleanup()
{
    m_bench.reset();
    m_data.reset();
}

void TestMarking::aKeyAsksAndTheButtonRecords()
{
    // Nothing is chosen: nothing is asked.
    m_bench->press(Qt::Key_A);
    QVERIFY(dialog() == nullptr);
    m_bench->window().selectService(kPostgres);
    m_bench->press(Qt::Key_A);
    QVERIFY(dialog() != nullptr && dialog()->isVisible());
    QCOMPARE(dialog()->findChild<QLabel *>("mark.title")->text(), "Acknowledge postgres");
    QVERIFY(dialog()->findChild<QWidget *>("mark.band")->accessibleName().contains("PROD"));
    auto *note = dialog()->findChild<QLineEdit *>("mark.note");
    QTest::keyClicks(note, "vacuum runs");
    // In prod the key that ends a line does nothing.
    QTest::keyClick(note, Qt::Key_Return);
    QCoreApplication::processEvents();
    QVERIFY(dialog()->isVisible());
    QVERIFY(m_bench->rows().isEmpty());
    auto *accept = dialog()->findChild<QPushButton *>("mark.accept");
    QCOMPARE(accept->text(), "Acknowledge postgres in PROD");
    QTest::mouseClick(accept, Qt::LeftButton);
    QTRY_COMPARE(m_bench->view(kPostgres).marks.size(), 1);
    const OperatorMark mark = m_bench->view(kPostgres).marks.first();
    QCOMPARE(mark.note, "vacuum runs");
    QCOMPARE(mark.untilMs, 0);
    QCOMPARE(mark.by, userName());
    QCOMPARE(mark.sinceMs, overviewTime().wallMs);
    const QList<AuditEntry> rows = m_bench->rows();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().action, "mark.set");
    QCOMPARE(rows.first().target, kPostgres.toString());
    QCOMPARE(rows.first().body.value("message").toString(), "vacuum runs");
    QCOMPARE(m_bench->view(kPostgres).health, Health::Degraded);
}

void TestMarking::returnIsEnoughWhereNothingIsProtected()
{
    m_bench->window().selectService(kMinio);
    m_bench->press(Qt::Key_A);
    QVERIFY(dialog() != nullptr);
    auto *note = dialog()->findChild<QLineEdit *>("mark.note");
    QTest::keyClicks(note, "disk");
    QTest::keyClick(note, Qt::Key_Return);
    QTRY_COMPARE(m_bench->view(kMinio).marks.size(), 1);
    // Esc says nothing.
    QTRY_VERIFY(dialog() == nullptr);
    m_bench->press(Qt::Key_M);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QCoreApplication::processEvents();
    QCOMPARE(m_bench->rows().size(), 1);
}

void TestMarking::maintenanceEndsAtItsTime()
{
    m_bench->window().selectService(kNginx);
    m_bench->press(Qt::Key_M);
    QVERIFY(dialog() != nullptr);
    QVERIFY(dialog()->findChild<QWidget *>("mark.until.well") == nullptr);
    QVERIFY(!dialog()->findChild<QDateTimeEdit *>("mark.time")->isVisible());
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.until.time"), Qt::LeftButton);
    QVERIFY(dialog()->findChild<QDateTimeEdit *>("mark.time")->isVisible());
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.until.30"), Qt::LeftButton);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.accept"), Qt::LeftButton);
    QTRY_COMPARE(m_bench->view(kNginx).marks.size(), 1);
    const qint64 until = m_bench->view(kNginx).marks.first().untilMs;
    const qint64 lasts = until - overviewTime().wallMs;
    QVERIFY(lasts >= 30 * 60'000 && lasts < 31 * 60'000);
    QCOMPARE(statusWord(m_bench->view(kNginx)), "Maintenance, OK");
    QVERIFY(m_bench->view(kNginx).countsAsHealthy());
    m_bench->pass(static_cast<int>(lasts / 1000) - 1);
    QCOMPARE(m_bench->view(kNginx).marks.size(), 1);
    m_bench->pass(static_cast<int>(lasts / 1000));
    QVERIFY(m_bench->view(kNginx).marks.isEmpty());
    QCOMPARE(m_bench->rows().size(), 1);
}

void TestMarking::whatIsWellIsNotAcknowledged()
{
    m_bench->window().selectService(kNginx);
    m_bench->press(Qt::Key_A);
    QVERIFY(!dialog()->findChild<QPushButton *>("mark.accept")->isEnabled());
    QVERIFY(dialog()->findChild<QLabel *>("mark.end")->text().contains("nothing to acknowledge"));
    QTest::keyClick(dialog()->findChild<QLineEdit *>("mark.note"), Qt::Key_Return);
    QCOMPARE(m_bench->rows().size(), 0);
    QVERIFY(!m_bench->child<QPushButton>("inspector.mark.acknowledged")->isEnabled());
    QVERIFY(m_bench->child<QPushButton>("inspector.mark.shelved")->isEnabled());
}

void TestMarking::menusSayAndTakeBack()
{
    const auto menu = [&]() -> QMenu * {
        QCoreApplication::processEvents();
        auto *found = m_bench->child<QMenu>("service.menu");
        return found != nullptr && found->isVisible() ? found : nullptr;
    };
    const auto choose = [&](const char *name) {
        auto *action = menu()->findChild<QAction *>(QString::fromLatin1(name));
        QVERIFY(action != nullptr && action->isEnabled());
        QTest::mouseClick(menu(), Qt::LeftButton, {}, menu()->actionGeometry(action).center());
        QCoreApplication::processEvents();
    };
    // A node of the diagram, by mouse and by key.
    m_bench->window().setEnvironment(kPostgres.environment);
    m_bench->window().showPage("diagram");
    QCoreApplication::processEvents();
    auto *view = m_bench->child<DiagramView>("diagram.view");
    const int node = view->model().nodeOf(kPostgres);
    const QPoint at = view->nodeGeometry(node).center();
    QContextMenuEvent byMouse(QContextMenuEvent::Mouse, at, view->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(view->viewport(), &byMouse);
    QVERIFY(menu() != nullptr);
    QCOMPARE(view->selected(), kPostgres);
    choose("marks.set.shelved");
    QVERIFY(dialog() != nullptr);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.accept"), Qt::LeftButton);
    QTRY_COMPARE(m_bench->view(kPostgres).marks.size(), 1);
    QCOMPARE(statusWord(m_bench->view(kPostgres)), "Degraded, shelved");
    QContextMenuEvent byKey(QContextMenuEvent::Keyboard, at, view->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(view->viewport(), &byKey);
    QVERIFY(menu() != nullptr);
    choose("marks.lift.shelved");
    QTRY_VERIFY(m_bench->view(kPostgres).marks.isEmpty());
    QCOMPARE(m_bench->rows().last().action, "mark.lift");
    // A cell of the matrix; not the empty ones, nor names.
    m_bench->window().showPage("overview");
    QCoreApplication::processEvents();
    auto *table = m_bench->child<QTableView>("overview.matrix");
    const auto ask = [&](const QModelIndex &index) {
        const QPoint place = table->visualRect(index).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, place,
                                table->viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(table->viewport(), &event);
    };
    QTRY_VERIFY(menu() == nullptr);
    ask(table->currentIndex().siblingAtColumn(0));
    QVERIFY(menu() == nullptr);
    ask(table->currentIndex());
    QVERIFY(menu() != nullptr);
    QVERIFY(menu()->findChild<QAction *>("marks.set.acknowledged") != nullptr);
    menu()->close();
}

void TestMarking::theInspectorTellsAndTakesBack()
{
    m_bench->window().selectService(kPostgres);
    QCoreApplication::processEvents();
    QTest::mouseClick(m_bench->child<QPushButton>("inspector.mark.acknowledged"), Qt::LeftButton);
    QVERIFY(dialog() != nullptr);
    QTest::keyClicks(dialog()->findChild<QLineEdit *>("mark.note"), "<b>vacuum</b>");
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.until.240"), Qt::LeftButton);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.accept"), Qt::LeftButton);
    QTRY_COMPARE(m_bench->view(kPostgres).marks.size(), 1);
    m_bench->session.tick();
    auto *words = m_bench->child<QLabel>("inspector.mark.acknowledged.words");
    QTRY_VERIFY(words->isVisible());
    QVERIFY2(words->text().startsWith("Acknowledged by " + userName() + " since "),
             qPrintable(words->text()));
    QVERIFY(words->text().contains("until it is well again"));
    auto *note = m_bench->child<QLabel>("inspector.mark.acknowledged.note");
    QCOMPARE(note->text(), "<b>vacuum</b>");
    QCOMPARE(note->textFormat(), Qt::PlainText);
    auto *change = m_bench->child<QPushButton>("inspector.mark.acknowledged");
    QVERIFY2(change->text().startsWith("Change: acknowledged"), qPrintable(change->text()));
    QTest::mouseClick(change, Qt::LeftButton);
    QTRY_VERIFY(dialog() != nullptr);
    QCOMPARE(dialog()->findChild<QLineEdit *>("mark.note")->text(), QString("<b>vacuum</b>"));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    auto *lift = m_bench->child<QPushButton>("inspector.mark.acknowledged.lift");
    lift->setFocus();
    QTest::keyClick(lift, Qt::Key_Space);
    QTRY_VERIFY(m_bench->view(kPostgres).marks.isEmpty());
    QTRY_VERIFY(!words->isVisible());
    QVERIFY(change->text().startsWith("Acknowledge"));
}

void TestMarking::aCauseIsAcknowledgedWhereItIsTold()
{
    m_bench->window().setEnvironment(kPostgres.environment);
    m_bench->window().showPage("overview");
    QCoreApplication::processEvents();
    auto *row = m_bench->child<QWidget>("overview")->findChild<QWidget *>("rootcause.row.0");
    QVERIFY2(row->accessibleName().startsWith("postgres"), qPrintable(row->accessibleName()));
    auto *button = row->findChild<QPushButton *>("rootcause.row.0.acknowledge");
    QTRY_VERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(dialog() != nullptr);
    QVERIFY(dialog()->windowTitle().contains("postgres"));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    QVERIFY(m_bench->view(kPostgres).marks.isEmpty());
    // Whatever is selected, the key is that of the line which has the focus.
    m_bench->window().selectService({});
    row->setFocus();
    QTest::keyClick(row, Qt::Key_A);
    QVERIFY(dialog() != nullptr);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.accept"), Qt::LeftButton);
    QTRY_COMPARE(m_bench->view(kPostgres).marks.size(), 1);
    QCOMPARE(m_bench->view(kPostgres).marks.first().by, userName());
}

void TestMarking::anAcknowledgedCauseStaysButCalmer()
{
    // The diagram has a list of its own, of its environment alone.
    auto *first = m_bench->child<QWidget>("overview")->findChild<QWidget *>("rootcause.row.0");
    m_bench->window().setEnvironment(kPostgres.environment);
    QCoreApplication::processEvents();
    QVERIFY2(first->accessibleName().startsWith("postgres"), qPrintable(first->accessibleName()));
    say(kPostgres, OperatorMarkKind::Acknowledged, 0, "vacuum");
    // What is nobody's comes first, though it is in staging.
    QTRY_VERIFY2(first->accessibleName().startsWith("minio"), qPrintable(first->accessibleName()));
    RootCauseModel model(m_bench->session.board());
    int found = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        if (index.data(RootCauseModel::KeyRole).value<ServiceKey>() != kPostgres)
            continue;
        ++found;
        QVERIFY(!index.data(RootCauseModel::NeedsYouRole).toBool());
        QCOMPARE(index.data(RootCauseModel::OwnerRole).toString(),
                 "acknowledged by " + userName() + ", just now");
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains("Acknowledged by"));
    }
    QCOMPARE(found, 1);
    m_bench->pass(720);
    QCOMPARE(ownerText(m_bench->view(kPostgres), overviewTime(720)),
             "acknowledged by " + userName() + ", 12\u00a0min");
}

void TestMarking::newTroubleHasABadge()
{
    m_bench->window().setEnvironment(kPostgres.environment);
    m_bench->window().showPage("diagram");
    QCoreApplication::processEvents();
    auto *view = m_bench->child<DiagramView>("diagram.view");
    const auto badge = [&](const ServiceKey &key) {
        return view->nodeItems().at(view->model().nodeOf(key))->look().badge;
    };
    m_bench->pass(2);
    QCOMPARE(badge(kPostgres), "new 12\u00a0min");
    QCOMPARE(badge(kNginx), "");
    m_bench->pass(61);
    QCOMPARE(badge(kPostgres), "new 13\u00a0min");
    m_bench->pass(1800 - 720 - 1);
    QCOMPARE(badge(kPostgres), "new 29\u00a0min");
    m_bench->pass(1800 - 720);
    QCOMPARE(badge(kPostgres), "");
}

void TestMarking::withoutARecordNothingIsMarked()
{
    m_bench.reset();
    m_data = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_data->path()).mkdir("audit.db")); // no file can be there
    m_bench = std::make_unique<Bench>(m_data->path());
    QSignalSpy failed(&m_bench->session.marks(), &MarkKeeper::failed);
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window()));
    m_bench->window().selectService(kPostgres);
    QTRY_COMPARE(failed.size(), 1); // what was said before can't be read
    m_bench->press(Qt::Key_A);
    QVERIFY(dialog() != nullptr);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.accept"), Qt::LeftButton);
    QTRY_COMPARE(failed.size(), 2);
    QVERIFY(m_bench->view(kPostgres).marks.isEmpty());
    const Error error = failed.last().first().value<Error>();
    QVERIFY2(error.message.startsWith("postgres is not acknowledged, for it could not be recorded"),
             qPrintable(error.message));
    // Nor anywhere without a data folder.
    Bench bare{{}};
    QSignalSpy refused(&bare.session.marks(), &MarkKeeper::failed);
    bare.session.marks().set(kPostgres, OperatorMarkKind::Acknowledged, 0, {});
    QCOMPARE(refused.size(), 1);
    QVERIFY(bare.view(kPostgres).marks.isEmpty());
}

void TestMarking::aRestartKnowsIt()
{
    const qint64 until = overviewTime(3600).wallMs;
    say(kPostgres, OperatorMarkKind::Acknowledged, 0, "vacuum");
    say(kNginx, OperatorMarkKind::Maintenance, until, "certificate");
    say(kMinio, OperatorMarkKind::Shelved, until);
    m_bench->session.marks().lift(kMinio, OperatorMarkKind::Shelved);
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->view(kMinio).marks.isEmpty(), 20'000);
    m_bench = std::make_unique<Bench>(m_data->path());
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->view(kPostgres).marks.size(), 1, 20'000);
    QCOMPARE(m_bench->view(kPostgres).marks.first().note, "vacuum");
    QCOMPARE(m_bench->view(kNginx).marks.size(), 1);
    QVERIFY(m_bench->view(kMinio).marks.isEmpty());
    m_bench->pass(3600);
    QVERIFY(m_bench->view(kNginx).marks.isEmpty());
    QCOMPARE(m_bench->view(kPostgres).marks.size(), 1);
}

void TestMarking::everyWidgetHasAName()
{
    m_bench->window().selectService(kPostgres);
    m_bench->press(Qt::Key_M);
    QVERIFY(dialog() != nullptr);
    for (const QAbstractButton *button : dialog()->findChildren<QAbstractButton *>()) {
        if (!button->isVisible())
            continue;
        QVERIFY(!button->objectName().isEmpty());
        QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                 qPrintable(button->objectName()));
    }
    QVERIFY(!dialog()->findChild<QLineEdit *>("mark.note")->accessibleName().isEmpty());
    QVERIFY(!dialog()->findChild<QDateTimeEdit *>("mark.time")->accessibleName().isEmpty());
    QCOMPARE(labelsWithoutPlainText(m_bench->window()), QStringList());
}

void TestMarking::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize size : {QSize(1280, 720), QSize(1920, 1080)}) {
        for (const bool dark : {true, false})
            QTest::addRow("%d-%s", size.width(), dark ? "dark" : "light") << size << dark;
    }
}

void TestMarking::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    const QString name = QStringLiteral("%1-") + QString::fromLatin1(QTest::currentDataTag());
    m_bench->theme.setDark(dark);
    m_bench->window().resize(size);
    const qint64 until = overviewTime(3600).wallMs;
    say(kPostgres, OperatorMarkKind::Acknowledged, 0, "vacuum runs, back by 14:30");
    say(kMinio, OperatorMarkKind::Shelved, until, "new disk on Monday");
    say(overviewService("prod", "redis"), OperatorMarkKind::Maintenance, until, "upgrade");
    say(overviewService("staging", "api"), OperatorMarkKind::Maintenance, until);
    ChangeSet more;
    CheckState down = overviewState(overviewService("prod", "minio"), Health::Down, "refused",
                                    "connection refused on minio:9000");
    down.since = overviewTime(-200);
    more.states = {down};
    m_bench->session.board().apply(more);
    m_bench->window().setEnvironment(kPostgres.environment);
    for (const char *page : {"overview", "diagram"}) {
        m_bench->window().showPage(QString::fromLatin1(page));
        m_bench->window().selectService({});
        QCoreApplication::processEvents();
        snapshot(m_bench->window(), name.arg(page));
        m_bench->window().selectService(kPostgres);
        QCoreApplication::processEvents();
        snapshot(m_bench->window(), name.arg(QString::fromLatin1(page) + "-inspector"));
    }
    m_bench->press(Qt::Key_A);
    QVERIFY(dialog() != nullptr);
    snapshot(*dialog(), name.arg("acknowledge"));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    m_bench->press(Qt::Key_M);
    QTest::mouseClick(dialog()->findChild<QPushButton *>("mark.until.time"), Qt::LeftButton);
    snapshot(*dialog(), name.arg("maintenance"));
    WallPage &wall = m_bench->controller.wall();
    wall.resize(size);
    wall.show();
    wall.beat(overviewTime());
    wall.tick(overviewTime());
    snapshot(wall, name.arg("wall"));
    wall.hide();
}

QTEST_MAIN(TestMarking)
#include "tst_marking.moc"
