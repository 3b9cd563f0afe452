// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/way.h"
#include "services/net/place.h"
#include "services/net/resolver.h"
#include "services/ways/relay.h"
#include "services/ways/runningway.h"

#include <QTemporaryDir>

#include <vector>

namespace opsdeck {

class CredentialStore;

/// Where to connect for an endpoint, by whatever way.
struct Reached
{
    Place place;
    bool lastGood = false; ///< see Resolution
    QString through;       ///< the way's title; empty: directly
    /// What a way knows of why a connection made with `place` failed within the time given; nothing
    /// when it knows nothing.
    std::function<std::optional<Error>(Milliseconds)> explain;
};

/// All ways in use, one running connection a definition, opened on demand and kept while used.
/// Probes go by them without knowing. Engine thread; outlives what it reached.
class Ways final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const Result<Reached> &)>;

    /// A host that is logged in to, see openShell().
    struct Shell
    {
        Way via;
        QString host;
        QString configFile;
    };

    Ways(Resolver &resolver, CredentialStore &credentials, QObject *parent = nullptr);
    ~Ways() override;
    Q_DISABLE_COPY_MOVE(Ways)

    /// An endpoint whose host is an absolute path is a local socket (of the far end, when there is
    /// a way). `done` comes once, later than the call, and not at all once `context` is gone.
    /// Errors: Way when the way is not open; Resolve.
    void reach(const Way &way, const Endpoint &endpoint, QObject *context, Done done);
    /// Opens an ssh way without going anywhere by it. `done` as of reach(): nothing, or an error of
    /// kind Way.
    void openChain(const Way &way, QObject *context, RunningWay::Ready done);
    /// Logs in to a host itself, "[user@]name[:port]", through `via` when that is not direct (of
    /// kind ssh then, and opened before): the path of the control socket of its kept connection,
    /// good until it is lost. Errors: as sshHostError() has them.
    void openShell(const Way &via, const QString &host, const QString &configFile, QObject *context,
                   std::function<void(const Result<QString> &)> done);
    /// Opens an ssh way and tells how a program is run at its far end: a program of this machine
    /// and its arguments, to which one more is added, the command line for the far shell. `done` as
    /// with reach(). Errors: Way; Config for another kind of way.
    void command(const Way &way, QObject *context,
                 std::function<void(const Result<QStringList> &)> done);
    /// A near end of `way` to `endpoint` for one use, open to whom `admits` lets in until the last
    /// pointer to it is gone; the way is kept for as long. `way` is not direct. Contract of
    /// reach().
    void openRelay(const Way &way, const Endpoint &endpoint, const Relay::Admits &admits,
                   QObject *context,
                   std::function<void(const Result<std::shared_ptr<Relay>> &)> done);
    /// Ends the ways and logins that are not among these, once nobody uses them.
    void keepOnly(const QList<Way> &ways, const QList<Shell> &shells);

private:
    struct Running;

    Running &running(const Way &way);
    void sweep();
    QString socketStem();

    Resolver &m_resolver;
    CredentialStore &m_credentials;
    std::unique_ptr<QTemporaryDir> m_folder; ///< of the control sockets, mode 0700
    std::vector<std::unique_ptr<Running>> m_running;
    std::optional<QList<Way>> m_kept; ///< nothing: all
    int m_made = 0;
};

} // namespace opsdeck
