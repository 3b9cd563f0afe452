// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "services/probes/backup/backupset.h"
#include "services/probes/backup/bucketlist.h"
#include "services/probes/backup/bucketrefusal.h"
#include "services/probes/backup/lifesign.h"
#include "services/probes/outcome.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kHour = 3'600'000;
const qint64 kNow = QDateTime({2026, 3, 10}, {12, 0}, Qt::UTC).toMSecsSinceEpoch();

BackupFile file(const char *name, qint64 bytes, double hoursAgo)
{
    return {name, bytes, kNow - qint64(hoursAgo * kHour)};
}

ProbeOutcome judged(const QList<BackupFile> &files, const QVariantMap &more = {})
{
    Check check;
    for (const ParameterSpec &spec : BackupRules::schema()) {
        if (spec.defaultValue.isValid())
            check.parameters.insert(spec.name, spec.defaultValue);
    }
    check.parameters.insert(more);
    const auto rules = BackupRules::from(Parameters(check));
    if (!rules)
        qFatal("%s", qPrintable(rules.error().message));
    ProbeOutcome outcome = answeredOutcome(1ms);
    judgeBackups(files, *rules, "/backups", kNow, outcome);
    return outcome;
}

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), QChar(' '));
}

double sample(const ProbeOutcome &outcome, const QString &metric)
{
    for (const Sample &each : outcome.samples) {
        if (each.metric == metric)
            return each.value;
    }
    return -1;
}

} // namespace

/// Which files are good backups, how old the newest is, and what is odd about them.
class TestBackupSet : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_plurals)); }

    void names_data();
    void names();
    void badPatterns();
    void good();
    void judgements_data();
    void judgements();
    void nameAndTime();
    void foldersOfKeys();
    void bucketPages();
    void refusals();
    void moments_data();
    void moments();
    void lifeSigns();

private:
    EnglishPlurals m_plurals;
};

void TestBackupSet::names_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("matches");
    QTest::addColumn<QString>("start"); ///< UTC; empty: no date
    QTest::addColumn<qint64>("length");
    QTest::newRow("any") << "*" << "shop.dump" << true << "" << qint64(0);
    QTest::newRow("day") << "shop-%Y-%m-%d.dump" << "shop-2026-03-09.dump" << true
                         << "2026-03-09T00:00:00Z" << 24 * kHour;
    QTest::newRow("minute") << "%F_%H%M*" << "2026-03-09_0430.tar.gz" << true
                            << "2026-03-09T04:30:00Z" << qint64(60'000);
    QTest::newRow("second") << "db.%Y%m%dT%H%M%SZ.?z" << "db.20260309T043001Z.xz" << true
                            << "2026-03-09T04:30:01Z" << qint64(1000);
    QTest::newRow("short year") << "%y%m%d.sql" << "260309.sql" << true << "2026-03-09T00:00:00Z"
                                << 24 * kHour;
    QTest::newRow("epoch") << "b-%s" << "b-1773028800" << true << "2026-03-09T04:00:00Z"
                           << qint64(1000);
    QTest::newRow("percent") << "100%%-*" << "100%-a" << true << "" << qint64(0);
    QTest::newRow("another name") << "shop-%F.dump" << "cart-2026-03-09.dump" << false << ""
                                  << qint64(0);
    QTest::newRow("more behind it")
        << "shop-%F.dump" << "shop-2026-03-09.dump.sha256" << false << "" << qint64(0);
    QTest::newRow("no such day") << "%F" << "2026-02-30" << true << "" << qint64(0);
    QTest::newRow("no such hour") << "%F %H" << "2026-02-03 25" << true << "" << qint64(0);
    QTest::newRow("a dot is a dot") << "a.b" << "aXb" << false << "" << qint64(0);
}

