// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/guitest.h"
#include "ui/forms/diffview.h"
#include "ui/import/importdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tickbox.h"

#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyleOptionButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace opsdeck;

/// The wizard with several environments, over what stands there, and with files of Prometheus.
class TestImportAgain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void filesDroppedAnywhereBecomeEnvironments();
    void againKeepsWhatAHandDid();
    void filesOfPrometheus();
    void filesOfBothAreToldApart();
    void environmentAddedByKeys();
    void environmentsAddedAndRemovedByMouse();
    void tabGoesThroughAllFields();
    void removingKeepsTheKeyboardInItsPlace();
    void boxShowsATick();
    void looks_data();
    void looks();

private:
    void put(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir->filePath(name));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
            || file.write(bytes) != bytes.size())
            qFatal("no file");
    }

    QByteArray get(const QString &name) const
    {
        QFile file(m_dir->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    MainWindow &window() const { return m_controller->window(); }

    ImportDialog *dialog() const { return window().findChild<ImportDialog *>(); }

    template <typename Widget>
    Widget *part(const QString &name) const
    {
        return dialog() == nullptr ? nullptr : dialog()->findChild<Widget *>(name);
    }

    int step() const { return dialog()->findChild<QStackedWidget *>()->currentIndex(); }

    void next() const { QTest::keyClick(dialog(), Qt::Key_Return, Qt::ControlModifier); }

    void back() const { QTest::keyClick(dialog(), Qt::Key_Left, Qt::AltModifier); }

    QStringList paths(const QStringList &names) const
    {
        QStringList all;
        for (const QString &name : names)
            all << m_dir->filePath(name);
        return all;
    }

    void read(const QStringList &names)
    {
        m_controller->importFiles(paths(names));
        QTRY_VERIFY(dialog() != nullptr && step() == 1);
    }

    void press(Qt::Key key) const { QTest::keyClick(QApplication::focusWidget(), key); }

    /// Names of what the key goes through, from what has the focus until it comes there again.
    static QStringList round(Qt::Key key)
    {
        const QPointer<QWidget> first = QApplication::focusWidget();
        QStringList all;
        do {
            all << focused();
            QTest::keyClick(QApplication::focusWidget(), key);
        } while (all.size() < 60 && QApplication::focusWidget() != first);
        return all;
    }

    static QString focused()
    {
        const QWidget *widget = QApplication::focusWidget();
        return widget == nullptr ? QString() : widget->objectName();
    }

    /// Of the environments, from the top of the window to its end.
    QStringList names() const
    {
        QList<QLineEdit *> lines;
        for (QLineEdit *line : dialog()->findChildren<QLineEdit *>(
                 QRegularExpression("^import\\.files\\.environment(\\.\\d+)?$"))) {
            if (line->isVisible())
                lines << line;
        }
        dialog()->grab();
        std::sort(lines.begin(), lines.end(), [](const QLineEdit *one, const QLineEdit *other) {
            return one->y() < other->y();
        });
        QStringList texts;
        for (const QLineEdit *line : lines)
            texts << line->text();
        return texts;
    }

    void finishFromFiles()
    {
        next();
        QTRY_COMPARE(step(), 1);
        finish();
    }

    void finish()
    {
        next();
        QTRY_COMPARE(step(), 2);
        next();
        QTRY_COMPARE(step(), 3);
        next();
        QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
    }

    QString problemAt(ImportField field) const
    {
        return part<QLabel>(QString("import.files.problem.%1").arg(static_cast<int>(field)))
            ->text();
    }

    void type(const QString &name, const QString &text) const
    {
        auto *line = part<QLineEdit>(name);
        line->setFocus();
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestImportAgain::init()
{
    m_theme.setDark(true);
    m_dir = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
    put("compose.yml", "name: shop\nservices:\n"
                       "  web: { image: nginx, ports: ['4:80'] }\n"
                       "  api: { image: example/api, ports: ['1:8000'] }\n"
                       "  db: { image: 'postgres:16', ports: ['2:5432'] }\n");
    put("compose.staging.yml", "services:\n  api: { ports: !override ['5:8000'] }\n");
    put("compose.prod.yml", "services:\n  api: { deploy: { replicas: 3 } }\n"
                            "  cache: { image: 'redis:7', ports: ['3:6379'] }\n");
    put("site.conf", "server { location / { proxy_pass http://api:8000; } }\n");
    put("prometheus.yml", "scrape_configs:\n  - job_name: node\n"
                          "    static_configs: [{ targets: ['127.0.0.1:6'] }]\n");
    m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data->path());
    m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data->path());
    window().resize(1280, 720);
    window().show();
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
}

void TestImportAgain::cleanup()
{
    m_controller.reset();
    m_session.reset();
    m_data.reset();
    m_dir.reset();
}

void TestImportAgain::filesDroppedAnywhereBecomeEnvironments()
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path :
         paths({"compose.yml", "compose.prod.yml", "site.conf", "compose.staging.yml"}))
        urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &drop);
    QTRY_VERIFY(dialog() != nullptr && step() == 1);
    back();
    QCOMPARE(step(), 0);
    QCOMPARE(part<QLineEdit>("import.files.environment")->text(), "dev");
    QCOMPARE(part<QLineEdit>("import.files.environment.1")->text(), "staging");
    QCOMPARE(part<QLineEdit>("import.files.environment.2")->text(), "prod");
    QCOMPARE(part<QComboBox>("import.files.tier.2")->currentText(), "production, protected");
    QVERIFY(part<QLineEdit>("import.files.over.2")->text().endsWith("compose.prod.yml"));
    QVERIFY(part<QLineEdit>("import.files.nginx")->text().endsWith("site.conf"));
    type("import.files.host.2", "127.0.0.2");
    next();
    QTRY_COMPARE(step(), 1);
    QCOMPARE(part<QTableView>("import.found")->model()->rowCount(), 4);
    QVERIFY(m_session->board().workspace() == nullptr);
    QVERIFY(!QFile::exists(m_dir->filePath("opsdeck")));
    finish();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 10'000);
    QCOMPARE(m_session->problems().rowCount(), 0);
    const QList<Environment> &all =
        m_session->board().workspace()->platforms.constFirst().environments;
    QCOMPARE(all.size(), 3);
    QVERIFY(all.at(2).isProtected);
    QCOMPARE(all.at(0).services.size(), 3);
    QCOMPARE(all.at(2).services.size(), 4);
    for (const Environment &environment : all) {
        for (const Service &service : environment.services) {
            if (service.id.toString() == "web") {
                QCOMPARE(service.dependencies.size(), 1);
                QCOMPARE(service.dependencies.constFirst().on.toString(), "api");
            }
            if (service.id.toString() == "api")
                QCOMPARE(service.checks.constFirst().parameters.value("url").toString(),
                         environment.tier == Tier::Dev       ? "http://127.0.0.1:1/"
                         : environment.tier == Tier::Staging ? "http://127.0.0.1:5/"
                                                             : "http://127.0.0.2:1/");
        }
    }
}

