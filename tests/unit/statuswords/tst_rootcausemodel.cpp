// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/rootcausemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

Service service(const QString &name, const QStringList &on = {})
{
    Service made;
    made.id = ServiceId(name);
    made.title = name;
    made.technology = name.toUpper();
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 10s;
    check.retries = 3;
    made.checks = {check};
    for (const QString &dependency : on)
        made.dependencies.append(
            {ServiceId(dependency), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

EnvironmentKey environmentKey(const QString &id)
{
    return {PlatformId(QStringLiteral("shop")), EnvironmentId(id)};
}

WorkspacePtr workspace()
{
    auto made = std::make_shared<Workspace>();
    Platform platform;
    platform.id = PlatformId(QStringLiteral("shop"));
    for (const auto &[id, tier] : {std::pair("dev", Tier::Dev), std::pair("staging", Tier::Staging),
                                   std::pair("prod", Tier::Prod)}) {
        Environment environment;
        environment.id = EnvironmentId(QString::fromLatin1(id));
        environment.tier = tier;
        environment.services = {service("nginx", {"api"}), service("api", {"db", "redis"}),
                                service("db"), service("redis")};
        if (environment.tier == Tier::Staging) {
            for (Service &each : environment.services) {
                each.checks.first().via.id = each.checks.first().via.title = QStringLiteral("gate");
                each.checks.first().via.kind = WayKind::Ssh;
            }
        }
        platform.environments.append(environment);
    }
    made->platforms = {platform};
    return made;
}

CheckState state(const QString &environment, const QString &name, Health health, int since,
                 bool soft = false)
{
    CheckState made;
    made.key = {{environmentKey(environment), ServiceId(name)}, CheckId(QStringLiteral("c"))};
    made.shown = made.hard = health;
    made.soft = soft;
    made.confirmed = true;
    made.attempt = 1;
    made.attemptsNeeded = 3;
    made.since = at(since);
    CheckResult result;
    result.key = made.key;
    result.observedAt = at(100);
    result.message = QStringLiteral("says no");
    made.last = result;
    return made;
}

ChangeSet changes(const QList<CheckState> &states)
{
    ChangeSet made;
    made.states = states;
    made.at = at(100);
    return made;
}

QStringList rows(const RootCauseModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto key = model.index(row).data(RootCauseModel::KeyRole).value<ServiceKey>();
        all << key.environment.environment.toString() + '/' + key.service.toString();
    }
    return all;
}

} // namespace

class TestRootCauseModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aLostWayStandsFirst();
    void whereNothingAnswersIsOneRow();
    void anEngineThatTellsNothingIsOneRow();
    void whatIsOutOfSightIsOneRow();
    void impactedServicesAreNotRows();
    void worstFirstThenProdThenOlder();
    void prodComesFirstWhateverElseIsWorse();
    void whatFailsAlikeIsOneRow();
    void oneEnvironmentOnly();
    void severalPlatformsAreNamed();
    void goneWhenMended();
    void wordsFollowTheClock();

private:
    std::unique_ptr<StatusBoard> m_board;
};

void TestRootCauseModel::init()
{
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(workspace(), at(100));
}

void TestRootCauseModel::impactedServicesAreNotRows()
{
    RootCauseModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    m_board->apply(changes(
        {state("prod", "db", Health::Down, 16), state("prod", "api", Health::Down, 20),
         state("prod", "nginx", Health::Healthy, 0), state("prod", "redis", Health::Healthy, 0)}));
    QCOMPARE(rows(model), QStringList{"prod/db"});
    const QModelIndex first = model.index(0);
    const QChar space(QChar::Nbsp);
    QCOMPARE(first.data(RootCauseModel::OperativeRole).toString(),
             QString("db is down for 84%1s:").arg(space));
    QCOMPARE(first.data(RootCauseModel::RestRole).toString(), QString("says no."));
    QCOMPARE(
        first.data(RootCauseModel::ImpactRole).toString(),
        QString("Impact: 2 services (api directly; nginx through them). redis is not affected."));
    QVERIFY(
        first.data().toString().startsWith(first.data(RootCauseModel::OperativeRole).toString()));
    QCOMPARE(first.data(RootCauseModel::TierRole).toInt(), static_cast<int>(Tier::Prod));
    QVERIFY(first.data(RootCauseModel::NeedsYouRole).toBool());
    QCOMPARE(first.data(RootCauseModel::ViewRole).value<ServiceView>().health, Health::Down);
}

