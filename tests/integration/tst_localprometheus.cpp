// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/local/localserver.h"
#include "services/prometheus/local/scrapeconfig.h"
#include "tests/support/badhttp.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace opsdeck;
using namespace opsdeck::prometheus;

namespace {

Check pageCheck(const QString &url)
{
    Check check;
    check.id = CheckId("page");
    check.kind = "prometheus";
    check.interval = Milliseconds(1000);
    check.timeout = Milliseconds(900);
    check.parameters = {{"url", url}};
    return check;
}

Environment environmentOf(const QList<Check> &checks)
{
    Service service;
    service.id = ServiceId("backend");
    service.checks = checks;
    Environment environment;
    environment.id = EnvironmentId("prod");
    environment.services = {service};
    return environment;
}

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(2000);
}

/// The process that listens there.
qint64 listener(quint16 port)
{
    QProcess ask;
    ask.start("ss", {"-ltnpH", QString("sport = :%1").arg(port)});
    ask.waitForFinished();
    static const QRegularExpression pid("pid=(\\d+)");
    return pid.match(QString::fromUtf8(ask.readAllStandardOutput())).captured(1).toLongLong();
}

QByteArray get(quint16 port, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(2000))
        return {};
    socket.write("GET " + path + " HTTP/1.0\r\n\r\n");
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(5000)) {
    }
    return socket.readAll();
}

} // namespace

/// A real Prometheus that is started for an environment without one.
class TestLocalPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsScraped();
    void startedAndLookedAfter();
    void notInstalled();
    void endsWithUsEvenKilled();
};

void TestLocalPrometheus::whatIsScraped()
{
    Check secret = pageCheck("http://b:8000/metrics");
    secret.id = CheckId("secret");
    secret.parameters.insert("credential", "shop/token");
    Check replica = pageCheck("https://[::1]/m?module=x&module=y");
    replica.id = CheckId("replica");
    replica.instance = "b-1";
    replica.parameters.insert("ca_file", "/ca.pem");
    Check other = pageCheck("http://c:1/");
    other.kind = "http";
    const ScrapeConfig config =
        scrapeConfig(environmentOf({pageCheck("http://b:8000/metrics"), secret, replica, other}));
    QCOMPARE(config.pages, 2);
    QCOMPARE(config.leftOut.keys(), QStringList{"backend/secret"});
    QVERIFY(config.leftOut.value("backend/secret").contains("credential"));
    QVERIFY(!config.text.contains("shop/token"));
    const QJsonValue jobs = QJsonDocument::fromJson(config.text).object().value("scrape_configs");
    QCOMPARE(jobs[0]["static_configs"][0]["labels"]["job"].toString(), QString("backend"));
    QCOMPARE(jobs[0]["static_configs"][0]["targets"][0].toString(), QString("b:8000"));
    QCOMPARE(jobs[0]["scrape_timeout"].toString(), QString("900ms"));
    QCOMPARE(jobs[1]["static_configs"][0]["targets"][0].toString(), QString("[::1]:443"));
    QCOMPARE(jobs[1]["static_configs"][0]["labels"]["instance"].toString(), QString("b-1"));
    QCOMPARE(jobs[1]["params"]["module"][1].toString(), QString("y"));
    QCOMPARE(jobs[1]["tls_config"]["ca_file"].toString(), QString("/ca.pem"));
    QVERIFY(scrapeConfig(environmentOf({other})).pages == 0);
}

void TestLocalPrometheus::startedAndLookedAfter()
{
    BadHttp page;
    page.setBody("/metrics", "level 42\n", "text/plain; version=0.0.4");
    QTemporaryDir data;
    const QString directory = data.filePath("prometheus/one");
    auto server = std::make_unique<LocalServer>(LocalServer::Setup{
        directory, scrapeConfig(environmentOf({pageCheck(page.url("/metrics"))})).text});
    QSignalSpy up(server.get(), &LocalServer::up);
    QSignalSpy down(server.get(), &LocalServer::down);
    server->start();
    QTRY_COMPARE_WITH_TIMEOUT(up.count(), 1, 60'000);
    QCOMPARE(down.count(), 0);
    const auto port = static_cast<quint16>(server->url().port());
    QCOMPARE(server->url().host(), QString("127.0.0.1"));
    QTRY_VERIFY_WITH_TIMEOUT(get(port, "/api/v1/query?query=level").contains("\"job\":\"backend\""),
                             30'000);
    // Nobody else reads what it keeps, and nothing but loopback reaches it.
    QCOMPARE(QFileInfo(directory).permissions()
                 & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther),
             QFile::Permissions());
    QCOMPARE(QFileInfo(directory + "/prometheus.yml").permissions()
                 & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    QProcess listening;
    listening.start("ss", {"-ltnH", QString("sport = :%1").arg(port)});
    QVERIFY(listening.waitForFinished());
    const QByteArray where = listening.readAllStandardOutput();
    QVERIFY2(where.contains("127.0.0.1:") && where.count('\n') == 1, where.constData());
    // Killed, it is begun anew, with what it had.
    const qint64 pid = listener(port);
    QVERIFY(pid > 0);
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(down.count(), 1, 20'000);
    QVERIFY(server->url().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(up.count(), 2, 60'000);
    const auto now = static_cast<quint16>(server->url().port());
    QVERIFY(get(now, "/api/v1/query?query=count_over_time(level%5B1h%5D)").contains("\"job\""));
    server.reset();
    QTRY_VERIFY_WITH_TIMEOUT(!answers(now), 20'000);
}

void TestLocalPrometheus::notInstalled()
{
    QTemporaryDir data;
    LocalServer server({data.filePath("x"), "{}", Milliseconds(3'600'000), "/nowhere/prometheus"});
    QSignalSpy down(&server, &LocalServer::down);
    server.start();
    QTRY_COMPARE(down.count(), 1);
    const auto error = down.at(0).at(0).value<Error>();
    QCOMPARE(error.kind, ErrorKind::Process);
    QVERIFY2(error.message.contains("/nowhere/prometheus"), qPrintable(error.message));
    QVERIFY2(error.advice.contains("package prometheus"), qPrintable(error.advice));
}

void TestLocalPrometheus::endsWithUsEvenKilled()
{
    QTemporaryDir data;
    QProcess holder;
    holder.start(QCoreApplication::applicationFilePath(), {"--hold", data.filePath("held")});
    QVERIFY(holder.waitForReadyRead(60'000));
    const auto port = static_cast<quint16>(holder.readLine().trimmed().toUInt());
    QVERIFY(port > 0 && answers(port));
    ::kill(static_cast<pid_t>(holder.processId()), SIGKILL);
    QVERIFY(holder.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!answers(port), 20'000);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--hold") {
        LocalServer server({QString::fromLocal8Bit(argv[2]), R"({"scrape_configs":[]})"});
        QObject::connect(&server, &LocalServer::up, &server, [](const QUrl &url) {
            std::printf("%d\n", url.port());
            std::fflush(stdout);
        });
        server.start();
        return QCoreApplication::exec();
    }
    TestLocalPrometheus test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_localprometheus.moc"
