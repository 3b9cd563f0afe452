// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/realdocker.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QStandardPaths>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace opsdeck {

QString RealDocker::hindrance()
{
    if (::geteuid() != 0)
        return QStringLiteral("root is needed to run a Docker Engine of the test's own");
    for (const char *program : {"dockerd", "docker", "docker-compose", "unshare", "ip"}) {
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty()
            && QStandardPaths::findExecutable(
                   QLatin1String(program), {QStringLiteral("/usr/sbin"), QStringLiteral("/sbin")})
                   .isEmpty())
            return QStringLiteral("the program %1 is missing").arg(QLatin1String(program));
    }
    return {};
}

bool RealDocker::launchIn(const QStringList &namespaces, const QString &options)
{
    m_stopSignal = SIGKILL; // all of it goes with its process namespace, at once
    QFile::remove(path(QStringLiteral("pid")));
    QFile::remove(socket());
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    const QString command =
        QStringLiteral("PATH=$PATH:/usr/sbin:/sbin; ip link set lo up; exec dockerd --data-root "
                       "%1/data --exec-root %1/exec --pidfile %1/pid "
                       "-H unix://%1/docker.sock %2")
            .arg(m_folder.path(), options);
    return launch(QStringLiteral("unshare"), namespaces
                                                 + QStringList{"-m", "-p", "-f", "--kill-child",
                                                               "--mount-proc", "sh", "-c", command})
           && isUp();
}

bool RealDocker::isUp()
{
    const QDeadlineTimer deadline(30'000);
    while (!deadline.hasExpired()) {
        if (!docker({"ps", "-q"}, 5).startsWith("ERROR"))
            return true;
        if (m_process.waitForFinished(50))
            break;
    }
    qWarning("dockerd does not run: %s", log().right(3000).constData());
    return false;
}

bool RealDocker::start()
{
    return launchIn({QStringLiteral("-n")}, {}) && makeImage();
}

bool RealDocker::startTls(const TestAuthority &authority)
{
    return launchIn({},
                    QStringLiteral(
                        "--bridge=none --iptables=false --ip6tables=false --ip-forward=false "
                        "--ip-masq=false --userland-proxy=false --storage-driver vfs "
                        "-H tcp://127.0.0.1:%1 --tlsverify --tlscacert %2 --tlscert %3 --tlskey %4")
                        .arg(port())
                        .arg(authority.caFile(), authority.file(QStringLiteral("server.pem")),
                             authority.file(QStringLiteral("server.key"))))
           && waitForPort(port());
}

bool RealDocker::makeImage() const
{
    const QDir root(path(QStringLiteral("image")));
    for (const char *folder : {"etc", "tmp", "usr", "proc", "sys", "dev", "run", "var"}) {
        if (!root.mkpath(QLatin1String(folder)))
            return false;
    }
    for (const char *name : {"bin", "lib", "lib64", "sbin"})
        QFile::link(QStringLiteral("usr/") + QLatin1String(name),
                    root.filePath(QLatin1String(name)));
    for (const char *file : {"passwd", "group", "ld.so.cache"})
        QFile::copy(QStringLiteral("/etc/") + QLatin1String(file),
                    root.filePath(QStringLiteral("etc/") + QLatin1String(file)));
    return runTool(QStringLiteral("sh"),
                   {"-c", QStringLiteral("tar -C '%1' -c . | docker -H 'unix://%2' import - lab:1")
                              .arg(root.path(), socket())});
}

QByteArray RealDocker::docker(const QStringList &words, int seconds) const
{
    QProcess process;
    process.start(QStringLiteral("docker"),
                  QStringList{QStringLiteral("-H"), QStringLiteral("unix://") + socket()} + words);
    const bool isDone = process.waitForFinished(seconds * 1000)
                        && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    return isDone ? process.readAllStandardOutput().trimmed()
                  : "ERROR " + process.readAllStandardError().trimmed();
}

bool RealDocker::run(const QString &name, const QStringList &options,
                     const QStringList &command) const
{
    const QByteArray said =
        docker(QStringList{"run", "-d", "--name", name, "--stop-timeout", "0", "-v", "/usr:/usr:ro"}
               + options + QStringList{"lab:1"} + command);
    if (said.startsWith("ERROR"))
        qWarning("docker run: %s", said.constData());
    return !said.startsWith("ERROR");
}

QByteArray RealDocker::compose(const QString &project, const QByteArray &text,
                               const QStringList &words) const
{
    const QString name = path(project + QStringLiteral(".yml"));
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return "ERROR the file could not be written";
    file.close();
    QProcess process;
    process.start(QStringLiteral("docker-compose"),
                  QStringList{"-H", "unix://" + socket(), "-p", project, "-f", name} + words);
    const bool isDone = process.waitForFinished(120'000) && process.exitCode() == 0;
    return isDone ? process.readAllStandardOutput().trimmed()
                  : "ERROR " + process.readAllStandardError().trimmed();
}

QByteArray RealDocker::inspect(const QString &name, const QString &format) const
{
    return docker({"inspect", "--format", format, name});
}

bool RealDocker::killDaemon()
{
    // The first process is gone before those of its namespace are.
    killHard();
    const QDeadlineTimer deadline(10'000);
    while (!deadline.hasExpired()) {
        QLocalSocket client;
        client.connectToServer(socket());
        if (!client.waitForConnected(100))
            return true;
    }
    return false;
}

qint64 RealDocker::daemonPid() const
{
    // unshare waits for its child, which is the daemon.
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
}

void RealDocker::freeze() const
{
    if (const qint64 pid = daemonPid(); pid > 1)
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
}

void RealDocker::thaw() const
{
    if (const qint64 pid = daemonPid(); pid > 1)
        ::kill(static_cast<pid_t>(pid), SIGCONT);
}

} // namespace opsdeck
