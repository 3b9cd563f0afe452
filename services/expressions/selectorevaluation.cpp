// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/evaluation.h"
#include "services/expressions/expressionerrors.h"

#include <algorithm>
#include <unordered_set>

namespace opsdeck::expressions {

namespace {

/// How old a sample an instant vector takes, in milliseconds.
constexpr qint64 kLookBackMs = 300'000;

bool ascends(const std::vector<Point> &points)
{
    return std::adjacent_find(points.cbegin(), points.cend(),
                              [](const Point &a, const Point &b) { return a.t >= b.t; })
           == points.cend();
}

Error unsound(const Labels &labels)
{
    return Error{ErrorKind::Internal,
                 Words::tr("The samples of %1 come in no order, or twice.").arg(labels.text()),
                 {},
                 {},
                 {}};
}

} // namespace

qint64 Evaluation::momentOf(const SelectorNode &selector, int step) const
{
    qint64 moment = m_grid.at(step);
    switch (selector.anchor) {
    case SelectorNode::Anchor::None:
        break;
    case SelectorNode::Anchor::Time:
        moment = selector.anchorMs;
        break;
    case SelectorNode::Anchor::Start:
        moment = m_grid.fromMs;
        break;
    case SelectorNode::Anchor::End:
        moment = m_grid.toMs;
        break;
    }
    return moment - selector.offsetMs;
}

Result<std::vector<Series>> Evaluation::load(const SelectorNode &selector, qint64 backMs)
{
    const qint64 from = momentOf(selector, 0) - backMs;
    const qint64 to = momentOf(selector, m_grid.count - 1);
    auto found = m_source.select(selector.matchers, from, to);
    if (!found)
        return found;
    if (const auto error = m_budget.series(found->size()))
        return failure(*error);
    std::unordered_set<Labels, LabelsHash> known;
    for (Series &series : *found) {
        if (const auto error = m_budget.load(static_cast<qint64>(series.points.size())))
            return failure(*error);
        if (!known.insert(series.labels).second || !ascends(series.points))
            return failure(unsound(series.labels));
        // What a source gives beyond what was asked is not there.
        std::erase_if(series.points,
                      [&](const Point &point) { return point.t < from || point.t > to; });
    }
    std::sort(found->begin(), found->end(),
              [](const Series &a, const Series &b) { return compare(a.labels, b.labels) < 0; });
    return found;
}

Result<Table> Evaluation::instants(const SelectorNode &selector, bool times)
{
    const auto found = load(selector, kLookBackMs);
    if (!found)
        return failure(found.error());
    Table table;
    for (const Series &series : *found) {
        StepSeries made{series.labels, {}};
        std::size_t next = 0;
        for (int step = 0; step < m_grid.count; ++step) {
            const qint64 moment = momentOf(selector, step);
            while (next < series.points.size() && series.points[next].t <= moment)
                ++next;
            if (next == 0)
                continue;
            const Point &latest = series.points[next - 1];
            if (latest.t < moment - kLookBackMs || isStaleMarker(latest.v))
                continue;
            made.points.push_back({step, times ? static_cast<double>(latest.t) / 1000 : latest.v});
        }
        if (const auto error = m_budget.produce(static_cast<qint64>(made.points.size())))
            return failure(*error);
        if (!made.points.empty())
            table.push_back(std::move(made));
    }
    return table;
}

Result<Matrix> Evaluation::ranges(const SelectorNode &selector)
{
    auto found = load(selector, selector.rangeMs);
    if (!found)
        return found;
    Matrix kept;
    for (Series &series : *found) {
        std::erase_if(series.points, [](const Point &point) { return isStaleMarker(point.v); });
        if (!series.points.empty())
            kept.push_back(std::move(series));
    }
    return kept;
}

std::vector<StepPoint> Evaluation::windows(const Function &function, const SelectorNode &selector,
                                           const std::vector<Point> &points,
                                           const std::vector<std::vector<double>> &scalars,
                                           std::optional<Error> &error)
{
    std::vector<StepPoint> made;
    std::vector<double> others(scalars.size());
    std::size_t begin = 0;
    std::size_t end = 0;
    for (int step = 0; step < m_grid.count; ++step) {
        const qint64 to = momentOf(selector, step);
        const qint64 from = to - selector.rangeMs;
        while (end < points.size() && points[end].t <= to)
            ++end;
        while (begin < end && points[begin].t < from)
            ++begin;
        if (begin == end)
            continue;
        error = m_budget.visit(static_cast<qint64>(end - begin));
        if (error)
            return {};
        for (std::size_t i = 0; i < scalars.size(); ++i)
            others[i] = scalars[i][static_cast<std::size_t>(step)];
        const Window window{std::span(points).subspan(begin, end - begin), from, to, others};
        if (const auto value = function.window(window))
            made.push_back({step, *value});
    }
    error = m_budget.produce(static_cast<qint64>(made.size()));
    return made;
}

Table Evaluation::absentWindows(const Table &present, const Node &selector) const
{
    StepReader reader(present);
    StepSeries absent{labelsOfAbsent(selector), {}};
    for (int step = 0; step < m_grid.count; ++step) {
        if (reader.at(step).empty())
            absent.points.push_back({step, 1});
    }
    return absent.points.empty() ? Table() : Table{std::move(absent)};
}

Result<Table> Evaluation::overWindows(const CallNode &call)
{
    const Function &function = *call.function;
    const Node *ranged = nullptr;
    std::vector<std::vector<double>> scalars;
    for (const NodePtr &argument : call.arguments) {
        if (argument->type == ValueType::RangeVector) {
            ranged = &bare(*argument);
            continue;
        }
        const auto values = table(*argument);
        if (!values)
            return values;
        scalars.push_back(scalarValues(*values));
    }
    const auto &selector = std::get<SelectorNode>(ranged->part);
    auto found = load(selector, selector.rangeMs);
    if (!found)
        return failure(found.error());
    const bool isAbsent = qstrcmp(function.name, "absent_over_time") == 0;
    std::unordered_set<Labels, LabelsHash> known;
    Table made;
    for (Series &series : *found) {
        std::erase_if(series.points, [](const Point &point) { return isStaleMarker(point.v); });
        std::optional<Error> error;
        StepSeries result{function.keepsName ? series.labels : series.labels.withoutName(),
                          windows(function, selector, series.points, scalars, error)};
        if (error)
            return failure(*error);
        if (result.points.empty())
            continue;
        if (!isAbsent && !known.insert(result.labels).second)
            return failure(sameLabels(result.labels));
        made.push_back(std::move(result));
    }
    return isAbsent ? absentWindows(made, *ranged) : made;
}

} // namespace opsdeck::expressions
