// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/asnobody.h"
#include "tests/support/bastion.h"
#include "tests/support/checkdefaults.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace opsdeck;

namespace {

void put(const QString &path, const QByteArray &content, qint64 secondsAgo)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    QVERIFY(file.flush());
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-secondsAgo),
                             QFileDevice::FileModificationTime));
}

class BucketServer final : public RealServer
{
public:
    bool start()
    {
        setObjects({});
        return launch("/usr/bin/python3",
                      {"-B", QStringLiteral(OPSDECK_TESTS) + "/support/bucketserver.py",
                       QString::number(port()), path("objects.json")})
               && waitForPort(port());
    }

    void setObjects(const QJsonObject &buckets) const
    {
        QFile file(path("objects.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(buckets).toJson());
    }
};

} // namespace

/// Backups and signs of life where they are kept: folders of this machine and of one behind ssh,
/// buckets, pages, rows.
class TestBackup : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_plurals)); }

    void folder();
    void folderThatIsNone();
    void hostileNames();
    void folders();
    void foldersThatMayNotBeRead();
    void baseBackups();
    void folderBehindSsh();
    void nothingIsLeftBehindSsh_data();
    void nothingIsLeftBehindSsh();
    void bucket();
    void bucketRefusals();
    void deadManFile();
    void deadManMetric();
    void deadManRow();

private:
    CheckResult backup(const QVariantMap &more, const Way &way = {}, int timeoutMs = 15000)
    {
        Check check = ProbeBench::check("backup", withDefaults("backup", more), timeoutMs);
        check.via = way;
        return m_bench.run(check);
    }

    CheckResult deadMan(const QVariantMap &more, const Way &way = {}, int timeoutMs = 15000)
    {
        Check check = ProbeBench::check("dead-man", withDefaults("dead-man", more), timeoutMs);
        check.title = "Nightly run";
        check.via = way;
        return m_bench.run(check);
    }

    EnglishPlurals m_plurals;
    ProbeBench m_bench;
};

void TestBackup::folder()
{
    QTemporaryDir folder;
    const QVariantMap where{{"directory", folder.path()}, {"pattern", "*.dump"}};
    CheckResult result = backup(where);
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.message, QString("There is no good backup in %1").arg(folder.path()));
    put(folder.filePath("a.dump"), QByteArray(1000, 'a'), 3 * 86400);
    put(folder.filePath("b c.dump"), QByteArray(1000, 'b'), 86400);
    put(folder.filePath("it's.dump"), QByteArray(1000, 'c'), 7200);
    put(folder.filePath("d.dump.part"), "d", 0);
    QDir(folder.path()).mkdir("e.dump");
    QVERIFY(QFile::link(folder.filePath("a.dump"), folder.filePath("latest.dump")));
    result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(result.message.startsWith("it's.dump, 1"), qPrintable(result.message));
    QCOMPARE(result.fields.value("backup.count").toInt(), 3);
    QCOMPARE(result.fields.value("backup.unfinished").toInt(), 1);
    QVERIFY(result.latency.count() > 0);
    // The one of tonight is much smaller than those before.
    put(folder.filePath("f.dump"), "f", 3600);
    result = backup(where);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.contains("of what those before it had"),
             qPrintable(resultText(result)));
    QFile::remove(folder.filePath("f.dump"));
    QFile::remove(folder.filePath("it's.dump"));
    QFile::remove(folder.filePath("b c.dump"));
    result = backup(where);
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
}

