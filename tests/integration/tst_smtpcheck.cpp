// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

double sampleOf(const CheckResult &result, const QString &metric)
{
    for (const Sample &sample : result.samples) {
        if (sample.metric == metric)
            return sample.value;
    }
    return -1;
}

/// Answers by a script, on the probe's own thread: first the greeting, then one text a line that
/// comes; after the last, as it is told.
class ScriptedMail : public QTcpServer
{
public:
    enum class End { Stays, Closes, Repeats };

    explicit ScriptedMail(QByteArrayList answers, End end = End::Stays)
        : m_answers(std::move(answers))
        , m_end(end)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *client = nextPendingConnection();
            say(client);
            connect(client, &QTcpSocket::readyRead, client, [this, client] {
                received += client->readAll();
                say(client);
            });
        });
    }

    QByteArray received;

private:
    void say(QTcpSocket *client)
    {
        if (m_next < m_answers.size())
            client->write(m_answers.at(m_next++));
        if (m_next < m_answers.size() || m_answers.isEmpty())
            return;
        if (m_end == End::Closes)
            client->disconnectFromHost();
        else if (m_end == End::Repeats && !m_isRepeating) {
            m_isRepeating = true;
            auto *timer = new QTimer(client);
            connect(timer, &QTimer::timeout, client, [this, client] {
                if (client->bytesToWrite() < 1 << 20)
                    client->write(m_answers.last());
            });
            timer->start(0);
        }
    }

    QByteArrayList m_answers;
    qsizetype m_next = 0;
    End m_end;
    bool m_isRepeating = false;
};

} // namespace

/// Checks of kind smtp against aiosmtpd, and against servers that answer nonsense.
class TestSmtpCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void sessions_data();
    void sessions();
    void logins_data();
    void logins();
    void offersNoStartTls();
    void certificates_data();
    void certificates();
    void expectations();
    void limits();
    void nobodyListens();
    void answers_data();
    void answers();
    void passwordIsNotSentInTheClear();

private:
    QVariantMap with(const QString &server, const QVariantMap &more = {}) const
    {
        QVariantMap all{{"host", "127.0.0.1"},
                        {"port", m_ports.value(server).toInt()},
                        {"ca_file", m_authority.caFile()},
                        {"server_name", "mail.example.test"}};
        all.insert(more);
        return all;
    }

    QByteArrayList seen() const
    {
        QFile file(m_folder.filePath("seen"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    }

    TestAuthority m_authority;
    QTemporaryDir m_folder;
    QProcess m_process;
    QJsonObject m_ports;
};

void TestSmtpCheck::initTestCase()
{
    QVERIFY(m_authority.isValid());
    const QString names = "DNS:mail.example.test";
    QVERIFY(m_authority.issue("good", names, -1, 90));
    QVERIFY(m_authority.issue("soon", names, -1, 10));
    QVERIFY(m_authority.issue("old", names, -90, -1));
    QVERIFY(m_authority.issue("other", "DNS:elsewhere.test", -1, 90));
    QVERIFY(m_authority.issue("mail.example.test", "DNS:elsewhere.test", -1, 90));
    QVERIFY(m_authority.issueSelfSigned("self", names));
    QStringList arguments{"-B", QStringLiteral(OPSDECK_TESTS) + "/support/mailserver.py",
                          m_folder.path(), "plain=::plain"};
    const auto add = [&](const QString &name, const QString &certificate, const QString &mode) {
        arguments << QStringLiteral("%1=%2:%3:%4")
                         .arg(name, m_authority.file(certificate + ".pem"),
                              m_authority.file(certificate + ".key"), mode);
    };
    add("starttls", "good", "starttls");
    add("implicit", "good", "implicit");
    add("login", "good", "login");
    for (const char *certificate : {"soon", "old", "other", "self", "mail.example.test"})
        add(certificate, certificate, "starttls");
    m_process.setStandardErrorFile(
        QProcess::nullDevice()); // it tells of every handshake that is refused
    m_process.start("/usr/bin/python3", arguments);
    QVERIFY(m_process.waitForStarted());
    QFile file(m_folder.filePath("mail.json"));
    if (!QTest::qWaitFor([&] { return file.exists() || m_process.state() == QProcess::NotRunning; },
                         20000)
        || !file.exists())
        QSKIP("NOT TESTED: smtp needs python3-aiosmtpd");
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_ports = QJsonDocument::fromJson(file.readAll()).object();
}

void TestSmtpCheck::cleanupTestCase()
{
    QVERIFY(!seen().contains("MAIL"));
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished();
}

void TestSmtpCheck::init()
{
    QFile::remove(m_folder.filePath("seen"));
}

void TestSmtpCheck::sessions_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("tls");
    QTest::addColumn<bool>("encrypted");
    QTest::newRow("plain") << "plain" << "none" << false;
    QTest::newRow("not offered") << "plain" << "auto" << false;
    QTest::newRow("offered") << "starttls" << "auto" << true;
    QTest::newRow("not used") << "starttls" << "none" << false;
    QTest::newRow("starttls") << "starttls" << "starttls" << true;
    QTest::newRow("implicit") << "implicit" << "implicit" << true;
}

