// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sighttally.h"

#include <QRandomGenerator>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kPlace{PlatformId("shop"), EnvironmentId("prod")};
constexpr int kSteps = 10'000;

/// An environment that changes by chance, and both ways to count it.
class Chance final
{
public:
    explicit Chance(quint32 seed)
        : m_random(seed)
    {
        define();
    }

    void step()
    {
        m_now = moved(m_now, Milliseconds(below(40) == 0 ? below(60'000) : below(800)));
        if (below(700) == 0) {
            define();
            return;
        }
        const QList<CheckKey> &keys = m_keys;
        const CheckKey key = keys.at(below(static_cast<int>(keys.size())));
        const Check &check = *find(key);
        CheckState state = m_states.value(key);
        const int what = below(20);
        if (what == 0 && state.last) {
            // As what has been out of sight.
            state.unseen = true;
        } else if (what == 1 && state.last) {
            CheckState blank;
            blank.key = key;
            blank.last = state.last;
            blank.since = state.since;
            blank.silentSince = state.silentSince;
            blank.unseen = true;
            state = blank;
        } else {
            state.unseen = false;
            state = advance(check, state, result(key), {});
        }
        m_states.insert(key, state);
        m_tally->update(state);
    }

    SightTally &tally() { return *m_tally; }

    SightCounts anew() const { return countSight(kPlace, m_environment, m_states, m_now); }

    SightVerdict verdict() const { return judgeSight(kPlace, m_environment, m_states, m_now); }

    bool livesHere() const { return opsdeck::livesHere(kPlace, m_environment, m_states); }

    const Instant &now() const { return m_now; }

    bool wereWitnessesAsked(SightTally::Boot since) const
    {
        return std::all_of(m_keys.cbegin(), m_keys.cend(), [&](const CheckKey &key) {
            const CheckState state = m_states.value(key);
            return find(key)->witness != Witness::Inside
                   || (state.last && state.last->observedAt.boot >= since);
        });
    }

private:
    int below(int limit) { return static_cast<int>(m_random.bounded(limit)); }

    const Check *find(const CheckKey &key) const
    {
        const Service *service = m_environment.service(key.service.service);
        for (const Check &check : service->checks) {
            if (check.id == key.check)
                return &check;
        }
        return nullptr;
    }

    /// Another definition; states of checks that are there still stay, as after a reload.
    void define()
    {
        m_environment = {};
        m_keys.clear();
        m_environment.witnessQuorum = below(3);
        const bool isLocal = below(3) == 0;
        const int inside = below(4);
        const int outside = below(3);
        for (int i = 0; i < 9; ++i) {
            Service service;
            service.id = ServiceId(QString::number(i));
            service.presence = below(12) == 0   ? Presence::Planned
                               : below(10) == 0 ? Presence::Optional
                                                : Presence::Active;
            for (int c = 0; c < 1 + below(2); ++c) {
                Check check;
                check.id = CheckId(QString::number(c));
                check.interval = Milliseconds(2000 + 1000 * below(12));
                check.timeout = Milliseconds(500 + 500 * below(6));
                check.retries = 1 + below(3);
                check.witness = i < inside             ? Witness::Inside
                                : i < inside + outside ? Witness::Outside
                                                       : Witness::None;
                if (below(6) == 0)
                    check.via.kind = WayKind::Ssh;
                const int host = below(isLocal ? 3 : 6);
                if (host > 0)
                    check.parameters = {{"host", host == 1   ? "127.0.0.1"
                                                 : host == 2 ? "name.test"
                                                 : host == 3 ? "10.0.0.7"
                                                             : "localhost"}};
                if (isLocal)
                    check.via = {};
                service.checks.append(check);
                if (service.presence != Presence::Planned)
                    m_keys.append({{kPlace, service.id}, check.id});
            }
            m_environment.services.append(service);
        }
        m_states.removeIf([&](const auto &each) { return !m_keys.contains(each.key()); });
        m_tally.emplace(kPlace, m_environment, m_states);
        m_isQuiet = below(2) == 0;
    }

    CheckResult result(const CheckKey &key)
    {
        static const std::array kSilences{ErrorKind::Timeout, ErrorKind::Refused,
                                          ErrorKind::Resolve, ErrorKind::Unreachable,
                                          ErrorKind::Way};
        CheckResult result;
        result.key = key;
        result.observedAt = m_now;
        if (below(3) > 0)
            result.resolved = QStringList{below(9) == 0 ? "10.0.0.9" : "127.0.0.1"};
        const int kind = below(m_isQuiet ? 40 : 8);
        if (kind < 4 || kind > 7) {
            if (kind < 4 || below(3) > 0) {
                result.status = CheckStatus::Critical;
                result.error = Error{kSilences.at(below(5)), "No answer.", {}, {}};
                return result;
            }
        }
        const int status = below(8);
        result.status = status == 0   ? CheckStatus::Critical
                        : status == 1 ? CheckStatus::Warning
                        : status == 2 ? CheckStatus::Unknown
                                      : CheckStatus::Ok;
        if (result.status != CheckStatus::Ok)
            result.error = Error{ErrorKind::Status, "Unwell.", {}, {}};
        static const std::array kAddresses{"",         "/run/x.sock", "127.0.0.1:80",
                                           "[::1]:80", "10.0.0.7:80", "db:5432 by 'gate'"};
        result.address = QString::fromLatin1(kAddresses.at(below(6)));
        return result;
    }

    QRandomGenerator m_random;
    Environment m_environment;
    QList<CheckKey> m_keys;
    CheckStates m_states;
    Instant m_now{std::chrono::seconds(1000), 1'700'000'000'000};
    std::optional<SightTally> m_tally;
    bool m_isQuiet = false; ///< hardly anything answers
};

QString shown(const SightCounts &counts)
{
    const auto moment = [](const std::optional<SightCounts::Boot> &boot) {
        return boot ? qint64(boot->count()) : qint64(-1);
    };
    return QString("witnesses %1 needed %2 silent %3 certain %4 way %5 speaking %6 unasked %7 "
                   "asked %8 silence %9 answer %10 outside %11 services %12")
        .arg(counts.witnesses)
        .arg(counts.needed)
        .arg(counts.silent)
        .arg(counts.certain)
        .arg(counts.behindWay)
        .arg(counts.speaking)
        .arg(counts.unasked)
        .arg(qint64(counts.quorumAsked.count()))
        .arg(moment(counts.newestSilence))
        .arg(moment(counts.newestAnswer))
        .arg(moment(counts.newestFromOutside))
        .arg(counts.silentServices);
}

} // namespace

/// The counters against a count of everything, over what chance brings.
class TestSightTally final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isACountFromScratchAtEveryMoment_data();
    void isACountFromScratchAtEveryMoment();
};

void TestSightTally::isACountFromScratchAtEveryMoment_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 4U})
        QTest::addRow("seed %u", seed) << seed;
}

