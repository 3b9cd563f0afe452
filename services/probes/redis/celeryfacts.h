// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/findings.h"
#include "services/probes/redis/celerymessages.h"

#include <QMap>

namespace opsdeck {

/// What a look at a broker found.
struct CeleryFacts
{
    struct Queue
    {
        QString name;
        double length = 0;
        std::optional<double> oldest; ///< s, of the task that has waited longest
        bool isAtLeast = false; ///< it was seen to wait for so long; it may have waited longer
    };

    enum class Beat {
        NotAsked,
        Absent,
        Unreadable,
        Ahead, ///< by more than clocks may differ: how old it is can't be told
        Known
    };

    QList<Queue> queues;
    double unacked = 0;     ///< tasks that workers hold and have not answered for
    bool isPartial = false; ///< there were more keys than were looked at for queues
    QMap<QString, celery::Heartbeat> workers;
    bool listened = false;
    double listenedFor = 0;                 ///< s
    std::optional<bool> consumersConnected; ///< nothing: not known
    bool isAsking = false;                  ///< one of them for tasks, while it was listened
    bool heardBefore = false;               ///< heartbeats came at an earlier check
    Beat beat = Beat::NotAsked;
    double beatAge = 0; ///< s; of a tick that lies ahead, negative

    /// Of a tick at `moment`, seen at `now`: seconds since 1970. Up to a minute ahead is the two
    /// machines' clocks.
    void takeTick(double moment, double now);

    double waiting() const; ///< tasks in all queues
    /// What stands beside a state that is well: beat's last tick where it was asked for, else how
    /// many tasks wait.
    QString figure() const;
    QString message() const;
    QVariantMap fields() const;
    QList<Sample> samples() const;
};

/// What a look leaves for the next one.
struct CeleryNotes
{
    struct Head
    {
        QString id;
        Instant since; ///< when it was first seen to be the oldest
    };

    QString heardOn;           ///< the broker by which heartbeats have come
    QMap<QString, Head> heads; ///< by broker and list
};

struct CeleryLimits
{
    Limits queue;  ///< tasks
    Limits oldest; ///< ms
    Limits beat;   ///< ms
    QStringList workers;
    double workersAtLeast = 1;  ///< fewer: critical
    double workersExpected = 0; ///< fewer: a warning
    QString beatKey;

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    static CeleryLimits from(const Parameters &parameters);
};

Findings judgeCelery(const CeleryFacts &facts, const CeleryLimits &limits, const QString &where);

} // namespace opsdeck