void TestSmtpCheck::sessions()
{
    QFETCH(QString, server);
    QFETCH(QString, tls);
    QFETCH(bool, encrypted);
    ProbeBench bench;
    const CheckResult result =
        bench.run("smtp", with(server, {{"tls", tls}, {"helo", "watch.example.test"}}));
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.fields.value("smtp.encrypted").toBool(), encrypted);
    QCOMPARE(result.fields.value("smtp.greeting").toString(),
             QString("mail.example.test Test mail"));
    QVERIFY(result.fields.value("smtp.capabilities").toStringList().contains("SIZE 33554432"));
    QCOMPARE(sampleOf(result, "smtp_size_limit_bytes"), 33554432.0);
    QCOMPARE(sampleOf(result, "smtp_encrypted"), encrypted ? 1.0 : 0.0);
    QVERIFY(sampleOf(result, "smtp_greeting_seconds") >= 0);
    QCOMPARE(sampleOf(result, "tls_certificate_days_left"), encrypted ? 89.0 : -1.0);
    QTRY_VERIFY(seen().contains("QUIT"));
    QVERIFY(seen().contains("NOOP"));
    QVERIFY(seen().contains("EHLO watch.example.test"));
}

void TestSmtpCheck::logins_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("tls");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("plain") << "starttls" << "auto" << QByteArray("pass word")
                           << QByteArray("AUTH PLAIN good");
    QTest::newRow("plain, bad") << "starttls" << "starttls" << QByteArray("wrong")
                                << QByteArray("AUTH PLAIN bad");
    QTest::newRow("login") << "login" << "starttls" << QByteArray("pass word")
                           << QByteArray("AUTH LOGIN good");
    QTest::newRow("login, bad") << "login" << "starttls" << QByteArray("wrong")
                                << QByteArray("AUTH LOGIN bad");
    QTest::newRow("implicit") << "implicit" << "implicit" << QByteArray("pass word")
                              << QByteArray("AUTH PLAIN good");
}

void TestSmtpCheck::logins()
{
    QFETCH(QString, server);
    QFETCH(QString, tls);
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, line);
    ProbeBench bench;
    bench.credentials.put("demo/mail", password);
    const CheckResult result = bench.run(
        "smtp", with(server, {{"tls", tls}, {"username", "watcher"}, {"credential", "demo/mail"}}));
    QVERIFY2(seen().contains(line), seen().join('|').constData());
    if (password == "wrong") {
        QCOMPARE(toWord(result.error->kind), QString("auth"));
        QCOMPARE(result.status, CheckStatus::Unknown);
        QVERIFY2(result.message.endsWith("refused the login of watcher"),
                 qPrintable(result.message));
        QVERIFY(!result.error->detail.contains("wrong"));
        return;
    }
    QCOMPARE(result.error.value_or(Error{}).message, QString());
    QCOMPARE(result.fields.value("smtp.authenticated").toBool(), true);
    QVERIFY2(result.message.startsWith("greets, encrypts, logs in"), qPrintable(result.message));
}

void TestSmtpCheck::offersNoStartTls()
{
    ProbeBench bench;
    CheckResult result = bench.run("smtp", with("plain", {{"tls", "starttls"}}));
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.endsWith("offers no STARTTLS"), qPrintable(result.message));
    bench.credentials.put("demo/mail", "pass word");
    result = bench.run(
        "smtp",
        with("plain", {{"tls", "auto"}, {"username", "watcher"}, {"credential", "demo/mail"}}));
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    for (const QByteArray &line : seen())
        QVERIFY(!line.startsWith("AUTH"));
}

void TestSmtpCheck::certificates_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("words");
    QTest::newRow("old") << "old" << "shows a certificate that expired on ";
    QTest::newRow("other")
        << "other" << "shows a certificate for another name; mail.example.test was asked for";
    QTest::newRow("the common name only")
        << "mail.example.test"
        << "shows a certificate for another name; mail.example.test was asked for";
    QTest::newRow("self") << "self" << "shows a self-signed certificate";
}

