// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/enginehost.h"
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/common/selection.h"
#include "app/ctl/checkmarks.h"
#include "app/ctl/checkreport.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "app/ctl/elsewhere.h"
#include "services/checks/checkengine.h"
#include "services/credentials/keychaincredentialstore.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("check", text);
}

/// The keys of every selected check, with the ways to each: dependencies are polled too, or no
/// cause could be named.
QList<CheckKey> checksOf(const Workspace &workspace, const Selection &selection)
{
    QList<CheckKey> keys;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (!selection.covers(key))
                continue;
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks)
                    keys.append({{key, service.id}, check.id});
            }
        }
    }
    return keys;
}

CheckReport reportOf(const WorkspacePtr &workspace, const Selection &selection,
                     const CheckStates &states, const Instant &now)
{
    CheckReport report{workspace, {}, now, selection.service};
    MarkBook marks = recordedMarks(workspace->id);
    for (const Platform &platform : workspace->platforms) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (!selection.covers(key))
                continue;
            EnvironmentView view = assess(key, environment, states, now);
            marks.apply(view, now);
            if (!selection.service.isEmpty() && view.service(selection.service) == nullptr)
                continue;
            report.environments.append(view);
        }
    }
    return report;
}

/// What grew too old while others were waited for.
QList<CheckKey> staleIn(const CheckReport &report)
{
    QList<CheckKey> stale;
    for (const EnvironmentView &environment : report.environments) {
        for (const ServiceView &service : environment.services) {
            for (const CheckView &check : service.checks) {
                if (check.freshness == Freshness::Stale || check.freshness == Freshness::Expired)
                    stale << check.key;
            }
        }
    }
    return stale;
}

int poll(const WorkspacePtr &workspace, const QList<ProgramUse> &programs,
         const Selection &selection, bool json)
{
    const SystemClock clock;
    KeychainCredentialStore credentials;
    CheckStates states; // outlives who fills it
    EngineHost host({clock, credentials});
    CheckEngine *engine = host.checks();
    constexpr int kRounds = 3;
    QList<CheckKey> keys = checksOf(*workspace, selection);
    QObject::connect(engine, &CheckEngine::changed, qApp, [&states](const ChangeSet &changes) {
        for (const CheckState &state : changes.states)
            states.insert(state.key, state);
    });
    QObject::connect(engine, &CheckEngine::polled, qApp, &QCoreApplication::quit);
    host.start();
    host.setPrograms(programs);
    host.setWorkspace(workspace);
    CheckReport report = reportOf(workspace, selection, states, clock.now());
    for (int round = 0; round < kRounds && !keys.isEmpty(); ++round) { // none would mean all
        QMetaObject::invokeMethod(engine, [engine, keys] { engine->pollOnce(keys); });
        QCoreApplication::exec();
        report = reportOf(workspace, selection, states, clock.now());
        keys = staleIn(report);
    }
    if (json)
        console::print(toJson(report));
    else
        console::print(toTable(report));
    const std::optional<Health> health = report.health();
    // Nobody was asked, so nobody may be told that all is well.
    if (!health)
        console::complain(tr("Nothing was asked: what was selected is planned or not set up. Try: "
                             "opsdeckctl validate, which says what is missing."));
    return exitcode::of(health.value_or(Health::Unknown));
}

struct Errors
{
    int here = 0;
    int elsewhere = 0;
};

Errors errorsIn(const LoadedWorkspace &loaded, const Selection &selection)
{
    Errors errors;
    for (const ConfigProblem &problem : loaded.problems) {
        if (problem.severity == ProblemSeverity::Error)
            ++(isElsewhere(problem, loaded, selection) ? errors.elsewhere : errors.here);
    }
    return errors;
}

/// Every error, wherever it is; of the warnings how many are of what was asked for.
void complainAboutErrors(const LoadedWorkspace &loaded, const Selection &selection,
                         const QString &path)
{
    int warnings = 0;
    for (const ConfigProblem &problem : loaded.problems) {
        if (problem.severity == ProblemSeverity::Error)
            console::complain(problemText(problem, path));
        else if (!isElsewhere(problem, loaded, selection))
            ++warnings;
    }
    if (warnings > 0)
        console::note((warnings == 1
                           ? tr("1 warning; opsdeckctl validate %1 tells which.").arg(path)
                           : tr("%1 warnings; opsdeckctl validate %2 tells which.")
                                 .arg(QString::number(warnings), path)));
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    parser.addOption({QStringLiteral("platform"), tr("Only this platform."), QStringLiteral("id")});
    parser.addOption({QStringLiteral("environment"),
                      tr("Only this environment: its id, or platform/environment."),
                      QStringLiteral("id")});
    parser.addOption(
        {QStringLiteral("service"), tr("Report only this service."), QStringLiteral("id")});
    parser.addOption({QStringLiteral("trust"),
                      tr("Run the workspace's programs in this run, whatever they are.")});
    if (const int code = console::parse(parser, QStringLiteral("check"), checkCommand().usage,
                                        arguments, {tr("the workspace's folder or file")});
        code >= 0)
        return code;
    const QString path = parser.positionalArguments().first();
    const TrustedWorkspace opened = openTrusted(path, dataDirectory().value_or(QString()),
                                                parser.isSet(QStringLiteral("trust")));
    const LoadedWorkspace &loaded = opened.loaded;
    if (!loaded.workspace) {
        complainAbout(loaded, path);
        return exitcode::kUsage;
    }
    const auto selected = selectionOf(parser.value(QStringLiteral("platform")),
                                      parser.value(QStringLiteral("environment")),
                                      parser.value(QStringLiteral("service")));
    if (!selected) {
        complainAbout(loaded, path);
        console::complain(selected.error());
        return exitcode::kUsage;
    }
    const Selection &selection = *selected;
    if (const QString fault = unknownSelection(*loaded.workspace, selection); !fault.isEmpty()) {
        complainAbout(loaded, path);
        console::complain(fault);
        return exitcode::kUsage;
    }
    complainAboutErrors(loaded, selection, path);
    noteUntrusted(opened, path);
    const int code = poll(loaded.workspace, loaded.programs, selection, console::wantsJson(parser));
    const Errors errors = errorsIn(loaded, selection);
    if (errors.elsewhere > 0)
        console::note(errors.elsewhere == 1
                          ? tr("1 error above is of another part of the workspace than was asked "
                               "for; it changes nothing here.")
                          : tr("%1 errors above are of other parts of the workspace than was asked "
                               "for; they change nothing here.")
                                .arg(errors.elsewhere));
    // What was left out of the poll may be the worst of all; but what is known to be down is down.
    return errors.here > 0 && code != exitcode::kDown ? exitcode::kUsage : code;
}

} // namespace

Command checkCommand()
{
    return {QStringLiteral("check"),
            tr("Poll everything once and report; the exit code says the worst."),
            QStringLiteral(
                "WORKSPACE [--platform P] [--environment E] [--service S] [--trust] [--format "
                "table|json]"),
            run};
}

} // namespace opsdeck
