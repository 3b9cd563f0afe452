// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"
#include "services/expressions/numbers.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::expressions;

/// What an expression is read as, and what is said of one that is none.
class TestExpressionParsing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readAs_data();
    void readAs();
    void refused_data();
    void refused();
    void numbersBeyondDoubles();
    void functionsAreListedOnce();
};

void TestExpressionParsing::readAs_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("form");
    const auto row = [](const char *text, const char *form = nullptr) {
        QTest::newRow(text) << QString(text) << QString(form ? form : text);
    };
    row("up");
    row("1");
    row("0x1F", "31");
    row("017", "15");
    row("08", "8");
    row(".5e1", "5");
    row("5.", "5");
    row("1e-999", "0");
    row("1e-99999999999999999999", "0");
    row("Inf", "+Inf");
    row("-inf", "-Inf");
    row("nAn", "NaN");
    row("+1", "1");
    row("- -1", "1");
    row("-up");
    row("-1 ^ 2");
    row("-a * b");
    row("2 ^ 3 ^ 2");
    row("1 + 2 * 3");
    row("(1+2)*3", "(1 + 2) * 3");
    row("a or b and c unless d");
    row("A AND on ( x ) B", "A and on (x) B");
    row("a > bool 1");
    row("a == bool ignoring(x, y,) group_left b", "a == bool ignoring (x, y) group_left () b");
    row("a * on(x) group_right(y) b", "a * on (x) group_right (y) b");
    row("a / on() b", "a / on () b");
    row("a{b=\"c\",d!='e',f=~`g.*`,h!~\"i\",}", "a{b=\"c\",d!=\"e\",f=~\"g.*\",h!~\"i\"}");
    row("{__name__=~\"a:.+\"}");
    row("a:b:rate5m[1h30m] offset -5m @ 12.5", "a:b:rate5m[1h30m] @ 12.500 offset -5m");
    row("a @ start() offset 1y2w", "a @ start() offset 1y2w");
    row("a @ -5", "a @ -5.000");
    row("a offset 90m", "a offset 1h30m");
    row("sum(a)");
    row("SUM BY (x, y) (a)", "sum by (x, y) (a)");
    row("sum(a) without (x)", "sum without (x) (a)");
    row("sum by () (a)", "sum(a)");
    row("sum");
    row("sum{a=\"b\"}");
    row("count_values('v', a)", "count_values(\"v\", a)");
    row("topk(scalar(a), b)");
    row("quantile by (bool) (0.5, a)");
    row("rate(a[5m])");
    row("label_replace(a, \"b\", '$1', \"c\", `(.*)`)",
        "label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")");
    row("\"\\u00e9\\n\\x41\\101\"", "\"é\\nAA\"");
    row("'it\\'s'", "\"it's\"");
    row("1 # and so on\n + 1", "1 + 1");
    row("offset", "offset");
    row("by{on=\"x\"}", "by{on=\"x\"}");
    row("a offset 5m > a @ end()", "a offset 5m > a @ end()");
    row("((a))");
    row("{a=\"\", b!=\"\"}", "{a=\"\",b!=\"\"}");
    row("year()");
    row("round(a, 5)");
}

void TestExpressionParsing::readAs()
{
    QFETCH(QString, text);
    QFETCH(QString, form);
    const auto expression = parse(text);
    QVERIFY2(expression, qPrintable(expression ? QString() : expression.error().message));
    QCOMPARE(expression->text(), form);
    const auto again = parse(form);
    QVERIFY2(again, qPrintable(again ? QString() : again.error().message));
    QCOMPARE(again->text(), form);
}

