// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"
#include "tests/support/badtcp.h"
#include "tests/support/probebench.h"

#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kShortMs = 300;

quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// What a valid check of any kind needs to ask 127.0.0.1:port, from the kind's own schema.
QVariantMap parametersFor(const ProbeKind &kind, quint16 port)
{
    QVariantMap values;
    for (const ParameterSpec &spec : kind.info.parameters) {
        if (spec.defaultValue.isValid())
            values.insert(spec.name, spec.defaultValue);
        if (spec.type == ParameterType::Port)
            values.insert(spec.name, port);
        if (!spec.required)
            continue;
        if (spec.type == ParameterType::Url)
            values.insert(spec.name, QStringLiteral("http://127.0.0.1:%1/silent").arg(port));
        else if (spec.type == ParameterType::Host)
            values.insert(spec.name, QStringLiteral("127.0.0.1"));
        else if (spec.type == ParameterType::Port)
            continue;
        else if (spec.type == ParameterType::Steps)
            values.insert(spec.name,
                          QVariantList{QVariantMap{
                              {"id", "one"},
                              {"url", QStringLiteral("http://127.0.0.1:%1/silent").arg(port)}}});
        else if (spec.name == "targets")
            values.insert(spec.name, QStringList{QStringLiteral("tcp://127.0.0.1:%1").arg(port)});
        else if (spec.type == ParameterType::StringList)
            values.insert(spec.name, QStringList{"sleep", "30"});
        else
            values.insert(spec.name, QStringLiteral("word"));
    }
    // The servers here speak TCP.
    if (values.contains(QStringLiteral("transport")))
        values.insert(QStringLiteral("transport"), QStringLiteral("tcp"));
    // A socket of this machine is asked unless a URL is given; TLS, because only that takes a
    // credential.
    if (values.remove(QStringLiteral("socket")) > 0) {
        values.insert(QStringLiteral("url"), QStringLiteral("https://127.0.0.1:%1").arg(port));
        if (kind.info.id == QLatin1String("docker"))
            values.insert(QStringLiteral("container"), QStringLiteral("word"));
    }
    // Of the places that these can ask, one over HTTP.
    if (kind.info.id == QLatin1String("backup") || kind.info.id == QLatin1String("dead-man")) {
        values.insert(QStringLiteral("url"),
                      QStringLiteral("http://127.0.0.1:%1/silent").arg(port));
        values.insert(QStringLiteral("bucket"), QStringLiteral("word"));
        values.insert(QStringLiteral("access_key"), QStringLiteral("word"));
        values.insert(QStringLiteral("metric"), QStringLiteral("word"));
    }
    return values;
}

/// Whether a check of this kind asks a URL.
bool asksUrl(const ProbeKind &kind)
{
    return kind.info.id == QLatin1String("backup") || kind.info.id == QLatin1String("dead-man")
           || std::any_of(kind.info.parameters.cbegin(), kind.info.parameters.cend(),
                          [](const ParameterSpec &spec) {
                              return spec.required && spec.type == ParameterType::Url;
                          });
}

} // namespace

/// What every registered kind owes its caller, whatever it asks.
class TestProbeKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { qRegisterMetaType<ProbeOutcome>(); }

    void idsAreUnique();

    void schemaIsSane_data() { rows(); }

    void schemaIsSane();

    void refusedIsToldLaterAndOnce_data() { rows(&asksOneServer); }

    void refusedIsToldLaterAndOnce();

    void badParametersAreConfigErrors_data() { rows(); }

    void badParametersAreConfigErrors();

    void destructionAborts_data() { rows(); }

    void destructionAborts();

    void silenceEndsAtTheDeadline_data() { rows(&waitsForAnAnswer); }

    void silenceEndsAtTheDeadline();

    void badAnswersAreTyped_data();
    void badAnswersAreTyped();

    void badBytesAreTyped_data();
    void badBytesAreTyped();

    void abortIsSilent_data() { rows(); }

    void abortIsSilent();

    void missingCredentialIsUnknown_data() { rows(&takesCredential); }

    void missingCredentialIsUnknown();
    void unknownKindIsAConfigError();
    void neverTwoOfOneKey();

