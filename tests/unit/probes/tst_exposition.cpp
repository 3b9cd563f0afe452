// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/exposition.h"
#include "services/probes/exposition/sampleline.h"
#include "services/probes/exposition/sampleselector.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace opsdeck;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Parsed
{
    bool isGood = false;
    QList<Sample> samples;
    QString error;
};

Parsed parse(const QByteArray &page, qsizetype piece = 1 << 20)
{
    ExpositionParser parser;
    bool isGood = true;
    for (qsizetype at = 0; isGood && at < page.size(); at += piece)
        isGood = parser.feed(QByteArrayView(page).sliced(at, std::min(piece, page.size() - at)));
    isGood = isGood && parser.finish();
    return {isGood, parser.samples(), parser.errorText()};
}

} // namespace

class TestExposition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void goodLines_data();
    void goodLines();
    void badLines_data();
    void badLines();
    void typesDecideTheMetricType();
    void piecesOfAnySizeAreTheSame();
    void limitsStopIt();
    void onlyWhatIsWantedIsKept();
    void openMetricsEnd();
    void labelsInAnotherOrderAreTheSame();
    void theNextPageIsHeldAgainstTheLast_data();
    void theNextPageIsHeldAgainstTheLast();
    void anotherChoiceIsAnotherPage();
    void aSteadyPageIsTheVeryShape();
    void selectors_data();
    void selectors();
};

void TestExposition::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<double>("value");
    const auto good = [](const char *text, double value) {
        QTest::newRow(text) << QByteArray(text) << true << value;
    };
    const auto bad = [](const char *text) {
        QTest::newRow(qPrintable(QString("bad '%1'").arg(text)))
            << QByteArray(text) << false << 0.0;
    };
    good("0", 0);
    good("-0", -0.0);
    good("1", 1);
    good("+1", 1);
    good("-1.5", -1.5);
    good("1.", 1);
    good(".5", 0.5);
    good("00012", 12);
    good("1e3", 1000);
    good("1E+3", 1000);
    good("1.5e-3", 0.0015);
    good("9007199254740993", 9007199254740992.0);
    good("9223372036854775808", 9223372036854775808.0);
    good("18446744073709551616", 18446744073709551616.0);
    good("1.7976931348623157e308", std::numeric_limits<double>::max());
    good("1e-320", 1e-320);
    good("1e-999", 0);
    good("-1e-999", 0);
    good("0e999999", 0);
    good("Inf", kInf);
    good("+Inf", kInf);
    good("-Inf", -kInf);
    good("inf", kInf);
    good("Infinity", kInf);
    good("NaN", std::nan(""));
    good("nan", std::nan(""));
    for (const char *text :
         {"",      " ",      "+",        "-",    ".",     "e5",       "1e",  "1e+",
          "1e999", "-1e999", "0.1e999",  "0x10", "1_000", "1,5",      "1 2", "--1",
          "+-1",   "nan(1)", "infinite", "true", "1f",    "\xd9\xa1", "1\t"})
        bad(text);
}

void TestExposition::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isNumber);
    QFETCH(double, value);
    const std::optional<double> number = expositionNumber(text);
    QCOMPARE(number.has_value(), isNumber);
    if (isNumber) {
        QVERIFY(std::isnan(value) == std::isnan(*number));
        QVERIFY(std::isnan(value) || *number == value);
    }
}

