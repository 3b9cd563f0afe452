// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/counterrates.h"
#include "services/domain/golden.h"

#include <optional>
#include <span>

namespace opsdeck {

/// How a tile's figure is made of a check's samples.
enum class GoldenReading {
    Sum,       ///< of all values
    Highest,   ///< of all values
    Rate,      ///< per second, of counters, added up
    Share,     ///< of the limit with the same labels: the highest
    RateShare, ///< of one counter's rate in that of all
    MeanTime   ///< a sum of times by the number of them, both as rates
};

/// Samples of this name tell this tile. A new source is a new row of the table.
struct GoldenRule
{
    Golden tile = Golden::Latency;
    const char *metric = ""; ///< `*` at its beginning stands for any text
    GoldenReading reading = GoldenReading::Sum;
    Unit unit = Unit::None;
    const char *what = "";    ///< what it is, for people
    const char *of = nullptr; ///< Share: the limit; RateShare: all, or the rest where `isRest`;
                              ///< MeanTime: the number
    bool isRest = false;
    /// RateShare: of `metric` itself those whose label says that the server failed: status="503",
    /// code="5xx".
    bool isByStatus = false;

    /// How full something is that has a limit: to be held against others.
    bool isFullness() const { return tile == Golden::Saturation && unit == Unit::Ratio; }
};

/// In the order of preference.
std::span<const GoldenRule> goldenRules();
/// For people: "open connections".
QString whatText(const GoldenRule &rule);
/// Whether samples of that name are read by the rule.
bool isNamed(const GoldenRule &rule, const QString &metric);

/// Checks of such a kind ask the service itself, as those do who use it: the lower, the nearer to
/// them. Kinds that ask another (an engine, a broker, a host) come last.
int latencyRank(const QString &kind);
/// Of such a kind's checks the time is that of an engine, a broker or a host.
bool asksAnother(const QString &kind);

/// Reads one rule's figure from the answers of one check, in the order of time.
class GoldenReader final
{
public:
    explicit GoldenReader(const GoldenRule &rule)
        : m_rule(&rule)
    {}

    struct Figure
    {
        double value = 0;
        QString who; ///< whose it is, of several: "api-1"; else empty
    };

    const GoldenRule &rule() const { return *m_rule; }

    /// Nothing when the answer has no such figure; a rate has none at its first.
    std::optional<Figure> next(const QList<Sample> &samples, qint64 timeMs);

private:
    std::optional<Figure> highest(const QList<Sample> &samples) const;

    const GoldenRule *m_rule;
    CounterRates m_rates;
    CounterRates m_allRates;
    qint64 m_knownMs = 0; ///< of a share of rates: when they were read last
};

} // namespace opsdeck
