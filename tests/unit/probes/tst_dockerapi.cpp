// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerapi.h"
#include "services/probes/docker/environmentmark.h"

#include <QCryptographicHash>
#include <QTest>

#include <limits>

using namespace opsdeck;

namespace {

const QByteArray kId = QByteArray(64, 'a');

/// As Docker 20.10 answers, cut to what is read and to what must not be.
QByteArray inspectAnswer(const QByteArray &state)
{
    return R"({"Id":")" + kId
           + R"(","Created":"2026-11-21T10:13:09.298992711Z","Path":"sleep","Args":["1000"],"State":)"
           + state + R"(,"Image":"sha256:1234","Name":"/shop_api_2","RestartCount":5,
  "HostConfig":{"RestartPolicy":{"Name":"always"},"Memory":67108864,"NanoCpus":500000000,"CpuQuota":0,"PidsLimit":null,"Privileged":false,"ReadonlyRootfs":true},
  "Mounts":[{"Type":"bind","Source":"/usr","Destination":"/usr","RW":false},{"Type":"volume","Name":"data1","Source":"/var/lib/docker/volumes/data1/_data","Destination":"/data","RW":true}],
  "Config":{"User":"1000:1000","Env":["PASSWORD=very-secret-word"],"Image":"shop/api:1.4",
    "Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"api","com.docker.compose.container-number":"2","com.docker.compose.oneoff":"False"}},
  "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":"8080"}],"9000/tcp":null},
    "Networks":{"shop_default":{"IPAddress":"172.18.0.3"},"inner":{"IPAddress":""}}}})";
}

const QByteArray kRunning =
    R"({"Status":"running","Running":true,"OOMKilled":false,"ExitCode":0,"Error":"","StartedAt":"2026-11-21T10:13:09.742974087Z",
  "FinishedAt":"0001-01-01T00:00:00Z","Health":{"Status":"unhealthy","FailingStreak":4,"Log":[{"ExitCode":0,"Output":"old"},{"ExitCode":1,"Output":"curl: (7)\u001b[31m refused\n"}]}})";

} // namespace

class TestDockerApi : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void containers();
    void containersOfAnotherForm_data();
    void containersOfAnotherForm();
    void container();
    void containerOfAnotherForm_data();
    void containerOfAnotherForm();
    void healthlessAndPodman();
    void valuesOfVariablesAreMarksOnly();
    void cpuQuota();
    void statsOfOldCgroups();
    void statsOfNewCgroups();
    void statsOfStopped();
    void hostileNumbers();
    void diskUse();
    void digest();
    void messages();
    void versions_data();
    void versions();
    void names();
};

void TestDockerApi::containers()
{
    const auto all = dockerapi::readContainers(
        "[{\"Id\":\"" + kId
        + R"(","Names":["/other/alias","/web"],"Labels":{"com.docker.compose.project":"p","com.docker.compose.service":"s","com.docker.compose.container-number":"3","com.docker.compose.oneoff":"True"}},
          {"Id":"0123456789ab","Names":null,"Labels":null}])");
    QVERIFY(all.has_value());
    QCOMPARE(all->size(), 2);
    QCOMPARE(all->at(0).names, (QStringList{"other/alias", "web"}));
    QCOMPARE(all->at(0).compose, (dockerapi::Membership{"p", "s", 3, true}));
    QCOMPARE(all->at(1), (dockerapi::Listed{"0123456789ab", {}, {}}));
    QCOMPARE(dockerapi::readContainers("[]")->size(), 0);
}

void TestDockerApi::containersOfAnotherForm_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("page") << QByteArray("<html>");
    QTest::newRow("object") << QByteArray("{}");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("no id") << QByteArray("[{}]");
    QTest::newRow("text") << QByteArray("[\"a\"]");
    // An id goes into a path: nothing else may stand in it.
    QTest::newRow("path as id") << QByteArray("[{\"Id\":\"../../volumes/aaaaaaaaaaa\"}]");
    QTest::newRow("upper case") << QByteArray("[{\"Id\":\"ABCDEFABCDEF\"}]");
    QTest::newRow("end of line") << QByteArray("[{\"Id\":\"0123456789ab\\n\"}]");
    QTest::newRow("too long") << "[{\"Id\":\"" + QByteArray(65, 'a') + "\"}]";
}

void TestDockerApi::containersOfAnotherForm()
{
    QFETCH(QByteArray, json);
    const auto all = dockerapi::readContainers(json);
    QVERIFY(!all.has_value());
    QCOMPARE(all.error().kind, ErrorKind::Garbage);
}