void TestExposition::goodLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<double>("value");
    const auto row = [](const char *line, const char *metric, const char *labels, double value) {
        QTest::newRow(line) << QByteArray(line) << QString(metric) << QString::fromUtf8(labels)
                            << value;
    };
    row("a 1", "a", "", 1);
    row("  a   1  ", "a", "", 1);
    row("a\t1", "a", "", 1);
    row("a:b_c9 2", "a:b_c9", "", 2);
    row("_x 2", "_x", "", 2);
    row("a{} 1", "a", "", 1);
    row("a{b=\"c\"} 1", "a", "b=c", 1);
    row("a{b=\"c\",} 1", "a", "b=c", 1);
    row("a {b=\"c\"} 1", "a", "b=c", 1);
    row("a{b=\"c\"}1", "a", "b=c", 1);
    row("a{ b = \"c\" , d = \"e\" } 1", "a", "b=c d=e", 1);
    row("a{b=\"\"} 1", "a", "b=", 1);
    row("a{b=\"say \\\"hi\\\"\"} 1", "a", "b=say \"hi\"", 1);
    row("a{b=\"C:\\\\dir\"} 1", "a", "b=C:\\dir", 1);
    row("a{b=\"{},=\"} 1", "a", "b={},=", 1);
    row("a{b=\"h\xc3\xa9\"} 1", "a", "b=h\xc3\xa9", 1);
    row("a{b=\"x\\ny\"} 1", "a", "b=x y", 1);
    row("a 1 1395066363000", "a", "", 1);
    row("a 1 -5", "a", "", 1);
    row("a 1 1395066363.123", "a", "", 1);
    row("a 1 # {trace_id=\"x\"} 0.5", "a", "", 1);
    row("a 1 1395066363.123 # {trace_id=\"x\"} 0.5 1395066363.1", "a", "", 1);
    row("a{le=\"+Inf\"} +Inf", "a", "le=+Inf", kInf);
}

void TestExposition::goodLines()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, metric);
    QFETCH(QString, labels);
    QFETCH(double, value);
    const Parsed parsed = parse(line + "\n");
    QVERIFY2(parsed.isGood, qPrintable(parsed.error));
    QCOMPARE(parsed.samples.size(), 1);
    QCOMPARE(parsed.samples.first().metric, metric);
    QCOMPARE(parsed.samples.first().value, value);
    QStringList words;
    const Labels found = parsed.samples.first().labels;
    for (auto it = found.cbegin(); it != found.cend(); ++it)
        words.append(it.key() + "=" + it.value());
    QCOMPARE(words.join(" "), labels);
}

void TestExposition::badLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("error");
    const auto row = [](const QByteArray &line, const char *error) {
        QTest::newRow(line.left(60).toPercentEncoding(" {}=\",").constData())
            << line << QString(error);
    };
    row("1a 1", "no metric name");
    row("{a=\"b\"} 1", "no metric name");
    row("a-b 1", "is no value");
    row("a", "'' is no value");
    row("a b", "'b' is no value");
    row("a 1 2 3", "too much behind the value");
    row("a 1 x", "'x' is no timestamp");
    row("a 1 NaN", "'NaN' is no timestamp");
    row("a 1e999", "'1e999' is no value");
    row("a{b=\"c\" 1", "the labels do not end");
    row("a{b=\"c} 1", "a label's value does not end");
    row("a{b=c} 1", "a label's value has no quotes");
    row("a{b} 1", "the label b has no value");
    row("a{=\"c\"} 1", "a label has no name");
    row("a{,} 1", "a label has no name");
    row("a{b=\"c\",,} 1", "a label has no name");
    row("a{b=\"c\" d=\"e\"} 1", "the labels do not end");
    row("a{b=\"c\",b=\"d\"} 1", "the label b stands twice");
    row("a{b:c=\"d\"} 1", "the label b has no value");
    row("a{b=\"\\t\"} 1", "unknown escape");
    row("a{b=\"\\", "unknown escape");
    row("a{b=\"\\\"} 1", "does not end");
    row("a 1\r", "ends with a carriage return");
    row("\xef\xbb\xbf"
        "a 1",
        "no metric name");
    row("a{b=\"\xff\"} 1", "is not UTF-8");
    row("a{b=\"\xed\xa0\x80\"} 1", "is not UTF-8");
    row("a 1 # x", "an exemplar needs labels");
    row("a 1 # {x=\"y\"}", "an exemplar needs a value");
    row("a 1 # {x=\"y\"} 1 z", "an exemplar needs a value");
    row("# TYPE a", "TYPE needs a name and a type");
    row("# TYPE a counter b", "TYPE needs a name and a type");
    row("# TYPE a number", "'number' is no type");
    row("<html>", "no metric name at '<html>'");
    row(QByteArray("a") + '\0' + " 1", "is no value");
}

