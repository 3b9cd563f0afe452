// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <optional>

namespace opsdeck {

/// When what fills will be full, by how its free space went over the last six hours. Kept in a
/// ProbeMemory.
class FillTrend final
{
public:
    /// `size` and `free` in any one unit. Another size begins anew.
    void add(const QString &what, const Instant &now, double size, double free);
    /// Seconds until nothing is free; nothing while it was seen for less than half an hour, and
    /// when it does not fill.
    std::optional<double> secondsToFull(const QString &what) const;
    /// Forgets what is no longer there.
    void keepOnly(const QSet<QString> &what);

private:
    struct Point
    {
        double seconds = 0;
        double free = 0;
    };

    struct Seen
    {
        double size = 0;
        QList<Point> points;
    };

    QHash<QString, Seen> m_seen;
};

} // namespace opsdeck
