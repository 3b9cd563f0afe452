// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/commandline.h"

#include <QTest>

using namespace opsdeck;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void window();
    void wall();
    void render();
    void mistakes_data();
    void mistakes();
};

void TestCommandLine::window()
{
    const auto line = parseCommandLine({"demo", "--theme", "light"});
    QVERIFY(line);
    QCOMPARE(line->action, CommandLine::Action::Window);
    QCOMPARE(line->workspace, "demo");
    QCOMPARE(line->dark, std::optional(false));
    QVERIFY(parseCommandLine({})->workspace.isEmpty());
    QCOMPARE(parseCommandLine({"--help"})->action, CommandLine::Action::Help);
    QCOMPARE(parseCommandLine({"--version"})->action, CommandLine::Action::Version);
}

void TestCommandLine::wall()
{
    const auto line = parseCommandLine({"--wall", "demo"});
    QVERIFY(line);
    QCOMPARE(line->action, CommandLine::Action::Wall);
    QCOMPARE(line->workspace, "demo");
}

void TestCommandLine::render()
{
    const auto line = parseCommandLine(
        {"render", "diagram", "--workspace", "w", "--platform", "shop", "--environment", "prod",
         "--service", "db", "--size", "1280x720", "--theme", "light", "-o", "/tmp/x.svg"});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    const RenderRequest &request = line->render;
    QCOMPARE(request.page, "diagram");
    QCOMPARE(request.platform, PlatformId("shop"));
    QCOMPARE(request.environment, EnvironmentId("prod"));
    QCOMPARE(request.service, ServiceId("db"));
    QCOMPARE(request.size, QSize(1280, 720));
    QVERIFY(!request.dark);
    QCOMPARE(request.output, "/tmp/x.svg");
    QCOMPARE(line->scale, 100);
    // Larger where pixels are small, unless it is said otherwise.
    const QStringList large{"render", "wall",  "--workspace", "w",
                            "-o",     "x.png", "--size",      "3840x2160"};
    QCOMPARE(parseCommandLine(large)->scale, 150);
    QCOMPARE(parseCommandLine(large + QStringList{"--scale", "100"})->scale, 100);
    QCOMPARE(parseCommandLine({"w", "--scale", "125"})->scale, 125);
    QVERIFY(!parseCommandLine({"w"})->scale.has_value());
}

void TestCommandLine::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("page") << QStringList{"render", "nopage", "--workspace", "w", "-o", "x.png"}
                          << "There is no page 'nopage'";
    QTest::newRow("compared") << QStringList{"render", "wall", "--compare", "--workspace",
                                             "w",      "-o",   "x.png"}
                              << "--compare is of the page overview.";
    QTest::newRow("no page") << QStringList{"render", "--workspace", "w", "-o", "x.png"}
                             << "Name one page";
    QTest::newRow("no workspace") << QStringList{"render", "wall", "-o", "x.png"}
                                  << "Say which workspace";
    QTest::newRow("no output") << QStringList{"render", "wall", "--workspace", "w"} << "Say where";
    QTest::newRow("suffix") << QStringList{"render", "wall", "--workspace", "w", "-o", "x.gif"}
                            << "does not end in";
    QTest::newRow("size") << QStringList{"render", "wall",  "--workspace", "w",
                                         "-o",     "x.png", "--size",      "big"}
                          << "is not a size";
    QTest::newRow("huge") << QStringList{"render", "wall",  "--workspace", "w",
                                         "-o",     "x.png", "--size",      "99999x99999"}
                          << "is not a size";
    QTest::newRow("theme") << QStringList{"w", "--theme", "pink"} << "There is no theme 'pink'";
    QTest::newRow("workspace as a second name")
        << QStringList{"render", "diagram", "w", "-o", "x.png"}
        << "'w' is one argument too many; the workspace is given by --workspace.";
    QTest::newRow("scale") << QStringList{"w", "--scale", "90"} << "There is no scale '90'";
    QTest::newRow("scale of a small picture")
        << QStringList{"render", "wall",   "--workspace", "w",       "-o",
                       "x.png",  "--size", "1280x720",    "--scale", "200"}
        << "has no room";
    QTest::newRow("two") << QStringList{"a", "b"} << "one argument too many";
    QTest::newRow("wall of nothing") << QStringList{"--wall"} << "needs a workspace";
    QTest::newRow("theme twice") << QStringList{"w", "--theme", "dark", "--theme", "light"}
                                 << "--theme is given more than once ('dark', 'light')";
    QTest::newRow("environment twice")
        << QStringList{"render",        "wall", "--workspace",   "w",   "-o", "x.png",
                       "--environment", "dev",  "--environment", "prod"}
        << "--environment is given more than once ('dev', 'prod')";
    QTest::newRow("same option by two names")
        << QStringList{"render", "wall", "--workspace", "w", "-o", "x.png", "--output", "y.png"}
        << "-o is given more than once";
    QTest::newRow("empty environment")
        << QStringList{"render", "wall", "--workspace", "w", "-o", "x.png", "--environment", ""}
        << "--environment has an empty value";
    QTest::newRow("option") << QStringList{"--frobnicate"} << "frobnicate";
}

void TestCommandLine::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    const auto line = parseCommandLine(arguments);
    QVERIFY(!line);
    QVERIFY2(line.error().message.contains(said), qPrintable(line.error().message));
    QVERIFY(!line.error().advice.isEmpty());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
