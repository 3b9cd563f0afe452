// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/tally.h"

#include <QTest>

using namespace opsdeck;

namespace {

ServiceView view(Health health, bool soft)
{
    ServiceView view;
    view.health = health;
    view.soft = soft;
    return view;
}

Tally tally(const QList<ServiceView> &services)
{
    EnvironmentView environment;
    environment.services = services;
    return tallyOf(environment, nullptr);
}

} // namespace

class TestTally final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatIsNotConfirmedHasTheMarkOfTheWorstOfIt()
    {
        const ServiceView down = view(Health::Down, false);
        const ServiceView falling = view(Health::Down, true);
        const ServiceView worsening = view(Health::Degraded, true);
        const ServiceView rising = view(Health::Healthy, true);
        QCOMPARE(tally({down, rising}).unconfirmed, Health::Healthy);
        QCOMPARE(tally({down, rising}).counts.soft, 1);
        QCOMPARE(tally({rising, worsening}).unconfirmed, Health::Degraded);
        QCOMPARE(tally({falling, worsening}).unconfirmed, Health::Down);

        ServiceView planned = falling;
        planned.presence = Presence::Planned;
        QCOMPARE(tally({planned, rising}).unconfirmed, Health::Healthy);

        ServiceView flapping = view(Health::Healthy, false);
        flapping.flapping = true;
        QCOMPARE(tally({flapping}).counts.soft, 1);
        QCOMPARE(tally({flapping}).unconfirmed, Health::Healthy);

        Tally sum = tally({rising});
        sum += tally({worsening});
        QCOMPARE(sum.unconfirmed, Health::Degraded);
        QCOMPARE(sum.counts.soft, 2);
    }
};

QTEST_APPLESS_MAIN(TestTally)
#include "tst_tally.moc"
