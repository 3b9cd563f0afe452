// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/edgeflows.h"

#include "models/documents/sourcewords.h"
#include "models/metrics/unittext.h"
#include "models/metrics/wholesum.h"
#include "models/topology/flowwords.h"
#include "services/domain/absence.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace opsdeck {

namespace {

MetricKey keyOf(const EnvironmentKey &environment, const MetricRef &ref)
{
    return {{environment, ref.service}, ref.metric};
}

/// The point of each line that is its own newest at `timeMs`, added up.
double sumAt(const QList<SeriesBoard::Line> &lines, qint64 timeMs)
{
    double sum = 0;
    for (const SeriesBoard::Line &line : lines) {
        const Point point = line.points.at(timeMs, 0);
        if (point.timeMs == timeMs && !std::isnan(point.value))
            sum += point.value;
    }
    return sum;
}

/// Of a check whose freshness nobody judges here, only the time of its value counts.
bool isFresh(const StatusBoard &board, const CheckKey &check)
{
    const ServiceView *service = board.service(check.service);
    if (service == nullptr)
        return true;
    const auto view =
        std::find_if(service->checks.cbegin(), service->checks.cend(),
                     [&](const CheckView &each) { return each.key.check == check.check; });
    return view == service->checks.cend() || view->freshness == Freshness::Fresh;
}

} // namespace

EdgeFlows::EdgeFlows(StatusBoard &board, SeriesBoard &series, QObject *parent)
    : QObject(parent)
    , m_board(board)
    , m_series(series)
{
    connect(&m_series, &SeriesBoard::linesChanged, this, [this](const QList<MetricKey> &keys) {
        if (std::any_of(keys.cbegin(), keys.cend(),
                        [this](const MetricKey &key) { return m_metrics.contains(key); }))
            Q_EMIT changed();
    });
    // Values age.
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (!m_book.isEmpty())
            Q_EMIT changed();
    });
}

void EdgeFlows::setBook(const FlowBook &book)
{
    if (book == m_book)
        return;
    m_book = book;
    m_metrics.clear();
    for (auto it = book.cbegin(); it != book.cend(); ++it) {
        for (const EdgeFlow &flow : *it)
            m_metrics += {keyOf(it.key(), flow.rate), keyOf(it.key(), flow.errors)};
    }
    Q_EMIT changed();
}

const EdgeFlow *EdgeFlows::flow(const FlowKey &key) const
{
    const auto book = m_book.constFind(key.environment);
    if (book == m_book.cend())
        return nullptr;
    const auto found = std::find_if(book->cbegin(), book->cend(), [&](const EdgeFlow &flow) {
        return flow.from == key.from && flow.on == key.on;
    });
    return found == book->cend() ? nullptr : &*found;
}

EdgeFlows::Figure EdgeFlows::latest(const MetricKey &key) const
{
    const MetricDefinition *metric = m_series.definition(key);
    const QList<SeriesBoard::Line> &lines = m_series.lines(key);
    // Of more lines than are kept there is no sum.
    if (metric == nullptr || lines.size() >= SeriesBoard::kMostLines)
        return std::nullopt;
    qint64 newest = 0;
    for (const SeriesBoard::Line &line : lines) {
        if (!line.points.isEmpty())
            newest = std::max(newest, line.points.last().timeMs);
    }
    const qint64 pace = m_series.interval(key).count();
    // What some of its parts alone add up to was never so.
    const qint64 whole = newest == 0 ? 0 : wholeTime(lines, newest, pace * 3 / 2);
    const qint64 age = m_board.now().wallMs - whole;
    if (newest == 0 || age > 3 * pace)
        return std::nullopt;
    // A value of the future: the clock was put back, and nobody knows how old it is.
    const bool isStale = age * 2 > pace * 3 || age < -pace || m_series.noAnswerSince(key) != 0
                         || !isFresh(m_board, {key.service, metric->check}) || whole < newest;
    return FlowFigure{sumAt(lines, whole), Milliseconds(std::max<qint64>(0, age)), isStale};
}

EdgeFlows::Figure EdgeFlows::past(const MetricKey &key, qint64 atMs) const
{
    const QList<SeriesBoard::Line> &lines = m_series.lines(key);
    if (m_series.definition(key) == nullptr || lines.size() >= SeriesBoard::kMostLines)
        return std::nullopt;
    const qint64 reach = m_series.interval(key).count() * 3 / 2;
    qint64 newest = 0;
    for (const SeriesBoard::Line &line : lines) {
        const Point point = line.points.at(atMs, reach);
        if (!std::isnan(point.value))
            newest = std::max(newest, point.timeMs);
    }
    if (newest == 0)
        return std::nullopt;
    const qint64 whole = wholeTime(lines, newest, reach);
    return FlowFigure{sumAt(lines, whole), Milliseconds(atMs - whole), whole < newest};
}

