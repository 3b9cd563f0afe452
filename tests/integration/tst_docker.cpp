// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bastion.h"
#include "tests/support/probebench.h"
#include "tests/support/realdocker.h"

#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

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

QByteArray http(const QByteArray &body, const QByteArray &more = {},
                const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\n" + more
           + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

const QByteArray kPing = http("OK", "Api-Version: 1.41\r\n");

/// A server on a local socket that says what it was told to, and then goes on without end when it
/// has something for that.
class FakeEngine final : public QObject
{
public:
    FakeEngine()
    {
        m_server.listen(m_folder.filePath("engine.sock"));
        connect(&m_server, &QLocalServer::newConnection, this, &FakeEngine::serve);
    }

    QString socket() const { return m_server.fullServerName(); }

    QList<QByteArray> paths;               ///< asked so far
    QHash<QByteArray, QByteArray> answers; ///< by the path's beginning; raw
    QByteArray otherwise = http("{\"message\":\"page not found\"}", {}, "404 Not Found");
    QByteArray then; ///< again and again, after an answer that is no whole one

private:
    void serve()
    {
        QLocalSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            QByteArray asked = socket->property("asked").toByteArray() + socket->readAll();
            qsizetype end = asked.indexOf("\r\n\r\n");
            while (end >= 0) {
                const QByteArray path = asked.split(' ').value(1);
                asked.remove(0, end + 4);
                end = asked.indexOf("\r\n\r\n");
                paths.append(path);
                answer(socket, path);
            }
            socket->setProperty("asked", asked);
        });
    }

    void answer(QLocalSocket *socket, const QByteArray &path)
    {
        for (auto it = answers.cbegin(); it != answers.cend(); ++it) {
            if (!path.startsWith(it.key()))
                continue;
            if (it.value() == "silence")
                return;
            if (it.value() == "close") {
                socket->disconnectFromServer();
                return;
            }
            socket->write(it.value());
            if (!then.isEmpty() && !it.value().contains("Api-Version")) {
                connect(socket, &QLocalSocket::bytesWritten, socket, [this, socket] {
                    if (socket->bytesToWrite() < (1 << 20))
                        socket->write(then);
                });
                socket->write(then);
            }
            return;
        }
        socket->write(otherwise);
    }

    QTemporaryDir m_folder;
    QLocalServer m_server;
};

const QByteArray kId = QByteArray(64, 'a');

} // namespace

/// The kinds docker and compose against a Docker Engine of their own, and against sockets that no
/// engine is behind.
class TestDocker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();

    void init() { m_bench = std::make_unique<ProbeBench>(); }

    // Nothing of Docker is needed for these.
    void noSocket();
    void nobodyListens();
    void forbidden();
    void config_data();
    void config();
    void hostile_data();
    void hostile();
    void goneBetweenListAndInspect();
    void tooManyContainers();
    void apiVersions_data();
    void apiVersions();
    void namesAreMatchedExactly();

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
    void tls();
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

    CheckResult runFake(const FakeEngine &engine, int timeoutMs = 2000)
    {
        return run({{"socket", engine.socket()}, {"container", "web"}}, timeoutMs);
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

void TestDocker::noSocket()
{
    const CheckResult result = run({{"socket", "/nowhere/docker.sock"}, {"container", "web"}});
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QString("There is no socket /nowhere/docker.sock"));
    QVERIFY(result.error->advice.contains("systemctl start docker"));
}

void TestDocker::nobodyListens()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("left.sock");
    {
        QLocalServer server;
        QVERIFY(server.listen(folder.filePath("made.sock")));
        QVERIFY(QFile::link(folder.filePath("made.sock"), path));
        QCOMPARE(::link(qPrintable(folder.filePath("made.sock")),
                        qPrintable(folder.filePath("kept.sock"))),
                 0);
    }
    const CheckResult result =
        run({{"socket", folder.filePath("kept.sock")}, {"container", "web"}});
    QCOMPARE(result.error->kind, ErrorKind::Refused);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("Nothing listens on the socket "),
             qPrintable(result.message));
    QVERIFY(result.error->advice.contains("systemctl start docker"));
}

