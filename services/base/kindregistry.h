// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"

#include <QList>

#include <algorithm>

namespace opsdeck {

/// The known kinds of one extension point (probes, steps, channels): an explicit list, built once
/// in app, read-only after. `Kind` has a member `KindInfo info`. That ids are unique is a test, not
/// a run-time check.
template <typename Kind>
class KindRegistry
{
public:
    explicit KindRegistry(QList<Kind> kinds)
        : m_kinds(std::move(kinds))
    {}

    const QList<Kind> &kinds() const { return m_kinds; }

    const Kind *find(const QString &id) const
    {
        const auto it = std::find_if(m_kinds.cbegin(), m_kinds.cend(),
                                     [&](const Kind &kind) { return kind.info.id == id; });
        return it == m_kinds.cend() ? nullptr : &*it;
    }

    QList<KindInfo> infos() const
    {
        QList<KindInfo> all;
        for (const Kind &kind : m_kinds)
            all.append(kind.info);
        return all;
    }

private:
    QList<Kind> m_kinds;
};

} // namespace opsdeck
