// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/suite/suitevalues.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace opsdeck;

/// Saved values get into requests without ever becoming more than a value, and out of what is
/// shown.
class TestSuiteValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsByPlace();
    void jsonStaysJson_data();
    void jsonStaysJson();
    void secretsByForm();
    void dollarsAndUnknownNames();
    void redaction_data();
    void redaction();
};

void TestSuiteValues::fillsByPlace()
{
    SuiteValues values;
    QVERIFY(values.set("a.id", "x y/z?&#%ü"));
    QVERIFY(values.set("a.n", 7));
    QVERIFY(values.set("a.big", qint64(9007199254740993)));
    QVERIFY(values.set("a.ok", true));
    QVERIFY(!values.set("a.none", QJsonValue::Null));
    QVERIFY(!values.set("a.long", QString(70'000, 'x')));
    QCOMPARE(values.intoUrl("http://h/${a.id}?n=${a.n}").value(),
             QString("http://h/x%20y%2Fz%3F%26%23%25%C3%BC?n=7"));
    QCOMPARE(values.intoHeader("Bearer ${a.n}").value(), QString("Bearer 7"));
    QCOMPARE(values.intoBody("id=${a.id}&big=${a.big}", TextForm::Form).value(),
             QString("id=x%20y%2Fz%3F%26%23%25%C3%BC&big=9007199254740993"));
    QCOMPARE(values.intoBody("<${a.id}>", TextForm::Plain).value(), QString("<x y/z?&#%ü>"));
    QCOMPARE(
        values.intoBody(R"({"id":"${a.id}","n":${a.n},"ok":${a.ok},"t":${a.id}})", TextForm::Json)
            .value(),
        QString(R"({"id":"x y/z?&#%ü","n":7,"ok":true,"t":"x y/z?&#%ü"})"));
    QCOMPARE(values.intoCondition("${a.n}", false), QString("7"));
    QVERIFY(values.set("a.glob", "a*?\\b"));
    QCOMPARE(values.intoCondition("${a.glob}*", true), QString("a\\*\\?\\\\b*"));
    for (const char *path : {".", ".."}) {
        QVERIFY(values.set("a.path", path));
        QCOMPARE(toWord(values.intoUrl("http://h/${a.path}/x").error().kind), QString("garbage"));
    }
    QVERIFY(values.set("a.line", "a\r\nb"));
    QCOMPARE(toWord(values.intoHeader("${a.line}").error().kind), QString("garbage"));
    QVERIFY(!values.intoHeader("${a.line}").error().message.contains('\n'));
}

void TestSuiteValues::jsonStaysJson_data()
{
    QTest::addColumn<QString>("value");
    for (const char *value :
         {"\",\"admin\":true,\"x\":\"", "\\", "\\\"", "a\nb", "\x01", "{}", "]"})
        QTest::newRow(value) << QString(value);
}

void TestSuiteValues::jsonStaysJson()
{
    QFETCH(QString, value);
    SuiteValues values;
    QVERIFY(values.set("s.v", value));
    // Inside a text, behind an escaped quote, and outside.
    const QString body =
        values.intoBody(R"({"a":"x${s.v}y","b":"\"${s.v}","c":${s.v}})", TextForm::Json).value();
    const QJsonObject object = QJsonDocument::fromJson(body.toUtf8()).object();
    QCOMPARE(object.size(), 3);
    QCOMPARE(object.value("a").toString(), 'x' + value + 'y');
    QCOMPARE(object.value("b").toString(), '"' + value);
    QCOMPARE(object.value("c").toString(), value);
}

void TestSuiteValues::secretsByForm()
{
    const QByteArray secret = "p\"a\\s&s\n\xC3\xB6";
    SuiteValues values;
    const QByteArray json =
        values.intoBody(R"({"p":"${secret}"})", TextForm::Json).value().toUtf8();
    QVERIFY(json.contains(secretMarker()));
    const QByteArray filled = withSecret(json, secret.constData(),
                                         static_cast<std::size_t>(secret.size()), TextForm::Json);
    QCOMPARE(QJsonDocument::fromJson(filled).object().value("p").toString(),
             QString::fromUtf8(secret));
    const QByteArray form = values.intoBody("p=${secret}", TextForm::Form).value().toUtf8();
    QCOMPARE(withSecret(form, secret.constData(), static_cast<std::size_t>(secret.size()),
                        TextForm::Form),
             QByteArray("p=p%22a%5Cs%26s%0A%C3%B6"));
    // No value can bring a marker of its own.
    QVERIFY(values.set("s.v", QString::fromLatin1(secretMarker())));
    QVERIFY(!values.intoBody("${s.v}", TextForm::Plain).value().toUtf8().contains(secretMarker()));
    QVERIFY(
        !values.intoBody(R"("${s.v}")", TextForm::Json).value().toUtf8().contains(secretMarker()));
    QVERIFY(!values.intoBody("${s.v}", TextForm::Form).value().toUtf8().contains(secretMarker()));
}

void TestSuiteValues::dollarsAndUnknownNames()
{
    SuiteValues values;
    QVERIFY(values.set("s.v", "${s.w} $$"));
    QVERIFY(values.set("s.w", "deep"));
    // One pass: what a value holds is not looked through again.
    QCOMPARE(values.intoBody("$${s.v} ${s.v} $", TextForm::Plain).value(),
             QString("${s.v} ${s.w} $$ $"));
    QCOMPARE(toWord(values.intoUrl("http://h/${s.x}").error().kind), QString("config"));
    QCOMPARE(toWord(values.intoUrl("http://h/${s.v").error().kind), QString("config"));
}

void TestSuiteValues::redaction_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("whole") << "got tok-abcdefghijkl/1 here" << "got ••• here";
    QTest::newRow("cut") << "got tok-abcdefg…" << "got •••…";
    QTest::newRow("encoded") << "/jobs/tok-abcdefghijkl%2F1/x" << "/jobs/•••/x";
    QTest::newRow("twice") << "tok-abcdefghijkl/1 tok-abcdefghijkl/1" << "••• •••";
    QTest::newRow("short ones stay") << "7 of 17 ms" << "7 of 17 ms";
    QTest::newRow("nothing") << "nothing here" << "nothing here";
}

void TestSuiteValues::redaction()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    SuiteValues values;
    QVERIFY(values.set("s.token", "tok-abcdefghijkl/1"));
    QVERIFY(values.set("s.n", 7));
    QCOMPARE(values.redacted(text), shown);
}

QTEST_GUILESS_MAIN(TestSuiteValues)
#include "tst_suitevalues.moc"
