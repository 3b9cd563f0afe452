// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/limitstate.h"

#include <QTest>

using namespace opsdeck;

namespace {

using Stage = LimitState::Stage;

constexpr qint64 kGapMs = 15'000;

/// Values 10 s apart from `begin` on; NaN: not observed.
SeriesBuffer series(const QList<double> &values, qint64 begin = 0)
{
    SeriesBuffer points;
    for (qsizetype i = 0; i < values.size(); ++i)
        points.append({begin + i * 10'000, values.at(i)});
    return points;
}

/// At least or at most.
Threshold reached(bool above, double enter, std::optional<double> clear, int seconds)
{
    return {enter, clear, above, Severity::Warning, std::chrono::seconds(seconds), {}, {}, true};
}

Threshold limit(bool above, double enter, std::optional<double> clear, int seconds)
{
    return {enter, clear, above, Severity::Warning, std::chrono::seconds(seconds)};
}

QList<double> times(int count, double value)
{
    return QList<double>(count, value);
}

} // namespace

Q_DECLARE_METATYPE(opsdeck::LimitState)
Q_DECLARE_METATYPE(opsdeck::Threshold)

class TestLimitState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void judges_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<Threshold>("threshold");
        QTest::addColumn<LimitState>("state");
        const double none = qQNaN();
        const Threshold atOnce = limit(true, 5, {}, 0);
        const Threshold half = limit(true, 5, {}, 30);
        const Threshold eased = limit(true, 5, 3, 30);
        const auto row = [](const char *name, const QList<double> &values,
                            const Threshold &threshold, const LimitState &state) {
            QTest::newRow(name) << values << threshold << state;
        };
        row("nothing", {}, atOnce, {});
        row("at the limit", {5, 5}, atOnce, {});
        row("at the limit that counts", {4, 5}, reached(true, 5, {}, 0),
            {Stage::Crossed, 10'000, 0});
        row("just below the limit that counts", {5, 4.999999}, reached(true, 5, {}, 0), {});
        row("at the lowest that counts", {1, 0, 0}, reached(false, 0, {}, 10),
            {Stage::Crossed, 10'000, 10'000});
        row("at the limit that counts, not yet clear", {5, 5, 5, 5, 4}, reached(true, 5, 3, 30),
            {Stage::Clearing, 0, 30'000});
        row("clear of the limit that counts", {5, 5, 5, 5, 3}, reached(true, 5, 3, 30), {});
        row("long at the limit that counts", times(500, 5), reached(true, 5, {}, 30),
            {Stage::Crossed, 0, 4'990'000});
        row("at once", {1, 6}, atOnce, {Stage::Crossed, 10'000, 0});
        row("below", {1, 0.5, 0.4}, limit(false, 1, {}, 10), {Stage::Crossed, 10'000, 10'000});
        row("not yet", {1, 6, 7, 6}, half, {Stage::Pending, 10'000, 20'000});
        row("long enough to the second", {1, 6, 7, 6, 8}, half, {Stage::Crossed, 10'000, 30'000});
        row("begins anew", {6, 6, 6, 6, 5, 6}, half, {Stage::Pending, 50'000, 0});
        row("back", {6, 6, 6, 6, 5}, half, {});
        row("a gap breaks it", {6, 6, 6, none, 6, 6}, half, {Stage::Pending, 40'000, 10'000});
        row("a gap ends what was crossed", {6, 6, 6, 6, 6, none, 6}, half,
            {Stage::Pending, 60'000, 0});
        row("a gap breaks it at once too", {6, 6, none, 6}, atOnce, {Stage::Crossed, 30'000, 0});
        row("a single point holds nothing", {none, none, 6}, half, {Stage::Pending, 20'000, 0});
        row("not yet clear", {6, 6, 6, 6, 4, 4}, eased, {Stage::Clearing, 0, 30'000});
        row("clear", {6, 6, 6, 6, 4, 3}, eased, {});
        row("never crossed for long, not clear", {6, 6, 4, 6, 6, 4}, eased, {});
        row("again past it before it was clear", {6, 6, 6, 6, 4, 6}, eased,
            {Stage::Crossed, 50'000, 0});
        row("again past it after it was clear", {6, 6, 6, 6, 2, 6}, eased,
            {Stage::Pending, 50'000, 0});
        row("not clear across a gap", {6, 6, 6, 6, none, 4}, eased, {});
        // Blocks of 64 points are looked at as one.
        row("long", times(10, 1) + times(500, 6), half, {Stage::Crossed, 100'000, 4'990'000});
        row("long with a gap in a block", times(300, 6) + QList<double>{none} + times(200, 6),
            limit(true, 5, {}, 3600), {Stage::Pending, 3'010'000, 1'990'000});
        row("long with a gap between blocks", times(256, 6) + QList<double>{none} + times(256, 6),
            limit(true, 5, {}, 3600), {Stage::Pending, 2'570'000, 2'550'000});
        row("long, not clear", times(100, 6) + times(400, 4), eased, {Stage::Clearing, 0, 990'000});
    }

    void judges()
    {
        QFETCH(const QList<double>, values);
        QFETCH(const Threshold, threshold);
        QFETCH(const LimitState, state);
        const LimitState found = limitState(series(values), threshold, kGapMs, 10'000'000);
        QCOMPARE(static_cast<int>(found.stage), static_cast<int>(state.stage));
        QCOMPARE(found.sinceMs, state.sinceMs);
        QCOMPARE(found.heldMs, state.heldMs);
    }

    void aClockThatJumps()
    {
        const Threshold half = limit(true, 5, {}, 30);
        // Set forward by an hour between two answers: the hour held nothing.
        SeriesBuffer forward = series({6, 6, 6});
        forward.append({3'620'000, 6});
        forward.append({3'630'000, 6});
        QCOMPARE(limitState(forward, half, kGapMs, 3'631'000),
                 (LimitState{Stage::Pending, 3'620'000, 10'000}));
        // Set back: what is said of the time to come holds nothing now.
        const SeriesBuffer ahead = series({6, 6, 6, 6, 6}, 1'000'000);
        QCOMPARE(limitState(ahead, half, kGapMs, 1'040'000).stage, Stage::Crossed);
        QCOMPARE(limitState(ahead, half, kGapMs, 1'020'000),
                 (LimitState{Stage::Pending, 1'000'000, 20'000}));
        QCOMPARE(limitState(ahead, half, kGapMs, 500'000),
                 (LimitState{Stage::Pending, 1'000'000, 0}));
    }

    void whatIsPutInFrontCounts()
    {
        const Threshold half = limit(true, 5, {}, 30);
        SeriesBuffer points = series({6}, 100'000);
        QCOMPARE(limitState(points, half, kGapMs, 100'000).stage, Stage::Pending);
        points.prepend({{70'000, 6}, {80'000, 6}, {90'000, 6}});
        QCOMPARE(limitState(points, half, kGapMs, 100'000),
                 (LimitState{Stage::Crossed, 70'000, 30'000}));
        // A stretch of an earlier run with a hole up to this one does not.
        SeriesBuffer apart = series({6}, 100'000);
        apart.prepend({{10'000, 6}, {20'000, 6}, {30'000, 6}, {40'000, 6}, {50'000, 6}});
        QCOMPARE(limitState(apart, half, kGapMs, 100'000),
                 (LimitState{Stage::Pending, 100'000, 0}));
    }
};

QTEST_GUILESS_MAIN(TestLimitState)
#include "tst_limitstate.moc"
