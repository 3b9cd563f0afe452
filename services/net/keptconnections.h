// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

#include <functional>
#include <memory>
#include <unordered_map>

namespace opsdeck {

/// Idle connections between checks, one a key. `Connection` has target(), whose type has sameAs(),
/// and watchIdle(lost). Who takes one has it alone; a second taker of the same key gets none and
/// makes its own.
template <typename Connection, typename Target>
class KeptConnections final
{
public:
    /// `lost` is told the key of an idle connection that its peer has ended.
    explicit KeptConnections(std::function<void(const QString &key)> lost)
        : m_lost(std::move(lost))
    {}

    std::unique_ptr<Connection> take(const QString &key, const Target &target)
    {
        const auto it = m_idle.find(key);
        if (it == m_idle.end())
            return nullptr;
        std::unique_ptr<Connection> connection = std::move(it->second);
        m_idle.erase(it);
        return connection->target().sameAs(target) ? std::move(connection) : nullptr;
    }

    void keep(const QString &key, std::unique_ptr<Connection> connection)
    {
        if (m_idle.contains(key)) {
            connection.release()->deleteLater(); // it may be the one that calls
            return;
        }
        connection->watchIdle([this, key] {
            const auto it = m_idle.find(key);
            if (it == m_idle.end())
                return;
            it->second.release()->deleteLater(); // it is the one that calls
            m_idle.erase(it);
            m_lost(key);
        });
        m_idle.emplace(key, std::move(connection));
    }

    void drop(const QString &key) { m_idle.erase(key); }

    /// Closes the idle ones of all other keys.
    void keepOnly(const QSet<QString> &keys)
    {
        std::erase_if(m_idle, [&keys](const auto &idle) { return !keys.contains(idle.first); });
    }

    std::size_t size() const { return m_idle.size(); }

private:
    std::function<void(const QString &)> m_lost;
    std::unordered_map<QString, std::unique_ptr<Connection>> m_idle;
};

} // namespace opsdeck
