// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/tcpconnector.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <unistd.h>

#include <cerrno>

using namespace opsdeck;

class TestTcpConnector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connects();
    void refusedIsToldLater();
    void theNextAddressIsTried();
    void aSilentAddressDoesNotHoldTheNext();
    void ourOwnDelayIsNoneOfTheNetwork();
    void noAddress();
    void destructionIsSilent();
};

void TestTcpConnector::connects()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    TcpConnector connector({{QHostAddress(QHostAddress::LocalHost)}, server.serverPort(), {}, {}});
    QSignalSpy connected(&connector, &TcpConnector::connected);
    connector.start();
    QCOMPARE(connected.size(), 0);
    QTRY_COMPARE(connected.size(), 1);
    QCOMPARE(connector.peer(), QHostAddress(QHostAddress::LocalHost));
    const int descriptor = connector.takeDescriptor();
    QVERIFY(descriptor >= 0);
    QCOMPARE(connector.takeDescriptor(), -1);
    ::close(descriptor);
}

void TestTcpConnector::refusedIsToldLater()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    TcpConnector connector({{QHostAddress(QHostAddress::LocalHost)}, port, {}, {}});
    QSignalSpy failed(&connector, &TcpConnector::failed);
    connector.start();
    QCOMPARE(failed.size(), 0);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().toInt(), ECONNREFUSED);
    QCOMPARE(connector.takeDescriptor(), -1);
}

void TestTcpConnector::theNextAddressIsTried()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress("127.0.0.3")));
    TcpConnector connector(
        {{QHostAddress("127.0.0.1"), QHostAddress("127.0.0.2"), QHostAddress("127.0.0.3")},
         server.serverPort(),
         {},
         {}});
    QSignalSpy connected(&connector, &TcpConnector::connected);
    QSignalSpy failed(&connector, &TcpConnector::failed);
    connector.start();
    QTRY_COMPARE(connected.size(), 1);
    QCOMPARE(connector.peer(), QHostAddress("127.0.0.3"));
    QCOMPARE(failed.size(), 0);
}

void TestTcpConnector::aSilentAddressDoesNotHoldTheNext()
{
    // A listener whose queue is full: the kernel drops what comes, as a firewall would.
    QTcpServer full;
    full.setListenBacklogSize(0);
    QVERIFY(full.listen(QHostAddress("127.0.0.1")));
    full.pauseAccepting();
    const quint16 port = full.serverPort();
    std::vector<std::unique_ptr<TcpConnector>> fillers;
    for (int i = 0; i < 8; ++i) {
        fillers.push_back(std::make_unique<TcpConnector>(
            Place{QList<QHostAddress>{QHostAddress("127.0.0.1")}, port, {}, {}}));
        fillers.back()->start();
    }
    QTcpServer good;
    QVERIFY(good.listen(QHostAddress("127.0.0.2"), port));
    TcpConnector connector({{QHostAddress("127.0.0.1"), QHostAddress("127.0.0.2")}, port, {}, {}});
    QSignalSpy connected(&connector, &TcpConnector::connected);
    QElapsedTimer timer;
    timer.start();
    connector.start();
    QTRY_COMPARE_WITH_TIMEOUT(connected.size(), 1, 1500);
    QCOMPARE(connector.peer(), QHostAddress("127.0.0.2"));
    QVERIFY(timer.elapsed() >= 200);
}

void TestTcpConnector::ourOwnDelayIsNoneOfTheNetwork()
{
    constexpr std::chrono::milliseconds kBusy(400);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    TcpConnector connector({{QHostAddress(QHostAddress::LocalHost)}, server.serverPort(), {}, {}});
    QVERIFY(!connector.roundTrip());
    QSignalSpy connected(&connector, &TcpConnector::connected);
    QElapsedTimer clock;
    clock.start();
    connector.start();
    QTest::qSleep(kBusy.count()); // the loop has other things to do
    QTRY_COMPARE(connected.size(), 1);
    QVERIFY(clock.elapsed() >= kBusy.count());
    QVERIFY(connector.roundTrip().has_value());
    QVERIFY(*connector.roundTrip() < kBusy);
    ::close(connector.takeDescriptor());
    QVERIFY(!connector.roundTrip());
}

void TestTcpConnector::noAddress()
{
    TcpConnector connector({{}, 80, {}, {}});
    QSignalSpy failed(&connector, &TcpConnector::failed);
    connector.start();
    QCOMPARE(failed.size(), 0);
    QTRY_COMPARE(failed.size(), 1);
}

void TestTcpConnector::destructionIsSilent()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    int signalCount = 0;
    {
        TcpConnector connector(
            {{QHostAddress(QHostAddress::LocalHost)}, server.serverPort(), {}, {}});
        connect(&connector, &TcpConnector::connected, this, [&signalCount] { ++signalCount; });
        connect(&connector, &TcpConnector::failed, this, [&signalCount] { ++signalCount; });
        connector.start();
    }
    QVERIFY(server.waitForNewConnection(2000));
    QCoreApplication::processEvents();
    QCOMPARE(signalCount, 0);
}

QTEST_GUILESS_MAIN(TestTcpConnector)
#include "tst_tcpconnector.moc"
