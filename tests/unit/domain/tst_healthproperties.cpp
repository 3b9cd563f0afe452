// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/health.h"
#include "services/domain/lostkinds.h"
#include "services/domain/whatif.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 10'000;
constexpr auto kInterval = 10s;
const EnvironmentKey kKey{PlatformId(QStringLiteral("p")), EnvironmentId(QStringLiteral("e"))};

Instant at(double seconds)
{
    const auto ms = qint64(seconds * 1000);
    return {Milliseconds(1'000'000 + ms), 1'700'000'000'000 + ms};
}

/// An environment and what is known of it at `now`.
struct World
{
    Environment environment;
    CheckStates states;
    Instant now = at(0);
};

CheckState randomState(QRandomGenerator &random, const CheckKey &key)
{
    CheckState state;
    state.key = key;
    state.shown = state.hard = static_cast<Health>(random.bounded(4));
    state.confirmed = true;
    state.soft = random.bounded(4) == 0;
    state.attempt = 1;
    // Fresh mostly; stale, expired.
    const double age = random.bounded(4) == 0 ? random.bounded(45.0) : random.bounded(14.0);
    state.since = at(-age - random.bounded(100.0));
    state.last = CheckResult();
    state.last->key = key;
    state.last->observedAt = at(-age);
    state.last->message = QStringLiteral("said");
    if (state.shown != Health::Healthy) {
        const ErrorKind kinds[] = {ErrorKind::Refused, ErrorKind::Timeout, ErrorKind::Status};
        state.last->error = Error{kinds[random.bounded(3)], QStringLiteral("failed"), {}, {}};
    }
    return state;
}

World randomWorld(QRandomGenerator &random)
{
    World world;
    const int size = 1 + random.bounded(25);
    const double density = random.bounded(2.5) / size;
    for (int i = 0; i < size; ++i) {
        Service service;
        service.id = ServiceId(QStringLiteral("s%1").arg(i));
        if (random.bounded(8) == 0)
            service.presence = static_cast<Presence>(random.bounded(4));
        const int checks = random.bounded(4);
        for (int c = 0; c < checks; ++c) {
            Check check;
            check.id = CheckId(QStringLiteral("c%1").arg(c));
            check.interval = kInterval;
            if (random.bounded(3) == 0)
                check.instance = QStringLiteral("i%1").arg(random.bounded(3));
            if (random.bounded(3) == 0)
                check.parameters.insert(QStringLiteral("host"),
                                        QStringLiteral("h%1").arg(random.bounded(size)));
            check.parameters.insert(QStringLiteral("port"), 80);
            service.checks.append(check);
            const CheckKey key{{kKey, service.id}, check.id};
            if (random.bounded(10) != 0)
                world.states.insert(key, randomState(random, key));
        }
        service.rollUp = {static_cast<RollUpKind>(random.bounded(4)), 1 + random.bounded(3)};
        for (int j = 0; j < size; ++j) {
            if (random.bounded(1.0) >= density)
                continue; // cycles and edges on itself among them
            service.dependencies.append(
                {ServiceId(QStringLiteral("s%1").arg(j)),
                 static_cast<DependencyBasis>(random.bounded(3)),
                 random.bounded(6) == 0 ? DependencyRole::Scrapes : DependencyRole::Uses});
        }
        world.environment.services.append(service);
    }
    return world;
}

/// Some checks ask for certificates at few ports, others an engine of containers, and one way is
/// lost here and there.
void shareTroubles(QRandomGenerator &random, World &world)
{
    for (Service &service : world.environment.services) {
        if (random.bounded(6) == 0)
            service.port = QString::number(443 + random.bounded(2));
        for (Check &check : service.checks) {
            const auto state = world.states.find({{kKey, service.id}, check.id});
            switch (random.bounded(4)) {
            case 0:
                check.kind = QStringLiteral("tls");
                check.parameters = {{QStringLiteral("host"), QStringLiteral("gate")},
                                    {QStringLiteral("port"), 443 + random.bounded(2)}};
                if (state != world.states.end() && state->last->error)
                    state->last->error->kind = ErrorKind::Tls;
                break;
            case 1:
                check.kind = QStringLiteral("docker");
                check.parameters = {{QStringLiteral("socket"), QStringLiteral("/run/engine")},
                                    {QStringLiteral("container"), service.id.toString()}};
                if (state != world.states.end() && state->last->error)
                    state->last->status = CheckStatus::Unknown;
                break;
            case 2:
                if (random.bounded(3) == 0 && state != world.states.end() && state->last->error) {
                    check.via.id = QStringLiteral("gate");
                    state->last->error->kind = ErrorKind::Way;
                }
                break;
            default:
                break;
            }
        }
    }
}

