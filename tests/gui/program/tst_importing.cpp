// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/badhttp.h"
#include "tests/support/guitest.h"
#include "tests/support/wholefile.h"
#include "ui/import/importdialog.h"
#include "ui/pages/firstrun/firstrunpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// The wizard, from the widgets to the bytes of the files and to what is polled then.
class TestImporting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void byKeysFromNothingToWatched();
    void byMouseWithAnotherKind();
    void cancelLeavesNothing();
    void sameInputGivesTheSameBytes();
    void brokenFileIsToldAtItsField();
    void whatIsWrongIsToldAtItsField();
    void folderThatCannotBeMade();
    void editedFileIsNotReplacedWithoutAWord();
    void changedFilesAreReadAgain();
    void nothingIsWrittenWithoutARecord();
    void hostileFileEndsInWords();
    void droppedFilesAreRead();
    void looks_data();
    void looks();

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        putFile(m_dir->filePath(name), bytes);
    }

    QByteArray get(const QString &name) const { return fileBytes(m_dir->filePath(name)); }

    bool hasWritten() const { return QFile::exists(m_dir->filePath("opsdeck")); }

    QByteArray compose() const
    {
        return "name: shop\n"
               "services:\n"
               "  api:\n"
               "    image: example/api:1.4\n"
               "    command: uvicorn app:app --host 0.0.0.0 --port 8000\n"
               "    ports: ['"
               + QByteArray::number(m_server->port())
               + ":8000']\n"
                 "    healthcheck: { test: [CMD, curl, -f, 'http://localhost:8000/health'], "
                 "interval: 1s, timeout: 1s }\n"
                 "    environment: { DATABASE_URL: "
                 "'postgresql://shop:not-to-be-copied@db:5432/shop', CACHE: redis }\n"
                 "    depends_on: { db: { condition: service_healthy }, redis: { condition: "
                 "service_started } }\n"
                 "    deploy: { placement: { constraints: [node.role == worker] } }\n"
                 "  db:\n"
                 "    image: postgres:15\n"
                 "    environment: { POSTGRES_USER: shop, POSTGRES_DB: shop, POSTGRES_PASSWORD: "
                 "not-to-be-copied }\n"
                 "    ports: ['1:5432']\n"
                 "  redis:\n"
                 "    image: redis:7-alpine\n"
                 "    ports: ['2:6379']\n"
                 "  gadget:\n"
                 "    image: example/gadget\n"
                 "    ports: ['3:9000']\n"
                 "    depends_on: [redis]\n"
                 "  worker:\n"
                 "    image: example/api:1.4\n"
                 "    command: celery -A app worker\n"
                 "    depends_on: [db, redis]\n";
    }

    void start(bool withData = true)
    {
        const QString data = withData ? m_data->path() : QString();
        m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, data);
        m_controller = std::make_unique<WindowController>(*m_session, m_theme, data);
        MainWindow &window = m_controller->window();
        window.resize(1280, 720);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }

    ImportDialog *dialog() const { return m_controller->window().findChild<ImportDialog *>(); }

    template <typename Widget>
    Widget *part(const QString &name) const
    {
        return dialog() == nullptr ? nullptr : dialog()->findChild<Widget *>(name);
    }

    int step() const { return dialog()->findChild<QStackedWidget *>()->currentIndex(); }

    void next() { QTest::keyClick(dialog(), Qt::Key_Return, Qt::ControlModifier); }

    /// Reads the compose file and stands at what was found.
    void read(const QStringList &files = {"compose.yaml"})
    {
        QStringList paths;
        for (const QString &name : files)
            paths << m_dir->filePath(name);
        m_controller->importFiles(paths);
        QTRY_VERIFY(dialog() != nullptr && step() == 1);
    }

    /// From what was found to the last step.
    void prepare()
    {
        next();
        QTRY_COMPARE(step(), 2);
        next();
        QTRY_COMPARE(step(), 3);
    }

    QModelIndex rowOf(const QString &service, int column = 0) const
    {
        const QAbstractItemModel *model = part<QTableView>("import.found")->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == service)
                return model->index(row, column);
        }
        return {};
    }

    QString problem() const { return part<QLabel>("import.problem")->text(); }

    QString problemAt(ImportField field) const
    {
        return part<QLabel>(QString("import.files.problem.%1").arg(static_cast<int>(field)))
            ->text();
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestImporting::init()
{
    m_theme.setDark(true);
    m_server = std::make_unique<BadHttp>();
    m_server->setBody("/health", "{}");
    m_dir = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
    put("compose.yaml", compose());
}

void TestImporting::cleanup()
{
    m_controller.reset();
    m_session.reset();
    m_data.reset();
    m_dir.reset();
    m_server.reset();
}

void TestImporting::byKeysFromNothingToWatched()
{
    start();
    MainWindow &window = m_controller->window();
    // Found by typing.
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), "import");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(dialog() != nullptr);
    QTRY_COMPARE(QApplication::focusWidget(), part<QLineEdit>("import.files.file.0"));
    QVERIFY(!part<QPushButton>("import.next")->isEnabled());
    QTest::keyClicks(QApplication::focusWidget(), m_dir->filePath("compose.yaml"));
    QCOMPARE(part<QLineEdit>("import.files.folder")->text(), m_dir->filePath("opsdeck"));
    auto *environment = part<QLineEdit>("import.files.environment");
    environment->setFocus();
    environment->selectAll();
    QTest::keyClicks(environment, "staging");
    QCOMPARE(part<QComboBox>("import.files.tier")->currentText(), "staging");
    next();
    QTRY_COMPARE(step(), 1);
    auto *table = part<QTableView>("import.found");
    QTRY_COMPARE(QApplication::focusWidget(), table);
    QCOMPARE(table->model()->rowCount(), 5);
    QCOMPARE(table->currentIndex().row(), 0);
    // Down to redis, and without it.
    while (table->currentIndex().siblingAtColumn(0).data().toString() != "redis")
        QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(rowOf("redis").data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
    QVERIFY2(part<QLabel>("import.found.note")->text().contains("Skipped, and with it"),
             qPrintable(part<QLabel>("import.found.note")->text()));
    QVERIFY2(part<QLabel>("import.state")->text().startsWith("4 of 5 services"),
             qPrintable(part<QLabel>("import.state")->text()));
    next();
    QTRY_COMPARE(step(), 2);
    auto *findings = part<QListView>("import.findings");
    QVERIFY(findings->model()->rowCount() > 0);
    QString allSaid;
    for (const char *tab :
         {"import.findings.notmapped", "import.findings.secrets", "import.findings.notes"}) {
        QTest::keyClick(part<QPushButton>(tab), Qt::Key_Space);
        for (int row = 0; row < findings->model()->rowCount(); ++row)
            allSaid +=
                findings->model()->index(row, 0).data(Qt::AccessibleTextRole).toString() + '\n';
    }
    QVERIFY2(allSaid.contains("compose.yaml:10:") && allSaid.contains("placement"),
             qPrintable(allSaid));
    QVERIFY2(allSaid.contains("it needs redis, which was skipped"), qPrintable(allSaid));
    QVERIFY2(allSaid.contains("shop/staging/db"), qPrintable(allSaid));
    next();
    QTRY_COMPARE(step(), 3);
    const QString workspaceText = part<QPlainTextEdit>("import.write.text")->toPlainText();
    QTest::keyClick(part<QPushButton>("import.write.file.1"), Qt::Key_Space);
    const QString platformText = part<QPlainTextEdit>("import.write.text")->toPlainText();
    QVERIFY(platformText.contains("id: api"));
    // Nobody was asked and nothing was written so far.
    QVERIFY(m_server->requests().isEmpty());
    QVERIFY(!hasWritten());
    QVERIFY(m_session->board().workspace() == nullptr);
    next();
    QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
    QCOMPARE(get("opsdeck/opsdeck.yaml"), workspaceText.toUtf8());
    QCOMPARE(get("opsdeck/platforms/shop.yaml"), platformText.toUtf8());
    QVERIFY(!get("opsdeck/platforms/shop.yaml").contains("not-to-be-copied"));
    QVERIFY(!get("opsdeck/platforms/shop.yaml").contains("id: redis"));
    const EnvironmentKey staging{PlatformId("shop"), EnvironmentId("staging")};
    QTRY_COMPARE_WITH_TIMEOUT(window.environment(), staging, 10'000);
    QCOMPARE(m_session->problems().rowCount(), 0);
    const ServiceKey api{staging, ServiceId("api")};
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().service(api) != nullptr
                                 && m_session->board().service(api)->countsAsHealthy(),
                             15'000);
    QVERIFY(!m_server->requests().isEmpty());
    // And the record has it: announced and done.
    QTRY_COMPARE_WITH_TIMEOUT(m_session->history().audit().rowCount(), 2, 10'000);
}

void TestImporting::byMouseWithAnotherKind()
{
    start();
    QTest::mouseClick(m_controller->window().findChild<QPushButton *>("firstrun.import"),
                      Qt::LeftButton);
    QTRY_VERIFY(dialog() != nullptr);
    part<QLineEdit>("import.files.file.0")->setFocus();
    QTest::keyClicks(part<QLineEdit>("import.files.file.0"), m_dir->filePath("compose.yaml"));
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_COMPARE(step(), 1);
    auto *table = part<QTableView>("import.found");
    const QRect box = table->visualRect(rowOf("gadget"));
    const auto clickBox = [&] {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          QPoint(box.left() + 14, box.center().y()));
    };
    clickBox();
    QCOMPARE(rowOf("gadget").data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
    // Beside the box it only chooses the row.
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      QPoint(box.left() + 80, box.center().y()));
    QCOMPARE(rowOf("gadget").data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
    clickBox();
    QCOMPARE(rowOf("gadget").data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
    const QModelIndex kind = rowOf("gadget", ImportServicesModel::KindColumn);
    QVERIFY(kind.flags().testFlag(Qt::ItemIsEditable));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(kind).center());
    auto *choice = part<QComboBox>("import.found.kind");
    QVERIFY(choice != nullptr);
    QVERIFY(choice->findData("prometheus") >= 0);
    choice->setFocus();
    QTest::keyClicks(choice, "prom");
    QTest::keyClick(choice, Qt::Key_Tab);
    QTRY_COMPARE(kind.data(Qt::EditRole).toString(), "prometheus");
    QTest::mouseClick(part<QPushButton>("import.found.skipall"), Qt::LeftButton);
    QVERIFY(!part<QPushButton>("import.next")->isEnabled());
    QTest::mouseClick(part<QPushButton>("import.found.acceptall"), Qt::LeftButton);
    QVERIFY(part<QPushButton>("import.next")->isEnabled());
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_COMPARE(step(), 2);
    QTest::mouseClick(part<QPushButton>("import.back"), Qt::LeftButton);
    QTRY_COMPARE(step(), 1);
    // What was chosen is still chosen.
    QCOMPARE(rowOf("gadget", ImportServicesModel::KindColumn).data(Qt::EditRole).toString(),
             "prometheus");
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_COMPARE(step(), 2);
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_COMPARE(step(), 3);
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
    QVERIFY2(get("opsdeck/platforms/shop.yaml")
                 .contains("url: \"http://${host}:${gadget_port}/metrics\""),
             get("opsdeck/platforms/shop.yaml").constData());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 10'000);
}

void TestImporting::cancelLeavesNothing()
{
    start();
    read();
    prepare();
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    QVERIFY(!hasWritten());
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{"compose.yaml"});
    QVERIFY(m_session->board().workspace() == nullptr);
    QVERIFY(m_server->requests().isEmpty());
    // Left while it reads.
    m_controller->importFiles({m_dir->filePath("compose.yaml")});
    QTRY_VERIFY(dialog() != nullptr);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    QVERIFY(!hasWritten());
    m_session->history().refreshAudit();
    QTRY_COMPARE(m_session->history().audit().rowCount(), 0);
}

void TestImporting::sameInputGivesTheSameBytes()
{
    start();
    QList<QByteArray> first;
    for (int round = 0; round < 2; ++round) {
        read();
        prepare();
        QCOMPARE(part<QLabel>("import.write.state")->text(),
                 round == 0 ? "new" : "there already, with these very bytes");
        next();
        QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
        const QList<QByteArray> bytes{get("opsdeck/opsdeck.yaml"),
                                      get("opsdeck/platforms/shop.yaml")};
        QVERIFY(!bytes.first().isEmpty());
        if (round == 0)
            first = bytes;
        QCOMPARE(bytes, first);
    }
}

void TestImporting::brokenFileIsToldAtItsField()
{
    put("compose.yaml", "services:\n  api:\n    image: [a\n");
    start();
    m_controller->importFiles({m_dir->filePath("compose.yaml")});
    QTRY_VERIFY(dialog() != nullptr && !problemAt(ImportField::Files).isEmpty());
    QCOMPARE(step(), 0);
    QVERIFY2(problemAt(ImportField::Files).contains("compose.yaml:4:"),
             qPrintable(problemAt(ImportField::Files)));
    // Mended, it goes on; what was wrong is no longer said.
    put("compose.yaml", compose());
    QTest::keyClicks(part<QLineEdit>("import.files.file.1"), " ");
    QVERIFY(problemAt(ImportField::Files).isEmpty());
    next();
    QTRY_COMPARE(step(), 1);
}

void TestImporting::whatIsWrongIsToldAtItsField()
{
    start();
    m_controller->importFiles({});
    QTRY_VERIFY(dialog() != nullptr);
    QVERIFY(QTest::qWaitForWindowActive(dialog()));
    part<QLineEdit>("import.files.file.0")->setFocus();
    QTest::keyClicks(part<QLineEdit>("import.files.file.0"), m_dir->filePath("nowhere.yaml"));
    part<QLineEdit>("import.files.environment")->setFocus();
    part<QLineEdit>("import.files.environment")->clear();
    QTest::keyClicks(part<QLineEdit>("import.files.environment"), "my env");
    part<QLineEdit>("import.files.env")->setFocus();
    QTest::keyClicks(part<QLineEdit>("import.files.env"), m_dir->filePath("none.env"));
    part<QLineEdit>("import.files.folder")->setFocus();
    part<QLineEdit>("import.files.folder")->clear();
    QTest::keyClicks(part<QLineEdit>("import.files.folder"), m_dir->filePath("compose.yaml/below"));
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_VERIFY(!problemAt(ImportField::EnvFiles).isEmpty());
    QVERIFY2(problemAt(ImportField::Environment).contains("'my env' is no name"),
             qPrintable(problemAt(ImportField::Environment)));
    QVERIFY2(problemAt(ImportField::Folder).contains("is a file"),
             qPrintable(problemAt(ImportField::Folder)));
    QVERIFY2(problemAt(ImportField::EnvFiles).contains("none.env"),
             qPrintable(problemAt(ImportField::EnvFiles)));
    QTRY_VERIFY(!problemAt(ImportField::Files).isEmpty());
    QVERIFY2(problemAt(ImportField::Files).contains("there is no file 'nowhere.yaml'"),
             qPrintable(problemAt(ImportField::Files)));
    QCOMPARE(QApplication::focusWidget(), part<QLineEdit>("import.files.file.0"));
    QCOMPARE(test::labelsWithoutPlainText(*dialog()), QStringList());
}

void TestImporting::folderThatCannotBeMade()
{
    start();
    m_controller->importFiles({});
    QTRY_VERIFY(dialog() != nullptr);
    QVERIFY(QTest::qWaitForWindowActive(dialog()));
    part<QLineEdit>("import.files.file.0")->setFocus();
    QTest::keyClicks(part<QLineEdit>("import.files.file.0"), m_dir->filePath("compose.yaml"));
    part<QLineEdit>("import.files.folder")->setFocus();
    part<QLineEdit>("import.files.folder")->clear();
    // Nobody may write there, root neither.
    QTest::keyClicks(part<QLineEdit>("import.files.folder"), "/proc/opsdeck-import");
    QCOMPARE(part<QLineEdit>("import.files.folder")->text(), "/proc/opsdeck-import");
    QTest::mouseClick(part<QPushButton>("import.next"), Qt::LeftButton);
    QTRY_VERIFY(step() == 1 || !problemAt(ImportField::Folder).isEmpty());
    if (step() == 0) {
        QVERIFY2(problemAt(ImportField::Folder).contains("may not write"),
                 qPrintable(problemAt(ImportField::Folder)));
        return;
    }
    prepare();
    next();
    QTRY_VERIFY(!problem().isEmpty());
    QVERIFY2(problem().contains("could not be written"), qPrintable(problem()));
    QCOMPARE(step(), 3);
    QVERIFY(part<QPushButton>("import.next")->isEnabled());
    QVERIFY(m_session->board().workspace() == nullptr);
    // Announced, and that it failed.
    QTRY_COMPARE_WITH_TIMEOUT(m_session->history().audit().rowCount(), 2, 10'000);
}

void TestImporting::editedFileIsNotReplacedWithoutAWord()
{
    QVERIFY(QDir(m_dir->path()).mkdir("opsdeck"));
    put("opsdeck/opsdeck.yaml", "workspace: mine\n");
    start();
    read();
    prepare();
    auto *finish = part<QPushButton>("import.next");
    auto *replace = part<QCheckBox>("import.write.replace");
    QVERIFY(replace->isVisible());
    QVERIFY(!finish->isEnabled());
    QVERIFY(part<QLabel>("import.write.edited")->text().contains("opsdeck.yaml"));
    next();
    QCOMPARE(get("opsdeck/opsdeck.yaml"), "workspace: mine\n");
    replace->setFocus();
    QTest::keyClick(replace, Qt::Key_Space);
    QVERIFY(finish->isEnabled());
    next();
    QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
    QVERIFY(get("opsdeck/opsdeck.yaml").contains("workspace: shop"));

    // What came between the last look and the button is not replaced either.
    read();
    prepare();
    put("opsdeck/opsdeck.yaml", "workspace: mine again\n");
    next();
    QTRY_VERIFY(!problem().isEmpty());
    QVERIFY2(problem().contains("opsdeck.yaml was changed meanwhile"), qPrintable(problem()));
    QCOMPARE(get("opsdeck/opsdeck.yaml"), "workspace: mine again\n");
}

void TestImporting::changedFilesAreReadAgain()
{
    start();
    read();
    put("compose.yaml", compose() + "  late:\n    image: nginx\n    ports: ['4:80']\n");
    next();
    QTRY_VERIFY(!problem().isEmpty());
    QCOMPARE(step(), 1);
    QVERIFY2(problem().contains("changed meanwhile"), qPrintable(problem()));
    QTest::keyClick(dialog(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(step(), 0);
    next();
    QTRY_COMPARE(step(), 1);
    QVERIFY(rowOf("late").isValid());
}

void TestImporting::nothingIsWrittenWithoutARecord()
{
    start(false);
    read();
    prepare();
    next();
    QTRY_VERIFY(!problem().isEmpty());
    QVERIFY2(problem().contains("no data folder"), qPrintable(problem()));
    QVERIFY(!hasWritten());
}

void TestImporting::hostileFileEndsInWords()
{
    // Each line is ten times the one before.
    QByteArray bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'k'; ++c)
        bomb += QByteArray(1, c) + ": &" + c + " ["
                + QByteArray(QByteArray("*") + static_cast<char>(c - 1) + ", ").repeated(9) + "*"
                + static_cast<char>(c - 1) + "]\n";
    put("bomb.yaml", bomb + "services: { s: { image: x, labels: *j } }\n");
    start();
    m_controller->importFiles({m_dir->filePath("bomb.yaml")});
    QTRY_VERIFY_WITH_TIMEOUT(dialog() != nullptr && !problemAt(ImportField::Files).isEmpty(),
                             10'000);
    QVERIFY2(problemAt(ImportField::Files).contains("bomb.yaml"),
             qPrintable(problemAt(ImportField::Files)));
}

void TestImporting::droppedFilesAreRead()
{
    start();
    auto *page = m_controller->window().findChild<FirstRunPage *>("firstrun");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(m_dir->filePath("compose.yaml"))});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(page, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(page, &drop);
    QTRY_VERIFY(dialog() != nullptr && step() == 1);
}

void TestImporting::looks_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

/// All is within the smallest window, and pictures of each step for people.
void TestImporting::looks()
{
    QFETCH(bool, dark);
    m_theme.setDark(dark);
    start();
    const auto look = [&](const char *name) {
        const auto *button = part<QPushButton>("import.next");
        QTRY_VERIFY(button->width() >= button->sizeHint().width());
        QVERIFY(dialog()->rect().contains(
            QRect(button->mapTo(dialog(), QPoint(0, 0)), button->size())));
        QVERIFY(dialog()->width() <= 1280 && dialog()->height() <= 720);
        test::snapshot(*dialog(), QString("import-%1-%2").arg(name, dark ? "dark" : "light"));
    };
    test::snapshot(m_controller->window(),
                   QString("import-0-firstrun-%1").arg(dark ? "dark" : "light"));
    m_controller->importFiles({m_dir->filePath("nowhere.yaml")});
    QTRY_VERIFY(dialog() != nullptr && !problemAt(ImportField::Files).isEmpty());
    look("1-files-problem");
    auto *file = part<QLineEdit>("import.files.file.0");
    file->clear();
    QTest::keyClicks(file, m_dir->filePath("compose.yaml"));
    look("1-files");
    next();
    QTRY_COMPARE(step(), 1);
    look("2-found");
    auto *table = part<QTableView>("import.found");
    table->setCurrentIndex(rowOf("redis"));
    QTest::keyClick(table, Qt::Key_Space);
    look("2-found-skipped");
    QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_F2);
    QVERIFY(part<QComboBox>("import.found.kind") != nullptr);
    look("2-found-kind");
    QTest::keyClick(part<QComboBox>("import.found.kind"), Qt::Key_Escape);
    QVERIFY(QDir(m_dir->path()).mkdir("opsdeck"));
    put("opsdeck/opsdeck.yaml", "workspace: mine\n");
    QTRY_VERIFY(step() == 1);
    next();
    QTRY_COMPARE(step(), 2);
    look("3-findings");
    next();
    QTRY_COMPARE(step(), 3);
    look("4-write");
    QTest::mouseClick(part<QPushButton>("import.write.file.1"), Qt::LeftButton);
    look("4-write-platform");
}

QTEST_MAIN(TestImporting)
#include "tst_importing.moc"
