// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamspool.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QSqlError>
#include <QUuid>

namespace opsdeck {

namespace {

constexpr int kGivenUpAtOnce = 60; ///< ticks: a minute of them
constexpr qint64 kFreePagesLeft = 64;
constexpr qint64 kPagesGivenBack = 256; ///< at once

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TeamSpool)
};

/// The side files first: a journal left behind would be played into the new file.
bool moveAway(const QString &path, const QString &name)
{
    for (const char *side : {"-wal", "-shm"}) {
        if (QFile::exists(path + QLatin1String(side)))
            QFile::rename(path + QLatin1String(side), name + QLatin1String(side));
    }
    return !QFile::exists(path + QLatin1String("-wal")) && QFile::rename(path, name);
}

} // namespace

Result<void> TeamSpool::openOnce(const QString &path)
{
    if (auto opened =
            m_file.open(path, SqliteFile::Durability::Normal, SqliteFile::Space::GivenBack);
        !opened)
        return opened;
    if (auto begun = m_file.begin(); !begun)
        return begun;
    Result<void> done;
    for (const char *statement :
         {"CREATE TABLE IF NOT EXISTS writer (name TEXT NOT NULL)",
          // AUTOINCREMENT: the number of a tick that is gone is never another one's.
          "CREATE TABLE IF NOT EXISTS ticks (number INTEGER PRIMARY KEY AUTOINCREMENT, bytes "
          "INTEGER NOT NULL, tick BLOB NOT NULL)",
          "CREATE TABLE IF NOT EXISTS refused (number INTEGER PRIMARY KEY, tick BLOB NOT NULL)"}) {
        if (done)
            done = m_file.run(QLatin1String(statement));
    }
    if (done && !m_file.value(QStringLiteral("SELECT name FROM writer")).isValid())
        done = m_file.run(QStringLiteral("INSERT INTO writer VALUES ('%1')")
                              .arg(QUuid::createUuid().toString(QUuid::WithoutBraces)));
    if (done) {
        m_writer = m_file.value(QStringLiteral("SELECT name FROM writer")).toString();
        done = m_file.commit();
    }
    if (!done)
        m_file.rollback();
    return done;
}

Result<void> TeamSpool::open(const QString &path, QString *setAside)
{
    m_file.close();
    auto opened = openOnce(path);
    if (opened || opened.error().kind != ErrorKind::Garbage) {
        if (!opened)
            m_file.close();
        return opened;
    }
    m_file.close();
    const QString name =
        QStringLiteral("%1.corrupt-%2")
            .arg(path,
                 QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")));
    if (!moveAway(path, name))
        return opened;
    if (setAside != nullptr)
        *setAside = name;
    return openOnce(path);
}

void TeamSpool::close()
{
    m_file.close();
}

Result<QVariant> TeamSpool::one(const QString &statement, const QVariantList &values)
{
    QSqlQuery query = m_file.query();
    bool isFine = query.prepare(statement);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isFine = isFine && query.exec();
    if (!isFine)
        return failure(m_file.errorOf(query.lastError(), Words::tr("writing")));
    return query.next() ? query.value(0) : QVariant();
}

Result<qint64> TeamSpool::makeRoom(qint64 mostBytes)
{
    qint64 gone = 0;
    while (true) {
        const auto bytes = one(QStringLiteral("SELECT sum(bytes) FROM ticks"));
        if (!bytes)
            return failure(bytes.error());
        if (bytes->toLongLong() <= mostBytes)
            return gone;
        const auto removed =
            one(QStringLiteral("DELETE FROM ticks WHERE number IN (SELECT number FROM ticks ORDER "
                               "BY number LIMIT min(%1, max(1, (SELECT count(*) / 10 FROM "
                               "ticks))))")
                    .arg(kGivenUpAtOnce));
        if (!removed)
            return failure(removed.error());
        gone += m_file.value(QStringLiteral("SELECT changes()")).toLongLong();
    }
}

Result<qint64> TeamSpool::add(const Tick &tick, qint64 mostBytes)
{
    const QByteArray bytes = encodeTick(tick);
    if (auto begun = m_file.begin(); !begun)
        return failure(begun.error());
    Result<qint64> gone = 0;
    if (const auto added = one(QStringLiteral("INSERT INTO ticks (bytes, tick) VALUES (?, ?)"),
                               {bytes.size(), bytes});
        !added)
        gone = failure(added.error());
    if (gone)
        gone = makeRoom(mostBytes);
    if (gone) {
        if (auto done = m_file.commit(); !done)
            gone = failure(done.error());
    }
    if (!gone)
        m_file.rollback();
    return gone;
}

Result<QList<TeamSpool::Waiting>> TeamSpool::next(qint64 number, int most, qint64 mostBytes)
{
    QSqlQuery rows = m_file.query();
    rows.setForwardOnly(true);
    rows.prepare(
        QStringLiteral("SELECT number, tick FROM ticks WHERE number > ? ORDER BY number LIMIT ?"));
    rows.addBindValue(number);
    rows.addBindValue(most);
    if (!rows.exec())
        return failure(m_file.errorOf(rows.lastError(), Words::tr("reading")));
    QList<Waiting> all;
    qint64 bytes = 0;
    while (bytes < mostBytes && rows.next()) {
        all.append({rows.value(0).toLongLong(), rows.value(1).toByteArray()});
        bytes += all.last().tick.size();
    }
    if (rows.lastError().type() != QSqlError::NoError)
        return failure(m_file.errorOf(rows.lastError(), Words::tr("reading")));
    return all;
}

Result<void> TeamSpool::removeUpTo(qint64 number)
{
    const auto done = one(QStringLiteral("DELETE FROM ticks WHERE number <= ?"), {number});
    if (!done)
        return failure(done.error());
    // A page a run: it stops after each.
    const qint64 free = m_file.value(QStringLiteral("PRAGMA freelist_count")).toLongLong();
    for (qint64 page = kFreePagesLeft; page < std::min(free, kFreePagesLeft + kPagesGivenBack);
         ++page)
        static_cast<void>(m_file.run(QStringLiteral("PRAGMA incremental_vacuum(1)")));
    return {};
}

Result<void> TeamSpool::refuse(qint64 number)
{
    if (auto begun = m_file.begin(); !begun)
        return begun;
    Result<void> done;
    for (const char *statement :
         {"INSERT OR REPLACE INTO refused SELECT number, tick FROM ticks WHERE number = ?",
          "DELETE FROM ticks WHERE number = ?"}) {
        if (const auto each = one(QLatin1String(statement), {number}); done && !each)
            done = failure(each.error());
    }
    if (done)
        done = m_file.commit();
    if (!done)
        m_file.rollback();
    return done;
}

Result<qint64> TeamSpool::count()
{
    const auto all = one(QStringLiteral("SELECT count(*) FROM ticks"));
    return all ? Result<qint64>(all->toLongLong()) : failure(all.error());
}

} // namespace opsdeck
