// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"
#include "tests/support/memoryseries.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace opsdeck;
using namespace opsdeck::expressions;

namespace {

Labels labels(const QString &name, const QString &x)
{
    return Labels({{kNameLabel, name}, {"x", x}});
}

/// Gives what it is told to, whatever is asked.
class OddSource final : public SeriesSource
{
public:
    Result<std::vector<Series>> select(const QList<Matcher> &, qint64, qint64) const override
    {
        if (series.empty())
            return failure(ErrorKind::Storage, "The disk is gone.");
        return series;
    }

    std::vector<Series> series;
};

} // namespace

/// What an expression may cost, what a source may give, and what regular expressions mean.
class TestExpressionLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void textAndDepth();
    void samplesAndSeries();
    void steps();
    void sourcesFaults();
    void momentsOutOfBounds();
    void patterns_data();
    void patterns();
    void refusedPatterns_data();
    void refusedPatterns();
    void patternsCostIsBounded();

private:
    QString faultOf(const QString &text, const Limits &limits) const
    {
        const auto expression = parse(text, limits);
        if (!expression)
            return expression.error().fault;
        const auto value = evaluateRange(*expression, m_source, 0, 600'000, 60'000, limits);
        if (value)
            return {};
        return value.error().message.isEmpty() ? QString("no message") : value.error().fault;
    }

    MemorySeries m_source;
};

void TestExpressionLimits::init()
{
    m_source.clear();
    for (int series = 0; series < 10; ++series) {
        for (int i = 0; i < 100; ++i)
            m_source.add(labels("a", QString::number(series)), i * 6000, i);
    }
}

void TestExpressionLimits::textAndDepth()
{
    Limits limits;
    QCOMPARE(faultOf("a", limits), QString());
    limits.textLength = 10;
    QCOMPARE(faultOf("a + a + a ", limits), QString());
    QCOMPARE(faultOf("a + a + a  ", limits), kLimitFault);
    limits = {};
    limits.depth = 20;
    QCOMPARE(faultOf(QString("(").repeated(18) + "a" + QString(")").repeated(18), limits),
             QString());
    QCOMPARE(faultOf(QString("(").repeated(20) + "a" + QString(")").repeated(20), limits),
             kLimitFault);
    QCOMPARE(faultOf(QString("(").repeated(5000), limits), kLimitFault);
    QCOMPARE(faultOf(QString("-").repeated(5000) + "1", limits), kLimitFault);
    QCOMPARE(faultOf("a" + QString(" or a").repeated(18), limits), QString());
    QCOMPARE(faultOf("a" + QString(" or a").repeated(20), limits), kLimitFault);
    QCOMPARE(faultOf("2" + QString("^2").repeated(5000), limits), kLimitFault);
}

void TestExpressionLimits::samplesAndSeries()
{
    Limits limits;
    limits.loadedSamples = 1000;
    QCOMPARE(faultOf("a", limits), QString());
    QCOMPARE(faultOf("a + a", limits), kLimitFault);
    limits = {};
    limits.series = 10;
    QCOMPARE(faultOf("a", limits), QString());
    limits.series = 9;
    QCOMPARE(faultOf("a", limits), kLimitFault);
    QCOMPARE(faultOf("a{x=\"1\"}", limits), QString());
    limits = {};
    limits.producedSamples = 250;
    QCOMPARE(faultOf("a", limits), QString());
    QCOMPARE(faultOf("a + 1", limits), kLimitFault);
    limits = {};
    limits.visits = 10'000;
    QCOMPARE(faultOf("sum_over_time(a[1m])", limits), QString());
    QCOMPARE(faultOf("sum_over_time(a[10m])", limits), QString());
    limits.visits = 5'000;
    QCOMPARE(faultOf("sum_over_time(a[10m])", limits), kLimitFault);
}