private:
    static bool isAny(const ProbeKind &) { return true; }

    /// TCP's handshake is the kernel's: a silent server is a healthy one to it.
    static bool waitsForAnAnswer(const ProbeKind &kind)
    {
        return kind.info.id != "tcp" && asksOneServer(kind);
    }

    /// A program of this machine is asked in tst_commandcheck, several servers in
    /// tst_externalcheck.
    static bool asksOneServer(const ProbeKind &kind)
    {
        return kind.info.id != "command" && kind.info.id != "external";
    }

    /// Whom it asks is not the one that the check is about: a broker's silence says nothing of the
    /// workers, an engine's nothing of the container.
    static bool asksThroughAnother(const QString &id)
    {
        return id == "celery" || id == "docker" || id == "compose";
    }

    static CheckStatus statusOfSilence(const QString &id)
    {
        return asksThroughAnother(id) ? CheckStatus::Unknown : CheckStatus::Critical;
    }

    static bool takesCredential(const ProbeKind &kind)
    {
        return std::any_of(
            kind.info.parameters.cbegin(), kind.info.parameters.cend(),
            [](const ParameterSpec &spec) { return spec.type == ParameterType::Credential; });
    }

    /// A row for every kind that a promise is for.
    static void rows(bool (*isMeant)(const ProbeKind &) = &isAny)
    {
        QTest::addColumn<QString>("id");
        const ProbeRegistry registry = builtinProbes();
        for (const ProbeKind &kind : registry.kinds()) {
            if (isMeant(kind))
                QTest::newRow(qPrintable(kind.info.id)) << kind.info.id;
        }
    }

    static ProbeKind kind(const QString &id)
    {
        static const ProbeRegistry registry = builtinProbes();
        return *registry.find(id);
    }
};

void TestProbeKinds::idsAreUnique()
{
    static const QRegularExpression form("^[a-z][a-z0-9-]*$");
    QSet<QString> ids;
    const ProbeRegistry registry = builtinProbes();
    for (const ProbeKind &kind : registry.kinds()) {
        QVERIFY2(form.match(kind.info.id).hasMatch(), qPrintable(kind.info.id));
        QVERIFY2(!ids.contains(kind.info.id), qPrintable(kind.info.id));
        ids.insert(kind.info.id);
    }
    for (const char *promised : {"http",
                                 "tcp",
                                 "tls",
                                 "postgres",
                                 "postgres-stats",
                                 "pgbouncer",
                                 "celery",
                                 "redis",
                                 "prometheus",
                                 "backup",
                                 "dead-man",
                                 "node-exporter",
                                 "cadvisor",
                                 "postgres-exporter",
                                 "redis-exporter",
                                 "prometheus-server",
                                 "alertmanager",
                                 "grafana",
                                 "jaeger",
                                 "loki",
                                 "minio",
                                 "elasticsearch",
                                 "kibana",
                                 "proxmox",
                                 "suite",
                                 "docker",
                                 "compose",
                                 "command",
                                 "dns",
                                 "smtp",
                                 "ssh",
                                 "external"})
        QVERIFY2(ids.contains(promised), promised);
    QSet<QString> withCredential;
    for (const ProbeKind &kind : registry.kinds()) {
        if (takesCredential(kind))
            withCredential.insert(kind.info.id);
    }
    for (const char *needed : {"http", "postgres", "postgres-stats", "pgbouncer", "celery", "redis",
                               "prometheus", "proxmox", "grafana"})
        QVERIFY2(withCredential.contains(needed), needed);
}