void TestBackup::folderThatIsNone()
{
    QTemporaryDir folder;
    CheckResult result = backup({{"directory", folder.filePath("gone")}});
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, QString("There is no folder %1").arg(folder.filePath("gone")));
    put(folder.filePath("file"), "a", 3600);
    QVERIFY(backup({{"directory", folder.filePath("file")}}).message.endsWith("is no folder"));
    QCOMPARE(toWord(backup({{"directory", "relative"}}).error->kind), QString("config"));
    // A link to a folder is one.
    QVERIFY(QFile::link(folder.path(), folder.filePath("../link-of-opsdeck-test")));
    result = backup({{"directory", QDir::cleanPath(folder.filePath("../link-of-opsdeck-test"))}});
    QFile::remove(folder.filePath("../link-of-opsdeck-test"));
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    // A pipe of the name of a backup, and a folder that can't be shell.
    QCOMPARE(::mkfifo(folder.filePath("pipe").toLocal8Bit().constData(), 0600), 0);
    QCOMPARE(backup({{"directory", folder.path()}}).fields.value("backup.count").toInt(), 1);
    const QString evil = folder.filePath("a'; touch $(echo ran) `echo ran`\n#");
    QVERIFY(QDir().mkpath(evil));
    put(evil + "/x", "x", 3600);
    QCOMPARE(backup({{"directory", evil}}).fields.value("backup.count").toInt(), 1);
    QVERIFY(!QFile::exists(folder.filePath("ran")) && !QFile::exists("ran"));
}

