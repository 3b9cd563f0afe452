// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"
#include "services/probes/exposition/pageshape.h"

#include <QByteArray>
#include <QHash>
#include <QSet>

#include <functional>
#include <limits>
#include <memory>

namespace opsdeck {

struct ExpositionOptions
{
    std::function<bool(QByteArrayView name)> keep; ///< none: every sample
    int sampleLimit = 20'000;                      ///< of kept samples
    qsizetype lineLimit = 64 * 1024;               ///< bytes; less than 16 MB
    /// Samples that carry a time outside of these (ms since 1970, UTC) are set apart.
    qint64 oldestMs = std::numeric_limits<qint64>::min();
    qint64 newestMs = std::numeric_limits<qint64>::max();
    /// The last page of the same target: as long as the lines are those, only values are read.
    std::shared_ptr<const PageShape> before = {};
    QByteArray filter = {}; ///< another one for another `keep`
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

    /// Kept ones, in the page's order.
    QList<Sample> samples() const;

    /// Kept ones with a time outside of the limits; not among samples().
    QList<DatedSample> dated() const;

    qint64 total() const { return m_total; } ///< samples seen, kept or not

    bool sawEof() const { return m_eof; }

    /// The values of the page's wanted samples, by their order in its shape; those with a time
    /// outside of the limits among them.
    const std::vector<double> &values() const { return m_values; }

    /// The page but its values, for the next one: the very object of the last page when the lines
    /// were the same. Only of a page that finish() found whole.
    std::shared_ptr<const PageShape> shape() const { return m_whole; }

private:
    bool line(QByteArrayView text);
    bool follow(QByteArrayView text);
    bool known(QByteArrayView text, PageShape::Kind kind);
    bool leave();
    bool comment(QByteArrayView text);
    bool typeLine(QByteArrayView rest);
    bool sample(QByteArrayView text);
    bool take(double value, const std::optional<qint64> &atMs);
    MetricType typeOf(QByteArrayView name);
    bool wrong(const QString &what);
    const PageShape &read() const;

    enum class Family { Gauge, Counter, Histogram, Summary };

    ExpositionOptions m_options;
    QByteArray m_rest;
    std::shared_ptr<const PageShape> m_before; ///< as long as this page follows it
    qsizetype m_followed = 0;                  ///< lines
    std::shared_ptr<PageShape> m_shape;        ///< of this page once it does not
    std::shared_ptr<const PageShape> m_whole;
    std::vector<double> m_values;
    QHash<qsizetype, qint64> m_times; ///< of those of m_values that are not of now
    QHash<QByteArray, Family> m_families;
    QSet<size_t> m_seen;
    QByteArray m_lastName;
    MetricType m_lastType = MetricType::Gauge;
    bool m_lastKept = true;
    qint64 m_total = 0;
    qint64 m_line = 0;
    bool m_eof = false;
    bool m_tooLarge = false;
    QString m_error;
};

} // namespace opsdeck
