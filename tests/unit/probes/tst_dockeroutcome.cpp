// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerhistory.h"
#include "services/probes/docker/dockeroutcome.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const QDateTime kNow(QDate(2026, 11, 21), QTime(12, 0), Qt::UTC);
const Milliseconds kWindow = 10min;

DockerInstance made(int number, const QString &state = "running")
{
    DockerInstance instance;
    instance.label = QString::number(number);
    instance.container.id = QString("%1").arg(number, 12, 16, QChar('0'));
    instance.container.name = QString("shop_api_%1").arg(number);
    instance.container.compose = {"shop", "api", number, false};
    instance.container.state = state;
    instance.container.created = kNow.addDays(-3);
    instance.container.startedAt = kNow.addDays(-2);
    return instance;
}

DockerInstance exited(int number, int code)
{
    DockerInstance instance = made(number, "exited");
    instance.container.exitCode = code;
    instance.container.finishedAt = kNow.addSecs(-300);
    return instance;
}

DockerWanted service(int replicas = 0)
{
    DockerWanted wanted;
    wanted.subject = {DockerSubject::Kind::Service, "api", "shop"};
    wanted.replicas = replicas;
    return wanted;
}

ProbeOutcome judge(const QList<DockerInstance> &instances, const DockerWanted &wanted = service(),
                   const std::optional<dockerapi::DiskUse> &disk = {})
{
    return dockerOutcome(wanted, instances, disk, kNow.toMSecsSinceEpoch());
}

/// With ordinary spaces.
QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), ' ');
}

double sampleOf(const ProbeOutcome &outcome, const QString &metric, const Labels &labels = {})
{
    for (const Sample &sample : outcome.samples) {
        if (sample.metric == metric && sample.labels == labels)
            return sample.value;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

Instant at(Milliseconds time)
{
    return moved(Instant{0s, 0}, time);
}

} // namespace

class TestDockerOutcome : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void states_data();
    void states();
    void oneRunning();
    void replicas_data();
    void replicas();
    void noneThere_data();
    void noneThere();
    void missingService();
    void jobs();
    void limits();
    void limitsOfTheHost();
    void diskLimit();
    void factsAndSamples();
    void restartLoop();
    void restartsOfAYoungContainer();
    void restartsByHandAndTooManyAtOnce();
    void restartsFadeAway();
    void coresInUse();
};

void TestDockerOutcome::states_data()
{
    QTest::addColumn<DockerInstance>("instance");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("figure");
    const auto row = [](const char *name, const DockerInstance &instance, CheckStatus status,
                        const char *message, const char *figure) {
        QTest::newRow(name) << instance << status << QString(message) << QString(figure);
    };
    row("running", made(1), CheckStatus::Ok, "shop_api_1 has run for 2 d", "running");
    DockerInstance healthy = made(1);
    healthy.container.health = "healthy";
    row("healthy", healthy, CheckStatus::Ok, "shop_api_1 has run for 2 d, healthy", "healthy");
    DockerInstance sick = healthy;
    sick.container.health = "unhealthy";
    sick.container.failingStreak = 4;
    row("unhealthy", sick, CheckStatus::Critical,
        "shop_api_1 runs but is unhealthy: its health check failed 4 time(s) in a row",
        "unhealthy");
    sick.container.health = "starting";
    row("starting", sick, CheckStatus::Warning,
        "shop_api_1 runs; its health check has not passed yet", "starting");
    DockerInstance bitten = made(1);
    bitten.container.wasOutOfMemory = true;
    row("a process out of memory", bitten, CheckStatus::Warning,
        "shop_api_1 runs, but a process in it was killed for lack of memory", "OOM");
    row("paused", made(1, "paused"), CheckStatus::Critical, "shop_api_1 is paused", "paused");
    row("never started", made(1, "created"), CheckStatus::Critical,
        "shop_api_1 was made but never started", "not started");
    row("removing", made(1, "removing"), CheckStatus::Critical, "shop_api_1 is being removed",
        "removing");
    row("dead", made(1, "dead"), CheckStatus::Critical,
        "shop_api_1 is dead: the engine could not remove it whole", "dead");
    row("unheard of", made(1, "dreaming"), CheckStatus::Critical,
        "shop_api_1 is in the state 'dreaming'", "dreaming");
    row("exit 0", exited(1, 0), CheckStatus::Critical, "shop_api_1 exited with code 0, 5 min ago",
        "exit 0");
    row("exit 3", exited(1, 3), CheckStatus::Critical, "shop_api_1 exited with code 3, 5 min ago",
        "exit 3");
    row("exit 127", exited(1, 127), CheckStatus::Critical,
        "shop_api_1 exited with code 127 (command not found), 5 min ago", "exit 127");
    row("killed", exited(1, 137), CheckStatus::Critical,
        "shop_api_1 exited with code 137 (SIGKILL), 5 min ago", "exit 137");
    row("crashed", exited(1, 139), CheckStatus::Critical,
        "shop_api_1 exited with code 139 (SIGSEGV), 5 min ago", "exit 139");
    DockerInstance starved = exited(1, 137);
    starved.container.wasOutOfMemory = true;
    starved.container.memoryLimit = 16'000'000;
    row("out of memory", starved, CheckStatus::Critical,
        "shop_api_1 was killed for lack of memory, limit 16 MB, 5 min ago", "OOM");
    DockerInstance unstartable = made(1, "created");
    unstartable.container.startError = "exec: no such file";
    row("could not start", unstartable, CheckStatus::Critical, "shop_api_1 could not be started",
        "not started");
    DockerInstance restarting = made(1, "restarting");
    restarting.container.exitCode = 3;
    row("restarting", restarting, CheckStatus::Critical,
        "shop_api_1 is waiting to be started again after it exited with code 3", "restarting");
    DockerInstance looping = made(1);
    looping.recentRestarts = 3;
    row("restart loop", looping, CheckStatus::Critical,
        "shop_api_1 started again 3 time(s) in 10 min", "restarts");
    looping.recentRestarts = 2;
    row("below the limit", looping, CheckStatus::Ok, "shop_api_1 has run for 2 d", "running");
    looping.recentRestarts = 5;
    looping.container.state = "exited";
    looping.container.exitCode = 9;
    row("given up", looping, CheckStatus::Critical, "shop_api_1 exited with code 9", "exit 9");
    // The engine's clock may be ahead of this machine's.
    DockerInstance early = made(1);
    early.container.startedAt = kNow.addSecs(60);
    row("started in the future", early, CheckStatus::Ok, "shop_api_1 has run for 0 s", "running");
}

