// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeedges.h"
#include "services/importers/composehealth.h"
#include "services/importers/interpolation.h"
#include "services/importers/nginxconf.h"
#include "services/importers/servicekindguess.h"

#include <QTest>

using namespace opsdeck;

using Fault = Interpolated::Fault;
Q_DECLARE_METATYPE(opsdeck::Interpolated::Fault)

class TestComposeParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void interpolates_data();
    void interpolates();
    void readsEnvFiles_data();
    void readsEnvFiles();
    void refusesBrokenEnvFiles_data();
    void refusesBrokenEnvFiles();
    void splitsShellLines();
    void readsDurations();
    void findsHosts_data();
    void findsHosts();
    void readsImages_data();
    void readsImages();
    void readsMounts_data();
    void readsMounts();
    void readsNginx();
    void everyTechnologyIsSound();
};

void TestComposeParts::interpolates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<Fault>("fault");
    const auto row = [](const char *text, const char *wanted, Fault fault = Fault::None) {
        QTest::newRow(text) << QString(text) << QString(wanted) << fault;
    };
    row("plain", "plain");
    row("$SET", "set");
    row("${SET}", "set");
    row("a${SET}b$SET-c", "asetbset-c");
    row("$UNSET.", ".");
    row("${UNSET:-d}", "d");
    row("${UNSET-d}", "d");
    row("${EMPTY:-d}", "d");
    row("${EMPTY-d}", "");
    row("${SET:-d}", "set");
    row("${SET:?e}", "set");
    row("${EMPTY?e}", "");
    row("${EMPTY:?e}", "", Fault::Required);
    row("${UNSET?e}", "", Fault::Required);
    row("${UNSET:?}", "", Fault::Required);
    row("${SET:+r}", "r");
    row("${EMPTY:+r}", "");
    row("${EMPTY+r}", "r");
    row("${UNSET+r}", "");
    row("${UNSET:-${SET}}", "set");
    row("${UNSET:-${EMPTY:-${SET}x}y}", "setxy");
    row("${SET:+${SET:+in}ner}", "inner");
    row("${UNSET:-{\"a\":{}}}", "{\"a\":{}}");
    row("$$SET", "$SET");
    row("$${SET}", "${SET}");
    row("$$$SET", "$set");
    row("cost $5 and $", "cost $5 and $");
    row("${UNSET:-a$$b}", "a$b");
    row("${SET:-a:b?c}", "set");
    row("${UNSET:-a:?b}", "a:?b");
    row("${_x1:-ok}", "ok");
    row("${", "", Fault::Invalid);
    row("${SET", "", Fault::Invalid);
    row("${}", "", Fault::Invalid);
    row("${1A}", "", Fault::Invalid);
    row("${SET/a/b}", "", Fault::Invalid);
    row("${SET:x}", "", Fault::Invalid);
    row("${UNSET:-${SET}", "", Fault::Invalid);
    row("${SET :-x}", "", Fault::Invalid);
}

void TestComposeParts::interpolates()
{
    QFETCH(QString, text);
    QFETCH(QString, wanted);
    QFETCH(Fault, fault);
    const Interpolated got = interpolated(text, [](const QString &name) -> std::optional<QString> {
        if (name == "SET")
            return "set";
        return name == "EMPTY" ? std::optional(QString()) : std::nullopt;
    });
    QCOMPARE(got.fault, fault);
    if (fault == Fault::None)
        QCOMPARE(got.text, wanted);
    if (fault == Fault::Required)
        QVERIFY(!got.variable.isEmpty());
    QCOMPARE(got.unset.contains("UNSET"), text == "$UNSET.");
}