void TestProbeKinds::schemaIsSane()
{
    QFETCH(QString, id);
    const ProbeKind kind = TestProbeKinds::kind(id);
    QVERIFY(QByteArray(kind.info.displayName).size() > 1);
    QVERIFY(kind.create != nullptr);
    QVERIFY(!kind.info.parameters.isEmpty());
    // The words every check has beside its kind's own.
    QSet<QString> names{"id",      "title",        "kind",        "interval", "timeout",
                        "retries", "start_period", "degraded_if", "down_if"};
    for (const ParameterSpec &spec : kind.info.parameters) {
        QVERIFY2(!names.contains(spec.name), qPrintable(spec.name));
        names.insert(spec.name);
        QVERIFY2(spec.help.endsWith('.'), qPrintable(spec.name));
        QVERIFY2(!(spec.required && spec.defaultValue.isValid()), qPrintable(spec.name));
        if (spec.type == ParameterType::Enum) {
            QVERIFY2(!spec.choices.isEmpty(), qPrintable(spec.name));
            QVERIFY2(!spec.defaultValue.isValid()
                         || spec.choices.contains(spec.defaultValue.toString()),
                     qPrintable(spec.name));
        }
        if (spec.type == ParameterType::Duration || spec.type == ParameterType::ByteSize
            || spec.type == ParameterType::Integer) {
            bool isNumber = !spec.defaultValue.isValid();
            const qint64 value = isNumber ? 0 : spec.defaultValue.toLongLong(&isNumber);
            QVERIFY2(isNumber, qPrintable(spec.name));
            QVERIFY2(!spec.defaultValue.isValid() || !spec.minimum
                         || static_cast<double>(value) >= *spec.minimum,
                     qPrintable(spec.name));
            QVERIFY2(!spec.defaultValue.isValid() || !spec.maximum
                         || static_cast<double>(value) <= *spec.maximum,
                     qPrintable(spec.name));
        }
    }
}

void TestProbeKinds::refusedIsToldLaterAndOnce()
{
    QFETCH(QString, id);
    ProbeBench bench;
    const Check check = ProbeBench::check(id, parametersFor(kind(id), closedPort()));
    ProbeContext context = bench.context();
    context.key = ProbeBench::key();
    const std::unique_ptr<Probe> probe = kind(id).create(check, context);
    QSignalSpy spy(probe.get(), &Probe::finished);
    probe->start();
    QCOMPARE(spy.size(), 0);
    QTRY_COMPARE(spy.size(), 1);
    const auto outcome = spy.first().first().value<ProbeOutcome>();
    QVERIFY(outcome.error.has_value());
    recordOutcome(id, outcome.status, outcome.error, outcome.message);
    QCOMPARE(toWord(outcome.error->kind), QString("refused"));
    QCOMPARE(outcome.status, statusOfSilence(id));
    QCOMPARE(outcome.figure, QString("refused"));
    static const QRegularExpression words(
        "^(Step one: Nothing listens on 127\\.0\\.0\\.1:"
        "|Nothing listens on 127\\.0\\.0\\.1:"
        "|The (broker|Docker engine) at 127\\.0\\.0\\.1:\\d+ does not answer: refused; )");
    const QRegularExpressionMatch found = words.match(outcome.message);
    QVERIFY2(found.hasMatch(), qPrintable(outcome.message));
    QCOMPARE(!found.captured(2).isEmpty(), asksThroughAnother(id));
    QCOMPARE(found.captured(1).startsWith("Step one"), id == "suite");
    QVERIFY(!outcome.error->advice.isEmpty());
    QVERIFY(outcome.latency.count() > 0);
    QCoreApplication::processEvents();
    QCOMPARE(spy.size(), 1);
}

void TestProbeKinds::badParametersAreConfigErrors()
{
    QFETCH(QString, id);
    ProbeBench bench;
    QList<QVariantMap> all{{}};
    for (const ParameterSpec &spec : kind(id).info.parameters) {
        if (!spec.required)
            continue;
        QVariantMap without = parametersFor(kind(id), 9);
        without.remove(spec.name);
        all.append(without);
        if (spec.type == ParameterType::Port || spec.type == ParameterType::Url) {
            without.insert(spec.name, "70000 nonsense");
            all.append(without);
        }
    }
    for (const QVariantMap &parameters : all) {
        const CheckResult result = bench.run(id, parameters);
        QVERIFY(result.error.has_value());
        QCOMPARE(toWord(result.error->kind), QString("config"));
        QCOMPARE(result.status, CheckStatus::Unknown);
    }
}

