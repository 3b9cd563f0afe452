// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/realservers.h"
#include "tests/support/runbench.h"

#include <QDirIterator>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

/// All that a password file, a shell or a URL would have to escape.
const QByteArray kPassword = "p:w\\d'\"$HOME `id` %41 \xC3\xA4#";

/// Everything below a folder in which one of `needles` stands.
QStringList filesWith(const QString &folder, const QByteArrayList &needles)
{
    QStringList found;
    QDirIterator all(folder, QDir::Files | QDir::Hidden | QDir::System,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        for (const QByteArray &needle : needles) {
            if (bytes.contains(needle))
                found << file.fileName();
        }
    }
    return found;
}

} // namespace

/// The way of a password from the keychain to pg_dump, against a real PostgreSQL.
class TestRunbookSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void dumpWithoutATrace();
    void passwordInOutputIsMasked();
    void wrongPasswordLeavesTheLastDump();
    void missingPassword();
    void lockedKeychain();
    void unfitPassword();

private:
    QVariantMap passFile() const
    {
        return {{"credential", "demo/dev/db"},
                {"host", "127.0.0.1"},
                {"port", QString::number(m_server.port())},
                {"database", "shop"},
                {"user", "dump"}};
    }

    QStringList dump(const QString &program) const
    {
        return {program,
                "--no-password",
                "--format=custom",
                "--host=127.0.0.1",
                "--port=" + QString::number(m_server.port()),
                "--username=dump",
                "shop"};
    }

    RealPostgres m_server;
};

void TestRunbookSecrets::initTestCase()
{
    QVERIFY2(m_server.start(), m_server.log().constData());
    QCOMPARE(m_server.sql("CREATE ROLE dump LOGIN SUPERUSER PASSWORD '"
                          + QByteArray(kPassword).replace("'", "''") + "'"),
             QByteArray());
    QCOMPARE(m_server.sql("CREATE DATABASE shop OWNER dump"), QByteArray());
}

void TestRunbookSecrets::dumpWithoutATrace()
{
    RunBench bench;
    bench.credentials().put("demo/dev/db", kPassword);
    // Looks at its own arguments, environment and descriptors, then becomes pg_dump.
    const QString spy = bench.script(
        "spy", "{ tr '\\0' '\\n' </proc/$$/cmdline; tr '\\0' '\\n' </proc/$$/environ; ls -l "
               "/proc/$$/fd; } >seen\n"
               "stat -L -c %a:%h \"/proc/$$/fd/${PGPASSFILE##*/}\" >mode\nexec pg_dump \"$@\"");
    bench.addCommand("dump", dump(spy),
                     {{"pgpass", passFile()},
                      {"artifact", "shop.dump"},
                      {"artifact_verify", QStringList{"pg_restore", "--list", "${artifact}"}}});
    const auto plan = bench.plan(bench.dev());
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
    bench.start(*plan);
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QVERIFY2(bench.progress.state == RunState::Succeeded, qPrintable(bench.text()));
    QVERIFY2(!bench.text().contains("WARNING"), qPrintable(bench.text()));

    QFile kept(bench.dataPath("artifacts/test/shop.dump"));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QVERIFY(kept.read(5) == "PGDMP");

    const QByteArray seen = bench.content("seen");
    QVERIFY(seen.contains("PGPASSFILE=/proc/self/fd/"));
    QVERIFY(seen.contains("--username=dump"));
    QVERIFY(seen.contains("memfd:"));
    QCOMPARE(bench.content("mode").trimmed(), QByteArray("600:0"));

    // A part of it that no form of escaping changes is looked for, too.
    const QByteArrayList needles{kPassword, "HOME `id`", kPassword.toBase64(),
                                 kPassword.toPercentEncoding(), kPassword.toHex()};
    for (const QByteArray &needle : needles) {
        QVERIFY2(!seen.contains(needle), needle.constData());
        QVERIFY(!bench.text().contains(QString::fromUtf8(needle)));
    }
    QVERIFY(!bench.rows().isEmpty());
    for (const AuditEntry &row : bench.rows())
        QVERIFY(!QString::fromUtf8(QDebug::toString(row.body).toUtf8()).contains("HOME `id`"));
    QCOMPARE(filesWith(bench.dataPath("."), needles), QStringList());
    QCOMPARE(filesWith(bench.path("."), needles), QStringList());
    QVERIFY(bench.rows()
                .first()
                .body.value("steps")
                .toList()
                .first()
                .toMap()
                .value("credentials")
                .toStringList()
                .contains("demo/dev/db"));
    QCOMPARE(bench.credentials().reads(), 1);
}

