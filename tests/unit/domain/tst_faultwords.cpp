// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"

#include <QSet>
#include <QTest>

using namespace opsdeck;

namespace {

constexpr int kKinds = static_cast<int>(ErrorKind::Internal) + 1;

Error error(ErrorKind kind, const QString &fault = {})
{
    return {kind, QStringLiteral("what happened."), {}, {}, fault};
}

} // namespace

class TestFaultWords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theKindPicksTheVerb_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("verb");
        QTest::newRow("refused") << ErrorKind::Refused << "" << "refuses connections";
        QTest::newRow("timeout") << ErrorKind::Timeout << "" << "does not answer in time";
        QTest::newRow("no route") << ErrorKind::Unreachable << "" << "can't be reached";
        QTest::newRow("cut") << ErrorKind::Unreachable << "cut" << "cuts the connection";
        QTest::newRow("resolve") << ErrorKind::Resolve << "" << "has no address";
        QTest::newRow("tls") << ErrorKind::Tls << "" << "fails in the TLS handshake";
        QTest::newRow("handshake") << ErrorKind::Tls << "handshake" << "fails in the TLS handshake";
        QTest::newRow("expired") << ErrorKind::Tls << "expired" << "shows an expired certificate";
        QTest::newRow("other name")
            << ErrorKind::Tls << "wrong-name" << "shows a certificate for another name";
        QTest::newRow("expiring") << ErrorKind::Condition << "expiring"
                                  << "shows a certificate that ends soon";
        QTest::newRow("role") << ErrorKind::Condition << "wrong-role" << "has the wrong role";
        QTest::newRow("auth") << ErrorKind::Auth << "" << "rejects our credentials";
        QTest::newRow("garbage") << ErrorKind::Garbage << "" << "answers nonsense";
        QTest::newRow("status") << ErrorKind::Status << "503" << "answers 503";
        QTest::newRow("status without a number") << ErrorKind::Status << "" << "";
        QTest::newRow("way") << ErrorKind::Way << "" << "is out of sight";
        QTest::newRow("condition") << ErrorKind::Condition << "" << "";
        QTest::newRow("an unknown fault is its kind's")
            << ErrorKind::Refused << "42" << "refuses connections";
    }

    void theKindPicksTheVerb()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(QString, fault);
        QFETCH(QString, verb);
        QCOMPARE(faultVerb(error(kind, fault)), verb);
    }

    void everyKindHasAPlace()
    {
        QSet<int> places;
        for (int kind = 0; kind < kKinds; ++kind) {
            const int rank = faultRank(error(static_cast<ErrorKind>(kind)));
            QVERIFY(rank >= 0);
            places.insert(rank);
        }
        // Those of the program itself share the last place.
        QVERIFY(places.size() > 12);
        QVERIFY(faultRank(error(ErrorKind::Refused)) < faultRank(error(ErrorKind::Tls, "expired")));
        QVERIFY(faultRank(error(ErrorKind::Tls, "expired"))
                < faultRank(error(ErrorKind::Status, "502")));
        QVERIFY(faultRank(error(ErrorKind::Status, "502"))
                < faultRank(error(ErrorKind::Condition)));
    }

    void certificatesAndRolesAreAlwaysItsOwn()
    {
        QVERIFY(isOwnFault(error(ErrorKind::Tls, "expired")));
        QVERIFY(isOwnFault(error(ErrorKind::Tls, "wrong-name")));
        QVERIFY(isOwnFault(error(ErrorKind::Condition, "expiring")));
        QVERIFY(isOwnFault(error(ErrorKind::Condition, "wrong-role")));
        // A proxy that can't reach what it stands for may break a handshake off.
        QVERIFY(!isOwnFault(error(ErrorKind::Tls, "handshake")));
        QVERIFY(!isOwnFault(error(ErrorKind::Tls)));
        for (int kind = 0; kind < kKinds; ++kind)
            QVERIFY(!isOwnFault(error(static_cast<ErrorKind>(kind))));
    }
};

QTEST_GUILESS_MAIN(TestFaultWords)
#include "tst_faultwords.moc"
