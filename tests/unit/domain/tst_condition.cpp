// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/condition.h"

#include <QTest>

using namespace opsdeck;

/// The language of degraded_if and down_if, as text.
class TestCondition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void good_data();
    void good();
    void mistakes_data();
    void mistakes();
    void partsOfACondition();
    void pathsAndLabels();
    void placesAlone();
    void numbers();
};

void TestCondition::good_data()
{
    QTest::addColumn<QString>("text");
    // Gatus's documented ones, and its tests of validity.
    for (const char *text :
         {"[STATUS] == 200", "[STATUS] != 200", "[STATUS] < 300", "[STATUS] <= 299",
          "[STATUS] > 400", "[STATUS] == any(200, 429)", "any(200, 429) == [STATUS]",
          "[STATUS] == [BODY].status", "[STATUS] == pat(4*)", "[CONNECTED] == true",
          "[RESPONSE_TIME] < 500", "[RESPONSE_TIME] < 1s", "[IP] == 127.0.0.1",
          "[IP] == pat(192.168.*)", "[BODY] == 1", "[BODY].user.name == john",
          "[BODY].data[0].id == 1", "[BODY][0].id == 1", "[BODY].age == [BODY].id",
          "len([BODY].data) < 5", "len([BODY].name) == 8", "has([BODY].errors) == false",
          "has([BODY].users[0].name) == true", "[BODY].name == pat(john*)",
          "[BODY].id == any(1, 2)", "[CERTIFICATE_EXPIRATION] > 48h", "[DNS_RCODE] == NOERROR",
          "[BODY] == pat(*<div id=\"user\">john.doe</div>*)",
          "pat(*<div id=\"user\">john.doe</div>*) == [BODY]", "[BODY].ip == any(127.0.0.1, ::1)",
          // Ours.
          "has([BODY].errors)", "[STATUS]>=500", "  [STATUS]   >= 500  ",
          "[BODY].\"dotted.key\" == \"two words\"", "[BODY]['dotted.key'][0] == 'a \"b\"'",
          "[BODY].message == two words and more", "[BODY].errors == []",
          "[HEADER].Content-Type != application/json", "[FIELD].redis.connected_clients > 200",
          "[FIELD].redis.used_memory > 64MiB", "[SAMPLE].up{job=\"api\", instance='a b'} == 0",
          "[SAMPLE].probe_duration_seconds > 500ms", "[CERTIFICATE_EXPIRATION] < 21d",
          "[BODY].delta < -5", "[BODY].id != ${create.id}", "[STATUS] == ${login.code}"})
        QTest::newRow(text) << QString(text);
}

void TestCondition::good()
{
    QFETCH(QString, text);
    const auto condition = parseCondition(text);
    QVERIFY2(condition.has_value(), condition ? "" : qPrintable(condition.error().message));
    QCOMPARE(condition->written, text.trimmed());
}

void TestCondition::mistakes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *text, const char *said) {
        QTest::newRow(text) << QString(text) << QString(said);
    };
    row("", "empty");
    row("[STATUS]", "a comparison is missing");
    row("[STATUS] ==", "nothing stands behind ==");
    row("[STATUS] ? 201", "a comparison is expected before '? 201'");
    row("[STATUS] = 200", "write ==");
    row("[STATUS] = = 201", "write ==");
    row("[STATUS] => 201", "'=>' is no comparison");
    row("[STATUS] =~ 2.*", "'=~' is no comparison");
    row("[STATSU] == 200", "there is no placeholder [STATSU]");
    row("[status] == 200", "there is no placeholder [status]");
    row("STATUS == 200", "nothing of the answer is looked at");
    row("raw == raw", "nothing of the answer is looked at");
    row("1 == 2", "nothing of the answer is looked at");
    row("[STATUS] == 2xx", "[STATUS] is a number");
    row("[STATUS].code == 200", "[STATUS] has no parts");
    row("[RESPONSE_TIME] < potato", "[RESPONSE_TIME] is compared with");
    row("[CERTIFICATE_EXPIRATION] < 21", "a duration such as 48h or 21d");
    row("[DOMAIN_EXPIRATION] > 720h", "is not supported");
    row("[CONTEXT].id == 1", "${step.name}");
    row("[CONNECTED] == yes", "true or false");
    row("[CONNECTED] < true", "no order");
    row("[BODY].a < potato", "has no order");
    row("[BODY].a < \"5\"", "has no order");
    row("[BODY].a > any(1, 2)", "behind == and != only");
    row("[BODY].a >= pat(1*)", "behind == and != only");
    row("len([BODY].users == 100", "a ')' is missing");
    row("len([BODY].users) == many", "whole number");
    row("len(5) == 5", "asks about a placeholder");
    row("length([BODY].users) == 1", "there is no function 'length'");
    row("has([BODY].a) == 1", "true or false");
    row("has([BODY].a) > true", "no order");
    row("[BODY].a == any(1,,2)", "empty value");
    row("[BODY].a == any(1, 2", "a ')' is missing");
    row("[BODY].a[-1] == 1", "no element of a list");
    row("[BODY].a[wat] == 1", "no element of a list");
    row("[BODY]. == 1", "a name is missing");
    row("[BODY].\"a == 1", "quotation mark is missing");
    row("[HEADER] == x", "[HEADER] needs a name");
    row("[FIELD]. == x", "a name is missing");
    row("[SAMPLE].up{job} == 0", "{name=\"value\"}");
    row("[SAMPLE].up{job=\"a\" == 0", "'}' is missing");
    row("[STATUS] == 200 && [BODY].a == 1", "not joined");
    row("[BODY].a == x || [BODY].b == y", "not joined");
    row("[BODY].a == 'x' [BODY].b", "is left over");
    row("[BODY.a == 1", "is no placeholder");
    QTest::newRow("endless") << QString("[BODY]" + QString(2000, 'a') + " == 1") << "longer than";
    QTest::newRow("deep") << QString("[BODY]" + QString("[0]").repeated(100) + " == 1")
                          << "deeper than";
}

