// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamledit.h"

#include <QTest>

#include <functional>

using namespace opsdeck;

using Change = std::function<Result<void>(YamlEdit &)>;
Q_DECLARE_METATYPE(Change)

/// One edit of one text, byte for byte.
class TestYamlEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edits_data();
    void edits();
    void refusals_data();
    void refusals();
    void nothingToChangeChangesNothing();
    void newFile();
    void addAndRemoveIsAsBefore();
};

namespace {

YamlValue text(const char *value)
{
    return YamlValue::text(QString::fromUtf8(value));
}

YamlPath path(std::initializer_list<YamlStep> steps)
{
    return YamlPath(steps);
}

YamlStep key(const char *name)
{
    return QString::fromUtf8(name);
}

YamlStep at(qsizetype index)
{
    return index;
}

void row(const char *name, const char *before, const Change &change, const char *after)
{
    QTest::newRow(name) << QByteArray(before) << change << QByteArray(after);
}

Change set(const YamlPath &where, const YamlValue &value)
{
    return [=](YamlEdit &edit) { return edit.set(where, value); };
}

Change insert(const YamlPath &where, qsizetype index, const YamlValue &value)
{
    return [=](YamlEdit &edit) { return edit.insert(where, index, value); };
}

Change append(const YamlPath &where, const YamlValue &value)
{
    return [=](YamlEdit &edit) { return edit.append(where, value); };
}

Change removal(const YamlPath &where)
{
    return [=](YamlEdit &edit) { return edit.remove(where); };
}

Change update(const YamlPath &where, const YamlValue &value)
{
    return [=](YamlEdit &edit) { return edit.update(where, value); };
}

const YamlValue kCheck = YamlValue::map()
                             .add("id", text("live"))
                             .add("kind", text("http"))
                             .add("interval", YamlValue::plain("5s"))
                             .add("url", text("http://${host}/"));

void setRows()
{
    row("plain scalar", "a: 1 # one\nb: 2\n", set(path({key("a")}), YamlValue::plain("3")),
        "a: 3 # one\nb: 2\n");
    row("quotes stay", "a: 'x'   # c\nb: \"y\"\n", set(path({key("a")}), text("it's")),
        "a: 'it''s'   # c\nb: \"y\"\n");
    row("quoted when needed", "a: x\n", set(path({key("a")}), text("yes")), "a: \"yes\"\n");
    row("no final line end", "a: x", set(path({key("a")}), text("u")), "a: u");
    row("CR LF", "a: x\r\nb: y\r\n", set(path({key("c")}), text("z")), "a: x\r\nb: y\r\nc: z\r\n");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "a: x\n",
        set(path({key("b")}), text("u")),
        "\xEF\xBB\xBF"
        "a: x\nb: u\n");
    row("new entry without final line end", "a: x", set(path({key("b")}), text("u")), "a: x\nb: u");
    row("new entry behind a comment", "a: x   # c  \n\n# end\n", set(path({key("b")}), text("u")),
        "a: x   # c  \nb: u\n\n# end\n");
    row("below", "a:\n   x: 1\n   y: 2\nb: 3\n",
        set(path({key("a"), key("z")}), YamlValue::plain("4")),
        "a:\n   x: 1\n   y: 2\n   z: 4\nb: 3\n");
    row("flow mapping", "a: { x: 1, y: 2 } # c\n", set(path({key("a"), key("z")}), text("t, u")),
        "a: { x: 1, y: 2, z: \"t, u\" } # c\n");
    row("tight flow mapping", "a: {x: 1}\nb: 2\n",
        set(path({key("a"), key("z")}), YamlValue::map().add("k", text("v"))),
        "a: {x: 1, z: {k: v}}\nb: 2\n");
    row("empty flow mapping", "a: {}\nb: { c: 1 }\n", set(path({key("a"), key("z")}), text("v")),
        "a: { z: v }\nb: { c: 1 }\n");
    row("missing mappings", "a: 1\n",
        set(path({key("b"), key("c"), key("d")}), YamlValue::plain("2")),
        "a: 1\nb:\n  c: { d: 2 }\n");
    row("missing mappings in block style", "s:\n    t:\n        u: 1\n",
        set(path({key("v"), key("t"), key("u")}), text("w")),
        "s:\n    t:\n        u: 1\nv:\n    t:\n        u: w\n");
    row("value that is not there", "a:   # c\nb: 2\n", set(path({key("a")}), text("x")),
        "a: x   # c\nb: 2\n");
    row("mapping that is not there", "s:\n  t:\n    u: 1\na: # c\nb: 2\n",
        set(path({key("a"), key("t"), key("u")}), YamlValue::plain("1")),
        "s:\n  t:\n    u: 1\na: # c\n  t:\n    u: 1\nb: 2\n");
    row("in an item", "l:\n  - id: a\n    n: 1\n  - id: b\n",
        set(path({key("l"), at(0), key("n")}), YamlValue::plain("2")),
        "l:\n  - id: a\n    n: 2\n  - id: b\n");
    row("entry of an item", "l:\n  - id: a # c\n  - id: b\n",
        set(path({key("l"), at(0), key("m")}), YamlValue::plain("2")),
        "l:\n  - id: a # c\n    m: 2\n  - id: b\n");
    row("many lines", "a: x\nb: y\n", set(path({key("a")}), text("one\n\n  two")),
        "a: |-\n  one\n\n    two\nb: y\n");
    row("many lines before a comment", "a: x # c\n", set(path({key("a")}), text("one\ntwo")),
        "a: \"one\\ntwo\" # c\n");
    row("out of many lines", "a: |\n  one\n  two\n\nb: y\n", set(path({key("a")}), text("x")),
        "a: x\n\nb: y\n");
    row("folded plain text", "a: one\n  two # c\nb: y\n", set(path({key("a")}), text("x")),
        "a: x # c\nb: y\n");
    row("list for a scalar", "a: x\nb: y\n", set(path({key("a")}), YamlValue::texts({"u", "v"})),
        "a: [u, v]\nb: y\n");
    row("block list for a scalar", "o:\n- 1\na: x\n",
        set(path({key("a")}), YamlValue::list({kCheck})),
        "o:\n- 1\na:\n- id: live\n  kind: http\n  interval: 5s\n  url: \"http://${host}/\"\n");
    row("scalar for a block list", "a:\n  - x # c\n  - y\nb: z\n", set(path({key("a")}), text("u")),
        "a: u\nb: z\n");
    row("scalar for a block list with a comment", "a: # c\n  - x\nb: z\n",
        set(path({key("a")}), text("u")), "a: u # c\nb: z\n");
    row("quoted key", "\"a b\": 1\n'c:d': 2\n", set(path({key("c:d")}), YamlValue::plain("3")),
        "\"a b\": 1\n'c:d': 3\n");
    row("anchors elsewhere", "a: &x 1\nb: *x\nc: 3\n", set(path({key("c")}), YamlValue::plain("4")),
        "a: &x 1\nb: *x\nc: 4\n");
    row("wide characters before it", "a: { \"ä€😀\": 1, b: 2 }\n",
        set(path({key("a"), key("b")}), YamlValue::plain("3")), "a: { \"ä€😀\": 1, b: 3 }\n");
    row("tight JSON", "{\"a\":\"x\",\"b\":1}", set(path({key("b")}), text("y z")),
        "{\"a\":\"x\",\"b\": y z}");
}

