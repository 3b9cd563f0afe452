// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/ownsamples.h"

#include "services/domain/check.h"
#include "services/domain/ownlabels.h"
#include "services/expressions/expressionerrors.h"
#include "services/queries/storedrows.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace opsdeck::queries {

namespace {

using expressions::Label;
using expressions::Matcher;
using expressions::MatchKind;
using expressions::Series;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(OwnSamples)
};

/// How old a sample an instant vector takes.
constexpr Milliseconds kLookBack{300'000};

/// The one metric that the matchers allow; empty: several may fit.
QString onlyMetric(const QList<Matcher> &matchers)
{
    for (const Matcher &matcher : matchers) {
        if (matcher.name() == expressions::kNameLabel && matcher.kind() == MatchKind::Equal)
            return matcher.value();
    }
    return {};
}

QString selectorText(const QList<Matcher> &matchers)
{
    QString name;
    QStringList others;
    for (const Matcher &matcher : matchers) {
        if (matcher.name() == expressions::kNameLabel && matcher.kind() == MatchKind::Equal)
            name = matcher.value();
        else
            others += matcher.text();
    }
    return others.isEmpty() ? name
                            : QStringLiteral("%1{%2}").arg(name, others.join(QLatin1String(", ")));
}

QString momentText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

/// A series that had a value and got none from a later answer has ended there.
void markEnds(std::vector<expressions::Point> &points, const QList<StoredAnswer> &answers,
              qint64 afterMs)
{
    std::vector<expressions::Point> marked;
    marked.reserve(points.size());
    auto point = points.cbegin();
    for (const StoredAnswer &answer : answers) {
        while (point != points.cend() && point->t <= answer.timeMs)
            marked.push_back(*point++);
        if (answer.timeMs <= afterMs || marked.empty() || marked.back().t == answer.timeMs
            || expressions::isStaleMarker(marked.back().v))
            continue;
        marked.push_back({answer.timeMs, expressions::staleMarker()});
    }
    marked.insert(marked.end(), point, points.cend());
    points = std::move(marked);
}

} // namespace

expressions::Labels ownLabels(const CheckKey &check, const QString &instance, const QString &metric,
                              const QMap<QString, QString> &labels)
{
    const EnvironmentKey &environment = check.service.environment;
    QList<Label> all{{expressions::kNameLabel, metric},
                     {QStringLiteral("platform"), environment.platform.toString()},
                     {QStringLiteral("environment"), environment.environment.toString()},
                     {QStringLiteral("service"), check.service.service.toString()},
                     {QStringLiteral("check"), check.check.toString()}};
    if (!instance.isEmpty())
        all.append({QStringLiteral("instance"), instance});
    const auto isTaken = [&all](const QString &name) {
        return std::any_of(all.cbegin(), all.cend(),
                           [&name](const Label &label) { return label.name == name; });
    };
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        QString name = ownLabelName(it.key(), !instance.isEmpty());
        while (isTaken(name))
            name.prepend(QLatin1String("exported_"));
        all.append({name, it.value()});
    }
    return expressions::Labels(all);
}

/// One call of select().
class OwnSamples::Reading
{
public:
    Reading(const OwnSamples &own, const QList<Matcher> &matchers, qint64 fromMs, qint64 toMs)
        : m_own(own)
        , m_matchers(matchers)
        , m_fromMs(fromMs)
        , m_toMs(toMs)
        , m_metric(onlyMetric(matchers))
    {}

    Result<std::vector<Series>> run()
    {
        const auto checks = storedChecks(m_own.m_file, m_own.m_environment);
        if (!checks)
            return failure(checks.error());
        for (const StoredCheck &check : *checks) {
            if (auto done = readCheck(check); !done)
                return failure(done.error());
        }
        noteWarnings();
        return std::move(m_found);
    }

private:
    Result<void> readCheck(const StoredCheck &check)
    {
        m_answers.reset();
        const CheckFacts facts = m_own.m_checks.value(check.key);
        const auto names = storedNames(m_own.m_file, check.id, m_metric);
        if (!names)
            return failure(names.error());
        for (const StoredName &name : *names) {
            const auto labels = ownLabels(check.key, facts.instance, name.metric, name.labels);
            const auto fits = expressions::matchesAll(m_matchers, labels);
            if (!fits)
                return failure(fits.error());
            if (!*fits)
                continue;
            noteInterval(check.key, facts);
            if (auto done = readSamples(check, name, labels); !done)
                return done;
        }
        for (const QString &metric : {kLatencyMetric, kStatusMetric}) {
            if (!m_metric.isEmpty() && m_metric != metric)
                continue;
            const auto labels = ownLabels(check.key, facts.instance, metric, {});
            const auto fits = expressions::matchesAll(m_matchers, labels);
            if (!fits)
                return failure(fits.error());
            if (!*fits)
                continue;
            noteInterval(check.key, facts);
            if (auto done = readAnswers(check, labels, metric == kLatencyMetric); !done)
                return done;
        }
        return {};
    }