void TestComposeParts::readsEnvFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("value"); ///< of X; "-": not set
    const auto row = [](const char *name, const char *bytes, const char *value) {
        QTest::newRow(name) << QByteArray(bytes) << QString(value);
    };
    row("plain", "X=a b", "a b");
    row("comment", "# X=1\nX=2 # two", "2");
    row("no comment", "X=2#two", "2#two");
    row("single", "X='$OUT # \"x\"'", "$OUT # \"x\"");
    row("double", "X=\"a # ${OUT}\\tb\" # c", "a # out\tb");
    row("escaped quote", "X='Let\\'s go'", "Let's go");
    row("json", "X=\"{\\\"a\\\": 1}\"", "{\"a\": 1}");
    row("dollar", "X=\"\\$OUT\"", "$OUT");
    row("several lines", "X='a\nb'\nY=1", "a\nb");
    row("export", "export X=1", "1");
    row("yaml", "X: 1", "1");
    row("spaces", "X = 1 ", "1");
    row("empty", "X=", "");
    row("alone, given", "OUT\nX=$OUT", "out");
    row("alone, not given", "X\nY=1", "-");
    row("above", "A=1\nX=${A}2", "12");
    row("later wins", "X=1\nX=2", "2");
    row("windows", "X=1\r\nY=2\r\n", "1");
    row("mark", "\xEF\xBB\xBFX=1", "1");
    row("default", "X=${NO:-no}", "no");
    row("dots", "A.B-C=1\nX=2", "2");
}

void TestComposeParts::readsEnvFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, value);
    ImportFindings findings;
    const EnvironmentMap map = readEnvFile(
        bytes, findings.addFile(".env"), false,
        [](const QString &name) {
            return name == "OUT" ? std::optional<QString>("out") : std::nullopt;
        },
        findings);
    QVERIFY2(!findings.hasErrors(), qPrintable(findings.sorted().value(0).text));
    QCOMPARE(map.contains("X") ? map.value("X") : QString("-"), value);
}

void TestComposeParts::refusesBrokenEnvFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("line");
    QTest::newRow("no name") << QByteArray("A=1\n=2") << 2;
    QTest::newRow("space in name") << QByteArray("A=1\n\nA B=2") << 3;
    QTest::newRow("open quote") << QByteArray("A=1\nB='S3cr3t\nmore\n") << 2;
    QTest::newRow("bad variable") << QByteArray("A=${") << 1;
    QTest::newRow("required") << QByteArray("A=${B:?no}") << 1;
    QTest::newRow("binary") << QByteArray("A=1\0B", 5) << 1;
}

void TestComposeParts::refusesBrokenEnvFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, line);
    ImportFindings findings;
    readEnvFile(
        bytes, findings.addFile(".env"), false,
        [](const QString &) { return std::optional<QString>(); }, findings);
    QVERIFY(findings.hasErrors());
    const QList<ImportFinding> all = findings.sorted();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.constFirst().where.line, line);
    QVERIFY(!all.constFirst().text.contains("S3cr3t"));
}

void TestComposeParts::splitsShellLines()
{
    QCOMPARE(shellWords("curl -f 'a b' \"c \\\" d\" e\\ f||exit 1"),
             QStringList({"curl", "-f", "a b", "c \" d", "e f", "||", "exit", "1"}));
    QCOMPARE(shellWords(""), QStringList());
    QCOMPARE(shellWords("a '' b"), QStringList({"a", "", "b"}));
    QCOMPARE(shellWords("a;b&&c"), QStringList({"a", ";", "b", "&&", "c"}));
}

void TestComposeParts::readsDurations()
{
    QCOMPARE(composeDuration("1m30s").value().count(), 90'000);
    QCOMPARE(composeDuration("1.5s").value().count(), 1'500);
    QCOMPARE(composeDuration("100us").value().count(), 0);
    QCOMPARE(composeDuration("0").value().count(), 0);
    QCOMPARE(composeDuration("2h").value().count(), 7'200'000);
    QVERIFY(!composeDuration("30"));
    QVERIFY(!composeDuration("soon"));
    QVERIFY(!composeDuration("-1s"));
    QVERIFY(!composeDuration(""));
}

void TestComposeParts::findsHosts_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QStringList>("hosts");
    const auto row = [](const char *key, const char *value, const QStringList &hosts) {
        QTest::newRow(value) << QString(key) << QString(value) << hosts;
    };
    row("X", "postgres://u:p@db:5432/x", {"db"});
    row("X", "jdbc:postgresql://db/x?user=a", {"db"});
    row("X", "mongodb://u:p@a:1,b:2/x", {"a", "b"});
    row("X", "redis://:p@cache", {"cache"});
    row("X", "u:p@tcp(mysql:3306)/db", {"mysql"});
    row("X", "Server=mssql,1433;Database=x;User=sa", {"mssql"});
    row("X", "host=db port=5432 user=x", {"db"});
    row("X", "broker:9092", {"broker"});
    row("X", "a:9092, b:9092", {"a", "b"});
    row("X", "db", {});
    row("DB_HOST", "db", {"db"});
    row("HOSTS", "a,b c", {"a", "b", "c"});
    row("REDIS_SERVER", "Cache", {"cache"});
    row("X", "http://[::1]:80/", {});
    row("X", "12:30", {});
    row("DEBUG", "true", {});
}

void TestComposeParts::findsHosts()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QStringList, hosts);
    QCOMPARE(hostsIn(key, value), hosts);
}

