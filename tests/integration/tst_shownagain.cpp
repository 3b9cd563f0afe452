// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statusboard.h"
#include "services/audit/markrecord.h"
#include "services/checks/checkengine.h"
#include "services/checks/proberunner.h"
#include "services/domain/faultwords.h"
#include "services/domain/pastcheck.h"
#include "services/storage/historystore.h"
#include "tests/support/manualclock.h"

#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
const QString kWorkspace = QStringLiteral("shop");

Check checkOf(const QString &id, const QString &host)
{
    Check check;
    check.id = CheckId(id);
    check.title = id;
    check.kind = QStringLiteral("tcp");
    check.parameters = {{QStringLiteral("host"), host}};
    check.interval = 2s;
    check.timeout = 1s;
    check.retries = 2;
    return check;
}

Service serviceOf(const QString &id, const QList<Check> &checks, const QStringList &uses = {})
{
    Service service;
    service.id = ServiceId(id);
    service.title = id;
    service.checks = checks;
    for (const QString &each : uses)
        service.dependencies.append(
            {ServiceId(each), DependencyBasis::Stated, DependencyRole::Uses});
    return service;
}

/// Something of everything: a witness, several checks, instances, a way, a start period, a name
/// that stands for this machine.
WorkspacePtr shop()
{
    Check gateway = checkOf("ping", "10.0.0.1");
    gateway.witness = Witness::Inside;
    Check slow = checkOf("slow", "10.0.0.4");
    slow.startPeriod = 10s;
    slow.retries = 1;
    Check behind = checkOf("behind", "10.0.0.5");
    behind.via.id = behind.via.title = QStringLiteral("bastion");
    behind.via.kind = WayKind::Ssh;
    QList<Check> three;
    for (const char *name : {"one", "two", "three"}) {
        three.append(checkOf(QString::fromLatin1(name), "10.0.0.6"));
        three.last().instance = QString::fromLatin1(name);
    }
    Check file = checkOf("file", {});
    file.parameters.clear();
    Environment environment;
    environment.id = kProd.environment;
    environment.title = QStringLiteral("Production");
    environment.services = {
        serviceOf("gateway", {gateway}),
        serviceOf("web", {checkOf("http", "web.example.com")}, {"api"}),
        serviceOf("api", {checkOf("http", "10.0.0.2"), checkOf("tcp", "10.0.0.2")}, {"db"}),
        serviceOf("db", {checkOf("sql", "10.0.0.3")}),
        serviceOf("slow", {slow}),
        serviceOf("behind", {behind}),
        serviceOf("three", three, {"db"}),
        serviceOf("file", {file}),
    };
    environment.services[6].rollUp = {RollUpKind::AtLeast, 2};
    Platform platform;
    platform.id = kProd.platform;
    platform.environments = {environment};
    auto workspace = std::make_shared<Workspace>();
    workspace->id = kWorkspace;
    workspace->platforms = {platform};
    return workspace;
}

QString marksText(const OperatorMarks &marks)
{
    QStringList words;
    for (const OperatorMark &mark : marks)
        words << toWord(mark.kind) + mark.by + QString::number(mark.untilMs);
    return words.join(' ');
}

QString textOf(const ServiceView &view)
{
    const auto keys = [](const QList<ServiceKey> &all) {
        QStringList ids;
        for (const ServiceKey &key : all)
            ids << key.service.toString();
        return ids.join(' ');
    };
    QStringList checks;
    for (const CheckView &check : view.checks)
        checks << QStringLiteral("%1 %2%3%4%5%6 f%7")
                      .arg(check.title, toWord(check.health), check.soft ? " soft" : "",
                           check.state.unseen ? " unseen" : "",
                           check.state.overtaken ? " overtaken" : "",
                           check.state.flapping.isActive()
                               ? QString(" flaps %1").arg(check.state.flapping.since().wallMs)
                               : QString())
                      .arg(static_cast<int>(check.freshness));
    QStringList instances;
    for (const InstanceView &each : view.instances)
        instances << each.name + ' ' + toWord(each.health) + (each.soft ? " soft" : "")
                         + (each.stale ? " stale" : "");
    return QStringLiteral("%1: %2%3%4%5%6%7 was %8, \"%9\"")
               .arg(view.title, toWord(view.health), view.soft ? " soft" : "",
                    view.stale ? " stale" : "", view.flapping ? " flapping" : "",
                    view.rootCause ? " root" : "", view.neverObserved ? " never" : "",
                    toWord(view.lastKnown), view.figure)
           + QStringLiteral(" %1 by %2, impacts %3, %4 of %5, since %6, %7, fault %8, telling %9")
                 .arg(view.message, keys(view.impactedBy), keys(view.impacts))
                 .arg(view.soft ? view.attempt : 0)
                 .arg(view.soft ? view.attemptsNeeded : 0)
                 .arg(view.since.wallMs)
                 .arg(view.error ? toWord(view.error->kind) : "no error",
                      view.error ? view.error->fault : QString())
                 .arg(view.telling)
           + QStringLiteral(" own %1 [%2] [%3] {%4} age %5")
                 .arg(view.ownFault)
                 .arg(checks.join("; "), instances.join("; "), marksText(view.marks))
                 .arg(view.oldestAge.count());
}

