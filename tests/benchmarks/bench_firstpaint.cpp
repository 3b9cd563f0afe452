// SPDX-License-Identifier: GPL-3.0-or-later

// From the start of a process to the first paint: Opsdeck with the demo workspace on its matrix,
// against an empty window with one chart view. Both are this program, started anew by itself in
// turn; each figure is the best of some runs.
//   bench_firstpaint [RUNS]

#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QChartView>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QProcess>
#include <QTableView>
#include <QTemporaryDir>

#include <cstdio>

using namespace opsdeck;

namespace {

/// Ends the program at the first paint of a widget, once `isReady`.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QWidget &widget, std::function<bool()> isReady)
        : m_isReady(std::move(isReady))
    {
        widget.installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_isReady()) {
            std::puts("painted");
            std::fflush(stdout);
            std::_Exit(0);
        }
        return QObject::eventFilter(watched, event);
    }

private:
    std::function<bool()> m_isReady;
};

int paintEmpty()
{
    QMainWindow window;
    QChartView view;
    window.setCentralWidget(&view);
    window.resize(1600, 1000);
    const PaintWatch watch(*view.viewport(), [] { return true; });
    window.show();
    return QApplication::exec();
}

int paintOpsdeck()
{
    const QTemporaryDir data;
    ThemeHub theme;
    theme.setDark(true);
    const SystemClock clock;
    Session session(clock, Session::Mode::Continuous, data.path());
    WindowController controller(session, theme, data.path());
    controller.window().resize(1600, 1000);
    auto *matrix = controller.window().findChild<QTableView *>(QStringLiteral("overview.matrix"));
    const PaintWatch watch(*matrix->viewport(),
                           [matrix] { return matrix->model()->rowCount() > 0; });
    controller.window().show();
    session.open(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/examples/demo"));
    return QApplication::exec();
}

/// Milliseconds until the child said that it painted; negative when it did not.
double timeOf(const QString &what)
{
    QProcess child;
    QElapsedTimer timer;
    timer.start();
    child.start(QCoreApplication::applicationFilePath(), {what});
    const bool painted = child.waitForReadyRead(60'000);
    const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    child.waitForFinished();
    return painted ? elapsed : -1;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QString what = QString::fromLocal8Bit(argc > 1 ? argv[1] : "10");
    if (what == QLatin1String("--empty"))
        return paintEmpty();
    if (what == QLatin1String("--opsdeck"))
        return paintOpsdeck();
    const int runs = std::max(1, what.toInt());
    double empty = 1e9;
    double opsdeck = 1e9;
    for (int i = 0; i < runs + 1; ++i) {
        const double a = timeOf(QStringLiteral("--empty"));
        const double b = timeOf(QStringLiteral("--opsdeck"));
        if (a < 0 || b < 0) {
            std::puts("a window was not painted");
            return 1;
        }
        // The first pair warms the caches.
        if (i > 0) {
            empty = std::min(empty, a);
            opsdeck = std::min(opsdeck, b);
        }
    }
    std::printf("first paint, best of %d: empty window with a chart view %.0f ms, Opsdeck with the "
                "demo workspace %.0f ms, ratio %.2f (goal: at most 3)\n",
                runs, empty, opsdeck, opsdeck / empty);
    return 0;
}
