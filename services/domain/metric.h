// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartkind.h"
#include "services/domain/documented.h"
#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QList>
#include <QMap>

#include <optional>

namespace opsdeck {

enum class MetricType { Gauge, Counter };

/// Labels in the order of their names, as Prometheus orders them.
using Labels = QMap<QString, QString>;

/// One value observed by a check. Names follow Prometheus: snake case, base units (seconds, bytes,
/// ratio).
struct Sample
{
    QString metric;
    Labels labels;
    double value = 0;
    MetricType type = MetricType::Gauge;

    bool operator==(const Sample &) const = default;
};

/// A series: one metric of one check with one set of labels. As text
/// `platform/env/service/check:metric{a="b"}`.
struct SeriesKey
{
    CheckKey check;
    QString metric;
    Labels labels;

    QString toString() const;
    bool operator==(const SeriesKey &) const = default;

    friend size_t qHash(const SeriesKey &k, size_t seed = 0) { return qHash(k.toString(), seed); }
};

/// One point of a series: UTC milliseconds and value. NaN marks a gap.
struct Point
{
    qint64 timeMs = 0;
    double value = 0;

    bool operator==(const Point &) const = default;
};

enum class Severity { Warning, Critical };

/// A line in a chart and a limit on a value.
struct Threshold
{
    double enter = 0;            ///< crossing it is abnormal
    std::optional<double> clear; ///< back to normal at or past this
    bool above = true;           ///< false: below is bad
    Severity severity = Severity::Warning;
    Milliseconds holdFor{0};        ///< crossed for so long without a break before it counts
    QString rule = {};              ///< ref of the documented rule that it stands for
    Source source = {};             ///< of the limit; of another field what fieldSources says
    bool isInclusive = false;       ///< reaching `enter` counts as crossing it: at least, at most
    FieldSources fieldSources = {}; ///< by key: "for", "severity", "clear"

    bool operator==(const Threshold &) const = default;
};

/// How a value is written: see unitText() in models.
enum class Unit { None, Seconds, Bytes, BytesPerSecond, Ratio, Percent, PerSecond, Count };

/// Who answers the query of a chart.
enum class AskedOf {
    Either, ///< the environment's server where there is one, else own samples
    Own,    ///< own samples
    Server  ///< the environment's server
};

/// A chart of the metrics page: which samples of which check, in what unit, with which limits.
struct MetricDefinition
{
    QString id;
    QString title;
    CheckId check;       ///< whose samples
    QString metric;      ///< sample name
    Labels labels;       ///< the samples' labels must contain these
    QString seriesLabel; ///< label whose value names each line; empty: one line
    Unit unit = Unit::None;
    bool rate = false; ///< draw the per-second increase of a counter
    QList<Threshold> thresholds;
    QString origin = {};            ///< what the document takes it from: "docker stats"
    QString expression = {};        ///< as documented; empty: not stated
    QString target = {};            ///< as documented: "< 70 %"
    Source source = {};             ///< of the metric; its thresholds have their own
    FieldSources fieldSources = {}; ///< by key: "unit", "origin"
    /// Between 0 and 1, rising: `metric` is a classic histogram, its buckets' name without
    /// `_bucket`, and these quantiles of what it counted are drawn, a line each. No rate, no series
    /// label.
    QList<double> quantiles = {};

    ChartKind kind = ChartKind::Lines; ///< until a person chooses another

    /// PromQL; what it gives is drawn. Then there is no check, and `metric` is empty.
    QString query = {};
    AskedOf askedOf = AskedOf::Either; ///< of a query
    Milliseconds interval{30'000};     ///< of a query: how often it is asked

    // When more instances of the service are advised, and when fewer.
    std::optional<Threshold> scaleOut = {};
    std::optional<Threshold> scaleIn = {};

    bool isQuery() const { return !query.isEmpty(); }

    bool isHistogram() const { return !quantiles.isEmpty(); }

    bool operator==(const MetricDefinition &) const = default;
};

/// Name of the samples behind its lines.
QString sampleName(const MetricDefinition &metric);
/// Label whose values tell its stored series apart, as far as its lines do.
QString seriesLabelOf(const MetricDefinition &metric);
/// "p95", "p99.9".
QString quantileName(double quantile);

QString toWord(Unit unit);
/// None for a word that is none.
Unit unitOf(const QString &word);
/// Whether a value in one unit can be held against a value in the other: shares with percent,
/// counts with plain numbers.
bool areComparable(Unit one, Unit other);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::SeriesKey)
Q_DECLARE_METATYPE(opsdeck::Point)
