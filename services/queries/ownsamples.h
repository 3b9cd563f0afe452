// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"
#include "services/expressions/limits.h"
#include "services/expressions/series.h"
#include "services/storage/series/seriesstore.h"
#include "services/storage/sqlitefile.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace opsdeck::queries {

/// What the definition tells of a check and the history does not.
struct CheckFacts
{
    QString instance; ///< of its service; empty: the whole
    Milliseconds interval{0};
};

using CheckBook = QHash<CheckKey, CheckFacts>;

// Names of the series that every check has beside its samples.
inline const QString kLatencyMetric = QStringLiteral("opsdeck_check_latency_seconds");
/// 0 ok, 1 warning, 2 critical, 3 unknown.
inline const QString kStatusMetric = QStringLiteral("opsdeck_check_status");

/// The name of a series of own samples: that of its metric, `platform`, `environment`, `service`,
/// `check`, `instance` where the check has one, then the sample's own labels; one of them that is
/// called as one of these is `exported_…`.
expressions::Labels ownLabels(const CheckKey &check, const QString &instance, const QString &metric,
                              const QMap<QString, QString> &labels);

/// The stored samples of one environment, read by a connection of its own that writes nothing and
/// sees the file as it was when it was opened. An answer of a check without a sample of a series
/// that it had ends that series, by a stale marker, where single samples are kept. One thread.
class OwnSamples final : public expressions::SeriesSource
{
public:
    OwnSamples(const EnvironmentKey &environment, CheckBook checks,
               const expressions::Limits &limits);
    ~OwnSamples() override;
    Q_DISABLE_COPY_MOVE(OwnSamples)

    /// Errors: NotFound when there is no such file; Storage, Garbage.
    Result<void> open(const QString &path);

    /// All that is selected is looked at only at fromMs, fromMs + stepMs, …, the newest sample
    /// each: of buckets others are not taken, so that a long time takes no more room than a short.
    void lookOnlyAt(qint64 fromMs, qint64 stepMs)
    {
        m_stepsFromMs = fromMs;
        m_stepMs = stepMs;
    }

    Result<std::vector<expressions::Series>> select(const QList<expressions::Matcher> &matchers,
                                                    qint64 fromMs, qint64 toMs) const override;

    // Of all that was selected.
    std::optional<qint64> newestMs() const { return m_newestMs; }

    const QStringList &warnings() const { return m_warnings; }

    bool isDamaged() const { return m_isDamaged; }

private:
    class Reading;

    EnvironmentKey m_environment;
    CheckBook m_checks;
    expressions::Limits m_limits;
    SqliteFile m_file;
    mutable SeriesStore m_store{m_file};
    qint64 m_stepsFromMs = 0;
    qint64 m_stepMs = 0; ///< 0: every sample counts
    mutable std::optional<qint64> m_newestMs;
    mutable QStringList m_warnings;
    mutable bool m_isDamaged = false;
};

} // namespace opsdeck::queries
