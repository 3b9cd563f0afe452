// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/team/teamschema.h"
#include "services/storage/team/ticks.h"

#include <QHash>
#include <QSet>

namespace opsdeck {

struct NumberedTick
{
    qint64 number = 0;
    Tick tick;
};

/// Writes ticks to a team's store: each once, however often it is given, for the store knows the
/// last one of each writer. Of two values of one series at one time the one that was there stays;
/// of two in one tick the later.
class TeamWriter final
{
public:
    explicit TeamWriter(TeamSession &session)
        : m_session(session)
    {}

    /// In the order of their numbers, in one transaction. The number of the last one that is there.
    Result<qint64> write(const QString &writer, const QList<NumberedTick> &ticks);
    /// After the connection was made anew: it may be another database.
    void forget();

private:
    struct Name
    {
        CheckKey check;
        QString metric;
        Labels labels;
        bool isOfCheck = false; ///< no series: the check itself

        bool operator==(const Name &) const = default;

        friend size_t qHash(const Name &name, size_t seed = 0)
        {
            seed = qHashMulti(seed, name.check, name.metric, name.isOfCheck);
            for (auto it = name.labels.cbegin(); it != name.labels.cend(); ++it)
                seed = qHashMulti(seed, it.key(), it.value());
            return seed;
        }
    };

    struct Rows
    {
        QByteArray samples;
        QByteArray results;
        QByteArray events;
    };

    Result<void> learnWriter(const QString &writer);
    Result<void> learnNames(const QList<NumberedTick> &ticks);
    Result<void> learn(const QList<Name> &names, const QByteArray &rows);
    Result<void> makePartitions(const QList<NumberedTick> &ticks);
    Result<qint64> writeAll(const QList<NumberedTick> &ticks);
    Rows rowsOf(const NumberedTick &tick) const;

    TeamSession &m_session;
    QByteArray m_writer; ///< its id there
    QHash<Name, QByteArray> m_ids;
    QSet<QByteArray> m_partitions;
};

} // namespace opsdeck
