// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"
#include "services/domain/health.h"
#include "services/domain/lostkinds.h"
#include "services/domain/whatif.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kDev{PlatformId(QStringLiteral("shop")), EnvironmentId(QStringLiteral("dev"))};
const QString kSocket = QStringLiteral("/run/docker.sock");

Instant at(int seconds)
{
    return {std::chrono::seconds(10'000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

Error error(ErrorKind kind, const char *message)
{
    return {kind, QString::fromLatin1(message), QStringLiteral("Try: something."), {}};
}

/// An environment with what its checks found.
struct Place
{
    Environment environment;
    CheckStates states;

    Service &service(const char *name, const QStringList &on = {})
    {
        Service made;
        made.id = ServiceId(QString::fromLatin1(name));
        made.title = made.id.toString();
        for (const QString &each : on)
            made.dependencies.append(
                {ServiceId(each), DependencyBasis::Stated, DependencyRole::Uses});
        environment.services.append(made);
        return environment.services.last();
    }

    void check(const char *id, const char *kind, const QVariantMap &parameters, CheckStatus status,
               const std::optional<Error> &found = {}, int second = 0, Milliseconds interval = 10s)
    {
        Service &service = environment.services.last();
        Check made;
        made.id = CheckId(QString::fromLatin1(id));
        made.kind = QString::fromLatin1(kind);
        made.parameters = parameters;
        made.interval = interval;
        service.checks.append(made);
        CheckState state;
        state.key = {{kDev, service.id}, made.id};
        state.shown = state.hard = healthOf(status);
        state.confirmed = true;
        state.since = at(second);
        state.last = CheckResult();
        state.last->key = state.key;
        state.last->status = status;
        state.last->observedAt = at(second);
        state.last->error = found;
        state.last->message = found ? found->message : QStringLiteral("well");
        state.last->figure = found ? toWord(found->kind) : QString();
        state.last->address =
            found ? QString() : QStringLiteral("10.0.0.1:%1").arg(environment.services.size());
        states.insert(state.key, state);
    }

    /// The newest check keeps changing, since then.
    void flap(const Instant &since)
    {
        const Service &service = environment.services.last();
        CheckState &state = states[{{kDev, service.id}, service.checks.last().id}];
        for (int i = 0; i < 3; ++i)
            state.flapping.take(true, since);
        state.recent = {CheckStatus::Ok, CheckStatus::Critical, state.last->status};
    }

    /// A port of the service's own.
    void port(CheckStatus status, int second = 0)
    {
        const QVariantMap parameters{{"host", "10.0.0.1"},
                                     {"port", int(environment.services.size())}};
        check("port", "tcp", parameters, status,
              status == CheckStatus::Ok
                  ? std::nullopt
                  : std::optional(error(ErrorKind::Refused, "nobody listens")),
              second);
    }

    void container(ErrorKind kind = ErrorKind::Refused, CheckStatus status = CheckStatus::Unknown)
    {
        check("container", "docker",
              {{"socket", kSocket}, {"container", environment.services.last().id.toString()}},
              status, error(kind, "the engine tells nothing"));
    }

    EnvironmentView view(int second = 1) const
    {
        return assess(kDev, environment, states, at(second));
    }
};

QStringList roots(const EnvironmentView &view)
{
    QStringList names;
    for (const ServiceView &each : view.services) {
        if (each.rootCause)
            names.append(each.title);
    }
    return names;
}

QStringList namesOf(const QList<ServiceId> &services)
{
    QStringList names;
    for (const ServiceId &each : services)
        names.append(each.toString());
    return names;
}

} // namespace

/// One trouble of several services is one cause, not as many as there are services.
class TestOneCause final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void anEngineThatTellsNothingIsOneTrouble()
    {
        Place place;
        for (const char *name : {"db", "redis", "api"}) {
            place.service(name);
            place.port(CheckStatus::Ok);
            place.container();
        }
        const EnvironmentView view = place.view();
        QCOMPARE(view.lostWays.size(), 1);
        const LostWay &lost = view.lostWays.first();
        QCOMPARE(kindOf(lost), LostKind::Engine);
        QCOMPARE(lostHeadline(lost), "The Docker engine at " + kSocket + " tells nothing");
        QCOMPARE(namesOf(lost.services), QStringList({"db", "redis", "api"}));
        QVERIFY2(lost.error.message.contains("refused"), qPrintable(lost.error.message));
        QVERIFY(!lost.error.advice.isEmpty());
        QCOMPARE(lost.since.boot, at(0).boot);
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.health, Health::Unknown);
    }

    /// A container that is gone is that one's trouble: the engine has told it.
    void aContainerThatIsGoneIsItsOwn()
    {
        Place place;
        place.service("db");
        place.container(ErrorKind::NotFound, CheckStatus::Critical);
        QCOMPARE(place.view().lostWays.size(), 0);
        QCOMPARE(roots(place.view()), QStringList{"db"});
    }

    void eachEngineIsOneTrouble()
    {
        Place place;
        place.service("db");
        place.container();
        place.service("api");
        place.check("container", "docker", {{"url", "tcp://10.0.0.2:2376"}, {"container", "api"}},
                    CheckStatus::Unknown, error(ErrorKind::Tls, "the engine tells nothing"));
        QCOMPARE(place.view().lostWays.size(), 2);
    }

    /// What runs in containers may have gone with the engine.
    void whatIsGoneWithTheEngineIsExplainedByIt()
    {
        Place place;
        for (const char *name : {"db", "redis", "cache", "api"}) {
            place.service(name);
            place.port(CheckStatus::Critical);
            place.container();
        }
        place.service("outside");
        place.port(CheckStatus::Critical);
        const EnvironmentView view = place.view();
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(kindOf(view.lostWays.first()), LostKind::Engine);
        QCOMPARE(roots(view), QStringList{"outside"});
        QCOMPARE(view.counts.down, 5);
    }

    void theEnginesOwnServiceIsTheCause()
    {
        Place place;
        place.service("db");
        place.port(CheckStatus::Ok);
        place.container();
        place.service("host");
        place.check("disk", "docker", {{"socket", kSocket}, {"disk", true}}, CheckStatus::Critical,
                    error(ErrorKind::Refused, "the engine is gone"));
        const EnvironmentView view = place.view();
        QCOMPARE(view.lostWays.size(), 0);
        QCOMPARE(roots(view), QStringList{"host"});
        QCOMPARE(view.services.at(0).impactedBy, QList<ServiceKey>{view.services.at(1).key});
        QCOMPARE(view.services.at(1).impacts, QList<ServiceKey>{view.services.at(0).key});
    }

    /// The gateway that owns the certificate is no service of the definition.
    void aPortThatSeveralShareIsOneTrouble()
    {
        Place place;
        for (const char *name : {"site", "api"}) {
            place.service(name);
            place.port(CheckStatus::Ok);
            Error expired = error(ErrorKind::Tls, "the certificate ended");
            expired.fault = "expired";
            place.check("certificate", "tls", {{"host", QString(name)}, {"port", 443}},
                        CheckStatus::Critical, expired);
            place.states[{{kDev, ServiceId(name)}, CheckId("certificate")}].last->address =
                "10.0.0.4:443";
        }
        EnvironmentView view = place.view();
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(kindOf(view.lostWays.first()), LostKind::Port);
        QCOMPARE(lostHeadline(view.lostWays.first()),
                 QString("What ends TLS at 10.0.0.4:443 shows an expired certificate"));
        QCOMPARE(namesOf(view.lostWays.first().services), QStringList({"site", "api"}));
        QCOMPARE(view.health, Health::Down);
        // What is down by itself stays a cause.
        place.check("own", "http", {{"url", "http://10.0.0.1:2/"}}, CheckStatus::Critical,
                    error(ErrorKind::Status, "HTTP 500"));
        QCOMPARE(roots(place.view()), QStringList{"api"});
        // One that states the port as its own is to blame.
        place.environment.services.last().checks.removeLast();
        place.service("gateway").port = "80, 443";
        place.port(CheckStatus::Critical);
        view = place.view();
        QCOMPARE(view.lostWays.size(), 0);
        QCOMPARE(roots(view), QStringList{"gateway"});
        QCOMPARE(view.services.at(1).impactedBy, QList<ServiceKey>{view.services.at(2).key});
    }

    /// Where it is gone, one seems to be refused through the other that it depends on.
    void whoDependsOnAnotherBehindItIsNoEffectOfThatOne()
    {
        Place place;
        for (const char *name : {"api", "site"}) {
            place.service(name, name == QByteArray("site") ? QStringList{"api"} : QStringList());
            place.port(CheckStatus::Ok);
            place.check("certificate", "tls", {{"host", "10.0.0.4"}, {"port", 443}},
                        CheckStatus::Critical, error(ErrorKind::Refused, "nobody listens"));
        }
        const EnvironmentView view = place.view();
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(namesOf(view.lostWays.first().services), QStringList({"api", "site"}));
        QVERIFY(!view.services.at(1).isImpacted());
    }

    /// Its trouble is its own, whatever else is down below those that use it.
    void aSharedPortIsTroubleAlsoWhereAllStandOnWhatIsDown()
    {
        Place place;
        place.service("db");
        place.port(CheckStatus::Critical);
        for (const char *name : {"site", "api"}) {
            place.service(name, {"db"});
            place.port(CheckStatus::Ok);
            Error expired = error(ErrorKind::Tls, "the certificate ended");
            expired.fault = "expired";
            place.check("certificate", "tls", {{"host", "10.0.0.4"}, {"port", 443}},
                        CheckStatus::Critical, expired);
        }
        const EnvironmentView view = place.view();
        QCOMPARE(roots(view), QStringList{"db"});
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(namesOf(view.lostWays.first().services), QStringList({"site", "api"}));
        QVERIFY(view.services.at(1).isImpacted() && view.services.at(2).isImpacted());
        QCOMPARE(assumed(view, place.environment, {}), view);
    }

    void aCertificateOfOnesOwnIsOnesOwn()
    {
        Place place;
        place.service("site");
        Error expired = error(ErrorKind::Tls, "the certificate ended");
        place.check("certificate", "tls", {{"host", "a"}, {"port", 443}}, CheckStatus::Critical,
                    expired);
        place.service("api");
        place.check("certificate", "tls", {{"host", "b"}, {"port", 443}}, CheckStatus::Ok);
        QCOMPARE(place.view().lostWays.size(), 0);
        QCOMPARE(roots(place.view()), QStringList{"site"});
    }

    void whereNothingAnswersIsOneTrouble()
    {
        Place place;
        for (int i = 0; i < 12; ++i) {
            place.service(("s" + QByteArray::number(i)).constData(),
                          i > 0 ? QStringList{"s0"} : QStringList());
            place.port(CheckStatus::Critical);
        }
        place.states[{{kDev, ServiceId("s3")}, CheckId("port")}].since = at(-60);
        const EnvironmentView view = place.view();
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.lostWays.size(), 1);
        const LostWay &lost = view.lostWays.first();
        QCOMPARE(kindOf(lost), LostKind::Everything);
        QCOMPARE(lostHeadline(lost), QString("Nothing of DEV answers"));
        QCOMPARE(lost.services.size(), 12);
        QCOMPARE(lost.since.boot, at(-60).boot);
        QVERIFY2(lost.error.message.startsWith("12 of 12 services refuse connections or are "
                                               "silent. s0: nobody listens."),
                 qPrintable(lost.error.message));
        // Their states are their own.
        QCOMPARE(view.health, Health::Down);
        QCOMPARE(view.counts.down, 12);
        for (const ServiceView &each : view.services)
            QVERIFY(!each.isImpacted());
    }

    void whereAllFlapIsOneTrouble_data()
    {
        QTest::addColumn<bool>("isDownNow");
        QTest::newRow("down now") << true;
        QTest::newRow("answering now") << false;
    }

    /// The second outage within a minute: each of them flaps, and together they are one.
    void whereAllFlapIsOneTrouble()
    {
        QFETCH(bool, isDownNow);
        Place place;
        for (int i = 0; i < 8; ++i) {
            place.service(("s" + QByteArray::number(i)).constData());
            place.port(isDownNow ? CheckStatus::Critical : CheckStatus::Ok, 30);
            place.flap(at(20));
        }
        const EnvironmentView view = place.view(31);
        for (const ServiceView &each : view.services)
            QVERIFY(each.flapping && each.soft && each.health == Health::Down);
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.lostWays.size(), 1);
        const LostWay &lost = view.lostWays.first();
        QCOMPARE(kindOf(lost), LostKind::Everything);
        QCOMPARE(lostHeadline(lost), QString("DEV is flapping"));
        QCOMPARE(lostTag(lost), QString("flapping"));
        QCOMPARE(lost.error.message, QString("8 of 8 services keep going down and coming back."));
        QCOMPARE(lost.services.size(), 8);
        QCOMPARE(lost.since.boot, at(20).boot);
        QVERIFY(!hides(lost));
        // Some that never came back tell more.
        if (isDownNow) {
            place.states[{{kDev, ServiceId("s5")}, CheckId("port")}].flapping = {};
            QCOMPARE(lostHeadline(place.view(31).lostWays.first()),
                     QString("Nothing of DEV answers"));
        }
    }

    void aFewThatFlapStayThemselves()
    {
        Place place;
        for (int i = 0; i < 8; ++i) {
            place.service(("s" + QByteArray::number(i)).constData());
            place.port(CheckStatus::Ok, 30);
            if (i < 5)
                place.flap(at(20));
        }
        const EnvironmentView view = place.view(31);
        QCOMPARE(roots(view).size(), 5);
        QVERIFY(view.lostWays.isEmpty());
    }

    /// Nobody was asked: what they are is not known, and why is one trouble.
    void aSilentNameServerIsOneTrouble()
    {
        Place place;
        for (int i = 0; i < 9; ++i) {
            place.service(("s" + QByteArray::number(i)).constData(),
                          i > 0 ? QStringList{"s0"} : QStringList());
            Error silent = error(ErrorKind::Resolve, "No answer of a name server.");
            silent.fault = resolverSilentFault();
            place.check("port", "tcp", {{"host", "db.example.com"}, {"port", 1}},
                        CheckStatus::Unknown, silent, i);
        }
        place.service("by-address");
        place.port(CheckStatus::Ok, 9);
        place.service("misspelt");
        place.check("port", "tcp", {{"host", "bd.example.com"}, {"port", 1}}, CheckStatus::Unknown,
                    error(ErrorKind::Resolve, "No such name."), 9);
        EnvironmentView view = place.view(10);
        QCOMPARE(view.counts.down, 0);
        QCOMPARE(view.counts.unknown, 10);
        QCOMPARE(roots(view), QStringList());
        QCOMPARE(view.lostWays.size(), 1);
        const LostWay lost = view.lostWays.first();
        QCOMPARE(kindOf(lost), LostKind::Names);
        QVERIFY(hides(lost));
        QCOMPARE(lost.services.size(), 9);
        QCOMPARE(lost.since.boot, at(0).boot);
        QCOMPARE(lostHeadline(lost), QString("Names of DEV can't be looked up"));
        QVERIFY2(lost.error.message.startsWith("9 service(s) can't be asked: what they are called "
                                               "could not be looked up. No answer of"),
                 qPrintable(lost.error.message));
        // Those that refuse by their address are what they are.
        for (const char *name : {"by-address", "one", "two"}) {
            if (qstrcmp(name, "by-address") != 0) {
                place.service(name);
                place.port(CheckStatus::Ok, 9);
            }
            CheckState &state = place.states[{{kDev, ServiceId(name)}, CheckId("port")}];
            state.shown = state.hard = Health::Down;
            state.last->status = CheckStatus::Critical;
            state.last->error = error(ErrorKind::Refused, "nobody listens");
        }
        view = place.view(10);
        QCOMPARE(view.lostWays.size(), 2);
        QVERIFY2(view.lostWays.first().error.message.startsWith("3 of 3 services"),
                 qPrintable(view.lostWays.first().error.message));
        place.environment.services.resize(place.environment.services.size() - 2);
        view = place.view(10);
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(roots(view), QStringList("by-address"));
        // Told anew, it stands there once.
        view = assumed(view, place.environment, {});
        QCOMPARE(view.lostWays.size(), 1);
    }

    /// Without the VPN no name is known: that is one trouble; one alone is misspelt.
    void manyNamesThatNobodyKnowsAreOneTrouble()
    {
        Place place;
        for (const char *name : {"a", "b", "c", "d"}) {
            place.service(name);
            place.check("port", "tcp", {{"host", name}, {"port", 1}}, CheckStatus::Unknown,
                        error(ErrorKind::Resolve, "The name has no address."));
        }
        const EnvironmentView view = place.view();
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(kindOf(view.lostWays.first()), LostKind::Names);
        QCOMPARE(view.lostWays.first().services.size(), 4);
        QVERIFY2(view.lostWays.first().error.message.startsWith("4 service(s) can't be asked: no "
                                                                "name server here knows"),
                 qPrintable(view.lostWays.first().error.message));
        place.environment.services.resize(2);
        QVERIFY(place.view().lostWays.isEmpty());
    }

    /// Who asks a broker that is gone is unknown, and one of those that say nothing.
    void whoIsUnknownByAnotherCountsAsSilent()
    {
        Place place;
        for (const char *name : {"redis", "db", "api"}) {
            place.service(name);
            place.port(CheckStatus::Critical);
        }
        place.service("worker", {"redis"});
        place.check("queue", "celery", {{"host", "10.0.0.1"}, {"port", 1}}, CheckStatus::Unknown,
                    error(ErrorKind::Refused, "the broker does not answer"));
        // Nor do a program and a file of this machine say that anything there answers.
        place.service("backups");
        place.check("folder", "backup", {}, CheckStatus::Ok);
        place.service("script");
        place.check("health", "command", {}, CheckStatus::Warning,
                    error(ErrorKind::Status, "api is down"));
        // Nor does a port that is closed as it should be, nor what only guesses by that.
        place.service("exposure");
        place.check("closed", "tcp", {{"host", "10.0.0.1"}, {"port", 90}}, CheckStatus::Ok);
        place.states[{{kDev, ServiceId("exposure")}, CheckId("closed")}].last->address.clear();
        place.environment.services.last().checks.last().downIf = {"[CONNECTED] == true"};
        place.service("guess");
        place.check("metrics", "http", {{"url", "http://10.0.0.1:91/"}}, CheckStatus::Warning,
                    error(ErrorKind::Condition, "[CONNECTED] (false) == false"));
        const EnvironmentView view = place.view();
        QCOMPARE(view.lostWays.size(), 1);
        QVERIFY2(view.lostWays.first().error.message.startsWith("4 of 4 "),
                 qPrintable(view.lostWays.first().error.message));
    }

    void oneInTenMayAnswer()
    {
        for (const int answering : {1, 2}) {
            Place place;
            for (int i = 0; i < 12; ++i) {
                place.service(("s" + QByteArray::number(i)).constData());
                place.port(i < answering ? CheckStatus::Ok : CheckStatus::Critical);
            }
            QCOMPARE(place.view().lostWays.size(), answering == 1 ? 1 : 0);
            if (answering == 1)
                QCOMPARE(lostHeadline(place.view().lostWays.first()),
                         QString("Hardly anything of DEV answers"));
            QCOMPARE(roots(place.view()).size(), answering == 1 ? 0 : 10);
        }
    }

    void aFewCausesStayThemselves()
    {
        Place place;
        for (const char *name : {"db", "redis"}) {
            place.service(name);
            place.port(CheckStatus::Critical);
        }
        QCOMPARE(place.view().lostWays.size(), 0);
        QCOMPARE(roots(place.view()).size(), 2);
        // One that answers wrongly can be seen.
        place.service("api");
        place.check("health", "http", {{"url", "http://10.0.0.1/"}}, CheckStatus::Critical,
                    error(ErrorKind::Status, "HTTP 500"));
        place.states[{{kDev, ServiceId("api")}, CheckId("health")}].last->address = "10.0.0.1:80";
        place.service("cache");
        place.port(CheckStatus::Critical);
        QCOMPARE(place.view().lostWays.size(), 0);
        QCOMPARE(roots(place.view()).size(), 4);
    }

    /// A daily check's answer is from before the end.
    void anOldAnswerIsNone()
    {
        Place place;
        for (const char *name : {"db", "redis", "api"}) {
            place.service(name);
            place.port(CheckStatus::Critical, 1000);
        }
        place.check("certificate", "tls", {{"host", "10.0.0.1"}, {"port", 443}}, CheckStatus::Ok,
                    {}, 900, 24h);
        place.service("site");
        place.check("certificate", "tls", {{"host", "10.0.0.1"}, {"port", 444}}, CheckStatus::Ok,
                    {}, 900, 24h);
        QCOMPARE(place.view(1001).lostWays.size(), 1);
        place.service("mail");
        place.port(CheckStatus::Ok, 1000);
        QCOMPARE(place.view(1001).lostWays.size(), 0);
    }

    /// What is supposed of one thing leaves the other troubles what they were.
    void assumingNothingChangesNothing()
    {
        Place ports;
        for (const char *name : {"site", "api"}) {
            ports.service(name);
            ports.port(CheckStatus::Ok);
            ports.check("certificate", "tls", {{"host", "10.0.0.4"}, {"port", 443}},
                        CheckStatus::Critical, error(ErrorKind::Tls, "the certificate ended"));
        }
        EnvironmentView view = ports.view();
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(assumed(view, ports.environment, {}), view);
        Place engine;
        for (const char *name : {"db", "redis", "api"}) {
            engine.service(name);
            engine.container();
        }
        view = engine.view();
        QCOMPARE(view.lostWays.size(), 1);
        QCOMPARE(assumed(view, engine.environment, {}), view);
    }

    void whatIsAssumedChangesNothingOfIt()
    {
        Place place;
        for (const char *name : {"db", "redis", "api", "mail"}) {
            place.service(name);
            place.port(CheckStatus::Critical);
        }
        const EnvironmentView view =
            assumed(place.view(), place.environment, {{ServiceId("db"), Health::Down}});
        QCOMPARE(roots(view), QStringList{"db"});
    }
};

QTEST_APPLESS_MAIN(TestOneCause)
#include "tst_onecause.moc"