void TestDockerOutcome::states()
{
    QFETCH(DockerInstance, instance);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    QFETCH(QString, figure);
    const ProbeOutcome outcome = judge({instance});
    QCOMPARE(plain(outcome.message), message);
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.figure, figure);
    QCOMPARE(outcome.error.has_value(), status != CheckStatus::Ok);
    if (outcome.error) {
        QCOMPARE(outcome.error->kind, ErrorKind::Status);
        QVERIFY(!outcome.error->advice.isEmpty());
    }
}

void TestDockerOutcome::oneRunning()
{
    DockerInstance sick = made(1);
    sick.container.health = "unhealthy";
    sick.container.healthOutput = "connection refused";
    QCOMPARE(judge({sick}).error->detail, QString("connection refused"));
}

void TestDockerOutcome::replicas_data()
{
    QTest::addColumn<QList<DockerInstance>>("instances");
    QTest::addColumn<int>("expected");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("figure");
    using All = QList<DockerInstance>;
    QTest::newRow("all") << All{made(1), made(2), made(3)} << 3 << CheckStatus::Ok << "3 of 3 run"
                         << "3/3";
    QTest::newRow("one down")
        << All{made(1), exited(2, 137), made(3)} << 3 << CheckStatus::Warning
        << "service shop/api: 2 of 3 run; shop_api_2 exited with code 137 (SIGKILL), 5 min ago"
        << "2/3";
    QTest::newRow("one down, not told how many")
        << All{made(1), exited(2, 1)} << 0 << CheckStatus::Warning
        << "service shop/api: 1 of 2 run; shop_api_2 exited with code 1, 5 min ago" << "1/2";
    QTest::newRow("one missing") << All{made(1), made(2)} << 3 << CheckStatus::Warning
                                 << "service shop/api: 2 of 3 run; 1 container(s) (is|are) missing"
                                 << "2/3";
    QTest::newRow("one down, one missing")
        << All{made(1), exited(2, 0)} << 3 << CheckStatus::Warning
        << "service shop/api: 1 of 3 run; shop_api_2 exited with code 0, 5 min ago; 1 container(s) "
           "(is|are) missing"
        << "1/3";
    QTest::newRow("all down")
        << All{exited(1, 1), exited(2, 2)} << 2 << CheckStatus::Critical
        << "service shop/api: 0 of 2 run; shop_api_1 exited with code 1, 5 min ago" << "0/2";
    QTest::newRow("more than expected")
        << All{made(1), made(2), made(3)} << 2 << CheckStatus::Ok << "3 run, 2 expected" << "3/2";
    QTest::newRow("enough, one left over")
        << All{made(1), made(2), exited(3, 0)} << 2 << CheckStatus::Ok << "2 of 2 run" << "2/2";
    DockerInstance starting = made(2);
    starting.container.health = "starting";
    QTest::newRow("one starting") << All{made(1), starting} << 2 << CheckStatus::Warning
                                  << "shop_api_2 runs; its health check has not passed yet"
                                  << "starting";
}

