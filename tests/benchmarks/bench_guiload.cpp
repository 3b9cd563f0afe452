// SPDX-License-Identifier: GPL-3.0-or-later

// 500 HTTP checks every 10 s against a server in another process, with the whole window shown: how
// long the GUI thread is ever blocked, as seen by a watchdog thread, and what the process costs.
// Two parts: a walk over all pages under the watchdog, then the three pages of every day left
// alone, without it.
//   bench_guiload [SECONDS of each part] [CHECKS]

#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kServices = 50;
/// Two rounds of everything: connections, fonts and pixmaps are made then.
constexpr int kWarmUpMs = 20'000;

int serve()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        return 1;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                static const QByteArray body = "{\"status\": \"healthy\"}";
                if (socket->readAll().endsWith("\r\n\r\n"))
                    socket->write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
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
    platform.write("platform: load\ntitle: Load\nlayers: [{ id: app, title: Application }, { id: "
                   "data, title: Data }]\n"
                   "environments: [{ id: prod, tier: prod }]\nservices:\n");
    for (int service = 0; service < kServices; ++service) {
        platform.write(QStringLiteral("  - id: s%1\n    layer: %2\n%3    checks:\n")
                           .arg(service)
                           .arg(service % 2 == 0 ? QStringLiteral("app") : QStringLiteral("data"),
                                service > 0
                                    ? QStringLiteral("    depends_on: [s%1]\n").arg(service / 2)
                                    : QString())
                           .toUtf8());
        for (int check = 0; check < checks / kServices; ++check) {
            platform.write(
                QStringLiteral("      - { id: c%1, kind: http, interval: 10s, timeout: 5s, url: "
                               "\"http://127.0.0.1:%2/%3/%1\", json: { status: healthy } }\n")
                    .arg(check)
                    .arg(port)
                    .arg(service)
                    .toUtf8());
        }
        platform.write("    metrics:\n      - { id: latency, check: c0, metric: "
                       "probe_duration_seconds, unit: seconds }\n");
    }
    return true;
}

double seconds(const timespec &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double cpuSeconds(clockid_t clock)
{
    timespec time = {};
    ::clock_gettime(clock, &time);
    return seconds(time);
}

/// CPU seconds of each thread of this process by name; of threads that ended nothing is known.
QMap<QString, double> cpuByThread()
{
    QMap<QString, double> all;
    const QStringList tasks =
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &task : tasks) {
        QFile name(QStringLiteral("/proc/self/task/%1/comm").arg(task));
        QFile run(QStringLiteral("/proc/self/task/%1/schedstat").arg(task));
        if (name.open(QIODevice::ReadOnly) && run.open(QIODevice::ReadOnly))
            all[QString::fromLocal8Bit(name.readAll().trimmed())] +=
                run.readAll().split(' ').value(0).toDouble() / 1e9;
    }
    return all;
}

struct Cost
{
    double process = 0;
    QMap<QString, double> threads;

    static Cost now() { return {cpuSeconds(CLOCK_PROCESS_CPUTIME_ID), cpuByThread()}; }

    void add(const Cost &from, const Cost &to)
    {
        process += to.process - from.process;
        for (auto it = to.threads.cbegin(); it != to.threads.cend(); ++it)
            threads[it.key()] += it.value() - from.threads.value(it.key());
    }
};

/// Asks the GUI thread every millisecond to answer, and notes how long it took and how much of that
/// the thread itself ran: what it did not run another process had of the processor.
class Watchdog
{
public:
    struct Delay
    {
        double wall = 0; ///< ms
        double cpu = 0;  ///< ms
        QString during;
    };

    Watchdog()
        : m_thread([this] { run(); })
    {}

    ~Watchdog()
    {
        m_stop = true;
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Watchdog)

    void setStage(const QString &stage) { m_stage = stage; } ///< GUI thread