void TestExpressionParsing::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("message");
    const auto syntax = [](const char *text, const char *message) {
        QTest::newRow(text) << QString(text) << kSyntaxFault << QString(message);
    };
    syntax("", "Column 1: expected an expression, found nothing");
    syntax("  # nothing", "Column 1: expected an expression, found nothing");
    syntax("1 +", "Column 4: expected an expression, found the end");
    syntax("a b", "Column 3: expected an operator or the end, found 'b'");
    syntax("(a", "Column 3: expected ')', found the end");
    syntax("a)", "Column 2: expected an operator or the end, found ')'");
    syntax("a{", "Column 3: expected a label's name or '}', found the end");
    syntax("a{b", "Column 4: expected '=', '!=', '=~' or '!~', found the end");
    syntax("a{b=c}", "Column 5: expected a value in quotes, found 'c'");
    syntax("a{b==\"c\"}", "Column 5: expected a value in quotes, found '='");
    syntax("a{b=\"c\" d=\"e\"}", "Column 9: expected ',' or '}', found 'd'");
    syntax("a{b=\"c}", "Column 5: this string has no end: expected \"");
    syntax("a{b=~\"[\"}",
           "Column 6: The regular expression \"[\" is not understood at 2: a ']' is missing");
    syntax(
        "a{b=~\"(?=x)\"}",
        "Column 6: The regular expression \"(?=x)\" is not understood at 1: RE2 has no such group");
    syntax("a[5]", "Column 3: expected a duration such as 5m, found '5'");
    syntax("a[5x]", "Column 3: 5x is neither a number nor a duration");
    syntax("a[0s]", "Column 3: 0s is neither a number nor a duration");
    syntax("a[5m1h]", "Column 3: 5m1h is neither a number nor a duration");
    syntax("a[5m", "Column 5: expected ']', found the end");
    syntax("(a)[5m]", "Column 4: only an instant selector takes a range");
    syntax("a[5m][5m]", "Column 6: only an instant selector takes a range");
    syntax("a offset 1m[5m]", "Column 12: the range comes before offset and @");
    syntax("a offset 5", "Column 10: expected a duration such as 5m, found '5'");
    syntax("a offset 5m offset 5m", "Column 13: a selector takes one offset");
    syntax("1 offset 5m", "Column 3: offset comes after a selector");
    syntax("a @ x", "Column 5: expected a time in seconds, start() or end(), found 'x'");
    syntax("a @ 1 @ 2", "Column 7: a selector takes one @");
    syntax("sum(a) @ 1", "Column 8: @ comes after a selector");
    syntax("foo(a)", "Column 1: there is no function foo()");
    syntax("1 + Rate(a[5m])", "Column 5: there is no function Rate()");
    syntax("rate(a[5m],)", "Column 12: expected an expression, found ')'");
    syntax("sum by x (a)", "Column 8: expected '(', found 'x'");
    syntax("sum by (a:b) (a)", "Column 9: expected a label's name or ')', found 'a:b'");
    syntax("a == group_left b", "Column 6: expected an expression, found 'group_left'");
    syntax("a ! b", "Column 3: the character \"!\" has no meaning here");
    syntax("a = b", "Column 3: expected an operator or the end, found '='");
    syntax("\"a", "Column 1: this string has no end: expected \"");
    syntax("\"\\q\"", "Column 2: strings have no such escape");
    syntax("\"\\xff\"", "Column 1: this string is no UTF-8");
    syntax("0x", "Column 1: 0x is no number");
    syntax("1e", "Column 1: 1e is no number");
    syntax("1e309", "Column 1: 1e309 is no number");
    syntax("1e99999999999999999999", "Column 1: 1e99999999999999999999 is no number");
    syntax("a{__name__=\"b\"}", "Column 1: the metric's name is given twice: a and b");

    const auto type = [](const char *text, const char *message) {
        QTest::newRow(text) << QString(text) << kTypeFault << QString(message);
    };
    type("{}", "Column 1: this selector fits every series");
    type("{a=~\".*\"}", "Column 1: this selector fits every series");
    type("rate(a)", "Column 6: rate() takes a range vector, not an instant vector");
    type("abs(a[5m])", "Column 5: abs() takes an instant vector, not a range vector");
    type("abs()", "Column 1: abs() takes 1 arguments, not 0");
    type("round(a, 1, 2)", "Column 1: round() takes at most 2 arguments, not 3");
    type("label_join(a, \"b\")", "Column 1: label_join() takes at least 3 arguments, not 2");
    type("1 > 2", "Column 3: a comparison of two scalars needs bool");
    type("a + bool b", "Column 3: bool goes with comparisons only");
    type("a and 1", "Column 3: and takes two instant vectors, no scalar");
    type("1 + \"a\"", "Column 5: + takes scalars and instant vectors, not a string");
    type("-\"a\"",
         "Column 1: a sign goes before a scalar or an instant vector, not before a string");
    type("a and on(x) group_left b", "Column 3: and takes neither group_left nor group_right");
    type("a * on(x) group_left(x) b", "Column 3: the label x is in on and in the group modifier");
    type("a * on(x) 1", "Column 3: on and ignoring go between two instant vectors only");
    type("topk(a, b)", "Column 6: the parameter of topk takes a scalar, not an instant vector");
    type("topk(a)", "Column 1: topk takes 2 arguments, not 1");
    type("sum(1)", "Column 5: sum takes an instant vector, not a scalar");

    const auto server = [](const char *text, const char *message) {
        QTest::newRow(text) << QString(text) << kServerFault << QString(message);
    };
    server("1 + predict_linear(a[5m], 60)",
           "needs a Prometheus server: the function predict_linear() (column 5)");
    server("holt_winters(a[5m], 1, 1)",
           "needs a Prometheus server: the function holt_winters() (column 1)");
    server("max_over_time(rate(a[5m])[1h:1m])",
           "needs a Prometheus server: a subquery (column 26)");
    server("a[5m:]", "needs a Prometheus server: a subquery (column 2)");
    server("a{b=~\"(?m)x\"}",
           "Column 6: needs a Prometheus server: the flag 'm' in the regular expression \"(?m)x\"");
}

