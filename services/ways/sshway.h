// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/way.h"
#include "services/ways/runningway.h"

#include <map>
#include <vector>

namespace opsdeck {

class SshMaster;

/// A chain of hosts, each reached through the one before; channels leave from the last. Engine
/// thread.
class SshWay final : public RunningWay
{
    Q_OBJECT
public:
    /// `socketStem`: where control sockets go, "…/w3": short, in a folder of our own with mode
    /// 0700.
    SshWay(const Way &way, const QString &socketStem, QObject *parent = nullptr);
    ~SshWay() override;
    Q_DISABLE_COPY_MOVE(SshWay)

    void prepare(const Endpoint &target, QObject *context, Ready ready) override;
    std::unique_ptr<Channel> open(const Endpoint &target) override;

    /// Opens the way; then `done` with what runs a program at its end, see Ways::command().
    /// Contract of prepare().
    void openCommand(QObject *context, std::function<void(const Result<QStringList> &)> done);

    /// The last host's.
    SshMaster &last() { return *m_masters.back(); }

    /// A further host, reached through the last one, that nothing goes by.
    SshMaster &branch(const QString &host, const QString &configFile);
    /// Ends the branches that are not among these.
    void keepBranches(const QStringList &names);

    static QString branchName(const QString &host, const QString &configFile)
    {
        return host + QLatin1Char('\n') + configFile;
    }

private:
    QString m_title;
    QString m_stem;
    int m_branchesMade = 0; ///< no socket's name comes again: its branch may still be there
    std::vector<std::unique_ptr<SshMaster>> m_masters;        ///< in the chain's order; never empty
    std::map<QString, std::unique_ptr<SshMaster>> m_branches; ///< by host and configuration
};

} // namespace opsdeck