void TestDocker::forbidden()
{
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: only root can become another user");
    FakeEngine engine;
    engine.answers.insert("/_ping", kPing);
    QVERIFY(QFile::setPermissions(engine.socket(), QFile::ReadOwner | QFile::WriteOwner));
    // The folder is the test's own, of mode 0700.
    QVERIFY(QFile::setPermissions(QFileInfo(engine.socket()).path(), QFile::Permissions(0x7755)));
    QCOMPARE(::seteuid(65534), 0);
    const CheckResult result = runFake(engine);
    QCOMPARE(::seteuid(0), 0);
    QCOMPARE(result.error->kind, ErrorKind::Permission);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY(result.message.startsWith("This user may not open the socket "));
    QVERIFY(result.error->advice.contains("usermod -aG docker"));
    QVERIFY(result.error->advice.contains("as mighty as root"));
}

void TestDocker::config_data()
{
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QVariantMap &parameters, const char *part) {
        QTest::newRow(name) << parameters << QString(part);
    };
    row("plain TCP to others", {{"url", "tcp://docker.example:2375"}, {"container", "web"}},
        "without TLS on another machine is not asked: docker.example");
    row("plain HTTP to others", {{"url", "http://10.0.0.1:2375"}, {"container", "web"}},
        "without TLS");
    row("both", {{"container", "web"}, {"service", "api"}}, "a container and a service");
    row("none", {}, "neither container nor service");
    row("name that can't be", {{"container", "a/../b"}}, "no valid container");
    row("relative socket", {{"socket", "docker.sock"}, {"container", "web"}}, "no valid socket");
    row("long socket", {{"socket", "/" + QString(200, 'a')}, {"container", "web"}},
        "no valid socket");
    row("other scheme", {{"url", "ftp://localhost"}, {"container", "web"}}, "no valid url");
}

void TestDocker::config()
{
    QFETCH(QVariantMap, parameters);
    QFETCH(QString, part);
    const CheckResult result = run(parameters);
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.contains(part), qPrintable(result.message));
}

void TestDocker::hostile_data()
{
    QTest::addColumn<QByteArray>("ping");
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QByteArray>("inspect");
    QTest::addColumn<QByteArray>("then");
    QTest::addColumn<QString>("kind");
    const QByteArray row = "[{\"Id\":\"" + kId + "\",\"Names\":[\"/web\"],\"Labels\":{}}]";
    const QByteArray endless = "HTTP/1.1 200 OK\r\n\r\n[";
    const QByteArray spaces(1 << 16, ' ');
    QTest::newRow("silent") << QByteArray("silence") << QByteArray() << QByteArray() << QByteArray()
                            << "timeout";
    QTest::newRow("silent list") << kPing << QByteArray("silence") << QByteArray() << QByteArray()
                                 << "timeout";
    QTest::newRow("silent inspect")
        << kPing << http(row) << QByteArray("silence") << QByteArray() << "timeout";
    QTest::newRow("closes") << QByteArray("close") << QByteArray() << QByteArray() << QByteArray()
                            << "unreachable";
    QTest::newRow("list closes") << kPing << QByteArray("close") << QByteArray() << QByteArray()
                                 << "unreachable";
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << QByteArray() << QByteArray()
                              << QByteArray("x\r\n") << "garbage";
    QTest::newRow("another web server")
        << http("<html>") << QByteArray() << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("endless ping") << endless << QByteArray() << QByteArray() << spaces
                                  << "too-large";
    QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray()
                                  << QByteArray() << QByteArray("X-More: yes\r\n") << "too-large";
    QTest::newRow("endless list") << kPing << endless << QByteArray() << spaces << "too-large";
    QTest::newRow("endless inspect") << kPing << http(row) << endless << spaces << "too-large";
    QTest::newRow("list is no JSON")
        << kPing << http("nope") << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("list of texts")
        << kPing << http("[\"a\"]") << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("inspect is a list")
        << kPing << http(row) << http("[]") << QByteArray() << "garbage";
    QTest::newRow("cut inspect") << kPing << http(row)
                                 << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
                                 << QByteArray() << "timeout";
    QTest::newRow("deep") << kPing << http(QByteArray(2000, '[') + QByteArray(2000, ']'))
                          << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("internal error")
        << kPing << http("{\"message\":\"disk full\"}", {}, "500 Internal Server Error")
        << QByteArray() << QByteArray() << "status";
    QTest::newRow("proxy forbids") << kPing << http("<html>403", {}, "403 Forbidden")
                                   << QByteArray() << QByteArray() << "permission";
    QTest::newRow("wants a login")
        << kPing << http("{}", {}, "401 Unauthorized") << QByteArray() << QByteArray() << "auth";
}

