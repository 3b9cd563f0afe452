// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

#include <QPointF>

namespace opsdeck {

/// The charts over stretches that are too long, or too long ago, to be held point by point: of each
/// line the lowest and the highest of equal parts. Asks for what is not there. GUI thread.
class CoarseBoard final : public QObject
{
    Q_OBJECT
public:
    /// Charts are drawn from here when they show more, or what is older.
    static constexpr qint64 kFromSpanMs = 36LL * 3'600'000;
    static constexpr qint64 kFromAgeMs = 46LL * 3'600'000;
    static constexpr int kMostParts = 1000;

    /// What is known of one part of one stored series.
    struct Part
    {
        qint64 fromMs = 0;
        double lowest = 0;
        double highest = 0;
        double mean = 0;

        // Of a counter: its first and last value, and what it rose between them.
        double first = 0;
        double last = 0;
        double increase = 0;
    };

    struct StoredLine
    {
        Labels labels;
        QList<Part> parts;      ///< in order
        bool isDivisor = false; ///< see SeriesBoard::StoredLine
    };

    struct Line
    {
        QString label;
        QList<Part> parts; ///< in order; of a definition with rates they are rates
    };

    /// Equal parts of a stretch; it begins with the first and ends with the last.
    struct Grid
    {
        Stretch stretch;
        qint64 partMs = 0;

        int parts() const
        {
            return static_cast<int>((stretch.toMs - stretch.fromMs) / std::max<qint64>(1, partMs));
        }

        bool operator==(const Grid &) const = default;
    };

    enum class State {
        Asked, ///< what is there is of another stretch, or nothing
        Here,
        Failed, ///< it could not be read
    };

    explicit CoarseBoard(SeriesBoard &series, QObject *parent = nullptr);

    static bool isFor(const Stretch &shown, qint64 nowMs);
    /// Parts of a whole number of minutes, none narrower than what is kept of that age, and none
    /// that is not over yet.
    static Grid gridOf(const Stretch &shown, qint64 nowMs);

    /// Asks when they are not there; once, also where that failed: the next part asks again.
    void want(const MetricKey &key, const Grid &grid);
    void add(const MetricKey &key, const Grid &grid, const QList<StoredLine> &stored);
    void fail(const MetricKey &key, const Grid &grid, const QString &message);

    State state(const MetricKey &key) const;
    QString message(const MetricKey &key) const;
    /// Ordered by label; of the grid that was added last.
    const QList<Line> &lines(const MetricKey &key) const;
    /// What a histogram counted in those parts.
    Heat heat(const MetricKey &key) const;
    Grid grid(const MetricKey &key) const;

    /// A line as the chart draws it: two points a part, broken where parts are missing for longer
    /// than `gapMs`.
    static QList<QList<QPointF>> segments(const Line &line, qint64 partMs, qint64 gapMs);

Q_SIGNALS:
    void wanted(const opsdeck::MetricKey &key, const opsdeck::CoarseBoard::Grid &grid);
    void changed(const opsdeck::MetricKey &key);

private:
    struct Kept
    {
        Grid wanted;
        Grid grid;
        QList<Line> lines;
        Heat heat;
        State state = State::Asked;
        QString message;
    };

    SeriesBoard &m_series;
    QHash<MetricKey, Kept> m_kept;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::CoarseBoard::Grid)
