// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/freshness/wholeprogram.h"

#include "app/gui/historyfeed.h"
#include "tests/support/platformsboard.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/page.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/shell/environmentbutton.h"
#include "ui/shell/findpanel.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/railbutton.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QLineEdit>
#include <QPointer>
#include <QTest>

namespace opsdeck::test {

namespace {

MetricDefinition responseTime(const CheckId &check)
{
    MetricDefinition metric;
    metric.id = "duration";
    metric.title = "Response time";
    metric.check = check;
    metric.metric = "probe_duration_seconds";
    metric.unit = Unit::Seconds;
    metric.thresholds = {{1.0, 0.9, true, Severity::Warning}};
    return metric;
}

void giveInstances(Service &service)
{
    Check first = service.checks.first();
    first.instance = "a";
    Check second = first;
    second.id = CheckId("answers-too");
    second.instance = "b";
    service.checks = {first, second};
    service.replicas = 2;
    service.rollUp = {RollUpKind::Best};
}

CheckResult goodResult(const CheckKey &key, const Instant &at)
{
    CheckResult result;
    result.key = key;
    result.status = CheckStatus::Ok;
    result.observedAt = at;
    result.latency = std::chrono::microseconds(12'000);
    result.message = "answered in 12 ms";
    result.figure = "12 ms";
    result.fields = {{"probe.version", "1.4.2"}};
    result.samples = {{"probe_duration_seconds", {}, 0.012}};
    return result;
}

/// What was asked for by a signal or a timer of no length is there.
void settle()
{
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::sendPostedEvents();
        // No event loop runs here that would delete what is to be deleted later.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
    }
}

template <typename Widget>
QList<QPointer<Widget>> visibleIn(const QWidget &parent)
{
    QList<QPointer<Widget>> visible;
    for (Widget *each : parent.findChildren<Widget *>()) {
        if (each->isVisible())
            visible.append(each);
    }
    return visible;
}

} // namespace

WorkspacePtr layeredWorkspace()
{
    auto workspace = std::make_shared<Workspace>(*layeredPlatforms());
    workspace->platforms.removeIf([](const Platform &platform) {
        return platform.id != PlatformId("corporate") && platform.id != PlatformId("research");
    });
    for (Platform &platform : workspace->platforms) {
        platform.environments.removeIf(
            [](const Environment &each) { return each.tier == Tier::Staging; });
        for (Layer &layer : platform.layers)
            layer.rollUp = {RollUpKind::Best};
        for (Environment &environment : platform.environments) {
            for (Service &service : environment.services) {
                service.metrics = {responseTime(service.checks.first().id)};
                if (service.title == "backend")
                    giveInstances(service);
            }
        }
        Runbook runbook;
        runbook.id = RunbookId("look-" + platform.id.toString());
        runbook.title = "Look";
        runbook.platform = platform.id;
        workspace->runbooks.append(runbook);
    }
    return workspace;
}

WholeProgram::WholeProgram()
    : m_session(m_clock, Session::Mode::Continuous, m_data.path())
    , m_controller(std::make_unique<WindowController>(m_session, m_theme, m_data.path()))
{
    // In the light theme no text blends to the colour of what is well.
    m_theme.setDark(false);
    window().resize(1600, 900);
    window().show();
    wall().resize(1920, 1080);
    wall().show();
    const WorkspacePtr workspace = layeredWorkspace();
    m_session.series().setWorkspace(workspace);
    m_session.engine().setWorkspace(workspace);
    board().setWorkspace(workspace, now());
    window().resize(1600, 900);
    settle();
}

WholeProgram::~WholeProgram()
{
    m_controller.reset();
}

void WholeProgram::answer(const std::function<void(CheckState &)> &change)
{
    ChangeSet changes;
    changes.at = now();
    for (const Platform &platform : board().workspace()->platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks) {
                    const CheckKey key{{{platform.id, environment.id}, service.id}, check.id};
                    const CheckResult result = goodResult(key, now());
                    CheckState state = advance(check, board().states().value(key), result, {});
                    state.key = key;
                    if (change)
                        change(state);
                    changes.states.append(state);
                    changes.results.append(*state.last);
                }
            }
        }
    }
    board().apply(changes);
    m_session.series().addResults(changes.results);
    m_session.history().record(changes);
    pass(Milliseconds(1000));
}