void TestExpressionLimits::steps()
{
    const auto one = parse("1");
    QVERIFY(evaluateRange(*one, m_source, 0, 10'999, 1));
    const auto many = evaluateRange(*one, m_source, 0, 11'000, 1);
    QVERIFY(!many);
    QCOMPARE(many.error().fault, kLimitFault);
    for (const auto &result :
         {evaluateRange(*one, m_source, 0, 10, 0), evaluateRange(*one, m_source, 0, 10, -1),
          evaluateRange(*one, m_source, 10, 0, 1)}) {
        QVERIFY(!result);
        QCOMPARE(result.error().fault, kArgumentFault);
    }
    for (const char *text : {"\"a\"", "a[5m]"}) {
        const auto result = evaluateRange(*parse(text), m_source, 0, 10, 1);
        QVERIFY(!result);
        QCOMPARE(result.error().fault, kTypeFault);
    }
}

void TestExpressionLimits::sourcesFaults()
{
    OddSource source;
    const auto expression = parse("a");
    auto value = evaluate(*expression, source, 100);
    QVERIFY(!value);
    QCOMPARE(value.error().kind, ErrorKind::Storage);
    QCOMPARE(value.error().message, QString("The disk is gone."));

    source.series = {{labels("a", "1"), {{10, 1}, {20, 2}}}};
    value = evaluate(*expression, source, 100);
    QVERIFY(value);
    source.series = {{labels("a", "1"), {{20, 1}, {10, 2}}}};
    QVERIFY(!evaluate(*expression, source, 100));
    source.series = {{labels("a", "1"), {{20, 1}, {20, 2}}}};
    QVERIFY(!evaluate(*expression, source, 100));
    source.series = {{labels("a", "1"), {{20, 1}}}, {labels("a", "1"), {{20, 1}}}};
    QVERIFY(!evaluate(*expression, source, 100));
    // Points beyond what was asked for do not count.
    source.series = {{labels("a", "1"), {{20, 1}, {200, 7}}}};
    value = evaluate(*expression, source, 100);
    QVERIFY(value);
    QCOMPARE(std::get<Vector>(*value).front().value, 1.0);
}

void TestExpressionLimits::momentsOutOfBounds()
{
    const auto expression = parse("rate(a[200y] offset -200y)");
    QVERIFY(expression);
    for (const qint64 at :
         {std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()}) {
        const auto value = evaluate(*expression, m_source, at);
        QVERIFY(!value);
        QCOMPARE(value.error().fault, kLimitFault);
    }
    QVERIFY(evaluate(*expression, m_source, 1'000'000'000'000'000'000));
    QCOMPARE(parse("a @ 1e14").error().fault, kLimitFault);
    QVERIFY(parse("a @ 1e13"));
}

void TestExpressionLimits::patterns_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *pattern, const QString &value, bool fits) {
        QTest::addRow("%s on %s", pattern, qPrintable(value.toHtmlEscaped()))
            << QString(pattern) << value << fits;
    };
    row("a|b", "a", true);
    row("a|b", "ab", false);
    row("", "", true);
    row("", "x", false);
    row("a.b", "a\rb", true);
    row("a.b", "a\nb", false);
    row("(?s)a.b", "a\nb", true);
    row("a$\\n?", "a\n", false);
    row("a", "a\n", false);
    row("^a$", "a", true);
    row("(?i)pro.*", "Production", true);
    row("(?i:É)x", "éx", true);
    row("\\s+", "\t \n\f\r", true);
    row("\\s", "\v", false);
    row("\\v", "\v", true);
    row("\\v", "\n", false);
    row("[\\s]", "\v", false);
    row("\\x41\\x{1F600}", QString::fromUcs4(U"A\U0001F600"), true);
    row("\\101\\0", QString("A") + QChar(0), true);
    row("[\\101-C]", "B", true);
    row("[]a]+", "a]", true);
    row("[^]a]", "]", false);
    row("[a\\-z]", "-", true);
    row("[a\\-z]", "m", false);
    row("[a-]", "-", true);
    row("[[:alpha:]_]+", "a_b", true);
    row("[[:^digit:]]", "7", false);
    row("[[a]+", "[a", true);
    row("a{,2}", "a{,2}", true);
    row("a{2}", "aa", true);
    row("a{1,}", "", false);
    row("x{a}", "x{a}", true);
    row("\\Qa.b\\E", "a.b", true);
    row("\\Qa.b\\E", "axb", false);
    row("\\Qa.b", "a.b", true);
    row("\\d\\D\\w\\W", "1ax-", true);
    row("\\d", QString(QChar(0x0663)), false);
    row("\\pL\\p{Greek}", QString("éα"), true);
    row("(?P<n>a)+?b", "aab", true);
    row("#x y", "#x y", true);
    row("(?i)\\w", QString(QChar(0x212A)), true);
    row("(?i)[\\w]", QString(QChar(0x17F)), true);
    row("(?i)\\W", QString(QChar(0x17F)), false);
    row("\\w", QString(QChar(0x212A)), false);
    row("(?i:a)\\w", "A" + QString(QChar(0x212A)), false);
    row("((?i)a)\\w", "A" + QString(QChar(0x212A)), false);
    row("(?i)a(?-i)\\w", "A" + QString(QChar(0x212A)), false);
    row("(?i)(a)(?i-s:b)\\w", "AB" + QString(QChar(0x212A)), true);
    row("a/b-c", "a/b-c", true);
    row("\\.\\*\\_\\-", ".*_-", true);
}

void TestExpressionLimits::patterns()
{
    QFETCH(QString, pattern);
    QFETCH(QString, value);
    QFETCH(bool, fits);
    const auto compiled = Pattern::compile(pattern);
    QVERIFY2(compiled, qPrintable(compiled ? QString() : compiled.error().message));
    const auto result = compiled->matches(value);
    QVERIFY(result);
    QCOMPARE(*result, fits);
}

void TestExpressionLimits::refusedPatterns_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("fault");
    for (const char *pattern : {"(",       ")",           "[",         "a)",           "*a",
                                "a**",     "a*+",         "a{1001}",   "a{2,1}",       "(?=a)",
                                "(?!a)",   "(?<=a)",      "(?<n>a)",   "(?>a)",        "(?#x)",
                                "(?R)",    "(?x)a",       "(a)\\1",    "\\8",          "\\k<n>",
                                "\\R",     "\\K",         "\\X",       "\\h",          "\\N",
                                "\\C",     "\\Z",         "\\E",       "\\",           "\\x4",
                                "\\x{}",   "\\x{110000}", "(*ACCEPT)", "(*UTF)a",      "[b-a]",
                                "[a-\\d]", "[[:foo:]]",   "[\\b]",     "a|*",          "(?",
                                "(?i",     "(?-)",        "(?P<n)",    "\\p{Nothing}", "a\\p",
                                "\\P",     "\\p{",        "\\p{L",     "\\p{L&}",      "\\p-",
                                "[\\p",    "[a-",         "[a",        "[\\",          "(?P",
                                "\\x{",    "[[:"})
        QTest::newRow(pattern) << QString(pattern) << kSyntaxFault;
    QTest::newRow("flag m") << "(?m)^a" << kServerFault;
    QTest::newRow("\\p under i") << "(?i)\\pL" << kServerFault;
    QTest::newRow("\\W in a class under i") << "(?i)[\\W]" << kServerFault;
    QTest::newRow("\\S in a class") << "[\\S]" << kServerFault;
    QTest::newRow("long") << QString("a").repeated(5000) << kLimitFault;
}

void TestExpressionLimits::refusedPatterns()
{
    QFETCH(QString, pattern);
    QFETCH(QString, fault);
    const auto compiled = Pattern::compile(pattern);
    QVERIFY(!compiled);
    QCOMPARE(compiled.error().fault, fault);
    QVERIFY(!compiled.error().message.isEmpty());
}

void TestExpressionLimits::patternsCostIsBounded()
{
    const auto pattern = Pattern::compile("(a|aa)+[bc]");
    QVERIFY(pattern);
    const auto cheap = pattern->matches("aaab");
    QVERIFY(cheap && *cheap);
    const auto costly = pattern->matches(QString("a").repeated(40));
    QVERIFY(!costly);
    QCOMPARE(costly.error().fault, kLimitFault);
    m_source.add(labels("b", QString("a").repeated(40)), 0, 1);
    QCOMPARE(faultOf("b{x=~\"(a|aa)+[bc]\"}", {}), kLimitFault);
    QCOMPARE(faultOf("b{x!~\"(a|aa)+[bc]\"}", {}), kLimitFault);
}

QTEST_GUILESS_MAIN(TestExpressionLimits)
#include "tst_expressionlimits.moc"
