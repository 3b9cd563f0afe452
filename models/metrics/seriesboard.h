// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/counterrates.h"
#include "models/metrics/heat.h"
#include "models/metrics/holes.h"
#include "models/metrics/seriesbuffer.h"
#include "services/domain/changeset.h"

#include <QObject>

namespace opsdeck {

/// One chart of one service in one environment.
struct MetricKey
{
    ServiceKey service;
    QString metric; ///< MetricDefinition::id

    bool operator==(const MetricKey &) const = default;

    friend size_t qHash(const MetricKey &k, size_t seed = 0)
    {
        return qHashMulti(seed, k.service, k.metric);
    }
};

/// The lines of every chart that the workspace defines, fed by results as they come and by history
/// when it is asked for. GUI thread.
class SeriesBoard final : public QObject
{
    Q_OBJECT
public:
    struct Line
    {
        QString label; ///< value of the definition's seriesLabel; empty for the only line
        SeriesBuffer points;
    };

    struct StoredLine
    {
        Labels labels;
        QList<Point> points;
        bool isDivisor = false; ///< of a chart of one metric over another: of the other
    };

    static constexpr int kMostLines = 60;

    explicit SeriesBoard(QObject *parent = nullptr);

    void setWorkspace(const WorkspacePtr &workspace);
    QList<MetricKey>
    metrics(const EnvironmentKey &environment) const; ///< in the definition's order
    /// That somebody put together, in the definition's order.
    QList<ChartPage> pages(const PlatformId &platform) const;
    const MetricDefinition *definition(const MetricKey &key) const;
    const Service *service(const MetricKey &key) const;
    /// Pace of the check behind the chart.
    Milliseconds interval(const MetricKey &key) const;
    /// Points further apart have a hole between them: one and a half of the series' own step.
    qint64 gapMs(const MetricKey &key) const;
    /// A counter's value that comes sooner after the one before tells no rate.
    qint64 leastStepMs(const MetricKey &key) const;
    /// How long after a question the next one is not yet missed.
    qint64 askedReachMs(const CheckKey &check) const;
    /// When the check behind the chart asked, in order.
    QList<Stretch> asked(const MetricKey &key) const;
    /// Lines ordered by label. Valid until the next change.
    const QList<Line> &lines(const MetricKey &key) const;

    /// How many lines more there are than a chart has room for: they are neither drawn nor judged.
    int leftOut(const MetricKey &key) const;

    /// What a histogram counted; nothing of another chart.
    Heat heat(const MetricKey &key, const Stretch &stretch) const;
    /// UTC time of the first question after the last point when the check behind the chart has
    /// failed since without one; 0 while it is answered.
    qint64 noAnswerSince(const MetricKey &key) const;

    /// Of a chart that never had a value: the names that the check's last answer had instead.
    QStringList given(const MetricKey &key) const { return m_given.value(key); }

    void addResults(const QList<CheckResult> &results);
    /// What the query of a chart gave at a moment, by line. Nothing: it gave nothing, or failed.
    void addAnswer(const MetricKey &key, qint64 timeMs, const QMap<QString, double> &values);
    /// Older raw points of all stored series behind a chart, each oldest first; counters are turned
    /// into rates here, each by itself, when the definition asks for it. Points that are not older
    /// than the present ones are left out.
    void addHistory(const MetricKey &key, const QList<StoredLine> &stored);
    /// When a check asked before what is known of it, or at the same time.
    void addAsked(const CheckKey &check, const QList<Stretch> &stored);

Q_SIGNALS:
    void workspaceChanged();
    void linesChanged(const QList<opsdeck::MetricKey> &keys);

private:
    void noteAsked(const CheckKey &check, qint64 timeMs);
    void noteGiven(const MetricKey &key, const CheckResult &result, bool isNone);
    /// Null: there is no room. One that has ended long before `nowMs` makes room; 0: none does.
    Line *lineFor(const MetricKey &key, const QString &label, qint64 nowMs = 0);

    /// What a result tells of a chart, by line.
    struct Told
    {
        QMap<QString, double> values; ///< NaN: none yet
        QSet<QString> unknown;        ///< lines of which a part has no value: there is no sum
    };

    Told told(const CheckResult &result, const MetricKey &key, const MetricDefinition &metric);
    Told told(const CheckResult &result, const MetricKey &key, const MetricDefinition &metric,
              const QString &name);
    qint64 askedFirstAfter(const MetricKey &key, qint64 timeMs) const;

    WorkspacePtr m_workspace;
    QHash<MetricKey, QList<Line>> m_lines;
    QHash<MetricKey, HeatBuffer> m_heat;
    QHash<MetricKey, CounterRates> m_rates; ///< of the counters behind lines that are rates
    QHash<CheckKey, QStringList> m_metricsOfCheck;
    QHash<CheckKey, QList<Stretch>> m_asked; ///< of checks that are charted
    QHash<MetricKey, QStringList> m_given;
    QHash<MetricKey, QHash<QString, qint64>> m_leftOut; ///< by label, when they were seen last
    QHash<MetricKey, qint64> m_failedSince; ///< UTC, of the first failure without a point
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::MetricKey)
