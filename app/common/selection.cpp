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

/// What was meant, and what there is.
QString choices(const QString &word, QStringList known)
{
    known.removeDuplicates();
    constexpr qsizetype kMost = 12;
    const QString list = known.mid(0, kMost).join(QStringLiteral(", "));
    const QString all = known.isEmpty()        ? QString()
                        : known.size() > kMost ? tr(" There are, among others: %1.").arg(list)
                                               : tr(" There are: %1.").arg(list);
    return ConfigText::didYouMean(word, known) + all;
}

} // namespace

Result<Selection> selectionOf(const QString &platform, const QString &environment,
                              const QString &service)
{
    Selection selection{PlatformId(platform), EnvironmentId(environment), ServiceId(service)};
    const auto slash = environment.indexOf(QLatin1Char('/'));
    if (slash < 0)
        return selection;
    selection.environment = EnvironmentId(environment.mid(slash + 1));
    selection.platform = PlatformId(environment.left(slash));
    if (!platform.isEmpty() && selection.platform != PlatformId(platform)) {
        return failure(
            ErrorKind::Config,
            tr("--platform %1 and --environment %2 name two platforms.").arg(platform, environment),
            tr("Try: leave --platform away."));
    }
    return selection;
}

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
        return tr("There is no platform '%1' in the workspace.").arg(platform)
               + choices(platform, platforms);
    if (!environment.isEmpty() && !environments.contains(environment)) {
        const QString where =
            platform.isEmpty()
                ? tr("There is no environment '%1' in the workspace.").arg(environment)
                : tr("Platform '%1' has no environment '%2'.").arg(platform, environment);
        return where + choices(environment, environments);
    }
    if (serviceFound)
        return {};
    const QString service = selection.service.toString();
    return tr("There is no service '%1' there.").arg(service) + choices(service, services);
}

} // namespace opsdeck