void TestDockerApi::container()
{
    const auto read = dockerapi::readContainer(inspectAnswer(kRunning));
    QVERIFY(read.has_value());
    QCOMPARE(read->name, QString("shop_api_2"));
    QCOMPARE(read->compose, (dockerapi::Membership{"shop", "api", 2, false}));
    QCOMPARE(read->state, QString("running"));
    QCOMPARE(read->health, QString("unhealthy"));
    QCOMPARE(read->failingStreak, 4);
    QCOMPARE(read->healthOutput, QString("curl: (7) refused"));
    QCOMPARE(read->startedAt, QDateTime(QDate(2026, 11, 21), QTime(10, 13, 9, 743), Qt::UTC));
    QVERIFY(!read->finishedAt.isValid());
    QCOMPARE(read->restarts, 5);
    QCOMPARE(read->restartPolicy, QString("always"));
    QCOMPARE(read->image, QString("shop/api:1.4"));
    QCOMPARE(read->user, QString("1000:1000"));
    QCOMPARE(read->ports, (QStringList{"0.0.0.0:8080->80/tcp", "[::]:8080->80/tcp"}));
    QCOMPARE(read->networks, (QStringList{"inner", "shop_default 172.18.0.3"}));
    QCOMPARE(read->mounts, (QList<dockerapi::Mount>{{"bind", "/usr", "/usr", false},
                                                    {"volume", "data1", "/data", true}}));
    QCOMPARE(read->memoryLimit, 67108864);
    QCOMPARE(read->cpuLimit, 0.5);
    QCOMPARE(read->pidsLimit, 0);
    QVERIFY(read->isReadOnly);
    QVERIFY(!read->isPrivileged);
}

void TestDockerApi::containerOfAnotherForm_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("nothing in it") << QByteArray("{}");
    QTest::newRow("no state") << inspectAnswer("null");
    QTest::newRow("state is a text") << inspectAnswer("\"running\"");
    QTest::newRow("status is a number") << inspectAnswer("{\"Status\":7}");
    QTest::newRow("cut") << inspectAnswer(kRunning).chopped(1);
    QTest::newRow("twice the same key")
        << QByteArray("{\"Id\":\"0123456789ab\",\"Id\":\"0123456789ab\",\"Name\":\"/"
                      "a\",\"State\":{\"Status\":\"running\"}}");
}

void TestDockerApi::containerOfAnotherForm()
{
    QFETCH(QByteArray, json);
    const auto read = dockerapi::readContainer(json);
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().kind, ErrorKind::Garbage);
    // What is shown of the answer is its beginning, never what it says of the environment.
    QVERIFY(!read.error().detail.contains("very-secret-word"));
}

void TestDockerApi::healthlessAndPodman()
{
    QCOMPARE(dockerapi::readContainer(inspectAnswer(R"({"Status":"running"})"))->health, QString());
    QCOMPARE(dockerapi::readContainer(
                 inspectAnswer(R"({"Status":"running","Health":{"Status":"none"}})"))
                 ->health,
             QString());
    QCOMPARE(dockerapi::readContainer(
                 inspectAnswer(R"({"Status":"running","Healthcheck":{"Status":"healthy"}})"))
                 ->health,
             QString("healthy"));
    QCOMPARE(dockerapi::readContainer(
                 inspectAnswer(R"({"Status":"running","Health":{"Status":"starting","Log":null}})"))
                 ->healthOutput,
             QString());
}

void TestDockerApi::valuesOfVariablesAreMarksOnly()
{
    const auto read = [](const QByteArray &variables) {
        return dockerapi::readContainer(
                   inspectAnswer(kRunning).replace("[\"PASSWORD=very-secret-word\"]", variables))
            ->environment;
    };
    const auto first = read(R"(["PASSWORD=very-secret-word","EMPTY=","OTHER=very-secret-word"])");
    QCOMPARE(first.keys(), (QStringList{"EMPTY", "OTHER", "PASSWORD"}));
    QCOMPARE(first.value("PASSWORD").size(), 17);
    QVERIFY(first.value("PASSWORD").startsWith('#'));
    // One name, one value: one mark. Anything else: another.
    const auto second = read(R"(["PASSWORD=very-secret-word","EMPTY=x"])");
    QCOMPARE(second.value("PASSWORD"), first.value("PASSWORD"));
    QVERIFY(second.value("EMPTY") != first.value("EMPTY"));
    QVERIFY(first.value("OTHER") != first.value("PASSWORD"));
    // The key is none that could be tried.
    const QByteArray plain =
        QCryptographicHash::hash("PASSWORD=very-secret-word", QCryptographicHash::Sha256);
    QVERIFY(first.value("PASSWORD") != '#' + QString::fromLatin1(plain.left(8).toHex()));
    QVERIFY(!environmentMarksText(first).contains("secret"));
    // What is no variable is left out.
    QCOMPARE(read(R"(["no value","=x","A B=c",7,null,"\u001bA=b"])").size(), 0);
    QCOMPARE(read("null").size(), 0);
}

