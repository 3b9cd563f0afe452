// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/conditionjudge.h"
#include "services/probes/fitsglob.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

ConditionFacts bodied(const QByteArray &body)
{
    ConditionFacts facts;
    facts.body = body;
    return facts;
}

ConditionFacts statused(int status)
{
    ConditionFacts facts;
    facts.status = status;
    return facts;
}

ConditionFacts timed(std::chrono::microseconds time)
{
    ConditionFacts facts;
    facts.responseTime = time;
    return facts;
}

ConditionFacts addressed(const char *ip)
{
    ConditionFacts facts;
    facts.ip = ip;
    return facts;
}

ConditionFacts certified(Milliseconds left)
{
    ConditionFacts facts;
    facts.certificateLeft = left;
    return facts;
}

ConditionFacts connected(bool is)
{
    ConditionFacts facts;
    facts.connected = is;
    return facts;
}

/// Redis's facts and a few series.
ConditionFacts measured()
{
    ConditionFacts facts;
    facts.fields = {{"redis.connected_clients", qint64(201)},
                    {"redis.used_memory", qint64(70) * 1024 * 1024},
                    {"time.connect_ms", 12.5},
                    {"tls.names", QStringList{"a", "b"}},
                    {"redis.role", "master"},
                    {"is_new", true}};
    facts.samples = {{"up", {{"job", "api"}}, 1, MetricType::Gauge},
                     {"up", {{"job", "db"}}, 0, MetricType::Gauge},
                     {"lag_seconds", {}, 0.75, MetricType::Gauge},
                     {"broken", {{"n", "1"}}, std::nan(""), MetricType::Gauge},
                     {"broken", {{"n", "2"}}, 5, MetricType::Gauge}};
    facts.headers = QList<std::pair<QByteArray, QByteArray>>{{"Content-Type", "application/json"},
                                                             {"X-Left", "7"}};
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(opsdeck::ConditionFacts)
Q_DECLARE_METATYPE(opsdeck::ConditionVerdict)

/// Conditions over facts: what holds, what does not, and what nobody can tell.
class TestConditionJudge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void shows_data();
    void shows();
    void valuesForLater();
    void hostileValuesAreShownCleanAndShort();
    void globs_data();
    void globs();
    void aLongGlobEndsSoon();
};