void TestExposition::badLines()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, error);
    const Parsed parsed = parse("first 1\n\n# HELP first x\n" + line + "\nlast 2\n");
    QVERIFY(!parsed.isGood);
    QVERIFY2(parsed.error.startsWith("line 4: "), qPrintable(parsed.error));
    QVERIFY2(parsed.error.contains(error), qPrintable(parsed.error));
}

void TestExposition::typesDecideTheMetricType()
{
    const Parsed parsed = parse(
        "# TYPE req counter\nreq 1\nreq_total 2\n"
        "# TYPE lat histogram\nlat_bucket{le=\"1\"} 3\nlat_bucket{le=\"+Inf\"} 4\nlat_sum "
        "5\nlat_count 6\n"
        "# TYPE rpc summary\nrpc{quantile=\"0.9\"} 7\nrpc_sum 8\nrpc_count 9\n"
        "# TYPE temp gauge\ntemp 10\ntemp_count 11\nfree_total 12\n# TYPE bare untyped\nbare 13\n");
    QVERIFY2(parsed.isGood, qPrintable(parsed.error));
    QList<int> counters;
    for (const Sample &sample : parsed.samples) {
        if (sample.type == MetricType::Counter)
            counters.append(static_cast<int>(sample.value));
    }
    QCOMPARE(counters, (QList<int>{1, 2, 3, 4, 5, 6, 8, 9}));
    QVERIFY(!parse("# TYPE a counter\na 1\n# TYPE a gauge\n").isGood);
    QVERIFY(parse("# TYPE a counter\na 1\n# TYPE a counter\n").isGood);
}

void TestExposition::piecesOfAnySizeAreTheSame()
{
    const QByteArray page = "# TYPE a counter\na{b=\"c\\\"d\",e=\"\xc3\xa9\"} 1.5 12\n\n# HELP x "
                            "y\nlong_name_of_a_metric 3\nz{q=\"1\"} -Inf\n";
    const Parsed whole = parse(page);
    QVERIFY(whole.isGood);
    QCOMPARE(whole.samples.size(), 3);
    for (qsizetype piece = 1; piece < 40; ++piece) {
        const Parsed parsed = parse(page, piece);
        QVERIFY(parsed.isGood);
        QCOMPARE(parsed.samples, whole.samples);
    }
    // Cut anywhere but behind a line, it is not whole.
    for (qsizetype size = 1; size < page.size(); ++size)
        QCOMPARE(parse(page.left(size)).isGood, page.at(size - 1) == '\n');
}

void TestExposition::limitsStopIt()
{
    ExpositionOptions options;
    options.sampleLimit = 3;
    options.lineLimit = 50;
    ExpositionParser many(options);
    QVERIFY(many.feed("a 1\nb 1\nc 1\n"));
    QVERIFY(!many.feed("d 1\ne 1\n"));
    QVERIFY(many.isTooLarge());
    QCOMPARE(many.errorText(), QString("line 4: more than 3 samples"));
    QVERIFY(!many.feed("f 1\n"));
    QCOMPARE(many.samples().size(), 3);

    ExpositionParser longLine(options);
    QVERIFY(longLine.feed("a 1\n"));
    QVERIFY(longLine.feed(QByteArray(50, 'x')));
    QVERIFY(!longLine.feed("x"));
    QVERIFY(longLine.isTooLarge());
    QCOMPARE(longLine.errorText(), QString("line 2: longer than 50 bytes"));
    ExpositionParser labels;
    QByteArray line = "a{";
    for (int i = 0; i < 65; ++i)
        line += "l" + QByteArray::number(i) + "=\"x\",";
    QVERIFY(!labels.feed(line + "} 1\n"));
    QCOMPARE(labels.errorText(), QString("line 1: more than 64 labels"));
}

void TestExposition::onlyWhatIsWantedIsKept()
{
    ExpositionOptions options;
    options.sampleLimit = 2;
    options.keep = [](QByteArrayView name) { return name.startsWith("want"); };
    ExpositionParser parser(options);
    QVERIFY(parser.feed("a 1\nwant_a{x=\"y\"} 2\nb{c=\"d\"} 3\nb{c=\"d\"} 3\nwant_b 4\nc 5\n"));
    QVERIFY(parser.finish());
    QCOMPARE(parser.samples().size(), 2);
    QCOMPARE(parser.total(), 6);
    // What is not wanted is still read: a bad line fails the page whole.
    QVERIFY(!parser.feed("c{d=\"e} 5\n"));
}

