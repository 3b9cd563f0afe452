// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/realqueues.h"

#include <QDeadlineTimer>
#include <QFile>

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <csignal>

namespace opsdeck {

namespace {

bool writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    return isWritten
           && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup
                                  | QFile::ReadOther);
}

void give(const QString &path, const char *user)
{
    if (const passwd *entry = ::geteuid() == 0 ? ::getpwnam(user) : nullptr)
        (void)::chown(path.toLocal8Bit().constData(), entry->pw_uid, entry->pw_gid);
}

} // namespace

bool RealPgBouncer::start(const QByteArray &moreSettings)
{
    m_stopSignal = SIGTERM;
    const QByteArray folder = m_folder.path().toLocal8Bit();
    QByteArray users;
    for (const char *user : {"admin", "watcher", "postgres", "other"})
        users += QByteArray("\"") + user + "\" \"pass-word\"\n";
    const QByteArray text =
        "[databases]\nshop = host=" + m_database.path("").toLocal8Bit()
        + " port=" + QByteArray::number(m_database.port())
        + " dbname=postgres user=postgres pool_size=1\n"
          "lost = host=127.0.0.1 port="
        + QByteArray::number(freePort())
        + " dbname=lost pool_size=1\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port="
        + QByteArray::number(m_port) + "\nunix_socket_dir=\nauth_type=md5\nauth_file=" + folder
        + "/users\nadmin_users=admin\nstats_users=watcher\npool_mode=session\n" + moreSettings;
    if (!writeFile(path("users"), users) || !writeFile(path("pgbouncer.ini"), text))
        return false;
    give(m_folder.path(), "postgres");
    return launch("/usr/sbin/pgbouncer", {path("pgbouncer.ini")}, "postgres")
           && waitForPort(m_port);
}

QByteArray RealPgBouncer::login(const char *database, const char *user) const
{
    return QByteArray("host=127.0.0.1 password=pass-word connect_timeout=5 port=")
           + QByteArray::number(m_port) + " dbname=" + database + " user=" + user;
}

void RealPgBouncer::console(const QByteArray &statement) const
{
    PGconn *connection = PQconnectdb(login("pgbouncer", "admin").constData());
    PQclear(PQexec(connection, statement.constData()));
    PQfinish(connection);
}

RealCeleryWorker::RealCeleryWorker(const RealRedis &broker, QString name)
    : m_broker(broker)
    , m_name(std::move(name))
{
    m_stopSignal = SIGQUIT; // a cold shutdown: it waits for no task
}

bool RealCeleryWorker::writeTasks() const
{
    return writeFile(path("tasks.py"), "import time\n"
                                       "from celery import Celery\n"
                                       "app = Celery('tasks', broker='redis://127.0.0.1:"
                                           + QByteArray::number(m_broker.port())
                                           + "/0')\n"
                                             "@app.task\n"
                                             "def nap(seconds=0):\n"
                                             "    time.sleep(seconds)\n");
}

bool RealCeleryWorker::start(bool sendsHeartbeats)
{
    if (!writeTasks())
        return false;
    QStringList arguments{"-B",   "-m", "celery", "-A", "tasks",       "worker",         "-n",
                          m_name, "-P", "solo",   "-Q", "celery,slow", "--loglevel=INFO"};
    if (!sendsHeartbeats)
        arguments << "--without-heartbeat" << "--without-gossip" << "--without-mingle";
    if (!launch("/usr/bin/python3", arguments))
        return false;
    const QDeadlineTimer deadline(30'000);
    while (!deadline.hasExpired()) {
        if (log().contains(" ready."))
            return true;
        if (m_process.waitForFinished(50))
            break;
    }
    qWarning("the worker is not ready: %s", log().constData());
    return false;
}

bool RealCeleryWorker::send(const QByteArray &options) const
{
    return writeTasks()
           && runTool("/usr/bin/python3", {"-B", "-c",
                                           "import tasks; tasks.nap.apply_async("
                                               + QString::fromLatin1(options) + ")"});
}

} // namespace opsdeck
