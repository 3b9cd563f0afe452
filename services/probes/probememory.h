// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QHash>
#include <QSet>

#include <memory>
#include <typeinfo>

namespace opsdeck {

/// What kinds keep from one run of a check to the next, such as counters that only their increase
/// tells anything of. Lost with the program: nothing may depend on its being there. Engine thread;
/// outlives every probe.
class ProbeMemory final
{
public:
    ProbeMemory() = default;
    Q_DISABLE_COPY_MOVE(ProbeMemory)

    /// The T of this check, made when it is asked for first. Stays at its place.
    template <typename T>
    T &of(const CheckKey &check)
    {
        std::shared_ptr<void> &kept = m_kept[check][QByteArray(typeid(T).name())];
        if (!kept)
            kept = std::make_shared<T>();
        return *static_cast<T *>(kept.get());
    }

    /// Forgets all other checks: what was seen by another definition may be of another machine.
    /// Nobody may hold what is theirs.
    void keepOnly(const QSet<CheckKey> &checks)
    {
        m_kept.removeIf([&checks](const auto &kept) { return !checks.contains(kept.key()); });
    }

private:
    QHash<CheckKey, QHash<QByteArray, std::shared_ptr<void>>> m_kept; ///< by check and type
};

} // namespace opsdeck
