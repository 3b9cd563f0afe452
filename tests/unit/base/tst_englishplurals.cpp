// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"

#include <QCoreApplication>
#include <QTest>

using namespace opsdeck;

class TestEnglishPlurals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forms_data();
    void forms();
    void throughTheProgram();
};

void TestEnglishPlurals::forms_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("n");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one") << "%n platform(s)" << 1 << "%n platform";
    QTest::newRow("none") << "%n platform(s)" << 0 << "%n platforms";
    QTest::newRow("many") << "%n platform(s)" << 2 << "%n platforms";
    QTest::newRow("one try") << "%1, %n tr(y|ies)" << 1 << "%1, %n try";
    QTest::newRow("tries") << "%1, %n tr(y|ies)" << 3 << "%1, %n tries";
    QTest::newRow("verb") << "%n row(s) (is|are) left." << 1 << "%n row is left.";
    QTest::newRow("verbs") << "%n row(s) (is|are) left." << 5 << "%n rows are left.";
    QTest::newRow("a remark stays") << "%n row(s) (new)" << 2 << "%n rows (new)";
    QTest::newRow("no forms") << "%n d (%1)" << 1 << "%n d (%1)";
    QTest::newRow("open") << "%n row(s) (is" << 2 << "%n rows (is";
}

void TestEnglishPlurals::forms()
{
    QFETCH(QString, source);
    QFETCH(int, n);
    QFETCH(QString, expected);
    QCOMPARE(EnglishPlurals().translate("any", source.toUtf8().constData(), nullptr, n), expected);
}

void TestEnglishPlurals::throughTheProgram()
{
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    QCOMPARE(QCoreApplication::translate("any", "%n check(s)", nullptr, 1), "1 check");
    QCOMPARE(QCoreApplication::translate("any", "%n check(s)", nullptr, 12), "12 checks");
    QCOMPARE(QCoreApplication::translate("any", "a word(s)"), "a word(s)");
    QCoreApplication::removeTranslator(&plurals);
}

QTEST_GUILESS_MAIN(TestEnglishPlurals)
#include "tst_englishplurals.moc"
