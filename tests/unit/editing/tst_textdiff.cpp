// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/textdiff.h"

#include <QTest>

using namespace opsdeck;

class TestTextDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diffs_data();
    void diffs();
    void largeTextsAreOnePiece();
};

namespace {

QString drawn(const QList<DiffLine> &lines)
{
    QStringList all;
    for (const DiffLine &line : lines)
        all << QStringLiteral("%1%2 %3")
                   .arg(QStringLiteral(" -+~").at(static_cast<int>(line.kind)))
                   .arg(line.line)
                   .arg(line.text);
    return all.join('\n');
}

} // namespace

void TestTextDiff::diffs_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("shown");
    QTest::newRow("same") << QByteArray("a\nb\n") << QByteArray("a\nb\n") << QString();
    QTest::newRow("added") << QByteArray("a\nb\n") << QByteArray("a\nx\nb\n")
                           << QString(" 1 a\n+2 x\n 3 b");
    QTest::newRow("removed") << QByteArray("a\nx\nb\n") << QByteArray("a\nb\n")
                             << QString(" 1 a\n-2 x\n 2 b");
    QTest::newRow("changed, CR LF")
        << QByteArray("a\r\nb\r\nc\r\n") << QByteArray("a\r\nx\r\nc\r\n")
        << QString(" 1 a\n-2 b\n+2 x\n 3 c");
    QTest::newRow("new") << QByteArray() << QByteArray("a\nb\n") << QString("+1 a\n+2 b");
    QTest::newRow("at the end without line end")
        << QByteArray("a\nb") << QByteArray("a\nb\nc") << QString(" 1 a\n 2 b\n+3 c");
    QTest::newRow("three lines round it")
        << QByteArray("1\n2\n3\n4\n5\n6\n7\n8\n9") << QByteArray("1\n2\n3\n4\nx\n6\n7\n8\n9")
        << QString(" 2 2\n 3 3\n 4 4\n-5 5\n+5 x\n 6 6\n 7 7\n 8 8");
    QTest::newRow("two places")
        << QByteArray("a\n1\n2\n3\n4\n5\n6\n7\nb") << QByteArray("x\n1\n2\n3\n4\n5\n6\n7\ny")
        << QString("-1 a\n+1 x\n 2 1\n 3 2\n 4 3\n~0 \n 6 5\n 7 6\n 8 7\n-9 b\n+9 y");
}

void TestTextDiff::diffs()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QTEST(drawn(textDiff(before, after)), "shown");
}

void TestTextDiff::largeTextsAreOnePiece()
{
    QByteArray before;
    QByteArray after;
    for (int i = 0; i < 5000; ++i) {
        before += "a" + QByteArray::number(i) + '\n';
        after += "b" + QByteArray::number(i) + '\n';
    }
    const QList<DiffLine> lines = textDiff(before, after);
    QCOMPARE(lines.size(), 10'000);
    QCOMPARE(lines.at(4999).kind, DiffLine::Kind::Removed);
    QCOMPARE(lines.at(5000).kind, DiffLine::Kind::Added);
}

QTEST_GUILESS_MAIN(TestTextDiff)
#include "tst_textdiff.moc"
