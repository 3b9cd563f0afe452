// SPDX-License-Identifier: GPL-3.0-or-later

// 500 HTTP checks every 10 s against a server in another process, with the whole window shown: how long the GUI thread is ever
// blocked, as seen by a watchdog thread, and what the process costs.
//   bench_guiload [SECONDS] [CHECKS]

#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kServices = 50;

int serve()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        return 1;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                if (socket->readAll().endsWith("\r\n\r\n"))
                    socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"status\": \"healthy\"}");
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    std::printf("%d\n", server.serverPort());
    std::fflush(stdout);
    return QCoreApplication::exec();
}

bool writeWorkspace(const QString &folder, int port, int checks)
{
    QFile workspace(folder + QStringLiteral("/opsdeck.yaml"));
    QFile platform(folder + QStringLiteral("/load.yaml"));
    if (!workspace.open(QIODevice::WriteOnly) || !platform.open(QIODevice::WriteOnly))
        return false;
    workspace.write("workspace: load\nplatforms:\n  - file: load.yaml\n");
    platform.write("platform: load\ntitle: Load\nlayers: [{ id: app, title: Application }, { id: data, title: Data }]\n"
                   "environments: [{ id: prod, tier: prod }]\nservices:\n");
    for (int service = 0; service < kServices; ++service) {
        platform.write(QStringLiteral("  - id: s%1\n    layer: %2\n%3    checks:\n")
                           .arg(service)
                           .arg(service % 2 == 0 ? QStringLiteral("app") : QStringLiteral("data"),
                                service > 0 ? QStringLiteral("    depends_on: [s%1]\n").arg(service / 2) : QString())
                           .toUtf8());
        for (int check = 0; check < checks / kServices; ++check) {
            platform.write(QStringLiteral("      - { id: c%1, kind: http, interval: 10s, timeout: 5s, url: \"http://127.0.0.1:%2/%3/%1\", json: { status: healthy } }\n")
                               .arg(check)
                               .arg(port)
                               .arg(service)
                               .toUtf8());
        }
        platform.write("    metrics:\n      - { id: latency, check: c0, metric: probe_duration_seconds, unit: seconds }\n");
    }
    return true;
}

double cpuSeconds()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Asks the GUI thread every 5 ms to answer, and notes how long it took.
class Watchdog
{
public:
    Watchdog() : m_thread([this] { run(); }) {}
    ~Watchdog()
    {
        m_stop = true;
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Watchdog)

    void begin() { m_counting = true; }
    std::vector<double> delays() const { return m_delays; } ///< ms; GUI thread

private:
    void run()
    {
        while (!m_stop) {
            const auto asked = std::chrono::steady_clock::now();
            std::atomic<bool> answered = false;
            QMetaObject::invokeMethod(qApp, [this, asked, &answered] {
                if (m_counting)
                    m_delays.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked).count());
                answered = true;
            });
            while (!answered && !m_stop)
                std::this_thread::sleep_for(200us);
            std::this_thread::sleep_for(5ms);
        }
    }

    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_counting = false;
    std::vector<double> m_delays;
    std::thread m_thread;
};

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--serve") == 0)
        return serve();
    const int seconds = argc > 1 ? std::max(5, QString::fromLocal8Bit(argv[1]).toInt()) : 40;
    const int checks = argc > 2 ? std::max(kServices, QString::fromLocal8Bit(argv[2]).toInt()) : 500;

    QProcess server;
    server.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--serve")});
    if (!server.waitForReadyRead(20'000))
        return 1;
    const QTemporaryDir folder;
    if (!writeWorkspace(folder.path(), server.readLine().trimmed().toInt(), checks))
        return 1;

    ThemeHub theme;
    theme.setDark(true);
    const SystemClock clock;
    Session session(clock, Session::Mode::Continuous, folder.path());
    WindowController controller(session, theme, folder.path());
    controller.window().resize(1600, 1000);
    controller.window().show();
    qsizetype results = 0;
    QObject::connect(&session.board(), &StatusBoard::resultsAdded, qApp, [&results](const QList<CheckResult> &added) { results += added.size(); });
    session.open(folder.path());

    Watchdog watchdog;
    double cpuBefore = 0;
    qsizetype resultsBefore = 0;
    // Two rounds of everything first: connections, fonts and pixmaps are made then.
    QTimer::singleShot(20'000, qApp, [&] {
        cpuBefore = cpuSeconds();
        resultsBefore = results;
        watchdog.begin();
    });
    for (int page = 0; page < 3; ++page) {
        QTimer::singleShot(20'000 + page * seconds * 1000 / 3, qApp, [&controller, page] {
            controller.window().showPage(page == 0 ? QStringLiteral("overview") : page == 1 ? QStringLiteral("diagram") : QStringLiteral("metrics"));
        });
    }
    QTimer::singleShot(20'000 + seconds * 1000, qApp, &QCoreApplication::quit);
    QApplication::exec();
    const double cpu = cpuSeconds() - cpuBefore;
    std::vector<double> delays = watchdog.delays();
    std::sort(delays.begin(), delays.end());
    const auto at = [&](double share) { return delays.empty() ? 0.0 : delays.at(static_cast<size_t>(share * static_cast<double>(delays.size() - 1))); };
    std::printf("%d checks at 10 s for %d s (overview, diagram, metrics in turn): %lld results; GUI thread busy at most %.1f ms (99.9 %%: %.1f, 99 %%: %.1f, median %.2f; goal: 16); "
                "CPU %.2f %% of a core with all threads (goal: 3)\n",
                checks, seconds, static_cast<long long>(results - resultsBefore), at(1.0), at(0.999), at(0.99), at(0.5), cpu / seconds * 100);
    server.kill();
    server.waitForFinished();
    return 0;
}