    Result<void> readSamples(const StoredCheck &check, const StoredName &name,
                             const expressions::Labels &labels)
    {
        ++m_fitting;
        if (auto error = tooMany())
            return failure(*error);
        const auto coarse = coarseUntil(m_own.m_file, name.id);
        if (!coarse)
            return failure(coarse.error());
        m_coarseUntilMs = std::max(m_coarseUntilMs, std::min(*coarse, m_toMs));
        Series series{labels, {}};
        const auto slices = timeSlices(m_own.m_file, name.id, m_fromMs, m_toMs);
        if (!slices)
            return failure(slices.error());
        for (const TimeSlice &slice : *slices) {
            const auto points = storedPoints(m_own.m_store, name, slice);
            if (!points)
                return failure(points.error());
            const std::size_t before = series.points.size();
            for (const Point &point : *points)
                addPoint(series.points, before, {point.timeMs, point.value}, *coarse);
            if (auto error = take(static_cast<qint64>(series.points.size() - before)))
                return failure(*error);
        }
        if (series.points.empty())
            return {};
        const auto answers = answersOf(check, std::max(m_fromMs, *coarse));
        if (!answers)
            return failure(answers.error());
        m_newestMs = std::max(m_newestMs, series.points.back().t);
        markEnds(series.points, **answers, *coarse);
        m_found.push_back(std::move(series));
        return {};
    }

    /// The first step that sees a sample of this time.
    qint64 stepOf(qint64 timeMs) const
    {
        const qint64 after = timeMs - m_own.m_stepsFromMs;
        return after <= 0 ? 0 : (after + m_own.m_stepMs - 1) / m_own.m_stepMs;
    }

    /// In place of the one before, where no step sees that; the points from `first` on are of one
    /// slice. Single points are all kept: what ends a series is told by its last one.
    void addPoint(std::vector<expressions::Point> &points, std::size_t first,
                  const expressions::Point &point, qint64 coarseUntilMs) const
    {
        if (m_own.m_stepMs > 0 && point.t <= coarseUntilMs && points.size() > first
            && stepOf(points.back().t) == stepOf(point.t))
            points.back() = point;
        else
            points.push_back(point);
    }

    Result<void> readAnswers(const StoredCheck &check, const expressions::Labels &labels,
                             bool isLatency)
    {
        ++m_fitting;
        if (auto error = tooMany())
            return failure(*error);
        const auto answers = answersOf(check, m_fromMs);
        if (!answers)
            return failure(answers.error());
        Series series{labels, {}};
        for (const StoredAnswer &answer : **answers) {
            if (!isLatency)
                series.points.push_back({answer.timeMs, static_cast<double>(answer.status)});
            else if (answer.latencyUs > 0)
                series.points.push_back(
                    {answer.timeMs, static_cast<double>(answer.latencyUs) / 1e6});
        }
        if (series.points.empty())
            return {};
        m_newestMs = std::max(m_newestMs, series.points.back().t);
        markEnds(series.points, **answers, m_fromMs - 1);
        m_found.push_back(std::move(series));
        return {};
    }

    /// Not before `fromMs`, or a few more; those of one check are read once.
    Result<const QList<StoredAnswer> *> answersOf(const StoredCheck &check, qint64 fromMs)
    {
        if (!m_answers || fromMs < m_answersFromMs) {
            auto answers = storedAnswers(m_own.m_file, check.id, fromMs, m_toMs);
            if (!answers)
                return failure(answers.error());
            if (auto error = take(answers->size()))
                return failure(*error);
            m_answers = std::move(*answers);
            m_answersFromMs = fromMs;
        }
        return &*m_answers;
    }

