// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/sshhosts.h"

#include "services/probes/parameters.h"

namespace opsdeck {

namespace {

/// "[user@]name[:port]", as ways write a host.
QString hostName(const Parameters &parameters)
{
    QString name = parameters.text("host");
    if (name.contains(QLatin1Char(':')) && !name.startsWith(QLatin1Char('[')))
        name = QLatin1Char('[') + name + QLatin1Char(']');
    const QString user = parameters.text("user");
    const qint64 port = parameters.integer("port");
    return (user.isEmpty() ? QString() : user + QLatin1Char('@')) + name
           + (port > 0 ? QLatin1Char(':') + QString::number(port) : QString());
}

} // namespace

Ways::Shell shellOf(const Check &check)
{
    const Parameters parameters(check);
    return {check.via, hostName(parameters), parameters.text("config_file", check.via.configFile)};
}

QList<Ways::Shell> shellsOf(const Workspace &workspace)
{
    QList<Ways::Shell> shells;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks) {
                    if (check.kind == QLatin1String("ssh"))
                        shells.append(shellOf(check));
                }
            }
        }
    }
    return shells;
}

} // namespace opsdeck
