// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/shell/banner.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// One workspace after the other in the same window.
class TestOpening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answerForAnotherFileIsDropped();
    void anotherFileIsAFirstOpening();
    void unusableOtherFileTakesTheWindow();
    void setAsideNoticeOutlastsTheRecovery();
    void brokenRecordStaysSaid();
    void missingFileIsSaidAtOnce();
    void removedDataFolderIsSaidAndMade();

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QString path(const QString &name) const { return m_dir->filePath(name); }

    /// All notices, one after the other as a person reads them.
    static QString allSaid(Banner &banner)
    {
        QStringList all;
        while (!banner.isHidden() && !all.contains(banner.accessibleName())) {
            all << banner.accessibleName();
            banner.findChild<QPushButton *>("banner.next")->click();
        }
        return all.join('|');
    }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestOpening::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    const QByteArray platform =
        "platform: p\ntitle: P\nenvironments: [{ id: prod, tier: prod }]\nservices:\n  - id: web\n "
        "   checks:\n"
        "      - { id: port, kind: tcp, interval: 1h, timeout: 1s, host: 127.0.0.1, port: 1 }\n";
    for (const char *name : {"a", "b"}) {
        put(QString(name) + "/opsdeck.yaml",
            QByteArray("workspace: ") + name + "\nplatforms: [{ file: p.yaml }]\n");
        put(QString(name) + "/p.yaml", platform);
    }
    // Half of it is sound.
    put("half/opsdeck.yaml",
        "workspace: half\nplatforms: [{ file: p.yaml }, { file: nowhere.yaml }]\n");
    put("half/p.yaml", platform);
    put("broken/opsdeck.yaml", "workspace: [\n");
}

void TestOpening::answerForAnotherFileIsDropped()
{
    Session session(m_clock, Session::Mode::Continuous, {});
    QStringList seen;
    connect(&session, &Session::opened, this, [&] { seen << session.board().workspace()->id; });
    session.open(path("a"));
    session.open(path("b"));
    QTRY_VERIFY(!seen.isEmpty());
    QCOMPARE(seen, QStringList{"b"});
}

void TestOpening::anotherFileIsAFirstOpening()
{
    Session session(m_clock, Session::Mode::Continuous, {});
    QSignalSpy opened(&session, &Session::opened);
    session.open(path("a"));
    QTRY_COMPARE(opened.size(), 1);
    session.open(path("half"));
    QTRY_COMPARE(opened.size(), 2);
    QCOMPARE(session.board().workspace()->id, "half");
    QVERIFY(session.hasErrors());
    QVERIFY(!session.isOutdated());
}

