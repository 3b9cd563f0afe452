// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/secret.h"

#include <QTest>

using namespace opsdeck;

class TestSecret : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wipesForAllWhoShare();
    void leavesForeignMemoryAlone();
};

void TestSecret::wipesForAllWhoShare()
{
    QByteArray bytes("hunter2-and-more", 16);
    const QByteArray sharer = bytes;
    wipe(bytes);
    QVERIFY(bytes.isEmpty());
    QCOMPARE(sharer, QByteArray(16, '\0'));
}

void TestSecret::leavesForeignMemoryAlone()
{
    const char word[] = "constant";
    QByteArray raw = QByteArray::fromRawData(word, 8);
    wipe(raw);
    QVERIFY(raw.isEmpty());
    QCOMPARE(word, "constant");
    QByteArray nothing;
    wipe(nothing);
    QVERIFY(nothing.isEmpty());
}

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
