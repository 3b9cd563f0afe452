// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bastion.h"
#include "tests/support/probebench.h"
#include "tests/support/realdocker.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace opsdeck;

namespace {

const QByteArray kShop = R"(version: "2.4"
services:
  api:
    image: lab:1
    command: sleep 1000
    stop_grace_period: 0s
    volumes: ["/usr:/usr:ro"]
  worker:
    image: lab:1
    command: sleep 1000
    stop_grace_period: 0s
    volumes: ["/usr:/usr:ro"]
  migrate:
    image: lab:1
    command: "true"
    volumes: ["/usr:/usr:ro"]
)";

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), ' ');
}

double sampleOf(const CheckResult &result, const QString &metric, const Labels &labels = {})
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric && sample.labels == labels)
            return sample.value;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace

/// The kinds docker and compose against a Docker Engine of their own.
class TestDocker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();

    void init() { m_bench = std::make_unique<ProbeBench>(); }

    void healthy();
    void unhealthy();
    void paused();
    void stopped();
    void killed();
    void outOfMemory();
    void restartLoop();
    void missing();
    void limits();
    void replicas();
    void composeProject();
    void twoProjects();
    void disk();
    void frozenDaemon();
    void overSsh();
    void killedDaemon();

private:
    CheckResult run(const QVariantMap &parameters, int timeoutMs = 10'000,
                    const QString &kind = "docker")
    {
        QVariantMap all{{"socket", m_docker.socket()}};
        for (auto it = parameters.cbegin(); it != parameters.cend(); ++it)
            all.insert(it.key(), it.value());
        const CheckResult result = m_bench->run(kind, all, timeoutMs);
        qInfo("%-12s %-9s %s", qPrintable(toWord(result.status)),
              qPrintable(result.error ? toWord(result.error->kind) : QString("-")),
              qPrintable(plain(result.message)));
        return result;
    }

    RealDocker m_docker;
    QString m_missing;
    std::unique_ptr<ProbeBench> m_bench;
};

#define NEED_DOCKER()                                                                              \
    if (!m_missing.isEmpty())                                                                      \
    QSKIP(qPrintable("NOT TESTED: " + m_missing))

void TestDocker::initTestCase()
{
    m_missing = RealDocker::hindrance();
    if (m_missing.isEmpty() && !m_docker.start())
        m_missing = "dockerd does not start on this machine: "
                    + QString::fromUtf8(m_docker.log().right(400));
    if (!m_missing.isEmpty()) {
        qWarning("NOT TESTED against a real Docker Engine: %s", qPrintable(m_missing));
        return;
    }
    QVERIFY(m_docker.run("web",
                         {"--memory", "64m", "--cpus", "0.5", "-p", "8080:80", "-u", "1000:1000",
                          "-v", "data1:/data", "--health-cmd", "exit 0", "--health-interval", "1s"},
                         {"sleep", "1000"}));
    QVERIFY(m_docker.run("web2", {}, {"sleep", "1000"}));
}

