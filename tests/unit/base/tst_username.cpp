// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/username.h"

#include <QProcess>
#include <QTest>

#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace opsdeck;

class TestUserName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSystems();
    void whoHasNoneIsANumber();
    void threadsDoNotMixTheirAnswers();
};

void TestUserName::isTheSystems()
{
    QProcess id;
    id.start("id", {"-un"});
    QVERIFY(id.waitForFinished());
    QCOMPARE(userNameOf(::geteuid()), QString::fromLocal8Bit(id.readAll().trimmed()));
}

void TestUserName::whoHasNoneIsANumber()
{
    QCOMPARE(userNameOf(3'999'999), "3999999");
}

void TestUserName::threadsDoNotMixTheirAnswers()
{
    const QString root = userNameOf(0);
    const QString daemon = userNameOf(1);
    QVERIFY(root != daemon);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (const uid_t user : {0U, 1U, 0U, 1U}) {
        threads.emplace_back([&, user] {
            for (int i = 0; i < 500; ++i)
                wrong += userNameOf(user) == (user == 0 ? root : daemon) ? 0 : 1;
        });
    }
    for (std::thread &each : threads)
        each.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestUserName)
#include "tst_username.moc"