void TestConditionJudge::judges_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<ConditionFacts>("facts");
    QTest::addColumn<ConditionVerdict>("verdict");
    int number = 0;
    const auto row = [&number](const char *text, const ConditionFacts &facts,
                               ConditionVerdict verdict) {
        QTest::addRow("%d %s", ++number, text) << QString(text) << facts << verdict;
    };
    const auto yes = ConditionVerdict::Holds;
    const auto no = ConditionVerdict::DoesNotHold;
    const auto unknown = ConditionVerdict::CannotJudge;

    // What Gatus documents and tests.
    row("[IP] == 127.0.0.1", addressed("127.0.0.1"), yes);
    row("[STATUS] == 200", statused(200), yes);
    row("[STATUS] == 200", statused(500), no);
    row("[STATUS] < 300", statused(201), yes);
    row("[STATUS] < 300", statused(404), no);
    row("[STATUS] <= 299", statused(299), yes);
    row("[STATUS] > 400", statused(401), yes);
    row("[RESPONSE_TIME] < 500", timed(50ms), yes);
    row("[RESPONSE_TIME] < 1s", timed(50ms), yes);
    row("[RESPONSE_TIME] > 500", timed(750ms), yes);
    row("[RESPONSE_TIME] > 1s", timed(2s), yes);
    row("[RESPONSE_TIME] >= 500", timed(500ms), yes);
    row("[RESPONSE_TIME] >= 500", timed(499ms), no);
    row("[RESPONSE_TIME] <= 500", timed(500ms), yes);
    row("[RESPONSE_TIME] <= 500", timed(750ms), no);
    row("[BODY] == test", bodied("test"), yes);
    row("[BODY] == 1", bodied("1"), yes);
    row("[BODY] == 123", bodied("123"), yes);
    row("[BODY] < 124", bodied("123"), yes);
    row("[BODY] > 123", bodied("100"), no);
    row("[BODY].status == UP", bodied(R"({"status":"UP"})"), yes);
    row("[BODY].data.name == john", bodied(R"({"data": {"id": 1, "name": "john"}})"), yes);
    row("[BODY].data.name == john", bodied(R"({"data": {"id": 1}})"), unknown);
    row("len([BODY].data.name) == 4", bodied(R"({"data": {"id": 1}})"), unknown);
    row("[BODY].user.firstName != [BODY].user.lastName",
        bodied(R"({"user": {"firstName": "john", "lastName": "doe"}})"), yes);
    row("[BODY].user.firstName == [BODY].user.lastName",
        bodied(R"({"user": {"firstName": "john", "lastName": "doe"}})"), no);
    row("[BODY][0].id == 1", bodied(R"([{"id": 1}, {"id": 2}])"), yes);
    row("[BODY].data == OK", bodied(R"({"data": null})"), unknown);
    row("[BODY].items[0] == OK", bodied(R"({"items": [null, null]})"), unknown);
    row("[BODY].data == OK", bodied("null"), unknown);
    row("[BODY][0].name == test",
        bodied(R"({"statusCode": 500, "message": "Internal Server Error"})"), unknown);
    row("[BODY].data[1].id == 2", bodied(R"({"data": [{"id": 1}, {"id": 2}, {"id": 3}]})"), yes);
    row("[BODY].data > 0", bodied(R"({"data": "0x1"})"), yes);
    row("[BODY].data == 1", bodied(R"({"data": "0x1"})"), yes);
    row("[BODY].data == 0x1", bodied(R"({"data": "0x1"})"), yes);
    row("[BODY].data == 12648243", bodied(R"({"data": "0xC0ff33"})"), yes);
    row("len([BODY].data) == 3", bodied(R"({"data": "0x1"})"), yes);
    row("[BODY].data == 2", bodied(R"({"data": "0o2"})"), yes);
    row("[BODY].data == 0b10", bodied(R"({"data": "0b0010"})"), yes);
    row("[BODY].data.id > 5", bodied(R"({"data": {"id": 1}})"), no);
    row("[BODY].balance > 100", bodied(R"({"balance": "123.40000000000005"})"), yes);
    row("[CONNECTED] == true", connected(true), yes);
    row("[CONNECTED] == true", connected(false), no);
    row("[CERTIFICATE_EXPIRATION] > 12h", certified(24h), yes);
    row("[CERTIFICATE_EXPIRATION] > 48h", certified(24h), no);
    row("len([BODY]) == 3", bodied(R"([{"id": 1}, {"id": 2}, {"id": 3}])"), yes);
    row("len([BODY].data) == 3", bodied(R"({"data": [{"id": 1}, {"id": 2}, {"id": 3}]})"), yes);
    row("len([BODY].data) == 8", bodied(R"({"name": "john.doe"})"), unknown);
    row("len([BODY]) == 8", bodied("john.doe"), yes);
    row("len([BODY].name) == 8", bodied(R"({"name": "john.doe"})"), yes);
    row("len([BODY].age) == 2", bodied(R"({"age":18})"), yes);
    row("len([BODY].adult) == 4", bodied(R"({"adult":true})"), yes);
    row("len([BODY][0]) == 23", bodied(R"([{"age":18,"adult":true}])"), yes);
    row("len([BODY]) == 20", bodied(R"({"name": "john.doe"})"), yes);
    row("[BODY] == pat(*john*)", bodied(R"({"name": "john.doe"})"), yes);
    row("[BODY].name == pat(john*)", bodied(R"({"name": "john.doe"})"), yes);
    row("[BODY].name == pat(bob*)", bodied(R"({"name": "john.doe"})"), no);
    row("[BODY] == pat(*<div id=\"user\">john.doe</div>*)",
        bodied("<html>\n<div id=\"user\">john.doe</div></html>"), yes);
    row("pat(*<div id=\"user\">john.doe</div>*) == [BODY]",
        bodied("<html><div id=\"user\">jane.doe</div></html>"), no);
    row("[BODY].data == pat(*Whatever*)", bodied(R"({"data": ["hello", "world", "Whatever"]})"),
        yes);
    row("[IP] == pat(10.*)", addressed("10.0.0.0"), yes);
    row("[IP] == pat(10.*)", addressed("255.255.255.255"), no);
    row("[STATUS] == pat(4*)", statused(404), yes);
    row("[STATUS] == pat(4*)", statused(200), no);
    row("[BODY].name == any(john.doe, jane.doe)", bodied(R"({"name": "jane.doe"})"), yes);
    row("[BODY].name == any(john.doe, jane.doe)", bodied(R"({"name": "bob"})"), no);
    row("[STATUS] == any(200, 429)", statused(429), yes);
    row("any(200, 429) == [STATUS]", statused(429), yes);
    row("[STATUS] == any(200, 429)", statused(404), no);
    row("[STATUS] != any(200, 429)", statused(404), yes);
    row("[STATUS] != any(200, 429)", statused(200), no);
    row("has([BODY].errors) == false", bodied("{}"), yes);
    row("has([BODY].errors) == false", bodied(R"({"errors": ["1"]})"), no);
    row("has([BODY].users) == true", bodied(R"({"users":[]})"), yes);

    // What nobody can tell is never fine.
    row("[STATUS] >= 500", {}, unknown);
    row("[BODY].a == 1", {}, unknown);
    row("[BODY].a != 1", bodied("<html>"), unknown);
    row("[BODY].a != 1", bodied(""), unknown);
    row("[BODY].a != 1", bodied(R"({"a":1,"a":2})"), unknown);
    row("has([BODY].errors)", bodied("<html>"), unknown);
    row("has([BODY].errors)", {}, unknown);
    row("len([BODY].a) > 3", bodied("<html>"), unknown);
    row("[BODY].a == pat(*)", bodied(R"({"a": null})"), unknown);
    row("[BODY].a < 5", bodied(R"({"a": true})"), unknown);
    row("[BODY].a < 5", bodied(R"({"a": "few"})"), unknown);
    row("[BODY].a < 5", bodied(R"({"a": [1]})"), unknown);
    row("[BODY].a < 5", bodied(R"({"a": "5s"})"), unknown);
    row("[BODY].a < 5s", bodied(R"({"a": 5})"), unknown);
    row("[BODY].a == [BODY].b", bodied(R"({"a": null, "b": 1})"), unknown);
    row("[CERTIFICATE_EXPIRATION] < 21d", {}, unknown);
    row("[CONNECTED] == false", {}, unknown);
    row("[IP] == 10.0.0.1", {}, unknown);
    row("[DNS_RCODE] != NOERROR", {}, unknown);
    row("[HEADER].Server == nginx", {}, unknown);
    row("[HEADER].Server == nginx", measured(), unknown);
    row("[FIELD].redis.clients > 1", measured(), unknown);
    row("[SAMPLE].down == 0", measured(), unknown);
    row("[SAMPLE].broken > 10", measured(), unknown);

    // Ours.
    row("[BODY].a == null", bodied(R"({"a": null})"), yes);
    row("[BODY].a != null", bodied(R"({"a": null})"), no);
    row("[BODY].a == [BODY].b", bodied(R"({"a": null, "b": null})"), yes);
    row("[BODY].a == null", bodied(R"({"a": 1})"), no);
    row("[BODY].a == true", bodied(R"({"a": true})"), yes);
    row("[BODY].a == 1", bodied(R"({"a": "1"})"), yes);
    row("[BODY].a == \"1\"", bodied(R"({"a": "01"})"), no);
    row("[BODY].a == 1", bodied(R"({"a": "01"})"), yes);
    row("[BODY].version == 1.1", bodied(R"({"version": "1.10"})"), no);
    row("[BODY].a == 1.10", bodied(R"({"a": 1.1})"), yes);
    row("[BODY].a == 9007199254740993", bodied(R"({"a": 9007199254740992})"), no);
    row("[BODY].a == 9007199254740993", bodied(R"({"a": 9007199254740993})"), yes);
    row("[BODY].a > 123.3", bodied(R"({"a": 123.4})"), yes);
    row("[BODY].a > 123.5", bodied(R"({"a": 123.4})"), no);
    row("5 > [BODY].a", bodied(R"({"a": 4})"), yes);
    row("5 > [BODY].a", bodied(R"({"a": 6})"), no);
    row("[BODY].errors == []", bodied(R"({"errors": [ ]})"), yes);
    row("[BODY].\"a.b\" == 1", bodied(R"({"a.b": 1, "a": {"b": 2}})"), yes);
    row("[BODY].a.b == 2", bodied(R"({"a.b": 1, "a": {"b": 2}})"), yes);
    row("[BODY].a == \"x y\"", bodied(R"({"a": "x y"})"), yes);
    row("[BODY].a == x y", bodied(R"({"a": "x y"})"), yes);
    row("[BODY].took > 2s", bodied(R"({"took": "2500ms"})"), yes);
    row("[BODY].took_ms > 2s", bodied(R"({"took_ms": 2500})"), yes);
    row("[BODY].took_seconds > 2s", bodied(R"({"took_seconds": 1.5})"), no);
    row("[BODY].size > 64MiB", bodied(R"({"size": 67108865})"), yes);
    row("[BODY].size > 64MiB", bodied(R"({"size": "1GiB"})"), yes);
    row("[BODY].a < [BODY].b", bodied(R"({"a": 2, "b": 10})"), yes);
    row("[BODY].a < [BODY].b", bodied(R"({"a": "2", "b": "10"})"), yes);
    row("has([BODY].a)", bodied(R"({"a": null})"), yes);
    row("has([BODY].a.b)", bodied(R"({"a": 1})"), no);
    row("has([HEADER].x-left)", measured(), yes);
    row("has([FIELD].nothing)", measured(), no);
    row("[HEADER].x-left < 10", measured(), yes);
    row("[HEADER].content-type != application/json", measured(), no);
    row("[FIELD].redis.connected_clients > 200", measured(), yes);
    row("[FIELD].redis.used_memory > 64MiB", measured(), yes);
    row("[FIELD].time.connect_ms > 10ms", measured(), yes);
    row("[FIELD].time.connect_ms > 10", measured(), yes);
    row("len([FIELD].tls.names) == 9", measured(), yes);
    row("[FIELD].redis.role != master", measured(), no);
    row("[FIELD].is_new == true", measured(), yes);
    row("[SAMPLE].up{job=\"api\"} == 0", measured(), no);
    row("[SAMPLE].up == 0", measured(), yes);
    row("len([SAMPLE].up) == 2", measured(), yes);
    row("[SAMPLE].lag_seconds > 500ms", measured(), yes);
    row("[SAMPLE].lag_seconds > 0.8", measured(), no);
    row("[SAMPLE].broken == 5", measured(), yes);
    row("[CERTIFICATE_EXPIRATION] < 21d", certified(-1h), yes);
    row("[RESPONSE_TIME] == 500", timed(500ms), yes);
}

