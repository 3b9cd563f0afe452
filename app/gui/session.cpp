// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"

#include "app/common/trusting.h"
#include "app/gui/historyfeed.h"
#include "app/gui/localservers.h"
#include "app/gui/markkeeper.h"
#include "services/checks/checkengine.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace opsdeck {

namespace {

constexpr int kSecondMs = 1000;
/// With a beat a second the tick comes with it, so that both are one judgement to see and one
/// picture to paint; the timer waits this much longer and takes over when no beat comes.
constexpr int kBeatLateMs = 150;
constexpr auto kLeastTick = std::chrono::milliseconds(800);
/// A shorter stretch without the program is a restart, and every check is asked again sooner than
/// it turns stale.
constexpr auto kGapWorthALine = std::chrono::milliseconds(60'000);

QString trustFileIn(const QString &dataDirectory)
{
    return dataDirectory + QStringLiteral("/trust.json");
}

bool isEqual(const WorkspacePtr &a, const WorkspacePtr &b)
{
    return a == b || (a && b && *a == *b);
}

} // namespace

Session::Session(const Clock &clock, Mode mode, const QString &dataDirectory, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_mode(mode)
    , m_dataDirectory(dataDirectory)
    , m_history(std::make_unique<HistoryFeed>(m_board, m_series, dataDirectory))
    , m_marks(std::make_unique<MarkKeeper>(clock, m_board, *m_history))
    , m_engine({clock, m_credentials, m_history->auditLog(), dataDirectory})
{
    connect(m_history.get(), &HistoryFeed::teamPasswordWanted, this,
            [this](const TeamPlace &place) {
                m_credentials.read(place.credential, this, [this](const Result<Secret> &password) {
                    m_history->setTeamPassword(password);
                });
            });
    CheckEngine *engine = m_engine.checks();
    connect(engine, &CheckEngine::changed, this, [this](const ChangeSet &changes) {
        m_board.apply(changes);
        m_series.addResults(changes.results);
        m_golden.addResults(changes.results);
        if (m_mode == Mode::Continuous)
            m_history->record(changes);
        Q_EMIT beat(changes.at);
        if (m_clock.now().boot - m_lastTick >= kLeastTick) {
            tick();
            m_second.start(kSecondMs + kBeatLateMs);
        }
    });
    connect(engine, &CheckEngine::polled, this, &Session::polled);
    if (mode == Mode::Continuous)
        connect(&m_board, &StatusBoard::acknowledgementsEnded, m_marks.get(),
                &MarkKeeper::recordEnds);
    if (mode == Mode::Continuous && !dataDirectory.isEmpty()) {
        m_local = std::make_unique<LocalServers>(dataDirectory);
        connect(m_local.get(), &LocalServers::changed, this, &Session::useServers);
        connect(m_local.get(), &LocalServers::down, this, &Session::localServerDown);
        connect(m_local.get(), &LocalServers::up, this, &Session::localServerUp);
    }
    connect(&m_watch, &WorkspaceWatch::changed, this, &Session::reload);
    connect(&m_watch, &WorkspaceWatch::unwatched, this, &Session::unwatched);
    if (mode == Mode::Continuous)
        connect(&m_engine, &EngineHost::programChanged, this, &Session::reload);
    connect(&m_second, &QTimer::timeout, this, [this] {
        tick();
        m_second.start(kSecondMs);
    });
    m_second.start(kSecondMs);
    m_engine.start();
}

Session::~Session() = default;

void Session::open(const QString &fileOrFolder)
{
    m_file = fileOrFolder;
    reload();
}

void Session::reload()
{
    if (m_file.isEmpty())
        return;
    if (m_loading) {
        m_loadAgain = true;
        return;
    }
    m_loading = true;
    QThreadPool::globalInstance()->start(
        [guard = QPointer<Session>(this), file = m_file, directory = m_dataDirectory,
         running = m_board.workspace(), programs = m_programs, root = m_root] {
            Reading reading;
            reading.trustPrint = WorkspaceWatch::fingerprint(trustFileIn(directory));
            reading.opened = openTrusted(file, directory);
            const LoadedWorkspace &loaded = reading.opened.loaded;
            if (running && (loaded.hasErrors() || !loaded.workspace))
                reading.anew = releasedAnew(running, programs, root, directory);
            QMetaObject::invokeMethod(qApp, [guard, file, reading] {
                if (guard)
                    guard->take(file, reading);
            });
        });
}

void Session::trust(const QList<ProgramUse> &programs)
{
    SqliteAuditLog *audit = m_history->auditLog();
    if (audit == nullptr) {
        Q_EMIT trustFailed({ErrorKind::Storage,
                            tr("Nothing is trusted, for it can't be recorded."),
                            tr("Try: another data folder by OPSDECK_DATA_DIR."),
                            {}});
        return;
    }
    LoadedWorkspace loaded;
    loaded.workspace = m_board.workspace();
    loaded.files = {m_root};
    trustPrograms(*audit, m_dataDirectory, loaded, programs, this,
                  [this](const Result<void> &done) {
                      m_history->refreshAudit();
                      if (done)
                          reload();
                      else
                          Q_EMIT trustFailed(done.error());
                  });
}

void Session::take(const QString &file, const Reading &reading)
{
    const LoadedWorkspace &loaded = reading.opened.loaded;
    m_loading = false;
    if (std::exchange(m_loadAgain, false))
        reload();
    if (file != m_file)
        return;
    m_problems.setProblems(loaded.problems);
    const QString root = loaded.files.value(0);
    const bool isSame = std::exchange(m_root, root) == root && m_board.workspace();
    m_errors = loaded.hasErrors();
    // A broken edit must not take away what is being watched, nor let programs run that changed
    // with it; at the first opening what is sound is better than nothing.
    m_outdated = isSame && (m_errors || !loaded.workspace);
    if (m_mode == Mode::Continuous)
        watchFiles(reading);
    const TrustedWorkspace &usable = m_outdated ? reading.anew : reading.opened;
    takePrograms(usable);
    // Of what runs on they stay as they are.
    if (!m_outdated) {
        m_flows.setBook(loaded.flows);
        m_teamStore = loaded.teamStore;
        // One poll leaves nothing behind.
        if (m_mode == Mode::Continuous)
            m_history->setTeam(loaded.teamStore);
        if (m_local)
            m_local->set(loaded.workspace, loaded.metricServers);
        else
            useServers(loaded.metricServers);
    }
    if (!isEqual(usable.loaded.workspace, m_board.workspace())) {
        const WorkspacePtr workspace = usable.loaded.workspace;
        // The series first: who hears that the board has another workspace asks for its charts.
        m_series.setWorkspace(workspace);
        m_golden.setWorkspace(workspace);
        // The engine before the board: pages ask it for plans as soon as they see the workspace.
        m_engine.setWorkspace(workspace);
        m_board.setWorkspace(workspace, m_clock.now());
        if (isSame) {
            watch(root, {});
        } else {
            // What was seen before this run is asked for first: an outage does not begin with the
            // program.
            m_history->loadStates(
                [this, root](const QList<StoredState> &states) { watch(root, states); });
        }
    }
    Q_EMIT this->opened(m_board.workspace() != nullptr);
}

void Session::useServers(const MetricServerBook &servers)
{
    m_metricServers = servers;
    m_engine.setMetricServers(servers);
    Q_EMIT metricServersChanged();
}

/// Those that were read, those of the programs that run on, and what the user trusts.
void Session::watchFiles(const Reading &reading)
{
    QStringList files = reading.opened.loaded.files;
    QStringList prints = reading.opened.loaded.fingerprints;
    const auto add = [&](const QString &file, const QString &print) {
        if (files.contains(file))
            return;
        files << file;
        prints << print;
    };
    for (const ProgramUse &program : reading.anew.loaded.programs) {
        for (auto it = program.files.cbegin(); it != program.files.cend(); ++it)
            add(it.key(), it.value());
    }
    if (!m_dataDirectory.isEmpty())
        add(trustFileIn(m_dataDirectory), reading.trustPrint);
    m_watch.watch(files, prints);
}

void Session::takePrograms(const TrustedWorkspace &from)
{
    m_programs = from.loaded.programs;
    m_untrusted = from.untrusted;
    m_trustError = from.trustError;
    m_engine.setPrograms(m_programs);
}

void Session::watch(const QString &root, const QList<StoredState> &states)
{
    // Another file may have been opened meanwhile. The same one may have been edited: what was seen
    // is still of it.
    if (root != m_root)
        return;
    if (m_mode == Mode::Continuous)
        tellOfGap(states);
    CheckEngine *engine = m_engine.checks();
    QMetaObject::invokeMethod(engine, [engine, states, once = m_mode == Mode::Once] {
        if (!states.isEmpty())
            engine->resume(states);
        if (once)
            engine->pollOnce({});
        else
            engine->start();
    });
}

/// The stretch that nobody watched is told once, and kept: what is said of it was not seen.
void Session::tellOfGap(const QList<StoredState> &states)
{
    qint64 seenMs = 0;
    for (const StoredState &state : states) {
        if (m_board.workspace() && m_board.workspace()->check(state.key) != nullptr)
            seenMs = std::max(seenMs, state.seenMs);
    }
    const Instant now = m_clock.now();
    if (seenMs == 0 || now.wallMs - seenMs < kGapWorthALine.count())
        return;
    const auto timeText = [](qint64 ms) {
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    };
    Event event;
    event.timeMs = now.wallMs;
    event.text =
        tr("Nothing was observed from %1 to %2 UTC.").arg(timeText(seenMs), timeText(now.wallMs));
    ChangeSet gap;
    gap.events = {event};
    m_board.apply(gap);
    m_history->record(gap);
}

void Session::tick()
{
    const Instant now = m_clock.now();
    m_lastTick = now.boot;
    m_board.tick(now);
    Q_EMIT ticked(now);
}

void Session::checkNow(const QList<CheckKey> &checks)
{
    CheckEngine *engine = m_engine.checks();
    QMetaObject::invokeMethod(engine, [engine, checks] { engine->checkNow(checks); });
}

} // namespace opsdeck