void TestSmtpCheck::certificates()
{
    QFETCH(QString, server);
    QFETCH(QString, words);
    ProbeBench bench;
    bench.credentials.put("demo/mail", "pass word");
    const CheckResult result =
        bench.run("smtp", with(server, {{"username", "watcher"}, {"credential", "demo/mail"}}));
    QCOMPARE(toWord(result.error->kind), QString("tls"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains(words), qPrintable(result.message));
    for (const QByteArray &line : seen())
        QVERIFY(!line.startsWith("AUTH"));
    QCOMPARE(bench.run("smtp", with("starttls", {{"ca_file", "/nonexistent"}})).error->kind,
             ErrorKind::Config);
}

void TestSmtpCheck::expectations()
{
    ProbeBench bench;
    QCOMPARE(bench
                 .run("smtp", with("starttls",
                                   {{"tls", "none"}, {"expect", QStringList{"starttls", "SIZE"}}}))
                 .status,
             CheckStatus::Ok);
    const CheckResult result =
        bench.run("smtp", with("plain", {{"expect", QStringList{"STARTTLS"}}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.endsWith("does not offer STARTTLS"), qPrintable(result.message));
}

void TestSmtpCheck::limits()
{
    ProbeBench bench;
    CheckResult result = bench.run("smtp", with("soon"));
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.contains("ends in 9 day"), qPrintable(result.message));
    result = bench.run("smtp", with("soon", {{"critical_before", qint64(11) * 86'400'000}}));
    QCOMPARE(result.status, CheckStatus::Critical);
    result = bench.run("smtp", with("starttls", {{"latency_limit", 1}}));
    QCOMPARE(result.status, CheckStatus::Warning);
}

void TestSmtpCheck::nobodyListens()
{
    ProbeBench bench;
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const quint16 port = closed.serverPort();
    closed.close();
    const CheckResult result = bench.run("smtp", {{"host", "127.0.0.1"}, {"port", port}});
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.message, QStringLiteral("Nothing listens on 127.0.0.1:%1").arg(port));
}

void TestSmtpCheck::answers_data()
{
    using End = ScriptedMail::End;
    QTest::addColumn<QByteArrayList>("answers");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const QByteArrayList &answers, End end,
                        const char *kind) { QTest::newRow(name) << answers << int(end) << kind; };
    row("silent", {}, End::Stays, "timeout");
    row("closes at once", {""}, End::Closes, "unreachable");
    row("too busy", {"421 4.3.2 too many connections\r\n"}, End::Closes, "status");
    row("blocked", {"554 5.7.1 you are listed\r\n"}, End::Closes, "status");
    row("web server", {"HTTP/1.1 400 Bad Request\r\n\r\n"}, End::Closes, "garbage");
    row("ssh server", {"SSH-2.0-OpenSSH_9.2\r\n"}, End::Stays, "garbage");
    row("no code", {"hello\r\n"}, End::Stays, "garbage");
    row("two codes", {"220-a\r\n221 b\r\n"}, End::Stays, "garbage");
    row("binary", {QByteArray::fromHex("16030100000a")}, End::Closes, "garbage");
    row("line without end", {QByteArray(64 << 10, 'x')}, End::Stays, "too-large");
    row("endless line", {"220-", "x"}, End::Stays, "timeout");
    row("endless greeting", {"220-more to come\r\n"}, End::Repeats, "too-large");
    row("silent after EHLO", {"220 hello\r\n"}, End::Stays, "timeout");
    row("closes after EHLO", {"220 hello\r\n", ""}, End::Closes, "unreachable");
    row("EHLO unknown", {"220 hello\r\n", "502 what\r\n"}, End::Stays, "status");
    row("endless EHLO", {"220 hello\r\n", "250-more\r\n"}, End::Repeats, "too-large");
    row("STARTTLS refused", {"220 hello\r\n", "250-hi\r\n250 STARTTLS\r\n", "454 later\r\n"},
        End::Stays, "status");
    row("speaks before TLS",
        {"220 hello\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"}, End::Stays,
        "garbage");
    row("no TLS after STARTTLS",
        {"220 hello\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n",
         "not tls at all, not tls at all\r\n"},
        End::Stays, "tls");
    row("silent in TLS", {"220 hello\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"}, End::Stays,
        "timeout");
    row("NOOP refused", {"220 hello\r\n", "250 hi\r\n", "500 no\r\n"}, End::Stays, "status");
}

void TestSmtpCheck::answers()
{
    QFETCH(QByteArrayList, answers);
    QFETCH(int, end);
    QFETCH(QString, kind);
    ScriptedMail server(answers, ScriptedMail::End(end));
    ProbeBench bench;
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    const CheckResult result =
        bench.run("smtp", {{"host", "127.0.0.1"}, {"port", server.serverPort()}}, 700);
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(residentBytes() - before < 32 << 20);
    QVERIFY(result.error);
    QVERIFY2(toWord(result.error->kind) == kind,
             qPrintable(toWord(result.error->kind) + ": " + result.message));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY(!server.received.contains("MAIL"));
    QVERIFY(!server.received.contains("RCPT"));
}

void TestSmtpCheck::passwordIsNotSentInTheClear()
{
    ScriptedMail server({"220 hello\r\n", "250-hi\r\n250 AUTH PLAIN LOGIN\r\n", "250 fine\r\n"});
    ProbeBench bench;
    bench.credentials.put("demo/mail", "pass word");
    for (const char *tls : {"auto", "none", "starttls"})
        bench.run("smtp",
                  {{"host", "127.0.0.1"},
                   {"port", server.serverPort()},
                   {"tls", tls},
                   {"username", "watcher"},
                   {"credential", "demo/mail"}},
                  700);
    QVERIFY(!server.received.contains("AUTH"));
    QVERIFY(!server.received.contains(QByteArray("pass word").toBase64()));
}

QTEST_GUILESS_MAIN(TestSmtpCheck)
#include "tst_smtpcheck.moc"