void TestRootCauseModel::worstFirstThenProdThenOlder()
{
    RootCauseModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_board->apply(
        changes({state("dev", "redis", Health::Degraded, 5), state("dev", "db", Health::Down, 1)}));
    QCOMPARE(rows(model), QStringList({"dev/db", "dev/redis"}));
    m_board->apply(
        changes({state("prod", "db", Health::Down, 50), state("prod", "redis", Health::Down, 40),
                 state("staging", "redis", Health::Down, 2, true),
                 state("staging", "db", Health::Down, 30)}));
    QCOMPARE(rows(model), QStringList({"prod/redis", "prod/db", "staging/db", "dev/db", "dev/redis",
                                       "staging/redis"}));
    QVERIFY(!model.index(5).data(RootCauseModel::NeedsYouRole).toBool());
}

void TestRootCauseModel::prodComesFirstWhateverElseIsWorse()
{
    RootCauseModel model(*m_board);
    m_board->apply(changes(
        {state("dev", "db", Health::Down, 1), state("staging", "redis", Health::Down, 1),
         state("prod", "redis", Health::Degraded, 90), state("prod", "db", Health::Down, 95)}));
    QCOMPARE(rows(model), QStringList({"prod/db", "prod/redis", "staging/redis", "dev/db"}));
    QList<bool> foremost;
    for (int row = 0; row < model.rowCount(); ++row)
        foremost << model.index(row).data(RootCauseModel::IsForemostRole).toBool();
    QCOMPARE(foremost, QList<bool>({true, true, false, false}));
}

void TestRootCauseModel::whatFailsAlikeIsOneRow()
{
    RootCauseModel model(*m_board);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto failing = [](const char *environment, const char *name, ErrorKind kind,
                            bool soft = false) {
        CheckState made = state(environment, name, Health::Down, 10, soft);
        made.last->error = Error{kind, "It says no.", {}, {}};
        return made;
    };
    const auto places = [&](int row) {
        QStringList all;
        const auto list =
            model.index(row).data(RootCauseModel::PlacesRole).value<QList<CausePlace>>();
        for (const CausePlace &place : list)
            all << place.service.environment.environment.toString();
        return all;
    };
    m_board->apply(changes({failing("dev", "redis", ErrorKind::Refused),
                            failing("staging", "redis", ErrorKind::Refused)}));
    QCOMPARE(rows(model), QStringList{"staging/redis"});
    QCOMPARE(places(0), QStringList({"staging", "dev"}));
    // Where it matters more, it stands for all.
    m_board->apply(changes({failing("prod", "redis", ErrorKind::Refused)}));
    QCOMPARE(rows(model), QStringList{"prod/redis"});
    QCOMPARE(places(0), QStringList({"prod", "staging", "dev"}));
    const QString told = model.index(0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(told.contains("The same in STAGING and DEV."), qPrintable(told));
    QVERIFY(model.index(0).data(RootCauseModel::IsForemostRole).toBool());
    // Another fault, one that is not confirmed, and another service are others.
    m_board->apply(changes({failing("staging", "redis", ErrorKind::Timeout)}));
    QCOMPARE(rows(model), QStringList({"prod/redis", "staging/redis"}));
    QCOMPARE(places(0), QStringList({"prod", "dev"}));
    m_board->apply(changes({failing("dev", "redis", ErrorKind::Refused, true)}));
    QCOMPARE(rows(model), QStringList({"prod/redis", "staging/redis", "dev/redis"}));
    m_board->apply(changes({failing("prod", "db", ErrorKind::Refused)}));
    QCOMPARE(model.rowCount(), 4);
    m_board->apply(changes({state("prod", "redis", Health::Healthy, 99)}));
    QCOMPARE(rows(model), QStringList({"prod/db", "staging/redis", "dev/redis"}));
}

void TestRootCauseModel::oneEnvironmentOnly()
{
    RootCauseModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_board->apply(
        changes({state("prod", "db", Health::Down, 1), state("dev", "redis", Health::Down, 1)}));
    model.setEnvironments({environmentKey("dev")});
    QCOMPARE(rows(model), QStringList{"dev/redis"});
    model.setEnvironments({});
    QCOMPARE(model.rowCount(), 2);
}

void TestRootCauseModel::severalPlatformsAreNamed()
{
    auto both = std::make_shared<Workspace>(*workspace());
    both->platforms.first().title = QStringLiteral("Shop");
    both->platforms.append(both->platforms.first());
    both->platforms.last().id = PlatformId(QStringLiteral("other"));
    both->platforms.last().title = QStringLiteral("Other");
    m_board->setWorkspace(both, at(100));
    RootCauseModel model(*m_board);
    m_board->apply(changes({state("prod", "db", Health::Down, 1)}));
    const auto operative = [&] {
        return model.index(0).data(RootCauseModel::OperativeRole).toString();
    };
    QVERIFY2(operative().startsWith("Shop · db "), qPrintable(operative()));
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith("Shop · db "));
    QCOMPARE(model.index(0).data(RootCauseModel::PlatformRole).toString(), QString("Shop"));
    model.setEnvironments({environmentKey("dev"), environmentKey("prod")});
    QVERIFY2(operative().startsWith("db "), qPrintable(operative()));
    QCOMPARE(model.index(0).data(RootCauseModel::PlatformRole).toString(), QString());
}