void TestDockerOutcome::replicas()
{
    QFETCH(QList<DockerInstance>, instances);
    QFETCH(int, expected);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    QFETCH(QString, figure);
    const ProbeOutcome outcome = judge(instances, service(expected));
    QCOMPARE(plain(outcome.message), message);
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.figure, figure);
}

void TestDockerOutcome::noneThere_data()
{
    QTest::addColumn<DockerSubject>("subject");
    QTest::addColumn<QString>("message");
    using Kind = DockerSubject::Kind;
    QTest::newRow("container") << DockerSubject{Kind::Container, "web", {}}
                               << "There is no container named web";
    QTest::newRow("service") << DockerSubject{Kind::Service, "api", {}}
                             << "There is no container of the service api";
    QTest::newRow("service of a project")
        << DockerSubject{Kind::Service, "api", "shop"}
        << "There is no container of the service api in the project shop";
    QTest::newRow("project") << DockerSubject{Kind::Project, {}, "shop"}
                             << "There is no container of the project shop";
}

void TestDockerOutcome::noneThere()
{
    QFETCH(DockerSubject, subject);
    QFETCH(QString, message);
    DockerWanted wanted;
    wanted.subject = subject;
    const ProbeOutcome outcome = judge({}, wanted);
    QCOMPARE(outcome.message, message);
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.error->kind, ErrorKind::NotFound);
    QCOMPARE(outcome.figure, QString("not found"));
    QCOMPARE(outcome.fields.value("docker.found").toInt(), 0);
}

void TestDockerOutcome::missingService()
{
    DockerWanted wanted;
    wanted.subject = {DockerSubject::Kind::Project, {}, "shop"};
    wanted.services = {"api", "worker", "db"};
    const ProbeOutcome outcome = judge({made(1), made(2)}, wanted);
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(outcome.message, QString("project shop: 2 of 4 run; no container of worker, db"));
    QCOMPARE(outcome.fields.value("instance.2.name").toString(), QString("shop_api_2"));
}

void TestDockerOutcome::jobs()
{
    DockerWanted wanted = service();
    wanted.rules.isJob = true;
    QCOMPARE(plain(judge({exited(1, 0)}, wanted).message),
             QString("shop_api_1 is done, 5 min ago"));
    QCOMPARE(judge({exited(1, 0)}, wanted).status, CheckStatus::Ok);
    QCOMPARE(judge({made(1)}, wanted).status, CheckStatus::Ok);
    QCOMPARE(judge({exited(1, 1)}, wanted).status, CheckStatus::Critical);
    DockerWanted project;
    project.subject = {DockerSubject::Kind::Project, {}, "shop"};
    QCOMPARE(judge({exited(1, 0)}, project).status, CheckStatus::Critical);
    project.jobs = {"api"};
    QCOMPARE(judge({exited(1, 0)}, project).status, CheckStatus::Ok);
}

void TestDockerOutcome::limits()
{
    DockerInstance busy = made(1);
    busy.container.cpuLimit = 0.5;
    busy.stats = dockerapi::Stats{};
    busy.stats->readAt = kNow;
    busy.stats->cpus = 4;
    busy.stats->memory = 95'000'000;
    busy.stats->memoryCeiling = 100'000'000;
    busy.cores = 0.25;
    DockerWanted wanted = service();
    QCOMPARE(judge({busy}, wanted).status, CheckStatus::Ok);
    wanted.rules.memoryLimit = 0.95;
    ProbeOutcome outcome = judge({busy}, wanted);
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(outcome.error->kind, ErrorKind::Condition);
    QCOMPARE(plain(outcome.message),
             QString("shop_api_1 uses 95 % of its memory, 95 MB of 100 MB, limit 95 %"));
    wanted.rules.memoryLimit = 0.96;
    QCOMPARE(judge({busy}, wanted).status, CheckStatus::Ok);
    wanted.rules.cpuLimit = 0.5;
    outcome = judge({busy}, wanted);
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(plain(outcome.message),
             QString("shop_api_1 uses 50 % of its CPU time, 0.25 cores, limit 50 %"));
    // What does not run is worse than what runs hot.
    outcome = judge({busy, exited(2, 1)}, wanted);
    QVERIFY(outcome.message.contains("1 of 2 run"));
}

