// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/enginehost.h"
#include "services/checks/checkengine.h"
#include "services/credentials/credentialcache.h"
#include "services/credentials/keychaincredentialstore.h"
#include "services/credentials/secretservice.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

// No service folders: nothing is ever started by this bus, and the user's own is never touched.
QByteArray busConfig(const QString &socket)
{
    return "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
           " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
           "<busconfig><type>session</type><listen>unix:path="
           + QFile::encodeName(socket)
           + "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow "
             "send_destination=\"*\" eavesdrop=\"true\"/>"
             "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";
}

QByteArray run(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(10'000);
    return process.readAllStandardOutput();
}

} // namespace

/// The keychain's store against a gnome-keyring of its own on a private bus. The order matters:
/// each test takes the session one state further.
class TestKeychain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void wordsDiffer();
    void noBus();
    void noService();
    void notFound();
    void writtenIsReadBack();
    void foreignEntryIsReadAndReplaced();
    void binarySecrets();
    void removed();
    void fromAnotherThread();
    void contextGone();
    void changesAreTold();
    void aBusyWindowDelaysNoCheck();
    void aBusyWindowIsNamed();
    void locked();
    void silent();
    void serviceGone();

private:
    Result<Secret> read(const QString &id);
    Result<void> write(const QString &id, const QByteArray &value);
    Result<void> remove(const QString &id);

    QByteArray storedAs(const QString &id) const
    {
        return run("secret-tool", {"lookup", "user", id, "server", "opsdeck"});
    }

    static WorkspacePtr workspaceOf(const Check &check);

    SystemClock m_clock;
    QTemporaryDir m_folder;
    QProcess m_bus;
    QProcess m_keyring;
    std::unique_ptr<KeychainCredentialStore> m_store;
};

void TestKeychain::initTestCase()
{
    for (const char *name : {"data", "run"})
        QVERIFY(QDir(m_folder.path()).mkpath(name));
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.filePath("run")));
    qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder.filePath("data")));
    m_store = std::make_unique<KeychainCredentialStore>();
}

void TestKeychain::cleanupTestCase()
{
    m_store.reset();
    for (QProcess *process : {&m_keyring, &m_bus}) {
        process->kill();
        process->waitForFinished();
    }
}

Result<Secret> TestKeychain::read(const QString &id)
{
    std::optional<Result<Secret>> answer;
    QObject context;
    m_store->read(CredentialId(id), &context,
                  [&](const Result<Secret> &secret) { answer = secret; });
    [&] {
        QVERIFY(!answer); // never from inside the call
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 15'000);
    }();
    return answer.value_or(Result<Secret>(failure(ErrorKind::Internal, "no answer")));
}