void WholeProgram::pass(Milliseconds by, bool beats)
{
    m_clock.advance(by);
    if (beats)
        Q_EMIT m_session.beat(now());
    m_session.tick();
    settle();
}

void WholeProgram::walkWindow(const Visit &visit)
{
    auto *platforms = window().findChild<QComboBox *>("header.platform");
    for (int row = 0; row < platforms->count(); ++row) {
        platforms->setCurrentIndex(row);
        Q_EMIT platforms->activated(row);
        settle();
        const qsizetype count = visibleIn<EnvironmentButton>(window()).size();
        for (qsizetype i = 0; i < count; ++i) {
            EnvironmentButton *button = visibleIn<EnvironmentButton>(window()).value(i);
            const QString where =
                platforms->itemText(row) + '/' + button->key().environment.toString();
            button->click();
            settle();
            walkPages(where, row == platforms->count() - 1 && i == 0, visit);
            // Back to where this platform was chosen: a page may have left it.
            platforms->setCurrentIndex(row);
            Q_EMIT platforms->activated(row);
            settle();
        }
    }
    // What finds services shows them too.
    window().findChild<QAbstractButton *>("header.find")->click();
    auto *find = window().findChild<FindPanel *>();
    find->findChild<QLineEdit *>()->setText("db");
    settle();
    visit("find", *find);
    find->hide();
}

void WholeProgram::walkPages(const QString &where, bool withSections, const Visit &visit)
{
    visit(where + "/window", window());
    visit("header", *window().findChild<QWidget *>("header"));
    for (const QPointer<RailButton> &button : visibleIn<RailButton>(window())) {
        if (!button->isCheckable())
            continue; // opens a panel: of signs, which are explained and state nothing
        window().selectService({});
        button->click();
        settle();
        for (const QPointer<Page> &page : visibleIn<Page>(window())) {
            visit(button->id(), *page);
            walkModes(*page, visit);
            if (withSections)
                walkSections(button->id(), *page, visit);
        }
        // A service whose instances are rolled up.
        window().selectService({window().environment(), ServiceId("backend")});
        settle();
        for (const QPointer<InspectorPanel> &inspector : visibleIn<InspectorPanel>(window()))
            visit("inspector", *inspector);
    }
    window().selectService({});
}

/// What the diagram shows beside the present: the past at its newest moment.
void WholeProgram::walkModes(Page &page, const Visit &visit)
{
    auto *diagram = qobject_cast<DiagramPage *>(&page);
    if (diagram == nullptr)
        return;
    DiagramModes &modes = diagram->modes();
    modes.setMode(DiagramModes::Mode::WhatIf);
    settle();
    visit("what-if", page);
    modes.setMode(DiagramModes::Mode::Replay);
    const Replay &replay = modes.replay();
    const QDeadlineTimer patience(10'000);
    while (replay.shownMs() != replay.wantedMs() && replay.problem().isEmpty()
           && !patience.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    settle();
    visit("replay", page);
    modes.setMode(DiagramModes::Mode::Live);
    settle();
}

/// What of a page is chosen by one of several buttons.
void WholeProgram::walkSections(const QString &where, Page &page, const Visit &visit)
{
    for (const QPointer<QAbstractButton> &button : visibleIn<QAbstractButton>(page)) {
        if (button && button->objectName() == "diagram.all") {
            button->click();
            settle();
            visit(where + "/all", page);
            button->click();
            settle();
            continue;
        }
        if (!button || button->group() == nullptr || !button->group()->exclusive()
            || button->isChecked() || button->objectName().startsWith("settings."))
            continue; // settings choose how all of it looks
        QPointer<QAbstractButton> before = button->group()->checkedButton();
        button->click();
        settle();
        visit(where + '/' + (button ? button->objectName() : QString()), page);
        if (before)
            before->click();
        settle();
    }
}

void WholeProgram::walkWall(const Visit &visit)
{
    wall().update();
    settle();
    visit("wall", wall());
}

} // namespace opsdeck::test
