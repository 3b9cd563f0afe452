// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QByteArray>
#include <QHash>
#include <QSet>

#include <functional>
#include <limits>
#include <optional>

namespace opsdeck {

struct ExpositionOptions
{
    std::function<bool(QByteArrayView name)> keep; ///< none: every sample
    int sampleLimit = 20'000;                      ///< of kept samples
    qsizetype lineLimit = 64 * 1024;
    /// Samples that carry a time outside of these (ms since 1970, UTC) are set apart.
    qint64 oldestMs = std::numeric_limits<qint64>::min();
    qint64 newestMs = std::numeric_limits<qint64>::max();
};

/// A sample that is not of now.
struct DatedSample
{
    Sample sample;
    qint64 atMs = 0; ///< since 1970, UTC
};

/// Prometheus' text format 0.0.4, read in pieces as they arrive; of OpenMetrics what the two share,
/// with "# EOF", exemplars and its types. One bad line fails the page whole. A time behind a value
/// (milliseconds there, seconds here) only tells whether the sample is of now: its time is ours.
class ExpositionParser final
{
public:
    explicit ExpositionParser(ExpositionOptions options = {});

    /// False once something is wrong.
    bool feed(QByteArrayView piece);
    /// The page is at its end. False when it is wrong or its last line is not whole.
    bool finish();

    bool isTooLarge() const { return m_tooLarge; } ///< a limit was passed, as opposed to a bad line

    QString errorText() const { return m_error; } ///< "line 12: …"; empty when all is well

    const QList<Sample> &samples() const { return m_samples; }

    /// Kept ones with a time outside of the limits; not among samples().
    const QList<DatedSample> &dated() const { return m_dated; }

    qint64 total() const { return m_total; } ///< samples seen, kept or not

    bool sawEof() const { return m_eof; }

private:
    bool line(QByteArrayView text);
    bool comment(QByteArrayView text);
    bool typeLine(QByteArrayView rest);
    bool sample(QByteArrayView text);
    bool labels(QByteArrayView &rest, Labels *into);
    bool labelValue(QByteArrayView &rest, QString *into);
    bool afterValue(QByteArrayView rest, std::optional<qint64> &atMs);
    MetricType typeOf(QByteArrayView name);
    bool wrong(const QString &what);

    enum class Family { Gauge, Counter, Histogram, Summary };

    ExpositionOptions m_options;
    QByteArray m_rest;
    QHash<QByteArray, Family> m_families;
    QSet<size_t> m_seen;
    QList<Sample> m_samples;
    QList<DatedSample> m_dated;
    QByteArray m_lastName;
    MetricType m_lastType = MetricType::Gauge;
    bool m_lastKept = true;
    qint64 m_total = 0;
    qint64 m_line = 0;
    bool m_eof = false;
    bool m_tooLarge = false;
    QString m_error;
};

/// A number as the format writes it: "1", "-0.5e3", "+Inf", "NaN". None for anything else, and for
/// what overflows.
std::optional<double> expositionNumber(QByteArrayView text);

} // namespace opsdeck