Result<void> TestKeychain::write(const QString &id, const QByteArray &value)
{
    std::optional<Result<void>> answer;
    QObject context;
    m_store->write(CredentialId(id), Secret(value), &context,
                   [&](const Result<void> &result) { answer = result; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 15'000); }();
    return answer.value_or(Result<void>(failure(ErrorKind::Internal, "no answer")));
}

Result<void> TestKeychain::remove(const QString &id)
{
    std::optional<Result<void>> answer;
    QObject context;
    m_store->remove(CredentialId(id), &context,
                    [&](const Result<void> &result) { answer = result; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 15'000); }();
    return answer.value_or(Result<void>(failure(ErrorKind::Internal, "no answer")));
}

void TestKeychain::wordsDiffer()
{
    QVERIFY(!keychainError(KeychainState::Ready));
    QSet<QString> messages;
    QSet<QString> advice;
    const QList<KeychainState> states{KeychainState::NoBus, KeychainState::NoService,
                                      KeychainState::NoCollection, KeychainState::Locked,
                                      KeychainState::Silent};
    for (const KeychainState state : states) {
        const auto error = keychainError(state);
        QVERIFY(error.has_value());
        QCOMPARE(error->kind, ErrorKind::Credential);
        QVERIFY(error->advice.startsWith("Try: "));
        messages.insert(error->message);
        advice.insert(error->advice);
    }
    QCOMPARE(messages.size(), states.size());
    QCOMPARE(advice.size(), states.size());
}

void TestKeychain::noBus()
{
    const auto secret = read("demo/prod/db");
    QVERIFY(!secret);
    QCOMPARE(secret.error(), *keychainError(KeychainState::NoBus));
    QVERIFY(!QFile::exists(m_folder.filePath("run/bus"))); // none was started for us
}

void TestKeychain::noService()
{
    QFile config(m_folder.filePath("bus.conf"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(busConfig(m_folder.filePath("bus")));
    config.close();
    m_bus.start("dbus-daemon", {"--config-file=" + config.fileName(), "--nofork", "--nopidfile"});
    QTRY_VERIFY(QFile::exists(m_folder.filePath("bus")));
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + QFile::encodeName(m_folder.filePath("bus")));
    const auto secret = read("demo/prod/db");
    QVERIFY(!secret);
    QCOMPARE(secret.error(), *keychainError(KeychainState::NoService));
    QCOMPARE(write("demo/prod/db", "x").error(), *keychainError(KeychainState::NoService));
}

void TestKeychain::notFound()
{
    m_keyring.start("gnome-keyring-daemon", {"--unlock", "--foreground", "--components=secrets",
                                             "--control-directory", m_folder.filePath("run")});
    m_keyring.write("test-only");
    m_keyring.closeWriteChannel();
    QTRY_VERIFY(
        run("dbus-send", {"--session", "--print-reply=literal", "--dest=org.freedesktop.DBus",
                          "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner",
                          "string:org.freedesktop.secrets"})
            .contains("true"));
    const auto secret = read("demo/prod/db");
    QVERIFY(!secret);
    QCOMPARE(secret.error().kind, ErrorKind::NotFound);
    QVERIFY(secret.error().message.contains("demo/prod/db"));
    QVERIFY(secret.error().advice.contains("opsdeckctl credential set demo/prod/db"));
    const auto removed = remove("demo/prod/db");
    QVERIFY(!removed);
    QCOMPARE(removed.error().kind, ErrorKind::NotFound);
}

void TestKeychain::writtenIsReadBack()
{
    QVERIFY(write("demo/prod/db", "first").has_value());
    QVERIFY(read("demo/prod/db")->equals(Secret(QByteArray("first"))));
    QVERIFY(write("demo/prod/db", "second").has_value());
    QVERIFY(read("demo/prod/db")->equals(Secret(QByteArray("second"))));
    QCOMPARE(read("demo/dev/db").error().kind, ErrorKind::NotFound);
}

void TestKeychain::foreignEntryIsReadAndReplaced()
{
    run("secret-tool",
        {"store", "--label", "opsdeck/demo/stage/db", "user", "demo/stage/db", "server", "opsdeck",
         "type", "plaintext", "xdg:schema", "org.qt.keychain"},
        "by-another-tool");
    const auto secret = read("demo/stage/db");
    QVERIFY(secret.has_value());
    QVERIFY(secret->equals(Secret(QByteArray("by-another-tool"))));
    const auto written = write("demo/stage/db", "ours");
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QVERIFY(read("demo/stage/db")->equals(Secret(QByteArray("ours"))));
}

void TestKeychain::binarySecrets()
{
    const QByteArray value("\x00\xff\n\x80 tail\n", 10);
    QVERIFY(write("demo/binary", value).has_value());
    QVERIFY(read("demo/binary")->equals(Secret(value)));
}

void TestKeychain::removed()
{
    QVERIFY(write("demo/old", "value").has_value());
    QVERIFY(!storedAs("demo/old").isEmpty());
    QVERIFY(remove("demo/old").has_value());
    QCOMPARE(read("demo/old").error().kind, ErrorKind::NotFound);
    QVERIFY(storedAs("demo/old").isEmpty());
}

void TestKeychain::fromAnotherThread()
{
    QThread thread;
    QObject context;
    context.moveToThread(&thread);
    thread.start();
    std::atomic<QThread *> answeredOn = nullptr;
    std::atomic_bool equal = false;
    QMetaObject::invokeMethod(&context, [&] {
        m_store->read(CredentialId("demo/prod/db"), &context, [&](const Result<Secret> &secret) {
            equal = secret && secret->equals(Secret(QByteArray("second")));
            answeredOn = QThread::currentThread();
        });
    });
    QTRY_COMPARE(answeredOn.load(), &thread);
    QVERIFY(equal);
    QMetaObject::invokeMethod(
        &context, [&context] { context.moveToThread(nullptr); }, Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait(5000));
}

void TestKeychain::contextGone()
{
    bool called = false;
    {
        QObject context;
        m_store->read(CredentialId("demo/prod/db"), &context,
                      [&](const Result<Secret> &) { called = true; });
    }
    QVERIFY(read("demo/prod/db").has_value()); // a later question has been answered
    QVERIFY(!called);
}

void TestKeychain::changesAreTold()
{
    CredentialCache cache(*m_store, m_clock);
    const auto cached = [&] {
        std::optional<QByteArray> answer;
        QObject context;
        cache.read(CredentialId("demo/prod/db"), &context, [&](const Result<Secret> &secret) {
            answer = secret ? QByteArray(secret->data(), static_cast<qsizetype>(secret->size()))
                            : toWord(secret.error().kind).toLatin1();
        });
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : "no answer";
    };
    QCOMPARE(cached(), QByteArray("second"));
    // Reading is no change.
    QSignalSpy changed(m_store.get(), &CredentialStore::changed);
    QVERIFY(read("demo/prod/db").has_value());
    QCOMPARE(cached(), QByteArray("second"));
    QVERIFY(changed.isEmpty());
    // Another program replaces it.
    run("secret-tool",
        {"store", "--label", "opsdeck/demo/prod/db", "user", "demo/prod/db", "server", "opsdeck",
         "type", "plaintext", "xdg:schema", "org.qt.keychain"},
        "third");
    QTRY_COMPARE(cached(), QByteArray("third"));
    QVERIFY(remove("demo/prod/db").has_value());
    QTRY_COMPARE(cached(), toWord(ErrorKind::NotFound).toLatin1());
    QVERIFY(write("demo/prod/db", "second").has_value());
    QTRY_COMPARE(cached(), QByteArray("second"));
}

WorkspacePtr TestKeychain::workspaceOf(const Check &check)
{
    auto workspace = std::make_shared<Workspace>();
    Service service;
    service.id = ServiceId("s");
    service.checks = {check};
    Environment environment;
    environment.id = EnvironmentId("e");
    environment.services = {service};
    Platform platform;
    platform.id = PlatformId("p");
    platform.environments = {environment};
    workspace->platforms = {platform};
    return workspace;
}

void TestKeychain::aBusyWindowDelaysNoCheck()
{
    RealRedis redis({"--requirepass", "second"});
    QVERIFY(redis.start());
    Check check = ProbeBench::check("redis",
                                    {{"host", "127.0.0.1"},
                                     {"port", redis.port()},
                                     {"credential", "demo/prod/db"},
                                     {"info", true}},
                                    2000);
    check.interval = 1h;
    EngineHost host({m_clock, *m_store});
    QSemaphore good;
    connect(
        host.checks(), &CheckEngine::resultReady, host.checks(),
        [&good](const CheckResult &result) {
            if (result.status == CheckStatus::Ok)
                good.release();
        },
        Qt::DirectConnection);
    host.start();
    host.setWorkspace(workspaceOf(check));
    QMetaObject::invokeMethod(host.checks(), &CheckEngine::start);
    QTRY_VERIFY_WITH_TIMEOUT(good.available() == 1, 8000);
    QMetaObject::invokeMethod(host.checks(),
                              [&host] { host.checks()->checkNow({ProbeBench::key()}); });
    // From here to the answer this thread does nothing else.
    QVERIFY(good.tryAcquire(2, 10'000));
}

void TestKeychain::aBusyWindowIsNamed()
{
    const quint16 port = freePort();
    Check check = ProbeBench::check(
        "redis", {{"host", "127.0.0.1"}, {"port", port}, {"credential", "demo/prod/db"}}, 1000);
    EngineHost host({m_clock, *m_store});
    QSemaphore ended;
    CheckResult told;
    connect(
        host.checks(), &CheckEngine::resultReady, host.checks(),
        [&](const CheckResult &result) {
            told = result;
            ended.release();
        },
        Qt::DirectConnection);
    host.start();
    host.setWorkspace(workspaceOf(check));
    QMetaObject::invokeMethod(host.checks(), &CheckEngine::start);
    QVERIFY(ended.tryAcquire(1, 10'000));
    QCOMPARE(told.message,
             "This program was busy: it did not come to ask the keychain within 1\u00A0s");
    QCOMPARE(told.status, CheckStatus::Unknown);
}

void TestKeychain::locked()
{
    CredentialCache cache(*m_store, m_clock);
    std::optional<Error> cached;
    QObject context;
    const auto ask = [&] {
        cache.read(CredentialId("demo/prod/db"), &context,
                   [&](const Result<Secret> &kept) { cached = kept ? Error{} : kept.error(); });
        return QTest::qWaitFor([&] { return cached.has_value(); }) ? *std::exchange(cached, {})
                                                                   : Error{};
    };
    QCOMPARE(ask(), Error{});
    run("secret-tool", {"lock"});
    QTRY_COMPARE(ask(), *keychainError(KeychainState::Locked));
    const auto secret = read("demo/prod/db");
    QVERIFY(!secret);
    QCOMPARE(secret.error(), *keychainError(KeychainState::Locked));
    QCOMPARE(write("demo/prod/db", "x").error(), *keychainError(KeychainState::Locked));
    QCOMPARE(remove("demo/prod/db").error(), *keychainError(KeychainState::Locked));
}

void TestKeychain::silent()
{
    ::kill(static_cast<pid_t>(m_keyring.processId()), SIGSTOP);
    QElapsedTimer since;
    since.start();
    const auto secret = read("demo/prod/db");
    ::kill(static_cast<pid_t>(m_keyring.processId()), SIGCONT);
    QVERIFY(!secret);
    QCOMPARE(secret.error(), *keychainError(KeychainState::Silent));
    QVERIFY(since.elapsed() < 5000);
}

void TestKeychain::serviceGone()
{
    m_keyring.kill();
    QVERIFY(m_keyring.waitForFinished());
    QTRY_COMPARE(read("demo/prod/db").error(), *keychainError(KeychainState::NoService));
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
