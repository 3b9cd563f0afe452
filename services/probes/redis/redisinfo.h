// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QHash>
#include <QVariantMap>

namespace opsdeck {

/// The answer of INFO: "name:value" lines under "# Section" headings.
class RedisInfo final
{
public:
    static RedisInfo parse(const QByteArray &text);

    bool isEmpty() const { return m_values.isEmpty(); }

    QByteArray value(const char *name) const { return m_values.value(name); }

    /// The facts that people look for: "redis.version", "redis.role", "redis.used_memory"…
    QVariantMap fields() const;
    /// Under the names of the Prometheus exporter of Redis: redis_memory_used_bytes,
    /// redis_connected_clients…
    QList<Sample> samples() const;

private:
    QHash<QByteArray, QByteArray> m_values;
};

} // namespace opsdeck
