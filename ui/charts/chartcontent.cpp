// SPDX-License-Identifier: GPL-3.0-or-later
// What a card's chart shows of its span: points, or parts of what is long or long ago.
#include "ui/charts/chartcard.h"
#include "ui/charts/chartkinds.h"
#include "ui/charts/servedparts.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace opsdeck {

namespace {

/// Where no line was observed for longer than `gapMs`. Before `from` there was nothing to miss.
QList<Stretch> gapsOf(const QList<ChartContent::Line> &lines, qint64 from, qint64 to, qint64 gapMs)
{
    QList<std::pair<qint64, qint64>> seen;
    for (const ChartContent::Line &line : lines) {
        for (const QList<QPointF> &segment : line.segments)
            seen.append({static_cast<qint64>(segment.first().x()),
                         static_cast<qint64>(segment.last().x())});
    }
    std::sort(seen.begin(), seen.end());
    QList<Stretch> gaps;
    qint64 last = from;
    for (const auto &[begin, end] : std::as_const(seen)) {
        if (begin - last > gapMs)
            gaps.append({last, begin});
        last = std::max(last, end);
    }
    if (to - last > gapMs)
        gaps.append({last, to});
    return gaps;
}

/// The neighbours outside only tell where the line goes.
bool hasPointIn(const QList<QList<QPointF>> &segments, const Stretch &stretch)
{
    return std::any_of(segments.cbegin(), segments.cend(), [&](const QList<QPointF> &segment) {
        return std::any_of(segment.cbegin(), segment.cend(), [&](const QPointF &point) {
            return point.x() >= static_cast<double>(stretch.fromMs)
                   && point.x() <= static_cast<double>(stretch.toMs);
        });
    });
}

/// What is left of a gap beside what a server told.
QList<Stretch> without(const Stretch &gap, const QList<Stretch> &told)
{
    QList<Stretch> left;
    qint64 from = gap.fromMs;
    for (const Stretch &each : told) {
        if (each.toMs <= from || each.fromMs >= gap.toMs)
            continue;
        if (each.fromMs > from)
            left.append({from, each.fromMs});
        from = std::max(from, each.toMs);
    }
    if (from < gap.toMs)
        left.append({from, gap.toMs});
    return left;
}

/// The few that are most like it, and how many there are beside them.
QString namesLike(const QString &name, QStringList given)
{
    constexpr qsizetype kNamed = 3;
    const auto likeness = [&name](const QString &other) {
        const auto shortest = std::min(name.size(), other.size());
        qsizetype same = 0;
        while (same < shortest && name.at(same) == other.at(same))
            ++same;
        qsizetype end = 0;
        while (end < shortest - same
               && name.at(name.size() - 1 - end) == other.at(other.size() - 1 - end))
            ++end;
        return same + end;
    };
    std::stable_sort(given.begin(), given.end(),
                     [&](const QString &a, const QString &b) { return likeness(a) > likeness(b); });
    const qsizetype more = given.size() - kNamed;
    const QString named = QStringList(given.mid(0, kNamed)).join(QStringLiteral(", "));
    return more <= 0 ? named : ChartCard::tr("%1 and %2 more").arg(named).arg(more);
}

} // namespace

ChartCard::Drawable ChartCard::drawableOf(const Source &source) const
{
    Drawable drawable = source.coarse != nullptr ? fromParts(source) : fromPoints(source);
    if (!isHistoryTold(source))
        drawable.lines.clear();
    return drawable;
}

ChartCard::Drawable ChartCard::fromPoints(const Source &source) const
{
    Drawable drawable;
    drawable.gapMs = m_board.gapMs(source.key);
    drawable.oldestMs = source.stretch.toMs;
    const auto [from, to] = source.stretch;
    const int columns = std::max(50, static_cast<int>(m_chart->plotRect().width()));
    for (const SeriesBoard::Line &line : m_board.lines(source.key)) {
        if (line.points.isEmpty())
            continue;
        drawable.newestMs = std::max(drawable.newestMs, line.points.last().timeMs);
        drawable.oldestMs = std::min(drawable.oldestMs, line.points.first().timeMs);
        const auto segments = line.points.segments(from, to, columns, drawable.gapMs);
        if (hasPointIn(segments, source.stretch))
            drawable.lines.append({line.label, segments});
    }
    return drawable;
}