void TestDockerOutcome::limitsOfTheHost()
{
    DockerInstance busy = made(1);
    busy.stats = dockerapi::Stats{};
    busy.stats->readAt = kNow;
    busy.stats->cpus = 4;
    busy.cores = 2.0;
    QCOMPARE(busy.cpuShare().value(), 0.5);
    QVERIFY(!busy.memoryShare().has_value());
    busy.cores = {};
    QVERIFY(!busy.cpuShare().has_value());
}

void TestDockerOutcome::diskLimit()
{
    dockerapi::DiskUse disk;
    disk.images = 5'000'000'000;
    disk.volumes = 1'000'000'000;
    disk.unusedImages = 2'000'000'000;
    disk.volumeSizes = {{"data1", 700}, {"strange", 5}};
    DockerWanted wanted;
    ProbeOutcome outcome = judge({}, wanted, disk);
    QCOMPARE(outcome.status, CheckStatus::Ok);
    QCOMPARE(plain(outcome.message), QString("Docker uses 6.0 GB of disk"));
    QCOMPARE(plain(outcome.figure), QString("6.0 GB"));
    wanted.diskLimit = 5'999'999'999;
    outcome = judge({}, wanted, disk);
    QCOMPARE(outcome.status, CheckStatus::Warning);
    QCOMPARE(outcome.error->kind, ErrorKind::Condition);
    QVERIFY(plain(outcome.error->advice).startsWith("2.0 GB of it"));
    // Of the volumes those that the containers use are told.
    DockerInstance instance = made(1);
    instance.container.mounts = {{"volume", "data1", "/data", true},
                                 {"bind", "strange", "/strange", true}};
    outcome = judge({instance}, service(), disk);
    QCOMPARE(outcome.message, judge({instance}).message);
    QCOMPARE(sampleOf(outcome, "docker_volume_bytes", {{"volume", "data1"}}), 700.0);
    QVERIFY(std::isnan(sampleOf(outcome, "docker_volume_bytes", {{"volume", "strange"}})));
    QCOMPARE(sampleOf(outcome, "docker_disk_bytes", {{"type", "images"}}), 5e9);
}

void TestDockerOutcome::factsAndSamples()
{
    DockerInstance instance = made(2);
    instance.digest = "sha256:abcd";
    instance.container.image = "shop/api:1.4";
    instance.container.memoryLimit = 1000;
    instance.container.ports = {"0.0.0.0:80->80/tcp", "[::]:80->80/tcp"};
    instance.container.mounts = {{"bind", "/usr", "/usr", false}};
    instance.container.restarts = 7;
    instance.stats = dockerapi::Stats{};
    instance.stats->readAt = kNow;
    instance.stats->memory = 500;
    instance.stats->memoryCeiling = 1000;
    instance.stats->cpuSeconds = 12.5;
    const ProbeOutcome outcome = judge({instance, exited(3, 1)});
    QCOMPARE(outcome.fields.value("docker.good").toInt(), 1);
    QCOMPARE(outcome.fields.value("docker.expected").toInt(), 2);
    QCOMPARE(outcome.fields.value("instance.2.state").toString(), QString("running"));
    QCOMPARE(outcome.fields.value("instance.3.state").toString(), QString("exited"));
    QCOMPARE(outcome.fields.value("instance.3.exit_code").toInt(), 1);
    QCOMPARE(outcome.fields.value("instance.2.digest").toString(), QString("sha256:abcd"));
    QCOMPARE(outcome.fields.value("instance.2.user").toString(), QString("root"));
    QCOMPARE(outcome.fields.value("instance.2.ports").toString(),
             QString("0.0.0.0:80->80/tcp, [::]:80->80/tcp"));
    QCOMPARE(outcome.fields.value("instance.2.volumes").toString(), QString("bind /usr:/usr:ro"));
    QCOMPARE(outcome.fields.value("instance.2.memory_ratio").toDouble(), 0.5);
    QVERIFY(!outcome.fields.contains("instance.2.cpu_cores"));
    const Labels labels{{"instance", "2"}};
    QCOMPARE(sampleOf(outcome, "docker_container_good", labels), 1.0);
    QCOMPARE(sampleOf(outcome, "docker_container_good", {{"instance", "3"}}), 0.0);
    QCOMPARE(sampleOf(outcome, "docker_container_restarts_total", labels), 7.0);
    QCOMPARE(sampleOf(outcome, "docker_container_memory_ratio", labels), 0.5);
    QCOMPARE(sampleOf(outcome, "docker_container_cpu_seconds_total", labels), 12.5);
    QVERIFY(std::isnan(sampleOf(outcome, "docker_container_memory_bytes", {{"instance", "3"}})));
    QCOMPARE(sampleOf(outcome, "docker_containers_good"), 1.0);
}

