// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/realservers.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QTcpSocket>

#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace opsdeck {

namespace {

constexpr int kStartMs = 30'000;

bool writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What may wait for an answer that does not come must not wait for ever.
void give(const QString &path, const char *user)
{
    if (const passwd *entry = ::geteuid() == 0 ? ::getpwnam(user) : nullptr)
        (void)::chown(path.toLocal8Bit().constData(), entry->pw_uid, entry->pw_gid);
}

} // namespace

RealServer::RealServer()
    : m_port(freePort())
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

RealServer::~RealServer()
{
    stop();
}

QByteArray RealServer::log() const
{
    return readFile(path(QStringLiteral("log")));
}

void RealServer::signal(int number) const
{
    if (isRunning())
        ::kill(static_cast<pid_t>(pid()), number);
}

void RealServer::pause() const
{
    signal(SIGSTOP);
    // Threads on another core go on for a moment, and might answer.
    const QString tasks = QStringLiteral("/proc/%1/task").arg(pid());
    const auto isStopped = [&](const QString &task) {
        const QByteArray stat = readFile(tasks + QLatin1Char('/') + task + QLatin1String("/stat"));
        const QByteArray state = stat.mid(stat.lastIndexOf(')') + 2, 1);
        return state.isEmpty() || state == "T";
    };
    QDeadlineTimer deadline(2000);
    while (isRunning() && !deadline.hasExpired()) {
        const QStringList all = QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        if (std::all_of(all.cbegin(), all.cend(), isStopped))
            return;
        ::usleep(1000);
    }
}

void RealServer::resume() const
{
    signal(SIGCONT);
}

void RealServer::killHard()
{
    m_process.kill();
    m_process.waitForFinished();
}

void RealServer::stop()
{
    if (!isRunning())
        return;
    resume();
    signal(m_stopSignal);
    if (!m_process.waitForFinished(5000))
        killHard();
}

void RealServer::become(QProcess &process, const char *user)
{
    const passwd *entry = user != nullptr && ::geteuid() == 0 ? ::getpwnam(user) : nullptr;
    if (entry == nullptr)
        return;
    process.setChildProcessModifier([uid = entry->pw_uid, gid = entry->pw_gid] {
        (void)::setgroups(0, nullptr);
        (void)::setgid(gid);
        (void)::setuid(uid);
    });
}

bool RealServer::launch(const QString &program, const QStringList &arguments, const char *asUser)
{
    become(m_process, asUser);
    m_process.setStandardOutputFile(path(QStringLiteral("log")), QIODevice::Append);
    m_process.setWorkingDirectory(m_folder.path());
    m_process.start(program, arguments);
    return m_process.waitForStarted();
}

bool RealServer::runTool(const QString &program, const QStringList &arguments,
                         const char *asUser) const
{
    QProcess process;
    become(process, asUser);
    process.setWorkingDirectory(m_folder.path());
    process.start(program, arguments);
    return process.waitForFinished(kStartMs) && process.exitStatus() == QProcess::NormalExit
           && process.exitCode() == 0;
}

bool RealServer::waitForPort(quint16 port)
{
    const QDeadlineTimer deadline(kStartMs);
    while (!deadline.hasExpired()) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (socket.waitForConnected(1000))
            return true;
        if (m_process.waitForFinished(20)) {
            qWarning("the server has ended: %s", log().constData());
            return false;
        }
    }
    return false;
}

TestAuthority::TestAuthority()
{
    m_valid =
        writeFile(
            file(QStringLiteral("ca.cnf")),
            "[ca]\ndefault_ca=own\n[own]\ndir=" + m_folder.path().toLocal8Bit()
                + "\ndatabase=$dir/index\nserial=$dir/serial\nnew_certs_dir=$dir\ncertificate=$dir/"
                  "ca.pem\n"
                  "private_key=$dir/"
                  "ca.key\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n"
                  "[any]\ncommonName=supplied\n")
        && writeFile(file(QStringLiteral("index")), "")
        && writeFile(file(QStringLiteral("serial")), "01\n")
        && openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "3650", "-subj", "/CN=Test Authority", "-keyout", "ca.key",
                    "-out", "ca.pem"});
}

bool TestAuthority::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("openssl"), arguments);
    const bool isDone = process.waitForFinished(kStartMs) && process.exitCode() == 0;
    if (!isDone)
        qWarning("openssl: %s", process.readAllStandardError().constData());
    return isDone;
}

bool TestAuthority::issue(const QString &name, const QString &names, double fromDays,
                          double toDays) const
{
    const auto moment = [](double days) {
        return QDateTime::currentDateTimeUtc()
                   .addMSecs(static_cast<qint64>(days * 86'400'000))
                   .toString("yyyyMMddhhmmss")
               + "Z";
    };
    return openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=" + name, "-addext", "subjectAltName=" + names, "-keyout",
                    name + ".key", "-out", name + ".csr"})
           && openssl({"ca", "-batch", "-notext", "-config", "ca.cnf", "-startdate",
                       moment(fromDays), "-enddate", moment(toDays), "-in", name + ".csr", "-out",
                       name + ".pem"});
}

