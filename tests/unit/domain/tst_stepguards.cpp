// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/stepguards.h"

#include <QTest>

using namespace opsdeck;

/// What a runbook's arguments must not be.
class TestStepGuards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shellScripts_data();
    void shellScripts();
    void variables();
    void staysInside_data();
    void staysInside();
};

void TestStepGuards::shellScripts_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QList<qsizetype>>("scripts");
    const QList<qsizetype> none;
    QTest::newRow("no shell") << QStringList{"echo", "-c", "x"} << none;
    QTest::newRow("nothing") << QStringList{} << none;
    QTest::newRow("sh -c") << QStringList{"sh", "-c", "x"} << QList<qsizetype>{2};
    QTest::newRow("with a folder")
        << QStringList{"/usr/bin/bash", "-c", "x", "y"} << QList<qsizetype>{2};
    QTest::newRow("cluster") << QStringList{"bash", "-euxc", "x"} << QList<qsizetype>{2};
    QTest::newRow("option between") << QStringList{"bash", "-c", "-e", "x"} << QList<qsizetype>{3};
    QTest::newRow("option before")
        << QStringList{"bash", "--norc", "-e", "-c", "x"} << QList<qsizetype>{4};
    QTest::newRow("option with a word")
        << QStringList{"bash", "-o", "pipefail", "-c", "x"} << QList<qsizetype>{4};
    QTest::newRow("cluster with a word")
        << QStringList{"bash", "-euo", "pipefail", "-c", "x"} << QList<qsizetype>{4};
    QTest::newRow("-c is without its script") << QStringList{"sh", "-c"} << none;
    QTest::newRow("a script file's own -c") << QStringList{"sh", "file.sh", "-c", "x"} << none;
    QTest::newRow("behind env") << QStringList{"env", "A=b", "zsh", "-c", "x"}
                                << QList<qsizetype>{4};
    QTest::newRow("behind sudo and timeout")
        << QStringList{"sudo", "-n", "timeout", "5", "dash", "-c", "x"} << QList<qsizetype>{6};
    QTest::newRow("busybox") << QStringList{"busybox", "sh", "-c", "x"} << QList<qsizetype>{3};
    QTest::newRow("su") << QStringList{"su", "-", "worker", "-c", "x"} << QList<qsizetype>{4};
    QTest::newRow("runuser") << QStringList{"runuser", "-u", "worker", "--command=x"}
                             << QList<qsizetype>{3};
    QTest::newRow("two") << QStringList{"sh", "-c", "x", "sh", "-c", "y"} << QList<qsizetype>{2, 5};
}

void TestStepGuards::shellScripts()
{
    QFETCH(QStringList, arguments);
    QTEST(opsdeck::shellScripts(arguments), "scripts");
}

void TestStepGuards::variables()
{
    QCOMPARE(variablesIn("a ${b} $${c} $d ${e}"), (QStringList{"b", "e"}));
    QCOMPARE(variablesIn("$1 \"$@\" $(id)"), QStringList());
}

void TestStepGuards::staysInside_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("expected");
    QTest::newRow("name") << "a" << true;
    QTest::newRow("below") << "a/b.c" << true;
    QTest::newRow("dots in a name") << "a..b/..c" << true;
    QTest::newRow("absolute") << "/a" << false;
    QTest::newRow("up") << "../a" << false;
    QTest::newRow("up within") << "a/../b" << false;
    QTest::newRow("up at the end") << "a/.." << false;
}

void TestStepGuards::staysInside()
{
    QFETCH(QString, path);
    QTEST(opsdeck::staysInside(path), "expected");
}

QTEST_GUILESS_MAIN(TestStepGuards)
#include "tst_stepguards.moc"
