// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/hardening.h"
#include "app/common/messagefilter.h"
#include "app/common/quitsignals.h"
#include "app/gui/commandline.h"
#include "app/gui/interfacescale.h"
#include "app/gui/render.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "services/base/englishplurals.h"
#include "services/storage/datadirectory.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QScreen>
#include <QSettings>

#include <cstdio>

using namespace opsdeck;

namespace {

void print(std::FILE *stream, const QString &text)
{
    const QByteArray line = text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stream);
}

int showWindow(const CommandLine &line, ThemeHub &theme, const Result<QString> &directory)
{
    theme.setDark(
        line.dark.value_or(QSettings().value(QStringLiteral("theme/dark"), true).toBool()));
    theme.setStatePalette(
        statePaletteOf(QSettings().value(QStringLiteral("theme/palette")).toString()));
    const SystemClock clock;
    Session session(clock, Session::Mode::Continuous, directory.value_or(QString()));
    WindowController controller(session, theme, directory.value_or(QString()));
    if (!directory) {
        Error error = directory.error();
        error.message += QLatin1Char(' ')
                         + QCoreApplication::translate(
                             "main", "Without it no history is kept and no runbook runs.");
        controller.showProblem(QStringLiteral("data"), error);
    }
    MainWindow &window = controller.window();
    const QScreen *screen = QGuiApplication::primaryScreen();
    window.resize(MainWindow::firstSize(screen == nullptr ? QSize() : screen->availableSize()));
    if (line.action == CommandLine::Action::Wall)
        controller.toggleWall();
    else
        window.show();
    controller.lookForInterruptedRuns();
    if (!line.workspace.isEmpty())
        session.open(line.workspace);
    const QuitSignals signals([&controller] { controller.requestQuit(); });
    return QApplication::exec();
}

/// True when nothing has to be shown, so that a machine without a display will do.
bool needsNoDisplay(int argc, char **argv)
{
    return argc > 1
           && (qstrcmp(argv[1], "render") == 0 || qstrcmp(argv[1], "--help") == 0
               || qstrcmp(argv[1], "-h") == 0 || qstrcmp(argv[1], "--version") == 0);
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    installMessageFilter();
    if (needsNoDisplay(argc, argv) && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // Qt would abort without a word of what to do.
    const bool hasDisplay = !qEnvironmentVariableIsEmpty("DISPLAY")
                            || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
                            || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    if (!hasDisplay) {
        print(stderr,
              QCoreApplication::translate("main", "There is no display to open a window on."));
        print(stderr,
              QCoreApplication::translate("main", "Try: start it in a desktop session, use "
                                                  "xvfb-run, or draw a page with opsdeck render."));
        return exitcode::kUsage;
    }
    // Qt would take --platform for itself: it gets the program's name only.
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    // What is wrong with the words is said below, when words can be translated.
    const auto early = parseCommandLine(arguments);
    if (early && early->scale)
        stateScale(*early->scale);
    int ownCount = 1;
    QApplication application(ownCount, argv);
    const QScreen *screen = QGuiApplication::primaryScreen();
    if (early && screen != nullptr
        && (early->action == CommandLine::Action::Window
            || early->action == CommandLine::Action::Wall))
        restartLarger(screen->size(), screen->devicePixelRatio(), argv);
    forgetScale();
    EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    QApplication::setApplicationName(QStringLiteral("opsdeck"));
    QApplication::setOrganizationName(QStringLiteral("opsdeck"));
    QApplication::setApplicationDisplayName(QStringLiteral("Opsdeck"));
    QApplication::setApplicationVersion(QStringLiteral(OPSDECK_VERSION));

    const auto line = parseCommandLine(arguments);
    if (!line) {
        print(stderr, line.error().message);
        print(stderr, line.error().advice);
        return exitcode::kUsage;
    }
    if (line->action == CommandLine::Action::Help) {
        print(stdout, line->help);
        return exitcode::kOk;
    }
    if (line->action == CommandLine::Action::Version) {
        print(stdout, QStringLiteral("opsdeck " OPSDECK_VERSION));
        return exitcode::kOk;
    }
    ThemeHub theme;
    const Result<QString> directory = dataDirectory();
    if (line->action == CommandLine::Action::Render)
        return renderPage(line->render, theme, directory.value_or(QString()));
    return showWindow(*line, theme, directory);
}
