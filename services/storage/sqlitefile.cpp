// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/sqlitefile.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QThread>
#include <QUuid>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SqliteFile)
};

/// SQLite's primary result codes, https://www.sqlite.org/rescode.html
constexpr int kBusy = 5;
constexpr int kReadOnly = 8;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCantOpen = 14;
constexpr int kNotADatabase = 26;

constexpr int kBusyMs = 5000; ///< as long as every other statement waits
constexpr int kBusyPauseMs = 10;

} // namespace

SqliteFile::~SqliteFile()
{
    close();
}

Error SqliteFile::errorOf(const QSqlError &error, const QString &doing) const
{
    const int code = error.nativeErrorCode().toInt() & 0xFF;
    const QString raw = error.text();
    switch (code) {
    case kCorrupt:
    case kNotADatabase:
        return {ErrorKind::Garbage, Words::tr("%1 is broken (%2).").arg(m_path, doing), QString(),
                raw};
    case kFull:
        return {ErrorKind::Storage, Words::tr("The disk is full: %1 (%2).").arg(m_path, doing),
                Words::tr("Try: free some space; Opsdeck goes on by itself."), raw};
    case kBusy:
        return {ErrorKind::Storage, Words::tr("Another program holds %1 (%2).").arg(m_path, doing),
                Words::tr("Try: close the other Opsdeck, or wait."), raw};
    case kReadOnly:
    case kCantOpen:
        return {
            ErrorKind::Storage, Words::tr("%1 can't be written (%2).").arg(m_path, doing),
            Words::tr("Try: permissions of the data folder, and whether its disk is read-only."),
            raw};
    default:
        return {ErrorKind::Storage, Words::tr("%1 failed (%2).").arg(m_path, doing),
                Words::tr("Try: space and permissions of the data folder."), raw};
    }
}

Result<void> SqliteFile::open(const QString &path, Durability durability, Space space)
{
    close();
    m_path = path;
    // The folder alone, where it was removed while the program ran: what lies above it is somebody
    // else's.
    const QString folder = QFileInfo(path).absolutePath();
    if (::mkdir(QFile::encodeName(folder).constData(), 0700) != 0 && errno != EEXIST) {
        const int why = errno;
        return failure(ErrorKind::Storage, Words::tr("The data folder %1 is missing.").arg(folder),
                       Words::tr("Nothing is kept until it can be made again; Opsdeck tries on by "
                                 "itself. %1 is not written.")
                           .arg(path),
                       QString::fromLocal8Bit(std::strerror(why)));
    }
    // SQLite gives its side files the mode of the main one. A file that is there is not touched:
    // closing a descriptor of it would drop the locks that SQLite holds for this process.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        ::close(descriptor);
    m_connection = QStringLiteral("opsdeck-%1").arg(QUuid::createUuid().toString(QUuid::Id128));
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!m_database.open())
        return failure(errorOf(m_database.lastError(), Words::tr("opening")));
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) == 0) {
        m_device = info.st_dev;
        m_inode = info.st_ino;
    }
    if (space == Space::GivenBack) {
        // Of no effect on a file that holds something.
        static_cast<void>(run(QStringLiteral("PRAGMA page_size=16384")));
        static_cast<void>(run(QStringLiteral("PRAGMA auto_vacuum=INCREMENTAL")));
        // Pages of the log after which a commit brings them into the file: fewer are shorter waits.
        static_cast<void>(run(QStringLiteral("PRAGMA wal_autocheckpoint=750")));
    }
    if (auto done = switchToWal(); !done)
        return done;
    for (const QString &pragma :
         {durability == Durability::Full ? QStringLiteral("PRAGMA synchronous=FULL")
                                         : QStringLiteral("PRAGMA synchronous=NORMAL"),
          QStringLiteral("PRAGMA journal_size_limit=16777216")}) {
        if (auto done = run(pragma); !done)
            return done;
    }
    // A broken first page may show only when it is read.
    QSqlQuery check = query();
    if (!check.exec(QStringLiteral("SELECT count(*) FROM sqlite_master")) || !check.next())
        return failure(errorOf(check.lastError(), Words::tr("reading")));
    return {};
}

Result<void> SqliteFile::switchToWal() const
{
    // SQLite does not wait for others here, whatever the time limit says: two that open a new file
    // at once would fail.
    QElapsedTimer waited;
    waited.start();
    while (true) {
        QSqlQuery one = query();
        if (one.exec(QStringLiteral("PRAGMA journal_mode=WAL")))
            return {};
        const bool isBusy = (one.lastError().nativeErrorCode().toInt() & 0xFF) == kBusy;
        if (!isBusy || waited.elapsed() > kBusyMs)
            return failure(errorOf(one.lastError(), Words::tr("opening")));
        QThread::msleep(kBusyPauseMs);
    }
}

void SqliteFile::close()
{
    if (m_connection.isEmpty())
        return;
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
    m_connection.clear();
}

bool SqliteFile::isInPlace() const
{
    struct stat info = {};
    return ::stat(QFile::encodeName(m_path).constData(), &info) == 0 && info.st_dev == m_device
           && info.st_ino == m_inode;
}

Result<void> SqliteFile::run(const QString &statement) const
{
    QSqlQuery one = query();
    if (!one.exec(statement))
        return failure(errorOf(one.lastError(), statement.section(QLatin1Char(' '), 0, 1)));
    return {};
}

QVariant SqliteFile::value(const QString &statement) const
{
    QSqlQuery one = query();
    return one.exec(statement) && one.next() ? one.value(0) : QVariant();
}

} // namespace opsdeck