void listRows()
{
    row("append", "l:\n  - a\n  - b # c\nz: 1\n", append(path({key("l")}), text("d")),
        "l:\n  - a\n  - b # c\n  - d\nz: 1\n");
    row("append with the dashes below the key", "l:\n- a\n", append(path({key("l")}), text("d")),
        "l:\n- a\n- d\n");
    row("append mapping", "l:\n  -   id: x\n      n: 1\n", append(path({key("l")}), kCheck),
        "l:\n  -   id: x\n      n: 1\n  -   id: live\n      kind: http\n      interval: 5s\n      "
        "url: \"http://${host}/\"\n");
    row("append mapping in braces", "l:\n  - { id: x }\n", append(path({key("l")}), kCheck),
        "l:\n  - { id: x }\n  - { id: live, kind: http, interval: 5s, url: \"http://${host}/\" "
        "}\n");
    row("blank lines between items", "l:\n  - id: a\n    n: 1\n\n  - id: b\n    n: 1\n# end\n",
        append(path({key("l")}), YamlValue::map().add("id", text("c"))),
        "l:\n  - id: a\n    n: 1\n\n  - id: b\n    n: 1\n\n  - id: c\n# end\n");
    row("first", "l:\n  # c\n  - a\n  - b\n", insert(path({key("l")}), 0, text("x")),
        "l:\n  # c\n  - x\n  - a\n  - b\n");
    row("middle", "l:\n  - a\n  # of b\n  - b\n", insert(path({key("l")}), 1, text("x")),
        "l:\n  - a\n  - x\n  # of b\n  - b\n");
    row("flow", "l: [a, b]\n", append(path({key("l")}), text("c d")), "l: [a, b, c d]\n");
    row("flow first", "l: [ a, b ]\n", insert(path({key("l")}), 0, text("c")), "l: [ c, a, b ]\n");
    row("flow empty", "l: [] # c\n", append(path({key("l")}), text("c")), "l: [c] # c\n");
    row("flow with trailing comma", "l: [a, b,]\n", append(path({key("l")}), text("c")),
        "l: [a, b, c,]\n");
    row("flow over lines", "l: [\n  a, # of a\n  b  # of b\n]\n",
        append(path({key("l")}), text("c")), "l: [\n  a, # of a\n  b,  # of b\n  c\n]\n");
    row("flow over lines with trailing comma", "l: [\n  a,\n  b,\n]\n",
        append(path({key("l")}), text("c")), "l: [\n  a,\n  b,\n  c,\n]\n");
    row("flow over lines first", "l: [\n  a,\n  b\n]\n", insert(path({key("l")}), 0, text("c")),
        "l: [\n  c,\n  a,\n  b\n]\n");
    row("missing list", "a: 1\n", append(path({key("l")}), text("x")), "a: 1\nl: [x]\n");
    row("missing list of mappings", "a:\n    b: 1\n", append(path({key("a"), key("l")}), kCheck),
        "a:\n    b: 1\n    l:\n      - id: live\n        kind: http\n        interval: 5s\n        "
        "url: \"http://${host}/\"\n");
    row("list in a list", "l:\n  - - a\n    - b\n", append(path({key("l"), at(0)}), text("c")),
        "l:\n  - - a\n    - b\n    - c\n");
}

