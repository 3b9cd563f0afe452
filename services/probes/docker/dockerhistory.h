// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/probes/docker/dockerapi.h"

#include <QHash>
#include <QList>

#include <optional>

namespace opsdeck {

/// What one check saw of its containers before: restarts and CPU time tell something only by how
/// they grow.
class DockerHistory final
{
public:
    /// Takes in what is seen at `now` and tells how often the container has started again in the
    /// last `window`. The first time only a container younger than that can tell. `engineNow`: the
    /// time by the engine's clock, milliseconds of UTC.
    int restartsIn(const dockerapi::Container &container, const Instant &now, qint64 engineNow,
                   Milliseconds window);
    /// Cores in use since the sample before; nothing the first time, or when the container has
    /// started since.
    std::optional<double> coresInUse(const QString &id, const dockerapi::Stats &stats);
    /// Forgets the others.
    void keepOnly(const QStringList &ids);

private:
    struct Seen
    {
        Instant at;
        qint64 restarts = 0;
        QDateTime startedAt;
        QList<Instant> starts; ///< again, newest last
        QDateTime cpuReadAt;
        double cpuSeconds = 0;
    };

    QHash<QString, Seen> m_seen; ///< by id
};

} // namespace opsdeck