void TestBackup::hostileNames()
{
    QTemporaryDir folder;
    put(folder.filePath("old.dump"), "a", 30 * 86400);
    // A line of its own that would be a fresh backup, and words to a terminal.
    put(folder.filePath("x\n5 " + QString::number(QDateTime::currentSecsSinceEpoch() - 3600)
                        + " .fresh.dump"),
        "a", 40 * 86400);
    put(folder.filePath("\x1b[31mred.dump"), "a", 20 * 86400);
    const CheckResult result = backup({{"directory", folder.path()}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.fields.value("backup.count").toInt(), 2);
    QVERIFY2(!result.fields.value("backup.newest").toString().contains('\x1b'),
             qPrintable(result.message));
    // So many that the list has no end.
    QTemporaryDir many;
    for (int i = 0; i < 400; ++i)
        put(many.filePath(QString::number(i) + QString(200, 'n')), "a", 3600 + i);
    QCOMPARE(backup({{"directory", many.path()}}).fields.value("backup.count").toInt(), 400);
}

void TestBackup::folders()
{
    QTemporaryDir place;
    const auto make = [&](const QString &name, qint64 hoursAgo, int bytes, const QByteArray &mark) {
        QVERIFY(QDir(place.path()).mkpath(name + "/data/deep er"));
        put(place.filePath(name + "/data/deep er/a b"), QByteArray(bytes, 'a'),
            (hoursAgo + 1) * 3600);
        put(place.filePath(name + "/data/zero"), "", (hoursAgo + 2) * 3600);
        if (!mark.isNull())
            put(place.filePath(name + "/backup.manifest"), mark, hoursAgo * 3600);
    };
    const QVariantMap where{
        {"directory", place.path()}, {"each", "folder"}, {"complete", "backup.manifest"}};
    CheckResult result = backup(where);
    QVERIFY2(result.error && result.error->advice.startsWith("The place is empty"),
             qPrintable(resultText(result)));
    put(place.filePath("loose.dump"), "a", 3600);
    QVERIFY(backup(where).error->advice.startsWith("There are files, but no folder."));
    make("one", 60, 1000, "m");
    make("t'wo", 36, 1000, "m");
    make("three 3", 12, 1000, "m");
    QVERIFY(QFile::link(place.filePath("one"), place.filePath("latest")));
    result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QCOMPARE(QString(result.message).replace(QChar(QChar::Nbsp), ' '),
             "three 3, 1.0 kB in 3 files, 12 h old; 3 good ones in " + place.path());
    QCOMPARE(result.fields.value("backup.bytes").toInt(), 1001);
    QCOMPARE(result.fields.value("backup.files").toInt(), 3);
    // Each counts as a file where files are looked for.
    QVariantMap files = where;
    files.remove("complete");
    files.insert("each", "file");
    QCOMPARE(backup(files).fields.value("backup.newest").toString(), QString("loose.dump"));
    QFile::remove(place.filePath("loose.dump"));
    QVERIFY(backup(files).error->advice.startsWith("There are folders, but no file."));
    // Tonight's lacks its last file, or the last file is empty, or all is.
    make("four", 1, 1000, {});
    result = backup(where);
    QCOMPARE(result.status, CheckStatus::Warning);
    QVERIFY2(result.message.endsWith("four, does not count: there is no backup.manifest in it"),
             qPrintable(resultText(result)));
    put(place.filePath("four/backup.manifest"), "", 3600);
    QVERIFY2(backup(where).message.endsWith("does not count: its backup.manifest is empty"),
             qPrintable(resultText(backup(where))));
    QVERIFY(QDir(place.filePath("four")).removeRecursively());
    QVERIFY(QDir(place.path()).mkdir("five"));
    QVariantMap anyFolder = where;
    anyFolder.insert({{"complete", ""}, {"settle", 0}});
    QVERIFY2(QString(backup(anyFolder).message)
                 .replace(QChar(QChar::Nbsp), ' ')
                 .endsWith("five, does not count: it has 0 bytes, less than 1 byte"),
             qPrintable(resultText(backup(anyFolder))));
    // What is being written to does not count yet.
    put(place.filePath("five/part"), "a", 0);
    result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QCOMPARE(result.fields.value("backup.unfinished").toInt(), 1);
    // A line of its own that would be a folder of today.
    const QString now = QString::number(QDateTime::currentSecsSinceEpoch() - 3600);
    QVERIFY(QDir(place.path()).mkpath("x\nd 5 " + now + " 1 5 0 fresh"));
    QVERIFY(QDir(place.path()).mkpath("one/y\nf 5 " + now + " ."));
    put(place.filePath("one/y\nf 5 " + now + " ./evil"), "a", 0);
    result = backup(where);
    QCOMPARE(result.fields.value("backup.count").toInt(), 3);
    QCOMPARE(result.fields.value("backup.newest").toString(), QString("three 3"));
    // Deeper than its own rights tell: what find says of it, as GNU's and as busybox' does. (Root
    // may read all, so the real one would not say so to every user of this test.)
    QTemporaryDir programs;
    const QByteArray path = qgetenv("PATH");
    for (const QByteArray &told :
         {QByteArray("find: './three 3/base': Permission denied"),
          QByteArray("find: ./three 3/base: Permission denied"),
          QByteArray("stat: cannot statx './three 3/base/1': I/O error")}) {
        QFile find(programs.filePath("find"));
        QVERIFY(find.open(QIODevice::WriteOnly));
        find.write("#!/bin/sh\n/usr/bin/find \"$@\"\necho \"" + told + "\" >&2\nexit 1\n");
        find.close();
        find.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", programs.path().toLocal8Bit() + ':' + path);
        const CheckResult partly = backup(where);
        const CheckResult flat = backup(files);
        qputenv("PATH", path);
        QVERIFY2(resultText(partly).contains("three 3, does not count: it may not be read"),
                 qPrintable(resultText(partly)));
        QVERIFY2(flat.error && flat.error->kind == ErrorKind::Permission,
                 qPrintable(resultText(flat)));
    }
}

void TestBackup::foldersThatMayNotBeRead()
{
    if (isRoot()) {
        const QByteArray failure = failureAsNobody({"foldersThatMayNotBeRead"});
        QVERIFY2(failure.isEmpty(), failure.constData());
        return;
    }
    const auto open = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QTemporaryDir place;
    QVERIFY(QDir(place.path()).mkpath("one/deep") && QDir(place.path()).mkpath("two/deep"));
    put(place.filePath("one/deep/a"), "a", 12 * 3600);
    put(place.filePath("two/deep/a"), "a", 3600);
    const QVariantMap where{{"directory", place.path()}, {"each", "folder"}, {"settle", 0}};
    CheckResult result = backup(where);
    QVERIFY2(result.message.startsWith("two, "), qPrintable(resultText(result)));
    for (const char *closed : {"two", "two/deep"}) {
        QVERIFY(QFile::setPermissions(place.filePath(closed), QFile::WriteOwner));
        result = backup(where);
        QVERIFY(QFile::setPermissions(place.filePath(closed), open));
        QVERIFY2(result.message.endsWith("two, does not count: it may not be read"),
                 qPrintable(resultText(result)));
    }
    QVERIFY(QFile::setPermissions(place.path(), QFile::WriteOwner));
    result = backup({{"directory", place.path()}});
    QVERIFY(QFile::setPermissions(place.path(), open));
    QVERIFY2(result.error && result.error->kind == ErrorKind::Permission,
             qPrintable(resultText(result)));
}

void TestBackup::baseBackups()
{
    RealPostgres server;
    QVERIFY(server.start());
    const QString place = server.path("backups");
    QVERIFY(server.makeBaseBackup("backups/base-2026-01-05"));
    const QVariantMap where{{"directory", place},
                            {"each", "folder"},
                            {"pattern", "base-%F"},
                            {"dated_by", "modified"},
                            {"complete", "backup_manifest"},
                            {"settle", 0}};
    CheckResult result = backup(where);
    // Whole; odd is only that it was not written when its name says.
    QCOMPARE(result.fields.value("backup.count").toInt(), 1);
    QVERIFY2(result.fields.value("backup.bytes").toLongLong() > 10'000'000
                 && result.fields.value("backup.files").toInt() > 500,
             qPrintable(resultText(result)));
    QVERIFY2(result.message.contains("which its name does not say"),
             qPrintable(resultText(result)));
    // One that was broken off has no manifest.
    QVERIFY(QFile::remove(place + "/base-2026-01-05/backup_manifest"));
    result = backup(where);
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QVERIFY2(result.error->advice.contains("there is no backup_manifest in it"),
             qPrintable(resultText(result)));
}

void TestBackup::nothingIsLeftBehindSsh_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("isCut");
    for (const char *kind : {"backup", "dead-man", "ssh"}) {
        QTest::addRow("%s at its end", kind) << kind << false;
        QTest::addRow("%s cut off", kind) << kind << true;
    }
}

