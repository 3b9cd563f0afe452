// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redisvalue.h"

#include <QTest>

using namespace opsdeck;

class TestRedisReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repliesInPiecesOfAnySize();
    void faults_data();
    void faults();
    void limitsAreOfOneReply();
    void anUnfinishedReplyIsFreed();
};

void TestRedisReader::repliesInPiecesOfAnySize()
{
    const QByteArray bytes =
        "+PONG\r\n-ERR "
        "no\r\n:42\r\n$5\r\nab\r\nc\r\n$-1\r\n*3\r\n:1\r\n$0\r\n\r\n*2\r\n+x\r\n*-1\r\n*0\r\n";
    for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
        RedisReader reader({});
        QList<RedisValue> values;
        for (qsizetype at = 0; at < bytes.size(); at += piece) {
            QVERIFY(reader.feed(bytes.constData() + at,
                                static_cast<std::size_t>(std::min(piece, bytes.size() - at))));
            while (std::optional<RedisValue> value = reader.next())
                values.append(*value);
        }
        QCOMPARE(values.size(), 7);
        QVERIFY(values.at(0).type == RedisValue::Type::Status && values.at(0).text == "PONG");
        QVERIFY(values.at(1).isError() && values.at(1).text == "ERR no");
        QCOMPARE(values.at(2).integer, 42);
        QVERIFY(values.at(3).type == RedisValue::Type::Text && values.at(3).text == "ab\r\nc");
        QVERIFY(values.at(4).type == RedisValue::Type::Nil);
        QCOMPARE(values.at(5).elements.size(), 3);
        QCOMPARE(values.at(5).elements.at(2).elements.at(0).text, QByteArray("x"));
        QVERIFY(values.at(5).elements.at(2).elements.at(1).type == RedisValue::Type::Nil);
        QVERIFY(values.at(6).type == RedisValue::Type::Array && values.at(6).elements.isEmpty());
        QVERIFY(reader.fault() == RedisReader::Fault::None);
    }
}

void TestRedisReader::faults_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isTooLarge");
    QTest::newRow("HTTP") << QByteArray("HTTP/1.1 200 OK\r\n") << false;
    QTest::newRow("letters") << QByteArray("$x\r\n") << false;
    QTest::newRow("nested deep") << QByteArray("*1\r\n").repeated(12) << false;
    QTest::newRow("wide") << QByteArray("*11\r\n") << true;
    QTest::newRow("many in all") << QByteArray("*3\r\n")
                                        + QByteArray("*3\r\n:1\r\n:2\r\n:3\r\n").repeated(3)
                                 << true;
    QTest::newRow("long") << "$90\r\n" + QByteArray(90, 'x') + "\r\n" << true;
    QTest::newRow("long and open") << "+" + QByteArray(90, 'x') << true;
    QTest::newRow("promised") << QByteArray("$1000000000\r\n") + QByteArray(90, 'x') << true;
}

void TestRedisReader::faults()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isTooLarge);
    RedisReader reader({64, 10});
    bool isGood = true;
    for (const char byte : bytes) {
        isGood = reader.feed(&byte, 1);
        if (isGood)
            reader.next();
        if (reader.fault() != RedisReader::Fault::None)
            break;
    }
    QCOMPARE(reader.fault() == RedisReader::Fault::TooLarge, isTooLarge);
    QCOMPARE(reader.fault() == RedisReader::Fault::Protocol, !isTooLarge);
    QVERIFY(!reader.next());
    QVERIFY(!reader.feed("+OK\r\n", 5));
}

void TestRedisReader::limitsAreOfOneReply()
{
    RedisReader reader({64, 10});
    for (int i = 0; i < 100; ++i) {
        const QByteArray reply = "*4\r\n+aaaaa\r\n+bbbbb\r\n+ccccc\r\n+ddddd\r\n";
        QVERIFY(reader.feed(reply.constData(), static_cast<std::size_t>(reply.size())));
        QVERIFY(reader.next().has_value());
    }
}

void TestRedisReader::anUnfinishedReplyIsFreed()
{
    RedisReader reader({});
    const QByteArray part = "*3\r\n+a\r\n*2\r\n$3\r\nabc\r\n";
    QVERIFY(reader.feed(part.constData(), static_cast<std::size_t>(part.size())));
    QVERIFY(!reader.next());
    QVERIFY(reader.fault() == RedisReader::Fault::None); // LeakSanitizer watches the rest
}

QTEST_GUILESS_MAIN(TestRedisReader)
#include "tst_redisreader.moc"
