// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshway.h"

#include "services/ways/sshchannel.h"
#include "services/ways/sshmaster.h"

namespace opsdeck {

SshWay::SshWay(const Way &way, const QString &socketStem, QObject *parent)
    : RunningWay(parent)
    , m_title(way.title)
    , m_stem(socketStem)
{
    SshMaster *before = nullptr;
    for (qsizetype i = 0; i < way.hosts.size(); ++i) {
        m_masters.push_back(
            std::make_unique<SshMaster>(SshMaster::Host{way.hosts.at(i), way.configFile}, before,
                                        socketStem + QStringLiteral("-%1").arg(i)));
        before = m_masters.back().get();
        connect(before, &SshMaster::lost, this, &RunningWay::lost);
    }
}

SshWay::~SshWay()
{
    m_branches.clear();
    // The last of the chain first: it stands on the others.
    while (!m_masters.empty())
        m_masters.pop_back();
}

SshMaster &SshWay::branch(const QString &host, const QString &configFile)
{
    std::unique_ptr<SshMaster> &found = m_branches[branchName(host, configFile)];
    if (!found)
        found = std::make_unique<SshMaster>(SshMaster::Host{host, configFile}, &last(),
                                            m_stem + QStringLiteral("b%1").arg(m_branchesMade++));
    return *found;
}

void SshWay::keepBranches(const QStringList &names)
{
    std::erase_if(m_branches, [&](const auto &branch) { return !names.contains(branch.first); });
}

void SshWay::prepare(const Endpoint &target, QObject *context, Ready ready)
{
    last().open(context, [this, target, guard = QPointer<QObject>(context),
                          ready = std::move(ready)](const std::optional<Error> &error) {
        if (error || !guard)
            ready(error);
        else
            last().forward(target, guard, ready);
    });
}

void SshWay::openCommand(QObject *context, std::function<void(const Result<QStringList> &)> done)
{
    last().open(context, [path = last().socketPath(),
                          done = std::move(done)](const std::optional<Error> &error) {
        if (error) {
            done(failure(*error));
            return;
        }
        // Over the master or not at all: without it this must not connect by itself.
        done(QStringList{QStringLiteral("ssh"), QStringLiteral("-F"), QStringLiteral("none"),
                         QStringLiteral("-T"), QStringLiteral("-o"),
                         QStringLiteral("BatchMode=yes"), QStringLiteral("-o"),
                         QStringLiteral("ProxyCommand=false"), QStringLiteral("-S"), path,
                         QStringLiteral("--"), QStringLiteral("opsdeck")});
    });
}

std::unique_ptr<Channel> SshWay::open(const Endpoint &target)
{
    return std::make_unique<SshChannel>(last(), target, m_title);
}

} // namespace opsdeck