void TestBackupSet::names()
{
    QFETCH(QString, pattern);
    QFETCH(QString, name);
    QFETCH(bool, matches);
    QFETCH(QString, start);
    QFETCH(qint64, length);
    const auto dated = DatedName::parse(pattern);
    QVERIFY(dated);
    QCOMPARE(dated->matches(name), matches);
    const auto span = dated->span(name, QTimeZone::utc());
    QCOMPARE(span.has_value(), !start.isEmpty());
    if (span) {
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(span->startMs, Qt::UTC).toString(Qt::ISODate),
                 start);
        QCOMPARE(span->endMs - span->startMs, length);
        const auto berlin = dated->span(name, QTimeZone("Europe/Berlin"));
        QCOMPARE(berlin->startMs, pattern.contains("%s") ? span->startMs : span->startMs - kHour);
    }
}

void TestBackupSet::badPatterns()
{
    for (const char *pattern : {"%Q", "a%", "%H%M", "%Y-%m"}) {
        const auto dated = DatedName::parse(pattern);
        QVERIFY2(!dated, pattern);
        QCOMPARE(toWord(dated.error().kind), QString("config"));
    }
    const auto named = [](const QVariantMap &values) {
        QStringList names;
        const QList<ParameterFinding> findings = BackupRules::findings(values);
        for (const ParameterFinding &finding : findings)
            names.append(finding.parameter);
        return names;
    };
    QCOMPARE(named({{"pattern", "%Q"}}), QStringList{"pattern"});
    QCOMPARE(named({{"pattern", "*"}, {"dated_by", "name"}}), QStringList{"dated_by"});
    QCOMPARE(named({{"pattern", "%F"}, {"timezone", "Middle-earth/Shire"}}),
             QStringList{"timezone"});
    QCOMPARE(named({{"pattern", "%F"}, {"timezone", "Europe/Berlin"}, {"dated_by", "name"}}),
             QStringList());
}

void TestBackupSet::good()
{
    const ProbeOutcome outcome =
        judged({file("shop-2026-03-08.dump", 1000, 60), file("shop-2026-03-10.dump", 1200, 11),
                file("shop-2026-03-09.dump", 1100, 35), file("shop-2026-03-11.dump.part", 5, 0),
                file("notes.txt", 9, 0.5)},
               {{"pattern", "shop-%F.dump"}, {"count_warning", 3}});
    QCOMPARE(outcome.status, CheckStatus::Ok);
    QCOMPARE(plain(outcome.message),
             QString("shop-2026-03-10.dump, 1.2 kB, 11 h old; 3 good ones in /backups"));
    QCOMPARE(sample(outcome, "backup_age_seconds"), 11 * 3600.0);
    QCOMPARE(sample(outcome, "backup_bytes"), 1200.0);
    QCOMPARE(sample(outcome, "backup_count"), 3.0);
    QCOMPARE(sample(outcome, "backup_total_bytes"), 3300.0);
    QCOMPARE(outcome.fields.value("backup.unfinished").toInt(), 1);
    QCOMPARE(outcome.fields.value("backup.time").toString(), QString("2026-03-10T01:00:00Z"));
}