void TestConditionJudge::judges()
{
    QFETCH(QString, text);
    QFETCH(ConditionFacts, facts);
    QFETCH(ConditionVerdict, verdict);
    const auto condition = parseCondition(text);
    QVERIFY2(condition.has_value(), condition ? "" : qPrintable(condition.error().message));
    const ConditionJudgement judged = ConditionJudge(facts).judge(*condition);
    QVERIFY2(judged.verdict == verdict, qPrintable(judged.shown + " / " + judged.reason));
    QCOMPARE(judged.reason.isEmpty(), verdict != ConditionVerdict::CannotJudge);
    QVERIFY(!judged.shown.isEmpty());
}

void TestConditionJudge::shows_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<ConditionFacts>("facts");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *text, const ConditionFacts &facts, const char *shown) {
        QTest::newRow(text) << QString(text) << facts << QString(shown);
    };
    row("[BODY].database.status != healthy", bodied(R"({"database":{"status":"degraded"}})"),
        "[BODY].database.status (degraded) != healthy");
    row("[STATUS] >= 500", statused(503), "[STATUS] (503) >= 500");
    row("any(1, 2) != [STATUS]", statused(503), "any(1, 2) != [STATUS] (503)");
    row("[BODY].a == [BODY].b", bodied(R"({"a":"x","b":"y"})"), "[BODY].a (x) == [BODY].b (y)");
    row("len([BODY].data) > 2", bodied(R"({"data":[1,2,3]})"), "len([BODY].data) (3) > 2");
    row("has([BODY].errors)", bodied(R"({"errors":1})"), "has([BODY].errors) (true)");
    row("[RESPONSE_TIME] > 500", timed(612ms), "[RESPONSE_TIME] (612\u00A0ms) > 500");
    row("[CERTIFICATE_EXPIRATION] < 21d", certified(std::chrono::hours(5 * 24 + 3)),
        "[CERTIFICATE_EXPIRATION] (5\u00A0d) < 21d");
    row("[CERTIFICATE_EXPIRATION] < 1h", certified(-2h),
        "[CERTIFICATE_EXPIRATION] (ended 2\u00A0h ago) < 1h");
    row("[BODY].missing != x", bodied("{}"), "[BODY].missing != x");
    row("[SAMPLE].up == 0", measured(), "[SAMPLE].up (0) == 0");
}