void TestRootCauseModel::goneWhenMended()
{
    RootCauseModel model(*m_board);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_board->apply(
        changes({state("prod", "db", Health::Down, 1), state("prod", "redis", Health::Down, 2)}));
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    m_board->apply(changes({state("prod", "db", Health::Healthy, 99)}));
    QCOMPARE(rows(model), QStringList{"prod/redis"});
    QCOMPARE(removed.size(), 1);
    m_board->setWorkspace(nullptr, at(100));
    QCOMPARE(model.rowCount(), 0);
}

void TestRootCauseModel::wordsFollowTheClock()
{
    RootCauseModel model(*m_board);
    m_board->apply(changes({state("prod", "db", Health::Down, 90)}));
    const QString before = model.index(0).data(RootCauseModel::OperativeRole).toString();
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    m_board->tick(at(104));
    QVERIFY(changed.size() >= 1);
    QVERIFY(before != model.index(0).data(RootCauseModel::OperativeRole).toString());
}

void TestRootCauseModel::aLostWayStandsFirst()
{
    RootCauseModel model(*m_board);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_board->apply(changes({state("staging", "db", Health::Down, 1)}));
    QCOMPARE(model.rowCount(), 1);
    QList<CheckState> hidden;
    for (const char *name : {"nginx", "api"}) {
        CheckState each = state("staging", name, Health::Unknown, 2);
        each.last->error = Error{ErrorKind::Way, "gate refused the login.", {}, {}};
        hidden.append(each);
    }
    m_board->apply(changes(hidden));
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex lost = model.index(0);
    QVERIFY2(lost.data(RootCauseModel::OperativeRole).toString().contains("can't be seen"),
             qPrintable(lost.data().toString()));
    QCOMPARE(lost.data(RootCauseModel::RestRole).toString(), "gate refused the login.");
    QVERIFY(lost.data(RootCauseModel::ImpactRole).toString().contains("2 services"));
    QCOMPARE(lost.data(RootCauseModel::KeyRole).value<ServiceKey>().service, ServiceId("nginx"));
    // What is wrong in prod stands before it.
    m_board->apply(changes({state("prod", "redis", Health::Degraded, 50)}));
    QCOMPARE(rows(model), QStringList({"prod/redis", "staging/nginx", "staging/db"}));
    m_board->apply(changes({state("prod", "redis", Health::Healthy, 50)}));
    hidden = {state("staging", "nginx", Health::Healthy, 3),
              state("staging", "api", Health::Healthy, 3)};
    m_board->apply(changes(hidden));
    QCOMPARE(model.rowCount(), 1);
}

void TestRootCauseModel::whereNothingAnswersIsOneRow()
{
    auto made = std::make_shared<Workspace>(*workspace());
    int port = 0;
    for (Environment &environment : made->platforms.first().environments) {
        for (Service &each : environment.services)
            each.checks.first().parameters = {{"host", "10.0.0.1"}, {"port", ++port}};
    }
    m_board->setWorkspace(made, at(100));
    RootCauseModel model(*m_board);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<CheckState> refused;
    for (const char *name : {"nginx", "api", "db", "redis"}) {
        refused.append(state("dev", name, Health::Down, 85));
        refused.last().last->error = Error{ErrorKind::Refused, "Nobody listens.", {}, {}};
        refused.last().last->status = CheckStatus::Critical;
    }
    m_board->apply(changes(refused));
    QCOMPARE(rows(model), QStringList{"dev/nginx"});
    const QModelIndex row = model.index(0);
    QCOMPARE(row.data(RootCauseModel::OperativeRole).toString(),
             QString("Nothing of DEV answers for 15\u00A0s:"));
    QVERIFY2(row.data(RootCauseModel::RestRole).toString().startsWith("4 of 4 services refuse"),
             qPrintable(row.data().toString()));
    QVERIFY(row.data(RootCauseModel::ImpactRole).toString().contains("4 services"));
    QCOMPARE(row.data(RootCauseModel::ViewRole).value<ServiceView>().health, Health::Down);
    // As soon as one answers, each is its own again.
    m_board->apply(changes({state("dev", "redis", Health::Healthy, 99)}));
    QCOMPARE(model.rowCount(), 3);
}

