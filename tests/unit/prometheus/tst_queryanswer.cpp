// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/queryanswer.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::prometheus;

class TestQueryAnswer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void vector();
    void matrix();
    void scalarAndText();
    void warningsAndHistogramsAreTold();
    void whatTheServerSays_data();
    void whatTheServerSays();
    void noAnswer_data();
    void noAnswer();
    void limits();
    void exemplars();
    void meanings();
};

namespace {

QByteArray success(const QByteArray &type, const QByteArray &result)
{
    return R"({"status":"success","data":{"resultType":")" + type + R"(","result":)" + result
           + "}}";
}

template <typename T>
T valueOf(const Result<QueryAnswer> &answer)
{
    return answer && std::holds_alternative<T>(answer->value) ? std::get<T>(answer->value) : T();
}

} // namespace

void TestQueryAnswer::vector()
{
    const auto found = valueOf<expressions::Vector>(readQueryAnswer(
        success("vector",
                R"([{"metric":{"__name__":"up","job":"a"},"value":[1700000000.123,"1"]},
                    {"metric":{},"value":[1700000000,"NaN"]},{"metric":{"x":"é"},"value":[1,"-Inf"]}])"),
        200));
    QCOMPARE(found.size(), std::size_t(3));
    QCOMPARE(found[0].labels.text(), QString("up{job=\"a\"}"));
    QCOMPARE(found[0].value, 1.0);
    QVERIFY(std::isnan(found[1].value));
    QVERIFY(std::isinf(found[2].value) && found[2].value < 0);
    QCOMPARE(found[2].labels.value("x"), QString("é"));
}

void TestQueryAnswer::matrix()
{
    const auto found = valueOf<expressions::Matrix>(readQueryAnswer(
        success(
            "matrix",
            R"([{"metric":{"a":"b"},"values":[[1700000000,"0.1"],[1700000000.5,"1.7976931348623157e+308"]]},
                    {"metric":{"a":"c"},"values":[]}])"),
        200));
    QCOMPARE(found.size(), std::size_t(1)); // one without points is none
    QCOMPARE(found[0].points.size(), std::size_t(2));
    QCOMPARE(found[0].points[1].t, qint64(1700000000500));
    QCOMPARE(found[0].points[0].v, 0.1);
    QCOMPARE(found[0].points[1].v, std::numeric_limits<double>::max());
}

void TestQueryAnswer::scalarAndText()
{
    QCOMPARE(valueOf<double>(readQueryAnswer(success("scalar", R"([1,"42"])"), 200)), 42.0);
    QCOMPARE(valueOf<QString>(readQueryAnswer(success("string", R"([1,"words"])"), 200)),
             QString("words"));
}

void TestQueryAnswer::warningsAndHistogramsAreTold()
{
    const Result<QueryAnswer> answer = readQueryAnswer(
        R"({"status":"success","warnings":["store s1 is away\u001b[31m"],"data":{"resultType":"vector","result":[
           {"metric":{"a":"b"},"histogram":[1,{"count":"1"}]},{"metric":{"a":"c"},"value":[1,"2"]}]}})",
        200);
    QVERIFY(answer);
    QCOMPARE(answer->warnings, QStringList{"store s1 is away"});
    QCOMPARE(answer->histograms, 1);
    QCOMPARE(valueOf<expressions::Vector>(answer).size(), std::size_t(1));
}

void TestQueryAnswer::whatTheServerSays_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, int status, const QByteArray &body, ErrorKind kind,
                        const char *message) {
        QTest::newRow(name) << status << body << int(kind) << QString(message);
    };
    row("bad expression", 400,
        R"({"status":"error","errorType":"bad_data","error":"1:4: parse error: unclosed left parenthesis"})",
        ErrorKind::Config,
        "Prometheus does not take the question: 1:4: parse error: unclosed left parenthesis");
    row("while working", 422,
        R"({"status":"error","errorType":"execution","error":"multiple matches for labels"})",
        ErrorKind::Status, "Prometheus could not answer (HTTP 422): multiple matches for labels");
    row("given up", 503, R"({"status":"error","errorType":"timeout","error":"query timed out"})",
        ErrorKind::Timeout, "Prometheus gave the question up: query timed out");
    row("of its own", 500, R"({"status":"error","errorType":"internal"})", ErrorKind::Status,
        "Prometheus could not answer (HTTP 500): no reason");
}

void TestQueryAnswer::whatTheServerSays()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    QFETCH(QString, message);
    const Result<QueryAnswer> answer = readQueryAnswer(body, status);
    QVERIFY(!answer);
    QCOMPARE(int(answer.error().kind), kind);
    QCOMPARE(answer.error().message, message);
}