bool TestAuthority::issueThrough(const QString &issuer, double issuerToDays, const QString &name,
                                 const QString &names) const
{
    const QString end = QDateTime::currentDateTimeUtc()
                            .addMSecs(static_cast<qint64>(issuerToDays * 86'400'000))
                            .toString("yyyyMMddhhmmss")
                        + "Z";
    const QStringList key{"req",    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                          "-nodes", "-subj"};
    if (!openssl(key
                 + QStringList{"/CN=" + issuer, "-addext", "basicConstraints=critical,CA:TRUE",
                               "-keyout", issuer + ".key", "-out", issuer + ".csr"})
        || !openssl({"ca", "-batch", "-notext", "-config", "ca.cnf", "-startdate",
                     "20200101000000Z", "-enddate", end, "-in", issuer + ".csr", "-out",
                     issuer + ".pem"})
        || !openssl(key
                    + QStringList{"/CN=" + name, "-addext", "subjectAltName=" + names, "-keyout",
                                  name + ".key", "-out", name + ".csr"})
        || !openssl({"x509", "-req", "-in", name + ".csr", "-CA", issuer + ".pem", "-CAkey",
                     issuer + ".key", "-CAcreateserial", "-copy_extensions", "copy", "-days", "90",
                     "-out", name + ".pem"}))
        return false;
    QFile chain(file(name + ".pem"));
    QFile above(file(issuer + ".pem"));
    return chain.open(QIODevice::Append) && above.open(QIODevice::ReadOnly)
           && chain.write(above.readAll()) > 0;
}

bool TestAuthority::issueSelfSigned(const QString &name, const QString &names) const
{
    return openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "100", "-subj", "/CN=" + name, "-addext",
                    "subjectAltName=" + names, "-keyout", name + ".key", "-out", name + ".pem"});
}

RealPostgres::RealPostgres()
{
    m_stopSignal = SIGQUIT; // an immediate shutdown: sessions do not hold it
    give(m_folder.path(), "postgres");
}

bool RealPostgres::start(const QStringList &settings)
{
    static const QString bin = QStringLiteral("/usr/lib/postgresql/15/bin/");
    const QString data = path(QStringLiteral("data"));
    if (!m_initialised) {
        if (!runTool(
                bin + "initdb",
                {"-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"},
                "postgres"))
            return false;
        if (!writeFile(data + "/pg_hba.conf", "local all all trust\nlocal replication all "
                                              "trust\nhost all all 127.0.0.1/32 scram-sha-256\n"))
            return false;
        m_initialised = true;
    }
    QStringList arguments{"-D", data,
                          "-p", QString::number(m_port),
                          "-k", m_folder.path(),
                          "-c", "listen_addresses=127.0.0.1",
                          "-c", "fsync=off",
                          "-c", "shared_buffers=16MB",
                          "-c", "log_connections=on"};
    for (const QString &setting : settings)
        arguments << "-c" << setting;
    return launch(bin + "postgres", arguments, "postgres") && waitForPort(m_port)
           && (QFile::exists(data + "/standby.signal") || [this] {
                  const QDeadlineTimer deadline(kStartMs);
                  while (!deadline.hasExpired()) {
                      if (sql("SELECT 1") == "1")
                          return true;
                      if (m_process.waitForFinished(20))
                          return false;
                  }
                  return false;
              }());
}

QByteArray RealPostgres::sql(const QByteArray &statement) const
{
    const QByteArray target =
        "host=" + m_folder.path().toLocal8Bit() + " port=" + QByteArray::number(m_port)
        + " user=postgres dbname=postgres application_name=test connect_timeout=5";
    PGconn *connection = PQconnectdb(target.constData());
    PGresult *result = PQexec(connection, statement.constData());
    const ExecStatusType status = PQresultStatus(result);
    QByteArray answer;
    if (status == PGRES_TUPLES_OK)
        answer = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    else if (status != PGRES_COMMAND_OK)
        answer = QByteArray("ERROR ") + PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    return answer;
}

void RealPostgres::makeStandby() const
{
    const QString file = path(QStringLiteral("data/standby.signal"));
    writeFile(file, "");
    give(file, "postgres");
}

bool RealPostgres::copyFrom(const RealPostgres &primary, const QString &slot)
{
    const QString target = QStringLiteral("host=%1 port=%2 user=postgres application_name=%3")
                               .arg(primary.path(QString()), QString::number(primary.port()), slot);
    m_initialised = runTool(
        QStringLiteral("/usr/lib/postgresql/15/bin/pg_basebackup"),
        {"-D", path("data"), "-d", target, "-X", "stream", "-c", "fast", "-R", "-C", "-S", slot},
        "postgres");
    return m_initialised;
}

