// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/servicestates.h"
#include "tests/support/referenceboard.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

Event changed(const char *check, int second, Health from, Health to, bool soft = false)
{
    Event made;
    made.timeMs = referenceTime(second).wallMs;
    made.service = referenceService("db");
    made.check = CheckId(check);
    made.from = from;
    made.to = to;
    made.soft = soft;
    made.text = QStringLiteral("because");
    return made;
}

LaneStretch stretch(int from, int to, LaneKind kind, bool soft = false,
                    const QString &text = QStringLiteral("because"))
{
    return {referenceTime(from).wallMs, referenceTime(to).wallMs, kind, soft, text};
}

} // namespace

/// What stands in the lane under a chart.
class TestServiceStates final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(referenceWorkspace(), referenceTime());
        m_board->apply(allHealthy());
        m_states = std::make_unique<ServiceStates>(*m_board);
    }

    void theWorstOfAllChecksStands()
    {
        m_states->addStored({changed("b", -500, Health::Down, Health::Healthy),
                             changed("a", -800, Health::Healthy, Health::Degraded),
                             changed("b", -700, Health::Healthy, Health::Down, true),
                             changed("b", -690, Health::Down, Health::Down),
                             changed("a", -400, Health::Degraded, Health::Healthy)},
                            true);
        QCOMPARE(lane(-900, 0), (QList<LaneStretch>{stretch(-800, -700, LaneKind::Degraded),
                                                    stretch(-700, -690, LaneKind::Down, true),
                                                    stretch(-690, -500, LaneKind::Down),
                                                    stretch(-500, -400, LaneKind::Degraded)}));
        // Of a part of it that part, whatever began before.
        QCOMPARE(lane(-600, -450), (QList<LaneStretch>{stretch(-600, -500, LaneKind::Down),
                                                       stretch(-500, -450, LaneKind::Degraded)}));
        // The same once more is no news.
        const int revision = m_states->revision(referenceService("db"));
        m_states->addStored({changed("a", -800, Health::Healthy, Health::Degraded)}, true);
        QCOMPARE(m_states->revision(referenceService("db")), revision);
    }

    void nothingIsTakenForWell()
    {
        m_states->addStored({changed("a", -300, Health::Down, Health::Healthy)}, true);
        // What it was before is known, what it was while nobody asked is not.
        QCOMPARE(lane(-900, 0, {{-600, -500}, {-200, -100}}),
                 (QList<LaneStretch>{stretch(-900, -600, LaneKind::Down, false, {}),
                                     stretch(-600, -500, LaneKind::NotObserved, false, {}),
                                     stretch(-500, -300, LaneKind::Down, false, {}),
                                     stretch(-200, -100, LaneKind::NotObserved, false, {})}));
    }

    void whatIsNotRecordedIsNotTold()
    {
        // The first that is known came from nothing.
        m_states->addStored({changed("a", -300, Health::Unknown, Health::Down)}, true);
        QCOMPARE(lane(-900, -200), QList<LaneStretch>{stretch(-300, -200, LaneKind::Down)});
        // Older changes were cut off.
        ServiceStates some(*m_board);
        some.addStored({changed("a", -300, Health::Down, Health::Healthy)}, false);
        QCOMPARE(some.lane(referenceService("db"),
                           {referenceTime(-900).wallMs, referenceTime(0).wallMs}),
                 QList<LaneStretch>());
        QCOMPARE(some.knownFromMs(), referenceTime(-300).wallMs);
        QCOMPARE(m_states->knownFromMs(), 0);
    }

    void whatComesIsAdded()
    {
        const int before = m_states->revision(referenceService("db"));
        ChangeSet changes = databaseDown();
        changes.events = {changed("port", -84, Health::Healthy, Health::Down)};
        m_board->apply(changes);
        QVERIFY(m_states->revision(referenceService("db")) != before);
        const QList<LaneStretch> all = lane(-900, 0);
        QVERIFY(!all.isEmpty());
        QCOMPARE(all.last().kind, LaneKind::Down);
        QCOMPARE(all.last().toMs, referenceTime(0).wallMs);
        // Not beyond now.
        QCOMPARE(lane(-900, 600).last().toMs, referenceTime(0).wallMs);
    }

    void operatorsMarksStandWithIt()
    {
        m_board->mark(referenceService("db"),
                      {OperatorMarkKind::Maintenance, "eve", referenceTime(-120).wallMs,
                       referenceTime(600).wallMs, "new disk"});
        QCOMPARE(lane(-900, 0), QList<LaneStretch>{stretch(-120, 0, LaneKind::Maintenance, false,
                                                           "by eve: new disk")});
    }

private:
    QList<LaneStretch> lane(int from, int to, const QList<std::pair<int, int>> &unasked = {}) const
    {
        QList<Stretch> holes;
        for (const auto &[begin, end] : unasked)
            holes.append({referenceTime(begin).wallMs, referenceTime(end).wallMs});
        return m_states->lane(referenceService("db"),
                              {referenceTime(from).wallMs, referenceTime(to).wallMs}, holes);
    }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<ServiceStates> m_states;
};

QTEST_GUILESS_MAIN(TestServiceStates)
#include "tst_servicestates.moc"