void TestRunbookSecrets::passwordInOutputIsMasked()
{
    RunBench bench;
    bench.credentials().put("demo/dev/db", kPassword);
    bench.addCommand(
        "tell",
        {bench.script(
            "tell",
            "cat \"$PGPASSFILE\"; cat \"$PGPASSFILE\" >&2; cut -d: -f5- \"$PGPASSFILE\" | base64")},
        {{"pgpass", passFile()}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.state, RunState::Succeeded);
    QVERIFY(bench.text().contains(":shop:dump:" + QString(6, QChar(0x2022))));
    QVERIFY2(!bench.text().contains("HOME `id`"), qPrintable(bench.text()));
}

void TestRunbookSecrets::wrongPasswordLeavesTheLastDump()
{
    RunBench bench;
    bench.credentials().put("demo/dev/db", "not-this-one");
    QVERIFY(QDir().mkpath(bench.dataPath("artifacts/test")));
    QFile last(bench.dataPath("artifacts/test/shop.dump"));
    QVERIFY(last.open(QIODevice::WriteOnly));
    last.write("last good");
    last.close();
    bench.addCommand("dump", dump("pg_dump"), {{"pgpass", passFile()}, {"artifact", "shop.dump"}});
    bench.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.hasEnded(), 20'000);
    QCOMPARE(bench.progress.state, RunState::Failed);
    QVERIFY2(bench.text().contains("password authentication failed"), qPrintable(bench.text()));
    QVERIFY(!bench.text().contains("not-this-one"));
    QCOMPARE(QDir(bench.dataPath("artifacts/test")).entryList(QDir::Files | QDir::Hidden),
             QStringList{"shop.dump"});
    QVERIFY(last.open(QIODevice::ReadOnly));
    QCOMPARE(last.readAll(), QByteArray("last good"));
}

void TestRunbookSecrets::missingPassword()
{
    RunBench bench;
    bench.addCommand("mark", {bench.script("mark", "touch marked")}, {{"pgpass", passFile()}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.state, RunState::Failed);
    QCOMPARE(bench.progress.error->kind, ErrorKind::NotFound);
    QVERIFY(bench.progress.error->message.contains("demo/dev/db"));
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbookSecrets::lockedKeychain()
{
    RunBench bench;
    bench.credentials().failWith(
        Error{ErrorKind::Credential, "The keychain is locked.", "Try: unlock it.", {}});
    bench.addCommand("mark", {bench.script("mark", "touch marked")}, {{"pgpass", passFile()}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.error->kind, ErrorKind::Credential);
    QCOMPARE(bench.progress.error->advice, "Try: unlock it.");
    QVERIFY(!QFile::exists(bench.path("marked")));
}

void TestRunbookSecrets::unfitPassword()
{
    RunBench bench;
    bench.credentials().put("demo/dev/db", "two\nlines");
    bench.addCommand("mark", {bench.script("mark", "touch marked")}, {{"pgpass", passFile()}});
    bench.start();
    QTRY_VERIFY(bench.hasEnded());
    QCOMPARE(bench.progress.error->kind, ErrorKind::Credential);
    QVERIFY(!QFile::exists(bench.path("marked")));
}

QTEST_GUILESS_MAIN(TestRunbookSecrets)
#include "tst_runbooksecrets.moc"
