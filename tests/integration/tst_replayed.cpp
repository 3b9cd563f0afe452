// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statusboard.h"
#include "models/topology/replay.h"
#include "services/checks/checkengine.h"
#include "services/storage/historystore.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kPlace{PlatformId(QStringLiteral("p")), EnvironmentId(QStringLiteral("e"))};

QByteArray page(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
           + "\r\n\r\n" + body;
}

Service service(const QString &id, const QString &url, int retries, const QStringList &uses = {})
{
    Service made;
    made.id = ServiceId(id);
    made.title = id;
    Check check = ProbeBench::check(
        "http", {{"url", url}, {"status", QStringList{"2xx"}}, {"max_bytes", 1 << 20}}, 1000);
    check.interval = 3600s;
    check.retries = retries;
    made.checks = {check};
    for (const QString &each : uses)
        made.dependencies.append({ServiceId(each), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

WorkspacePtr stackOn(const BadHttp &server)
{
    auto workspace = std::make_shared<Workspace>();
    Environment environment;
    environment.id = kPlace.environment;
    environment.services = {service("web", server.url("/web"), 1, {"api"}),
                            service("api", server.url("/api"), 1, {"db"}),
                            service("db", server.url("/db"), 3),
                            service("never", server.url("/never"), 1)};
    Platform platform;
    platform.id = kPlace.platform;
    platform.environments = {environment};
    workspace->platforms = {platform};
    return workspace;
}

CheckKey keyOf(const QString &id)
{
    return {{kPlace, ServiceId(id)}, CheckId(QStringLiteral("check"))};
}

/// Everything that a surface shows and the history keeps; empty when both say the same.
QString difference(const EnvironmentView &was, const EnvironmentView &found)
{
    const auto text = [](const ServiceView &view) {
        QStringList by;
        for (const ServiceKey &key : view.impactedBy)
            by << key.service.toString();
        QStringList on;
        for (const ServiceKey &key : view.impacts)
            on << key.service.toString();
        return QStringLiteral("%1: %2%3%4%5%6 was %7, %8, \"%9\"")
                   .arg(view.title, toWord(view.health), view.soft ? " soft" : "",
                        view.stale ? " stale" : "", view.rootCause ? " root" : "",
                        view.flapping ? " flapping" : "", toWord(view.lastKnown), view.figure,
                        view.message)
               + QStringLiteral(" by %1, impacts %2, %3 of %4, since %5, %6")
                     .arg(by.join(' '), on.join(' '))
                     .arg(view.soft ? view.attempt : 0)
                     .arg(view.soft ? view.attemptsNeeded : 0)
                     .arg(view.since.wallMs)
                     .arg(view.error ? toWord(view.error->kind) : "no error");
    };
    for (int i = 0; i < was.services.size(); ++i) {
        if (text(was.services.at(i)) != text(found.services.at(i)))
            return text(was.services.at(i)) + "\nfound " + text(found.services.at(i));
    }
    return was.counts == found.counts && was.health == found.health && was.stale == found.stale
               ? QString()
               : QStringLiteral("the whole differs");
}

} // namespace

/// Real results through engine and history: a replay finds what was shown then.
class TestReplayed final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void whatWasShownIsFoundAgain();

private:
    struct Moment
    {
        qint64 atMs;
        EnvironmentView view;
        QByteArray name;
    };

    void startEngine(const QList<StoredState> &states = {});
    void ask(const QStringList &services);
    void remember(const char *name, Milliseconds later = 0ms);
    bool isSettled() const;
    EnvironmentView replayed(qint64 atMs);

    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryStore> m_store;
    std::unique_ptr<ProbeBench> m_bench;
    std::unique_ptr<CheckEngine> m_engine;
    std::unique_ptr<StatusBoard> m_board;
    QHash<CheckKey, int> m_results;
    QList<Moment> m_moments;
};

void TestReplayed::init()
{
    m_server = std::make_unique<BadHttp>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<HistoryStore>();
    m_store->open(m_folder->filePath("history.db"));
    m_board = std::make_unique<StatusBoard>();
    for (const char *path : {"/web", "/api", "/db"})
        m_server->setAnswer(path, page("200 OK", "fine"));
    m_bench = std::make_unique<ProbeBench>();
    m_board->setWorkspace(stackOn(*m_server), m_bench->clock.now());
}

void TestReplayed::cleanup()
{
    m_engine.reset();
    m_bench.reset();
    m_store.reset();
    m_board.reset();
    m_moments.clear();
    m_results.clear();
}

void TestReplayed::startEngine(const QList<StoredState> &states)
{
    m_engine = std::make_unique<CheckEngine>(m_bench->clock, m_bench->runner);
    connect(m_engine.get(), &CheckEngine::changed, this, [this](const ChangeSet &changes) {
        m_board->apply(changes);
        m_store->append(changes);
    });
    connect(m_engine.get(), &CheckEngine::resultReady, this,
            [this](const CheckResult &result) { ++m_results[result.key]; });
    // One service is asked by nobody.
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    workspace->platforms.first().environments.first().services.removeLast();
    m_engine->setWorkspace(workspace);
    if (!states.isEmpty())
        m_engine->resume(states);
    m_engine->start();
}

bool TestReplayed::isSettled() const
{
    if (m_bench->runner.running() > 0)
        return false;
    const CheckStates &states = m_engine->states();
    return std::all_of(states.cbegin(), states.cend(), [this](const CheckState &state) {
        return m_board->states().value(state.key) == state;
    });
}

void TestReplayed::ask(const QStringList &services)
{
    for (const QString &each : services) {
        const int before = m_results.value(keyOf(each));
        m_engine->checkNow({keyOf(each)});
        QTRY_VERIFY_WITH_TIMEOUT(m_results.value(keyOf(each)) > before, 10'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(isSettled(), 10'000);
}

void TestReplayed::remember(const char *name, Milliseconds later)
{
    const Instant now = moved(m_bench->clock.now(), later);
    m_board->tick(now);
    m_moments.append({now.wallMs, *m_board->environment(kPlace), name});
    // What comes next is of another millisecond.
    QTRY_VERIFY(m_bench->clock.now().wallMs > now.wallMs - later.count());
}

EnvironmentView TestReplayed::replayed(qint64 atMs)
{
    // Both ways that a program goes: by the functions, and by what shows it.
    Replay replay(*m_board);
    connect(&replay, &Replay::extentWanted, &replay, [&](const EnvironmentKey &key) {
        replay.takeExtent(key, {m_moments.first().atMs - 10'000, m_moments.last().atMs, {}});
    });
    connect(&replay, &Replay::pastWanted, &replay, [&](const EnvironmentKey &key, qint64 wanted) {
        m_store->loadPast({keyOf("web"), keyOf("api"), keyOf("db"), keyOf("never")}, wanted,
                          &replay, [&replay, key, wanted](const Result<QList<PastCheck>> &past) {
                              replay.takePast(key, wanted, past.value_or(QList<PastCheck>()));
                          });
    });
    replay.start(kPlace);
    replay.setTime(atMs);
    const auto isThere = [&] { return replay.shownMs() == atMs; };
    while (!isThere())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *replay.board().environment(kPlace);
}

void TestReplayed::whatWasShownIsFoundAgain()
{
    remember("before anything");
    startEngine();
    ask({"web", "api", "db"});
    remember("all is well");
    m_server->setAnswer("/db", page("503 Service Unavailable", "no"));
    ask({"db"});
    remember("may be down");
    ask({"db"});
    remember("may be down still");
    m_server->setAnswer("/api", page("500 Internal Server Error", "no database"));
    ask({"db", "api"});
    remember("down, and what stands on it");
    // A restart in the middle: what was confirmed stays so.
    QList<StoredState> states;
    bool isLoaded = false;
    m_store->loadStates(this, [&](const QList<StoredState> &stored) {
        states = stored;
        isLoaded = true;
    });
    QTRY_VERIFY(isLoaded);
    m_engine.reset();
    startEngine(states);
    ask({"web", "api", "db"});
    remember("down after a restart");
    m_server->setAnswer("/db", page("200 OK", "fine"));
    ask({"db"});
    remember("may be well again");
    m_server->setAnswer("/api", page("200 OK", "fine"));
    ask({"db", "api"});
    ask({"api"});
    remember("well again");
    const qint64 last = m_moments.last().atMs;
    remember("stale", 5500s);
    remember("out of date", 4h);
    // Two of each, so that equal can't be all the same.
    QCOMPARE(m_moments.at(0).view.counts.unknown, 4);
    QCOMPARE(m_moments.at(1).view.counts.healthy, 3);
    QCOMPARE(m_moments.at(2).view.counts.soft, 1);
    QVERIFY(m_moments.at(4).view.service(ServiceId("db"))->rootCause);
    QVERIFY(m_moments.at(4).view.service(ServiceId("web"))->isImpacted());
    QCOMPARE(m_moments.at(5).view.counts.down, 2);
    QCOMPARE(m_moments.at(8).view.counts.stale, 3);
    QCOMPARE(m_moments.at(9).view.counts.unknown, 4);
    for (const Moment &moment : std::as_const(m_moments)) {
        const QString found = difference(moment.view, replayed(moment.atMs));
        const QByteArray told = moment.name + ": " + found.toUtf8();
        QVERIFY2(found.isEmpty(), told.constData());
    }
    // The same when the newest of them is not the present any more.
    QVERIFY(difference(m_moments.at(7).view, replayed(last)).isEmpty());
}

QTEST_GUILESS_MAIN(TestReplayed)
#include "tst_replayed.moc"