void TestSightTally::isACountFromScratchAtEveryMoment()
{
    QFETCH(quint32, seed);
    Chance chance(seed);
    QHash<Sight, int> met;
    int here = 0;
    int flips = 0;
    bool wasHere = false;
    for (int step = 0; step < kSteps; ++step) {
        chance.step();
        const SightCounts anew = chance.anew();
        const SightCounts kept = chance.tally().counts(chance.now());
        if (kept != anew)
            QFAIL(qPrintable(
                QString("step %1\nkept %2\nanew %3").arg(step).arg(shown(kept), shown(anew))));
        QCOMPARE(chance.tally().livesHere(), chance.livesHere());
        const SightVerdict verdict = judge(kept);
        const SightVerdict whole = chance.verdict();
        if (kept.witnesses > 0 || kept.newestFromOutside)
            QCOMPARE(verdict.sight, whole.sight);
        if (whole.sight == Sight::Blind)
            QVERIFY(!whole.blindness.services.isEmpty());
        const auto since = chance.now().boot - std::chrono::seconds(step % 7);
        QCOMPARE(chance.tally().wereWitnessesAsked(since), chance.wereWitnessesAsked(since));
        ++met[verdict.sight];
        here += chance.livesHere() ? 1 : 0;
        flips += std::exchange(wasHere, chance.livesHere()) != wasHere ? 1 : 0;
    }
    // It came to everything that matters.
    for (const Sight sight : {Sight::Seen, Sight::Doubtful, Sight::Blind})
        QVERIFY2(met.value(sight) > 20, qPrintable(QString::number(met.value(sight))));
    QVERIFY2(here > 20 && flips > 20, qPrintable(QString("%1 %2").arg(here).arg(flips)));
}

QTEST_GUILESS_MAIN(TestSightTally)
#include "tst_sighttally.moc"