void TestBackupSet::judgements_data()
{
    QTest::addColumn<QList<BackupFile>>("files");
    QTest::addColumn<QVariantMap>("more");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");
    const QVariantMap none;
    const auto row = [](const char *name, const QList<BackupFile> &files, const QVariantMap &more,
                        CheckStatus status, const char *kind, const char *words) {
        QTest::newRow(name) << files << more << status << kind << words;
    };
    row("empty", {}, none, CheckStatus::Critical, "not-found",
        "There is no good backup in /backups. The place is empty");
    row("late", {file("a", 10, 30)}, none, CheckStatus::Warning, "condition",
        "is 30 h old, limit 26 h. It is a.");
    row("much too late", {file("a", 10, 60)}, none, CheckStatus::Critical, "condition",
        "The newest good backup in /backups is 60 h old, limit 50 h.");
    row("shrunk", {file("a", 100, 60), file("b", 110, 40), file("c", 20, 1)}, none,
        CheckStatus::Warning, "condition",
        "has 20 bytes, 18 % of what those before it had, limit 50 %. c may lack a part.");
    row("shrunk, one before", {file("b", 110, 20), file("c", 20, 1)}, none, CheckStatus::Ok, "",
        "c, 20 bytes");
    row("nothing in it", {file("a", 10, 20), file("b", 0, 1)}, none, CheckStatus::Warning,
        "condition",
        "b, does not count: it has 0 bytes, less than 1 byte. The good one before it is 20 h old.");
    row("only empty ones", {file("b", 0, 1)}, none, CheckStatus::Critical, "not-found",
        "The newest, b, does not count: it has 0 bytes");
    row("no checksum", {file("a", 10, 20), file("a.sha256", 64, 20), file("b", 10, 1)},
        {{"checksum", ".sha256"}}, CheckStatus::Warning, "condition",
        "b, does not count: there is no b.sha256 beside it");
    row("empty checksum", {file("b", 10, 1), file("b.sha256", 0, 1)}, {{"checksum", ".sha256"}},
        CheckStatus::Critical, "not-found", "there is no b.sha256 beside it");
    row("checksums", {file("b", 10, 1), file("b.sha256", 64, 1)}, {{"checksum", ".sha256"}},
        CheckStatus::Ok, "", "b, 10 bytes, 1 h old; 1 good one in /backups");
    row("few", {file("a", 10, 1)}, {{"count_warning", 7}}, CheckStatus::Warning, "condition",
        "/backups keeps 1 good backup, limit 7.");
    row("unfinished only", {file("a.part", 10, 1)}, none, CheckStatus::Critical, "not-found",
        "What is there is still being written");
    row("still growing", {file("a", 10, 20), file("b", 1, 0.01)}, none, CheckStatus::Ok, "",
        "a, 10 bytes, 20 h old");
    row("other names", {file("b.zip", 10, 1)}, {{"pattern", "*.dump"}}, CheckStatus::Critical,
        "not-found", "a file there is b.zip");
    row("from the future", {file("a", 10, 1), file("b", 10, -48)}, none, CheckStatus::Warning,
        "condition", "1 backup in /backups is dated in the future: b.");
    row("only from the future", {file("b", 10, -48)}, none, CheckStatus::Critical, "not-found",
        "b is dated in the future and does not count");
    row("copied", {file("b-2026-01-01", 10, 1)}, {{"pattern", "b-%F"}, {"dated_by", "modified"}},
        CheckStatus::Warning, "condition",
        "b-2026-01-01 in /backups was written on 2026-03-10, which its name does not say.");
    row("copied, by name", {file("b-2026-01-01", 10, 1)}, {{"pattern", "b-%F"}},
        CheckStatus::Critical, "condition", "limit 50 h");
    const auto folder = [](const char *name, double hoursAgo, qint64 marker) {
        BackupFile made = file(name, 1000, hoursAgo);
        made.isFolder = true;
        made.files = 3;
        made.markerBytes = marker;
        return made;
    };
    const QVariantMap folders{{"each", "folder"}, {"complete", "manifest"}};
    row("folder", {folder("a", 2, 5), file("b", 5, 1)}, folders, CheckStatus::Ok, "",
        "a, 1.0 kB in 3 files, 2 h old; 1 good one in /backups");
    row("folder without its last file", {folder("a", 20, 5), folder("b", 1, -1)}, folders,
        CheckStatus::Warning, "condition", "b, does not count: there is no manifest in it");
    row("folder with an empty last file", {folder("b", 1, 0)}, folders, CheckStatus::Critical,
        "not-found", "The newest, b, does not count: its manifest is empty");
    row("folders only", {folder("b", 1, 0)}, none, CheckStatus::Critical, "not-found",
        "There are folders, but no file. Try: each: folder in the check.");
    row("files only", {file("b", 1, 1)}, folders, CheckStatus::Critical, "not-found",
        "There are files, but no folder.");
    row("folders of other names", {folder("b", 1, 5)}, {{"each", "folder"}, {"pattern", "%F"}},
        CheckStatus::Critical, "not-found", "a folder there is b.");
    row("folder with older files", {folder("b-2026-03-10", 900, 5)},
        {{"each", "folder"}, {"pattern", "b-%F"}}, CheckStatus::Ok, "", "12 h old");
    BackupFile closed = folder("b", 1, -1);
    closed.isUnreadable = true;
    row("closed folder", {closed}, folders, CheckStatus::Critical, "not-found",
        "The newest, b, does not count: it may not be read");
    row("folder and checksum", {folder("a", 2, 5), file("a.sha256", 64, 1)},
        {{"each", "folder"}, {"checksum", ".sha256"}}, CheckStatus::Ok, "", "a, 1.0 kB in 3 files");
    row("name of the future", {file("b-2026-03-10", 10, 10), file("b-2027-03-10", 10, 1)},
        {{"pattern", "b-%F"}}, CheckStatus::Warning, "condition",
        "dated in the future: b-2027-03-10");
}

