// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

namespace opsdeck {

/// A port that is free for TCP and UDP.
inline quint16 freeNamePort()
{
    for (int i = 0; i < 50; ++i) {
        QTcpServer tcp;
        QUdpSocket udp;
        if (tcp.listen(QHostAddress::LocalHost)
            && udp.bind(QHostAddress::LocalHost, tcp.serverPort()))
            return tcp.serverPort();
    }
    return 0;
}

/// A name server on 127.0.0.1: Knot DNS with zones of the test's own, or Unbound in front of one.
class RealNames final
{
public:
    ~RealNames() { stop(); }

    static bool isInstalled()
    {
        return QFile::exists("/usr/sbin/knotd") && QFile::exists("/usr/sbin/unbound");
    }

    quint16 port() const { return m_port; }

    void stop()
    {
        m_process.kill();
        m_process.waitForFinished(5000);
    }

    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    /// Knot, with `zones` (domain → text); "signed.test" is signed.
    bool serve(const QMap<QString, QByteArray> &zones)
    {
        m_port = freeNamePort();
        QByteArray text =
            "server:\n  rundir: " + path() + "\n  listen: 127.0.0.1@" + QByteArray::number(m_port)
            + "\nlog:\n  - target: stderr\n    any: error\ndatabase:\n  storage: " + path()
            + "/db\ntemplate:\n  - id: default\n    storage: " + path()
            + "\n    file: \"%s.zone\"\n    zonefile-load: whole\nzone:\n";
        for (auto it = zones.cbegin(); it != zones.cend(); ++it) {
            write(it.key() + ".zone", it.value());
            text += "  - domain: " + it.key().toUtf8() + "\n";
            if (it.key() == "signed.test")
                text += "    dnssec-signing: on\n    zonefile-sync: -1\n";
        }
        QDir(m_folder.path()).mkdir("db");
        write("knot.conf", text);
        return start("/usr/sbin/knotd", {"-c", m_folder.filePath("knot.conf")});
    }

    /// The DS record of signed.test.
    QByteArray signedAnchor() const
    {
        QProcess keys;
        keys.start("/usr/sbin/keymgr", {"-c", m_folder.filePath("knot.conf"), "signed.test", "ds"});
        keys.waitForFinished(10000);
        for (const QByteArray &line : keys.readAllStandardOutput().split('\n')) {
            if (line.contains(" DS "))
                return line.trimmed();
        }
        return {};
    }

    /// Unbound, which asks `authority` and trusts `anchor`.
    bool resolve(quint16 authority, const QByteArray &anchor)
    {
        m_port = freeNamePort();
        QByteArray text =
            "server:\n  interface: 127.0.0.1\n  outgoing-interface: 127.0.0.1\n  port: "
            + QByteArray::number(m_port) + "\n  username: \"\"\n  chroot: \"\"\n  directory: \""
            + path()
            + "\"\n  pidfile: \"\"\n  use-syslog: no\n  do-daemonize: no\n"
              "  do-not-query-localhost: no\n  module-config: \"validator iterator\"\n  "
              "local-zone: \"test.\" nodefault\n  domain-insecure: \"example.test\"\n"
              "  trust-anchor: \""
            + anchor + "\"\nremote-control:\n  control-enable: no\n";
        for (const char *zone : {"signed.test", "example.test"})
            text += QByteArray("stub-zone:\n  name: ") + zone + "\n  stub-addr: 127.0.0.1@"
                    + QByteArray::number(authority) + "\n";
        write("unbound.conf", text);
        return start("/usr/sbin/unbound", {"-d", "-c", m_folder.filePath("unbound.conf")});
    }

private:
    QByteArray path() const { return m_folder.path().toUtf8(); }

    bool start(const QString &program, const QStringList &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, arguments);
        return m_process.waitForStarted()
               && QTest::qWaitFor(
                   [this] {
                       QTcpSocket socket;
                       socket.connectToHost(QHostAddress::LocalHost, m_port);
                       return socket.waitForConnected(200);
                   },
                   15000);
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace opsdeck