template <typename Read>
FlowReading EdgeFlows::read(const FlowKey &key, const Read &figureOf) const
{
    FlowReading reading;
    const EdgeFlow *flow = this->flow(key);
    if (flow == nullptr)
        return reading;
    reading.isAtMost = flow->isAtMost;
    if (!flow->rate.isEmpty())
        reading.rate = figureOf(keyOf(key.environment, flow->rate));
    const MetricKey errorsKey = keyOf(key.environment, flow->errors);
    const MetricDefinition *errors =
        flow->errors.isEmpty() ? nullptr : m_series.definition(errorsKey);
    if (errors == nullptr)
        return reading;
    Figure share = figureOf(errorsKey);
    if (share && isErrorShare(*errors)) {
        share->value = shareOf(share->value, errors->unit);
    } else if (share && reading.rate && reading.rate->value > 0) {
        // Two checks may count a moment apart, but not much more than the quicker one's pace.
        const qint64 pace = std::min(m_series.interval(errorsKey).count(),
                                     m_series.interval(keyOf(key.environment, flow->rate)).count());
        const qint64 apart = std::abs((share->age - reading.rate->age).count());
        share->value = std::min(1.0, share->value / reading.rate->value);
        share->isStale |= reading.rate->isStale || apart * 2 > pace * 3;
    } else {
        share = std::nullopt;
    }
    reading.share = share;
    return reading;
}

FlowReading EdgeFlows::reading(const FlowKey &key) const
{
    return read(key, [this](const MetricKey &metric) { return latest(metric); });
}

FlowReading EdgeFlows::recorded(const FlowKey &key, qint64 atMs) const
{
    return read(key, [this, atMs](const MetricKey &metric) { return past(metric, atMs); });
}

void EdgeFlows::wantRecorded(const EnvironmentKey &environment, qint64 atMs)
{
    const QList<EdgeFlow> flows = m_book.value(environment);
    for (const EdgeFlow &flow : flows) {
        for (const MetricRef &ref : {flow.rate, flow.errors}) {
            const MetricKey key = keyOf(environment, ref);
            // Of a counter the one before is wanted, too.
            if (!ref.isEmpty())
                Q_EMIT historyWanted(key, atMs - 3 * m_series.interval(key).count(),
                                     m_board.now().wallMs);
        }
    }
}

/// "Transaction rate of PostgreSQL".
QString EdgeFlows::named(const MetricKey &key) const
{
    const MetricDefinition *metric = m_series.definition(key);
    const Service *service = m_series.service(key);
    if (metric == nullptr || service == nullptr)
        return key.metric;
    return FlowWords::tr("%1 of %2", "metric, service").arg(metric->title, service->title);
}

QString EdgeFlows::sentences(const FlowKey &key, const FlowReading &reading) const
{
    const EdgeFlow *flow = this->flow(key);
    if (flow == nullptr)
        return {};
    const auto line = [this](const Figure &figure, const QString &text, const QString &source) {
        if (!figure)
            return FlowWords::tr("%1: %2", "metric of service, not observed")
                .arg(source, absenceWord(Absence::NotObserved));
        return figure->isStale
                   ? FlowWords::tr("%1, stale: %2, %3 ago", "figure, metric of service, age")
                         .arg(text, source, durationText(figure->age))
                   : FlowWords::tr("%1: %2, %3 ago", "figure, metric of service, age")
                         .arg(text, source, durationText(figure->age));
    };
    QStringList lines;
    const MetricKey rate = keyOf(key.environment, flow->rate);
    if (!flow->rate.isEmpty())
        lines << line(reading.rate, rateText(reading), named(rate));
    if (reading.isAtMost && reading.rate)
        lines << FlowWords::tr("At most: it counts what others send there, too.");
    const MetricKey errors = keyOf(key.environment, flow->errors);
    if (!flow->errors.isEmpty() && (reading.share || !reading.rate || reading.rate->value > 0))
        lines << line(reading.share, shareText(reading), named(errors));
    const Platform *platform =
        m_board.workspace() ? m_board.workspace()->platform(key.environment.platform) : nullptr;
    if (platform != nullptr && flow->source.isGiven)
        lines << FlowWords::tr("Flow, source: %1").arg(sourceSentence(flow->source, *platform));
    return lines.join(QLatin1Char('\n'));
}

} // namespace opsdeck