ChartCard::Drawable ChartCard::fromParts(const Source &source) const
{
    Drawable drawable = fromPoints(source);
    const CoarseBoard::Grid grid = source.coarse->grid(source.key);
    const qint64 gapMs = std::max(grid.partMs, drawable.gapMs);
    QMap<QString, QList<QList<QPointF>>> lines;
    for (const CoarseBoard::Line &line : source.coarse->lines(source.key)) {
        if (line.parts.isEmpty())
            continue;
        drawable.oldestMs = std::min(drawable.oldestMs, line.parts.first().fromMs);
        drawable.newestMs = std::max(drawable.newestMs, line.parts.last().fromMs + grid.partMs);
        lines.insert(line.label, CoarseBoard::segments(line, grid.partMs, drawable.gapMs));
    }
    // The parts end where the one begins that goes on; from there the points are there.
    const auto end = static_cast<double>(grid.stretch.toMs);
    for (const ChartContent::Line &line : std::as_const(drawable.lines)) {
        QList<QList<QPointF>> &whole = lines[line.label];
        for (QList<QPointF> segment : line.segments) {
            segment.removeIf([&](const QPointF &point) { return point.x() < end; });
            if (segment.isEmpty())
                continue;
            if (whole.isEmpty()
                || segment.first().x() - whole.last().last().x() > static_cast<double>(gapMs) * 1.5)
                whole.append(segment);
            else
                whole.last().append(segment);
        }
    }
    drawable.lines.clear();
    for (auto it = lines.cbegin(); it != lines.cend(); ++it) {
        if (!it->isEmpty())
            drawable.lines.append({it.key(), *it});
    }
    drawable.gapMs = gapMs * 3 / 2;
    return drawable;
}

/// False while the newest points alone would seem to be all there is.
bool ChartCard::isHistoryTold(const Source &source)
{
    if (source.coarse == nullptr)
        return true;
    switch (source.coarse->state(source.key)) {
    case CoarseBoard::State::Here:
        return true;
    case CoarseBoard::State::Asked: // for the next part of what is shown already
        return source.coarse->grid(source.key).partMs == source.partMs;
    case CoarseBoard::State::Failed:
        break;
    }
    return false;
}

QString ChartCard::emptyText(qint64 newestMs) const
{
    const MetricDefinition *definition = m_board.definition(m_key);
    const bool isCoarse = m_own.coarse != nullptr;
    if (isCoarse && m_own.coarse->state(m_key) == CoarseBoard::State::Failed)
        return tr("The history could not be read: %1").arg(m_own.coarse->message(m_key));
    if (isCoarse && m_own.coarse->state(m_key) == CoarseBoard::State::Asked)
        return tr("Reading the history…");
    const auto timeText = [](qint64 ms) {
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss"));
    };
    if (newestMs >= m_own.stretch.toMs)
        return tr("No samples of that time are kept.");
    const qint64 silent = m_board.noAnswerSince(m_key);
    if (const QStringList given = m_board.given(m_key); silent == 0 && !given.isEmpty())
        return given.contains(sampleName(*definition))
                   ? tr("The check gives %1, but none with the labels of this chart.")
                         .arg(sampleName(*definition))
                   : tr("The check answers without %1. It gives %2.")
                         .arg(sampleName(*definition), namesLike(sampleName(*definition), given));
    return silent > 0              ? tr("No answer since %1.").arg(timeText(silent))
           : newestMs > 0          ? tr("No samples since %1.").arg(timeText(newestMs))
           : definition->isQuery() ? tr("Its query has not been answered yet.")
           : definition->rate || definition->isHistogram()
               ? tr("A rate needs two samples of %1.").arg(definition->metric)
               : tr("No samples yet of %1.").arg(definition->metric);
}

Heat ChartCard::heatOf(const Source &source) const
{
    Heat heat = m_board.heat(source.key, source.stretch);
    if (source.coarse == nullptr || !isHistoryTold(source))
        return heat;
    const qint64 until = source.coarse->grid(source.key).stretch.toMs;
    heat.columns.removeIf([until](const Heat::Column &each) { return each.toMs <= until; });
    Heat all = source.coarse->heat(source.key);
    all.columns += heat.columns;
    return all;
}

