// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/comparedfields.h"
#include "services/domain/comparison.h"
#include "services/domain/expecteddifference.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;
using State = ComparedValue::State;

namespace {

constexpr auto kNotThere = Difference::Single;

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

Check check(const char *id, const QVariantMap &parameters = {})
{
    Check made;
    made.id = CheckId(QString::fromLatin1(id));
    made.kind = QStringLiteral("http");
    made.interval = 10s;
    made.parameters = parameters;
    return made;
}

Service service(const char *id, const QList<Check> &checks = {})
{
    Service made;
    made.id = ServiceId(QString::fromLatin1(id));
    made.checks = checks;
    return made;
}

Environment environment(const char *id, Tier tier, const QList<Service> &services)
{
    Environment made;
    made.id = EnvironmentId(QString::fromLatin1(id));
    made.tier = tier;
    made.services = services;
    return made;
}

ComparedValue value(State state, const QString &text = {})
{
    ComparedValue made;
    made.state = state;
    if (!text.isEmpty())
        made.value = text;
    return made;
}

/// A platform with what its checks answered.
struct Board
{
    Platform platform;
    CheckStates states;

    explicit Board(const QList<Environment> &environments)
    {
        platform.id = PlatformId(QStringLiteral("shop"));
        platform.environments = environments;
    }

    /// The check "c" of the service "api".
    void answer(const char *environment, const QVariantMap &fields, int second = 0,
                const std::function<void(CheckState &)> &change = {})
    {
        CheckState state;
        state.key = {{{platform.id, EnvironmentId(QString::fromLatin1(environment))},
                      ServiceId(QStringLiteral("api"))},
                     CheckId(QStringLiteral("c"))};
        state.shown = state.hard = Health::Healthy;
        state.confirmed = true;
        state.last = CheckResult();
        state.last->status = CheckStatus::Ok;
        state.last->observedAt = at(second);
        state.last->fields = fields;
        if (change)
            change(state);
        states.insert(state.key, state);
    }

    QList<ComparedRow> rows(int second = 1) const
    {
        QList<EnvironmentView> views;
        for (const Environment &each : platform.environments)
            views << assess({platform.id, each.id}, each, states, at(second));
        QList<const Environment *> environments;
        QList<const EnvironmentView *> seen;
        for (int i = 0; i < views.size(); ++i) {
            environments << &platform.environments.at(i);
            seen << &views.at(i);
        }
        return compared(platform, environments, seen);
    }

    /// By aspect; one that is not there has no values.
    ComparedRow row(const char *aspect, int second = 1, const char *service = "api") const
    {
        const QList<ComparedRow> all = rows(second);
        for (const ComparedRow &each : all) {
            if (each.aspect == QLatin1String(aspect)
                && each.service.toString() == QLatin1String(service))
                return each;
        }
        return {};
    }
};

/// Three environments whose "api" answers.
Board three(const QVariantMap &parameters = {})
{
    const QList<Service> services{service("api", {check("c", parameters)})};
    return Board({environment("dev", Tier::Dev, services),
                  environment("staging", Tier::Staging, services),
                  environment("prod", Tier::Prod, services)});
}

QVariantMap version(const QString &text)
{
    return {{QStringLiteral("postgres.version"), text}};
}

} // namespace

Q_DECLARE_METATYPE(QList<opsdeck::ComparedValue>)