/// Empty when both say the same.
QString difference(const EnvironmentView &was, const EnvironmentView &found)
{
    for (int i = 0; i < was.services.size(); ++i) {
        const QString before = textOf(was.services.at(i));
        const QString after = textOf(found.services.at(i));
        if (before != after)
            return "\nshown    " + before + "\nreplayed " + after;
    }
    const auto whole = [](const EnvironmentView &view) {
        QStringList lost;
        for (const LostWay &way : view.lostWays)
            lost << way.id + QString::number(way.services.size());
        return QStringLiteral("%1%2%3%4 blind %5 lost %6")
            .arg(toWord(view.health), view.soft ? " soft" : "", view.stale ? " stale" : "",
                 view.flapping ? " flapping" : "",
                 view.blindness
                     ? reasonOf(*view.blindness) + QString::number(view.blindness->since.wallMs)
                     : QString("no"),
                 lost.join(' '));
    };
    if (whole(was) != whole(found))
        return "\nshown    " + whole(was) + "\nreplayed " + whole(found);
    return was.counts == found.counts ? QString() : QStringLiteral("the counts differ");
}

/// A program with its history, in a world that changes at random.
class World final
{
public:
    explicit World(quint32 seed)
        : m_random(seed)
    {
        m_workspace = shop();
        for (const Service &service : environment().services) {
            for (const Check &check : service.checks)
                m_keys.append({{kProd, service.id}, check.id});
        }
        start();
    }

    void step()
    {
        change();
        turn();
        m_clock.advance(Milliseconds(m_random.bounded(200, 2500)));
        for (const CheckKey &key : std::as_const(m_keys)) {
            if (m_random.bounded(10) < 7) {
                m_clock.advance(Milliseconds(1));
                answer(key);
            }
            // More than one of a check may be handed over at once.
            if (m_random.bounded(40) == 0) {
                m_clock.advance(Milliseconds(2));
                answer(key);
            }
        }
        handOver();
        remember();
    }

    /// What differs first; empty: nothing does.
    QString firstDifference(int *compared)
    {
        for (const auto &[atMs, view, name] : std::as_const(m_moments)) {
            ++*compared;
            const auto past = pastAt(atMs);
            if (!past)
                return past.error().message;
            EnvironmentView found = pastView(kProd, environment(), *past, atMs);
            marksAt(m_rows, kWorkspace, atMs).apply(found, pastInstant(atMs));
            if (const QString differs = difference(view, found); !differs.isEmpty())
                return name + differs;
        }
        return {};
    }

    int seen(const std::function<bool(const EnvironmentView &)> &what) const
    {
        return static_cast<int>(
            std::count_if(m_moments.cbegin(), m_moments.cend(),
                          [&](const Moment &moment) { return what(moment.view); }));
    }

private:
    struct Moment
    {
        qint64 atMs;
        EnvironmentView view;
        QString name;
    };

    const Environment &environment() const
    {
        return m_workspace->platforms.constFirst().environments.constFirst();
    }

    QList<StoredState> storedStates()
    {
        std::optional<QList<StoredState>> found;
        m_store->loadStates(&m_runner, [&](const QList<StoredState> &states) { found = states; });
        while (!found)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *found;
    }

    Result<QList<PastCheck>> pastAt(qint64 ms)
    {
        std::optional<Result<QList<PastCheck>>> found;
        m_store->loadPast(m_keys, ms, &m_runner,
                          [&](const Result<QList<PastCheck>> &past) { found.emplace(past); });
        while (!found)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *found;
    }

