// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statusboard.h"

#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const CheckKey kHealth{{kProd, ServiceId("api")}, CheckId("health")};
constexpr Instant kNow{1000s, 1'700'000'000'000};

WorkspacePtr workspace(const QString &url, const QString &environment = "prod")
{
    Check check;
    check.id = kHealth.check;
    check.interval = 1h;
    check.parameters.insert("url", url);
    Service service;
    service.id = kHealth.service.service;
    service.checks = {check};
    Environment made;
    made.id = EnvironmentId(environment);
    made.services = {service};
    Platform platform;
    platform.id = kProd.platform;
    platform.environments = {made};
    auto all = std::make_shared<Workspace>();
    all->platforms = {platform};
    return all;
}

ChangeSet news(const WorkspacePtr &askedBy, Health health = Health::Down, Instant at = kNow)
{
    CheckResult result;
    result.key = kHealth;
    result.observedAt = at;
    CheckState state;
    state.key = kHealth;
    state.shown = state.hard = health;
    state.last = result;
    Event event;
    event.service = kHealth.service;
    event.check = kHealth.check;
    ChangeSet changes;
    changes.states = {state};
    changes.results = {result};
    changes.events = {event};
    changes.at = at;
    changes.workspace = askedBy;
    return changes;
}

} // namespace

/// What the window knows across reloads of the definition.
class TestStatusBoard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void newsOfTheSameQuestionCount();
    void newsOfAnotherQuestionDoNot();
    void eventsOfAnEnvironmentCountWhileItIsThere();
    void reloadKeepsWhatWasSeen();
    void agesFollowTheMachineNotTheCalendar_data();
    void agesFollowTheMachineNotTheCalendar();

private:
    Health health() const
    {
        const ServiceView *view = m_board->service(kHealth.service);
        return view == nullptr || view->checks.isEmpty() ? Health::Unknown
                                                         : view->checks.first().health;
    }

    std::unique_ptr<StatusBoard> m_board;
};

void TestStatusBoard::init()
{
    m_board = std::make_unique<StatusBoard>();
}

void TestStatusBoard::newsOfTheSameQuestionCount()
{
    const WorkspacePtr before = workspace("http://a/");
    m_board->setWorkspace(before, kNow);
    m_board->apply(news(before, Health::Healthy));
    QCOMPARE(health(), Health::Healthy);
    m_board->setWorkspace(workspace("http://a/"), kNow);
    QSignalSpy services(m_board.get(), &StatusBoard::servicesChanged);
    QSignalSpy results(m_board.get(), &StatusBoard::resultsAdded);
    QSignalSpy events(m_board.get(), &StatusBoard::eventsAdded);
    m_board->apply(news(before));
    QCOMPARE(health(), Health::Down);
    QCOMPARE(services.size(), 1);
    QCOMPARE(results.size(), 1);
    QCOMPARE(events.size(), 1);
}

void TestStatusBoard::newsOfAnotherQuestionDoNot()
{
    const WorkspacePtr before = workspace("http://a/");
    m_board->setWorkspace(workspace("http://b/"), kNow);
    QSignalSpy services(m_board.get(), &StatusBoard::servicesChanged);
    QSignalSpy results(m_board.get(), &StatusBoard::resultsAdded);
    QSignalSpy events(m_board.get(), &StatusBoard::eventsAdded);
    m_board->apply(news(before, Health::Healthy));
    QCOMPARE(health(), Health::Unknown);
    QVERIFY(services.isEmpty() && results.isEmpty() && events.isEmpty());
    m_board->setWorkspace(workspace("http://a/", "staging"), kNow);
    m_board->apply(news(before, Health::Healthy));
    QVERIFY(services.isEmpty() && results.isEmpty() && events.isEmpty());
    m_board->setWorkspace(nullptr, kNow);
    m_board->apply(news(before, Health::Healthy));
    QVERIFY(services.isEmpty() && results.isEmpty() && events.isEmpty());
}

