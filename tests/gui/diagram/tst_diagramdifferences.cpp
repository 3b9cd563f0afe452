// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesboard.h"
#include "tests/support/guitest.h"
#include "tests/unit/comparison/comparisonboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QTest>
#include <QTextEdit>

using namespace opsdeck;
using namespace opsdeck::test;

/// The diagram held against another environment.
class TestDiagramDifferences final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void init()
    {
        m_theme->setDark(true);
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_board->setWorkspace(comparedWorkspace(), comparedTime(0));
        m_board->apply(comparedAnswers(1));
        m_board->tick(comparedTime(2));
        m_window = std::make_unique<QWidget>();
        m_window->resize(1280, 720);
        m_page = new DiagramPage(*m_board, *m_theme, m_window.get());
        m_page->setGeometry(56, 88, 1224, 632);
        m_page->setEnvironment(comparedEnvironment("prod"));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_series.reset();
        m_board.reset();
    }

    void aBoxCarriesItsCount()
    {
        QCOMPARE(differencesOf("db"), 0);
        choose("dev");
        QCOMPARE(differencesOf("db"), 2);
        QCOMPARE(differencesOf("api"), 1);
        QCOMPARE(button()->text(), QString("Differences from DEV: 4"));
        choose("staging");
        QCOMPARE(differencesOf("db"), 1);
        choose("off");
        QCOMPARE(differencesOf("db"), 0);
        QCOMPARE(button()->text(), QString("Differences"));
    }

    void onlyThePresentOfOneEnvironmentIsCompared()
    {
        choose("dev");
        m_page->modes().setMode(DiagramModes::Mode::WhatIf);
        QCOMPARE(differencesOf("db"), 0);
        QVERIFY(!button()->isEnabled());
        QVERIFY(!button()->toolTip().isEmpty());
        m_page->modes().setMode(DiagramModes::Mode::Live);
        QCOMPARE(differencesOf("db"), 2);
        m_page->modes().setMode(DiagramModes::Mode::Replay);
        QCOMPARE(differencesOf("db"), 0);
        m_page->modes().setMode(DiagramModes::Mode::Live);
        m_page->findChild<QPushButton *>("diagram.all")->click();
        QVERIFY(!button()->isEnabled());
        for (const NodeItem *item : m_page->view()->nodeItems())
            QCOMPARE(item->look().differences, 0);
        m_page->findChild<QPushButton *>("diagram.all")->click();
        QCOMPARE(differencesOf("db"), 2);
        m_page->setEnvironment({PlatformId("bare"), EnvironmentId("prod")});
        QVERIFY(!button()->isVisible());
    }

    void theInspectorListsThem()
    {
        InspectorPanel inspector(*m_board, *m_series, *m_theme);
        inspector.setDifferences(m_page->differences());
        inspector.resize(384, 700);
        inspector.setService({comparedEnvironment("prod"), ServiceId("db")});
        inspector.show();
        auto *list = inspector.findChild<QTextEdit *>("inspector.differences");
        QVERIFY(!list->isVisible());
        choose("dev");
        QVERIFY(list->isVisible());
        const QString text = list->toPlainText();
        QVERIFY2(text.contains("version") && text.contains("15.6 here, 15.8 in DEV"),
                 qPrintable(text));
        QVERIFY2(text.contains("require here, disable in DEV"), qPrintable(text));
        QVERIFY(
            inspector.findChild<QLabel *>("inspector.differences.count")->text().startsWith("2 "));
        // What falls silent is told as that.
        m_board->tick(comparedTime(20));
        QVERIFY2(list->toPlainText().contains("Not observed in both: it may differ."),
                 qPrintable(list->toPlainText()));
        choose("off");
        QVERIFY(!list->isVisible());
    }

    void theMarkIsPaintedBelowTheBox_data()
    {
        QTest::addColumn<double>("scale");
        for (const double scale : {0.2, 0.45, 0.62, 1.0, 2.0})
            QTest::newRow(QByteArray::number(scale).constData()) << scale;
    }

    void theMarkIsPaintedBelowTheBox()
    {
        QFETCH(double, scale);
        NodeLook look;
        look.title = QStringLiteral("PostgreSQL");
        look.mark.health = Health::Healthy;
        const QRectF box(40, 40, 176, 72);
        QCOMPARE(nodeDifferenceRect(look, box, scale), QRectF());
        const QImage without = painted(look, box, scale);
        look.differences = 3;
        const QRectF mark = nodeDifferenceRect(look, box, scale);
        QVERIFY(mark.intersects(box));
        QVERIFY(mark.bottom() > box.bottom());
        QVERIFY(mark.bottom() <= box.bottom() + kDifferenceReach);
        // The middle is free, where lines leave and arrive.
        QVERIFY(mark.left() >= box.left() && mark.right() <= box.center().x() - 12);
        QVERIFY(painted(look, box, scale) != without);
        // Nothing is painted beyond where the item says it paints.
        NodeItem item(0, box, *m_theme);
        item.setLook(look);
        QVERIFY(item.boundingRect().contains(mark));
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }

    void pictures()
    {
        QFETCH(bool, dark);
        m_theme->setDark(dark);
        choose("dev");
        QCoreApplication::processEvents();
        snapshot(*m_page, QString("diagram-differences-%1").arg(QTest::currentDataTag()));
        QVERIFY(button()->isVisible());
        QVERIFY(
            m_page->rect().contains(QRect(button()->mapTo(m_page, QPoint()), button()->size())));
    }

private:
    QPushButton *button() const { return m_page->findChild<QPushButton *>("diagram.differences"); }

    void choose(const char *other)
    {
        auto *menu = m_page->findChild<QMenu *>("diagram.differences.menu");
        Q_EMIT menu->aboutToShow();
        auto *action = menu->findChild<QAction *>(QString("diagram.differences.%1").arg(other));
        QVERIFY(action != nullptr);
        action->trigger();
    }

    int differencesOf(const char *service) const
    {
        const DiagramView *view = m_page->view();
        const int node = view->model().nodeOf(
            {comparedEnvironment("prod"), ServiceId(QString::fromLatin1(service))});
        return view->nodeItems().at(node)->look().differences;
    }

    QImage painted(const NodeLook &look, const QRectF &box, double scale) const
    {
        QImage image((QSizeF(300, 200) * scale).toSize(), QImage::Format_RGB32);
        image.fill(m_theme->theme().bg);
        QPainter painter(&image);
        painter.scale(scale, scale);
        paintNode(painter, box, look, m_theme->theme(), scale);
        return image;
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

QTEST_MAIN(TestDiagramDifferences)
#include "tst_diagramdifferences.moc"