    void start()
    {
        m_store = std::make_unique<HistoryStore>();
        m_store->open(m_folder.filePath("history.db"));
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(m_workspace, m_clock.now());
        QObject::connect(m_board.get(), &StatusBoard::acknowledgementsEnded, m_board.get(),
                         [this](const QList<ServiceKey> &keys) {
                             for (const ServiceKey &key : keys)
                                 m_rows.append(
                                     markEndedEntry(kWorkspace, key, "kim", m_board->now().wallMs));
                         });
        m_board->setMarks(markBookOf(m_rows, kWorkspace));
        m_engine = std::make_unique<CheckEngine>(m_clock, m_runner);
        const QList<QTimer *> timers = m_engine->findChildren<QTimer *>();
        m_due = std::make_unique<QSignalBlocker>(timers.at(0)); // who asks is the test
        m_flush = timers.at(1);
        m_beat = timers.at(2);
        QObject::connect(m_engine.get(), &CheckEngine::changed, m_engine.get(),
                         [this](const ChangeSet &changes) {
                             m_board->apply(changes);
                             m_store->append(changes);
                         });
        m_engine->setWorkspace(m_workspace);
        m_engine->resume(storedStates());
        m_engine->start();
        handOver();
        remember();
    }

    void restart()
    {
        m_engine->stop();
        m_due.reset();
        m_engine.reset();
        m_store.reset();
        m_clock.advance(Milliseconds(m_random.bounded(100, 9000)));
        m_note = QStringLiteral("restart ");
        start();
    }

    void beat()
    {
        m_beat->start(0);
        while (m_beat->interval() == 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            m_beat->start(100h);
        }
    }

    void handOver()
    {
        m_flush->start(0);
        while (m_flush->isActive())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        m_beat->start(100h);
    }

    void remember()
    {
        m_clock.advance(1ms);
        m_board->tick(m_clock.now());
        m_moments.append({m_clock.now().wallMs, *m_board->environment(kProd),
                          QStringLiteral("moment %1 %2").arg(m_moments.size()).arg(m_note)});
        m_note.clear();
    }

    /// A cut that comes and goes lasts for a few results each time.
    void turn()
    {
        if (m_turns > 0 && m_turns-- % 3 == 0)
            m_isCut = !m_isCut;
    }

