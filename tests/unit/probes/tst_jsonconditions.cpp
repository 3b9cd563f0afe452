// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/jsonconditions.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;

class TestJsonConditions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expectations_data();
    void expectations();
    void badExpectations();
    void brokenDocuments_data();
    void brokenDocuments();
    void soundDocuments();
    void paths_data();
    void paths();
    void verdicts();
};

void TestJsonConditions::expectations_data()
{
    using V = Expectation::Verdict;
    QTest::addColumn<QString>("expectation");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char *expectation, const char *value, V verdict) {
        QTest::newRow(qPrintable(QString("%1 | %2").arg(expectation, value)))
            << QString(expectation) << QString(value) << static_cast<int>(verdict);
    };
    row("healthy", "healthy", V::Met);
    row("healthy", "Healthy", V::Broken);
    row("healthy", "", V::Broken);
    row(" healthy ", "healthy", V::Met);
    row("3", "3", V::Met);
    row("3", "3.0", V::Met);
    row("3", "3.1", V::Broken);
    row("3", "three", V::Broken);
    row("true", "true", V::Met);
    row("< 15", "14.9", V::Met);
    row("< 15", "15", V::Broken);
    row("<15", "-1", V::Met);
    row("<= 15", "15", V::Met);
    row("> 0", "0", V::Broken);
    row(">= 0.5", "0.5", V::Met);
    row("== 2", "2.0", V::Met);
    row("!= 2", "2", V::Broken);
    row("!= 2", "3", V::Met);
    row("< 15", "soon", V::NotComparable);
    row("< 15", "", V::NotComparable);
    row("< 15", "nan", V::NotComparable);
    row("< 1e3", "999", V::Met);
}

void TestJsonConditions::expectations()
{
    QFETCH(QString, expectation);
    QFETCH(QString, value);
    QFETCH(int, verdict);
    const Result<Expectation> parsed = Expectation::parse(expectation);
    QVERIFY(parsed.has_value());
    QCOMPARE(static_cast<int>(parsed->judge(value)), verdict);
}

void TestJsonConditions::badExpectations()
{
    for (const char *text : {"<", "< x", ">= many", "!=", "== nan", "< 1 2"}) {
        const Result<Expectation> parsed = Expectation::parse(text);
        QVERIFY2(!parsed, text);
        QCOMPARE(toWord(parsed.error().kind), QString("config"));
    }
    const Expectation limit = *Expectation::parse("< 5");
    QVERIFY(limit.judge(std::nan("")) == Expectation::Verdict::NotComparable);
    QVERIFY(limit.judge(-INFINITY) == Expectation::Verdict::Met);
}

void TestJsonConditions::brokenDocuments_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << QByteArray() << "is empty";
    QTest::newRow("blank") << QByteArray(" \r\n\t") << "is empty";
    QTest::newRow("open object") << QByteArray("{\"a\":1") << "at byte";
    QTest::newRow("open text") << QByteArray("{\"a\":\"b") << "at byte";
    QTest::newRow("bare word") << QByteArray("OK") << "at byte";
    QTest::newRow("two values") << QByteArray("1,2") << "more than one value";
    QTest::newRow("rest") << QByteArray("{} x") << "at byte";
    QTest::newRow("single quotes") << QByteArray("{'a':1}") << "at byte";
    QTest::newRow("trailing comma") << QByteArray("{\"a\":1,}") << "at byte";
    QTest::newRow("deep") << QByteArray("[").repeated(100'000) + QByteArray("]").repeated(100'000)
                          << "at byte";
    QTest::newRow("bad UTF-8") << QByteArray("{\"a\":\"\xff\"}") << "at byte";
    QTest::newRow("BOM of UTF-16") << QByteArray("\xfe\xff\0{", 4) << "at byte";
    QTest::newRow("key twice") << QByteArray("{\"a\":1,\"b\":{},\"a\":2}")
                               << "a key stands twice in one object at byte 14";
    QTest::newRow("escaped twin") << QByteArray("{\"a\":1,\"\\u0061\":2}")
                                  << "a key stands twice in one object at byte 7";
    QTest::newRow("twice inside") << QByteArray("{\"x\":[{\"a\":1},{\"a\":1,\"a\":1}]}")
                                  << "a key stands twice in one object at byte 21";
    QTest::newRow("twice behind text")
        << QByteArray("{\"a\":\"x\\\"{,\",\"a\":1}") << "a key stands twice";
}

void TestJsonConditions::brokenDocuments()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const Result<QJsonValue> document = parseStrictJson(bytes);
    QVERIFY(!document);
    QCOMPARE(toWord(document.error().kind), QString("garbage"));
    QVERIFY2(document.error().message.contains(message), qPrintable(document.error().message));
}

