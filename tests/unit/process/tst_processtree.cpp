// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/process/processtree.h"

#include <QProcess>
#include <QTest>

#include <unistd.h>

using namespace opsdeck;

class TestProcessTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingHasNoMembers();
    void endedRootIsNotItsNumber();
    void markIsFollowed();
};

void TestProcessTree::nothingHasNoMembers()
{
    for (const qint64 root : {qint64(0), qint64(-1)})
        QCOMPARE(membersOf(root, "", TreeRoot::Ended), QList<qint64>());
}

void TestProcessTree::endedRootIsNotItsNumber()
{
    QProcess process; // in our session, not in one of its own
    process.start("sleep", {"1000"});
    QVERIFY(process.waitForStarted());
    const qint64 pid = process.processId();
    QCOMPARE(membersOf(pid, "NO=mark", TreeRoot::Running), QList<qint64>{pid});
    QCOMPARE(membersOf(pid, "NO=mark", TreeRoot::Ended), QList<qint64>());
    process.kill();
    QVERIFY(process.waitForFinished());
}

void TestProcessTree::markIsFollowed()
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TREE_MARK", "here");
    process.setProcessEnvironment(environment);
    process.start("sleep", {"1000"});
    QVERIFY(process.waitForStarted());
    constexpr qint64 kNobody = 1LL << 40;
    QTRY_COMPARE(membersOf(kNobody, "TREE_MARK=here", TreeRoot::Ended),
                 QList<qint64>{process.processId()});
    QCOMPARE(membersOf(kNobody, "TREE_MARK=her", TreeRoot::Ended), QList<qint64>());
    QCOMPARE(membersOf(kNobody, "", TreeRoot::Ended), QList<qint64>());
    process.kill();
    QVERIFY(process.waitForFinished());
}

QTEST_GUILESS_MAIN(TestProcessTree)
#include "tst_processtree.moc"