void TestBackup::nothingIsLeftBehindSsh()
{
    QFETCH(QString, kind);
    QFETCH(bool, isCut);
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: a folder over ssh needs root here, to make a network namespace");
    // What is asked there never answers. The login's own shell may ask the same programs.
    QTemporaryDir stuck;
    for (const char *name : {"find", "stat", "head", "df"}) {
        put(stuck.filePath(name),
            "#!/bin/sh\n[ \"$LC_ALL\" = C ] || exec /usr/bin/" + QByteArray(name)
                + " \"$@\"\n"
                  "echo $$ >>'"
                + stuck.filePath("pids").toLocal8Bit() + "'\nexec sleep 300\n",
            60);
        QFile::setPermissions(stuck.filePath(name), QFile::ReadOwner | QFile::ExeOwner);
    }
    Bastion bastion;
    if (!bastion.start({"--path", stuck.path() + ":/usr/bin:/bin"}))
        QSKIP("NOT TESTED: a folder over ssh needs a network namespace, and this machine lets none "
              "be made");
    const auto pids = [&stuck] {
        QFile file(stuck.filePath("pids"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    };
    const auto living = [&pids] {
        QByteArrayList all = pids();
        // What has ended has no arguments any more, whether or not somebody has taken note.
        all.removeIf([](const QByteArray &pid) {
            QFile arguments(QString("/proc/%1/cmdline").arg(pid.constData()));
            return pid.isEmpty() || !arguments.open(QIODevice::ReadOnly)
                   || arguments.readAll().isEmpty();
        });
        return all;
    };
    QTemporaryDir folder;
    put(folder.filePath("a.dump"), "a", 3600);
    Check check =
        kind == "ssh" ? ProbeBench::check(
                            "ssh", {{"host", "bastion"}, {"config_file", bastion.file("config")}})
        : kind == "backup"
            ? ProbeBench::check("backup", withDefaults("backup", {{"directory", folder.path()}}))
            : ProbeBench::check("dead-man",
                                withDefaults("dead-man", {{"file", folder.filePath("a.dump")}}));
    check.timeout = std::chrono::seconds(5);
    if (kind != "ssh")
        check.via = bastion.way();
    ProbeBench bench;
    bool hasEnded = false;
    connect(&bench.runner, &ProbeRunner::finished, this, [&] { hasEnded = true; });
    bench.runner.run(ProbeBench::key(), check);
    QTRY_VERIFY_WITH_TIMEOUT(!living().isEmpty() || hasEnded, 10'000);
    QVERIFY(!living().isEmpty());
    if (isCut)
        bastion.tell("cut");
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(living(), QByteArrayList(), 10'000);
}

void TestBackup::folderBehindSsh()
{
    if (::geteuid() != 0)
        QSKIP("NOT TESTED: a folder over ssh needs root here, to make a network namespace");
    Bastion bastion;
    if (!bastion.start())
        QSKIP("NOT TESTED: a folder over ssh needs a network namespace, and this machine lets none "
              "be made");
    QTemporaryDir folder;
    put(folder.filePath("a.dump"), QByteArray(1000, 'a'), 7200);
    const QVariantMap where{{"directory", folder.path()}};
    CheckResult result = backup(where, bastion.way(), 20000);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(result.message.contains("1 good one in Bastion:" + folder.path()),
             qPrintable(result.message));
    QVERIFY(QDir(folder.path()).mkpath("set one/deep"));
    put(folder.filePath("set one/deep/b"), QByteArray(3000, 'b'), 3600);
    result = backup({{"directory", folder.path()}, {"each", "folder"}}, bastion.way(), 20000);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(result.message.startsWith("set one, 3"), qPrintable(result.message));
    result = backup(where, bastion.way({"bastion", "inner"}), 20000);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    result = backup({{"directory", "/no/such/folder"}}, bastion.way(), 20000);
    QCOMPARE(result.message, QString("There is no folder Bastion:/no/such/folder"));
    put(folder.filePath("sign"), QByteArray::number(QDateTime::currentSecsSinceEpoch() - 60), 7200);
    result = deadMan({{"file", folder.filePath("sign")}, {"timestamp", "content"}}, bastion.way(),
                     20000);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    bastion.tell("cut");
    const auto isWayLost = [&] {
        const CheckResult now = backup(where, bastion.way(), 20000);
        return now.error && toWord(now.error->kind) == "way" && now.status == CheckStatus::Unknown;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isWayLost(), 30000);
    Way proxy;
    proxy.id = proxy.title = "proxy";
    proxy.kind = WayKind::HttpProxy;
    QCOMPARE(toWord(backup(where, proxy).error->kind), QString("config"));
}

void TestBackup::bucket()
{
    BucketServer server;
    QVERIFY(server.start());
    const auto ago = [](int hours) {
        return QDateTime::currentDateTimeUtc().addSecs(-hours * 3600).toString(Qt::ISODateWithMs);
    };
    const auto rows = [&](int newest) {
        QJsonArray all;
        for (int i = 0; i < 5; ++i)
            all.append(QJsonArray{QStringLiteral("daily/shop %1.dump").arg(i), 1000 + i,
                                  ago(newest + 24 * i)});
        all.append(QJsonArray{"other/newer.dump", 5, ago(0)});
        return all;
    };
    server.setObjects({{"shop-backups", rows(2)}, {"open", rows(40)}, {"empty", QJsonArray()}});
    m_bench.credentials.put("demo/s3", "watcher-secret");
    const QVariantMap where{{"url", QStringLiteral("http://127.0.0.1:%1").arg(server.port())},
                            {"bucket", "shop-backups"},
                            {"prefix", "daily/"},
                            {"region", "eu-test-1"},
                            {"access_key", "watcher"},
                            {"credential", "demo/s3"}};
    // More than one page, signed each.
    CheckResult result = backup(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(result.message.startsWith("shop 0.dump, 1"), qPrintable(result.message));
    QCOMPARE(result.fields.value("backup.count").toInt(), 5);
    QVERIFY2(result.message.endsWith("5 good ones in shop-backups/daily/"),
             qPrintable(result.message));
    const auto change = [&](const QVariantMap &more) {
        QVariantMap all = where;
        all.insert(more);
        return backup(all);
    };
    result = change({{"bucket", "empty"}});
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QVariantMap open = where;
    for (const char *name : {"access_key", "credential"})
        open.remove(name);
    open.insert("bucket", "open");
    result = backup(open);
    QVERIFY2(result.status == CheckStatus::Warning, qPrintable(resultText(result)));
    QVERIFY2(result.message.contains("old, limit 26"), qPrintable(resultText(result)));
    result = change({{"bucket", "missing"}});
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.message, QString("There is no bucket missing"));
    QCOMPARE(result.status, CheckStatus::Critical);
    result = change({{"bucket", "slowdown"}});
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY(result.error->detail.startsWith("SlowDown"));
    server.pause();
    Check check = ProbeBench::check("backup", withDefaults("backup", where), 400);
    QCOMPARE(toWord(m_bench.run(check).error->kind), QString("timeout"));
    server.resume();
    server.killHard();
    QCOMPARE(toWord(backup(where).error->kind), QString("refused"));
}

void TestBackup::bucketRefusals()
{
    BucketServer server;
    QVERIFY(server.start());
    m_bench.credentials.put("demo/s3", "watcher-secret");
    m_bench.credentials.put("demo/wrong", "another-secret");
    const auto refused = [&](const QVariantMap &more, const char *code) {
        QVariantMap all{{"url", QStringLiteral("http://127.0.0.1:%1").arg(server.port())},
                        {"bucket", "b"},
                        {"region", "eu-test-1"},
                        {"access_key", "watcher"},
                        {"credential", "demo/s3"}};
        all.insert(more);
        const CheckResult result = backup(all);
        QCOMPARE(toWord(result.error->kind),
                 QString(code == QByteArray("AuthorizationHeaderMalformed") ? "config" : "auth"));
        QCOMPARE(result.status, CheckStatus::Unknown);
        QVERIFY2(result.error->detail.startsWith(code), qPrintable(resultText(result)));
        QVERIFY(!resultText(result).contains("secret,")
                && !resultText(result).contains("watcher-secret"));
    };
    refused({{"credential", "demo/wrong"}}, "SignatureDoesNotMatch");
    refused({{"access_key", "nobody"}}, "InvalidAccessKeyId");
    refused({{"region", "us-east-1"}}, "AuthorizationHeaderMalformed");
    refused({{"access_key", ""}, {"credential", ""}}, "AccessDenied");
}

void TestBackup::deadManFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("last run");
    CheckResult result = deadMan({{"file", path}});
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(result.message, path + " has never given a sign of life");
    put(path, "", 600);
    result = deadMan({{"file", path}, {"age_warning", 3'600'000}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    put(path, "", 7200);
    QCOMPARE(deadMan({{"file", path}, {"age_warning", 3'600'000}}).status, CheckStatus::Warning);
    put(path, "", -7200);
    result = deadMan({{"file", path}, {"age_critical", 3'600'000}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains("in the future"), qPrintable(resultText(result)));
    put(path,
        QDateTime::currentDateTimeUtc().addSecs(-600).toString(Qt::ISODate).toLatin1() + "\nmore\n",
        999999);
    result = deadMan({{"file", path}, {"timestamp", "content"}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    put(path, "0\n", 10);
    QCOMPARE(deadMan({{"file", path}, {"timestamp", "content"}}).figure, QString("never"));
    put(path, "not yet\n", 10);
    QCOMPARE(toWord(deadMan({{"file", path}, {"timestamp", "content"}}).error->kind),
             QString("garbage"));
    QCOMPARE(toWord(deadMan({{"file", folder.path()}}).error->kind), QString("not-found"));
}

void TestBackup::deadManMetric()
{
    // A real exporter, its text file collector with the job's own figure.
    QTemporaryDir folder;

    class Exporter final : public RealServer
    {
    public:
        bool start(const QString &folder)
        {
            return launch("/usr/bin/prometheus-node-exporter",
                          {"--web.listen-address=127.0.0.1:" + QString::number(port()),
                           "--collector.disable-defaults", "--collector.textfile",
                           "--collector.textfile.directory=" + folder})
                   && waitForPort(port());
        }
    } exporter;

    QVERIFY(exporter.start(folder.path()));
    const QVariantMap where{
        {"url", QStringLiteral("http://127.0.0.1:%1/metrics").arg(exporter.port())},
        {"metric", "job_last_success_timestamp_seconds{job=\"nightly\"}"}};
    CheckResult result = deadMan(where);
    QCOMPARE(toWord(result.error->kind), QString("not-found"));
    QCOMPARE(result.figure, QString("never"));
    const auto set = [&](qint64 ago) {
        QFile file(folder.filePath("job.prom"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("job_last_success_timestamp_seconds{job=\"nightly\",part=\"a\"} "
                   + QByteArray::number(QDateTime::currentSecsSinceEpoch() - ago)
                   + "\njob_last_success_timestamp_seconds{job=\"nightly\",part=\"b\"} "
                   + QByteArray::number(QDateTime::currentSecsSinceEpoch())
                   + "\njob_last_success_timestamp_seconds{job=\"other\"} 1\n");
    };
    set(60);
    result = deadMan(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    QVERIFY2(
        result.message.startsWith(
            "job_last_success_timestamp_seconds{job=\"nightly\"} gave its last sign of life 6"),
        qPrintable(result.message));
    set(30 * 3600); // the oldest of both
    result = deadMan(where);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains("has been silent for 30"), qPrintable(result.message));
    exporter.killHard();
    QCOMPARE(toWord(deadMan(where).error->kind), QString("refused"));
}

void TestBackup::deadManRow()
{
    RealPostgres server;
    QVERIFY(server.start());
    server.sql("CREATE USER watch PASSWORD 'watch-word'");
    server.sql("CREATE TABLE runs (finished_at timestamptz)");
    server.sql("GRANT SELECT ON runs TO watch");
    m_bench.credentials.put("demo/db", "watch-word");
    const QVariantMap where{
        {"host", "127.0.0.1"},     {"port", server.port()},
        {"database", "postgres"},  {"user", "watch"},
        {"credential", "demo/db"}, {"query", "SELECT max(finished_at) FROM runs"}};
    const auto change = [&](const QVariantMap &more) {
        QVariantMap all = where;
        all.insert(more);
        return deadMan(all);
    };
    CheckResult result = deadMan(where); // NULL
    QCOMPARE(result.figure, QString("never"));
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("Nightly run on 127.0.0.1:"), qPrintable(result.message));
    QCOMPARE(change({{"query", "SELECT finished_at FROM runs"}}).figure,
             QString("never")); // no row
    server.sql("INSERT INTO runs VALUES (now() - interval '10 minutes')");
    result = deadMan(where);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(resultText(result)));
    result = change({{"age_critical", 60'000}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(change({{"query", "SELECT extract(epoch FROM max(finished_at)) FROM runs"}}).status,
             CheckStatus::Ok);
    QCOMPARE(change({{"query", "SELECT max(finished_at) AT TIME ZONE 'UTC' FROM runs"}}).status,
             CheckStatus::Ok);
    QCOMPARE(toWord(change({{"query", "SELECT 'soon'"}}).error->kind), QString("garbage"));
    QCOMPARE(change({{"query", "SELECT max(finished_at) FROM none"}}).status == CheckStatus::Ok,
             false);
    m_bench.credentials.put("demo/wrong", "no");
    QCOMPARE(toWord(change({{"credential", "demo/wrong"}}).error->kind), QString("auth"));
    server.killHard();
    QCOMPARE(toWord(deadMan(where).error->kind), QString("refused"));
}

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"