void TestExposition::openMetricsEnd()
{
    QVERIFY(parse("a 1\n# EOF\n").isGood);
    QVERIFY(parse("a 1\n# EOF").isGood);
    const Parsed behind = parse("a 1\n# EOF\nb 1\n");
    QVERIFY(!behind.isGood);
    QCOMPARE(behind.error, QString("line 3: stands behind # EOF"));
}

void TestExposition::labelsInAnotherOrderAreTheSame()
{
    QVERIFY(!parse("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n").isGood);
    QVERIFY(parse("a{b=\"1\",c=\"2\"} 1\na{b=\"2\",c=\"1\"} 1\n").isGood);
    QVERIFY(!parse("a{b=\"1\",b=\"1\"} 1\n").isGood);
}

void TestExposition::theNextPageIsHeldAgainstTheLast_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("page");
    const QByteArray base = "# HELP a x\n# TYPE a counter\na 1\na_total{b=\"c\"} 2\n\n# TYPE g "
                            "gauge\ng{x=\"1\"} 3\ng{x=\"2\"}4 1700000000000\n";
    const auto row = [&base](const char *name, const QByteArray &page) {
        QTest::newRow(name) << base << page;
    };
    row("the same", base);
    row("other values", QByteArray(base).replace(" 2\n", " +Inf\n").replace("} 3", "}  NaN"));
    row("a value that is none", QByteArray(base).replace("} 3", "} three"));
    row("a timestamp", QByteArray(base).replace("} 3", "} 3 17"));
    row("an exemplar", QByteArray(base).replace(" 2\n", " 2 # {t=\"1\"} 1\n"));
    row("a bad exemplar", QByteArray(base).replace(" 2\n", " 2 # t\n"));
    row("no UTF-8 behind", QByteArray(base).replace(" 2\n", " 2 # {t=\"\xff\"} 1\n"));
    row("a carriage return", QByteArray(base).replace(" 2\n", " 2\r\n"));
    row("one more in front", "b 1\n" + base);
    row("one more in the middle", QByteArray(base).replace("\n\n", "\nz 1\n\n"));
    row("one more at the end", base + "b 1\n");
    row("one less in front", base.mid(base.indexOf("a_total")));
    row("one less at the end", base.left(base.lastIndexOf("g{")));
    row("one twice", base + "a 1\n");
    row("one twice at once", QByteArray(base).replace("\na 1\n", "\na 1\na 1\n"));
    row("others in order", "g{x=\"2\"} 4\ng{x=\"1\"} 4\na 1\n");
    row("another type", QByteArray(base).replace("TYPE g gauge", "TYPE g counter"));
    row("another type later", base + "# TYPE a gauge\n");
    row("a longer name", QByteArray(base).replace("\na 1\n", "\na1 1\n"));
    row("a name grown by a digit", QByteArray(base).replace("\na 1\n", "\na5 7\n"));
    row("an end", base + "# EOF\n");
    row("nothing", "");
    QTest::newRow("an end that is none") << base + "# EOF\n" << base + "b 1\n";
    QTest::newRow("more behind the end") << base + "# EOF\n" << base + "# EOF\nb 1\n";
    QTest::newRow("a sign for a space") << QByteArray("foo+5\n") << QByteArray("foo5 7\n");
}

