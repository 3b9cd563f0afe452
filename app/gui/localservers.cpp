// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/localservers.h"

#include "services/prometheus/local/scrapeconfig.h"

#include <QCryptographicHash>

namespace opsdeck {

LocalServers::LocalServers(QString dataDirectory, QObject *parent)
    : QObject(parent)
    , m_dataDirectory(std::move(dataDirectory))
{}

LocalServers::~LocalServers() = default;

/// Ids may hold what a folder's name may not.
QString LocalServers::folderOf(const EnvironmentKey &environment) const
{
    const QByteArray name =
        QCryptographicHash::hash(environment.toString().toUtf8(), QCryptographicHash::Sha256)
            .toHex()
            .left(16);
    return m_dataDirectory + QStringLiteral("/prometheus/") + QString::fromLatin1(name);
}

void LocalServers::set(const WorkspacePtr &workspace, const MetricServerBook &servers)
{
    m_servers = servers;
    std::map<QString, std::unique_ptr<prometheus::LocalServer>> before = std::move(m_running);
    m_running.clear();
    for (auto it = servers.cbegin(); it != servers.cend(); ++it) {
        const Environment *environment = workspace ? workspace->environment(it.key()) : nullptr;
        if (!it->isLocal || environment == nullptr)
            continue;
        const prometheus::ScrapeConfig config = prometheus::scrapeConfig(*environment);
        const EnvironmentKey key = it.key();
        m_servers[key].leftOut = config.leftOut;
        if (config.pages == 0) {
            Q_EMIT down(key, {ErrorKind::Config,
                              tr("%1 has no page that a local Prometheus could scrape. %2")
                                  .arg(key.toString(),
                                       QStringList(config.leftOut.values()).join(QLatin1Char(' '))),
                              tr("Try: a check of kind 'prometheus' without a credential."),
                              {}});
            continue;
        }
        prometheus::LocalServer::Setup setup;
        setup.directory = folderOf(key);
        setup.configuration = config.text;
        setup.retention = it->retention;
        const auto known = before.find(key.toString());
        if (known != before.end() && known->second->setup() == setup) {
            m_running.insert(std::move(*known));
            continue;
        }
        if (known != before.end())
            before.erase(known);
        auto server = std::make_unique<prometheus::LocalServer>(setup);
        connect(server.get(), &prometheus::LocalServer::up, this, [this, key] {
            tell();
            Q_EMIT up(key);
        });
        connect(server.get(), &prometheus::LocalServer::down, this,
                [this, key](const Error &error) {
                    tell();
                    Q_EMIT down(key, error);
                });
        server->start();
        m_running.emplace(key.toString(), std::move(server));
    }
    tell();
}

void LocalServers::tell()
{
    MetricServerBook there = m_servers;
    for (auto it = there.begin(); it != there.end();) {
        const auto server = m_running.find(it.key().toString());
        if (it->isLocal && server != m_running.end())
            it->url = server->second->url().toString();
        it = it->isLocal && it->url.isEmpty() ? there.erase(it) : std::next(it);
    }
    Q_EMIT changed(there);
}

} // namespace opsdeck
