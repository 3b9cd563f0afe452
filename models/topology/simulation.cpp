// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/simulation.h"

#include "services/domain/healthwords.h"
#include "services/domain/serviceview.h"

namespace opsdeck {

Simulation::Simulation(StatusBoard &live, QObject *parent)
    : QObject(parent)
    , m_live(live)
{
    connect(&live, &StatusBoard::workspaceChanged, this, &Simulation::onWorkspaceChanged);
    connect(&live, &StatusBoard::servicesChanged, this, &Simulation::refresh);
    connect(&live, &StatusBoard::ticked, this, &Simulation::refresh);
}

void Simulation::start(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_assumptions.clear();
    m_isOn = true;
    onWorkspaceChanged();
    Q_EMIT assumptionsChanged();
}

void Simulation::stop()
{
    m_isOn = false;
    m_assumptions.clear();
    m_board.setWorkspace(nullptr, m_live.now());
}

const Environment *Simulation::definition() const
{
    const WorkspacePtr &workspace = m_live.workspace();
    return workspace ? workspace->environment(m_environment) : nullptr;
}

bool Simulation::isAssumable(const ServiceId &service) const
{
    const Environment *environment = definition();
    const Service *found = environment == nullptr ? nullptr : environment->service(service);
    return found != nullptr && expectsState(*found);
}

void Simulation::assume(const ServiceId &service, std::optional<Health> health)
{
    if (!m_isOn || !isAssumable(service) || assumption(service) == health)
        return;
    if (health)
        m_assumptions.insert(service, *health);
    else
        m_assumptions.remove(service);
    refresh();
    Q_EMIT assumptionsChanged();
}

std::optional<Health> Simulation::assumption(const ServiceId &service) const
{
    const auto found = m_assumptions.constFind(service);
    return found == m_assumptions.cend() ? std::nullopt : std::optional(*found);
}

void Simulation::clear()
{
    if (m_assumptions.isEmpty())
        return;
    m_assumptions.clear();
    refresh();
    Q_EMIT assumptionsChanged();
}

QString Simulation::assumedText() const
{
    const Environment *environment = definition();
    if (environment == nullptr)
        return {};
    QStringList parts;
    for (const Service &service : environment->services) {
        if (const auto health = assumption(service.id))
            parts << tr("%1 %2", "service, assumed state").arg(service.title, healthWord(*health));
    }
    return parts.join(QStringLiteral(", "));
}

void Simulation::onWorkspaceChanged()
{
    if (!m_isOn)
        return;
    const auto before = m_assumptions.size();
    m_assumptions.removeIf(
        [this](const auto &assumption) { return !isAssumable(assumption.key()); });
    m_board.setWorkspace(m_live.workspace(), m_live.now());
    refresh();
    if (m_assumptions.size() != before)
        Q_EMIT assumptionsChanged();
}

void Simulation::refresh()
{
    const Environment *environment = definition();
    const EnvironmentView *live = m_live.environment(m_environment);
    if (!m_isOn || environment == nullptr || live == nullptr)
        return;
    m_board.show(assumed(*live, *environment, m_assumptions), m_live.now());
}

} // namespace opsdeck