/// It means what it means without a page before it, to the error's words.
void TestExposition::theNextPageIsHeldAgainstTheLast()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, page);
    ExpositionParser first;
    QVERIFY2(first.feed(before) && first.finish(), qPrintable(first.errorText()));
    for (qsizetype piece : {qsizetype(1), qsizetype(7), qsizetype(1 << 20)}) {
        ExpositionOptions options;
        options.oldestMs = 1'600'000'000'000;
        ExpositionParser alone(options);
        options.before = first.shape();
        ExpositionParser next(options);
        const auto isWhole = [&page, piece](ExpositionParser &parser) {
            for (qsizetype at = 0; at < page.size(); at += piece) {
                if (!parser.feed(
                        QByteArrayView(page).sliced(at, std::min(piece, page.size() - at))))
                    return false;
            }
            return parser.finish();
        };
        QCOMPARE(isWhole(next), isWhole(alone));
        QCOMPARE(next.errorText(), alone.errorText());
        QCOMPARE(next.total(), alone.total());
        QCOMPARE(next.sawEof(), alone.sawEof());
        const auto text = [](const QList<Sample> &samples) {
            QStringList lines;
            for (const Sample &sample : samples)
                lines.append(SeriesKey{{}, sample.metric, sample.labels}.toString()
                             + QString(" %1 %2").arg(sample.value).arg(int(sample.type)));
            return lines;
        };
        QCOMPARE(text(next.samples()), text(alone.samples()));
        QCOMPARE(next.dated().size(), alone.dated().size());
        if (!next.errorText().isEmpty())
            continue;
        // And its shape serves the page after it.
        options.before = next.shape();
        ExpositionParser again(options);
        QVERIFY2(isWhole(again), qPrintable(again.errorText()));
        QCOMPARE(again.shape(), next.shape());
        QCOMPARE(text(again.samples()), text(alone.samples()));
    }
}

void TestExposition::anotherChoiceIsAnotherPage()
{
    ExpositionParser first;
    QVERIFY(first.feed("a 1\nb 2\n") && first.finish());
    ExpositionOptions options;
    options.before = first.shape();
    options.filter = "b only";
    options.keep = [](QByteArrayView name) { return name == QByteArrayView("b"); };
    ExpositionParser next(options);
    QVERIFY(next.feed("a 1\nb 2\n") && next.finish());
    QCOMPARE(next.samples().size(), 1);
    QCOMPARE(next.total(), 2);
}

void TestExposition::aSteadyPageIsTheVeryShape()
{
    ExpositionParser first;
    QVERIFY(first.feed("# TYPE a counter\na{b=\"c\"} 1\n") && first.finish());
    ExpositionOptions options;
    options.before = first.shape();
    ExpositionParser next(options);
    QVERIFY(next.feed("# TYPE a counter\na{b=\"c\"} 2\n") && next.finish());
    QCOMPARE(next.shape().get(), first.shape().get());
    QCOMPARE(next.values(), std::vector<double>{2});
    QCOMPARE(next.samples(), (QList<Sample>{{"a", {{"b", "c"}}, 2, MetricType::Counter}}));
    options.sampleLimit = 0;
    ExpositionParser limited(options);
    QVERIFY(!limited.feed("# TYPE a counter\na{b=\"c\"} 2\n"));
    QVERIFY(limited.isTooLarge());
}

void TestExposition::selectors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isGood");
    for (const char *good : {"up", " up ", "up{}", "up{job=\"api\"}", "up{job=\"a b\",x=\"y\"}"})
        QTest::newRow(good) << QString(good) << true;
    for (const char *bad : {"", "up down", "up 1", "up{", "up{job}", "{job=\"x\"}", "1up", "#up",
                            "up\nup", "up{job=\"x\"} 5", "up{job=\"x\"} 5 #{}"})
        QTest::newRow(qPrintable("bad " + QString(bad))) << QString(bad) << false;
}

void TestExposition::selectors()
{
    QFETCH(QString, text);
    QFETCH(bool, isGood);
    QCOMPARE(SampleSelector::parse(text).has_value(), isGood);
    const SampleSelector selector = *SampleSelector::parse("up{job=\"api\"}");
    QVERIFY(selector.matches({"up", {{"job", "api"}, {"host", "h"}}, 1, MetricType::Gauge}));
    QVERIFY(!selector.matches({"up", {{"job", "db"}}, 1, MetricType::Gauge}));
    QVERIFY(!selector.matches({"down", {{"job", "api"}}, 1, MetricType::Gauge}));
}

QTEST_GUILESS_MAIN(TestExposition)
#include "tst_exposition.moc"
