// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeengine.h"
#include "tests/support/probebench.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTest>

#include <unistd.h>

using namespace opsdeck;

namespace {

const QByteArray kId = QByteArray(64, 'a');

} // namespace

/// The kind docker at sockets that no Docker Engine is behind: absent ones, forbidden ones, and
/// servers that misbehave.
class TestDockerSocket : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init() { m_bench = std::make_unique<ProbeBench>(); }

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

private:
    CheckResult run(const QVariantMap &parameters, int timeoutMs = 10'000)
    {
        const CheckResult result = m_bench->run("docker", parameters, timeoutMs);
        qInfo("%-12s %-9s %s", qPrintable(toWord(result.status)),
              qPrintable(result.error ? toWord(result.error->kind) : QString("-")),
              qPrintable(result.message));
        return result;
    }

    CheckResult runFake(const FakeEngine &engine, int timeoutMs = 2000)
    {
        return run({{"socket", engine.socket()}, {"container", "web"}}, timeoutMs);
    }

    std::unique_ptr<ProbeBench> m_bench;
};

void TestDockerSocket::noSocket()
{
    const CheckResult result = run({{"socket", "/nowhere/docker.sock"}, {"container", "web"}});
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(
        result.message,
        QString("The Docker engine at /nowhere/docker.sock does not answer: There is no socket "
                "/nowhere/docker.sock; the container's state is not known"));
    QVERIFY(result.error->advice.contains("systemctl start docker"));
    const CheckResult project = run({{"socket", "/nowhere/docker.sock"}, {"project", "shop"}});
    QCOMPARE(project.status, CheckStatus::Unknown);
    QVERIFY2(project.message.endsWith("; the containers' state is not known"),
             qPrintable(project.message));
    // A check of the engine itself: that one is down.
    const CheckResult engine = run({{"socket", "/nowhere/docker.sock"}, {"disk", true}});
    QCOMPARE(engine.error->kind, ErrorKind::NotFound);
    QCOMPARE(engine.status, CheckStatus::Critical);
    QCOMPARE(engine.message, QString("There is no socket /nowhere/docker.sock"));
}

void TestDockerSocket::nobodyListens()
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
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.endsWith("kept.sock does not answer: refused; the container's state is "
                                     "not known"),
             qPrintable(result.message));
    QVERIFY2(result.error->detail.startsWith("Nothing listens on the socket "),
             qPrintable(result.error->detail));
    QVERIFY(result.error->advice.contains("systemctl start docker"));
}

void TestDockerSocket::forbidden()
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
    QVERIFY2(result.message.contains(" does not answer this check: This user may not open the "
                                     "socket "),
             qPrintable(result.message));
    QVERIFY(result.error->advice.contains("usermod -aG docker"));
    QVERIFY(result.error->advice.contains("as mighty as root"));
}

void TestDockerSocket::config_data()
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

void TestDockerSocket::config()
{
    QFETCH(QVariantMap, parameters);
    QFETCH(QString, part);
    const CheckResult result = run(parameters);
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.contains(part), qPrintable(result.message));
}