void removeRows()
{
    row("entry", "a: 1\nb: 2 # c\nc: 3\n", removal(path({key("b")})), "a: 1\nc: 3\n");
    row("comments above stay", "a: 1\n# of b\nb:\n  x: 1\n  # in b\n  y: 2\nc: 3\n",
        removal(path({key("b")})), "a: 1\n# of b\nc: 3\n");
    row("last entry without final line end", "a: 1\nb: 2", removal(path({key("b")})), "a: 1");
    row("last entry, CR LF", "a: 1\r\nb: 2", removal(path({key("b")})), "a: 1");
    row("first entry of an item", "l:\n  - id: a\n    n: 1\n",
        removal(path({key("l"), at(0), key("id")})), "l:\n  - n: 1\n");
    row("only entry", "a:\n  b: 1\nc: 2\n", removal(path({key("a"), key("b")})), "a: {}\nc: 2\n");
    row("item", "l:\n  - a\n  - b\n  - c\n", removal(path({key("l"), at(1)})),
        "l:\n  - a\n  - c\n");
    row("only item", "l:\n  - a\nz: 1\n", removal(path({key("l"), at(0)})), "l: []\nz: 1\n");
    row("item and its blank line", "l:\n  - id: a\n\n  - id: b\n\n  - id: c\n",
        removal(path({key("l"), at(1)})), "l:\n  - id: a\n\n  - id: c\n");
    row("flow first", "l: [ a, b, c ]\n", removal(path({key("l"), at(0)})), "l: [ b, c ]\n");
    row("flow last", "l: [a, b, c]\n", removal(path({key("l"), at(2)})), "l: [a, b]\n");
    row("flow only", "l: [ a ]\nz: 1\n", removal(path({key("l"), at(0)})), "l: []\nz: 1\n");
    row("flow entry", "m: { a: 1, b: { c: [2] }, d: 3 }\n", removal(path({key("m"), key("b")})),
        "m: { a: 1, d: 3 }\n");
    row("flow with comments", "l: [\n  a, # of a\n  b  # of b\n]\n",
        removal(path({key("l"), at(1)})), "l: [\n  a, # of a\n    # of b\n]\n");
    row("nested dash", "l:\n  - - a\n    - b\n", removal(path({key("l"), at(0), at(0)})),
        "l:\n  - - b\n");
    row("value that is not there", "a:\nb: 1\n", removal(path({key("a")})), "b: 1\n");
}

void updateRows()
{
    row("only what differs", "a:\n  x: 1 # one\n  y: 2 # two\n  z: 3\n",
        update(path({key("a")}),
               YamlValue::map().add("x", text("1")).add("y", text("5")).add("w", text("6"))),
        "a:\n  x: 1 # one\n  y: \"5\" # two\n  w: \"6\"\n");
    row("list", "l:\n  - a # of a\n  - b # of b\n  - c # of c\n",
        update(path({key("l")}), YamlValue::texts({"a", "x", "c", "d"})),
        "l:\n  - a # of a\n  - x # of b\n  - c # of c\n  - d\n");
    row("shorter list", "l: [a, b, c, d]\n", update(path({key("l")}), YamlValue::texts({"a", "d"})),
        "l: [a, d]\n");
    row("longer list", "l: [a, d]\n",
        update(path({key("l")}), YamlValue::texts({"a", "b", "c", "d"})), "l: [a, b, c, d]\n");
    row("other kind", "l: a\n", update(path({key("l")}), YamlValue::texts({"a", "b"})),
        "l: [a, b]\n");
}

} // namespace

void TestYamlEdit::edits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("after");
    setRows();
    listRows();
    removeRows();
    updateRows();
}

