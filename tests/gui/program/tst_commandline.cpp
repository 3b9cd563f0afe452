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
    void modesOfTheDiagram();
    void helpExplainsEachOption();
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

void TestCommandLine::modesOfTheDiagram()
{
    const QStringList plain{"render", "diagram", "--workspace", "w", "-o", "x.png"};
    const auto with = [&](const QStringList &more) {
        const auto line = parseCommandLine(plain + more);
        return line ? line->render.diagram : DiagramOptions();
    };
    QVERIFY(with({}).isPlain());
    QVERIFY(with({"--environments"}).isOfAll);
    QCOMPARE(with({"--differences", "dev"}).differentFrom, EnvironmentId("dev"));
    QVERIFY(with({"--start-order"}).hasStartOrder);
    QCOMPARE(with({"--what-if", "db=down, cache=degraded,api=ok"}).assumed,
             (Assumptions{{ServiceId("db"), Health::Down},
                          {ServiceId("cache"), Health::Degraded},
                          {ServiceId("api"), Health::Healthy}}));
    QCOMPARE(with({"--at", "2026-01-31T12:00:00Z"}).atMs, std::optional<qint64>(1769860800000));
    QCOMPARE(with({"--at", "2026-01-31T13:00:00+01:00"}).atMs,
             std::optional<qint64>(1769860800000));
    QCOMPARE(with({"--at", "1769860800", "--start-order"}).atMs,
             std::optional<qint64>(1769860800000));
    QCOMPARE(parseCommandLine(plain + QStringList{"--environment", "shop/prod"})->render.platform,
             PlatformId("shop"));
}

void TestCommandLine::helpExplainsEachOption()
{
    for (const QStringList &asked : {QStringList{"render", "--help"}, QStringList{"--help"}}) {
        const QStringList lines = parseCommandLine(asked)->help.split('\n');
        const auto options = lines.indexOf("Options:");
        QVERIFY(options > 0);
        int explained = 0;
        for (const QString &line : lines.mid(options + 1)) {
            if (!line.startsWith("  -"))
                continue;
            // The word comes after two spaces at least, with a sentence beside it.
            QVERIFY2(line.trimmed().section("  ", 1).trimmed().size() > 5, qPrintable(line));
            ++explained;
        }
        QVERIFY(explained >= 5);
    }
    const QString help = parseCommandLine({"render", "--help"})->help;
    for (const char *option : {"--environments", "--differences", "--what-if", "--start-order",
                               "--at", "--compare", "--size", "--output"})
        QVERIFY2(help.contains(QString("%1 ").arg(option)), option);
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
    const auto diagram = [](const char *name, const QStringList &more, const char *said,
                            const char *page = "diagram") {
        QTest::newRow(name) << QStringList{"render", page, "--workspace", "w", "-o", "x.png"} + more
                            << said;
    };
    for (const char *option : {"--environments", "--start-order"})
        diagram(option, {option}, "is of the page diagram.", "overview");
    diagram("what if of the wall", {"--what-if", "db=down"}, "is of the page diagram.", "wall");
    diagram("state", {"--what-if", "db=donw"},
            "'donw' is no state that can be assumed. Did you "
            "mean 'down'?");
    diagram("nobody assumes the unknown", {"--what-if", "db=unknown"}, "is no state");
    diagram("no state", {"--what-if", "db"}, "'db' is not SERVICE=STATE");
    diagram("no service", {"--what-if", "=down"}, "is not SERVICE=STATE");
    diagram("service twice", {"--what-if", "db=down,db=ok"}, "names 'db' more than once");
    diagram("moment", {"--at", "noon"}, "--at: 'noon' is no moment.");
    diagram("no zone", {"--at", "2026-01-31T12:00:00"}, "says no time zone");
    diagram("assumed in the past", {"--what-if", "db=down", "--at", "1"},
            "--what-if and --at exclude each other");
    diagram("all in the past", {"--environments", "--at", "1"}, "exclude each other");
    diagram("all assumed", {"--environments", "--what-if", "db=down"}, "exclude each other");
    diagram("order of all", {"--environments", "--start-order"}, "exclude each other");
    diagram("all compared", {"--environments", "--differences", "dev"}, "exclude each other");
    diagram("assumed compared", {"--differences", "dev", "--what-if", "db=down"},
            "exclude each other");
    diagram("past compared", {"--differences", "dev", "--at", "1"}, "exclude each other");
    diagram("two platforms", {"--platform", "a", "--environment", "b/prod"}, "two platforms");
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