void TestDockerSocket::hostile_data()
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
        << kPing << httpAnswer(row) << QByteArray("silence") << QByteArray() << "timeout";
    QTest::newRow("closes") << QByteArray("close") << QByteArray() << QByteArray() << QByteArray()
                            << "unreachable";
    QTest::newRow("list closes") << kPing << QByteArray("close") << QByteArray() << QByteArray()
                                 << "unreachable";
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << QByteArray() << QByteArray()
                              << QByteArray("x\r\n") << "garbage";
    QTest::newRow("another web server")
        << httpAnswer("<html>") << QByteArray() << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("endless ping") << endless << QByteArray() << QByteArray() << spaces
                                  << "too-large";
    QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray()
                                  << QByteArray() << QByteArray("X-More: yes\r\n") << "too-large";
    QTest::newRow("endless list") << kPing << endless << QByteArray() << spaces << "too-large";
    QTest::newRow("endless inspect")
        << kPing << httpAnswer(row) << endless << spaces << "too-large";
    QTest::newRow("list is no JSON")
        << kPing << httpAnswer("nope") << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("list of texts")
        << kPing << httpAnswer("[\"a\"]") << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("inspect is a list")
        << kPing << httpAnswer(row) << httpAnswer("[]") << QByteArray() << "garbage";
    QTest::newRow("cut inspect") << kPing << httpAnswer(row)
                                 << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
                                 << QByteArray() << "timeout";
    QTest::newRow("deep") << kPing << httpAnswer(QByteArray(2000, '[') + QByteArray(2000, ']'))
                          << QByteArray() << QByteArray() << "garbage";
    QTest::newRow("internal error")
        << kPing << httpAnswer("{\"message\":\"disk full\"}", {}, "500 Internal Server Error")
        << QByteArray() << QByteArray() << "status";
    QTest::newRow("proxy forbids") << kPing << httpAnswer("<html>403", {}, "403 Forbidden")
                                   << QByteArray() << QByteArray() << "permission";
    QTest::newRow("wants a login") << kPing << httpAnswer("{}", {}, "401 Unauthorized")
                                   << QByteArray() << QByteArray() << "auth";
}

void TestDockerSocket::hostile()
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
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(result.message.contains(" does not answer"), qPrintable(result.message));
    QVERIFY2(residentBytes() - before < 80 << 20,
             qPrintable(QString::number(residentBytes() - before)));
    QVERIFY(result.message.contains(engine.socket()));
    QCOMPARE(m_bench->runner.running(), 0);
}

void TestDockerSocket::goneBetweenListAndInspect()
{
    FakeEngine engine;
    engine.answers = {
        {"/_ping", kPing},
        {"/v1.41/containers/json",
         httpAnswer("[{\"Id\":\"" + kId + "\",\"Names\":[\"/web\"],\"Labels\":{}}]")}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(result.message, QString("There is no container named web"));
}

void TestDockerSocket::tooManyContainers()
{
    FakeEngine engine;
    QByteArray rows;
    for (int i = 0; i < 101; ++i)
        rows += QByteArray(i > 0 ? "," : "") + "{\"Id\":\""
                + QByteArray::number(i).rightJustified(12, '0')
                + "\",\"Names\":[\"/web\"],\"Labels\":{}}";
    engine.answers = {{"/_ping", kPing}, {"/v1.41/containers/json", httpAnswer('[' + rows + ']')}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::TooLarge);
    QCOMPARE(engine.paths.size(), 2);
}

void TestDockerSocket::apiVersions_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("its own") << QByteArray("1.30") << QByteArray("/v1.30/containers/json?");
    QTest::newRow("newer than known")
        << QByteArray("1.99") << QByteArray("/v1.47/containers/json?");
    QTest::newRow("too old") << QByteArray("1.12") << QByteArray();
}

void TestDockerSocket::apiVersions()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, asked);
    FakeEngine engine;
    engine.answers = {{"/_ping", httpAnswer("OK", "Api-Version: " + said + "\r\n")},
                      {"/v", httpAnswer("[]")}};
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

void TestDockerSocket::namesAreMatchedExactly()
{
    // Whatever the engine makes of the filter.
    FakeEngine engine;
    engine.answers = {
        {"/_ping", kPing},
        {"/v1.41/containers/json",
         httpAnswer("[{\"Id\":\"" + kId + "\",\"Names\":[\"/web2\"]},{\"Id\":\""
                    + QByteArray(64, 'b') + "\",\"Names\":[\"/my-web\",\"/x/web\"]}]")}};
    const CheckResult result = runFake(engine);
    QCOMPARE(result.error->kind, ErrorKind::NotFound);
    QCOMPARE(engine.paths.size(), 2);
}

QTEST_GUILESS_MAIN(TestDockerSocket)
#include "tst_dockersocket.moc"
