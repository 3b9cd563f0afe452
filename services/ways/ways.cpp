// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/ways.h"

#include "services/ways/proxyway.h"
#include "services/ways/relay.h"
#include "services/ways/sshlog.h"
#include "services/ways/sshmaster.h"
#include "services/ways/sshway.h"

#include <QDir>
#include <QStandardPaths>

#include <algorithm>

namespace opsdeck {

namespace {

/// Local sockets have at most 107 characters; ssh adds some while it makes them.
constexpr qsizetype kLongestStem = 60;

Error notDefined(const Way &way)
{
    return {ErrorKind::Way,
            Ways::tr("The way '%1' is not defined.").arg(way.title),
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

} // namespace

struct Ways::Running
{
    Way definition;
    std::unique_ptr<RunningWay> way;
    QHash<QString, Relay *> relays; ///< by endpoint; children of the way
};

Ways::Ways(Resolver &resolver, CredentialStore &credentials, QObject *parent)
    : QObject(parent)
    , m_resolver(resolver)
    , m_credentials(credentials)
{}

Ways::~Ways() = default;

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
    // A host that is asked directly is a chain of one.
    Way own;
    own.id = own.title = host;
    own.kind = WayKind::Ssh;
    own.hosts = QStringList{host};
    own.configFile = configFile;
    auto *way = qobject_cast<SshWay *>(running(via.isDirect() ? own : via).way.get());
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

void Ways::keepOnly(const QList<Way> &ways)
{
    m_running.erase(std::remove_if(m_running.begin(), m_running.end(),
                                   [&](const std::unique_ptr<Running> &each) {
                                       return !ways.contains(each->definition);
                                   }),
                    m_running.end());
}

} // namespace opsdeck