void TestExpressionParsing::refused()
{
    QFETCH(QString, text);
    QFETCH(QString, fault);
    QFETCH(QString, message);
    const auto expression = parse(text);
    QVERIFY(!expression);
    const Error &error = expression.error();
    QCOMPARE(error.fault, fault);
    QVERIFY2(error.message.startsWith(message), qPrintable(error.message));
    QCOMPARE(error.kind, ErrorKind::Config);
}

void TestExpressionParsing::numbersBeyondDoubles()
{
    const QString zeros = QString("0").repeated(400);
    QVERIFY(!parseNumber("1" + zeros));
    QVERIFY(!parseNumber("1" + zeros + "e-5"));
    QCOMPARE(parseNumber("1" + zeros + "e-399"), std::optional(10.0));
    QCOMPARE(parseNumber("0." + zeros + "1"), std::optional(0.0));
    QCOMPARE(parseNumber("0." + zeros + "1e401"), std::optional(1.0));
    QVERIFY(!parseLabelNumber("-1e400"));
    QCOMPARE(parseLabelNumber("-1e-400"), std::optional(-0.0));
    QCOMPARE(parseLabelNumber("0x1p-2000"), std::optional(0.0));
    QVERIFY(!parseLabelNumber("0x1p2000"));
    QCOMPARE(parseLabelNumber("0x1.8p1"), std::optional(3.0));
    QCOMPARE(plainNumber(1e23), QString("1") + QString("0").repeated(23));
    QCOMPARE(plainNumber(1.5e-7), QString("0.00000015"));
    QCOMPARE(plainNumber(-12.25), QString("-12.25"));
}

void TestExpressionParsing::functionsAreListedOnce()
{
    QStringList names;
    for (const Function &function : functions()) {
        const QString name = function.name;
        QVERIFY2(!names.contains(name), function.name);
        names.append(name);
        const int ways = (function.element != nullptr) + (function.window != nullptr)
                         + (function.vector != nullptr) + (function.date != nullptr);
        QCOMPARE(ways, function.needsServer ? 0 : 1);
    }
    QVERIFY(names.size() > 60);
}

QTEST_GUILESS_MAIN(TestExpressionParsing)
#include "tst_expressionparsing.moc"