void TestBackupSet::judgements()
{
    QFETCH(QList<BackupFile>, files);
    QFETCH(QVariantMap, more);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    QFETCH(QString, words);
    const ProbeOutcome outcome = judged(files, more);
    const QString said = plain(outcome.error ? outcome.error->message + ' ' + outcome.error->advice
                                             : outcome.message);
    QVERIFY2(said.contains(words), qPrintable(said));
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.error ? toWord(outcome.error->kind) : QString(), kind);
    QVERIFY(!outcome.figure.isEmpty());
}

void TestBackupSet::nameAndTime()
{
    // An object whose time is a moment ahead of the whole seconds of the store's Date.
    QCOMPARE(judged({{"a", 10, kNow + 900}}, {{"settle", 0}}).status, CheckStatus::Ok);
    // Within the day that the name says, the file's own time counts.
    QCOMPARE(
        sample(judged({file("b-2026-03-10", 10, 3)}, {{"pattern", "b-%F"}}), "backup_age_seconds"),
        3 * 3600.0);
    // Copied the next day: the end of the day in the name.
    QVERIFY(qAbs(sample(judged({file("b-2026-03-09", 10, 1)}, {{"pattern", "b-%F"}}),
                        "backup_age_seconds")
                 - 12 * 3600)
            < 2);
    // A name in local time that lies ahead of UTC is not of the future.
    QCOMPARE(sample(judged({file("b-2026-03-10T13", 10, 0.5)}, {{"pattern", "b-%FT%H"}}),
                    "backup_age_seconds"),
             1800.0);
    // Where the zone is stated it is.
    QCOMPARE(
        judged({file("b-2026-03-10T15", 10, 0.5)}, {{"pattern", "b-%FT%H"}, {"timezone", "UTC"}})
            .status,
        CheckStatus::Critical);
    QCOMPARE(sample(judged({file("b-2026-03-10T12", 10, 0.5)},
                           {{"pattern", "b-%FT%H"}, {"timezone", "Europe/Berlin"}}),
                    "backup_age_seconds"),
             1800.0);
}

void TestBackupSet::foldersOfKeys()
{
    const QList<BackupFile> all = asFolders(
        {file("b/data/x", 10, 5), file("b/manifest", 3, 4), file("a/", 0, 9), file("a/x", 7, 8),
         file("loose", 1, 2), file("empty/", 0, 3), file("a/sub/manifest", 4, 9)},
        "manifest");
    QCOMPARE(all.size(), 4);
    QCOMPARE(all.at(0), file("loose", 1, 2));
    BackupFile a = file("a", 11, 8);
    a.isFolder = true;
    a.files = 2;
    QCOMPARE(all.at(1), a); // a manifest further down is another's
    BackupFile b = file("b", 13, 4);
    b.isFolder = true;
    b.files = 2;
    b.markerBytes = 3;
    QCOMPARE(all.at(2), b);
    QVERIFY(all.at(3).isFolder && all.at(3).files == 0 && all.at(3).modifiedMs == kNow - 3 * kHour);
}

