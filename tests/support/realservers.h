// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/freeports.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace opsdeck {

/// A server of its own, started in a temporary folder and ended with this object; all its signals
/// go to its one pid.
class RealServer
{
public:
    virtual ~RealServer();
    Q_DISABLE_COPY_MOVE(RealServer)

    quint16 port() const { return m_port; }

    qint64 pid() const { return m_process.processId(); }

    QString path(const QString &name) const { return m_folder.filePath(name); }

    bool isRunning() const { return m_process.state() == QProcess::Running; }

    QByteArray log() const; ///< standard output and error so far

    void signal(int number) const;
    void pause() const;
    void resume() const;
    /// SIGKILL, and waits until it is gone.
    void killHard();
    void stop();

protected:
    RealServer();

    /// Runs `program` as an ordinary user when this is root and `asUser` names one.
    bool launch(const QString &program, const QStringList &arguments, const char *asUser = nullptr);
    bool runTool(const QString &program, const QStringList &arguments,
                 const char *asUser = nullptr) const;
    bool waitForPort(quint16 port);
    static void become(QProcess &process, const char *user);

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    int m_stopSignal = 15;
};

/// Certificates of an authority of our own, made by openssl in `folder`.
class TestAuthority final
{
public:
    TestAuthority();

    bool isValid() const { return m_valid; }

    QString caFile() const { return m_folder.filePath(QStringLiteral("ca.pem")); }

    QString file(const QString &name) const { return m_folder.filePath(name); }

    /// NAME.pem and NAME.key for `names` ("DNS:a,IP:127.0.0.1"), valid between two moments of now
    /// plus days.
    bool issue(const QString &name, const QString &names, double fromDays, double toDays) const;
    bool issueSelfSigned(const QString &name, const QString &names) const;
    /// NAME.pem with its chain, of an intermediate authority `issuer` that ends at a moment.
    bool issueThrough(const QString &issuer, double issuerToDays, const QString &name,
                      const QString &names) const;

private:
    bool openssl(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    bool m_valid = false;
};

/// PostgreSQL 15. User postgres without a password over the socket; over TCP every user needs one
/// (scram).
class RealPostgres final : public RealServer
{
public:
    RealPostgres();
    bool start(const QStringList &settings = {});
    /// As the superuser; the first value of the answer, or "ERROR …".
    QByteArray sql(const QByteArray &statement) const;
    void makeStandby() const; ///< before start(): replays for ever
    /// Before start(): becomes a streaming standby of a running server, named `slot` there and
    /// reading that slot.
    bool copyFrom(const RealPostgres &primary, const QString &slot);
    /// As pg_basebackup makes it, into a folder of this server's.
    bool makeBaseBackup(const QString &folder) const;
    void useTls(const QString &certificate, const QString &key) const;

private:
    bool m_initialised = false;
};

class RealRedis final : public RealServer
{
public:
    explicit RealRedis(QStringList arguments = {})
        : m_arguments(std::move(arguments))
    {}

    bool start();
    /// What redis-cli prints.
    QByteArray command(const QStringList &words) const;

private:
    QStringList m_arguments;
};

/// nginx with one TLS port a certificate, each answering 200 with `{"status":"healthy"}` and
/// logging the Authorization it got.
class RealNginx final : public RealServer
{
public:
    explicit RealNginx(const TestAuthority &authority)
        : m_authority(authority)
    {}

    bool start(const QStringList &certificates);

    quint16 portOf(const QString &certificate) const { return m_ports.value(certificate); }

    QByteArray accessLog() const;

private:
    const TestAuthority &m_authority;
    QHash<QString, quint16> m_ports;
};

/// A proxy: tinyproxy (HTTP), microsocks or Dante (SOCKS 5).
class RealProxy final : public RealServer
{
public:
    enum class Program { Tinyproxy, Microsocks, Dante };

    explicit RealProxy(Program program)
        : m_program(program)
    {}

    /// From now on it asks for this user's password; not for Dante.
    void askFor(const QByteArray &user, const QByteArray &password);

    /// From now on it lets through to no other port (tinyproxy), or not to this one (Dante).
    void setRule(quint16 port) { m_rule = port; }

    bool start();

    /// How many connections tinyproxy has been asked for.
    qsizetype requests() const { return log().count("Request (file descriptor"); }

private:
    Program m_program;
    QByteArray m_user;
    QByteArray m_password;
    quint16 m_rule = 0;
};

} // namespace opsdeck
