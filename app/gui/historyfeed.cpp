// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"

#include "services/audit/markrecord.h"
#include "services/domain/share.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kEventsLoaded = 2000;
constexpr int kAuditLoaded = 1000;
/// What is to be watched must not wait for a disk that hangs.
constexpr Milliseconds kStatesWithin{1500};

CoarseBoard::StoredLine lineOf(const StoredBuckets &series)
{
    CoarseBoard::StoredLine line{series.labels, {}};
    for (const Bucket &bucket : series.buckets)
        line.parts.append({bucket.startMs, bucket.min, bucket.max,
                           bucket.sum / static_cast<double>(bucket.count), bucket.first,
                           bucket.last, bucket.increase});
    return line;
}

/// All stored series behind a chart: first those that it is divided by. `load` adds those of a name
/// to what it is given.
template <typename Lines, typename Load>
void loadDrawn(const MetricDefinition &definition, const Load &load,
               const std::function<void(Result<Lines>)> &done)
{
    const QString name = sampleName(definition);
    const QString divisor = divisorName(definition);
    if (divisor.isEmpty())
        return load(name, Lines(), done);
    load(divisor, Lines(), [load, done, name](Result<Lines> lines) {
        if (!lines)
            return done(lines);
        for (auto &line : *lines)
            line.isDivisor = true;
        load(name, *lines, done);
    });
}

} // namespace

HistoryFeed::HistoryFeed(StatusBoard &board, SeriesBoard &series, const QString &dataDirectory,
                         QObject *parent)
    : QObject(parent)
    , m_series(series)
    , m_board(board)
    , m_events(board)
    , m_availability(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &HistoryFeed::chartedSamplesChanged);
    connect(&m_availability, &AvailabilityModel::wanted, this, &HistoryFeed::loadLedger);
    if (dataDirectory.isEmpty())
        return;
    m_store = std::make_unique<SharedHistory>(dataDirectory + QStringLiteral("/history.db"));
    connect(m_store.get(), &History::problem, this, &HistoryFeed::problem);
    connect(m_store.get(), &History::recovered, this, &HistoryFeed::recovered);
    connect(m_store.get(), &SharedHistory::teamPasswordWanted, this,
            &HistoryFeed::teamPasswordWanted);
    connect(m_store.get(), &SharedHistory::teamProblem, this, &HistoryFeed::teamProblem);
    connect(m_store.get(), &SharedHistory::teamRecovered, this, &HistoryFeed::teamRecovered);
    m_audit = std::make_unique<SqliteAuditLog>(dataDirectory + QStringLiteral("/audit.db"));
    connect(m_audit.get(), &SqliteAuditLog::repaired, this, &HistoryFeed::auditRepaired);
}

void HistoryFeed::setAges(const HistoryAges &ages)
{
    if (m_store && ages != std::exchange(m_ages, ages))
        m_store->setAges(ages);
}

void HistoryFeed::setTeam(const std::optional<TeamPlace> &place)
{
    if (m_store)
        m_store->setTeam(place);
}

void HistoryFeed::setTeamPassword(const Result<Secret> &password)
{
    if (m_store)
        m_store->setTeamPassword(password);
}

void HistoryFeed::chartedSamplesChanged()
{
    m_loadedFrom.clear();
    m_askedFrom.clear();
    QHash<CheckKey, QSet<QString>> charted;
    for (const EnvironmentKey &environment : m_board.environments()) {
        for (const MetricKey &key : m_series.metrics(environment)) {
            const MetricDefinition *definition = m_series.definition(key);
            for (const QString &name : {sampleName(*definition), divisorName(*definition)}) {
                if (!name.isEmpty())
                    charted[{key.service, definition->check}].insert(name);
            }
        }
    }
    m_cap.setCharted(charted);
}

void HistoryFeed::record(const ChangeSet &changes)
{
    if (!m_store)
        return;
    ChangeSet kept;
    kept.events = changes.events;
    kept.results = changes.results;
    kept.states = changes.states;
    kept.workspace = changes.workspace;
    kept.at = changes.at;
    QList<SampleCap::Cut> cuts;
    for (CheckResult &result : kept.results) {
        if (const auto cut = m_cap.apply(result))
            cuts.append(*cut);
    }
    m_store->append(kept);
    if (!cuts.isEmpty())
        tellOfCuts(cuts);
}

void HistoryFeed::tellOfCuts(const QList<SampleCap::Cut> &cuts)
{
    ChangeSet told;
    for (const SampleCap::Cut &cut : cuts) {
        const Service *service =
            m_board.workspace() ? m_board.workspace()->service(cut.check.service) : nullptr;
        Event event;
        event.timeMs = m_board.now().wallMs;
        event.service.environment = cut.check.service.environment;
        event.text =
            cut.isOfAll
                ? tr("Of %1 samples of %2 that no chart shows %3 are kept: there is no room for "
                     "more of all checks together.")
                : tr("Of %1 samples of %2 that no chart shows %3 are kept: a check may have no "
                     "more.");
        event.text = event.text.arg(QString::number(cut.came),
                                    service == nullptr ? cut.check.service.service.toString()
                                                       : service->title,
                                    QString::number(cut.kept));
        told.events.append(event);
    }
    m_board.apply(told);
    m_store->append(told);
}