void TestBackupSet::refusals()
{
    const auto told = [](const char *code, const char *more = "", const char *key = "watcher",
                         int status = 403) {
        HttpReply reply;
        reply.status = status;
        reply.body = QByteArray("<Error><Code>") + code + "</Code><Message>words</Message>" + more
                     + "</Error>";
        reply.headers.append({"Date", QDateTime::fromMSecsSinceEpoch(kNow - 20 * 60'000, Qt::UTC)
                                          .toString("ddd, dd MMM yyyy hh:mm:ss 'GMT'")
                                          .toLatin1()});
        const Error error = bucketRefusal(reply, "b", key, kNow);
        return plain(toWord(error.kind) + ": " + error.message);
    };
    QCOMPARE(told("RequestTimeTooSkewed"),
             QString("auth: This machine's clock is 20 min ahead of the store's, which refuses its "
                     "signature."));
    QCOMPARE(told("InvalidAccessKeyId"), QString("auth: The store does not know the key watcher."));
    QCOMPARE(told("SignatureDoesNotMatch"),
             QString("auth: The store does not accept the signature of the key watcher."));
    QCOMPARE(told("AccessDenied"), QString("auth: The key watcher may not list the bucket b."));
    QCOMPARE(told("AccessDenied", "", ""), QString("auth: The bucket b is not for all to list."));
    QCOMPARE(told("AuthorizationHeaderMalformed", "<Region>eu-2</Region>", "watcher", 400),
             QString("config: The bucket b is of the region eu-2, not of the one in the check."));
    QCOMPARE(told("PermanentRedirect", "<Endpoint>b.s3-eu.test</Endpoint>", "watcher", 301),
             QString("config: The bucket b is to be asked at b.s3-eu.test."));
    QCOMPARE(told("NoSuchBucket", "", "watcher", 404), QString("not-found: There is no bucket b."));
    QCOMPARE(told("SlowDown", "", "watcher", 503), QString("status: HTTP 503 on /b."));
    QCOMPARE(told("", "", "", 412), QString("auth: The bucket b is not for all to list."));
    QCOMPARE(told("NeverHeardOf"), QString("auth: HTTP 403 on /b."));
}

void TestBackupSet::bucketPages()
{
    const QByteArray head = "<?xml version=\"1.0\"?><ListBucketResult "
                            "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>";
    auto page = readBucketPage(
        head
            + "<NextContinuationToken>a+/=</NextContinuationToken><Contents><Key>x/a&amp;b</"
              "Key><LastModified>2026-03-10T11:00:00.000Z</LastModified><Size>5</"
              "Size><Owner><ID>1</ID></Owner></Contents></ListBucketResult>",
        "s3");
    QVERIFY(page);
    QCOMPARE(page->next, QString("a+/="));
    QCOMPARE(page->files, (QList<BackupFile>{{"x/a&b", 5, kNow - kHour}}));
    for (const QByteArray &bad :
         {QByteArray(), QByteArray("no xml"), QByteArray("<html/>"), head,
          head + "<Contents><Key>a</Key></Contents></ListBucketResult>",
          head + "<IsTruncated>true</IsTruncated><NextMarker>x</NextMarker></ListBucketResult>",
          head
              + "<Contents><Key>a</Key><Size>-1</Size><LastModified>2026-03-10T11:00:00Z</"
                "LastModified></Contents></ListBucketResult>",
          head
              + "<Contents><Key>a</Key><Size>1</Size><LastModified>yesterday</LastModified></"
                "Contents></ListBucketResult>",
          QByteArray("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")
              + "<ListBucketResult><Contents><Key>&e;</Key><Size>1</"
                "Size><LastModified>2026-03-10T11:00:00Z</LastModified></Contents></"
                "ListBucketResult>"}) {
        page = readBucketPage(bad, "s3");
        QVERIFY2(!page, bad.constData());
        QCOMPARE(toWord(page.error().kind), QString("garbage"));
    }
    // Entities that grow without end.
    QByteArray bomb = "<!DOCTYPE a [<!ENTITY a0 \"aaaaaaaaaa\">";
    for (int i = 1; i < 12; ++i)
        bomb += "<!ENTITY a" + QByteArray::number(i) + " \""
                + QByteArray("&a" + QByteArray::number(i - 1) + ";").repeated(10) + "\">";
    QVERIFY(
        !readBucketPage(bomb + "]><ListBucketResult><Name>&a11;</Name></ListBucketResult>", "s3"));
    QCOMPARE(bucketQuery("a b/", "x+="),
             QByteArray("continuation-token=x%2B%3D&list-type=2&prefix=a%20b%2F"));
    QCOMPARE(readBucketError("<Error><Code>NoSuchBucket</Code><Message>m</Message><Region>r"
                             "</Region><Endpoint>e</Endpoint></Error>"),
             (BucketError{"NoSuchBucket", "m", "r", "e"}));
    QCOMPARE(readBucketError("<html/>").code, QString());
}

void TestBackupSet::moments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("moment"); ///< -1: none
    const qint64 day = QDateTime({2026, 3, 9}, {4, 0}, Qt::UTC).toMSecsSinceEpoch();
    QTest::newRow("seconds") << QByteArray("1773028800\n") << day;
    QTest::newRow("fraction") << QByteArray("1773028800.25") << day + 250;
    QTest::newRow("float") << QByteArray("1.7730288e+09") << day;
    QTest::newRow("milliseconds") << QByteArray("1773028800000") << day;
    QTest::newRow("microseconds") << QByteArray("1773028800000000") << day;
    QTest::newRow("nanoseconds") << QByteArray("1773028800000000000") << day;
    QTest::newRow("ISO") << QByteArray("2026-03-09T04:00:00Z") << day;
    QTest::newRow("without a zone") << QByteArray("2026-03-09 04:00:00") << day;
    QTest::newRow("PostgreSQL") << QByteArray("2026-03-09 06:00:00.5+02") << day + 500;
    QTest::newRow("west") << QByteArray("2026-03-08T22:30:00-05:30") << day;
    QTest::newRow("zero") << QByteArray("0") << qint64(0);
    for (const char *bad :
         {"", "soon", "2026-13-09 04:00", "-5", "nan", "1e300", "2026-03-09T04:00:00Zx"})
        QTest::newRow(*bad == 0 ? "empty" : bad) << QByteArray(bad) << qint64(-1);
}