void TestProbeKinds::destructionAborts()
{
    QFETCH(QString, id);
    BadHttp server;
    ProbeBench bench;
    ProbeContext context = bench.context();
    context.key = ProbeBench::key();
    const Check check = ProbeBench::check(id, parametersFor(kind(id), server.port()));
    // At different moments: before the first event, while it connects, while it waits.
    for (int turns = 0; turns < 6; ++turns) {
        std::unique_ptr<Probe> probe = kind(id).create(check, context);
        int emitted = 0;
        connect(probe.get(), &Probe::finished, this, [&emitted] { ++emitted; });
        probe->start();
        for (int turn = 0; turn < turns; ++turn)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        const int before = emitted;
        probe.reset();
        QCoreApplication::processEvents();
        QCOMPARE(emitted, before);
    }
    if (id != "ssh") // whose connection is kept, whoever asked for it
        QTRY_COMPARE(server.connections(), 0);
}

void TestProbeKinds::silenceEndsAtTheDeadline()
{
    QFETCH(QString, id);
    BadHttp server;
    ProbeBench bench;
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = bench.run(id, parametersFor(kind(id), server.port()), kShortMs);
    // Long before anything but the deadline would end it.
    QVERIFY2(timer.elapsed() < kShortMs * 10, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(result.key, ProbeBench::key());
    QCOMPARE(result.status, statusOfSilence(id));
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QCOMPARE(result.figure, QString("timeout"));
    const QString words = asksThroughAnother(id) ? result.error->detail : result.message;
    QCOMPARE(result.message.contains(" does not answer: timeout; "), asksThroughAnother(id));
    static const QRegularExpression form(
        "^127\\.0\\.0\\.1:\\d+( \\(step one\\))? did not answer in 300.ms: "
        "(it was connected, TLS was not agreed on|it was connected, the login was not answered|"
        "it was asked, no answer came|no connection came about)$");
    QVERIFY2(form.match(words).hasMatch(), qPrintable(words));
    // The time until nobody waited any longer is no latency.
    QCOMPARE(result.latency.count(), 0);
    QCOMPARE(result.samples.size(), 1);
    QCOMPARE(result.samples.first().metric, QString("probe_success"));
    QCOMPARE(result.samples.first().value, 0.0);
    if (id != "ssh") // whose connection is kept, whoever asked for it
        QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(bench.runner.running(), 0);
}

void TestProbeKinds::badAnswersAreTyped_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QStringList>("kinds");
    const ProbeRegistry registry = builtinProbes();
    for (const ProbeKind &kind : registry.kinds()) {
        if (!asksUrl(kind))
            continue;
        const auto row = [&](const char *path, const QStringList &kinds) {
            QTest::newRow(qPrintable(kind.info.id + " " + path))
                << kind.info.id << QByteArray(path) << kinds;
        };
        row("/drip", {"timeout"});
        row("/driphead", {"timeout"});
        row("/endless", {"too-large", "garbage"});
        row("/endlesshead", {"too-large", "garbage"});
        row("/bighead", {"too-large", "garbage"});
        row("/hang", {"unreachable"});
        row("/cut", {"garbage", "unreachable"});
        row("/rubbish", {"garbage", "unreachable"});
        row("/missing", {"status", "not-found"});
        if (kind.info.id != "http") {
            row("/html", {"garbage"});
            row("/otherjson", {"garbage"});
        }
        row("/unauthorised", {"auth"});
        row("/redirect", {"status"});
    }
}

