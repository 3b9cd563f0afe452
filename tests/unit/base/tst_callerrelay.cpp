// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/callerrelay.h"

#include <QTest>

using namespace opsdeck;

class TestCallerRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersOnceAndLater();
    void workMayEndWhoAsked();
    void whoIsGoneHearsNothing();
};

void TestCallerRelay::answersOnceAndLater()
{
    QObject context;
    int answers = 0;
    const auto box = CallerRelay::make(&context);
    box->post([&] {
        ++answers;
        box->post([&] { ++answers; }); // comes back while it is answered
    });
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 1);
    QTRY_VERIFY(context.children().isEmpty());
    QCOMPARE(answers, 1);
}

void TestCallerRelay::workMayEndWhoAsked()
{
    auto context = std::make_unique<QObject>();
    const auto box = CallerRelay::make(context.get());
    box->post([&context] { context.reset(); });
    QTRY_VERIFY(!context);
}

void TestCallerRelay::whoIsGoneHearsNothing()
{
    int answers = 0;
    auto context = std::make_unique<QObject>();
    const auto early = CallerRelay::make(context.get());
    const auto late = CallerRelay::make(context.get());
    early->post([&] { ++answers; });
    context.reset();
    late->post([&] { ++answers; });
    QCoreApplication::processEvents();
    QCOMPARE(answers, 0);
}

QTEST_GUILESS_MAIN(TestCallerRelay)
#include "tst_callerrelay.moc"