void TestImportAgain::againKeepsWhatAHandDid()
{
    read({"compose.yml"});
    finish();
    QByteArray platform = get("opsdeck/platforms/shop.yaml");
    QVERIFY(platform.contains("    title: api\n"));
    put("opsdeck/platforms/shop.yaml",
        platform.replace("    title: api\n", "    title: The API # ours\n"));
    put("compose.yml", "name: shop\nservices:\n"
                       "  web: { image: nginx, ports: ['7:80'] }\n"
                       "  api: { image: example/api, ports: ['1:8000'] }\n"
                       "  cache: { image: 'redis:7', ports: ['3:6379'] }\n");
    read({"compose.yml"});
    next();
    QTRY_COMPARE(step(), 2);
    next();
    QTRY_COMPARE(step(), 3);
    const QString changes = part<QLabel>("import.write.changes")->text();
    QCOMPARE(changes, "Added: cache. Removed: db. Kept as edited by hand: api.");
    QVERIFY(!part<TickBox>("import.write.replace")->isVisible());
    QTest::mouseClick(part<QPushButton>("import.write.file.1"), Qt::LeftButton);
    auto *diff = part<DiffView>("import.write.diff");
    QVERIFY(diff->isVisible());
    QVERIFY2(diff->toPlainText().contains("+    - id: cache")
                 && diff->toPlainText().contains("-    - id: db"),
             qPrintable(diff->toPlainText()));
    QVERIFY(part<QLabel>("import.write.state")->text().contains("the edits stay"));
    test::snapshot(*dialog(), "importagain-diff");
    next();
    QTRY_VERIFY_WITH_TIMEOUT(dialog() == nullptr, 10'000);
    platform = get("opsdeck/platforms/shop.yaml");
    QVERIFY(platform.contains("title: The API # ours"));
    QVERIFY(platform.contains("id: cache") && !platform.contains("id: db"));
    QVERIFY(get("opsdeck/opsdeck.yaml").contains("web_port: \"7\""));
    QTRY_COMPARE(m_session->problems().rowCount(), 0);
}

void TestImportAgain::filesOfPrometheus()
{
    read({"prometheus.yml"});
    QCOMPARE(part<QTableView>("import.found")->model()->rowCount(), 1);
    QCOMPARE(part<QTableView>("import.found")->model()->index(0, 0).data().toString(), "node");
    finish();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->board().environments().size(), 1, 10'000);
    QVERIFY(get("opsdeck/platforms").isEmpty());
    QCOMPARE(m_session->problems().rowCount(), 0);
}

void TestImportAgain::filesOfBothAreToldApart()
{
    m_controller->importFiles(paths({"compose.yml", "prometheus.yml"}));
    QTRY_VERIFY(dialog() != nullptr && !problemAt(ImportField::Files).isEmpty());
    QVERIFY2(problemAt(ImportField::Files).contains("one after the other"),
             qPrintable(problemAt(ImportField::Files)));
}

void TestImportAgain::environmentAddedByKeys()
{
    read({"compose.yml"});
    back();
    // From the last cell of the first row on, by keys alone.
    QTest::mouseClick(part<QLineEdit>("import.files.via"), Qt::LeftButton);
    QTRY_VERIFY(part<QLineEdit>("import.files.via")->hasFocus());
    QVERIFY(!part<QPushButton>("import.files.remove")->isEnabled());
    press(Qt::Key_Tab);
    QCOMPARE(focused(), "import.files.add");
    press(Qt::Key_Space);
    auto *name = part<QLineEdit>("import.files.environment.1");
    QVERIFY(name != nullptr && name->isVisible());
    QVERIFY2(name->hasFocus(), qPrintable(focused()));
    QCOMPARE(name->selectedText(), "staging");
    QVERIFY(part<QPushButton>("import.files.remove")->isEnabled());
    // What is typed replaces the proposal, and the tier follows it.
    QTest::keyClicks(QApplication::focusWidget(), "prod");
    QCOMPARE(name->text(), "prod");
    QCOMPARE(part<QComboBox>("import.files.tier.1")->currentText(), "production, protected");
    QStringList order;
    for (int i = 0; i < 6; ++i) {
        press(Qt::Key_Tab);
        order << focused();
        if (order.constLast() == "import.files.over.1")
            QTest::keyClicks(QApplication::focusWidget(), m_dir->filePath("compose.prod.yml"));
        if (order.constLast() == "import.files.host.1")
            QTest::keyClicks(QApplication::focusWidget(), "127.0.0.3");
    }
    QCOMPARE(order,
             QStringList({"import.files.tier.1", "import.files.over.1", "import.files.host.1",
                          "import.files.via.1", "import.files.remove.1", "import.files.add"}));
    press(Qt::Key_Backtab);
    QCOMPARE(focused(), "import.files.remove.1");
    next();
    QTRY_COMPARE(step(), 1);
    finish();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 10'000);
    const QList<Environment> &all =
        m_session->board().workspace()->platforms.constFirst().environments;
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.at(1).id.toString(), "prod");
    QVERIFY(all.at(1).isProtected);
    QCOMPARE(all.at(0).services.size(), 3);
    QCOMPARE(all.at(1).services.size(), 4);
}

