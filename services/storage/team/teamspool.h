// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/sqlitefile.h"
#include "services/storage/team/ticks.h"

namespace opsdeck {

/// What goes to a team's store and is not known to be there yet, in a file of this workstation: all
/// of it lies here first. Numbers of ticks are never given twice. One thread; several of them, and
/// several processes, may have the file open.
class TeamSpool final
{
public:
    struct Waiting
    {
        qint64 number = 0;
        QByteArray tick;
    };

    /// A file that is broken is set aside as `NAME.corrupt-TIME` and one begun that is another
    /// writer's; `setAside` tells its name.
    Result<void> open(const QString &path, QString *setAside = nullptr);
    void close();

    bool isOpen() const { return m_file.isOpen() && m_file.isInPlace(); }

    /// Who writes, for the team's store: other files have other names.
    const QString &writer() const { return m_writer; }

    /// On the disk, as far as a killed process goes, when it returns. Beyond `mostBytes` the oldest
    /// go; how many: the answer.
    Result<qint64> add(const Tick &tick, qint64 mostBytes);
    /// The oldest after `number`, in their order; at least one where there is one, else
    /// `mostBytes`.
    Result<QList<Waiting>> next(qint64 number, int most, qint64 mostBytes);
    Result<void> removeUpTo(qint64 number);
    /// Into the table `refused`, where it waits for a person.
    Result<void> refuse(qint64 number);
    Result<qint64> count();

private:
    Result<void> openOnce(const QString &path);
    Result<QVariant> one(const QString &statement, const QVariantList &values = {});
    Result<qint64> makeRoom(qint64 mostBytes);

    SqliteFile m_file;
    QString m_writer;
};

} // namespace opsdeck