void TestConditionJudge::shows()
{
    QFETCH(QString, text);
    QFETCH(ConditionFacts, facts);
    QFETCH(QString, shown);
    QCOMPARE(ConditionJudge(facts).judge(*parseCondition(text)).shown, shown);
}

void TestConditionJudge::valuesForLater()
{
    ConditionFacts facts =
        bodied(R"({"token":"abc","id":7,"ok":true,"list":[1],"none":null,"big":9007199254740993})");
    facts.headers = QList<std::pair<QByteArray, QByteArray>>{{"Location", "/jobs/1"}};
    ConditionJudge judge(facts);
    const auto at = [&judge](const char *text) {
        return judge.valueAt(*parseConditionPlace(text));
    };
    QCOMPARE(at("[BODY].token").value(), QJsonValue("abc"));
    QCOMPARE(at("[BODY].id").value(), QJsonValue(7));
    QCOMPARE(at("[BODY].big").value().toInteger(), qint64(9007199254740993));
    QCOMPARE(at("[BODY].ok").value(), QJsonValue(true));
    QVERIFY(at("[BODY].list").value().isArray());
    QVERIFY(at("[BODY].none").value().isNull());
    QCOMPARE(at("[HEADER].location").value(), QJsonValue("/jobs/1"));
    QVERIFY(!at("[BODY].missing").has_value());
    QVERIFY(!at("[STATUS]").has_value());
}