    void change()
    {
        const Service &service =
            environment().services.at(m_random.bounded(environment().services.size()));
        switch (m_random.bounded(17)) {
        case 0:
        case 1:
        case 2:
            m_moods[service.id] = m_random.bounded(7);
            return;
        case 3:
            m_moods.clear();
            return;
        case 4:
            m_isCut = !m_isCut && m_random.bounded(2) == 0;
            return;
        case 5:
            m_isCut = false;
            return;
        case 6:
            if (m_random.bounded(4) == 0) {
                m_note = QStringLiteral("pause ");
                m_clock.advance(Milliseconds(m_random.bounded(10'500, 90'000)));
                beat();
                remember();
            }
            return;
        case 7:
            if (m_random.bounded(3) == 0)
                restart();
            return;
        case 8:
            mark(service, OperatorMarkKind::Maintenance, 20'000);
            return;
        case 9:
            mark(service, OperatorMarkKind::Shelved, 30'000);
            return;
        case 10:
            lift(service, m_random.bounded(2) == 0 ? OperatorMarkKind::Maintenance
                                                   : OperatorMarkKind::Shelved);
            return;
        case 11:
        case 12: {
            const ServiceView *view = m_board->service({kProd, service.id});
            if (view->health == Health::Down && !view->soft)
                mark(service, OperatorMarkKind::Acknowledged, 0);
            return;
        }
        case 13:
            lift(service, OperatorMarkKind::Acknowledged);
            return;
        case 14:
            m_turns = 18;
            return;
        default:
            return;
        }
    }

    void mark(const Service &service, OperatorMarkKind kind, qint64 forMs)
    {
        m_clock.advance(1ms);
        const qint64 now = m_clock.now().wallMs;
        const OperatorMark mark{kind, "kim", now, forMs == 0 ? 0 : now + forMs, {}};
        const ServiceKey key{kProd, service.id};
        m_rows.append(markSetEntry(kWorkspace, key, mark));
        m_board->mark(key, mark);
    }

    void lift(const Service &service, OperatorMarkKind kind)
    {
        m_clock.advance(1ms);
        const ServiceKey key{kProd, service.id};
        m_rows.append(markLiftedEntry(kWorkspace, key, kind, "kim", m_clock.now().wallMs));
        m_board->liftMark(key, kind);
    }

    void answer(const CheckKey &key)
    {
        CheckResult result;
        result.key = key;
        result.observedAt = m_clock.now();
        result.latency = 1ms;
        const auto fail = [&result](CheckStatus status, ErrorKind kind, const QString &fault) {
            result.status = status;
            result.message = QStringLiteral("It failed: %1 %2").arg(toWord(kind), fault);
            result.figure = toWord(kind);
            result.error = Error{kind, result.message, {}, {}};
            result.error->fault = fault;
        };
        result.status = CheckStatus::Ok;
        result.message = QStringLiteral("fine");
        result.figure = QStringLiteral("1 ms");
        result.address = QStringLiteral("10.0.0.9:80");
        const QString service = key.service.service.toString();
        const bool isFile = service == "file";
        if (isFile)
            result.address.clear();
        if (service == "web" && m_random.bounded(2) == 0)
            result.address = QStringLiteral("127.0.0.1:80");
        const int mood = m_moods.value(key.service.service);
        if (m_isCut && !isFile) {
            fail(CheckStatus::Critical,
                 m_random.bounded(2) == 0 ? ErrorKind::Timeout : ErrorKind::Refused, {});
        } else if (mood == 1) {
            fail(CheckStatus::Critical, ErrorKind::Refused, {});
        } else if (mood == 2) {
            fail(CheckStatus::Critical, ErrorKind::Status, m_random.bounded(2) ? "500" : "503");
        } else if (mood == 3 && m_random.bounded(2) == 0) {
            fail(CheckStatus::Critical, ErrorKind::Timeout, {});
        } else if (mood == 4) {
            fail(CheckStatus::Warning, ErrorKind::Condition, "slow");
        } else if (mood == 5 && m_random.bounded(2) == 0) {
            fail(m_random.bounded(2) ? CheckStatus::Warning : CheckStatus::Critical, ErrorKind::Tls,
                 "expired");
        } else if (mood == 6) {
            fail(CheckStatus::Unknown, service == "behind" ? ErrorKind::Way : ErrorKind::Credential,
                 {});
        }
        if (result.error && isSilence(result.error->kind))
            result.address.clear();
        Q_EMIT m_runner.finished(result);
    }

    QTemporaryDir m_folder;
    QRandomGenerator m_random;
    ManualClock m_clock;
    ProbeRunner m_runner{builtinProbes(), m_clock, ProbeContext()};
    WorkspacePtr m_workspace;
    QList<CheckKey> m_keys;
    std::unique_ptr<HistoryStore> m_store;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<CheckEngine> m_engine;
    std::unique_ptr<QSignalBlocker> m_due;
    QTimer *m_flush = nullptr;
    QTimer *m_beat = nullptr;
    QHash<ServiceId, int> m_moods;
    bool m_isCut = false;
    int m_turns = 0;
    QList<AuditEntry> m_rows;
    QList<Moment> m_moments;
    QString m_note;
};

} // namespace

/// Whatever happened: the state that was shown of a moment is the one that a replay shows of it.
class TestShownAgain final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasShownIsReplayed_data();
    void whatWasShownIsReplayed();
};

void TestShownAgain::whatWasShownIsReplayed_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= qEnvironmentVariableIntValue("SEEDS") + 12; ++seed)
        QTest::addRow("%d", seed) << seed;
}

void TestShownAgain::whatWasShownIsReplayed()
{
    QFETCH(int, seed);
    World world(static_cast<quint32>(seed));
    for (int i = 0; i < 200; ++i)
        world.step();
    int compared = 0;
    const QByteArray differs = world.firstDifference(&compared).toUtf8();
    QVERIFY2(differs.isEmpty(), differs.constData());
    QVERIFY(compared > 200);
    // It is nothing to be equal where nothing happened.
    const auto any = [&world](const auto &what) {
        return world.seen([&](const EnvironmentView &view) {
            return std::any_of(view.services.cbegin(), view.services.cend(), what);
        });
    };
    QVERIFY(world.seen([](const EnvironmentView &view) { return view.blindness.has_value(); }) > 0);
    QVERIFY(world.seen([](const EnvironmentView &view) {
        return view.blindness && view.blindness->unsteady;
    }) > 0);
    QVERIFY(any([](const ServiceView &view) { return view.flapping; }) > 0);
    QVERIFY(any([](const ServiceView &view) { return view.rootCause; }) > 0);
    QVERIFY(any([](const ServiceView &view) { return !view.marks.isEmpty(); }) > 0);
    QVERIFY(any([](const ServiceView &view) { return view.countsAsHealthy(); }) > 0);
}

QTEST_GUILESS_MAIN(TestShownAgain)
#include "tst_shownagain.moc"