void HistoryFeed::loadSeries(const MetricKey &metric, qint64 fromMs, qint64 toMs)
{
    const MetricDefinition *definition = m_series.definition(metric);
    if (!m_store || definition == nullptr || definition->isQuery())
        return;
    // What a limit asks for may have begun before what is drawn.
    Milliseconds longest{0};
    for (const Threshold &threshold : definition->thresholds)
        longest = std::max(longest, threshold.holdFor);
    fromMs -= longest.count();
    const auto known = m_loadedFrom.constFind(metric);
    if (known != m_loadedFrom.cend() && *known <= fromMs)
        return;
    const qint64 until = known == m_loadedFrom.cend() ? toMs : *known;
    m_loadedFrom.insert(metric, fromMs);
    loadingBegan();
    using Lines = QList<SeriesBoard::StoredLine>;
    const auto done = [this, metric](const Result<Lines> &lines) {
        if (!lines)
            m_loadedFrom.remove(metric);
        else if (!lines->isEmpty())
            m_series.addHistory(metric, *lines);
        loadingEnded();
    };
    const CheckKey check{metric.service, definition->check};
    const auto load = [this, check, fromMs, until](const QString &name, const Lines &before,
                                                   const std::function<void(Result<Lines>)> &then) {
        m_store->loadSeries(check, name, fromMs, until, this,
                            [before, then](const Result<QList<StoredSeries>> &stored) {
                                if (!stored)
                                    return then(failure(stored.error()));
                                Lines lines = before;
                                for (const StoredSeries &series : *stored)
                                    lines.append({series.labels, series.points});
                                then(lines);
                            });
    };
    loadDrawn<Lines>(*definition, load, done);
    loadAsked({metric.service, definition->check}, fromMs, toMs);
}

void HistoryFeed::loadCoarse(const MetricKey &metric, const CoarseBoard::Grid &grid)
{
    const MetricDefinition *definition = m_series.definition(metric);
    if (!m_store || definition == nullptr || definition->isQuery() || grid.parts() < 1) {
        Q_EMIT coarseLoaded(metric, grid, {});
        return;
    }
    loadingBegan();
    using Lines = QList<CoarseBoard::StoredLine>;
    const auto done = [this, metric, grid](const Result<Lines> &lines) {
        if (lines)
            Q_EMIT coarseLoaded(metric, grid, *lines);
        else
            Q_EMIT coarseFailed(metric, grid, lines.error().message);
        loadingEnded();
    };
    const CheckKey check{metric.service, definition->check};
    const auto load = [this, check, grid](const QString &name, const Lines &before,
                                          const std::function<void(Result<Lines>)> &then) {
        m_store->loadBuckets(check, name, grid.stretch.fromMs, grid.stretch.toMs - 1, grid.parts(),
                             this, [before, then](const Result<QList<StoredBuckets>> &stored) {
                                 if (!stored)
                                     return then(failure(stored.error()));
                                 Lines lines = before;
                                 for (const StoredBuckets &series : *stored)
                                     lines.append(lineOf(series));
                                 then(lines);
                             });
    };
    loadDrawn<Lines>(*definition, load, done);
    // Up to now: what a nearer view asks for then is known.
    loadAsked({metric.service, definition->check}, grid.stretch.fromMs, m_board.now().wallMs);
}

/// Where it asked and got no value is told from where it did not ask.
void HistoryFeed::loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs)
{
    const auto known = m_askedFrom.constFind(check);
    if (known != m_askedFrom.cend() && *known <= fromMs)
        return;
    const qint64 until = known == m_askedFrom.cend() ? toMs : *known;
    m_askedFrom.insert(check, fromMs);
    loadingBegan();
    m_store->loadAsked(check, fromMs, until, m_series.askedReachMs(check), this,
                       [this, check](const Result<QList<AskedSpan>> &spans) {
                           if (!spans)
                               m_askedFrom.remove(check);
                           QList<Stretch> stretches;
                           for (const AskedSpan &span : spans.value_or(QList<AskedSpan>()))
                               stretches.append({span.fromMs, span.toMs});
                           m_series.addAsked(check, stretches);
                           loadingEnded();
                       });
}

void HistoryFeed::loadingBegan()
{
    if (m_loading++ == 0)
        Q_EMIT readingBegan();
}

void HistoryFeed::loadingEnded()
{
    if (--m_loading == 0)
        Q_EMIT seriesLoaded();
}

void HistoryFeed::loadResults(const CheckKey &check, int most)
{
    if (!m_store)
        return;
    m_store->loadResults(check, most, this, [this, check](const QList<StoredResult> &stored) {
        Q_EMIT resultsLoaded(check, resultsOf(check, stored));
    });
}

void HistoryFeed::loadAnswers(const CheckKey &check, int most)
{
    if (!m_store)
        return;
    loadingBegan();
    m_store->loadResults(check, most, this, [this, check](const QList<StoredResult> &stored) {
        Q_EMIT answersLoaded(check, resultsOf(check, stored));
        loadingEnded();
    });
}

