// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldenfigures.h"

#include "models/metrics/wholesum.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

/// The points from `fromMs` on; where there is none, the newest before it.
template <typename Points, typename PointOf>
QList<Point> sinceOf(const Points &all, qint64 fromMs, const PointOf &pointOf)
{
    QList<Point> points;
    for (const auto &each : all) {
        const Point point = pointOf(each);
        if (std::isnan(point.value))
            continue;
        if (point.timeMs < fromMs)
            points.clear();
        points.append(point);
    }
    return points;
}

/// The lines of a chart as one: of what is counted their sum, of the rest the highest. Nothing of
/// more lines than are kept.
QList<Point> asOneLine(const QList<SeriesBoard::Line> &lines, bool isSum, qint64 paceMs,
                       qint64 fromMs)
{
    if (lines.size() >= SeriesBoard::kMostLines)
        return {};
    QMap<qint64, double> values;
    for (const SeriesBoard::Line &line : lines) {
        for (int i = 0; i < line.points.size(); ++i) {
            const double own = line.points.valueAt(i);
            const auto known = values.find(line.points.timeAt(i));
            if (known == values.end())
                values.insert(line.points.timeAt(i), own);
            else
                *known = isSum ? *known + own : std::max(*known, own);
        }
    }
    if (isSum && !values.isEmpty() && lacksOne(lines, values.lastKey(), paceMs * 3 / 2))
        values.remove(values.lastKey());
    QList<Point> points;
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        points.append({it.key(), it.value()});
    return sinceOf(points, fromMs, [](const Point &point) { return point; });
}

QList<GoldenFigure> namedFigures(const SeriesBoard &series, const ServiceKey &service,
                                 const QStringList &metrics, Golden tile, qint64 fromMs)
{
    const bool isSum = tile == Golden::Traffic || tile == Golden::Errors;
    QList<GoldenFigure> found;
    for (const QString &metric : metrics) {
        const MetricKey key{service, metric};
        const MetricDefinition *definition = series.definition(key);
        if (definition == nullptr)
            continue;
        GoldenFigure figure;
        figure.check = {service, definition->check};
        figure.unit = definition->unit;
        figure.what = definition->title;
        figure.isNamed = true;
        figure.points = asOneLine(series.lines(key), isSum, series.interval(key).count(), fromMs);
        figure.silentSinceMs = series.noAnswerSince(key);
        found.append(figure);
    }
    return found;
}

void addRuled(const GoldenBoard::Kept &kept, const CheckKey &check, const GoldenRule &rule,
              qint64 fromMs, QList<GoldenFigure> &found)
{
    for (const GoldenBoard::Source &source : kept.sources) {
        // A counter that is there tells its rate soon.
        if (&source.reader.rule() != &rule
            || (source.points.empty() && rule.reading != GoldenReading::Rate))
            continue;
        GoldenFigure figure;
        figure.check = check;
        figure.unit = rule.unit;
        figure.what = whatText(rule);
        figure.who = source.who;
        figure.points = sinceOf(source.points, fromMs, [](const Point &point) { return point; });
        figure.silentSinceMs = kept.isSilent ? kept.silentSinceMs : 0;
        found.append(figure);
    }
}

} // namespace

double GoldenFigure::fullness() const
{
    if (points.isEmpty())
        return std::nan("");
    return unit == Unit::Ratio ? newest() : unit == Unit::Percent ? newest() / 100 : std::nan("");
}

QList<GoldenFigure> goldenFigures(const GoldenBoard &board, const SeriesBoard &series,
                                  const ServiceKey &service, Golden tile, qint64 fromMs)
{
    const Service *definition = board.service(service);
    if (definition == nullptr)
        return {};
    if (const QStringList named = goldenMetrics(*definition, tile); !named.isEmpty())
        return namedFigures(series, service, named, tile, fromMs);
    QList<GoldenFigure> found;
    for (const GoldenRule &rule : goldenRules()) {
        if (rule.tile != tile)
            continue;
        for (const Check &check : definition->checks) {
            const CheckKey key{service, check.id};
            if (const GoldenBoard::Kept *kept = board.kept(key))
                addRuled(*kept, key, rule, fromMs, found);
        }
    }
    return found;
}

GoldenFigure answerTimes(const GoldenBoard &board, const ServiceKey &service, qint64 fromMs)
{
    const Service *definition = board.service(service);
    QList<Check> checks = definition == nullptr ? QList<Check>() : definition->checks;
    std::stable_sort(checks.begin(), checks.end(), [](const Check &a, const Check &b) {
        return latencyRank(a.kind) < latencyRank(b.kind);
    });
    GoldenFigure figure;
    figure.unit = Unit::Seconds;
    for (const Check &check : std::as_const(checks)) {
        const CheckKey key{service, check.id};
        if (figure.check.check.isEmpty())
            figure.check = key;
        const GoldenBoard::Kept *kept = board.kept(key);
        if (kept == nullptr)
            continue;
        const QList<Point> points =
            sinceOf(kept->answers, fromMs, [](const GoldenBoard::Answer &answer) {
                return Point{answer.timeMs, static_cast<double>(answer.seconds)};
            });
        if (points.isEmpty())
            continue;
        figure.check = key;
        figure.points = points;
        figure.silentSinceMs = kept->isSilent ? kept->silentSinceMs : 0;
        if (asksAnother(check.kind))
            figure.what =
                QCoreApplication::translate("GoldenFigures", "of another that tells of it");
        break;
    }
    return figure;
}

AnswerCounts countAnswers(const GoldenBoard &board, const ServiceKey &service, qint64 fromMs,
                          qint64 toMs)
{
    AnswerCounts counts;
    const Service *definition = board.service(service);
    for (const Check &check : definition == nullptr ? QList<Check>() : definition->checks) {
        const CheckKey key{service, check.id};
        const GoldenBoard::Kept *kept = board.kept(key);
        if (kept == nullptr)
            continue;
        for (const GoldenBoard::Answer &answer : kept->answers) {
            if (answer.timeMs > toMs)
                break;
            if (answer.timeMs > counts.newestMs) {
                counts.newestMs = answer.timeMs;
                counts.newest = key;
            }
            if (answer.timeMs <= fromMs)
                continue;
            ++counts.asked;
            counts.failed += answer.failed ? 1 : 0;
        }
    }
    return counts;
}

} // namespace opsdeck
