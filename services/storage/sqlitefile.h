// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace opsdeck {

/// One connection to one SQLite file, used by the thread that made it. WAL, foreign keys off, waits
/// five seconds for other writers.
class SqliteFile final
{
public:
    enum class Durability { Normal, Full }; ///< Full: a commit is on the disk when it returns

    enum class Space { Kept, GivenBack }; ///< of what is removed; of a file that is begun

    SqliteFile() = default;
    ~SqliteFile();
    Q_DISABLE_COPY_MOVE(SqliteFile)

    /// Opens or makes the file with mode 0600. A file that is broken is an error of kind Garbage,
    /// its advice left to the caller. Other errors: Storage.
    Result<void> open(const QString &path, Durability durability, Space space = Space::Kept);
    void close();

    bool isOpen() const { return m_database.isOpen(); }

    /// False when the file was removed or another one put in its place since it was opened: what is
    /// written now goes nowhere.
    bool isInPlace() const;

    const QString &path() const { return m_path; }

    QSqlQuery query() const { return QSqlQuery(m_database); }

    Result<void> run(const QString &statement) const;
    /// The first column of the first row; invalid when there is none.
    QVariant value(const QString &statement) const;

    Result<void> begin() const { return run(QStringLiteral("BEGIN IMMEDIATE")); }

    Result<void> commit() const { return run(QStringLiteral("COMMIT")); }

    void rollback() const { static_cast<void>(run(QStringLiteral("ROLLBACK"))); }

    Error errorOf(const QSqlError &error, const QString &doing) const;

private:
    Result<void> switchToWal() const;

    QString m_path;
    QString m_connection;
    QSqlDatabase m_database;
    quint64 m_device = 0;
    quint64 m_inode = 0;
};

} // namespace opsdeck
