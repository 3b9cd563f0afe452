// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/arming.h"

namespace opsdeck {

bool Arming::isArmed(const EnvironmentKey &environment, const Instant &now) const
{
    return m_state && m_state->environment == environment && now.boot < m_state->until.boot;
}

void Arming::toggle(const EnvironmentKey &environment, const Instant &now)
{
    if (m_state && m_state->environment == environment)
        return disarm();
    if (environment.environment.isEmpty())
        return;
    m_state = State{environment, moved(now, kDuration)};
    Q_EMIT changed();
}

void Arming::disarm()
{
    if (!m_state)
        return;
    m_state.reset();
    Q_EMIT changed();
}

void Arming::tick(const Instant &now)
{
    if (m_state && now.boot >= m_state->until.boot)
        disarm();
}

} // namespace opsdeck