void TestImportAgain::environmentsAddedAndRemovedByMouse()
{
    read({"compose.yml"});
    back();
    auto *add = part<QPushButton>("import.files.add");
    QTest::mouseClick(add, Qt::LeftButton);
    QVERIFY2(part<QLineEdit>("import.files.environment.1")->hasFocus(), qPrintable(focused()));
    QTest::mouseClick(add, Qt::LeftButton);
    QVERIFY2(part<QLineEdit>("import.files.environment.2")->hasFocus(), qPrintable(focused()));
    QCOMPARE(names(), QStringList({"dev", "staging", "prod"}));
    // A row of the middle goes with all that is in it.
    QTest::mouseClick(part<QPushButton>("import.files.remove.1"), Qt::LeftButton);
    QCOMPARE(names(), QStringList({"dev", "prod"}));
    QTRY_VERIFY(part<QWidget>("import.files.host.1") == nullptr);
    // The name that was given up is proposed again; the new row is the last.
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(names(), QStringList({"dev", "prod", "staging"}));
    QCOMPARE(part<QComboBox>("import.files.tier.3")->currentText(), "staging");
    // Without a name it can't go on, and it says so at once.
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(names(), QStringList({"dev", "prod", "staging", ""}));
    QVERIFY(!part<QPushButton>("import.next")->isEnabled());
    QTest::mouseClick(part<QPushButton>("import.files.remove.4"), Qt::LeftButton);
    QVERIFY(part<QPushButton>("import.next")->isEnabled());
    // Down to one, which stays.
    for (const char *name : {"import.files.remove", "import.files.remove.3"})
        QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton);
    QCOMPARE(names(), QStringList({"prod"}));
    QVERIFY(!part<QPushButton>("import.files.remove.2")->isEnabled());
    QTest::mouseClick(part<QPushButton>("import.files.remove.2"), Qt::LeftButton);
    QCOMPARE(names(), QStringList({"prod"}));
    finishFromFiles();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 10'000);
    const QList<Environment> &all =
        m_session->board().workspace()->platforms.constFirst().environments;
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.constFirst().id.toString(), "prod");
}

