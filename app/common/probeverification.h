// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/checks/proberunner.h"
#include "services/domain/workspace.h"
#include "services/runbooks/verification.h"

#include <QTimer>

namespace opsdeck {

/// Asks every check of some services, again and again, until all of them are OK by answers to
/// questions asked after start(). Fails at once when one of the services is unknown or has no
/// check. Has a runner of its own: neither the pace nor the states of the regular checks are
/// touched. Engine thread.
class ProbeVerification final : public Verification
{
    Q_OBJECT
public:
    /// `clock` and what `services` points to outlive it.
    ProbeVerification(WorkspacePtr workspace, const QList<ServiceKey> &services,
                      Milliseconds within, const Clock &clock, const ProbeContext &parts);

    void start() override;

    void setGuard(ProbeRunner::Guard guard) { m_runner.setGuard(std::move(guard)); }

private:
    void ask();
    void take(const CheckResult &result);
    void conclude(const std::optional<Error> &error);

    WorkspacePtr m_workspace;
    QList<CheckKey> m_left;     ///< not yet OK
    QStringList m_unverifiable; ///< services without a check
    Milliseconds m_within;
    ProbeRunner m_runner;
    QTimer m_deadline;
    QTimer m_again;
    QHash<CheckKey, CheckResult> m_last;
    bool m_done = false;
};

} // namespace opsdeck