ChartContent ChartCard::contentOf() const
{
    ChartContent content;
    const MetricDefinition *definition = m_board.definition(m_key);
    if (definition == nullptr)
        return content;
    const auto [fromMs, toMs] = m_own.stretch;
    content.fromMs = fromMs;
    content.toMs = toMs;
    content.unit = definition->unit;
    content.thresholds = definition->thresholds;
    content.target = targetOf(*definition);
    const Drawable drawable = drawableOf(m_own);
    content.lines = drawable.lines;
    content.lacks = lacks(content, drawable.gapMs);
    if (m_servers != nullptr)
        addServed(content, m_servers->kept(m_key), content.lacks);
    content.isOneSource = definition->isQuery();
    const bool hasLines = !content.lines.isEmpty();
    content.behind = behindLines();
    content.hasBehind = !content.behind.isEmpty();
    const QStringList order = labels(content.servedLabels);
    for (QList<ChartContent::Line> *lines : {&content.lines, &content.behind}) {
        lines->removeIf(
            [this](const ChartContent::Line &line) { return !m_choice.shows(line.label); });
        for (ChartContent::Line &line : *lines)
            line.colour = static_cast<int>(order.indexOf(line.label));
    }
    content.isOld = !m_note.isEmpty();
    content.isSilent = m_isSilent;
    if (canShow(m_kind, static_cast<int>(content.lines.size()), definition->isHistogram()))
        content.kind = m_kind;
    if (content.kind == ChartKind::HeatMap) {
        content.heat = heatOf(m_own);
        // They are of the lines.
        content.thresholds.clear();
        content.target.reset();
    }
    if (content.kind == ChartKind::Stacked) {
        const int columns = std::max(50, static_cast<int>(m_chart->plotRect().width() / 2));
        stack(content.lines, fromMs, toMs, columns);
        stack(content.behind, fromMs, toMs, columns);
        // They are of each line, not of their sum.
        content.thresholds.clear();
        content.target.reset();
    }
    if (m_servers != nullptr)
        addExemplars(content, m_servers->kept(m_key));
    bool any = false;
    double lowest = 0;
    double highest = 0;
    for (const ChartContent::Line &line : content.lines + content.behind) {
        for (const QList<QPointF> &segment : line.segments + line.served) {
            for (const QPointF &point : segment) {
                // The neighbours outside only tell where the line goes.
                if (point.x() < static_cast<double>(fromMs)
                    || point.x() > static_cast<double>(toMs))
                    continue;
                lowest = any ? std::min(lowest, point.y()) : point.y();
                highest = any ? std::max(highest, point.y()) : point.y();
                any = true;
            }
        }
    }
    // A limit in reach of the values belongs into the picture; one far away would flatten the line.
    QList<double> limits;
    for (const Threshold &threshold : content.thresholds)
        limits.append(threshold.enter);
    if (content.target)
        limits.append(content.target->value);
    for (const double limit : std::as_const(limits)) {
        if (any && limit > highest && limit < highest * 4)
            highest = limit * 1.1;
        if (any && limit < lowest && limit > lowest / 4)
            lowest = limit;
    }
    // A lone point would be no line at all: it becomes a short dash.
    const qint64 dash = std::max<qint64>(1, (toMs - fromMs) / 150);
    for (ChartContent::Line &line : content.lines) {
        for (QList<QPointF> &segment : line.segments) {
            if (segment.size() == 1)
                segment.prepend(segment.first() - QPointF(static_cast<double>(dash), 0));
        }
    }
    content.axis = niceAxis(lowest, any ? highest : 1.0, content.unit);
    if (!hasLines)
        content.emptyText = emptyText(drawable.newestMs);
    else if (content.isEmpty())
        content.emptyText = tr("The lines that are shown have no samples of that time.");
    content.laneFromMs =
        std::max({fromMs, drawable.oldestMs, m_states == nullptr ? 0 : m_states->knownFromMs()});
    if (content.isEmpty()) {
        content.lane = laneOf({});
        return content;
    }
    const QList<Stretch> asked = m_board.asked(m_key);
    const qint64 reach = m_board.askedReachMs({m_key.service, definition->check});
    QList<Hole> unobserved;
    for (const Stretch &gap :
         gapsOf(drawable.lines, std::max(fromMs, drawable.oldestMs), toMs, drawable.gapMs)) {
        // A server tells values, not what the service was: the lane knows no more by it.
        unobserved += holesOf(gap, asked, reach);
        for (const Stretch &untold : without(gap, content.served))
            content.gaps += holesOf(untold, asked, reach);
    }
    content.lane = laneOf(unobserved);
    return content;
}

QList<LaneStretch> ChartCard::laneOf(const QList<Hole> &gaps) const
{
    if (m_states == nullptr)
        return {};
    const QList<Stretch> asked = m_board.asked(m_key);
    const qint64 knownFromMs =
        asked.isEmpty() ? std::numeric_limits<qint64>::max() : asked.first().fromMs;
    QList<Stretch> unasked;
    for (const Hole &gap : gaps) {
        // Before the ledger begins nobody knows when it was asked: there the changes tell more.
        if (!gap.wasAsked && (m_own.coarse == nullptr || gap.fromMs >= knownFromMs))
            unasked.append({gap.fromMs, gap.toMs});
    }
    return m_states->lane(m_key.service, m_own.stretch, unasked);
}

} // namespace opsdeck