void TestJsonConditions::soundDocuments()
{
    // The same key in different objects, in arrays, as a value, is no duplicate.
    for (const char *text : {"{}", "[]", "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":2}]",
                             "{\"a\":\"b\",\"b\":\"a\"}", "{\"a\":[\"a\",\"a\"],\"b\":1}",
                             "{\"k\":\"{\\\"k\\\":1}\",\"l\":2}", " {\"a\" : 1 , \"b\" : 2 } ",
                             "true", "\"healthy\"", "12.5", "null"})
        QVERIFY2(parseStrictJson(text).has_value(), text);
}

void TestJsonConditions::paths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *path, const char *text) {
        QTest::newRow(qPrintable(QString("'%1'").arg(path)))
            << QString(path) << true << QString(text);
    };
    const auto none = [](const char *path) {
        QTest::newRow(qPrintable(QString("no '%1'").arg(path)))
            << QString(path) << false << QString();
    };
    row("status", "ok");
    row("checks.database.status", "degraded");
    row("items.0.state", "a");
    row("items.1.state", "b");
    row("items.2", "7");
    row("a.b", "dotted");
    row("deep.c.d", "dotted too");
    row("yes", "true");
    row("nothing", "null");
    row("big", "9007199254740993");
    row("ratio", "0.1");
    row("huge", "1e+300");
    row("checks", "{\"database\":{\"status\":\"degraded\"}}");
    none("state");
    none("items.3");
    none("items.-1");
    none("items.x");
    none("items.01x");
    none("status.x");
    none("checks.database");
    none("checks..database");
    none(".status");
}

void TestJsonConditions::paths()
{
    QFETCH(QString, path);
    QFETCH(bool, isThere);
    QFETCH(QString, text);
    const QJsonValue document = *parseStrictJson(
        R"({"status":"ok","checks":{"database":{"status":"degraded"}},"items":[{"state":"a"},{"state":"b"},7],
        "a.b":"dotted","deep":{"c.d":"dotted too"},"yes":true,"nothing":null,"big":9007199254740993,"ratio":0.1,"huge":1e300})");
    const std::optional<QJsonValue> value = jsonAt(document, path);
    if (path == "checks.database") {
        QVERIFY(value && value->isObject());
        return;
    }
    QCOMPARE(value.has_value(), isThere);
    if (value)
        QCOMPARE(jsonText(*value), text);
}

void TestJsonConditions::verdicts()
{
    const QJsonValue document = *parseStrictJson(
        "{\"status\":\"degraded\",\"depth\":40,\"evil\":\"a\\u001b[31mb\\u202e\"}");
    JsonVerdict verdict = judgeJson(document, "status", *Expectation::parse("healthy"));
    QVERIFY(!verdict.isMet);
    QCOMPARE(verdict.message, QString("status is 'degraded', expected 'healthy'"));
    QCOMPARE(verdict.value, QString("degraded"));
    verdict = judgeJson(document, "depth", *Expectation::parse("< 50"));
    QVERIFY(verdict.isMet);
    QVERIFY(verdict.message.isEmpty());
    verdict = judgeJson(document, "missing", *Expectation::parse("x"));
    QVERIFY(!verdict.isMet);
    QCOMPARE(verdict.message, QString("missing is missing, expected 'x'"));
    QCOMPARE(verdict.advice,
             "The answer has the keys depth, evil, status. Try: the path in the check.");
    verdict =
        judgeJson(*parseStrictJson("{\"parts\":{\"db\":{\"state\":1},\"ca\\u0007che\":[1,2]}}"),
                  "parts.queue.state", *Expectation::parse("x"));
    QCOMPARE(verdict.advice, "parts has the keys cache, db. Try: the path in the check.");
    verdict =
        judgeJson(*parseStrictJson("{\"list\":[1,2]}"), "list.state", *Expectation::parse("x"));
    QCOMPARE(verdict.advice, "list is a list of 2. Try: an index from 0 in the check's path.");
    verdict = judgeJson(*parseStrictJson("{\"state\":1}"), "state.deep", *Expectation::parse("x"));
    QCOMPARE(verdict.advice, "state has no keys below it. Try: the path in the check.");
    QCOMPARE(judgeJson(document, "evil", *Expectation::parse("x")).value, QString("ab"));
    QVERIFY(judgeJson(*parseStrictJson("\"up\""), "", *Expectation::parse("up")).isMet);
}

QTEST_GUILESS_MAIN(TestJsonConditions)
#include "tst_jsonconditions.moc"