    std::optional<Error> take(qint64 points)
    {
        m_points += points;
        if (m_own.m_limits.stop != nullptr && m_own.m_limits.stop->load())
            return Error{ErrorKind::Cancelled, Words::tr("The question was given up."), {}, {}, {}};
        if (m_points <= m_own.m_limits.loadedSamples)
            return std::nullopt;
        return expressions::limitError(
            Words::tr("%1 has more than %2 samples in the time that is asked for.")
                .arg(selectorText(m_matchers), QString::number(m_own.m_limits.loadedSamples)),
            Words::tr("Ask for a shorter time, or select fewer series."));
    }

    std::optional<Error> tooMany() const
    {
        if (m_fitting <= m_own.m_limits.series)
            return std::nullopt;
        return expressions::limitError(
            Words::tr("%1 fits more than %2 series.")
                .arg(selectorText(m_matchers), QString::number(m_own.m_limits.series)),
            Words::tr("Select fewer: name a service or a check."));
    }

    void noteInterval(const CheckKey &key, const CheckFacts &facts)
    {
        if (facts.interval > kLookBack && m_toMs - m_fromMs <= facts.interval.count())
            m_slow.append(
                QStringLiteral("%1/%2").arg(key.service.service.toString(), key.check.toString()));
    }

    void noteWarnings()
    {
        QStringList &warnings = m_own.m_warnings;
        const auto add = [&warnings](const QString &text) {
            if (!warnings.contains(text))
                warnings.append(text);
        };
        const QString selector = selectorText(m_matchers);
        if (m_fitting == 0)
            add(Words::tr("No series that is kept here fits %1.").arg(selector));
        else if (m_found.empty())
            add(Words::tr("There is no sample of %1 in the time that is asked for.").arg(selector));
        m_slow.removeDuplicates();
        if (!m_slow.isEmpty())
            add(Words::tr("%1 is asked less often than every five minutes, after which a sample "
                          "counts for nothing: ask with a longer range, as in "
                          "last_over_time(%2[2h]).")
                    .arg(m_slow.first(), selector));
        if (m_coarseUntilMs >= m_fromMs && !m_found.empty())
            add(Words::tr("Up to %1 only lowest, highest, sum and number of each stretch are "
                          "kept; the samples between are worked out from them.")
                    .arg(momentText(m_coarseUntilMs)));
        if (m_newestMs > 0)
            m_own.m_newestMs = std::max(m_own.m_newestMs.value_or(0), m_newestMs);
        m_own.m_isDamaged = m_own.m_store.takeDamaged() > 0 || m_own.m_isDamaged;
    }

    const OwnSamples &m_own;
    const QList<Matcher> &m_matchers;
    qint64 m_fromMs;
    qint64 m_toMs;
    QString m_metric;
    std::optional<QList<StoredAnswer>> m_answers;
    qint64 m_answersFromMs = 0;
    std::vector<Series> m_found;
    QStringList m_slow;
    qint64 m_points = 0;
    qint64 m_newestMs = 0;
    qint64 m_coarseUntilMs = std::numeric_limits<qint64>::min();
    int m_fitting = 0;
};

OwnSamples::OwnSamples(const EnvironmentKey &environment, CheckBook checks,
                       const expressions::Limits &limits)
    : m_environment(environment)
    , m_checks(std::move(checks))
    , m_limits(limits)
{}

OwnSamples::~OwnSamples()
{
    if (m_file.isOpen())
        m_file.rollback();
}

Result<void> OwnSamples::open(const QString &path)
{
    if (!QFileInfo::exists(path))
        return failure(ErrorKind::NotFound, Words::tr("There are no own samples yet."),
                       Words::tr("They are kept while the window of Opsdeck is open. Try: open "
                                 "it, or ask the environment's Prometheus server."),
                       path);
    if (auto opened = m_file.open(path, SqliteFile::Durability::Normal); !opened)
        return opened;
    // Broken rows are left to who writes the file.
    if (auto set = m_file.run(QStringLiteral("PRAGMA query_only=ON")); !set)
        return set;
    if (auto judged = judgeVersion(m_file); !judged)
        return judged;
    // What is moved from one table to another meanwhile must not be missed, nor met twice.
    return m_file.run(QStringLiteral("BEGIN"));
}

Result<std::vector<Series>> OwnSamples::select(const QList<Matcher> &matchers, qint64 fromMs,
                                               qint64 toMs) const
{
    return Reading(*this, matchers, fromMs, toMs).run();
}

} // namespace opsdeck::queries
