// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// A page of one environment that does not speak of causes.
class PlainPage final : public Page
{
public:
    void setEnvironment(const EnvironmentKey &) override {}
};

} // namespace

class TestCauseLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCauseIsNamedWhereThePageDoesNot();

private:
    ThemeHub m_theme;
    std::unique_ptr<StatusBoard> m_board = std::make_unique<StatusBoard>();
    std::unique_ptr<MainWindow> m_window;
    Page *m_plain = nullptr;
};

void TestCauseLine::theCauseIsNamedWhereThePageDoesNot()
{
    m_window = std::make_unique<MainWindow>(*m_board, m_theme);
    m_window->addPage({"overview", "Overview", "overview", true, false},
                      new DiagramPage(*m_board, m_theme));
    m_plain = new PlainPage;
    m_window->addPage({"metrics", "Metrics", "metrics", false, false}, m_plain);
    m_window->setInspector(new QWidget);
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    m_board->apply(allHealthy());
    m_board->apply(databaseDown());
    m_window->resize(1600, 1000);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    auto *line = m_window->findChild<QWidget *>("causeline");
    QVERIFY(!line->isVisible());
    m_window->setEnvironment(referenceEnvironment());
    m_window->showPage("metrics");
    QVERIFY(line->isVisible());
    QVERIFY2(line->accessibleName().contains(": db refuses connections for 84"),
             qPrintable(line->accessibleName()));
    QVERIFY(line->accessibleName().contains("Impact: "));
    const int top = m_plain->mapTo(m_window.get(), QPoint(0, 0)).y();
    // It leads to the service, by mouse and by key.
    QTest::mouseClick(line, Qt::LeftButton, {}, QPoint(200, 16));
    QCOMPARE(m_window->currentPage(), QString("overview"));
    QCOMPARE(m_window->selectedService(), referenceService("db"));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    m_window->showPage("metrics");
    line->setFocus();
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(m_window->selectedService(), referenceService("db"));
    // When it is over its place stays: nothing moves under the pointer.
    m_window->showPage("metrics");
    m_board->apply(allHealthy());
    m_board->apply(allHealthy());
    QVERIFY2(line->accessibleName().startsWith("No root cause is known in "),
             qPrintable(line->accessibleName()));
    QVERIFY(line->isVisible());
    QCOMPARE(m_plain->mapTo(m_window.get(), QPoint(0, 0)).y(), top);
}

QTEST_MAIN(TestCauseLine)
#include "tst_causeline.moc"