void TestConditionJudge::hostileValuesAreShownCleanAndShort()
{
    const QByteArray body = R"({"a":"\u001b[31mred\u202e)" + QByteArray(5000, 'x') + R"("})";
    const ConditionJudgement judged =
        ConditionJudge(bodied(body)).judge(*parseCondition("[BODY].a != ok"));
    QVERIFY(judged.verdict == ConditionVerdict::Holds);
    QVERIFY2(judged.shown.size() <= 240, qPrintable(judged.shown));
    for (const QChar c : judged.shown)
        QVERIFY(c.unicode() >= 0x20 && c.unicode() != 0x202E && c.unicode() != 0x7F);
    QVERIFY(judged.value.size() <= 60);
}

void TestConditionJudge::globs_data()
{
    QTest::addColumn<QString>("glob");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("whole") << "abc" << "abc" << true;
    QTest::newRow("anchored") << "abc" << "xabcx" << false;
    QTest::newRow("star") << "a*c" << "a/b/c" << true;
    QTest::newRow("stars") << "*b*" << "abc" << true;
    QTest::newRow("empty star") << "*" << "" << true;
    QTest::newRow("question") << "a?c" << "abc" << true;
    QTest::newRow("question needs one") << "a?" << "a" << false;
    QTest::newRow("escaped star") << "a\\*" << "a*" << true;
    QTest::newRow("escaped star only") << "a\\*" << "ab" << false;
    QTest::newRow("class is literal") << "[ab]" << "a" << false;
    QTest::newRow("backtrack") << "*ab" << "aaab" << true;
    QTest::newRow("lonely backslash") << "a\\" << "a\\" << true;
}

void TestConditionJudge::globs()
{
    QFETCH(QString, glob);
    QFETCH(QString, text);
    QFETCH(bool, fits);
    QCOMPARE(fitsGlob(glob, text), fits);
}

void TestConditionJudge::aLongGlobEndsSoon()
{
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!fitsGlob(QString("*a").repeated(100) + "b", QString(1 << 20, 'a')));
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestConditionJudge)
#include "tst_conditionjudge.moc"