void TestImportAgain::tabGoesThroughAllFields()
{
    read({"compose.yml", "compose.prod.yml"});
    back();
    QCOMPARE(focused(), "import.files.file.0");
    const QStringList files{"import.files.file.0",
                            "import.files.file.1",
                            "import.files.choose",
                            "import.files.environment",
                            "import.files.tier",
                            "import.files.over",
                            "import.files.host",
                            "import.files.via",
                            "import.files.remove",
                            "import.files.environment.1",
                            "import.files.tier.1",
                            "import.files.over.1",
                            "import.files.host.1",
                            "import.files.via.1",
                            "import.files.remove.1",
                            "import.files.add",
                            "import.files.env",
                            "import.files.chooseenv",
                            "import.files.profiles",
                            "import.files.nginx",
                            "import.files.choosenginx",
                            "import.files.folder",
                            "import.files.choosefolder",
                            "import.cancel",
                            "import.next"};
    QCOMPARE(round(Qt::Key_Tab), files);
    QStringList backwards = files;
    std::reverse(backwards.begin(), backwards.end());
    backwards.prepend(backwards.takeLast());
    QCOMPARE(round(Qt::Key_Backtab), backwards);
    next();
    QTRY_COMPARE(step(), 1);
    QCOMPARE(focused(), "import.found");
    const QStringList found = round(Qt::Key_Tab);
    for (const char *name :
         {"import.found.filter", "import.found.acceptall", "import.found.skipall", "import.found",
          "import.cancel", "import.back", "import.next"})
        QVERIFY2(found.contains(name), qPrintable(found.join('\n')));
    next();
    QTRY_COMPARE(step(), 2);
    for (const char *name : {"import.findings", "import.cancel", "import.back", "import.next"})
        QVERIFY2(round(Qt::Key_Tab).contains(name), qPrintable(round(Qt::Key_Tab).join('\n')));
    next();
    QTRY_COMPARE(step(), 3);
    QCOMPARE(focused(), "import.write.text");
    for (const char *name : {"import.write.text", "import.cancel", "import.back", "import.next"})
        QVERIFY2(round(Qt::Key_Tab).contains(name), qPrintable(round(Qt::Key_Tab).join('\n')));
}

