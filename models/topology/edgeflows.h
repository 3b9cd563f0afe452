// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"
#include "models/status/statusboard.h"
#include "services/domain/edgeflow.h"

#include <QSet>

#include <optional>

namespace opsdeck {

/// A value and how far it can be believed.
struct FlowFigure
{
    double value = 0;
    Milliseconds age{0};
    bool isStale = false; ///< not as fresh as its check should have it, or not answered since
};

/// What is known of one dependency's flow at a moment; nothing where nothing is.
struct FlowReading
{
    std::optional<FlowFigure> rate;  ///< per second
    std::optional<FlowFigure> share; ///< of what fails, as a ratio
    bool isAtMost = false;           ///< the rate counts what others send there, too

    bool isKnown() const { return rate || share; }

    bool isStale() const { return (rate && rate->isStale) || (share && share->isStale); }
};

/// One dependency of one environment.
struct FlowKey
{
    EnvironmentKey environment;
    ServiceId from;
    ServiceId on;
};

/// What flows over the dependencies that say by which metrics it is known, read from the lines that
/// the charts show. GUI thread.
class EdgeFlows final : public QObject
{
    Q_OBJECT
public:
    /// A share above it is trouble.
    static constexpr double kMostErrors = 0.01;

    /// Both outlive it.
    EdgeFlows(StatusBoard &board, SeriesBoard &series, QObject *parent = nullptr);

    void setBook(const FlowBook &book);

    /// Null when nothing is said to flow there. Valid until the next setBook().
    const EdgeFlow *flow(const FlowKey &key) const;
    /// What is known now: stale from one and a half intervals of its check on, and as soon as that
    /// gets no answer; nothing from three on.
    FlowReading reading(const FlowKey &key) const;
    /// What was recorded at `atMs`, UTC, as fresh as it should have been; nothing else.
    FlowReading recorded(const FlowKey &key, qint64 atMs) const;
    /// Asks for what recorded() of this environment needs; answered by changed(), if at all.
    void wantRecorded(const EnvironmentKey &environment, qint64 atMs);

    /// Figures with unit, metric, service and age, one a line, and where the definition has it
    /// from; empty when nothing is said to flow there.
    QString sentences(const FlowKey &key, const FlowReading &reading) const;

Q_SIGNALS:
    /// Values, or what is said to flow.
    void changed();
    void historyWanted(const opsdeck::MetricKey &metric, qint64 fromMs, qint64 toMs);

private:
    using Figure = std::optional<FlowFigure>;

    Figure latest(const MetricKey &key) const;
    Figure past(const MetricKey &key, qint64 atMs) const;
    template <typename Read>
    FlowReading read(const FlowKey &key, const Read &figureOf) const;
    QString named(const MetricKey &key) const;

    StatusBoard &m_board;
    SeriesBoard &m_series;
    FlowBook m_book;
    QSet<MetricKey> m_metrics; ///< that some flow names
};

} // namespace opsdeck