void TestDocker::healthy()
{
    NEED_DOCKER();
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("web", "{{.State.Health.Status}}"),
                              QByteArray("healthy"), 20'000);
    CheckResult result = run({{"container", "web"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY2(result.message.startsWith("web has run for "), qPrintable(result.message));
    QVERIFY(result.message.endsWith(", healthy"));
    QCOMPARE(result.figure, QString("healthy"));
    QCOMPARE(result.address, m_docker.socket());
    QVERIFY(result.latency.count() > 0);
    const auto field = [&](const char *name) {
        return result.fields.value(QStringLiteral("instance.1.") + name);
    };
    QCOMPARE(result.fields.value("docker.api").toString(), QString("1.41"));
    QCOMPARE(field("name").toString(), QString("web"));
    QCOMPARE(field("state").toString(), QString("running"));
    QCOMPARE(field("health").toString(), QString("healthy"));
    QCOMPARE(field("image").toString(), QString("lab:1"));
    QVERIFY(field("image_id").toString().startsWith("sha256:"));
    QCOMPARE(field("user").toString(), QString("1000:1000"));
    QVERIFY(field("ports").toString().startsWith("0.0.0.0:8080->80/tcp"));
    QVERIFY(field("networks").toString().startsWith("bridge 172."));
    QVERIFY(field("volumes").toString().contains("volume data1:/data"));
    QVERIFY(field("volumes").toString().contains("bind /usr:/usr:ro"));
    QCOMPARE(field("memory_limit_bytes").toLongLong(), 64 << 20);
    QCOMPARE(field("cpu_limit_cores").toDouble(), 0.5);
    QCOMPARE(field("restarts").toInt(), 0);
    const Labels one{{"instance", "1"}};
    QVERIFY(sampleOf(result, "docker_container_memory_bytes", one) > 0);
    QCOMPARE(sampleOf(result, "docker_container_memory_limit_bytes", one), double(64 << 20));
    QVERIFY(sampleOf(result, "docker_container_cpu_seconds_total", one) > 0);
    QVERIFY(std::isnan(sampleOf(result, "docker_container_cpu_cores", one)));
    // The second look knows how much has been used since the first.
    result = run({{"container", "web"}});
    QVERIFY(sampleOf(result, "docker_container_cpu_cores", one) >= 0);
    QVERIFY(sampleOf(result, "docker_container_cpu_ratio", one) >= 0);
    result = run({{"container", "web"}, {"stats", false}});
    QVERIFY(std::isnan(sampleOf(result, "docker_container_memory_bytes", one)));
}

void TestDocker::unhealthy()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run("sick",
                         {"--health-cmd", "echo no connection; exit 1", "--health-interval",
                          "500ms", "--health-retries", "2", "--health-start-period", "0s"},
                         {"sleep", "1000"}));
    CheckResult result = run({{"container", "sick"}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.figure, QString("starting"));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("sick", "{{.State.Health.Status}}"),
                              QByteArray("unhealthy"), 20'000);
    result = run({{"container", "sick"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.error->kind, ErrorKind::Status);
    QCOMPARE(result.figure, QString("unhealthy"));
    QVERIFY(result.message.startsWith("sick runs but is unhealthy"));
    QCOMPARE(result.error->detail, QString("no connection"));
    m_docker.docker({"rm", "-f", "sick"});
}

void TestDocker::paused()
{
    NEED_DOCKER();
    QVERIFY(!m_docker.docker({"pause", "web2"}).startsWith("ERROR"));
    CheckResult result = run({{"container", "web2"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QString("web2 is paused"));
    QVERIFY(result.error->advice.contains("docker unpause web2"));
    QVERIFY(!m_docker.docker({"unpause", "web2"}).startsWith("ERROR"));
    QCOMPARE(run({{"container", "web2"}}).status, CheckStatus::Ok);
}

void TestDocker::stopped()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run("ends", {}, {"sh", "-c", "exit 3"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("ends", "{{.State.Status}}"), QByteArray("exited"),
                              10'000);
    CheckResult result = run({{"container", "ends"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY(plain(result.message).startsWith("ends exited with code 3, "));
    QCOMPARE(result.figure, QString("exit 3"));
    QCOMPARE(result.fields.value("instance.1.exit_code").toInt(), 3);
    QVERIFY(
        !m_docker.docker({"create", "--name", "never", "lab:1", "sleep", "1"}).startsWith("ERROR"));
    result = run({{"container", "never"}});
    QCOMPARE(result.message, QString("never was made but never started"));
    // The name of a program that is not there.
    m_docker.docker({"run", "-d", "--name", "wrong", "lab:1", "/no/such/program"});
    result = run({{"container", "wrong"}});
    QCOMPARE(result.message, QString("wrong could not be started"));
    QVERIFY(result.error->detail.contains("/no/such/program"));
    QVERIFY(m_docker.run("job", {}, {"true"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("job", "{{.State.Status}}"), QByteArray("exited"),
                              10'000);
    QCOMPARE(run({{"container", "job"}}).status, CheckStatus::Critical);
    result = run({{"container", "job"}, {"expect_state", "completed"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(result.message.startsWith("job is done"));
    m_docker.docker({"rm", "-f", "ends", "never", "wrong", "job"});
}

void TestDocker::killed()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run("victim", {}, {"sleep", "1000"}));
    QVERIFY(!m_docker.docker({"kill", "victim"}).startsWith("ERROR"));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("victim", "{{.State.Status}}"), QByteArray("exited"),
                              10'000);
    const CheckResult result = run({{"container", "victim"}});
    QVERIFY(result.message.startsWith("victim exited with code 137 (SIGKILL)"));
    QVERIFY(result.error->advice.contains("not for its memory limit"));
    m_docker.docker({"rm", "-f", "victim"});
}

void TestDocker::outOfMemory()
{
    NEED_DOCKER();
    // The engine hears of it by an event of its own, which may come too late for the end of a
    // container: then it never knows.
    const auto isKnown = [this] {
        return m_docker.inspect("greedy", "{{.State.OOMKilled}}") == "true";
    };
    for (int attempt = 0; attempt < 5 && !isKnown(); ++attempt) {
        m_docker.docker({"rm", "-f", "greedy"});
        QVERIFY(m_docker.run("greedy", {"--memory", "16m", "--memory-swap", "16m"},
                             {"sh", "-c", "exec tail /dev/zero"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("greedy", "{{.State.Status}}"),
                                  QByteArray("exited"), 20'000);
    }
    QVERIFY(isKnown());
    const CheckResult result = run({{"container", "greedy"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(
        plain(result.message).startsWith("greedy was killed for lack of memory, limit 17 MB, "),
        qPrintable(result.message));
    QCOMPARE(result.figure, QString("OOM"));
    QCOMPARE(result.fields.value("instance.1.oom_killed").toBool(), true);
    m_docker.docker({"rm", "-f", "greedy"});
}

void TestDocker::restartLoop()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run("loop", {"--restart", "always"}, {"sh", "-c", "exit 3"}));
    QTRY_VERIFY_WITH_TIMEOUT(m_docker.inspect("loop", "{{.RestartCount}}").toInt() >= 3, 20'000);
    CheckResult result = run({{"container", "loop"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.figure, QString("restarts"));
    QVERIFY2(plain(result.message).startsWith("loop started again "), qPrintable(result.message));
    QVERIFY(result.message.contains("code 3"));
    QVERIFY(result.fields.value("instance.1.recent_restarts").toInt() >= 3);
    m_docker.docker({"rm", "-f", "loop"});

    // By hand, between one look and the next: the engine itself does not count these.
    QVERIFY(m_docker.run("nudged", {}, {"sleep", "1000"}));
    QCOMPARE(run({{"container", "nudged"}}).status, CheckStatus::Ok);
    for (int again = 1; again <= 3; ++again) {
        QVERIFY(!m_docker.docker({"restart", "-t", "0", "nudged"}).startsWith("ERROR"));
        result = run({{"container", "nudged"}});
        QCOMPARE(result.fields.value("instance.1.recent_restarts").toInt(), again);
        QCOMPARE(result.status, again < 3 ? CheckStatus::Ok : CheckStatus::Critical);
    }
    m_docker.docker({"rm", "-f", "nudged"});
}

void TestDocker::missing()
{
    NEED_DOCKER();
    CheckResult result = run({{"container", "we"}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(result.message, QString("There is no container named we"));
    result = run({{"service", "api"}, {"project", "nowhere"}});
    QCOMPARE(result.message,
             QString("There is no container of the service api in the project nowhere"));
    // A pattern to the engine's filter, a name to us.
    QCOMPARE(run({{"container", "w.b"}}).error->kind, ErrorKind::NotFound);
}

void TestDocker::limits()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run(
        "hungry", {"--memory", "32m", "--memory-swap", "32m", "--cpus", "0.2"},
        {"sh", "-c", "head -c 20m /dev/zero | tail | sleep 1000 & while :; do :; done"}));
    QTRY_VERIFY_WITH_TIMEOUT(
        run({{"container", "hungry"}}).fields.value("instance.1.memory_ratio").toDouble() > 0.5,
        20'000);
    CheckResult result = run({{"container", "hungry"}, {"memory_limit", 0.5}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.error->kind, ErrorKind::Condition);
    QVERIFY2(plain(result.message).startsWith("hungry uses "), qPrintable(result.message));
    QTRY_COMPARE_WITH_TIMEOUT(run({{"container", "hungry"}, {"cpu_limit", 0.6}}).status,
                              CheckStatus::Warning, 20'000);
    m_docker.docker({"rm", "-f", "hungry"});
}

void TestDocker::replicas()
{
    NEED_DOCKER();
    const QByteArray said = m_docker.compose("shop", kShop, {"up", "-d", "--scale", "api=3"});
    QVERIFY2(!said.startsWith("ERROR"), said.constData());
    const QVariantMap check{{"project", "shop"}, {"service", "api"}, {"expect_replicas", 3}};
    CheckResult result = run(check);
    QCOMPARE(result.message, QString("3 of 3 run"));
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.figure, QString("3/3"));
    for (const char *number : {"1", "2", "3"})
        QCOMPARE(result.fields.value(QStringLiteral("instance.%1.state").arg(number)).toString(),
                 QString("running"));

    QVERIFY(!m_docker.docker({"kill", "shop_api_2"}).startsWith("ERROR"));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("shop_api_2", "{{.State.Status}}"),
                              QByteArray("exited"), 10'000);
    result = run(check);
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.figure, QString("2/3"));
    QVERIFY2(result.message.startsWith(
                 "service shop/api: 2 of 3 run; shop_api_2 exited with code 137 (SIGKILL)"),
             qPrintable(result.message));
    QCOMPARE(result.fields.value("instance.2.state").toString(), QString("exited"));
    QCOMPARE(sampleOf(result, "docker_container_good", {{"instance", "2"}}), 0.0);
    QCOMPARE(sampleOf(result, "docker_containers_good"), 2.0);

    m_docker.docker({"rm", "-f", "shop_api_2"});
    result = run(check);
    QVERIFY2(result.message.startsWith("service shop/api: 2 of 3 run; 1 container"),
             qPrintable(result.message));
    // The name of a service is not the beginning of one.
    QCOMPARE(run({{"project", "shop"}, {"service", "ap"}}).error->kind, ErrorKind::NotFound);
}

void TestDocker::composeProject()
{
    NEED_DOCKER();
    m_docker.compose("shop", kShop, {"up", "-d", "--scale", "api=2"});
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("shop_migrate_1", "{{.State.Status}}"),
                              QByteArray("exited"), 10'000);
    CheckResult result =
        run({{"project", "shop"}, {"jobs", QStringList{"migrate"}}}, 10'000, "compose");
    QCOMPARE(result.message, QString("4 of 4 run"));
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(sampleOf(result, "docker_container_memory_bytes", {{"instance", "shop_worker_1"}}) > 0);
    result = run({{"project", "shop"}}, 10'000, "compose");
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(
        result.message.startsWith("project shop: 3 of 4 run; shop_migrate_1 exited with code 0"),
        qPrintable(result.message));
    result = run({{"project", "shop"},
                  {"jobs", QStringList{"migrate"}},
                  {"services", QStringList{"api", "db"}}},
                 10'000, "compose");
    QCOMPARE(result.message, QString("project shop: 4 of 5 run; no container of db"));
    QCOMPARE(run({{"project", "sho"}}, 10'000, "compose").error->kind, ErrorKind::NotFound);
    // What `compose run` makes is no replica.
    QVERIFY(m_docker.run("oneoff",
                         {"--label", "com.docker.compose.project=shop", "--label",
                          "com.docker.compose.service=api", "--label",
                          "com.docker.compose.oneoff=True"},
                         {"sleep", "1000"}));
    QCOMPARE(run({{"project", "shop"}, {"service", "api"}}).message, QString("2 of 2 run"));
    m_docker.docker({"rm", "-f", "oneoff"});
}

void TestDocker::twoProjects()
{
    NEED_DOCKER();
    QVERIFY(m_docker.run("stranger",
                         {"--label", "com.docker.compose.project=other", "--label",
                          "com.docker.compose.service=worker"},
                         {"sleep", "1000"}));
    CheckResult result = run({{"service", "worker"}});
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QCOMPARE(result.message, QString("More than one project has a service worker: other, shop"));
    QCOMPARE(run({{"service", "worker"}, {"project", "other"}}).status, CheckStatus::Ok);
    m_docker.docker({"rm", "-f", "stranger"});
    QCOMPARE(run({{"service", "worker"}}).status, CheckStatus::Ok);
}

void TestDocker::disk()
{
    NEED_DOCKER();
    CheckResult result = run({{"disk", true}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY2(plain(result.message).startsWith("Docker uses "), qPrintable(result.message));
    QVERIFY(sampleOf(result, "docker_disk_bytes", {{"type", "images"}}) > 0);
    result = run({{"disk", true}, {"disk_limit", 1000}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.error->kind, ErrorKind::Condition);
    result = run({{"disk", true}, {"container", "web"}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY(result.message.startsWith("web has run"));
    QVERIFY(sampleOf(result, "docker_volume_bytes", {{"volume", "data1"}}) >= 0);
}

void TestDocker::frozenDaemon()
{
    NEED_DOCKER();
    m_docker.freeze();
    const CheckResult result = run({{"container", "web"}}, 500);
    m_docker.thaw();
    QCOMPARE(result.error->kind, ErrorKind::Timeout);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.endsWith("docker.sock does not answer: timeout; the container's state "
                                     "is not known"),
             qPrintable(result.message));
    QVERIFY2(plain(result.error->detail)
                 .endsWith("docker.sock did not answer in 500 ms: it was asked, no answer came"),
             qPrintable(result.error->detail));
    QCOMPARE(run({{"container", "web"}}).status, CheckStatus::Ok);
}

void TestDocker::overSsh()
{
    NEED_DOCKER();
    Bastion bastion;
    QVERIFY(bastion.start());
    Check check =
        ProbeBench::check("docker", {{"socket", m_docker.socket()}, {"container", "web"}}, 15'000);
    check.via = bastion.way();
    CheckResult result = m_bench->run(check);
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.fields.value("instance.1.name").toString(), QString("web"));
    QCOMPARE(result.address, m_docker.socket() + " by 'Bastion'");
    check.parameters.insert("socket", "/nowhere/docker.sock");
    result = m_bench->run(check);
    QVERIFY(result.error.has_value());
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.startsWith("The Docker engine at /nowhere/docker.sock does not answer"),
             qPrintable(result.message));
}

void TestDocker::killedDaemon()
{
    NEED_DOCKER();
    QCOMPARE(run({{"container", "web"}}).status, CheckStatus::Ok);
    QVERIFY(m_docker.killDaemon());
    const CheckResult result = run({{"container", "web"}});
    QCOMPARE(result.error->kind, ErrorKind::Refused);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.endsWith("; the container's state is not known"),
             qPrintable(result.message));
    // The engine itself is what is down.
    const CheckResult engine = run({{"disk", true}});
    QCOMPARE(engine.error->kind, ErrorKind::Refused);
    QCOMPARE(engine.status, CheckStatus::Critical);
    QVERIFY(engine.message.startsWith("Nothing listens on the socket "));
}

QTEST_GUILESS_MAIN(TestDocker)
#include "tst_docker.moc"
