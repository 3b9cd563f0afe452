// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/startwaves.h"

#include <QRandomGenerator>
#include <QTest>

using namespace opsdeck;

namespace {

ServiceId id(const char *name)
{
    return ServiceId(QString::fromLatin1(name));
}

Service service(const char *name, const QStringList &on = {},
                DependencyBasis basis = DependencyBasis::Stated)
{
    Service made;
    made.id = id(name);
    for (const QString &each : on)
        made.dependencies.append({ServiceId(each), basis, DependencyRole::Uses});
    return made;
}

QString text(const QList<StartWave> &waves)
{
    QStringList parts;
    for (const StartWave &wave : waves) {
        QStringList names;
        for (const ServiceId &each : wave.services)
            names << each.toString() + (wave.circular.contains(each) ? "*" : "");
        parts << names.join(' ');
    }
    return parts.join(QStringLiteral(" | "));
}

} // namespace

class TestStartWaves final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void eachAfterAllThatItUses()
    {
        Environment environment;
        environment.services = {service("nginx", {"api", "web"}),
                                service("web", {"api"}),
                                service("api", {"db", "redis"}),
                                service("worker", {"redis"}),
                                service("db"),
                                service("redis")};
        QCOMPARE(text(startWaves(environment)), "db redis | api worker | web | nginx");
    }

    void watchingAndWhatIsDisputedHoldNobodyUp()
    {
        Environment environment;
        environment.services = {service("monitor"),
                                service("api", {"db"}, DependencyBasis::Disputed),
                                service("job", {"db"}, DependencyBasis::Implied), service("db")};
        environment.services[0].dependencies = {
            {id("db"), DependencyBasis::Stated, DependencyRole::Scrapes}};
        QCOMPARE(text(startWaves(environment)), "monitor api db | job");
    }

    void aCircleStartsTogetherAndIsSaid()
    {
        Environment environment;
        environment.services = {
            service("a", {"b"}), service("b", {"c"}), service("c", {"a", "db"}),
            service("d", {"a"}), service("db"),       service("self", {"self"})};
        QCOMPARE(text(startWaves(environment)), "db self | a* b* c* | d");
    }

    void whatIsNotThereStartsNever()
    {
        Environment environment;
        environment.services = {service("api", {"later"}), service("later")};
        environment.services[1].presence = Presence::Planned;
        QCOMPARE(text(startWaves(environment)), "api");
        QVERIFY(startWaves(Environment()).isEmpty());
    }

    void aLongChainIsNoRecursion()
    {
        Environment environment;
        for (int i = 0; i < 20'000; ++i)
            environment.services.append(
                service(qPrintable(QStringLiteral("s%1").arg(i)),
                        i == 0 ? QStringList() : QStringList{QStringLiteral("s%1").arg(i - 1)}));
        QCOMPARE(startWaves(environment).size(), 20'000);
    }

    void holdsForRandomGraphs()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 2'000; ++round) {
            Environment environment;
            const int size = 1 + random.bounded(20);
            for (int i = 0; i < size; ++i) {
                Service made = service(qPrintable(QStringLiteral("s%1").arg(i)));
                for (int j = 0; j < size; ++j) {
                    if (random.bounded(size) == 0)
                        made.dependencies.append({ServiceId(QStringLiteral("s%1").arg(j)),
                                                  DependencyBasis::Stated, DependencyRole::Uses});
                }
                environment.services.append(made);
            }
            const QList<StartWave> waves = startWaves(environment);
            QHash<ServiceId, int> waveOf;
            QSet<ServiceId> circular;
            for (int wave = 0; wave < waves.size(); ++wave) {
                QVERIFY(!waves.at(wave).services.isEmpty());
                for (const ServiceId &each : waves.at(wave).services) {
                    QVERIFY(!waveOf.contains(each));
                    waveOf.insert(each, wave);
                }
                for (const ServiceId &each : waves.at(wave).circular)
                    circular.insert(each);
            }
            QCOMPARE(waveOf.size(), size);
            for (const Service &each : environment.services) {
                int latest = -1;
                for (const Dependency &edge : each.dependencies) {
                    if (edge.on == each.id)
                        continue;
                    latest = std::max(latest, waveOf.value(edge.on));
                    const bool together = waveOf.value(edge.on) == waveOf.value(each.id)
                                          && circular.contains(each.id)
                                          && circular.contains(edge.on);
                    QVERIFY(waveOf.value(edge.on) < waveOf.value(each.id) || together);
                }
                // As early as can be.
                if (!circular.contains(each.id))
                    QCOMPARE(waveOf.value(each.id), latest + 1);
            }
        }
    }

    void aDocumentedOrderIsHeldAgainstTheEdges()
    {
        Environment environment;
        environment.services = {service("api", {"db", "redis"}), service("db"), service("redis"),
                                service("web", {"api"})};
        const QList<StartStep> order{
            {{id("db")}, {}}, {{id("api"), id("redis")}, {}}, {{id("web")}, {}}};
        const QList<StartConflict> conflicts = startConflicts(order, environment);
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts.first(), (StartConflict{id("api"), id("redis"), 1, 1}));
    }
};

QTEST_GUILESS_MAIN(TestStartWaves)
#include "tst_startwaves.moc"