void TestOpening::unusableOtherFileTakesTheWindow()
{
    ThemeHub theme;
    Session session(m_clock, Session::Mode::Continuous, {});
    WindowController controller(session, theme, {});
    MainWindow &window = controller.window();
    window.show();
    QSignalSpy opened(&session, &Session::opened);
    session.open(path("a"));
    QTRY_COMPARE(opened.size(), 1);
    auto *stack = window.findChild<QStackedWidget *>();
    QVERIFY(stack->currentWidget()->objectName() != "firstrun");
    window.selectService(
        session.board().environments().isEmpty()
            ? ServiceKey()
            : ServiceKey{session.board().environments().first(), ServiceId("web")});

    session.open(path("broken"));
    QTRY_COMPARE(opened.size(), 2);
    QCOMPARE(opened.last().first().toBool(), false);
    QVERIFY(session.board().workspace() == nullptr);
    QCOMPARE(stack->currentWidget()->objectName(), "firstrun");
    session.tick();

    // Mended, it is there by itself.
    put("broken/opsdeck.yaml", "workspace: mended\nplatforms: [{ file: p.yaml }]\n");
    QFile::copy(path("a/p.yaml"), path("broken/p.yaml"));
    QTRY_VERIFY_WITH_TIMEOUT(session.board().workspace() != nullptr, 10'000);
    QCOMPARE(session.board().workspace()->id, "mended");
    QVERIFY(stack->currentWidget()->objectName() != "firstrun");
}

void TestOpening::setAsideNoticeOutlastsTheRecovery()
{
    put("data/history.db", QByteArray(8192, '\x5A'));
    ThemeHub theme;
    Session session(m_clock, Session::Mode::Continuous, path("data"));
    WindowController controller(session, theme, path("data"));
    QSignalSpy problems(&session.history(), &HistoryFeed::problem);
    QSignalSpy recovered(&session.history(), &HistoryFeed::recovered);
    session.open(path("a"));
    QTRY_COMPARE_WITH_TIMEOUT(recovered.size(), 1, 10'000);
    QCOMPARE(problems.size(), 1);
    QVERIFY(!controller.window().banner().isHidden());
    QVERIFY2(allSaid(controller.window().banner()).contains("set aside"),
             qPrintable(allSaid(controller.window().banner())));
}

/// That the record can be read does not mend its chain.
void TestOpening::brokenRecordStaysSaid()
{
    QVERIFY(QDir().mkpath(path("data")));
    const QString file = path("data/audit.db");
    {
        SqliteAuditLog log(file);
        int written = 0;
        for (const char *action : {"environment.arm", "environment.disarm"}) {
            AuditEntry entry;
            entry.actor = "somebody";
            entry.action = action;
            entry.outcome = "succeeded";
            log.append(entry, this,
                       [&written](const Result<AuditEntry> &done) { written += done ? 1 : 0; });
        }
        QTRY_COMPARE(written, 2);
    }
    {
        QSqlDatabase forger = QSqlDatabase::addDatabase("QSQLITE", "forger");
        forger.setDatabaseName(file);
        QVERIFY(forger.open());
        QSqlQuery query(forger);
        QVERIFY2(query.exec("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 1"),
                 qPrintable(query.lastError().text()));
        QCOMPARE(query.numRowsAffected(), 1);
    }
    QSqlDatabase::removeDatabase("forger");
    ThemeHub theme;
    Session session(m_clock, Session::Mode::Continuous, path("data"));
    WindowController controller(session, theme, path("data"));
    const auto said = [&] { return controller.window().banner().accessibleName(); };
    QTRY_VERIFY(!controller.window().banner().isHidden());
    QVERIFY2(said().contains("The record of actions was changed: row 1"), qPrintable(said()));
    QSignalSpy read(&session.history(), &HistoryFeed::auditRead);
    session.history().refreshAudit();
    QTRY_COMPARE(read.size(), 1);
    QVERIFY(!controller.window().banner().isHidden());
    QVERIFY2(said().contains("The record of actions was changed: row 1"), qPrintable(said()));
    auto *button = controller.window().banner().findChild<QPushButton *>("banner.action");
    QCOMPARE(button->text(), "Go on all the same");
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY2(said().contains("you go on with it"), qPrintable(said()));
    QTRY_COMPARE(session.history().audit().rowCount(), 3);
}

void TestOpening::missingFileIsSaidAtOnce()
{
    ThemeHub theme;
    Session session(m_clock, Session::Mode::Continuous, {});
    WindowController controller(session, theme, {});
    QSignalSpy opened(&session, &Session::opened);
    session.open(path("nowhere"));
    QTRY_COMPARE(opened.size(), 1);
    bool isSaid = false;
    for (const QLabel *label : controller.window().findChildren<QLabel *>())
        isSaid = isSaid || label->text().contains("there is no file 'nowhere'");
    QVERIFY(isSaid);
}

/// Arming is refused in words while nothing can be recorded, and goes again when the folder can be
/// made.
void TestOpening::removedDataFolderIsSaidAndMade()
{
    QVERIFY(QDir().mkpath(path("above/data")));
    ThemeHub theme;
    Session session(m_clock, Session::Mode::Continuous, path("above/data"));
    WindowController controller(session, theme, path("above/data"));
    Banner &banner = controller.window().banner();
    const auto said = [&] { return allSaid(banner); };
    session.open(path("a"));
    QTRY_VERIFY(session.board().workspace() != nullptr);
    const EnvironmentKey prod = session.board().environments().first();
    const auto arm = [&] { Q_EMIT controller.window().armingToggled(prod); };
    arm();
    session.history().refreshAudit();
    QTRY_COMPARE(session.history().audit().rowCount(), 1);
    arm();
    session.history().refreshAudit();
    QTRY_COMPARE(session.history().audit().rowCount(), 2);
    QVERIFY(QDir(path("above")).removeRecursively());
    arm();
    QTRY_VERIFY2(said().contains("Not armed, for it could not be recorded: The data folder"),
                 qPrintable(said()));
    arm();
    QTRY_VERIFY2(said().contains("data is missing"), qPrintable(said()));
    QVERIFY(QDir().mkpath(path("above")));
    arm();
    QTRY_VERIFY(QFile::exists(path("above/data/audit.db")));
    QTRY_VERIFY2(!said().contains("Not armed"), qPrintable(said()));
    QCOMPARE(QFile::permissions(path("above/data")) & QFile::Permissions(0x0077),
             QFile::Permissions());
}

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