    const std::vector<Delay> &delays() const { return m_delays; } ///< GUI thread

private:
    void run()
    {
        ::pthread_setname_np(::pthread_self(), "watchdog");
        while (!m_stop) {
            std::atomic<bool> answered = false;
            const double cpu = cpuSeconds(m_guiClock);
            const auto asked = std::chrono::steady_clock::now();
            QMetaObject::invokeMethod(&m_context, [this, asked, cpu, &answered] {
                const std::chrono::duration<double, std::milli> wall =
                    std::chrono::steady_clock::now() - asked;
                m_delays.push_back(
                    {wall.count(), (cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1000, m_stage});
                answered = true;
            });
            while (!answered && !m_stop)
                std::this_thread::sleep_for(200us);
            std::this_thread::sleep_for(1ms);
        }
    }

    static clockid_t clockOf(pthread_t thread)
    {
        clockid_t clock = {};
        ::pthread_getcpuclockid(thread, &clock);
        return clock;
    }

    QObject m_context; ///< with it goes the question that is out at the end
    const clockid_t m_guiClock = clockOf(::pthread_self());
    std::atomic<bool> m_stop = false;
    QString m_stage;
    std::vector<Delay> m_delays;
    std::thread m_thread;
};

void printDelays(const std::vector<Watchdog::Delay> &delays)
{
    if (delays.empty())
        return;
    std::vector<double> walls(delays.size());
    std::transform(delays.cbegin(), delays.cend(), walls.begin(),
                   [](const Watchdog::Delay &delay) { return delay.wall; });
    std::sort(walls.begin(), walls.end());
    const auto at = [&](double share) {
        return walls.at(static_cast<size_t>(share * static_cast<double>(walls.size() - 1)));
    };
    const auto byWall = [](const Watchdog::Delay &a, const Watchdog::Delay &b) {
        return a.wall < b.wall;
    };
    const auto byCpu = [](const Watchdog::Delay &a, const Watchdog::Delay &b) {
        return a.cpu < b.cpu;
    };
    const Watchdog::Delay longest = *std::max_element(delays.cbegin(), delays.cend(), byWall);
    const Watchdog::Delay busiest = *std::max_element(delays.cbegin(), delays.cend(), byCpu);
    std::printf("GUI thread blocked at most %.1f ms, of which it ran %.1f (%s); its longest run "
                "%.1f ms (%s); 99.9 %%: %.1f, 99 %%: %.1f, median %.2f ms; goal: 16\n",
                longest.wall, longest.cpu, qPrintable(longest.during), busiest.cpu,
                qPrintable(busiest.during), at(0.999), at(0.99), at(0.5));
    QMap<QString, Watchdog::Delay> stages;
    for (const Watchdog::Delay &delay : delays) {
        Watchdog::Delay &stage = stages[delay.during];
        stage.wall = std::max(stage.wall, delay.wall);
        stage.cpu = std::max(stage.cpu, delay.cpu);
    }
    for (auto it = stages.cbegin(); it != stages.cend(); ++it)
        std::printf("  %-22s blocked at most %5.1f ms, longest run %5.1f ms\n",
                    qPrintable(it.key()), it->wall, it->cpu);
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--serve") == 0)
        return serve();
    const int span = argc > 1 ? std::max(6, QString::fromLocal8Bit(argv[1]).toInt())
                              : 60; // six rounds of checks: they come in waves
    const int checks =
        argc > 2 ? std::max(kServices, QString::fromLocal8Bit(argv[2]).toInt()) : 500;

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
    QObject::connect(&session.board(), &StatusBoard::resultsAdded, qApp,
                     [&results](const QList<CheckResult> &added) { results += added.size(); });
    session.open(folder.path());

    std::unique_ptr<Watchdog> watchdog;
    int at = kWarmUpMs;
    const auto then = [&at](int afterMs, auto action) {
        at += afterMs;
        QTimer::singleShot(at, Qt::PreciseTimer, qApp, action);
    };
    const auto stage = [&](const QString &name, const auto &action) {
        watchdog->setStage(name);
        action();
    };

    // The walk: every page for the first time and again, and the inspector.
    const QStringList pages{QStringLiteral("diagram"),  QStringLiteral("metrics"),
                            QStringLiteral("runbooks"), QStringLiteral("history"),
                            QStringLiteral("settings"), QStringLiteral("overview")};
    then(0, [&] { watchdog = std::make_unique<Watchdog>(); });
    then(0, [&] { watchdog->setStage(QStringLiteral("overview, stays")); });
    const int pause = span * 1000 / static_cast<int>(2 * pages.size() + 3);
    then(2 * pause, [] {});
    for (const bool first : {true, false}) {
        for (const QString &page : pages)
            then(pause, [&, page, first] {
                stage(page + (first ? QStringLiteral(", first") : QStringLiteral(", again")),
                      [&] { controller.window().showPage(page); });
            });
    }
    then(pause, [&] {
        stage(QStringLiteral("inspector"), [&] {
            const EnvironmentKey environment = controller.window().environment();
            controller.window().selectService({environment, ServiceId(QStringLiteral("s3"))});
        });
    });
    then(pause, [&] {
        const HealthCounts counts = session.board().tally(session.board().environments()).counts;
        std::printf("services: %d OK, %d down, %d unknown, %d stale\n", counts.healthy, counts.down,
                    counts.unknown, counts.stale);
        printDelays(watchdog->delays());
        watchdog.reset();
        controller.window().selectService({});
    });

    // At rest: nobody touches it and nobody asks.
    Cost all;
    Cost begin;
    qsizetype resultsBefore = 0;
    for (const QString &page :
         {QStringLiteral("overview"), QStringLiteral("diagram"), QStringLiteral("metrics")}) {
        then(500, [&, page] { controller.window().showPage(page); });
        then(1000, [&] {
            begin = Cost::now();
            resultsBefore = results;
        });
        then(span * 1000 / 3, [&, page] {
            const Cost end = Cost::now();
            Cost here;
            here.add(begin, end);
            all.add(begin, end);
            std::printf(
                "  at rest on %-10s %5.2f %% of a core, GUI thread %5.2f %%, %lld results\n",
                qPrintable(page), here.process / (span / 3.0) * 100,
                here.threads.value(QStringLiteral("bench_guiload")) / (span / 3.0) * 100,
                static_cast<long long>(results - resultsBefore));
        });
    }
    then(0, [] { QCoreApplication::quit(); });
    QApplication::exec();
    QStringList shares;
    for (auto it = all.threads.cbegin(); it != all.threads.cend(); ++it) {
        if (const double share = it.value() / span * 100; share >= 0.005)
            shares << QStringLiteral("%1 %2").arg(it.key()).arg(share, 0, 'f', 2);
    }
    std::printf("%d checks at 10 s, at rest for %d s: CPU %.2f %% of a core with all threads (%s); "
                "goal: 3\n",
                checks, span, all.process / span * 100,
                qPrintable(shares.join(QStringLiteral(", "))));
    server.kill();
    server.waitForFinished();
    return 0;
}