void TestDockerApi::cpuQuota()
{
    const auto limit = [](const QByteArray &host) {
        return dockerapi::readContainer("{\"Id\":\"0123456789ab\",\"Name\":\"/"
                                        "a\",\"State\":{\"Status\":\"running\"},\"HostConfig\":"
                                        + host + "}")
            ->cpuLimit;
    };
    QCOMPARE(limit(R"({"CpuQuota":150000,"CpuPeriod":50000})"), 3.0);
    QCOMPARE(limit(R"({"CpuQuota":150000})"), 1.5);
    QCOMPARE(limit(R"({"CpuQuota":-1,"CpuPeriod":100000})"), 0.0);
    QCOMPARE(limit("null"), 0.0);
}

void TestDockerApi::statsOfOldCgroups()
{
    const auto stats = dockerapi::readStats(
        R"({"read":"2026-11-21T10:13:15.584117536Z","preread":"0001-01-01T00:00:00Z","pids_stats":{"current":3},
      "blkio_stats":{"io_service_bytes_recursive":[{"op":"Read","value":100},{"op":"Write","value":7},{"op":"Total","value":107},{"op":"read","value":1}]},
      "cpu_stats":{"cpu_usage":{"total_usage":1500000000},"online_cpus":2},"precpu_stats":{"cpu_usage":{"total_usage":0}},
      "memory_stats":{"usage":1000,"stats":{"inactive_file":999,"total_inactive_file":400},"limit":4000},
      "networks":{"eth0":{"rx_bytes":10,"tx_bytes":1},"eth1":{"rx_bytes":20,"tx_bytes":2}}})");
    QVERIFY(stats.has_value());
    QVERIFY(!stats->isEmpty());
    QCOMPARE(stats->cpuSeconds, 1.5);
    QCOMPARE(stats->cpus, 2);
    QCOMPARE(stats->memory, 600);
    QCOMPARE(stats->memoryCeiling, 4000);
    QVERIFY(stats->hasNetwork);
    QCOMPARE(stats->received, 30);
    QCOMPARE(stats->sent, 3);
    QCOMPARE(stats->blockRead, 101);
    QCOMPARE(stats->blockWritten, 7);
    QCOMPARE(stats->pids, 3);
}

void TestDockerApi::statsOfNewCgroups()
{
    const auto stats = dockerapi::readStats(
        R"({"read":"2026-11-21T10:13:15Z","memory_stats":{"usage":1000,"stats":{"inactive_file":300},"limit":4000},"blkio_stats":{"io_service_bytes_recursive":null}})");
    QCOMPARE(stats->memory, 700);
    QVERIFY(!stats->hasNetwork);
    QCOMPARE(stats->blockRead, 0);
}

void TestDockerApi::statsOfStopped()
{
    const auto stats = dockerapi::readStats(
        R"({"read":"0001-01-01T00:00:00Z","pids_stats":{},"memory_stats":{},"cpu_stats":{"cpu_usage":{"total_usage":0}}})");
    QVERIFY(stats.has_value());
    QVERIFY(stats->isEmpty());
    QVERIFY(!dockerapi::readStats("[]").has_value());
}

