// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/whatif.h"

#include <optional>

namespace opsdeck {

/// One environment as it would be if some of its services were in states that somebody assumes,
/// kept current as the live board changes. It has a board of its own, so that nothing of it is seen
/// anywhere else. GUI thread.
class Simulation final : public QObject
{
    Q_OBJECT
public:
    /// `live` outlives it.
    explicit Simulation(StatusBoard &live, QObject *parent = nullptr);

    /// Begins with nothing assumed.
    void start(const EnvironmentKey &environment);
    void stop();

    bool isOn() const { return m_isOn; }

    /// What would be; of the environment of start() alone.
    StatusBoard &board() { return m_board; }

    /// Whether anything can be assumed of it.
    bool isAssumable(const ServiceId &service) const;
    /// Without a state: as it is.
    void assume(const ServiceId &service, std::optional<Health> health);
    std::optional<Health> assumption(const ServiceId &service) const;
    void clear();

    const Assumptions &assumptions() const { return m_assumptions; }

    /// "db down, redis degraded"; empty when nothing is assumed.
    QString assumedText() const;

Q_SIGNALS:
    void assumptionsChanged();

private:
    void onWorkspaceChanged();
    void refresh();
    const Environment *definition() const;

    StatusBoard &m_live;
    StatusBoard m_board;
    EnvironmentKey m_environment;
    Assumptions m_assumptions;
    bool m_isOn = false;
};

} // namespace opsdeck