void TestComposeParts::readsImages_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("version");
    const auto row = [](const char *image, const char *path, const char *version) {
        QTest::newRow(image) << QString(image) << QString(path) << QString(version);
    };
    row("postgres", "postgres", "");
    row("postgres:15.4-alpine", "postgres", "15.4");
    row("redis:latest", "redis", "");
    row("localhost:5000/x/y:v1.2", "x/y", "1.2");
    row("ghcr.io/a/b@sha256:00", "a/b", "");
    row("timescale/timescaledb:latest-pg16", "timescale/timescaledb", "pg16");
    row("host:5000/img", "img", "");
    row("", "", "");
}

void TestComposeParts::readsImages()
{
    QFETCH(QString, image);
    QFETCH(QString, path);
    QFETCH(QString, version);
    QCOMPARE(imagePath(image), path);
    QCOMPARE(imageVersion(image), version);
}

void TestComposeParts::readsMounts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("target");
    const auto row = [](const char *text, const char *source, const char *target) {
        QTest::newRow(text) << QString(text) << QString(source) << QString(target);
    };
    row("/data", "", "/data");
    row("vol:/data", "vol", "/data");
    row("./x:/data:ro", "./x", "/data");
    row("C:\\x:/data", "C:\\x", "/data");
    row("C:\\x:D:\\y:ro", "C:\\x", "D:\\y");
    row("C:/x:/data", "C:/x", "/data");
}

void TestComposeParts::readsMounts()
{
    QFETCH(QString, text);
    QFETCH(QString, source);
    QFETCH(QString, target);
    QCOMPARE(mountOf(text).source, source);
    QCOMPARE(mountOf(text).target, target);
}

void TestComposeParts::readsNginx()
{
    ImportFindings findings;
    const QByteArray text = "# upstream no { server x; }\n"
                            "upstream one { server \"a:1\" weight=2; server b; server unix:/s; }\n"
                            "server { set $t http://c:3;\n"
                            "  location / { proxy_pass http://one; }\n"
                            "  location /c { proxy_pass $t/x; }\n"
                            "  location /d { proxy_pass http://${nowhere}:1; }\n"
                            "  location /e { uwsgi_pass e:9000; proxy_pass http://a:1; } }";
    const QList<NginxTarget> targets = nginxTargets(text, findings.addFile("n"), findings);
    QStringList hosts;
    for (const NginxTarget &target : targets)
        hosts << target.host;
    QCOMPARE(hosts, QStringList({"a", "b", "c", "e"}));
    QCOMPARE(targets.constFirst().at.line, 2);
    const QList<ImportFinding> said = findings.sorted();
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.constFirst().where.line, 6);
}

void TestComposeParts::everyTechnologyIsSound()
{
    QVERIFY(technologies().size() > 100);
    QSet<QString> seen;
    for (const Technology &row : technologies()) {
        const QRegularExpression expression(row.images);
        QVERIFY2(expression.isValid(), qPrintable(row.images));
        QVERIFY2(!seen.contains(row.images), qPrintable(row.images));
        seen.insert(row.images);
        QVERIFY(technologyLayers().contains(row.layer));
        QVERIFY(!row.ways.isEmpty());
        for (const CheckWay &way : row.ways)
            QVERIFY2(way.kind != "http" || way.path.startsWith('/'), qPrintable(row.title));
    }
    for (const CommandHint &row : commandHints()) {
        QVERIFY2(QRegularExpression(row.words).isValid(), qPrintable(row.words));
        QVERIFY(technologyLayers().contains(row.layer));
    }
}

QTEST_GUILESS_MAIN(TestComposeParts)
#include "tst_composeparts.moc"
