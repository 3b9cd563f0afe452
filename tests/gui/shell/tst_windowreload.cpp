// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// The reference environment as dev and as a protected prod.
WorkspacePtr twoEnvironments(const QString &title)
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Platform &platform = workspace->platforms.first();
    Environment prod = platform.environments.first();
    prod.isProtected = true;
    Environment dev = prod;
    dev.id = EnvironmentId("dev");
    dev.tier = Tier::Dev;
    dev.isProtected = false;
    platform.environments = {dev, prod};
    platform.layers.first().title = title;
    return workspace;
}

} // namespace

/// What is chosen in the window stays chosen while its definition is edited.
class TestWindowReload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reloadsKeepWhatIsChosen();
    void environmentThatGoesIsReplaced();
};

void TestWindowReload::reloadsKeepWhatIsChosen()
{
    ThemeHub theme;
    StatusBoard board;
    MainWindow window(board, theme);
    window.addPage({"diagram", "Diagram", "diagram", true, false}, new DiagramPage(board, theme));
    board.setWorkspace(twoEnvironments("Edge"), referenceTime());
    const EnvironmentKey dev{referenceEnvironment().platform, EnvironmentId("dev")};
    const Environment &first = board.workspace()->platforms.first().environments.first();
    QVERIFY(!first.services.isEmpty());
    const ServiceKey service{dev, first.services.first().id};
    window.show();
    window.setEnvironment(dev);
    window.selectService(service);
    QSignalSpy environments(&window, &MainWindow::environmentChanged);
    QSignalSpy chosen(&window, &MainWindow::serviceChanged);
    for (const char *title : {"Edga", "Edgb", "Edgc"}) {
        board.setWorkspace(twoEnvironments(title), referenceTime());
        QCOMPARE(window.environment(), dev);
        QVERIFY2(window.windowTitle().startsWith("DEV"), qPrintable(window.windowTitle()));
    }
    QCOMPARE(environments.count(), 0);
    QCOMPARE(chosen.count(), 0);
}

void TestWindowReload::environmentThatGoesIsReplaced()
{
    ThemeHub theme;
    StatusBoard board;
    MainWindow window(board, theme);
    board.setWorkspace(twoEnvironments("Edge"), referenceTime());
    const EnvironmentKey dev{referenceEnvironment().platform, EnvironmentId("dev")};
    window.setEnvironment(dev);
    auto without = std::make_shared<Workspace>(*twoEnvironments("Edge"));
    without->platforms.first().environments.removeFirst();
    board.setWorkspace(without, referenceTime());
    const EnvironmentKey prod{dev.platform, without->platforms.first().environments.first().id};
    QCOMPARE(window.environment(), prod);
}

QTEST_MAIN(TestWindowReload)
#include "tst_windowreload.moc"
