// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/comparison.h"

#include <QObject>

namespace opsdeck {

/// What differs between the services of one environment and those of another one of its platform,
/// without being explained. Reads the board while another one is chosen. GUI thread.
class EnvironmentDifferences final : public QObject
{
    Q_OBJECT
public:
    explicit EnvironmentDifferences(StatusBoard &board, QObject *parent = nullptr);

    /// Ends the comparison where it is another one.
    void setEnvironment(const EnvironmentKey &environment);
    /// Empty: nothing is compared.
    void setOther(const EnvironmentId &other);

    /// Nothing is compared meanwhile; what was chosen stays so.
    void setPaused(bool paused);

    const EnvironmentKey &environment() const { return m_environment; }

    const EnvironmentId &other() const { return m_other; }

    bool isOn() const { return !m_other.isEmpty() && !m_isPaused; }

    /// With what it can be compared.
    QList<EnvironmentId> choices() const;

    /// Facts that differ, by service; those without any are not there.
    QHash<ServiceKey, int> counts() const;
    /// Of all services that are here, and of the environments themselves.
    int total() const;
    /// Rows of a service: first those that differ, then those of which it is not known. Values are
    /// of the environment and of the other one, in this order.
    QList<ComparedRow> rowsOf(const ServiceKey &service) const;

Q_SIGNALS:
    void changed();

private:
    void refresh();

    StatusBoard &m_board;
    EnvironmentKey m_environment;
    EnvironmentId m_other;
    bool m_isPaused = false;
    QList<ComparedRow> m_rows; ///< that differ, or are not observed
};

} // namespace opsdeck