void TestDocker::hostile()
{
    QFETCH(QByteArray, ping);
    QFETCH(QByteArray, list);
    QFETCH(QByteArray, inspect);
    QFETCH(QByteArray, then);
    QFETCH(QString, kind);
    FakeEngine engine;
    engine.answers = {{"/_ping", ping},
                      {"/v1.41/containers/json", list},
                      {"/v1.41/containers/" + kId + "/json", inspect}};
    engine.then = then;
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = runFake(engine, kind == "timeout" ? 400 : 5000);
    QVERIFY2(timer.elapsed() < (kind == "timeout" ? 1000 : 4500),
             qPrintable(QString::number(timer.elapsed())));
    QVERIFY(result.error.has_value());
    QCOMPARE(toWord(result.error->kind), kind);
    QVERIFY(!result.message.isEmpty());
    QVERIFY2(residentBytes() - before < 80 << 20,
             qPrintable(QString::number(residentBytes() - before)));
    QVERIFY(result.message.contains(engine.socket()) || kind == "garbage");
    QCOMPARE(m_bench->runner.running(), 0);
}

void TestDocker::goneBetweenListAndInspect()
{
    FakeEngine engine;
    engine.answers = {{"/_ping", kPing},
                      {"/v1.41/containers/json",
                       http("[{\"Id\":\"" + kId + "\",\"Names\":[\"/web\"],\"Labels\":{}}]")}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(result.message, QString("There is no container named web"));
}

void TestDocker::tooManyContainers()
{
    FakeEngine engine;
    QByteArray rows;
    for (int i = 0; i < 101; ++i)
        rows += QByteArray(i > 0 ? "," : "") + "{\"Id\":\""
                + QByteArray::number(i).rightJustified(12, '0')
                + "\",\"Names\":[\"/web\"],\"Labels\":{}}";
    engine.answers = {{"/_ping", kPing}, {"/v1.41/containers/json", http('[' + rows + ']')}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::TooLarge);
    QCOMPARE(engine.paths.size(), 2);
}

void TestDocker::apiVersions_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("its own") << QByteArray("1.30") << QByteArray("/v1.30/containers/json?");
    QTest::newRow("newer than known")
        << QByteArray("1.99") << QByteArray("/v1.47/containers/json?");
    QTest::newRow("too old") << QByteArray("1.12") << QByteArray();
}

void TestDocker::apiVersions()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, asked);
    FakeEngine engine;
    engine.answers = {{"/_ping", http("OK", "Api-Version: " + said + "\r\n")}, {"/v", http("[]")}};
    const CheckResult result = runFake(engine);
    if (asked.isEmpty()) {
        QCOMPARE(result.error->kind, ErrorKind::Config);
        QVERIFY(result.message.contains("version 1.12"));
        QCOMPARE(engine.paths.size(), 1);
        return;
    }
    QVERIFY2(engine.paths.value(1).startsWith(asked), engine.paths.value(1).constData());
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
}

