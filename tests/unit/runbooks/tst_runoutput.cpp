// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/redactor.h"

#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kSecret = "hunter2:with\\all'sorts\"of it";
const QString kMask =
    QString::fromUtf8("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");

} // namespace

/// What a program says becomes lines that are fit to be shown.
class TestRunOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreWhole();
    void secretsAreMasked_data();
    void secretsAreMasked();
    void codedWithMore();
    void everyChunkBorder();
    void escapeBetween();
    void secretOfSeveralLines();
    void shortSecretsMaskNothing();
    void controlCharacters();
    void longLinesAreCut();
    void endlessLineIsBounded();
};

void TestRunOutput::linesAreWhole()
{
    OutputLines lines;
    QCOMPARE(lines.add("one\ntw"), QStringList{"one"});
    QCOMPARE(lines.add("o\r\n\nthree"), (QStringList{"two", ""}));
    QCOMPARE(lines.rest(), QStringList{"three"});
    QCOMPARE(lines.rest(), QStringList());
}

void TestRunOutput::secretsAreMasked_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::newRow("as it is") << kSecret;
    QTest::newRow("base64") << kSecret.toBase64();
    QTest::newRow("base64 for URLs")
        << kSecret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    QTest::newRow("URL") << kSecret.toPercentEncoding();
    QTest::newRow("hex") << kSecret.toHex();
    QTest::newRow("HEX") << kSecret.toHex().toUpper();
    QTest::newRow("pass file") << QByteArray("hunter2\\:with\\\\all'sorts\"of it");
    QTest::newRow("JSON") << QByteArray("hunter2:with\\\\all'sorts\\\"of it");
    QTest::newRow("shell quotes") << QByteArray("hunter2:with\\all'\\''sorts\"of it");
}

void TestRunOutput::secretsAreMasked()
{
    QFETCH(QByteArray, form);
    OutputLines lines;
    lines.hide(Secret(kSecret));
    QCOMPARE(lines.add("a " + form + " b\n"), QStringList{"a " + kMask + " b"});
}

/// As in "Authorization: Basic", or by a pipe that adds a line end: what is left beside the mask
/// are bits of what stands around.
void TestRunOutput::codedWithMore()
{
    const QByteArrayList befores{"", "u", "us", "use", "user:"};
    const QByteArrayList behinds{"", "\n", "@h", "end"};
    for (const QByteArray &before : befores) {
        for (const QByteArray &behind : behinds) {
            for (const auto option : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
                OutputLines lines;
                lines.hide(Secret(kSecret));
                const QString shown =
                    lines.add((before + kSecret + behind).toBase64(option) + '\n').first();
                QVERIFY2(shown.contains(kMask), qPrintable(shown));
                QVERIFY2(shown.size() <= kMask.size() + before.size() + behind.size() + 10,
                         qPrintable(shown));
            }
        }
    }
}

void TestRunOutput::everyChunkBorder()
{
    const QByteArray whole = "before " + kSecret + " after\n";
    for (qsizetype cut = 0; cut <= whole.size(); ++cut) {
        OutputLines lines;
        lines.hide(Secret(kSecret));
        QStringList all = lines.add(whole.left(cut));
        all += lines.add(whole.mid(cut));
        all += lines.rest();
        QVERIFY2(all == QStringList{"before " + kMask + " after"},
                 qPrintable(QString("cut at %1: %2").arg(cut).arg(all.join('|'))));
    }
}

void TestRunOutput::escapeBetween()
{
    OutputLines lines;
    lines.hide(Secret(QByteArray("correct-horse")));
    const QStringList all =
        lines.add("a correct\x1b[0m-horse b\na correct-\x07horse b\na correct\xE2\x80\xAE-horse\n");
    QCOMPARE(all, (QStringList{"a " + kMask + " b", "a " + kMask + " b", "a " + kMask}));
}

void TestRunOutput::secretOfSeveralLines()
{
    OutputLines lines;
    lines.hide(Secret(QByteArray("first-part\nsecond-part")));
    QCOMPARE(lines.add("x first-part\nsecond-part y\n"), (QStringList{"x " + kMask, kMask + " y"}));
}

void TestRunOutput::shortSecretsMaskNothing()
{
    OutputLines lines;
    lines.hide(Secret(QByteArray("a")));
    QCOMPARE(lines.add("banana\n"), QStringList{"banana"});
}

void TestRunOutput::controlCharacters()
{
    OutputLines lines;
    const QStringList all =
        lines.add(QByteArray("\x1b]0;title\x07red \x1b[31mword\x1b[0m\x00 end\xff\n", 34));
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first(), QString::fromUtf8("red word end\xEF\xBF\xBD"));
}

void TestRunOutput::longLinesAreCut()
{
    OutputLines lines;
    const QStringList all = lines.add(QByteArray(20'000, 'x') + '\n');
    QCOMPARE(all.size(), 1);
    QVERIFY(all.first().size() <= 4001);
    QVERIFY(all.first().endsWith(QChar(0x2026)));
}

void TestRunOutput::endlessLineIsBounded()
{
    OutputLines lines;
    lines.hide(Secret(kSecret));
    QStringList all;
    const QByteArray piece = QByteArray(997, 'x') + kSecret;
    for (int i = 0; i < 2000; ++i)
        all += lines.add(piece);
    all += lines.rest();
    QVERIFY(all.size() > 10);
    for (const QString &line : all) {
        QVERIFY(line.size() <= 4001);
        QVERIFY(!line.contains("hunter2"));
    }
}

QTEST_GUILESS_MAIN(TestRunOutput)
#include "tst_runoutput.moc"