void TestDockerOutcome::restartLoop()
{
    DockerHistory history;
    dockerapi::Container container = made(1).container;
    container.restarts = 40; // of long ago
    QCOMPARE(history.restartsIn(container, at(0s), kNow.toMSecsSinceEpoch(), kWindow), 0);
    for (int again = 1; again <= 3; ++again) {
        ++container.restarts;
        container.startedAt = container.startedAt.addSecs(60);
        QCOMPARE(history.restartsIn(container, at(again * 60s), kNow.toMSecsSinceEpoch(), kWindow),
                 again);
    }
    QCOMPARE(history.restartsIn(container, at(200s), kNow.toMSecsSinceEpoch(), kWindow), 3);
}

void TestDockerOutcome::restartsOfAYoungContainer()
{
    DockerHistory history;
    dockerapi::Container container = made(1).container;
    container.restarts = 5;
    container.created = kNow.addSecs(-599);
    QCOMPARE(history.restartsIn(container, at(0s), kNow.toMSecsSinceEpoch(), kWindow), 5);
    container.id = "other";
    container.created = kNow.addSecs(-601);
    QCOMPARE(history.restartsIn(container, at(0s), kNow.toMSecsSinceEpoch(), kWindow), 0);
}

void TestDockerOutcome::restartsByHandAndTooManyAtOnce()
{
    DockerHistory history;
    dockerapi::Container container = made(1).container;
    container.restarts = 9;
    history.restartsIn(container, at(0s), kNow.toMSecsSinceEpoch(), kWindow);
    container.restarts = 0; // docker restart begins to count anew
    container.startedAt = container.startedAt.addSecs(1);
    QCOMPARE(history.restartsIn(container, at(1s), kNow.toMSecsSinceEpoch(), kWindow), 1);
    container.restarts = 2'000'000'000;
    QCOMPARE(history.restartsIn(container, at(2s), kNow.toMSecsSinceEpoch(), kWindow), 1000);
}

void TestDockerOutcome::restartsFadeAway()
{
    DockerHistory history;
    dockerapi::Container container = made(1).container;
    history.restartsIn(container, at(0s), kNow.toMSecsSinceEpoch(), kWindow);
    // Seen every half hour, twelve since: four of them fell into the last ten minutes.
    container.restarts = 12;
    QCOMPARE(history.restartsIn(container, at(30min), kNow.toMSecsSinceEpoch(), kWindow), 4);
    QCOMPARE(history.restartsIn(container, at(36min), kNow.toMSecsSinceEpoch(), kWindow), 2);
    QCOMPARE(history.restartsIn(container, at(41min), kNow.toMSecsSinceEpoch(), kWindow), 0);
    container.restarts = 13;
    history.keepOnly({});
    QCOMPARE(history.restartsIn(container, at(42min), kNow.toMSecsSinceEpoch(), kWindow), 0);
}

void TestDockerOutcome::coresInUse()
{
    DockerHistory history;
    dockerapi::Stats stats;
    QVERIFY(!history.coresInUse("a", stats).has_value());
    stats.readAt = kNow;
    stats.cpuSeconds = 100;
    QVERIFY(!history.coresInUse("a", stats).has_value());
    stats.readAt = kNow.addSecs(10);
    stats.cpuSeconds = 115;
    QCOMPARE(history.coresInUse("a", stats).value(), 1.5);
    QVERIFY(!history.coresInUse("a", stats).has_value());
    stats.readAt = kNow.addSecs(20);
    stats.cpuSeconds = 3; // started again
    QVERIFY(!history.coresInUse("a", stats).has_value());
    stats.readAt = kNow.addSecs(30);
    stats.cpuSeconds = 4;
    QCOMPARE(history.coresInUse("a", stats).value(), 0.1);
}

QTEST_GUILESS_MAIN(TestDockerOutcome)
#include "tst_dockeroutcome.moc"
