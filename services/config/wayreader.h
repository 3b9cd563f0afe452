// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/config/variables.h"
#include "services/domain/way.h"

namespace opsdeck {

/// The ways of a platform as one environment has them, variables replaced. The word "direct" always
/// names the way that is none. A broken way stays by its id, without hosts: nothing may go directly
/// because its way could not be read.
class WayBook final
{
public:
    /// `nodes`: the list under `ways`; `directory`: the workspace's, for files; `unset`: ids of
    /// ways that are not set up here.
    WayBook(const QList<YamlNode> &nodes, const Variables &variables, const QString &environment,
            const QString &directory, const Reporter &reporter, const QStringList &unset = {});

    /// The way of that name; reported at `at` when there is none, and then one that leads nowhere,
    /// as does one that is not set up.
    Way named(const QString &id, YamlPosition at) const;

    /// A way that leads nowhere: whatever is asked by it fails.
    static Way leadingNowhere(const QString &id);

    const QList<Way> &ways() const { return m_ways; }

private:
    void read(const YamlNode &node, const QString &directory);

    Reporter m_reporter;
    QList<Way> m_ways;
    QStringList m_unset;
};

} // namespace opsdeck