EnvironmentView assess(const World &world)
{
    return opsdeck::assess(kKey, world.environment, world.states, world.now);
}

bool isTroubled(const ServiceView &view)
{
    return view.health == Health::Down || view.health == Health::Degraded;
}

/// Who reaches whom along the edges that `takes`, by Warshall's closure; nobody reaches itself but
/// by a cycle.
template <typename Takes>
QList<QList<bool>> closure(const QList<Service> &services, Takes takes)
{
    const qsizetype size = services.size();
    QList<QList<bool>> reach(size, QList<bool>(size, false));
    for (qsizetype i = 0; i < size; ++i) {
        for (const Dependency &edge : services.at(i).dependencies) {
            if (takes(edge))
                reach[i][edge.on.toString().mid(1).toInt()] = true;
        }
    }
    for (qsizetype k = 0; k < size; ++k) {
        for (qsizetype i = 0; i < size; ++i) {
            for (qsizetype j = 0; j < size; ++j)
                reach[i][j] = reach[i][j] || (reach[i][k] && reach[k][j]);
        }
    }
    return reach;
}

/// Whether one trouble of several explains it.
bool isOneOfMany(const EnvironmentView &view, const ServiceView &service)
{
    return std::any_of(view.lostWays.cbegin(), view.lostWays.cend(), [&](const LostWay &lost) {
        return lost.services.contains(service.key.service);
    });
}

QSet<ServiceKey> asSet(const QList<ServiceKey> &keys)
{
    return QSet<ServiceKey>(keys.cbegin(), keys.cend());
}

QByteArray inRound(int round)
{
    return "round " + QByteArray::number(round);
}

} // namespace