void TestQueryAnswer::noAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &body, int status = 200) {
        QTest::newRow(name) << status << body;
    };
    row("nothing", "");
    row("HTML", "<html><body>Bad gateway</body></html>", 502);
    row("HTML that says it is well", "<html>");
    row("a list", "[]");
    row("success that is none", success("scalar", R"([1,"42"])"), 500);
    row("no result", R"({"status":"success","data":{"resultType":"vector"}})");
    row("another type", success("streams", "[]"));
    row("a number for a text", success("scalar", "[1,42]"));
    row("no number", success("scalar", R"([1,"forty"])"));
    row("an endless number", success("scalar", R"([1,"1e999"])"));
    row("no time", success("scalar", R"(["1","42"])"));
    row("a time beyond all", success("scalar", R"([1e300,"42"])"));
    row("a label that is no text", success("vector", R"([{"metric":{"a":1},"value":[1,"1"]}])"));
    row("no labels", success("vector", R"([{"value":[1,"1"]}])"));
    row("no value", success("vector", R"([{"metric":{}}])"));
    row("a point of three", success("matrix", R"([{"metric":{},"values":[[1,"1",2]]}])"));
    row("time going back", success("matrix", R"([{"metric":{},"values":[[2,"1"],[1,"1"]]}])"));
    row("a moment twice", success("matrix", R"([{"metric":{},"values":[[2,"1"],[2,"1"]]}])"));
    row("cut", success("scalar", R"([1,"42"])").chopped(3));
}

void TestQueryAnswer::noAnswer()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const Result<QueryAnswer> answer = readQueryAnswer(body, status);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Garbage);
    QVERIFY(!answer.error().advice.isEmpty());
}

void TestQueryAnswer::limits()
{
    const QByteArray many = success(
        "matrix",
        R"([{"metric":{"a":"1"},"values":[[1,"1"],[2,"1"]]},{"metric":{"a":"2"},"values":[[1,"1"],[2,"1"]]}])");
    QVERIFY(readQueryAnswer(many, 200, {2, 4}));
    const Result<QueryAnswer> series = readQueryAnswer(many, 200, {1, 4});
    const Result<QueryAnswer> points = readQueryAnswer(many, 200, {2, 3});
    QVERIFY(!series && !points);
    QCOMPARE(series.error().kind, ErrorKind::TooLarge);
    QCOMPARE(series.error().message, QString("The answer holds 2 series."));
    QCOMPARE(points.error().message, QString("The answer holds more than 3 points."));
}

void TestQueryAnswer::exemplars()
{
    const auto read = readExemplars(
        R"({"status":"success","warnings":["w"],"data":[{"seriesLabels":{"__name__":"a_bucket","job":"j"},)"
        R"("exemplars":[{"labels":{"trace_id":"x2"},"value":"0.5","timestamp":20.25},)"
        R"({"labels":{},"value":"6","timestamp":10}]}]})",
        200);
    QVERIFY(read);
    QCOMPARE(read->warnings, QStringList{"w"});
    QCOMPARE(read->exemplars.size(), 2);
    QCOMPARE(read->exemplars.at(0).timeMs, 10'000);
    QCOMPARE(read->exemplars.at(1).timeMs, 20'250);
    QCOMPARE(read->exemplars.at(1).value, 0.5);
    QCOMPARE(read->exemplars.at(1).labels.value("trace_id"), QString("x2"));
    QCOMPARE(read->exemplars.at(1).series.value("job"), QString("j"));
    const auto none = readExemplars(R"({"status":"success","data":null})", 200);
    QVERIFY(none && none->exemplars.isEmpty());
    for (
        const char *wrong :
        {R"({"status":"success","data":{}})", R"({"status":"success","data":[{"exemplars":[]}]})",
         R"({"status":"success","data":[{"seriesLabels":{},"exemplars":[{"labels":{},"value":"x",)"
         R"("timestamp":1}]}]})",
         R"({"status":"success","data":[{"seriesLabels":{},"exemplars":[{"labels":{},"value":"1"}]}]})"}) {
        const auto garbage = readExemplars(wrong, 200);
        QVERIFY2(!garbage && garbage.error().kind == ErrorKind::Garbage, wrong);
    }
    const auto refused = readExemplars("Unauthorized", 401);
    QVERIFY(!refused && refused.error().kind == ErrorKind::Auth);
}

void TestQueryAnswer::meanings()
{
    const auto read = readMeanings(
        R"({"status":"success","data":{"a_total":[{"type":"counter","help":"What\u0007ever.","unit":"s"},)"
        R"({"type":"gauge"}],"b":[]}})",
        200);
    QVERIFY(read);
    QCOMPARE(read->meanings.size(), 2);
    QCOMPARE(read->meanings.value("a_total").type, QString("counter"));
    QVERIFY(!read->meanings.value("a_total").help.contains(QChar(7)));
    QCOMPARE(read->meanings.value("b"), Meaning());
    QVERIFY(!readMeanings(R"({"status":"success","data":[]})", 200));
    QVERIFY(!readMeanings("<html>", 404));
}

QTEST_GUILESS_MAIN(TestQueryAnswer)
#include "tst_queryanswer.moc"
