// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerparameters.h"

#include <QTest>

using namespace opsdeck;

class TestDockerParameters : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findings_data();
    void findings();
    void findingsOfCompose();
    void urls_data();
    void urls();
    void subjects();
};

void TestDockerParameters::findings_data()
{
    QTest::addColumn<QVariantMap>("values");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name, const QVariantMap &values, const QStringList &found) {
        QTest::newRow(name) << values << found;
    };
    row("container", {{"container", "web"}}, {});
    row("service of a project", {{"service", "api"}, {"project", "shop"}, {"expect_replicas", 3}},
        {});
    row("disk alone", {{"disk", true}, {"disk_limit", 1000}}, {});
    row("nothing", {}, {"error service"});
    row("project alone", {{"project", "shop"}}, {"error service"});
    row("both", {{"container", "web"}, {"service", "api"}, {"project", "shop"}},
        {"error container"});
    row("service alone", {{"service", "api"}}, {"warning service"});
    row("no name", {{"container", "a b"}}, {"error container"});
    row("replicas of a container", {{"container", "web"}, {"expect_replicas", 3}},
        {"error expect_replicas"});
    row("limit without disk", {{"container", "web"}, {"disk_limit", 5}}, {"error disk_limit"});
    row("limit without stats", {{"container", "web"}, {"stats", false}, {"memory_limit", 0.5}},
        {"error memory_limit"});
    row("plain TCP here", {{"container", "web"}, {"url", "tcp://127.0.0.1:2375"}}, {});
    row("plain TCP to others", {{"container", "web"}, {"url", "tcp://docker.example:2375"}},
        {"warning url"});
    row("plain HTTP to others", {{"container", "web"}, {"url", "http://10.0.0.1"}},
        {"warning url"});
    row("TLS to others", {{"container", "web"}, {"url", "tcp://docker.example:2376"}}, {});
    row("TLS by its own port",
        {{"container", "web"}, {"url", "tcp://docker.example:4243"}, {"ca_file", "/ca.pem"}}, {});
    row("certificate",
        {{"container", "web"},
         {"url", "https://docker.example"},
         {"client_certificate", "/c.pem"},
         {"credential", "docker/key"}},
        {});
    row("certificate without key",
        {{"container", "web"}, {"url", "https://docker.example"}, {"client_certificate", "/c.pem"}},
        {"error client_certificate"});
    row("key for a socket", {{"container", "web"}, {"credential", "docker/key"}},
        {"warning credential"});
    row("relative socket", {{"container", "web"}, {"socket", "docker.sock"}}, {"error socket"});
    row("long socket", {{"container", "web"}, {"socket", "/" + QString(107, 'a')}},
        {"error socket"});
    row("longest socket", {{"container", "web"}, {"socket", "/" + QString(106, 'a')}}, {});
}

void TestDockerParameters::findings()
{
    QFETCH(QVariantMap, values);
    QFETCH(QStringList, found);
    QStringList all;
    for (const ParameterFinding &finding : dockerFindings(values)) {
        all.append((finding.severity == ProblemSeverity::Error ? "error " : "warning ")
                   + finding.parameter);
        QVERIFY(!finding.text.isEmpty());
    }
    QCOMPARE(all, found);
    // What validate calls an error the probe refuses, and the other way round.
    Check check;
    check.parameters = values;
    const Result<DockerTarget> target = dockerTargetFrom(check);
    const bool isRefused = values.value("url").toString().startsWith("tcp://docker.example:2375")
                           || values.value("url").toString().startsWith("http://10.");
    if (isRefused)
        QVERIFY(!target.has_value());
    if (found.isEmpty())
        QVERIFY2(target.has_value(), target ? "" : qPrintable(target.error().message));
}

void TestDockerParameters::findingsOfCompose()
{
    QCOMPARE(composeFindings({{"project", "shop"}}).size(), 0);
    QCOMPARE(composeFindings({{"project", "shop"}, {"url", "http://10.0.0.1"}}).size(), 1);
}

void TestDockerParameters::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("endpoint");
    QTest::newRow("tcp") << "tcp://127.0.0.1" << "http" << "127.0.0.1:2375";
    QTest::newRow("tcp, TLS port") << "tcp://a:2376" << "https" << "a:2376";
    QTest::newRow("https") << "https://a/docker" << "https" << "a:443";
    QTest::newRow("http, IPv6") << "http://[::1]:99" << "http" << "[::1]:99";
    QTest::newRow("named loopback") << "tcp://localhost:1" << "http" << "localhost:1";
}

void TestDockerParameters::urls()
{
    QFETCH(QString, url);
    QFETCH(QString, scheme);
    QFETCH(QString, endpoint);
    Check check;
    check.parameters = {{"url", url}, {"container", "/web"}};
    const Result<DockerTarget> target = dockerTargetFrom(check);
    QVERIFY(target.has_value());
    QCOMPARE(target->request.url.scheme(), scheme);
    QCOMPARE(target->endpoint.toString(), endpoint);
    QCOMPARE(target->wanted.subject.name, QString("web"));
}

void TestDockerParameters::subjects()
{
    Check check;
    check.parameters = {{"project", "shop"},
                        {"jobs", QStringList{"migrate"}},
                        {"services", QStringList{"api"}},
                        {"memory_limit", 0.9},
                        {"restarts_limit", 5},
                        {"restarts_window", qint64(120'000)}};
    Result<DockerTarget> target = dockerTargetFrom(check);
    QVERIFY(target.has_value());
    QCOMPARE(target->wanted.subject.toString(), QString("project shop"));
    QCOMPARE(target->wanted.jobs, QStringList{"migrate"});
    QCOMPARE(target->wanted.rules.memoryLimit.value(), 0.9);
    QCOMPARE(target->wanted.rules.restartsLimit, 5);
    QCOMPARE(target->wanted.rules.restartsWindow, Milliseconds(120'000));
    QCOMPARE(target->endpoint.toString(), QString("/var/run/docker.sock"));
    QVERIFY(!target->wantsDisk);
    check.parameters = {{"disk", true}};
    target = dockerTargetFrom(check);
    QVERIFY(target.has_value());
    QCOMPARE(target->wanted.subject.kind, DockerSubject::Kind::Engine);
    // Of the ways only ssh leads to a socket.
    check.via.kind = WayKind::Ssh;
    QVERIFY(dockerTargetFrom(check).has_value());
    check.via.kind = WayKind::SocksProxy;
    target = dockerTargetFrom(check);
    QVERIFY(!target.has_value());
    QCOMPARE(target.error().kind, ErrorKind::Config);
    check.parameters.insert("url", "https://docker.example");
    QVERIFY(dockerTargetFrom(check).has_value());
}

QTEST_GUILESS_MAIN(TestDockerParameters)
#include "tst_dockerparameters.moc"