void TestDockerApi::hostileNumbers()
{
    const auto stats = dockerapi::readStats(
        R"({"read":"2026-11-21T10:13:15Z","memory_stats":{"usage":1e300,"stats":{"inactive_file":-5},"limit":18446744073709551615},
      "pids_stats":{"current":"many"},"cpu_stats":{"online_cpus":1e30,"cpu_usage":{"total_usage":-1}},
      "networks":{"a":{"rx_bytes":9e18},"b":{"rx_bytes":9e18}}})");
    QVERIFY(stats.has_value());
    QVERIFY(stats->memory > 0);
    QVERIFY(stats->memoryCeiling > 0);
    QCOMPARE(stats->pids, 0);
    QCOMPARE(stats->cpus, 0);
    QCOMPARE(stats->cpuSeconds, 0.0);
    QCOMPARE(stats->received, std::numeric_limits<qint64>::max());
    const auto disk = dockerapi::readDiskUse(
        R"({"LayersSize":9e18,"Volumes":[{"Name":"v","UsageData":{"Size":9e18,"RefCount":0}}],"Images":[{"Size":9e18,"Containers":0}]})");
    QCOMPARE(disk->total(), std::numeric_limits<qint64>::max());
    QCOMPARE(disk->unused(), std::numeric_limits<qint64>::max());
}

void TestDockerApi::diskUse()
{
    const auto disk = dockerapi::readDiskUse(
        R"({"LayersSize":50682,"Images":[{"Containers":4,"Size":50000,"SharedSize":0},{"Containers":0,"Size":700,"SharedSize":100}],
      "Containers":[{"SizeRw":12},{"SizeRootFs":50682}],"Volumes":[{"Name":"data1","UsageData":{"RefCount":1,"Size":40}},{"Name":"old","UsageData":{"RefCount":0,"Size":5}},
      {"Name":"nfs","UsageData":{"RefCount":1,"Size":-1}},{"Name":"none","UsageData":null}],"BuildCache":[{"Size":9,"Shared":false},{"Size":100,"Shared":true}]})");
    QVERIFY(disk.has_value());
    QCOMPARE(disk->images, 50682);
    QCOMPARE(disk->containers, 12);
    QCOMPARE(disk->volumes, 45);
    QCOMPARE(disk->buildCache, 9);
    QCOMPARE(disk->unusedImages, 600);
    QCOMPARE(disk->unusedVolumes, 5);
    QCOMPARE(disk->total(), 50682 + 12 + 45 + 9);
    QCOMPARE(disk->volumeSizes, (QMap<QString, qint64>{{"data1", 40}, {"old", 5}}));
    QVERIFY(!dockerapi::readDiskUse("{}").has_value());
    QVERIFY(
        dockerapi::readDiskUse(
            R"({"LayersSize":0,"Images":null,"Containers":null,"Volumes":null,"BuildCache":null})")
            .has_value());
}

void TestDockerApi::digest()
{
    QCOMPARE(dockerapi::readDigest(
                 R"({"RepoDigests":["registry:5000/shop/api@sha256:abcd","other@sha256:ef"]})")
                 .value(),
             QString("sha256:abcd"));
    QCOMPARE(dockerapi::readDigest(R"({"RepoDigests":[]})").value(), QString());
    QCOMPARE(dockerapi::readDigest(R"({"RepoDigests":null})").value(), QString());
    QVERIFY(!dockerapi::readDigest("7").has_value());
}

void TestDockerApi::messages()
{
    QCOMPARE(dockerapi::readMessage(R"({"message":"No such container: a\u001b[2J"})"),
             QString("No such container: a"));
    QCOMPARE(dockerapi::readMessage(R"({"cause":"x"})"), QString());
    QCOMPARE(dockerapi::readMessage("404 page not found"), QString());
}

void TestDockerApi::versions_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("minor");
    QTest::newRow("1.41") << QByteArray("1.41") << 41;
    QTest::newRow("1.9") << QByteArray("1.9") << 9;
    for (const char *wrong : {"", "1", "1.", ".1", "v1.41", "1.41.0", "1.41\n", "1.-1", "99999.1"})
        QTest::newRow(wrong[0] == '\0' ? "empty" : wrong) << QByteArray(wrong) << -1;
}

void TestDockerApi::versions()
{
    QFETCH(QByteArray, text);
    QFETCH(int, minor);
    const std::optional<dockerapi::Version> version = dockerapi::readVersion(text);
    QCOMPARE(version ? version->minor : -1, minor);
    QVERIFY((dockerapi::Version{1, 9} < dockerapi::Version{1, 24}));
}

void TestDockerApi::names()
{
    for (const char *good : {"web", "shop_api_1", "a.b-c", "0"})
        QVERIFY2(dockerapi::isContainerName(good), good);
    for (const char *wrong : {"", "/web", "-a", "a b", "a\n", "a/b", "ä", "a?b"})
        QVERIFY2(!dockerapi::isContainerName(QString::fromUtf8(wrong)), wrong);
}

QTEST_GUILESS_MAIN(TestDockerApi)
#include "tst_dockerapi.moc"
