// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/guitest.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/inspector/readingtext.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBlock>

using namespace opsdeck;
using namespace opsdeck::test;

/// The inspector of a service whose definition tells where its facts come from: a shipped one.
class TestInspectorDocument final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase()
    {
        m_theme = std::make_unique<ThemeHub>();
        QVERIFY(m_dir.isValid());
        QVERIFY(QFile::copy(OPSDECK_SOURCE_DIR "/resources/platforms/omnicore.yaml",
                            m_dir.filePath("omnicore.yaml")));
        QFile file(m_dir.filePath("opsdeck.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("workspace: w\n"
                   "platforms:\n"
                   "  - file: omnicore.yaml\n"
                   "    parameters:\n"
                   "      prod: { host: 127.0.0.1, frontend_host: 127.0.0.1, "
                   "omnicore_api_scheme: http, omnicore_postgres_credential: w/prod/db }\n");
        file.close();
        const LoadedWorkspace loaded =
            WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(m_dir.path());
        QStringList problems;
        for (const ConfigProblem &problem : loaded.problems)
            problems << problem.toString();
        QVERIFY2(!loaded.hasErrors(), qPrintable(problems.join('\n')));
        m_workspace = loaded.workspace;
        QVERIFY(m_workspace);
    }

    void init()
    {
        m_theme->setDark(true);
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_series->setWorkspace(m_workspace);
        m_board->setWorkspace(m_workspace, {});
        m_window = std::make_unique<QWidget>();
        m_window->resize(480, 1000);
        m_panel = new InspectorPanel(*m_board, *m_series, *m_theme, m_window.get());
        m_panel->setGeometry(0, 0, 384, 944);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_board.reset();
        m_series.reset();
    }

    void factsStandWithTheirSources()
    {
        choose("omnicore-postgres");
        QCOMPARE(text("inspector.documented.document"),
                 QString("Critical Infrastructure Dependencies"));
        const QString facts = reading("inspector.documented")->toPlainText();
        QVERIFY2(facts.contains("Image\tpostgres:15\nstated, line 58\n"), qPrintable(facts));
        QVERIFY2(facts.contains(QString::fromUtf8("Port outside\t5432\n≠ disputed, see 1\n")),
                 qPrintable(facts));
        // A long name has a line of its own.
        QVERIFY2(facts.contains("\nReal name of the volume\napi_postgres_data (persistent)\n"),
                 qPrintable(facts));
        choose("proxmox");
        QVERIFY(reading("inspector.documented")
                    ->toPlainText()
                    .contains("Limits\tnot stated\n? not stated"));
    }

    void doubtIsMarkedInItsSource()
    {
        choose("omnicore-postgres");
        int marked = 0;
        int plain = 0;
        const QTextDocument *document = reading("inspector.documented")->document();
        for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
            const bool isStrong =
                !block.begin().atEnd()
                && block.begin().fragment().charFormat().fontWeight() == QFont::DemiBold;
            const bool isDoubt =
                block.text().startsWith(QChar(0x2260)) || block.text().startsWith("? ");
            QCOMPARE(isStrong, isDoubt);
            (isDoubt ? marked : plain) += 1;
        }
        QVERIFY(marked >= 2);
        QVERIFY(plain > marked);
    }

    void valuesAreCopiedByKeys()
    {
        choose("omnicore-postgres");
        ReadingText *facts = reading("inspector.documented");
        facts->setFocus();
        QTest::keyClick(facts, Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(facts, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(facts, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QString("Technology\tPostgreSQL 15\n"));
        QVERIFY(QApplication::clipboard()->mimeData()->formats().filter("html").isEmpty());
        // It is left by the key that leaves every field, and a beat does not take the selection.
        m_board->tick({});
        QVERIFY(facts->textCursor().hasSelection());
        QTest::keyClick(facts, Qt::Key_Backtab);
        QVERIFY(!facts->hasFocus());
    }

    void valuesAreSelectedByMouse()
    {
        choose("omnicore-postgres");
        ReadingText *facts = reading("inspector.documented");
        QTextCursor cursor = facts->document()->find("postgres:15");
        QVERIFY(cursor.hasSelection());
        QTextCursor at(facts->document());
        at.setPosition(cursor.selectionStart() + 2);
        QTest::mouseDClick(facts->viewport(), Qt::LeftButton, {},
                           facts->cursorRect(at).center() + QPoint(2, 0));
        QCOMPARE(facts->textCursor().selectedText(), QString("postgres"));
    }

    void theCaretStaysInSight()
    {
        m_panel->setGeometry(0, 0, 360, 500);
        choose("omnicore-api");
        ReadingText *facts = reading("inspector.documented");
        auto *scroll = child<QScrollArea>("inspector.scroll");
        facts->setFocus();
        QTest::keyClick(facts, Qt::Key_End, Qt::ControlModifier);
        const int end = scroll->verticalScrollBar()->value();
        QVERIFY(end > 0);
        QTest::keyClick(facts, Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(scroll->verticalScrollBar()->value() < end);
    }

    void everythingFitsItsWidth()
    {
        for (const int width : {360, 384, 480}) {
            m_panel->setGeometry(0, 0, width, 632);
            for (const char *service : {"omnicore-postgres", "omnicore-api", "proxmox"}) {
                choose(service);
                for (const ReadingText *each : m_panel->findChildren<ReadingText *>()) {
                    if (!each->isVisible())
                        continue;
                    QCOMPARE(each->horizontalScrollBar()->maximum(), 0);
                    QCOMPARE(each->verticalScrollBar()->maximum(), 0);
                    QVERIFY(each->height() > 10);
                }
                auto *scroll = child<QScrollArea>("inspector.scroll");
                QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
                QVERIFY(scroll->widget()->width() <= width);
            }
        }
    }

    void whatIsNotSetUpIsListed()
    {
        choose("omnicore-postgres");
        const QString checks = reading("inspector.notsetup")->toPlainText();
        QVERIFY2(checks.contains("Container of the database\nnot set up, docker: Set "),
                 qPrintable(checks));
        QVERIFY2(checks.contains("docker_socket"), qPrintable(checks));
        choose("exposure");
        const QString exposure = reading("inspector.notsetup")->toPlainText();
        QVERIFY2(exposure.contains("PostgreSQL not reachable from outside\nnot set up, tcp: Set "),
                 qPrintable(exposure));
        choose("omnicore-postgres");
        auto *count = child<QPushButton>("inspector.undrawn.count");
        QVERIFY2(count->text().contains("3 metric"), qPrintable(count->text()));
        QVERIFY(count->toolTip().contains("Container memory used"));
        QVERIFY(!reading("inspector.undrawn")->isVisible());
        QTest::mouseClick(count, Qt::LeftButton);
        QVERIFY(reading("inspector.undrawn")->isVisible());
        QCOMPARE(reading("inspector.undrawn")->toPlainText(),
                 QString("Container CPU\nContainer memory\nContainer memory used"));
        count->setFocus();
        QTest::keyClick(count, Qt::Key_Space);
        QVERIFY(!reading("inspector.undrawn")->isVisible());
        // Another one begins folded.
        count->click();
        choose("omnicore-redis");
        QVERIFY(!count->isChecked());
    }

    void linksAreAskedFor()
    {
        choose("frontend");
        QSignalSpy wanted(m_panel, &InspectorPanel::pageRequested);
        const QPointer<QPushButton> link = child<QPushButton>("inspector.link.ui");
        QVERIFY(link);
        QCOMPARE(link->text(), QString("Web UI"));
        QVERIFY(link->toolTip().contains("http://127.0.0.1:6780"));
        QVERIFY(link->toolTip().contains("line 87"));
        child<QScrollArea>("inspector.scroll")->ensureWidgetVisible(link);
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().toUrl(), QUrl("http://127.0.0.1:6780"));
        link->setFocus();
        QTest::keyClick(link, Qt::Key_Space);
        QCOMPARE(wanted.size(), 2);
        choose("omnicore-postgres");
        QVERIFY(!link || !link->isVisible());
    }

    void neighboursTellTheirBasis()
    {
        choose("omnicore-postgres");
        auto *redis = child<QPushButton>("inspector.needs.omnicore-redis");
        QVERIFY(redis != nullptr);
        QVERIFY2(redis->text().endsWith(QString::fromUtf8("≠ disputed, see 5")),
                 qPrintable(redis->text()));
        QVERIFY(redis->toolTip().contains("PostgreSQL uses Redis"));
        QVERIFY(redis->toolTip().contains(QString::fromUtf8("lines 14–16")));
        QVERIFY(redis->toolTip().contains("diagram only"));
        auto *proxmox = child<QPushButton>("inspector.needs.proxmox");
        QVERIFY(!proxmox->text().contains("stated"));
        QVERIFY(proxmox->toolTip().contains("stated in general"));
        auto *api = child<QPushButton>("inspector.neededby.omnicore-api");
        QVERIFY(api->toolTip().contains(QString::fromUtf8("uses PostgreSQL")));
        QSignalSpy activated(m_panel, &InspectorPanel::serviceActivated);
        child<QScrollArea>("inspector.scroll")->ensureWidgetVisible(redis);
        QTest::mouseClick(redis, Qt::LeftButton);
        QCOMPARE(activated.size(), 1);
    }

    void checksTellWhoseTheirFiguresAre()
    {
        choose("omnicore-api");
        auto *checks = child<QListView>("inspector.checks");
        bool isFound = false;
        for (int i = 0; i < checks->model()->rowCount() && !isFound; ++i) {
            QTest::mouseClick(checks->viewport(), Qt::LeftButton, {},
                              checks->visualRect(checks->model()->index(i, 0)).center());
            isFound = text("inspector.results.origin").startsWith("As documented: interval");
        }
        QVERIFY(isFound);
        QVERIFY(text("inspector.results.origin").contains("Our choice: timeout"));
        QVERIFY(text("inspector.results.origin").contains("stated, line"));
        choose("omnicore-postgres");
        QVERIFY(text("inspector.results.origin").startsWith("Our choice: interval"));
    }

    void settlingLiftsTheDoubt()
    {
        choose("omnicore-postgres");
        Workspace settled = *m_workspace;
        Settlement answer;
        answer.answer = "only inside the Docker network";
        settled.platforms.first().contradictions.first().settled = answer;
        m_board->setWorkspace(std::make_shared<const Workspace>(settled), {});
        const QString facts = reading("inspector.documented")->toPlainText();
        QVERIFY2(facts.contains("Port outside\t5432\ndisputed, see 1 (settled)\n"),
                 qPrintable(facts));
    }

    void everythingHasANameAndPlainText()
    {
        choose("omnicore-postgres");
        QCOMPARE(labelsWithoutPlainText(*m_panel), QStringList());
        for (const ReadingText *each : m_panel->findChildren<ReadingText *>())
            QVERIFY(!each->accessibleName().isEmpty() && !each->objectName().isEmpty());
        for (const QPushButton *button : m_panel->findChildren<QPushButton *>())
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
    }

    void pictures_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<bool>("dark");
        for (const char *service : {"omnicore-postgres", "omnicore-api", "frontend"}) {
            QTest::addRow("document-%s-dark", service) << service << true;
            QTest::addRow("document-%s-light", service) << service << false;
        }
    }

    /// All of it on one picture, to look at; the facts in view.
    void pictures()
    {
        QFETCH(QString, service);
        QFETCH(bool, dark);
        m_theme->setDark(dark);
        m_window->resize(480, 2400);
        m_panel->setGeometry(0, 0, 384, 2400);
        choose(qPrintable(service));
        const auto *facts = reading("inspector.documented");
        QVERIFY(facts->isVisible());
        QVERIFY(!facts->visibleRegion().isEmpty());
        snapshot(*m_panel, QString::fromLatin1(QTest::currentDataTag()));
    }

private:
    template <typename T>
    T *child(const QString &name) const
    {
        return m_panel->findChild<T *>(name);
    }

    QString text(const QString &name) const { return child<QLabel>(name)->text(); }

    ReadingText *reading(const QString &name) const { return child<ReadingText>(name); }

    void choose(const char *service)
    {
        m_panel->setService({{PlatformId("omnicore"), EnvironmentId("prod")}, ServiceId(service)});
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }

    QTemporaryDir m_dir;
    WorkspacePtr m_workspace;
    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<QWidget> m_window;
    InspectorPanel *m_panel = nullptr;
};

QTEST_MAIN(TestInspectorDocument)
#include "tst_inspectordocument.moc"
