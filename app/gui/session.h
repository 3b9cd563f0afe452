// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/enginehost.h"
#include "app/common/opener.h"
#include "models/config/problemsmodel.h"
#include "models/metrics/coarseboard.h"
#include "models/metrics/goldenboard.h"
#include "models/status/statusboard.h"
#include "models/topology/edgeflows.h"
#include "services/base/clock.h"
#include "services/config/filewatch.h"
#include "services/credentials/keychaincredentialstore.h"

#include <QTimer>

namespace opsdeck {

class HistoryFeed;
class LocalServers;
class MarkKeeper;

/// One open workspace: the engine that observes it, the boards that the window reads, the history
/// behind them. GUI thread.
///
/// Files are read off the GUI thread and again whenever they change; a broken edit leaves the last
/// good definition running, but not its programs that changed with it. Another file takes the place
/// of the one before, sound or not.
class Session final : public QObject
{
    Q_OBJECT
public:
    enum class Mode {
        Continuous, ///< polls for as long as it lives, records history
        Once,       ///< one poll of everything, reads history
    };

    /// `dataDirectory` empty: nothing is kept, nothing can be run.
    Session(const Clock &clock, Mode mode, const QString &dataDirectory, QObject *parent = nullptr);
    ~Session() override;

    /// Answered by opened().
    void open(const QString &fileOrFolder);
    void reload();

    const Clock &clock() const { return m_clock; }

    StatusBoard &board() { return m_board; }

    SeriesBoard &series() { return m_series; }

    CoarseBoard &coarse() { return m_coarse; }

    /// Of the workspace that is shown.
    const MetricServerBook &metricServers() const { return m_metricServers; }

    /// Where the team keeps the history of the workspace that is shown.
    const std::optional<TeamPlace> &teamStore() const { return m_teamStore; }

    GoldenBoard &golden() { return m_golden; }

    EdgeFlows &flows() { return m_flows; }

    ProblemsModel &problems() { return m_problems; }

    EngineHost &engine() { return m_engine; }

    HistoryFeed &history() { return *m_history; }

    MarkKeeper &marks() { return *m_marks; }

    const QString &file() const { return m_file; }

    /// Absolute path of the workspace file that was read last.
    const QString &workspaceFile() const { return m_root; }

    /// Programs of the workspace that are not run.
    const QList<ProgramUse> &untrusted() const { return m_untrusted; }

    /// What is trusted could not be read: then nothing is.
    const std::optional<Error> &trustError() const { return m_trustError; }

    /// Records that these are trusted, keeps it and lets them run; else trustFailed().
    void trust(const QList<ProgramUse> &programs);

    /// True while the files on disk are broken and an older definition runs on.
    bool isOutdated() const { return m_outdated; }

    bool hasErrors() const { return m_errors; }

    void checkNow(const QList<CheckKey> &checks);
    /// Judges everything anew at the present moment; once a second by itself.
    void tick();

Q_SIGNALS:
    /// Files were read: the workspace is usable when `usable`; problems() says what is wrong.
    void opened(bool usable);
    /// So many files and folders the system does not watch: edits of them are seen late.
    void unwatched(int count);
    void trustFailed(const opsdeck::Error &error);
    void beat(const opsdeck::Instant &at);
    void ticked(const opsdeck::Instant &now);
    /// Servers that Opsdeck starts have come or gone.
    void metricServersChanged();
    void localServerDown(const opsdeck::EnvironmentKey &environment, const opsdeck::Error &error);
    void localServerUp(const opsdeck::EnvironmentKey &environment);
    void polled(); ///< Mode::Once: every check has answered

private:
    /// What a thread of the pool read.
    struct Reading
    {
        TrustedWorkspace opened;
        QString trustPrint; ///< of the file of trust, from before
        TrustedWorkspace
            anew; ///< what ran when it began, looked at anew; empty unless the files are broken
    };

    void take(const QString &file, const Reading &reading);
    void watchFiles(const Reading &reading);
    void takePrograms(const TrustedWorkspace &from);
    void watch(const QString &root, const QList<StoredState> &states);
    void useServers(const MetricServerBook &servers);
    void tellOfGap(const QList<StoredState> &states);

    const Clock &m_clock;
    Mode m_mode;
    QString m_dataDirectory;
    StatusBoard m_board;
    SeriesBoard m_series;
    CoarseBoard m_coarse{m_series};
    MetricServerBook m_metricServers;
    std::optional<TeamPlace> m_teamStore;
    std::unique_ptr<LocalServers> m_local; ///< null: none is started
    GoldenBoard m_golden;
    EdgeFlows m_flows{m_board, m_series};
    ProblemsModel m_problems;
    KeychainCredentialStore m_credentials;
    std::unique_ptr<HistoryFeed> m_history;
    std::unique_ptr<MarkKeeper> m_marks;
    EngineHost m_engine;
    WorkspaceWatch m_watch;
    QTimer m_second;
    std::chrono::nanoseconds m_lastTick{0};
    QString m_file;
    QString m_root;               ///< workspace file, absolute, of what was taken last
    QList<ProgramUse> m_programs; ///< of what runs
    QList<ProgramUse> m_untrusted;
    std::optional<Error> m_trustError;
    bool m_outdated = false;
    bool m_errors = false;
    bool m_loading = false;
    bool m_loadAgain = false;
};

} // namespace opsdeck