void TestDocker::namesAreMatchedExactly()
{
    // Whatever the engine makes of the filter.
    FakeEngine engine;
    engine.answers = {{"/_ping", kPing},
                      {"/v1.41/containers/json",
                       http("[{\"Id\":\"" + kId + "\",\"Names\":[\"/web2\"]},{\"Id\":\""
                            + QByteArray(64, 'b') + "\",\"Names\":[\"/my-web\",\"/x/web\"]}]")}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(engine.paths.size(), 2);
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
    QVERIFY(plain(result.message).startsWith("ends exited with code 3 "));
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
    QVERIFY(m_docker.run("greedy", {"--memory", "16m", "--memory-swap", "16m"},
                         {"sh", "-c", "exec tail /dev/zero"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_docker.inspect("greedy", "{{.State.Status}}"), QByteArray("exited"),
                              20'000);
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
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(plain(result.message)
                 .endsWith("docker.sock did not answer in 500 ms (stage: wait for answer)"),
             qPrintable(result.message));
    QCOMPARE(run({{"container", "web"}}).status, CheckStatus::Ok);
}

void TestDocker::tls()
{
    NEED_DOCKER();
    TestAuthority authority;
    TestAuthority stranger;
    QVERIFY(authority.isValid() && authority.issue("server", "IP:127.0.0.1", -1, 30)
            && authority.issue("client", "DNS:client", -1, 30));
    QVERIFY(stranger.isValid() && stranger.issue("client", "DNS:client", -1, 30));
    RealDocker engine;
    QVERIFY2(engine.startTls(authority), engine.log().right(600).constData());
    const QString url = QStringLiteral("tcp://127.0.0.1:%1").arg(engine.port());
    const auto keep = [this](const QString &name, const QString &file) {
        QFile key(file);
        QVERIFY(key.open(QIODevice::ReadOnly));
        m_bench->credentials.put(name, key.readAll());
    };
    keep("docker/key", authority.file("client.key"));
    keep("docker/strange", stranger.file("client.key"));
    const QVariantMap good{{"url", url},
                           {"container", "web"},
                           {"ca_file", authority.caFile()},
                           {"client_certificate", authority.file("client.pem")},
                           {"credential", "docker/key"}};
    CheckResult result = run(good);
    // It has no containers: that it can tell so says that all went well.
    QCOMPARE(result.message, QString("There is no container named web"));
    QCOMPARE(result.address, QStringLiteral("127.0.0.1:%1").arg(engine.port()));

    QVariantMap without{{"url", url}, {"container", "web"}, {"ca_file", authority.caFile()}};
    result = run(without);
    QCOMPARE(result.error->kind, ErrorKind::Auth);
    QVERIFY2(result.message.endsWith("wants a client certificate"), qPrintable(result.message));

    QVariantMap wrong = good;
    wrong.insert("client_certificate", stranger.file("client.pem"));
    wrong.insert("credential", "docker/strange");
    result = run(wrong);
    QCOMPARE(result.error->kind, ErrorKind::Auth);
    QVERIFY2(result.message.endsWith("does not accept the client certificate it was shown"),
             qPrintable(result.message));

    QVariantMap mixed = good;
    mixed.insert("credential", "docker/strange");
    result = run(mixed);
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QVERIFY(result.message.startsWith("The client certificate for"));

    QVariantMap untrusted = good;
    untrusted.insert("ca_file", stranger.caFile());
    QCOMPARE(run(untrusted).error->kind, ErrorKind::Tls);

    // Certificate and key as one entry of the keychain.
    QFile certificate(authority.file("client.pem"));
    QFile key(authority.file("client.key"));
    QVERIFY(certificate.open(QIODevice::ReadOnly) && key.open(QIODevice::ReadOnly));
    m_bench->credentials.put("docker/both", certificate.readAll() + key.readAll());
    QVariantMap both = good;
    both.remove("client_certificate");
    both.insert("credential", "docker/both");
    QCOMPARE(run(both).error->kind, ErrorKind::NotFound);
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
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains("/nowhere/docker.sock"), qPrintable(result.message));
}

void TestDocker::killedDaemon()
{
    NEED_DOCKER();
    QCOMPARE(run({{"container", "web"}}).status, CheckStatus::Ok);
    m_docker.killHard();
    const CheckResult result = run({{"container", "web"}});
    QCOMPARE(result.error->kind, ErrorKind::Refused);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY(result.message.startsWith("Nothing listens on the socket "));
}

QTEST_GUILESS_MAIN(TestDocker)
#include "tst_docker.moc"
