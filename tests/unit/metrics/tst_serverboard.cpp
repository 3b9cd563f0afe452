// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/serverboard.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kNow = 1'000'000 * kMinute;
const MetricKey kKey{{EnvironmentKey::fromString("p/e"), ServiceId("s")}, "m"};
/// An hour: steps of 15 seconds.
const Stretch kShown{kNow - 60 * kMinute, kNow};

} // namespace

/// When a server is asked for a chart, and what becomes of the answer.
class TestServerBoard : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_board = std::make_unique<ServerBoard>(m_series);
        m_wanted = std::make_unique<QSignalSpy>(m_board.get(), &ServerBoard::wanted);
        m_unwanted = std::make_unique<QSignalSpy>(m_board.get(), &ServerBoard::unwanted);
        m_board->setSources({{kKey, "Prometheus a:1"}});
    }

    void nobodyToAsk()
    {
        m_board->setSources({});
        m_board->want(kKey, kShown, kShown, kNow);
        QCOMPARE(m_wanted->count(), 0);
        QCOMPARE(m_board->kept(kKey).state, ServerBoard::State::Idle);
    }

    void eachStretchOnce()
    {
        const Stretch lack{kShown.fromMs, kNow - 10 * kMinute};
        m_board->want(kKey, kShown, lack, kNow);
        QCOMPARE(m_wanted->count(), 1);
        const auto wish = m_wanted->at(0).at(1).value<ServerBoard::Wish>();
        QCOMPARE(wish.stepMs, 15'000);
        QVERIFY(wish.stretch.fromMs <= lack.fromMs && wish.stretch.toMs >= lack.toMs);
        // Time goes on, what is lacking shrinks.
        m_board->want(kKey, {kShown.fromMs + 5000, kNow + 5000}, {kShown.fromMs + 5000, lack.toMs},
                      kNow + 5000);
        QCOMPARE(m_wanted->count(), 1);
        // A hole that grows is asked for again, not at every second.
        m_board->want(kKey, kShown, {lack.fromMs, lack.toMs + 20'000}, kNow);
        QCOMPARE(m_wanted->count(), 1);
        m_board->want(kKey, kShown, {lack.fromMs, lack.toMs + 60'000}, kNow);
        QCOMPARE(m_wanted->count(), 2);
        // Nearer: finer.
        m_board->want(kKey, {kNow - 5 * kMinute, kNow}, {kNow - 5 * kMinute, kNow - kMinute}, kNow);
        QCOMPARE(m_wanted->count(), 3);
        QCOMPARE(m_board->kept(kKey).wish.stepMs, 1000);
    }

    /// A server fills in up to five minutes behind its newest sample.
    void nothingOfTheFuture()
    {
        m_board->want(kKey, kShown, kShown, kNow - 7);
        QCOMPARE(m_board->kept(kKey).wish.stretch.toMs, kNow - 7);
    }

    void anAnswerNobodyWaitsFor()
    {
        m_board->want(kKey, kShown, kShown, kNow);
        const ServerBoard::Wish first = m_board->kept(kKey).wish;
        m_board->want(kKey, {kNow - 5 * kMinute, kNow}, {kNow - 5 * kMinute, kNow}, kNow);
        m_board->add(kKey, first, {{{"", {{kNow, 1, 1}}}}, "x", {}, {}, false, {}});
        QCOMPARE(m_board->kept(kKey).state, ServerBoard::State::Asked);
        QVERIFY(m_board->kept(kKey).answer.lines.isEmpty());
        m_board->fail(kKey, first, "no");
        QCOMPARE(m_board->kept(kKey).state, ServerBoard::State::Asked);
        m_board->add(kKey, m_board->kept(kKey).wish,
                     {{{"", {{kNow, 1, 1}}}}, "x", {}, {}, false, {}});
        QCOMPARE(m_board->kept(kKey).state, ServerBoard::State::Here);
        // What is lacking no more is kept no longer.
        m_board->unwant(kKey);
        QVERIFY(m_board->kept(kKey).answer.lines.isEmpty());
    }

    void whatIsNotLookedAtIsNotAsked()
    {
        m_board->want(kKey, kShown, kShown, kNow);
        QVERIFY(m_board->isAsking());
        m_board->withdraw();
        QVERIFY(!m_board->isAsking());
        QCOMPARE(m_unwanted->count(), 1);
        m_board->want(kKey, kShown, kShown, kNow);
        QCOMPARE(m_wanted->count(), 2);
    }

    void cancelledByAPerson()
    {
        m_board->want(kKey, kShown, kShown, kNow);
        m_board->cancel(kKey);
        QCOMPARE(m_unwanted->count(), 1);
        m_board->want(kKey, kShown, kShown, kNow);
        QCOMPARE(m_wanted->count(), 1); // not by itself
        m_board->askAgain(kKey);
        QCOMPARE(m_wanted->count(), 2);
        QCOMPARE(m_board->kept(kKey).state, ServerBoard::State::Asked);
    }

    void aTracesPage()
    {
        QVERIFY(m_board->tracePage(kKey, "4bf9").isEmpty());
        QVERIFY(m_board->traceSearch(kKey, {1'000, 61'000}).isEmpty());
        m_board->setTracing({{kKey.service.environment, QUrl("http://jaeger:16686/ui/")}});
        QCOMPARE(m_board->tracePage(kKey, "4bf9"), QUrl("http://jaeger:16686/ui/trace/4bf9"));
        QCOMPARE(m_board->traceSearch(kKey, {1'000, 61'000}),
                 QUrl("http://jaeger:16686/ui/search?lookback=custom&start=1000000&end=61000000"));
        // What a page says is no address.
        for (const char *name : {"", "../x", "a?b", "a b", "a#b", "%2e%2e"})
            QVERIFY2(m_board->tracePage(kKey, name).isEmpty(), name);
    }

    void whatComesBehindAnAnswer()
    {
        m_board->want(kKey, kShown, kShown, kNow);
        const ServerBoard::Wish wish = m_board->kept(kKey).wish;
        m_board->addMeaning(kKey, wish, "early");
        QVERIFY(m_board->kept(kKey).answer.meaning.isEmpty());
        m_board->add(kKey, wish, {{{"", {{kNow, 1, 1}}}}, "x", {}, {}, false, {}});
        m_board->addMeaning(kKey, wish, "Level of defence, gauge");
        m_board->addExemplars(kKey, wish, {{"", kNow, 1, "4bf9"}});
        QCOMPARE(m_board->kept(kKey).answer.meaning, QString("Level of defence, gauge"));
        QCOMPARE(m_board->kept(kKey).answer.exemplars.size(), 1);
    }

    void asALine()
    {
        const ServerBoard::Line line{
            "", {{1000, 1, 1}, {2000, 2, 2}, {4000, 3, 3}, {5000, 9, 9}, {6000, 4, 4}}};
        const auto segments = ServerBoard::segments(line, 1000, {1500, 5500});
        QCOMPARE(segments, (QList<QList<QPointF>>{{{2000, 2}}, {{4000, 3}, {5000, 9}}}));
        // A step that holds many samples keeps the highest and the lowest.
        const auto wide =
            ServerBoard::segments({"", {{60'000, 1, 50}, {120'000, 2, 3}}}, 60'000, {0, 200'000});
        QCOMPARE(wide.size(), 1);
        QCOMPARE(wide.at(0).size(), 4);
        QVERIFY(std::any_of(wide.at(0).cbegin(), wide.at(0).cend(),
                            [](const QPointF &point) { return point.y() == 50; }));
    }

private:
    SeriesBoard m_series;
    std::unique_ptr<ServerBoard> m_board;
    std::unique_ptr<QSignalSpy> m_wanted;
    std::unique_ptr<QSignalSpy> m_unwanted;
};

QTEST_GUILESS_MAIN(TestServerBoard)
#include "tst_serverboard.moc"