void TestRootCauseModel::anEngineThatTellsNothingIsOneRow()
{
    auto made = std::make_shared<Workspace>(*workspace());
    for (Environment &environment : made->platforms.first().environments) {
        for (Service &each : environment.services) {
            each.checks.first().kind = "docker";
            each.checks.first().parameters = {{"container", each.id.toString()}};
        }
    }
    m_board->setWorkspace(made, at(100));
    RootCauseModel model(*m_board);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<CheckState> silent;
    for (const char *name : {"nginx", "api", "db", "redis"}) {
        silent.append(state("prod", name, Health::Unknown, 85));
        silent.last().last->error = Error{ErrorKind::Refused, "The engine is gone.", {}, {}};
        silent.last().last->figure = "refused";
    }
    m_board->apply(changes(silent));
    QCOMPARE(rows(model), QStringList{"prod/nginx"});
    const QModelIndex row = model.index(0);
    QCOMPARE(row.data(RootCauseModel::OperativeRole).toString(),
             QString("The Docker engine at /var/run/docker.sock tells nothing for 15\u00A0s:"));
    QVERIFY(row.data(RootCauseModel::RestRole).toString().contains("refused"));
    QVERIFY(row.data(RootCauseModel::ImpactRole).toString().contains("4 services"));
}

void TestRootCauseModel::whatIsOutOfSightIsOneRow()
{
    auto made = std::make_shared<Workspace>(*workspace());
    for (Environment &environment : made->platforms.first().environments) {
        if (environment.tier == Tier::Prod)
            environment.services.first().checks.first().witness = Witness::Inside;
    }
    m_board->setWorkspace(made, at(100));
    RootCauseModel model(*m_board);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<CheckState> silent;
    for (const char *name : {"nginx", "api", "db", "redis"}) {
        silent.append(state("prod", name, Health::Down, 85));
        silent.last().last->error = Error{ErrorKind::Timeout, "Nobody answered.", {}, {}};
    }
    m_board->apply(changes(silent));
    QCOMPARE(rows(model), QStringList{"prod/nginx"});
    const QModelIndex row = model.index(0);
    QCOMPARE(row.data(RootCauseModel::OperativeRole).toString(),
             QString("Cannot see PROD for 15\u00A0s:"));
    QCOMPARE(row.data(RootCauseModel::RestRole).toString(),
             "nginx does not answer in time: Nobody answered.");
    QCOMPARE(row.data(RootCauseModel::ImpactRole).toString(),
             "Unknown, not down: 4 services (nginx, api, db, redis).");
    QVERIFY(row.data(RootCauseModel::NeedsYouRole).toBool());
    const EnvironmentView *prod = m_board->environment(environmentKey("prod"));
    QCOMPARE(captionOf(prod->services.at(1), prod), "out of sight");
    QCOMPARE(
        stateSentence(prod->services.at(1), at(100), prod),
        QString("api is out of sight for 15\u00A0s: PROD can't be seen: nginx does not answer in "
                "time: Nobody answered."));
    // It keeps coming back: still the one row, whoever answers.
    QList<CheckState> turning;
    for (const char *name : {"nginx", "api", "db", "redis"}) {
        turning.append(state("prod", name, Health::Healthy, 90));
        turning.last().last->address = "10.0.0.4:80";
    }
    turning.first().sightFlaps = at(60);
    m_board->apply(changes(turning));
    QCOMPARE(rows(model), QStringList{"prod/nginx"});
    QCOMPARE(model.index(0).data(RootCauseModel::OperativeRole).toString(),
             QString("Cannot see PROD steadily for 40\u00A0s:"));
    QCOMPARE(model.index(0).data(RootCauseModel::RestRole).toString(),
             "nginx keeps falling silent and answering again.");
    QCOMPARE(model.index(0).data(RootCauseModel::ImpactRole).toString(),
             "Not confirmed, not down: 4 services (nginx, api, db, redis).");
    QVERIFY(model.index(0).data(RootCauseModel::NeedsYouRole).toBool());
    prod = m_board->environment(environmentKey("prod"));
    QCOMPARE(captionOf(prod->services.at(1), prod), "in and out of sight");
    QCOMPARE(stateSentence(prod->services.at(1), at(100), prod),
             QString("api is in and out of sight for 40\u00A0s: PROD can't be seen steadily: nginx "
                     "keeps falling silent and answering again."));
    m_board->apply(changes(silent));
    // One answer, and each stands for itself again.
    CheckState answer = state("prod", "redis", Health::Healthy, 99);
    answer.last->address = "10.0.0.4:6379";
    m_board->apply(changes({answer}));
    QVERIFY(!rows(model).isEmpty());
    for (int i = 0; i < model.rowCount(); ++i)
        QVERIFY(!model.index(i).data().toString().contains("Cannot see"));
}

QTEST_GUILESS_MAIN(TestRootCauseModel)
#include "tst_rootcausemodel.moc"
