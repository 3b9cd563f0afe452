// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/ways.h"

#include "services/ways/proxyway.h"
#include "services/ways/relay.h"
#include "services/ways/sshlog.h"
#include "services/ways/sshmaster.h"
#include "services/ways/sshway.h"

#include <QDir>
#include <QPointer>
#include <QStandardPaths>

#include <algorithm>

namespace opsdeck {

namespace {

/// Local sockets have at most 107 characters; ssh adds some while it makes them.
constexpr qsizetype kLongestStem = 60;
constexpr int kRemovals = 5;

Error notDefined(const Way &way)
{
    return {ErrorKind::Way,
            Ways::tr("The way '%1' is not defined or not set up.").arg(way.title),
            Ways::tr("Nothing was asked. Try: the problems under Settings."),
            {}};
}

Error noPort(const Way &way)
{
    return {ErrorKind::Way,
            Ways::tr("No local port is free for the way '%1'.").arg(way.title),
            Ways::tr("Try: what else runs on this machine."),
            {}};
}

/// A host that is asked directly is a chain of one.
Way chainOf(const QString &host, const QString &configFile)
{
    Way way;
    way.id = way.title = host;
    way.kind = WayKind::Ssh;
    way.hosts = QStringList{host};
    way.configFile = configFile;
    return way;
}

} // namespace

struct Ways::Running
{
    Way definition;
    std::unique_ptr<RunningWay> way;
    QHash<QString, Relay *> relays;                       ///< by endpoint; children of the way
    std::shared_ptr<char> use = std::make_shared<char>(); ///< who holds it needs the way
};

Ways::Ways(Resolver &resolver, CredentialStore &credentials, QObject *parent)
    : QObject(parent)
    , m_resolver(resolver)
    , m_credentials(credentials)
{}

Ways::~Ways()
{
    m_running.clear();
    if (!m_folder)
        return;
    // An ssh that is just ending takes its socket away itself: what was listed may be gone.
    m_folder->setAutoRemove(false);
    QDir folder(m_folder->path());
    for (int attempt = 0; attempt < kRemovals && !folder.removeRecursively(); ++attempt) {
    }
}

void Ways::reach(const Way &way, const Endpoint &endpoint, QObject *context, Done done)
{
    if (way.isDirect()) {
        if (isSocketPath(endpoint)) {
            Reached reached;
            reached.place.socketPath = endpoint.host;
            QMetaObject::invokeMethod(
                context, [reached, done = std::move(done)] { done(reached); },
                Qt::QueuedConnection);
            return;
        }
        m_resolver.resolve(
            endpoint.host, context,
            [port = endpoint.port, done = std::move(done)](const Result<Resolution> &resolution) {
                if (!resolution) {
                    done(failure(resolution.error()));
                    return;
                }
                Reached reached;
                reached.place.addresses = resolution->addresses;
                reached.place.port = port;
                reached.lastGood = resolution->lastGood;
                done(reached);
            });
        return;
    }
    if (way.kind == WayKind::Ssh && way.hosts.isEmpty()) {
        QMetaObject::invokeMethod(
            context, [way, done = std::move(done)] { done(failure(notDefined(way))); },
            Qt::QueuedConnection);
        return;
    }
    RunningWay *running = this->running(way).way.get();
    const auto ready = [this, way, endpoint,
                        done = std::move(done)](const std::optional<Error> &error) {
        if (error) {
            done(failure(*error));
            return;
        }
        Running &here = this->running(way);
        Relay *&relay = here.relays[endpoint.toString()];
        if (relay == nullptr) {
            auto made = std::make_unique<Relay>(*here.way, endpoint, here.way.get());
            if (!made->listen()) {
                here.relays.remove(endpoint.toString());
                done(failure(noPort(way)));
                return;
            }
            relay = made.release();
        }
        Reached reached;
        reached.place = relay->place();
        reached.through = way.title;
        reached.explain = [guard = QPointer<Relay>(relay)](Milliseconds within) {
            return guard ? guard->failureWithin(within) : std::nullopt;
        };
        done(reached);
    };
    running->prepare(endpoint, context, ready);
}

void Ways::openChain(const Way &way, QObject *context, RunningWay::Ready done)
{
    auto *running = way.kind == WayKind::Ssh && !way.hosts.isEmpty()
                        ? qobject_cast<SshWay *>(this->running(way).way.get())
                        : nullptr;
    if (running != nullptr) {
        running->last().open(context, std::move(done));
        return;
    }
    const Error error = notDefined(way);
    QMetaObject::invokeMethod(
        context, [error, done = std::move(done)] { done(error); }, Qt::QueuedConnection);
}

void Ways::openShell(const Way &via, const QString &host, const QString &configFile,
                     QObject *context, std::function<void(const Result<QString> &)> done)
{
    const Way &definition = via.isDirect() ? chainOf(host, configFile) : via;
    auto *way = qobject_cast<SshWay *>(running(definition).way.get());
    if (way == nullptr) {
        QMetaObject::invokeMethod(
            context,
            [done = std::move(done), title = via.title] {
                done(failure(ErrorKind::Config,
                             tr("The way '%1' leads to no host by ssh.").arg(title)));
            },
            Qt::QueuedConnection);
        return;
    }
    SshMaster &master = via.isDirect() ? way->last() : way->branch(host, configFile);
    master.open(context, [path = master.socketPath(), host,
                          done = std::move(done)](const std::optional<Error> &error) {
        if (error)
            done(failure(sshHostError(*error, host)));
        else
            done(path);
    });
}

void Ways::command(const Way &way, QObject *context,
                   std::function<void(const Result<QStringList> &)> done)
{
    const auto refuse = [&](const Error &error) {
        QMetaObject::invokeMethod(
            context, [error, done] { done(failure(error)); }, Qt::QueuedConnection);
    };
    if (way.kind != WayKind::Ssh) {
        refuse({ErrorKind::Config,
                tr("Nothing can be run at the end of the way '%1': it is no ssh.").arg(way.title),
                tr("Try: a way of kind ssh."),
                {}});
        return;
    }
    if (way.hosts.isEmpty()) {
        refuse(notDefined(way));
        return;
    }
    auto *ssh = qobject_cast<SshWay *>(running(way).way.get());
    ssh->openCommand(context, std::move(done));
}

Ways::Running &Ways::running(const Way &way)
{
    const auto it =
        std::find_if(m_running.begin(), m_running.end(),
                     [&](const std::unique_ptr<Running> &each) { return each->definition == way; });
    if (it != m_running.end())
        return **it;
    auto made = std::make_unique<Running>();
    made->definition = way;
    if (way.kind == WayKind::Ssh)
        made->way = std::make_unique<SshWay>(way, socketStem());
    else
        made->way = std::make_unique<ProxyWay>(way, m_credentials);
    m_running.push_back(std::move(made));
    return *m_running.back();
}

QString Ways::socketStem()
{
    if (!m_folder) {
        const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
        const bool isUsable =
            !runtime.isEmpty() && runtime.size() < kLongestStem - 20 && QDir(runtime).exists();
        m_folder = std::make_unique<QTemporaryDir>((isUsable ? runtime : QStringLiteral("/tmp"))
                                                   + QStringLiteral("/opsdeck-XXXXXX"));
    }
    return m_folder->filePath(QStringLiteral("w%1").arg(m_made++));
}

void Ways::openRelay(const Way &way, const Endpoint &endpoint, const Relay::Admits &admits,
                     QObject *context,
                     std::function<void(const Result<std::shared_ptr<Relay>> &)> done)
{
    if (way.isDirect() || (way.kind == WayKind::Ssh && way.hosts.isEmpty())) {
        QMetaObject::invokeMethod(
            context, [way, done = std::move(done)] { done(failure(notDefined(way))); },
            Qt::QueuedConnection);
        return;
    }
    Running &here = running(way);
    const auto ready = [this, way, endpoint, admits, use = here.use,
                        done = std::move(done)](const std::optional<Error> &error) {
        if (error) {
            done(failure(*error));
            return;
        }
        auto made = std::make_unique<Relay>(*running(way).way, endpoint, admits);
        if (!made->listen()) {
            done(failure(noPort(way)));
            return;
        }
        // The use ends behind the relay, and then the way may.
        done(std::shared_ptr<Relay>(
            made.release(), [use, guard = QPointer<Ways>(this)](Relay *relay) mutable {
                delete relay;
                use.reset();
                if (guard)
                    QMetaObject::invokeMethod(guard, &Ways::sweep, Qt::QueuedConnection);
            }));
    };
    here.way->prepare(endpoint, context, ready);
}

void Ways::keepOnly(const QList<Way> &ways, const QList<Shell> &shells)
{
    m_kept = ways;
    for (const Shell &shell : shells)
        m_kept->append(shell.via.isDirect() ? chainOf(shell.host, shell.configFile) : shell.via);
    for (const std::unique_ptr<Running> &each : m_running) {
        QStringList branches;
        for (const Shell &shell : shells) {
            if (shell.via == each->definition)
                branches << SshWay::branchName(shell.host, shell.configFile);
        }
        if (auto *way = qobject_cast<SshWay *>(each->way.get()))
            way->keepBranches(branches);
    }
    sweep();
}

void Ways::sweep()
{
    if (m_kept)
        std::erase_if(m_running, [&](const std::unique_ptr<Running> &each) {
            return !m_kept->contains(each->definition) && each->use.use_count() == 1;
        });
}

} // namespace opsdeck
