// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/instant.h"

#include <QTest>

using namespace opsdeck;

/// How long an answer took, in words.
class TestLatencyText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void isNeverNothing_data()
    {
        QTest::addColumn<qint64>("microseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << "< 0.1 ms";
        QTest::newRow("backwards") << qint64(-5) << "< 0.1 ms";
        QTest::newRow("below") << qint64(49) << "< 0.1 ms";
        QTest::newRow("tenth") << qint64(50) << "0.1 ms";
        QTest::newRow("some") << qint64(1100) << "1.1 ms";
        QTest::newRow("whole") << qint64(42'400) << "42 ms";
        QTest::newRow("seconds") << qint64(1'340'000) << "1.34 s";
    }

    void isNeverNothing()
    {
        QFETCH(qint64, microseconds);
        QFETCH(QString, text);
        QCOMPARE(latencyText(std::chrono::microseconds(microseconds)).replace(QChar::Nbsp, ' '),
                 text);
    }
};

QTEST_GUILESS_MAIN(TestLatencyText)
#include "tst_latencytext.moc"