void TestYamlEdit::edits()
{
    QFETCH(QByteArray, before);
    QFETCH(Change, change);
    auto edit = YamlEdit::open(before);
    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    const auto done = change(*edit);
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QTEST(edit->bytes(), "after");
}

void TestYamlEdit::refusals_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("after"); // here: words of the refusal
    row("alias", "a: &x\n  k: 1\nb: *x\n", set(path({key("b"), key("k")}), text("2")),
        "*x stands for a value that is written elsewhere");
    row("below an alias", "a: &x\n  k: { l: 1 }\nb: *x\n",
        set(path({key("b"), key("k"), key("l")}), text("2")), "*x stands for");
    row("anchor", "a: &x\n  k: 1\nb: *x\n", set(path({key("a"), key("k")}), text("2")),
        "carries an anchor");
    row("anchored value", "a: &x 1\nb: *x\n", set(path({key("a")}), text("2")),
        "carries an anchor");
    row("anchored value removed", "a: &x 1\nb: *x\n", removal(path({key("a")})),
        "carries an anchor");
    row("anchor inside", "a:\n  k: &x 1\nb: *x\n", removal(path({key("a")})), "carries an anchor");
    row("merge key", "a: &x { k: 1 }\nb:\n  <<: *x\n  l: 2\n",
        set(path({key("b"), key("l")}), text("3")), "merges another mapping");
    row("tag", "a: !!str 1\n", set(path({key("a")}), text("2")), "an anchor or a tag");
    row("key twice", "a: 1\na: 2\n", set(path({key("a")}), text("3")), "a key twice");
    row("no such item", "l: [a]\n", set(path({key("l"), at(3)}), text("b")),
        "there is no such place");
    row("no such entry", "a: 1\n", removal(path({key("b")})), "there is no such place");
    row("through a scalar", "a: 1\n", set(path({key("a"), key("b")}), text("2")),
        "there is no such place");
    row("no list", "a: { b: 1 }\n", append(path({key("a")}), text("2")), "no list");
    row("pair without braces", "l: [a: 1]\n", set(path({key("l"), at(0), key("b")}), text("2")),
        "without braces");
    row("comment between", "l:\n  - a: 1\n    # of b\n    b: 2\n",
        removal(path({key("l"), at(0), key("a")})), "would disturb");
    row("document", "a: 1\n", removal({}), "a whole document");
}

void TestYamlEdit::refusals()
{
    QFETCH(QByteArray, before);
    QFETCH(Change, change);
    QFETCH(QByteArray, after);
    auto edit = YamlEdit::open(before);
    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    const auto done = change(*edit);
    QVERIFY(!done);
    QVERIFY2(done.error().message.contains(QString::fromUtf8(after)),
             qPrintable(done.error().message));
    QVERIFY(done.error().advice.startsWith("Try: "));
    QCOMPARE(edit->bytes(), before);
}

void TestYamlEdit::nothingToChangeChangesNothing()
{
    const QByteArray before = "a:   { x: 'one' ,y:   [ 1,2 ] }\n";
    auto edit = YamlEdit::open(before);
    QVERIFY(edit);
    QVERIFY(edit->update(
        path({key("a")}),
        YamlValue::map().add("x", text("one")).add("y", YamlValue::texts({"1", "2"}))));
    QCOMPARE(edit->bytes(), before);
    QVERIFY(!YamlEdit::open("a: [\n"));
}

void TestYamlEdit::newFile()
{
    const YamlValue platform =
        YamlValue::map()
            .add("platform", text("shop"))
            .add("environments",
                 YamlValue::list({YamlValue::map()
                                      .add("id", text("dev"))
                                      .add("protected", YamlValue::plain("false"))}));
    QCOMPARE(YamlEdit::written(platform),
             "platform: shop\nenvironments:\n  - id: dev\n    protected: false\n");
}

void TestYamlEdit::addAndRemoveIsAsBefore()
{
    const QList<QByteArray> texts{
        "l:\n  - id: a\n\n  - id: b\n# end\n", "l:\n- id: a\n- id: b",
        "l: [ {id: a}, {id: b} ]\r\n",
        "l:\n  - id: a\n    t: |\n      x\n  - id: b\n    t: >-\n      y\n\n\n\nz: 1\n"};
    for (const QByteArray &before : texts) {
        auto edit = YamlEdit::open(before);
        QVERIFY(edit);
        QVERIFY(edit->append(path({key("l")}), kCheck));
        QVERIFY(edit->bytes() != before);
        QVERIFY(edit->remove(path({key("l"), at(2)})));
        QCOMPARE(edit->bytes(), before);
        QVERIFY(edit->set(path({key("l"), at(1), key("n")}), text("v")));
        QVERIFY(edit->remove(path({key("l"), at(1), key("n")})));
        QCOMPARE(edit->bytes(), before);
    }
}

QTEST_GUILESS_MAIN(TestYamlEdit)
#include "tst_yamledit.moc"