void TestImportAgain::removingKeepsTheKeyboardInItsPlace()
{
    read({"compose.yml", "compose.staging.yml", "compose.prod.yml"});
    back();
    QCOMPARE(names(), QStringList({"dev", "staging", "prod"}));
    // The row after it takes its place, at the end the one before.
    part<QPushButton>("import.files.remove.1")->setFocus();
    press(Qt::Key_Space);
    QCOMPARE(names(), QStringList({"dev", "prod"}));
    QCOMPARE(focused(), "import.files.environment.2");
    part<QPushButton>("import.files.remove.2")->setFocus();
    press(Qt::Key_Space);
    QCOMPARE(names(), QStringList({"dev"}));
    QCOMPARE(focused(), "import.files.environment");
    press(Qt::Key_Tab);
    QCOMPARE(focused(), "import.files.tier");
}

void TestImportAgain::boxShowsATick()
{
    for (const bool dark : {true, false}) {
        m_theme.setDark(dark);
        TickBox box("Replace it", m_theme, nullptr);
        box.resize(box.sizeHint());
        const auto ticked = [&] {
            const QImage picture = box.grab().toImage();
            QStyleOptionButton option;
            option.initFrom(&box);
            const QRect place =
                box.style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, &box);
            int count = 0;
            for (int y = place.top() + 2; y < place.bottom() - 1; ++y) {
                for (int x = place.left() + 2; x < place.right() - 1; ++x)
                    count += picture.pixelColor(x, y) == m_theme.theme().onink ? 1 : 0;
            }
            return count;
        };
        box.setChecked(true);
        QVERIFY2(ticked() > 4, qPrintable(QString::number(ticked())));
    }
}

void TestImportAgain::looks_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

void TestImportAgain::looks()
{
    QFETCH(bool, dark);
    m_theme.setDark(dark);
    read({"compose.yml", "compose.staging.yml", "compose.prod.yml", "site.conf"});
    back();
    type("import.files.host.2", "10.0.0.4");
    type("import.files.via.2", "ops@bastion.example.com");
    const auto *button = part<QPushButton>("import.next");
    QVERIFY(
        dialog()->rect().contains(QRect(button->mapTo(dialog(), QPoint(0, 0)), button->size())));
    for (const char *name : {"import.files.environment", "import.files.via.2", "import.files.add"})
        QVERIFY2(part<QWidget>(name)->visibleRegion().boundingRect().width() > 60, name);
    QCOMPARE(test::labelsWithoutPlainText(*dialog()), QStringList());
    test::snapshot(*dialog(), QString("importagain-files-%1").arg(dark ? "dark" : "light"));
    next();
    QTRY_COMPARE(step(), 1);
    next();
    QTRY_COMPARE(step(), 2);
    next();
    QTRY_COMPARE(step(), 3);
    QDir(m_dir->path()).mkdir("opsdeck");
    put("opsdeck/opsdeck.yaml", "workspace: mine\n");
    back();
    back();
    next();
    QTRY_COMPARE(step(), 2);
    next();
    QTRY_COMPARE(step(), 3);
    QTest::mouseClick(part<TickBox>("import.write.replace"), Qt::LeftButton, Qt::NoModifier,
                      QPoint(8, part<TickBox>("import.write.replace")->height() / 2));
    QVERIFY(part<TickBox>("import.write.replace")->isChecked());
    test::snapshot(*dialog(), QString("importagain-replace-%1").arg(dark ? "dark" : "light"));
}

QTEST_MAIN(TestImportAgain)
#include "tst_importagain.moc"