void TestBackupSet::moments()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, moment);
    QCOMPARE(readMoment(text).value_or(-1), moment);
}

void TestBackupSet::lifeSigns()
{
    LifeSignRules rules;
    rules.age = {26.0 * kHour, 50.0 * kHour};
    const auto after = [&](std::optional<qint64> moment) {
        ProbeOutcome outcome = answeredOutcome(1ms);
        judgeLifeSign("nightly", moment, kNow, rules, outcome);
        return outcome;
    };
    QCOMPARE(after(kNow - kHour).status, CheckStatus::Ok);
    QCOMPARE(plain(after(kNow - kHour).figure), QString("1 h"));
    QCOMPARE(sample(after(kNow - kHour), "dead_man_age_seconds"), 3600.0);
    QCOMPARE(after(kNow - 30 * kHour).status, CheckStatus::Warning);
    QCOMPARE(after(kNow - 60 * kHour).status, CheckStatus::Critical);
    QVERIFY(after(kNow - 60 * kHour).message.startsWith("nightly has been silent for 60"));
    QCOMPARE(after(kNow + 5000).status, CheckStatus::Ok); // clocks differ
    QCOMPARE(after(kNow + kHour).status, CheckStatus::Warning);
    QVERIFY(after(kNow + kHour).message.contains("in the future"));
    QCOMPARE(after(kNow + 60 * kHour).status, CheckStatus::Critical);
    for (const std::optional<qint64> &never : {std::optional<qint64>(), std::optional<qint64>(0)}) {
        QCOMPARE(after(never).status, CheckStatus::Critical);
        QCOMPARE(after(never).message, QString("nightly has never given a sign of life"));
        QCOMPARE(after(never).figure, QString("never"));
    }
}

QTEST_GUILESS_MAIN(TestBackupSet)
#include "tst_backupset.moc"
