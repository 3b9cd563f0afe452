// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlreader.h"
#include "services/editing/yamlscalar.h"

#include <QTest>

using namespace opsdeck;

/// How single values are written, and that they come back as they were.
class TestYamlScalar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void text_data();
    void text();
    void plain();
    void wantedQuotes();
    void comesBack_data();
    void comesBack();
    void blockText();
};

namespace {

QString readBack(const QByteArray &yaml)
{
    Problems problems;
    const auto root = readYaml(yaml, Reporter(problems, "x"));
    if (!root)
        return QStringLiteral("not read: %1").arg(problems.sorted({}).value(0).text);
    const YamlNode *value = root->find("k");
    const YamlNode *inList =
        value != nullptr && value->isList() ? &value->children().first() : value;
    return inList != nullptr && inList->isScalar() ? inList->text() : QStringLiteral("no text");
}

} // namespace

void TestYamlScalar::text_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("block");
    QTest::addColumn<QByteArray>("flow");
    const auto row = [](const char *value, const char *block, const char *flow) {
        QTest::newRow(value) << QString::fromUtf8(value) << QByteArray(block) << QByteArray(flow);
    };
    row("api", "api", "api");
    row("two words", "two words", "two words");
    row("", "\"\"", "\"\"");
    for (const char *word :
         {"yes",  "No",    "on",       "true",       "null", "~",   "y",  "010", "8000", "1e3",
          "0x1F", "1_000", "12:30:45", "2024-01-01", ".inf", "---", "<<", "+1",  "1.5",  "0o17"})
        row(word, qPrintable(QStringLiteral("\"%1\"").arg(word)),
            qPrintable(QStringLiteral("\"%1\"").arg(word)));
    row("5s", "5s", "5s");
    row("a: b", "\"a: b\"", "\"a: b\"");
    row("a:b", "a:b", "a:b");
    row("a #b", "\"a #b\"", "\"a #b\"");
    row("a#b", "a#b", "a#b");
    row("# x", "\"# x\"", "\"# x\"");
    row(":", "\":\"", "\":\"");
    row("end:", "\"end:\"", "\"end:\"");
    row("a, b", "a, b", "\"a, b\"");
    row("pat[1]", "pat[1]", "\"pat[1]\"");
    row("why?", "why?", "\"why?\"");
    row("http://${host}:1/", "\"http://${host}:1/\"", "\"http://${host}:1/\"");
    row("-c", "-c", "-c");
    row("--verbose", "--verbose", "--verbose");
    row("- x", "\"- x\"", "\"- x\"");
    row("-", "\"-\"", "\"-\"");
    row("< 15", "< 15", "< 15");
    row("> 15", "\"> 15\"", "\"> 15\"");
    row("*x", "\"*x\"", "\"*x\"");
    row("&x", "\"&x\"", "\"&x\"");
    row("!x", "\"!x\"", "\"!x\"");
    row("%x", "\"%x\"", "\"%x\"");
    row("@x", "\"@x\"", "\"@x\"");
    row("`x", "\"`x\"", "\"`x\"");
    row("'x'", "\"'x'\"", "\"'x'\"");
    row("\"x\"", "'\"x\"'", "'\"x\"'");
    row("a\\b: c", "'a\\b: c'", "'a\\b: c'");
    row(" lead", "\" lead\"", "\" lead\"");
    row("trail ", "\"trail \"", "\"trail \"");
    row("grün €", "grün €", "grün €");
    row("line\nbreak", "\"line\\nbreak\"", "\"line\\nbreak\"");
    row("tab\there", "\"tab\\there\"", "\"tab\\there\"");
    row("\xE2\x80\xA8", "\"\\u2028\"", "\"\\u2028\"");
}

void TestYamlScalar::text()
{
    QFETCH(QString, value);
    QTEST(scalarText(YamlValue::text(value), {false, YamlQuotes::None}), "block");
    QTEST(scalarText(YamlValue::text(value), {true, YamlQuotes::None}), "flow");
}

void TestYamlScalar::plain()
{
    const auto plain = [](const char *text) { return scalarText(YamlValue::plain(text), {}); };
    QCOMPARE(plain("5"), "5");
    QCOMPARE(plain("-1.5"), "-1.5");
    QCOMPARE(plain("true"), "true");
    QCOMPARE(plain("30s"), "30s");
    // Eight for some readers, ten for others.
    QCOMPARE(plain("010"), "\"010\"");
    QCOMPARE(plain("yes"), "\"yes\"");
    QCOMPARE(plain("${port}"), "\"${port}\"");
    QCOMPARE(scalarText({}, {}), "null");
}

void TestYamlScalar::wantedQuotes()
{
    QCOMPARE(scalarText(YamlValue::text("a"), {false, YamlQuotes::Double}), "\"a\"");
    QCOMPARE(scalarText(YamlValue::text("it's"), {false, YamlQuotes::Single}), "'it''s'");
    // Single quotes can't hold it.
    QCOMPARE(scalarText(YamlValue::text("a\nb"), {false, YamlQuotes::Single}), "\"a\\nb\"");
}

void TestYamlScalar::comesBack_data()
{
    QTest::addColumn<QString>("value");
    const QStringList atoms{"a", " ",  ":", "#", "-", "?",  ",",    "[",  "]", "{",
                            "}", "&",  "*", "!", "|", ">",  "'",    "\"", "%", "@",
                            "`", "\\", "0", "~", "ä", "😀", "${x}", "="};
    for (const QString &one : atoms) {
        for (const QString &two : atoms) {
            for (const QString &three : {QString(), QStringLiteral("b"), QStringLiteral(" "),
                                         QStringLiteral(":"), QStringLiteral("'")}) {
                const QString value = one + two + three;
                QTest::addRow("%s", qPrintable(value)) << value;
            }
        }
    }
}

void TestYamlScalar::comesBack()
{
    QFETCH(QString, value);
    for (const auto quotes : {YamlQuotes::None, YamlQuotes::Single, YamlQuotes::Double}) {
        QCOMPARE(readBack("k: " + scalarText(YamlValue::text(value), {false, quotes}) + "\n"),
                 value);
        QCOMPARE(readBack("k: " + scalarText(YamlValue::plain(value), {false, quotes}) + " # c\n"),
                 value);
        QCOMPARE(readBack("k: [" + scalarText(YamlValue::text(value), {true, quotes}) + ", x]\n"),
                 value);
        QCOMPARE(readBack("{k: " + scalarText(YamlValue::text(value), {true, quotes}) + "}\n"),
                 value);
    }
    // As a key too.
    Problems problems;
    const auto root =
        readYaml(scalarText(YamlValue::text(value), {}) + ": v\n", Reporter(problems, "x"));
    QVERIFY(root);
    QCOMPARE(root->keys().value(0).name, value);
}

void TestYamlScalar::blockText()
{
    QVERIFY(canBeBlockText("a\nb"));
    QVERIFY(canBeBlockText("a\n"));
    QVERIFY(!canBeBlockText("a"));
    QVERIFY(!canBeBlockText(" a\nb"));
    QVERIFY(!canBeBlockText("a\n\n"));
    QVERIFY(!canBeBlockText("\n \n"));
    QVERIFY(!canBeBlockText("a\nb\tc\x01"));
}

QTEST_GUILESS_MAIN(TestYamlScalar)
#include "tst_yamlscalar.moc"
