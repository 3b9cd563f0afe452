// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/selection.h"

#include "services/config/configtext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Selection", text);
}

} // namespace

QString unknownSelection(const Workspace &workspace, const Selection &selection)
{
    QStringList platforms;
    QStringList environments;
    QStringList services;
    bool serviceFound = selection.service.isEmpty();
    for (const Platform &platform : workspace.platforms) {
        platforms << platform.id.toString();
        if (!selection.platform.isEmpty() && platform.id != selection.platform)
            continue;
        for (const Environment &environment : platform.environments) {
            environments << environment.id.toString();
            if (!selection.covers({platform.id, environment.id}))
                continue;
            for (const Service &service : environment.services)
                services << service.id.toString();
            serviceFound = serviceFound || environment.service(selection.service) != nullptr;
        }
    }
    const QString platform = selection.platform.toString();
    const QString environment = selection.environment.toString();
    if (!platform.isEmpty() && !platforms.contains(platform))
        return tr("There is no platform '%1' in the workspace.").arg(platform) + ConfigText::didYouMean(platform, platforms);
    if (!environment.isEmpty() && !environments.contains(environment)) {
        const QString where = platform.isEmpty() ? tr("There is no environment '%1' in the workspace.").arg(environment)
                                                 : tr("Platform '%1' has no environment '%2'.").arg(platform, environment);
        return where + ConfigText::didYouMean(environment, environments);
    }
    if (serviceFound)
        return {};
    const QString service = selection.service.toString();
    return tr("There is no service '%1' there.").arg(service) + ConfigText::didYouMean(service, services);
}

} // namespace opsdeck
