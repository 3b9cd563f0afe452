// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/groupstandings.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(GroupStandings)
};

QString wordOf(const MemberState &state)
{
    switch (state.health) {
    case Health::Healthy:
        return state.stale  ? Words::tr("Stale")
               : state.soft ? Words::tr("Not confirmed")
                            : Words::tr("OK");
    case Health::Degraded:
        return Words::tr("Degraded");
    case Health::Down:
        return Words::tr("Down");
    case Health::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

} // namespace

QHash<QString, GroupView> toldStandings(const StatusBoard &board, const EnvironmentKey &environment)
{
    QHash<QString, GroupView> told;
    const WorkspacePtr &workspace = board.workspace();
    const Platform *platform = workspace ? workspace->platform(environment.platform) : nullptr;
    const Environment *definition = workspace ? workspace->environment(environment) : nullptr;
    const EnvironmentView *view = board.environment(environment);
    if (platform == nullptr || definition == nullptr || view == nullptr)
        return told;
    for (const GroupView &group : groupsOf(platform->layers, *definition, *view)) {
        if (group.isTold())
            told.insert(group.layer, group);
    }
    return told;
}

QString standingText(const GroupView &group)
{
    return group.standing ? Words::tr("%1, %2 of %3 OK", "state of a group, its services")
                                .arg(wordOf(*group.standing))
                                .arg(group.well)
                                .arg(group.expected)
                          : QString();
}

QString standingFigure(const GroupView &group)
{
    return Words::tr("%1 of %2", "healthy services of a group").arg(group.well).arg(group.expected);
}

} // namespace opsdeck
