// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/coarseboard.h"

#include "models/metrics/linelabels.h"
#include "services/domain/histogram.h"
#include "services/domain/share.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace opsdeck {

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

/// A whole number of what is kept lies in each, from 10 minutes and from an hour on, too.
constexpr qint64 kWidths[] = {kMinute,      2 * kMinute,  3 * kMinute, 5 * kMinute, 10 * kMinute,
                              20 * kMinute, 30 * kMinute, kHour,       2 * kHour,   4 * kHour,
                              6 * kHour,    12 * kHour,   kDay};

/// As the store keeps what is so old.
qint64 keptWidth(qint64 ageMs)
{
    return ageMs > 90 * kDay ? kHour : ageMs > 14 * kDay ? 10 * kMinute : kMinute;
}

/// Parts of a counter as its rate in each: by what it rose since the end of the part before, over
/// the time between them. What is kept may be wider than what was asked for, and a check may be
/// asked less often than once a part: then parts are further apart than they are wide.
QList<CoarseBoard::Part> ratesOf(const QList<CoarseBoard::Part> &parts, qint64 partMs,
                                 qint64 intervalMs, qint64 gapMs)
{
    QList<CoarseBoard::Part> rates;
    qint64 usual = parts.size() < 2 ? partMs : std::numeric_limits<qint64>::max();
    for (qsizetype i = 1; i < parts.size(); ++i)
        usual = std::min(usual, parts.at(i).fromMs - parts.at(i - 1).fromMs);
    usual = std::max(usual, partMs);
    const qint64 reach = std::max(usual * 3 / 2, partMs + gapMs);
    // A part of several values tells its own rise; of a single one nothing is known by itself.
    const bool hasSeveral = usual == partMs && intervalMs * 2 <= partMs;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const CoarseBoard::Part &part = parts.at(i);
        const qint64 since = i == 0 ? 0 : part.fromMs - parts.at(i - 1).fromMs;
        const bool isNear = i > 0 && since <= reach;
        if (!isNear && part.increase <= 0 && !hasSeveral)
            continue;
        double risen = part.increase;
        if (isNear) {
            const double before = parts.at(i - 1).last;
            // A smaller value means that it began anew.
            risen += part.first >= before ? part.first - before : part.first;
        }
        const double rate = risen * 1000 / static_cast<double>(isNear ? since : usual);
        rates.append({part.fromMs, rate, rate, rate});
    }
    return rates;
}

/// By line; of a histogram rates by end.
using LineParts = std::map<QString, std::map<qint64, CoarseBoard::Part>>;

std::map<qint64, QMap<QString, double>> byPart(const LineParts &buckets)
{
    std::map<qint64, QMap<QString, double>> all;
    for (const auto &[bound, parts] : buckets) {
        for (const auto &[fromMs, part] : parts)
            all[fromMs].insert(bound, part.mean);
    }
    return all;
}

/// What is drawn of a histogram: of all that was counted in each part.
LineParts quantilesOf(const MetricDefinition &metric, const LineParts &buckets)
{
    LineParts lines;
    for (const auto &[fromMs, rates] : byPart(buckets)) {
        const QMap<QString, double> values = quantileLines(metric, rates);
        for (auto it = values.cbegin(); it != values.cend(); ++it) {
            if (!std::isnan(it.value()))
                lines[it.key()].insert({fromMs, {fromMs, it.value(), it.value(), it.value()}});
        }
    }
    return lines;
}

/// Of the means: which of two extremes were at once is not kept.
LineParts sharesOf(const ShareNames &names, const LineParts &dividends, const LineParts &divisors)
{
    LineParts shares;
    for (const auto &[label, parts] : divisors) {
        const auto of = dividends.find(label);
        for (const auto &[fromMs, part] : parts) {
            const bool isThere = of != dividends.end() && of->second.contains(fromMs);
            if (!isThere && !names.isPart())
                continue;
            const double share = shareIn(isThere ? of->second.at(fromMs).mean : 0, part.mean);
            if (!std::isnan(share))
                shares[label].insert({fromMs, {fromMs, share, share, share}});
        }
    }
    return shares;
}

Heat heatOf(const LineParts &buckets, qint64 partMs)
{
    Heat heat;
    for (const auto &[fromMs, upTo] : byPart(buckets)) {
        if (const QList<BucketRate> rates = bucketRates(upTo); !rates.isEmpty())
            heat.columns.append({fromMs, fromMs + partMs, rates});
    }
    return heat;
}

} // namespace

CoarseBoard::CoarseBoard(SeriesBoard &series, QObject *parent)
    : QObject(parent)
    , m_series(series)
{
    connect(&m_series, &SeriesBoard::workspaceChanged, this, [this] { m_kept.clear(); });
}

bool CoarseBoard::isFor(const Stretch &shown, qint64 nowMs)
{
    return shown.toMs - shown.fromMs > kFromSpanMs || shown.fromMs < nowMs - kFromAgeMs;
}