QList<CheckResult> HistoryFeed::resultsOf(const CheckKey &check,
                                          const QList<StoredResult> &stored) const
{
    const Instant now = m_board.now();
    QList<CheckResult> results;
    for (const StoredResult &each : stored) {
        CheckResult result;
        result.key = check;
        result.status = each.status;
        result.observedAt = moved(now, Milliseconds(each.timeMs - now.wallMs));
        result.latency = each.latency;
        result.message = each.message;
        results.append(result);
    }
    return results;
}

void HistoryFeed::loadEvents()
{
    if (m_store)
        m_store->loadEvents(kEventsLoaded, this, [this](const QList<Event> &events) {
            m_events.addStored(events);
            Q_EMIT eventsLoaded(events, events.size() < kEventsLoaded);
        });
}

QList<CheckKey> HistoryFeed::checksOf(const EnvironmentKey &key) const
{
    QList<CheckKey> checks;
    const WorkspacePtr &workspace = m_board.workspace();
    const Environment *environment = workspace ? workspace->environment(key) : nullptr;
    if (environment == nullptr)
        return checks;
    for (const Service &service : environment->services) {
        for (const Check &check : service.checks)
            checks.append({{key, service.id}, check.id});
    }
    return checks;
}

void HistoryFeed::loadPast(const EnvironmentKey &environment, qint64 atMs)
{
    if (!m_store) {
        Q_EMIT pastFailed(environment, tr("No history is kept: there is no data folder."));
        return;
    }
    const auto load = [this, environment, atMs](const MarkBook &marks, const QString &remark) {
        m_store->loadPast(
            checksOf(environment), atMs, this,
            [this, environment, atMs, marks, remark](const Result<QList<PastCheck>> &past) {
                if (past)
                    Q_EMIT pastLoaded(environment, atMs, *past, marks, remark);
                else
                    Q_EMIT pastFailed(environment, past.error().message);
            });
    };
    const WorkspacePtr workspace = m_board.workspace();
    if (!m_audit || !workspace) {
        load({}, {});
        return;
    }
    // What was observed then is told all the same.
    m_audit->marksAt(workspace->id, atMs, this, [load](const Result<RecordedMarks> &said) {
        if (said)
            load(said->marks, said->remark);
        else
            load({}, tr("What was said of services then could not be read: %1")
                         .arg(said.error().message));
    });
}

void HistoryFeed::loadExtent(const EnvironmentKey &environment)
{
    if (!m_store) {
        Q_EMIT pastFailed(environment, tr("No history is kept: there is no data folder."));
        return;
    }
    m_store->loadExtent(checksOf(environment), this,
                        [this, environment](const Result<PastExtent> &extent) {
                            if (extent)
                                Q_EMIT extentLoaded(environment, *extent);
                            else
                                Q_EMIT pastFailed(environment, extent.error().message);
                        });
}

/// Maintenance first: without it what was planned would count as an outage.
void HistoryFeed::loadLedger(qint64 fromMs, qint64 toMs)
{
    if (!m_store || !m_audit) {
        m_availability.fail(tr("No history is kept: there is no data folder."));
        return;
    }
    const WorkspacePtr workspace = m_board.workspace();
    if (!workspace) {
        m_availability.take(fromMs, toMs, {}, {});
        return;
    }
    m_audit->listOf(
        markActions(), this, [this, workspace, fromMs, toMs](const Result<RecordRows> &rows) {
            if (!rows) {
                m_availability.fail(tr("When services were in maintenance could not be read: %1")
                                        .arg(rows.error().message));
                return;
            }
            QList<CheckKey> checks;
            for (const EnvironmentKey &environment : m_board.environments())
                checks.append(checksOf(environment));
            m_store->loadSpans(
                checks, fromMs, toMs, this,
                [this, fromMs, toMs, windows = maintenanceOf(rows->entries, workspace->id)](
                    const Result<QList<CheckSpans>> &spans) {
                    if (spans)
                        m_availability.take(fromMs, toMs, *spans, windows);
                    else
                        m_availability.fail(spans.error().message);
                });
        });
}

void HistoryFeed::loadStates(std::function<void(const QList<StoredState> &)> done)
{
    if (!m_store) {
        done({});
        return;
    }
    // Whichever comes first destroys the other.
    auto *wait = new QTimer(this);
    wait->setSingleShot(true);
    connect(wait, &QTimer::timeout, this, [wait, done] {
        wait->deleteLater();
        done({});
    });
    wait->start(kStatesWithin);
    m_store->loadStates(wait, [wait, done](const QList<StoredState> &states) {
        wait->stop();
        wait->deleteLater();
        done(states);
    });
}

void HistoryFeed::refreshAudit()
{
    if (!m_audit)
        return;
    m_audit->list(kAuditLoaded, this, [this](const Result<QList<AuditEntry>> &entries) {
        if (!entries) {
            Q_EMIT auditProblem(entries.error());
            return;
        }
        m_auditModel.setEntries(*entries);
        Q_EMIT auditRead();
    });
}

} // namespace opsdeck
