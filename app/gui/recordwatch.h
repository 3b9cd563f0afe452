// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/arming.h"
#include "app/gui/runbookcontroller.h"
#include "services/audit/auditchain.h"

namespace opsdeck {

class Banner;
class Session;

/// The record of actions: what became of it is told in the window, and arming is written to it. GUI
/// thread.
class RecordWatch final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    RecordWatch(Session &session, Arming &arming, RunbookController &runbooks, Banner &banner,
                QObject *parent = nullptr);

    /// Looks once whether its chain holds.
    void verify();
    /// A person goes on with a broken one.
    void acceptBroken();
    /// Empty: disarmed. Without a record there is no arming.
    void recordArming(const EnvironmentKey &armed);

private:
    void tellOfBroken(const AuditVerdict &verdict);

    Session &m_session;
    Arming &m_arming;
    RunbookController &m_runbooks;
    Banner &m_banner;
    EnvironmentKey m_wasArmed;
};

} // namespace opsdeck