void TestCondition::mistakes()
{
    QFETCH(QString, text);
    QFETCH(QString, said);
    const auto condition = parseCondition(text);
    QVERIFY(!condition.has_value());
    QVERIFY2(condition.error().message.contains(said), qPrintable(condition.error().message));
    if (text.startsWith("[STATSU]"))
        QVERIFY(condition.error().candidates.contains("[STATUS]"));
}

void TestCondition::partsOfACondition()
{
    const auto condition = parseCondition("len([BODY].data) >= 0x10");
    QVERIFY(condition.has_value());
    QCOMPARE(condition->left.written, QString("len([BODY].data)"));
    QVERIFY(condition->left.function == ConditionOperand::Function::Len);
    QVERIFY(condition->comparator == Comparator::GreaterOrEqual);
    QCOMPARE(condition->right.values.first().text, QString("0x10"));

    const auto any = parseCondition("[BODY].x == any(a, \"b, c\", ' d ')");
    QVERIFY(any.has_value());
    const QList<ConditionText> values{{"a", false}, {"b, c", true}, {" d ", true}};
    QCOMPARE(any->right.values, values);

    const auto pattern = parseCondition("[BODY].x == pat((a) *)");
    QVERIFY(pattern.has_value());
    QCOMPARE(pattern->right.values.first().text, QString("(a) *"));

    const auto escaped = parseCondition(R"([BODY].x == "a\"b\\c")");
    QVERIFY(escaped.has_value());
    QCOMPARE(escaped->right.values.first().text, QString(R"(a"b\c)"));

    QVERIFY(parseCondition("has([BODY].errors)")->isBare);
}

void TestCondition::pathsAndLabels()
{
    const auto path = parseCondition("[BODY].a.\"b.c\"[2]['d e'] == 1");
    QVERIFY(path.has_value());
    const QList<ConditionPathStep> steps{{"a", -1}, {"b.c", -1}, {"", 2}, {"d e", -1}};
    QCOMPARE(path->left.path, steps);

    const auto sample = parseCondition("[SAMPLE].up{job=\"a, b\",env='x'} == 0");
    QVERIFY(sample.has_value());
    QCOMPARE(sample->left.name, QString("up"));
    QCOMPARE(sample->left.labels, (Labels{{"job", "a, b"}, {"env", "x"}}));

    const auto field = parseCondition("[FIELD].redis.connected_clients>5");
    QVERIFY(field.has_value());
    QCOMPARE(field->left.name, QString("redis.connected_clients"));
}

void TestCondition::placesAlone()
{
    const auto place = parseConditionPlace(" [BODY].access_token ");
    QVERIFY(place.has_value());
    QCOMPARE(place->path.first().key, QString("access_token"));
    QVERIFY(parseConditionPlace("[HEADER].Location").has_value());
    for (const char *text :
         {"", "token", "[BODY].a == 1", "has([BODY].a)", "[BODYY].a", "'[BODY].a'"})
        QVERIFY2(!parseConditionPlace(text).has_value(), text);
}

void TestCondition::numbers()
{
    QCOMPARE(conditionInteger("0xC0ff33"), std::optional<qint64>(12648243));
    QCOMPARE(conditionInteger("-0b101"), std::optional<qint64>(-5));
    QCOMPARE(conditionInteger("0o17"), std::optional<qint64>(15));
    QCOMPARE(conditionInteger("9007199254740993"), std::optional<qint64>(9007199254740993));
    QCOMPARE(conditionNumber("123.5"), std::optional<double>(123.5));
    for (const char *text : {"", "nan", "inf", "1e999", "0x", "0xg", "5s", "1,5"})
        QVERIFY2(!conditionNumber(text).has_value(), text);
}

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
