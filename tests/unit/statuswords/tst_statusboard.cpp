// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statusboard.h"

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

ChangeSet news(const WorkspacePtr &askedBy, Health health = Health::Down)
{
    CheckResult result;
    result.key = kHealth;
    result.observedAt = kNow;
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
    changes.at = kNow;
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

QTEST_GUILESS_MAIN(TestStatusBoard)
#include "tst_statusboard.moc"