void TestStatusBoard::eventsOfAnEnvironmentCountWhileItIsThere()
{
    const WorkspacePtr before = workspace("http://a/");
    ChangeSet changes = news(before);
    changes.events.first().check = {};
    changes.events.first().service.service = {};
    m_board->setWorkspace(workspace("http://b/"), kNow);
    QSignalSpy events(m_board.get(), &StatusBoard::eventsAdded);
    m_board->apply(changes);
    QCOMPARE(events.size(), 1);
    m_board->setWorkspace(workspace("http://b/", "staging"), kNow);
    m_board->apply(changes);
    QCOMPARE(events.size(), 1);
}

void TestStatusBoard::reloadKeepsWhatWasSeen()
{
    const WorkspacePtr before = workspace("http://a/");
    m_board->setWorkspace(before, kNow);
    m_board->apply(news(before));
    m_board->setWorkspace(workspace("http://a/"), kNow);
    QCOMPARE(health(), Health::Down);
    m_board->setWorkspace(workspace("http://b/"), kNow);
    QCOMPARE(health(), Health::Unknown);
}

void TestStatusBoard::agesFollowTheMachineNotTheCalendar_data()
{
    QTest::addColumn<QString>("answeredAt");
    QTest::addColumn<double>("boot"); // hours that went by
    QTest::addColumn<double>("wall"); // hours that the calendar moved
    QTest::addColumn<Health>("health");
    QTest::addColumn<bool>("green");
    const auto row = [](const char *name, const char *at, double boot, double wall, Health health,
                        bool green) {
        QTest::newRow(name) << QString(at) << boot << wall << health << green;
    };
    const char *usual = "2026-11-22T05:00:00Z";
    row("an hour", usual, 1, 1, Health::Healthy, true);
    row("an hour and a half, and more", usual, 1.6, 1.6, Health::Healthy, false);
    row("more than three hours", usual, 3.1, 3.1, Health::Unknown, false);
    row("suspended over night", usual, 9, 9, Health::Unknown, false);
    row("calendar set back a day, stale", usual, 1.6, -22.4, Health::Healthy, false);
    row("calendar set back a day, unknown", usual, 3.1, -20.9, Health::Unknown, false);
    row("calendar set ahead a day", usual, 0.1, 24.1, Health::Healthy, true);
    // In Berlin the hour from 02:00 comes twice, or not at all.
    const char *autumn = "2026-10-25T00:30:00Z";
    const char *spring = "2026-03-29T00:30:00Z";
    row("autumn night, fresh", autumn, 1, 1, Health::Healthy, true);
    row("autumn night, stale", autumn, 1.6, 1.6, Health::Healthy, false);
    row("autumn night, unknown", autumn, 3.1, 3.1, Health::Unknown, false);
    row("spring night, fresh", spring, 1, 1, Health::Healthy, true);
    row("spring night, stale", spring, 1.6, 1.6, Health::Healthy, false);
    row("spring night, unknown", spring, 3.1, 3.1, Health::Unknown, false);
}

void TestStatusBoard::agesFollowTheMachineNotTheCalendar()
{
    QFETCH(QString, answeredAt);
    QFETCH(double, boot);
    QFETCH(double, wall);
    QFETCH(Health, health);
    QFETCH(bool, green);
    qputenv("TZ", "Europe/Berlin");
    const auto restore = qScopeGuard([] { qunsetenv("TZ"); });
    const auto hours = [](double count) {
        return std::chrono::duration_cast<Milliseconds>(
            std::chrono::duration<double, std::ratio<3600>>(count));
    };
    const Instant answered{50'000s,
                           QDateTime::fromString(answeredAt, Qt::ISODate).toMSecsSinceEpoch()};
    m_board->setWorkspace(workspace("http://a/"), answered);
    m_board->apply(news(m_board->workspace(), Health::Healthy, answered));
    QVERIFY(m_board->service(kHealth.service)->countsAsHealthy());
    m_board->tick({answered.boot + hours(boot), answered.wallMs + hours(wall).count()});
    const ServiceView *view = m_board->service(kHealth.service);
    QCOMPARE(view->health, health);
    QCOMPARE(view->countsAsHealthy(), green);
    QCOMPARE(view->oldestAge, hours(boot));
    QCOMPARE(m_board->tally(m_board->environments()).counts.healthy, green ? 1 : 0);
}

QTEST_GUILESS_MAIN(TestStatusBoard)
#include "tst_statusboard.moc"
