// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/diagramstage.h"

#include "app/common/selection.h"
#include "services/domain/serviceview.h"
#include "ui/pages/diagram/diagrampage.h"

namespace opsdeck {

namespace {

constexpr qint64 kSecond = 1000;

QString dateText(qint64 ms)
{
    return momentText(ms, 0);
}

} // namespace

QString diagramFault(const DiagramOptions &options, const Workspace &workspace,
                     const EnvironmentKey &environment)
{
    const Platform *platform = workspace.platform(environment.platform);
    const Environment *here = workspace.environment(environment);
    if (platform == nullptr || here == nullptr)
        return {};
    if (options.isOfAll && platform->environments.size() < 2)
        return DiagramStage::tr("--environments: %1 has one environment only, %2.")
            .arg(platform->id.toString(), environment.environment.toString());
    if (const EnvironmentId &other = options.differentFrom; !other.isEmpty()) {
        if (const QString fault = unknownSelection(workspace, {platform->id, other, {}});
            !fault.isEmpty())
            return DiagramStage::tr("--differences: %1").arg(fault);
        if (other == environment.environment)
            return DiagramStage::tr("--differences: %1 is the environment that is drawn; name "
                                    "another one.")
                .arg(environment.toString());
    }
    for (auto it = options.assumed.cbegin(); it != options.assumed.cend(); ++it) {
        const Selection selection{platform->id, environment.environment, it.key()};
        if (const QString fault = unknownSelection(workspace, selection); !fault.isEmpty())
            return DiagramStage::tr("--what-if, in %1: %2").arg(environment.toString(), fault);
        if (!expectsState(*here->service(it.key())))
            return DiagramStage::tr("--what-if: no state is expected of '%1' in %2, so that none "
                                    "can be assumed.")
                .arg(it.key().toString(), environment.toString());
    }
    return {};
}

DiagramStage::DiagramStage(DiagramPage &page, const DiagramOptions &options, QObject *parent)
    : QObject(parent)
    , m_page(page)
    , m_options(options)
{
    connect(&page.modes().replay(), &Replay::changed, this, &DiagramStage::goToMoment);
}

void DiagramStage::begin()
{
    DiagramModes &modes = m_page.modes();
    m_page.showAllEnvironments(m_options.isOfAll);
    m_page.showStartOrder(m_options.hasStartOrder);
    m_page.differences().setOther(m_options.differentFrom);
    if (!m_options.assumed.isEmpty()) {
        modes.setMode(DiagramModes::Mode::WhatIf);
        for (auto it = m_options.assumed.cbegin(); it != m_options.assumed.cend(); ++it)
            modes.simulation().assume(it.key(), *it);
    }
    if (m_options.atMs)
        modes.setMode(DiagramModes::Mode::Replay);
}

bool DiagramStage::isLaidOut() const
{
    return m_page.isLaidOut();
}

bool DiagramStage::isReady() const
{
    const Replay &replay = m_page.modes().replay();
    return !m_options.atMs || (replay.isReady() && replay.shownMs() == replay.wantedMs());
}

QString DiagramStage::obstacle() const
{
    if (!m_problem.isEmpty() || isReady())
        return m_problem;
    return tr("--at: the record could not be read in time; nothing was drawn. Try: once more.");
}

/// As soon as it is known what is recorded.
void DiagramStage::goToMoment()
{
    Replay &replay = m_page.modes().replay();
    if (!m_options.atMs || !replay.isOn())
        return;
    if (!replay.problem().isEmpty()) {
        m_problem = tr("--at: %1").arg(replay.problem());
        return;
    }
    if (!replay.isReady())
        return;
    // A moment is told in seconds: the one in which the record begins is of it.
    const qint64 at = *m_options.atMs;
    if (at / kSecond < replay.firstMs() / kSecond || at > replay.lastMs()) {
        m_problem = tr("--at: nothing is recorded at %1; the record of this "
                       "environment is from %2 to %3.")
                        .arg(dateText(at), dateText(replay.firstMs()), dateText(replay.lastMs()));
        return;
    }
    replay.setTime(at);
}

} // namespace opsdeck