class TestComparison final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatStandsOut_data()
    {
        QTest::addColumn<QList<ComparedValue>>("values");
        QTest::addColumn<Difference>("difference");
        QTest::addColumn<QString>("odd");
        const ComparedValue a = value(State::Stated, "a");
        const ComparedValue b = value(State::Fresh, "b");
        const ComparedValue c = value(State::Fresh, "c");
        const ComparedValue none = value(State::Absent);
        const ComparedValue stale = value(State::Stale, "a");
        const ComparedValue unseen = value(State::NotObserved);
        const ComparedValue here = value(State::NotHere);
        using Values = QList<ComparedValue>;
        QTest::newRow("same") << Values{a, a, a} << Difference::None << "";
        QTest::newRow("one of three") << Values{a, b, a} << Difference::Differs << "1";
        QTest::newRow("two") << Values{a, b} << Difference::Differs << "01";
        QTest::newRow("three kinds") << Values{a, b, c} << Difference::Differs << "012";
        QTest::newRow("two pairs") << Values{a, b, a, b} << Difference::Differs << "0123";
        QTest::newRow("lacks") << Values{a, none, a} << Difference::OnlySome << "1";
        QTest::newRow("alone") << Values{none, a, none} << Difference::OnlySome << "1";
        QTest::newRow("one of two") << Values{none, a} << Difference::OnlySome << "1";
        QTest::newRow("lacks and differs") << Values{a, none, b} << Difference::Differs << "012";
        QTest::newRow("not run") << Values{here, a, a} << Difference::None << "";
        QTest::newRow("only one runs") << Values{here, a, here} << kNotThere << "";
        QTest::newRow("stale") << Values{a, stale, a} << Difference::NotObserved << "";
        QTest::newRow("expired") << Values{a, a, value(State::Expired, "a")}
                                 << Difference::NotObserved << "";
        QTest::newRow("unseen") << Values{a, a, unseen} << Difference::NotObserved << "";
        QTest::newRow("nobody asks") << Values{unseen, unseen} << Difference::NotObserved << "";
        QTest::newRow("stale and another") << Values{stale, b} << Difference::NotObserved << "";
        QTest::newRow("stale and two") << Values{stale, b, c} << Difference::Differs << "12";
        QTest::newRow("unseen, not run")
            << Values{unseen, a, here} << Difference::NotObserved << "";
    }

    void whatStandsOut()
    {
        QFETCH(QList<ComparedValue>, values);
        QFETCH(Difference, difference);
        QList<ComparedValue> seen = values;
        QCOMPARE(judged(seen, false), difference);
        QString odd;
        for (int i = 0; i < seen.size(); ++i)
            odd += seen.at(i).standsOut ? QString::number(i) : QString();
        QTEST(odd, "odd");
        const bool isTold = difference == Difference::Differs || difference == Difference::OnlySome;
        QCOMPARE(judged(values, true), isTold ? Difference::Expected : difference);
        QVERIFY(std::none_of(values.cbegin(), values.cend(),
                             [](const ComparedValue &each) { return each.standsOut; }));
    }

    void aVersionIsTheSameOnlyWhileItIsFresh()
    {
        Board board = three();
        for (const char *each : {"dev", "staging", "prod"})
            board.answer(each, version("15.8"));
        QCOMPARE(board.row("postgres.version").difference, Difference::None);
        const ComparedRow stale = board.row("postgres.version", 18);
        QCOMPARE(stale.difference, Difference::NotObserved);
        QCOMPARE(stale.values.at(0).state, State::Stale);
        QCOMPARE(stale.values.at(0).value.toString(), QString("15.8"));
        QCOMPARE(stale.values.at(0).age, Milliseconds(18'000));
        const ComparedRow expired = board.row("postgres.version", 40);
        QCOMPARE(expired.difference, Difference::NotObserved);
        QCOMPARE(expired.values.at(0).state, State::Expired);
        // One that is not fresh is enough.
        board.answer("dev", version("15.8"), 17);
        board.answer("prod", version("15.8"), 17);
        QCOMPARE(board.row("postgres.version", 18).difference, Difference::NotObserved);
        board.answer("prod", version("15.6"), 17);
        QCOMPARE(board.row("postgres.version", 18).difference, Difference::Differs);
    }

    void whatIsOutOfSightIsNotOfNow()
    {
        Board board = three();
        board.answer("dev", version("15.8"));
        board.answer("staging", version("15.8"));
        board.answer("prod", version("15.8"), 0, [](CheckState &state) { state.unseen = true; });
        const ComparedRow row = board.row("postgres.version");
        QCOMPARE(row.values.at(2).state, State::Stale);
        QCOMPARE(row.difference, Difference::NotObserved);
    }

    void aFaultTellsNothingOfWhatIsNotInIt()
    {
        Board board = three();
        board.answer("dev", version("15.8"));
        board.answer("staging", {});
        board.answer("prod", {}, 0, [](CheckState &state) {
            state.last->status = CheckStatus::Critical;
            state.last->error = Error{ErrorKind::Refused, "refused", {}, {}};
        });
        const ComparedRow row = board.row("postgres.version");
        QCOMPARE(row.values.at(1).state, State::Absent);
        QCOMPARE(row.values.at(2).state, State::NotObserved);
        QCOMPARE(row.difference, Difference::OnlySome);
        board.states.remove(
            {{{board.platform.id, EnvironmentId("staging")}, ServiceId("api")}, CheckId("c")});
        QCOMPARE(board.row("postgres.version").values.at(1).state, State::NotObserved);
        QCOMPARE(board.row("postgres.version").difference, Difference::NotObserved);
    }

    void aServiceInOneEnvironmentOnly()
    {
        Board board(
            {environment("dev", Tier::Dev, {service("api")}),
             environment("prod", Tier::Prod, {service("api"), service("cdn", {check("c")})})});
        const ComparedRow row = board.row("presence", 1, "cdn");
        QCOMPARE(row.difference, Difference::OnlySome);
        QVERIFY(row.values.at(1).standsOut);
        QCOMPARE(board.row("replicas", 1, "cdn").difference, Difference::Single);
        QCOMPARE(board.row("check", 1, "cdn").values.size(), 0);
        board.platform.environments[0].services << service("cdn");
        QCOMPARE(board.row("check", 1, "cdn").difference, Difference::OnlySome);
        board.platform.environments[0].services[1].presence = Presence::Planned;
        QCOMPARE(board.row("presence", 1, "cdn").difference, Difference::Differs);
    }

    void placesAreExpectedToDiffer_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QVariant>("one");
        QTest::addColumn<QVariant>("other");
        QTest::addColumn<Difference>("difference");
        const auto row = [](const char *what, const char *name, const QVariant &one,
                            const QVariant &other, Difference difference) {
            QTest::newRow(what) << QString::fromLatin1(name) << one << other << difference;
        };
        row("host", "host", "db.dev", "db.prod", Difference::Expected);
        row("port", "port", 5432, 15432, Difference::Expected);
        row("host of an URL", "url", "https://a/health", "https://b:8443/health",
            Difference::Expected);
        row("path of an URL", "url", "https://a/health", "https://b/ready", Difference::Differs);
        row("without TLS", "url", "http://a/health", "https://b/health", Difference::Differs);
        row("with and without a password", "credential", QVariant(), "db", Difference::OnlySome);
        row("another password", "credential", "db-dev", "db-prod", Difference::Expected);
        row("text", "query", "SELECT 1", "SELECT 2", Difference::Differs);
        row("hosts of steps", "steps", QVariantList{QVariantMap{{"url", "https://a/x"}}},
            QVariantList{QVariantMap{{"url", "https://b/x"}}}, Difference::Expected);
        row("paths of steps", "steps", QVariantList{QVariantMap{{"url", "https://a/x"}}},
            QVariantList{QVariantMap{{"url", "https://a/y"}}}, Difference::Differs);
    }

    void placesAreExpectedToDiffer()
    {
        QFETCH(QString, name);
        QFETCH(QVariant, one);
        QFETCH(QVariant, other);
        const auto with = [&](const QVariant &set) {
            return check("c", set.isValid() ? QVariantMap{{name, set}} : QVariantMap());
        };
        const Board board({environment("dev", Tier::Dev, {service("api", {with(one)})}),
                           environment("prod", Tier::Prod, {service("api", {with(other)})})});
        QTEST(board.row(qPrintable(name)).difference, "difference");
        for (const char *same : {"kind", "interval", "timeout", "start_period", "retries"})
            QCOMPARE(board.row(same).difference, Difference::None);
    }

    void theEnvironmentsThemselves()
    {
        Board board = three();
        board.platform.environments[2].host = "shop.example.com";
        QCOMPARE(board.row("tier", 1, "").difference, Difference::Expected);
        QCOMPARE(board.row("host", 1, "").difference, Difference::Expected);
        QCOMPARE(board.row("unset", 1, "").values.size(), 0);
        board.platform.environments[0].unset = {"db_host"};
        QCOMPARE(board.row("unset", 1, "").difference, Difference::OnlySome);
    }

    void factsAreComparedByWhatTheySay()
    {
        Board board = three();
        for (Environment &each : board.platform.environments) {
            const bool isProd = each.tier == Tier::Prod;
            each.services[0].facts = {
                {"image", "service", "Image", isProd ? "api:1" : "api:2", {}},
                {"container", "service", "Container", each.id.toString() + "-api", {}}};
            if (isProd)
                each.services[0].facts << Fact{"limits", "service", "Limits", "memory 4 GB", {}};
        }
        const ComparedRow image = board.row("image");
        QCOMPARE(image.difference, Difference::Differs);
        QCOMPARE(image.title, QString("Image"));
        QVERIFY(image.values.at(2).standsOut);
        QVERIFY(!image.values.at(0).standsOut);
        QCOMPARE(board.row("limits").difference, Difference::OnlySome);
        QCOMPARE(board.row("container").difference, Difference::Expected);
    }

    void variablesByTheMarksOfTheirValues()
    {
        Board board = three();
        const auto variables = [](const char *text) {
            return QVariantMap{{"instance.1.environment", QString::fromLatin1(text)}};
        };
        board.answer("dev", variables("DEBUG=#1 DB_URL=#5 LEVEL=#9 SECRET_KEY=#a"));
        board.answer("staging", variables("DEBUG=#2 DB_URL=#6 LEVEL=#9"));
        board.answer("prod", variables("DEBUG=#2 DB_URL=#7 LEVEL=#9 SECRET_KEY=#b"));
        QCOMPARE(board.row("docker.environment.DEBUG").difference, Difference::Differs);
        QVERIFY(board.row("docker.environment.DEBUG").values.at(0).standsOut);
        QCOMPARE(board.row("docker.environment.DB_URL").difference, Difference::Expected);
        QCOMPARE(board.row("docker.environment.LEVEL").difference, Difference::None);
        // A key that is missing is told, whatever its name.
        QCOMPARE(board.row("docker.environment.SECRET_KEY").difference, Difference::Differs);
        QCOMPARE(board.row("docker.environment.LEVEL", 18).difference, Difference::NotObserved);
        QCOMPARE(variableOf("docker.environment.LEVEL"), QString("LEVEL"));
        QCOMPARE(variableOf("docker.image"), QString());
    }

    void textsOfEachEnvironmentAreNoDrift()
    {
        Board board = three();
        for (Environment &each : board.platform.environments)
            each.facts = {{"purpose", "deployment", "Purpose", "for " + each.id.toString(), {}},
                          {"owner", "deployment", "Owner", "operations", {}}};
        board.platform.environments[0].facts[0].value.clear();
        const ComparedRow purpose = board.row("purpose", 1, "");
        QCOMPARE(purpose.difference, Difference::OwnText);
        QVERIFY(std::none_of(purpose.values.cbegin(), purpose.values.cend(),
                             [](const ComparedValue &each) { return each.standsOut; }));
        QCOMPARE(board.row("owner", 1, "").difference, Difference::None);
    }

    void whatTheOperatorExplains()
    {
        Board board = three();
        board.platform.environments[2].services[0].replicas = 3;
        board.platform.environments[2].services[0].checks[0].retries = 7;
        QCOMPARE(board.row("replicas").difference, Difference::Differs);
        board.platform.facts << factOf({"api/replicas", "prod carries the load", "2026-11-22"})
                             << factOf({"api/c/retries", "slow at night", ""})
                             << factOf({"api/technology", "nothing differs there", ""})
                             << factOf({"api/c/postgres.version", "prod is upgraded last", ""});
        const ComparedRow row = board.row("replicas");
        QCOMPARE(row.difference, Difference::Explained);
        QCOMPARE(row.reason, QString("prod carries the load"));
        QCOMPARE(row.reasonOn, QString("2026-11-22"));
        QVERIFY(std::none_of(row.values.cbegin(), row.values.cend(),
                             [](const ComparedValue &each) { return each.standsOut; }));
        QCOMPARE(board.row("retries").difference, Difference::Explained);
        QCOMPARE(board.row("interval").difference, Difference::None);
        // What is not of now is not explained away.
        for (const char *each : {"dev", "staging", "prod"})
            board.answer(each, version(qstrcmp(each, "prod") == 0 ? "15.6" : "15.8"));
        QCOMPARE(board.row("postgres.version").difference, Difference::Explained);
        QCOMPARE(board.row("postgres.version", 18).difference, Difference::NotObserved);
        // Of the same it is kept that somebody said so.
        board.platform.environments[2].services[0].replicas = 1;
        QCOMPARE(board.row("replicas").difference, Difference::None);
        QCOMPARE(board.row("replicas").reason, QString("prod carries the load"));
    }

    void aTagAloneIsNotTheSameImage()
    {
        Board board = three();
        const auto container = [](const char *digest) {
            QVariantMap fields{{"instance.1.image", "api:2"}};
            if (qstrlen(digest) > 0)
                fields.insert("instance.1.digest", QString::fromLatin1(digest));
            return fields;
        };
        board.answer("dev", container("sha256:1"));
        board.answer("staging", container("sha256:1"));
        board.answer("prod", container("sha256:1"));
        QCOMPARE(board.row("docker.image").difference, Difference::None);
        board.answer("prod", container("sha256:2"));
        QCOMPARE(board.row("docker.digest").difference, Difference::Differs);
        board.answer("prod", container(""));
        QCOMPARE(board.row("docker.image").difference, Difference::NotObserved);
        for (const char *each : {"dev", "staging", "prod"})
            board.answer(each, container(""));
        QCOMPARE(board.row("docker.image").difference, Difference::NotObserved);
    }

    void onlyWhatLastsIsCompared()
    {
        const QVariantMap fields{
            {"redis.version", "7.2"},        {"redis.used_memory", 12},
            {"instance.1.image", "api:2"},   {"instance.2.image", "api:1"},
            {"instance.3.image", "api:2"},   {"instance.1.memory_limit_bytes", 1024},
            {"instance.1.memory_bytes", 7},  {"tls.days_left", 60},
            {"tls.not_after", "2027-01-01"}, {"json.build.commit_sha", "abc"},
            {"json.status", "ok"},           {"postgres.value", "20261112_a"}};
        const QVariantMap lasting = lastingFields(check("c"), fields);
        QCOMPARE(lasting.keys(),
                 QStringList({"docker.image", "docker.memory_limit_bytes", "json.build.commit_sha",
                              "redis.version", "tls.not_after"}));
        QCOMPARE(lasting.value("docker.image").toString(), QString("api:1, api:2"));
        QVERIFY(lastingFields(check("migration-head"), fields).contains("postgres.value"));
        QVERIFY(isExpectedToDiffer("tls.not_after"));
        QVERIFY(!isExpectedToDiffer("tls.protocol"));
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
