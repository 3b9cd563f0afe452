// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/realservers.h"

namespace opsdeck {

/// Docker Engine with its own data, in network, mount and process namespaces of its own: nothing of
/// it touches the machine's network, and all of it, containers too, ends with its first process.
/// Needs root and the packages docker.io and iproute2.
class RealDocker final : public RealServer
{
public:
    /// Why it can't run here; empty when it can.
    static QString hindrance();

    /// With an image "lab:1" that has nothing in it: containers mount this machine's /usr.
    bool start();
    /// On this machine's own loopback, changing nothing of its network, without image and
    /// containers: TLS with the authority's certificate "server" for clients that have one of it.
    bool startTls(const TestAuthority &authority);

    QString socket() const { return path(QStringLiteral("docker.sock")); }

    /// docker WORDS…; what it prints, or "ERROR …".
    QByteArray docker(const QStringList &words, int seconds = 60) const;
    /// docker run -d --name NAME OPTIONS lab:1 COMMAND, with /usr mounted.
    bool run(const QString &name, const QStringList &options, const QStringList &command) const;
    /// docker-compose in a folder with this file.
    QByteArray compose(const QString &project, const QByteArray &file,
                       const QStringList &words) const;
    /// One value of docker inspect.
    QByteArray inspect(const QString &name, const QString &format) const;

    /// SIGSTOP and SIGCONT for the daemon itself, its containers running on.
    void freeze() const;
    void thaw() const;
    /// SIGKILL for all of it, and waits until its socket refuses.
    bool killDaemon();

private:
    bool launchIn(const QStringList &namespaces, const QString &options);
    bool isUp();
    bool makeImage() const;
    qint64 daemonPid() const;
};

} // namespace opsdeck