/// Whatever a server of another sort, or a hostile one, answers: a typed error in time, in bounded
/// memory, and nothing healthy.
void TestProbeKinds::badAnswersAreTyped()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, path);
    QFETCH(QStringList, kinds);
    BadHttp server;
    // The same to every path that a kind may ask below it.
    const auto everywhere = [&](const QByteArray &stem, const QByteArray &raw) {
        server.setAnswer(stem + "*", raw);
    };
    everywhere("/cut", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"status\": ");
    everywhere("/rubbish", QByteArray::fromHex("00ff1503010002") + "\r\n\r\n");
    everywhere("/html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                        "31\r\n\r\n<html><body>Welcome</body></htm>");
    everywhere("/otherjson", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                             "15\r\n\r\n{\"hello\": [[]]}");
    everywhere("/unauthorised", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    everywhere("/redirect", "HTTP/1.1 302 Found\r\nLocation: "
                            "http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n");
    ProbeBench bench;
    QVariantMap parameters = parametersFor(kind(id), server.port());
    parameters.insert("url", server.url(QString::fromLatin1(path)));
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = bench.run(id, parameters, 1500);
    QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(residentBytes() - before < 96 << 20,
             qPrintable(QString::number((residentBytes() - before) >> 20)));
    QVERIFY2(result.error, qPrintable(result.message));
    QVERIFY2(kinds.contains(toWord(result.error->kind)),
             qPrintable(toWord(result.error->kind) + ": " + result.error->message));
    QVERIFY(result.status == CheckStatus::Critical || result.status == CheckStatus::Unknown);
    QVERIFY(!result.error->message.isEmpty());
    QVERIFY(!result.figure.isEmpty());
}

void TestProbeKinds::badBytesAreTyped_data()
{
    using Manner = BadTcp::Manner;
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("manner");
    QTest::addColumn<QByteArray>("words");
    const ProbeRegistry registry = builtinProbes();
    for (const ProbeKind &kind : registry.kinds()) {
        const QVariantMap parameters = parametersFor(kind, 9);
        const bool hasPort = parameters.contains("port")
                             && (parameters.contains("host") || parameters.contains("server"));
        if (!hasPort || !waitsForAnAnswer(kind))
            continue;
        const auto row = [&](const char *name, Manner manner, const QByteArray &words) {
            QTest::newRow(qPrintable(kind.info.id + ": " + name))
                << kind.info.id << int(manner) << words;
        };
        row("closes at once", Manner::Closes, {});
        row("web server", Manner::Closes, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        row("binary", Manner::Says, QByteArray::fromHex("00ff15030100020a0d00ffffffff"));
        row("zeros", Manner::Repeats, QByteArray(1024, '\0'));
        row("letters without a line", Manner::Repeats, QByteArray(1024, 'A'));
        row("lines without an end", Manner::Repeats, "220-word word word\r\n");
        row("terminal commands", Manner::Says, "\x1b]0;title\x07\x1b[2J\x1b[31mred\r\n");
        row("dripping letters", Manner::Drips, "ABCDEFGH");
        row("dripping lines", Manner::Drips, "220-a\r\n");
        row("echo", Manner::Echoes, {});
        // Lengths that nobody has memory for, in the protocols' own forms.
        row("huge PostgreSQL message", Manner::Says, QByteArray::fromHex("527fffffff00000000"));
        row("endless PostgreSQL notices", Manner::Repeats,
            QByteArray::fromHex("4e00000013") + QByteArray("SNOTICE\0Mword\0\0", 15));
        row("huge Redis text", Manner::Says, "$2147483647\r\n");
        row("huge Redis list", Manner::Says, "*2147483647\r\n");
        row("deep Redis list", Manner::Says, QByteArray("*1\r\n").repeated(20'000));
        row("endless Redis list", Manner::Repeats, "*100\r\n$1\r\na\r\n");
        row("huge DNS message", Manner::Repeats, QByteArray::fromHex("ffff"));
        row("huge TLS record", Manner::Says,
            QByteArray::fromHex("160303ffff") + QByteArray(70'000, 'x'));
        row("TLS alert", Manner::Closes, QByteArray::fromHex("15030300020228"));
        row("ssh server", Manner::Says, "SSH-2.0-OpenSSH_9.2\r\n");
        row("mail server", Manner::Says, "220 mail.example.test ESMTP\r\n");
        row("busy mail server", Manner::Closes, "421 later\r\n");
        row("name service", Manner::Says,
            QByteArray::fromHex("001200008180000100000000000000000001000100"));
    }
}

/// Whatever bytes come from a port: an error of a kind that fits, in time, in bounded memory, and
/// nothing healthy.
void TestProbeKinds::badBytesAreTyped()
{
    QFETCH(QString, id);
    QFETCH(int, manner);
    QFETCH(QByteArray, words);
    static const QStringList fitting{"timeout", "refused", "unreachable", "tls",      "auth",
                                     "status",  "garbage", "too-large",   "not-found"};
    BadTcp server(static_cast<BadTcp::Manner>(manner), words);
    ProbeBench bench;
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    const CheckResult result = bench.run(id, parametersFor(kind(id), server.serverPort()), 600);
    QVERIFY2(timer.elapsed() < 1600, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(residentBytes() - before < 64 << 20,
             qPrintable(QString::number((residentBytes() - before) >> 20)));
    QVERIFY2(result.error, qPrintable(result.message));
    QVERIFY2(fitting.contains(toWord(result.error->kind)),
             qPrintable(toWord(result.error->kind) + ": " + result.error->message));
    QVERIFY(result.status == CheckStatus::Critical || result.status == CheckStatus::Unknown);
    QVERIFY(!result.figure.isEmpty());
    for (const QString &text :
         {result.message, result.error->message, result.error->advice, result.error->detail})
        QVERIFY2(!text.contains(QChar(0x1b)) && !text.contains(QChar(0x07)), qPrintable(text));
}

void TestProbeKinds::abortIsSilent()
{
    QFETCH(QString, id);
    BadHttp server;
    ProbeBench bench;
    QSignalSpy spy(&bench.runner, &ProbeRunner::finished);
    QVERIFY(bench.runner.run(ProbeBench::key("a"),
                             ProbeBench::check(id, parametersFor(kind(id), server.port()))));
    bench.runner.abort(ProbeBench::key("a"));
    QVERIFY(!bench.runner.isRunning(ProbeBench::key("a")));
    // Another one, run to its end, proves that the loop has had its turns.
    bench.run("tcp", {{"host", "127.0.0.1"}, {"port", server.port()}});
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.first().first().value<CheckResult>().key, ProbeBench::key());
}

void TestProbeKinds::missingCredentialIsUnknown()
{
    QFETCH(QString, id);
    const ProbeKind kind = TestProbeKinds::kind(id);
    ProbeBench bench;
    bench.credentials.failWith(
        Error{ErrorKind::Credential, "The keychain is locked.", "Unlock it.", {}});
    BadHttp server;
    QVariantMap parameters = parametersFor(kind, server.port());
    parameters.insert("credential", "demo/secret");
    CheckResult result = bench.run(id, parameters);
    QCOMPARE(toWord(result.error->kind), QString("credential"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, QString("The keychain is locked"));
    QVERIFY(server.requests().isEmpty());

    if (!asksOneServer(kind))
        return;
    // That nothing listens is a fact whether or not there is a credential.
    QVariantMap closed = parametersFor(kind, closedPort());
    closed.insert("credential", "demo/secret");
    result = bench.run(id, closed);
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.status, statusOfSilence(id));
}

void TestProbeKinds::unknownKindIsAConfigError()
{
    ProbeBench bench;
    const CheckResult result = bench.run("telepathy", {});
    QCOMPARE(toWord(result.error->kind), QString("config"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY(result.message.contains("telepathy"));
}

void TestProbeKinds::neverTwoOfOneKey()
{
    BadHttp server;
    ProbeBench bench;
    const Check check = ProbeBench::check("http", {{"url", server.url("/silent")}}, kShortMs);
    QVERIFY(bench.runner.run(ProbeBench::key(), check));
    QVERIFY(!bench.runner.run(ProbeBench::key(), check));
    QCOMPARE(bench.runner.running(), 1);
    QSignalSpy spy(&bench.runner, &ProbeRunner::finished);
    QTRY_COMPARE(spy.size(), 1);
    QVERIFY(bench.runner.run(ProbeBench::key(), check));
}

QTEST_GUILESS_MAIN(TestProbeKinds)
#include "tst_probekinds.moc"