bool RealPostgres::makeBaseBackup(const QString &folder) const
{
    return runTool(QStringLiteral("/usr/lib/postgresql/15/bin/pg_basebackup"),
                   {"-D", path(folder), "-h", path(QString()), "-p", QString::number(port()), "-U",
                    "postgres", "-X", "fetch", "-c", "fast", "--no-sync"},
                   "postgres");
}

void RealPostgres::useTls(const QString &certificate, const QString &key) const
{
    for (const auto &[from, name] :
         {std::pair(certificate, "server.pem"), std::pair(key, "server.key")}) {
        const QString to = path(QLatin1String(name));
        QFile::remove(to);
        QFile::copy(from, to);
        QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner);
        give(to, "postgres");
    }
}

bool RealRedis::start()
{
    QStringList arguments{"--bind",        "127.0.0.1", "--port", QString::number(m_port), "--dir",
                          m_folder.path(), "--save",    "",       "--appendonly",          "no"};
    arguments += m_arguments;
    return launch(QStringLiteral("redis-server"), arguments) && waitForPort(m_port);
}

QByteArray RealRedis::command(const QStringList &words) const
{
    QProcess process;
    process.start(QStringLiteral("redis-cli"),
                  QStringList{"-p", QString::number(m_port), "--no-auth-warning"} + words);
    process.waitForFinished(kStartMs);
    return process.readAllStandardOutput().trimmed();
}

bool RealNginx::start(const QStringList &certificates)
{
    const QByteArray folder = m_folder.path().toLocal8Bit();
    QByteArray text =
        "daemon off;\nerror_log stderr;\npid " + folder + "/pid;\nworker_processes 1;\n";
    if (::geteuid() == 0)
        text += "user root;\n";
    text += "events { worker_connections 256; }\nhttp {\n log_format seen '$request_uri "
            "$http_authorization';\n access_log "
            + folder + "/access seen;\n";
    for (const char *name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        text += QByteArray(" ") + name + "_temp_path " + folder + "/" + name + ";\n";
    text += " server { listen 127.0.0.1:" + QByteArray::number(m_port)
            + "; return 200 '{\"status\":\"healthy\"}'; }\n";
    for (const QString &certificate : certificates) {
        const quint16 port = freePort();
        m_ports.insert(certificate, port);
        text += " server { listen 127.0.0.1:" + QByteArray::number(port) + " ssl; ssl_certificate "
                + m_authority.file(certificate + ".pem").toLocal8Bit() + "; ssl_certificate_key "
                + m_authority.file(certificate + ".key").toLocal8Bit()
                + "; default_type application/json; return 200 '{\"status\":\"healthy\"}'; }\n";
    }
    text += "}\n";
    if (!writeFile(path(QStringLiteral("nginx.conf")), text))
        return false;
    return launch(QStringLiteral("/usr/sbin/nginx"),
                  {"-e", "stderr", "-c", path(QStringLiteral("nginx.conf")), "-p", m_folder.path()})
           && waitForPort(m_port);
}

QByteArray RealNginx::accessLog() const
{
    return readFile(path(QStringLiteral("access")));
}

void RealProxy::askFor(const QByteArray &user, const QByteArray &password)
{
    m_user = user;
    m_password = password;
}

bool RealProxy::start()
{
    const QByteArray port = QByteArray::number(m_port);
    const QByteArray rule = QByteArray::number(m_rule);
    const QString file = m_folder.filePath(QStringLiteral("proxy.conf"));
    QByteArray text;
    switch (m_program) {
    case Program::Microsocks: {
        QStringList arguments{"-i", "127.0.0.1", "-p", QString::fromLatin1(port)};
        if (!m_user.isEmpty())
            arguments << "-u" << QString::fromLatin1(m_user) << "-P"
                      << QString::fromLatin1(m_password);
        return launch(QStringLiteral("microsocks"), arguments) && waitForPort(m_port);
    }
    case Program::Tinyproxy:
        text = "Port " + port + "\nListen 127.0.0.1\nTimeout 600\nMaxClients 100\nLogLevel Info\n";
        if (!m_user.isEmpty())
            text += "BasicAuth " + m_user + ' ' + m_password + '\n';
        if (m_rule != 0)
            text += "ConnectPort " + rule + '\n';
        break;
    case Program::Dante:
        text = "logoutput: stderr\ninternal: 127.0.0.1 port = " + port
               + "\nexternal: lo\nclientmethod: none\nsocksmethod: none\n"
                 "client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n";
        if (m_rule != 0)
            text += "socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 port = " + rule + " }\n";
        text += "socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n";
        break;
    }
    QFile config(file);
    if (!config.open(QIODevice::WriteOnly) || config.write(text) != text.size())
        return false;
    config.close();
    const bool isStarted =
        m_program == Program::Dante
            ? launch(QStringLiteral("danted"), {"-f", file, "-p", path(QStringLiteral("pid"))})
            : launch(QStringLiteral("tinyproxy"), {"-d", "-c", file});
    return isStarted && waitForPort(m_port);
}

} // namespace opsdeck