CoarseBoard::Grid CoarseBoard::gridOf(const Stretch &shown, qint64 nowMs)
{
    const qint64 least =
        std::max((shown.toMs - shown.fromMs) / kMostParts, keptWidth(nowMs - shown.fromMs));
    const auto *width = std::find_if(std::begin(kWidths), std::end(kWidths) - 1,
                                     [&](qint64 each) { return each >= least; });
    const qint64 from = shown.fromMs / *width * *width;
    // The part that goes on is told by the points of now.
    const qint64 until = std::min(shown.toMs + *width - 1, nowMs);
    return {{from, std::max(from, until / *width * *width)}, *width};
}

void CoarseBoard::want(const MetricKey &key, const Grid &grid)
{
    const auto known = m_kept.constFind(key);
    if (known != m_kept.cend() && known->wanted == grid)
        return;
    Kept &kept = m_kept[key];
    kept.wanted = grid;
    kept.state = State::Asked;
    kept.message.clear();
    Q_EMIT wanted(key, grid);
}

void CoarseBoard::add(const MetricKey &key, const Grid &grid, const QList<StoredLine> &stored)
{
    const auto kept = m_kept.find(key);
    const MetricDefinition *definition = m_series.definition(key);
    // An answer that nobody waits for any more.
    if (kept == m_kept.end() || kept->wanted != grid || definition == nullptr)
        return;
    LineParts sums;
    LineParts divisors;
    for (const StoredLine &line : stored) {
        if (!(line.isDivisor ? isDrawn : isDividend)(*definition, line.labels))
            continue;
        auto &sum = (line.isDivisor ? divisors : sums)[lineOf(*definition, line.labels)];
        const QList<Part> parts = definition->rate || definition->isHistogram()
                                      ? ratesOf(line.parts, grid.partMs,
                                                m_series.interval(key).count(), m_series.gapMs(key))
                                      : line.parts;
        for (const Part &part : parts) {
            const auto [known, isNew] = sum.try_emplace(part.fromMs, part);
            if (isNew)
                continue;
            known->second.lowest += part.lowest;
            known->second.highest += part.highest;
            known->second.mean += part.mean;
        }
    }
    kept->heat = {};
    if (definition->isHistogram()) {
        kept->heat = heatOf(sums, grid.partMs);
        sums = quantilesOf(*definition, sums);
    }
    if (const std::optional<ShareNames> share = shareOf(*definition))
        sums = sharesOf(*share, sums, divisors);
    kept->lines.clear();
    for (const auto &[label, parts] : sums) {
        if (kept->lines.size() >= SeriesBoard::kMostLines)
            break;
        Line line{label, {}};
        for (const auto &[from, part] : parts)
            line.parts.append(part);
        kept->lines.append(line);
    }
    kept->grid = grid;
    kept->state = State::Here;
    Q_EMIT changed(key);
}

void CoarseBoard::fail(const MetricKey &key, const Grid &grid, const QString &message)
{
    const auto kept = m_kept.find(key);
    if (kept == m_kept.end() || kept->wanted != grid)
        return;
    kept->state = State::Failed;
    kept->message = message;
    Q_EMIT changed(key);
}

CoarseBoard::State CoarseBoard::state(const MetricKey &key) const
{
    const auto kept = m_kept.constFind(key);
    return kept == m_kept.cend() ? State::Asked : kept->state;
}

QString CoarseBoard::message(const MetricKey &key) const
{
    return m_kept.value(key).message;
}

const QList<CoarseBoard::Line> &CoarseBoard::lines(const MetricKey &key) const
{
    static const QList<Line> none;
    const auto kept = m_kept.constFind(key);
    return kept == m_kept.cend() ? none : kept->lines;
}

Heat CoarseBoard::heat(const MetricKey &key) const
{
    return m_kept.value(key).heat;
}

CoarseBoard::Grid CoarseBoard::grid(const MetricKey &key) const
{
    return m_kept.value(key).grid;
}

QList<QList<QPointF>> CoarseBoard::segments(const Line &line, qint64 partMs, qint64 gapMs)
{
    QList<QList<QPointF>> segments;
    const Part *before = nullptr;
    for (const Part &part : line.parts) {
        if (before == nullptr || part.fromMs - before->fromMs - partMs > std::max(gapMs, partMs))
            segments.append(QList<QPointF>());
        // Nobody knows which of the two came first: the line goes on where it was.
        const bool risesFirst = before != nullptr && segments.last().size() > 1
                                && segments.last().last().y() < part.mean;
        const double x = static_cast<double>(part.fromMs) + static_cast<double>(partMs) / 4;
        const double half = static_cast<double>(partMs) / 2;
        segments.last().append({x, risesFirst ? part.lowest : part.highest});
        if (part.lowest != part.highest || segments.last().size() == 1)
            segments.last().append({x + half, risesFirst ? part.highest : part.lowest});
        before = &part;
    }
    return segments;
}

} // namespace opsdeck