/// What must hold of any graph and any answers, not only of those that somebody thought of.
class TestHealthProperties final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    /// Each stands for somebody, and what is assumed of nobody changes nothing.
    void troublesOfSeveralAreSound()
    {
        QRandomGenerator random(7);
        int ports = 0;
        int engines = 0;
        for (int round = 0; round < kRounds; ++round) {
            World world = randomWorld(random);
            shareTroubles(random, world);
            const EnvironmentView view = assess(world);
            for (const LostWay &lost : view.lostWays) {
                QVERIFY2(!lost.services.isEmpty(), inRound(round).constData());
                QCOMPARE(QSet<ServiceId>(lost.services.cbegin(), lost.services.cend()).size(),
                         lost.services.size());
                ports += kindOf(lost) == LostKind::Port;
                engines += kindOf(lost) == LostKind::Engine;
            }
            for (const ServiceView &service : view.services) {
                for (const ServiceKey &by : service.impactedBy) {
                    QVERIFY2(view.service(by.service)->rootCause, inRound(round).constData());
                    QVERIFY2(view.service(by.service)->impacts.contains(service.key),
                             inRound(round).constData());
                }
            }
            QVERIFY2(assumed(view, world.environment, {}) == view, inRound(round).constData());
        }
        QVERIFY2(ports > 100 && engines > 100,
                 qPrintable(QStringLiteral("%1 %2").arg(ports).arg(engines)));
    }

    void rootCausesAndImpactAreTwoSidesOfOneThing()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < kRounds; ++round) {
            const World world = randomWorld(random);
            const QList<Service> &services = world.environment.services;
            const EnvironmentView view = assess(world);
            QCOMPARE(view.services.size(), services.size());
            // What is watched explains a complaint.
            const auto behind = closure(services, [](const Dependency &edge) {
                return edge.basis != DependencyBasis::Disputed;
            });
            bool anyTrouble = false;
            bool anyRoot = false;
            for (int i = 0; i < services.size(); ++i) {
                const ServiceView &each = view.services.at(i);
                anyTrouble = anyTrouble || isTroubled(each);
                anyRoot = anyRoot || each.rootCause;
                QVERIFY2(!each.rootCause || isTroubled(each), inRound(round).constData());
                QVERIFY2(each.rootCause || each.impacts.isEmpty(), inRound(round).constData());
                QCOMPARE(asSet(each.impactedBy).size(), each.impactedBy.size());
                QCOMPARE(asSet(each.impacts).size(), each.impacts.size());
                for (const ServiceKey &by : each.impactedBy) {
                    const int root = by.service.toString().mid(1).toInt();
                    QVERIFY2(view.services.at(root).rootCause, inRound(round).constData());
                    QVERIFY2(view.services.at(root).impacts.contains(each.key),
                             inRound(round).constData());
                    QVERIFY2(behind.at(i).at(root), inRound(round).constData());
                }
                for (const ServiceKey &on : each.impacts) {
                    const int hit = on.service.toString().mid(1).toInt();
                    QVERIFY2(view.services.at(hit).impactedBy.contains(each.key),
                             inRound(round).constData());
                }
            }
            // Trouble without a cause is a riddle, a cause without trouble a false alarm.
            QVERIFY2(anyTrouble == (anyRoot || !view.lostWays.isEmpty()),
                     inRound(round).constData());
        }
    }

    void aRootCauseStandsOnNothingThatIsAsBad()
    {
        QRandomGenerator random(2);
        for (int round = 0; round < kRounds; ++round) {
            const World world = randomWorld(random);
            const QList<Service> &services = world.environment.services;
            const EnvironmentView view = assess(world);
            const auto below = closure(services, [](const Dependency &edge) {
                return carriesImpact(edge.basis, edge.role);
            });
            for (int i = 0; i < services.size(); ++i) {
                const ServiceView &each = view.services.at(i);
                if (!isTroubled(each))
                    continue;
                bool isExplained = false;
                for (int j = 0; j < services.size(); ++j) {
                    const ServiceView &other = view.services.at(j);
                    isExplained = isExplained
                                  || (below.at(i).at(j) && !below.at(j).at(i) && isTroubled(other)
                                      && !isWorse(each.health, other.health));
                }
                if (each.rootCause && each.ownFault < 0)
                    QVERIFY2(!isExplained, inRound(round).constData());
                if (!each.rootCause) {
                    // Whatever is no cause says what its cause is.
                    QVERIFY2(!each.impactedBy.isEmpty() || isOneOfMany(view, each),
                             inRound(round).constData());
                }
            }
        }
    }

    void whatOthersDoNeverChangesAServicesOwnState()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < kRounds; ++round) {
            World world = randomWorld(random);
            const EnvironmentView together = assess(world);
            for (Service &service : world.environment.services)
                service.dependencies.clear();
            const EnvironmentView alone = assess(world);
            for (int i = 0; i < together.services.size(); ++i) {
                const ServiceView &a = together.services.at(i);
                const ServiceView &b = alone.services.at(i);
                QVERIFY2(a.health == b.health && a.soft == b.soft && a.stale == b.stale
                             && a.message == b.message && a.figure == b.figure,
                         inRound(round).constData());
            }
            QCOMPARE(together.counts, alone.counts);
            QCOMPARE(together.health, alone.health);
        }
    }

    void theOrderOfTheDefinitionChangesNothing()
    {
        QRandomGenerator random(4);
        for (int round = 0; round < kRounds; ++round) {
            World world = randomWorld(random);
            const EnvironmentView before = assess(world);
            std::shuffle(world.environment.services.begin(), world.environment.services.end(),
                         random);
            const EnvironmentView after = assess(world);
            QCOMPARE(after.counts, before.counts);
            QCOMPARE(after.health, before.health);
            for (const ServiceView &was : before.services) {
                const ServiceView *is = after.service(was.key.service);
                QVERIFY2(is->rootCause == was.rootCause && is->health == was.health
                             && asSet(is->impactedBy) == asSet(was.impactedBy)
                             && asSet(is->impacts) == asSet(was.impacts),
                         inRound(round).constData());
            }
        }
    }

    void countsAddUp()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < kRounds; ++round) {
            const World world = randomWorld(random);
            const EnvironmentView view = assess(world);
            const HealthCounts &counts = view.counts;
            QCOMPARE(counts.down + counts.soft + counts.degraded + counts.unknown + counts.stale
                         + counts.healthy + counts.planned,
                     int(view.services.size()));
            bool expected = false;
            Health worstOf = Health::Healthy;
            for (int i = 0; i < view.services.size(); ++i) {
                const Service &service = world.environment.services.at(i);
                const bool counted =
                    service.presence == Presence::Active
                    || (service.presence == Presence::Optional && !service.checks.isEmpty());
                if (!counted)
                    continue;
                expected = true;
                worstOf = worst(worstOf, view.services.at(i).health);
            }
            QCOMPARE(view.health, expected ? worstOf : Health::Unknown);
        }
    }

    void nothingStaysGreenOnceItsSourceIsSilent()
    {
        QRandomGenerator random(6);
        int green = 0;
        for (int round = 0; round < kRounds; ++round) {
            World world = randomWorld(random);
            const EnvironmentView now = assess(world);
            for (int i = 0; i < now.services.size(); ++i) {
                const ServiceView &each = now.services.at(i);
                if (!each.countsAsHealthy())
                    continue;
                ++green;
                for (const CheckView &check : each.checks)
                    QVERIFY2(check.freshness == Freshness::Fresh
                                 || check.freshness == Freshness::Never,
                             inRound(round).constData());
            }
            // Half as long again as an interval after the last answer, none is; after three, none
            // is known.
            world.now = at(15.1);
            const EnvironmentView later = assess(world);
            QCOMPARE(later.counts.healthy, 0);
            for (const ServiceView &each : later.services)
                QVERIFY2(!each.countsAsHealthy(), inRound(round).constData());
            world.now = at(30.1);
            const EnvironmentView atLast = assess(world);
            QCOMPARE(atLast.health, Health::Unknown);
            for (const ServiceView &each : atLast.services)
                QVERIFY2(each.health == Health::Unknown && !each.rootCause,
                         inRound(round).constData());
        }
        QVERIFY2(green > 1000, "the worlds have hardly anything green: they prove little");
    }

    /// The state machine held against a reading of the whole sequence.
    void theStateIsWhatTheWholeSequenceSays()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < kRounds; ++round) {
            Check check;
            check.interval = kInterval;
            check.retries = 1 + random.bounded(5);
            QList<CheckStatus> sequence;
            const int length = 1 + random.bounded(30);
            // Runs, not noise: of noise hardly anything is ever confirmed.
            while (sequence.size() < length) {
                const auto status = static_cast<CheckStatus>(random.bounded(4));
                for (int run = random.bounded(6); run >= 0; --run)
                    sequence.append(status);
            }
            CheckState state;
            std::optional<bool> hardIsBad; ///< by this reading
            for (int i = 0; i < sequence.size(); ++i) {
                CheckResult result;
                result.status = sequence.at(i);
                result.observedAt = at(i * 10);
                state = advance(check, state, result, at(-1000));

                const bool bad = sequence.at(i) != CheckStatus::Ok;
                int run = 0;
                while (run <= i && (sequence.at(i - run) != CheckStatus::Ok) == bad)
                    ++run;
                const int needed = bad ? check.retries : (hardIsBad.value_or(false) ? 2 : 1);
                if (hardIsBad != bad && run >= needed)
                    hardIsBad = bad;
                const bool soft = hardIsBad != bad;
                QVERIFY2(state.shown == healthOf(sequence.at(i)), inRound(round).constData());
                QVERIFY2(state.soft == soft, inRound(round).constData());
                QVERIFY2(state.attempt == run, inRound(round).constData());
                QVERIFY2(state.confirmed == hardIsBad.has_value(), inRound(round).constData());
                if (!soft)
                    QVERIFY2(state.hard == state.shown, inRound(round).constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHealthProperties)
#include "tst_healthproperties.moc"
