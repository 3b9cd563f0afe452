// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/commandplan.h"

#include "services/base/cleantext.h"
#include "services/domain/reachnames.h"
#include "services/domain/stepguards.h"
#include "services/runbooks/filling.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>
#include <QStandardPaths>

namespace opsdeck {

using namespace commandkeys;

namespace {

class CommandStep
{
    Q_DECLARE_TR_FUNCTIONS(CommandStep)
};

const QStringList kLaterInArtifact{QStringLiteral("timestamp"), QStringLiteral("run")};
const QStringList kLaterInVerify{kArtifact};
const QStringList kPassFileNeeds{QStringLiteral("credential"), QStringLiteral("host"),
                                 QStringLiteral("user")};
const QStringList kPassFileKeys =
    kPassFileNeeds + QStringList{QStringLiteral("port"), QStringLiteral("database")};

/// The endpoints of a step, and what their variables mean to its texts.
struct Reaching
{
    QList<PlannedReach> all;
    QVariantMap variables; ///< with those of the environment
    QStringList later;
};

ParameterSpec spec(const char *name, ParameterType type, const QString &help, bool required = false)
{
    ParameterSpec made;
    made.name = QLatin1String(name);
    made.type = type;
    made.required = required;
    made.help = help;
    return made;
}

/// The absolute path of a program, by PATH when it has no folder, and relative to the workspace
/// otherwise.
Result<QString> programPath(const QString &program, const QString &workspaceDirectory)
{
    const QString path = program.contains(QLatin1Char('/'))
                             ? QDir::cleanPath(QDir(workspaceDirectory).absoluteFilePath(program))
                             : QStandardPaths::findExecutable(program);
    const QFileInfo info(path);
    if (path.isEmpty() || !info.isFile() || !info.isExecutable()) {
        return failure(ErrorKind::NotFound,
                       CommandStep::tr("There is no program %1 here.").arg(program.left(200)),
                       CommandStep::tr("Try: install it, or correct the runbook's command."));
    }
    return path;
}

Result<Reaching> planReach(const Step &step, const PlanScope &scope)
{
    const auto all = plannedReaches(step, scope);
    if (!all)
        return failure(all.error());
    Reaching reaching{*all, scope.variables, {}};
    for (const PlannedReach &each : *all) {
        reaching.variables.insert(each.knownVariables());
        reaching.later += each.laterNames();
    }
    return reaching;
}

Result<void> planVector(PlannedStep &planned, const Step &step, const PlanScope &scope,
                        const Reaching &reaching)
{
    const QStringList written = step.parameters.value(QStringLiteral("command")).toStringList();
    const auto arguments = filledArguments(written, reaching.variables, reaching.later);
    if (!arguments)
        return failure(arguments.error());
    if (auto clear = refuseLookalikes(written, *arguments, reaching.later); !clear)
        return clear;
    if (arguments->isEmpty() || arguments->first().isEmpty())
        return failure(ErrorKind::Config,
                       CommandStep::tr("Step '%1' has no command.").arg(step.id.toString()));
    const auto program = programPath(arguments->first(), scope.workspaceDirectory);
    if (!program)
        return failure(program.error());
    planned.argumentVector = *arguments;
    planned.argumentVector.first() = *program;
    const auto directory = filled(
        step.parameters.value(QStringLiteral("working_directory")).toString(), scope.variables);
    if (!directory)
        return failure(directory.error());
    planned.workingDirectory = directory->isEmpty()
                                   ? scope.workspaceDirectory
                                   : QDir(scope.workspaceDirectory).absoluteFilePath(*directory);
    if (!QFileInfo(planned.workingDirectory).isDir())
        return failure(
            ErrorKind::NotFound,
            CommandStep::tr("There is no folder %1 to work in.").arg(planned.workingDirectory));
    return {};
}

/// The texts of a mapping, filled in.
Result<QVariantMap> filledMap(const QVariantMap &written, const Reaching &reaching)
{
    QVariantMap all;
    for (auto it = written.cbegin(); it != written.cend(); ++it) {
        const QString text = it->toString();
        const auto value = filled(text, reaching.variables, reaching.later);
        if (!value)
            return failure(value.error());
        if (auto clear = refuseLookalikes({text}, {*value}, reaching.later); !clear)
            return failure(clear.error());
        all.insert(it.key(), *value);
    }
    return all;
}

Result<void> planEnvironment(PlannedStep &planned, const Step &step, const Reaching &reaching)
{
    const auto all = filledMap(step.parameters.value(kEnvironment).toMap(), reaching);
    if (!all)
        return failure(all.error());
    if (all->isEmpty())
        return {};
    planned.parameters.insert(kEnvironment, *all);
    for (auto it = all->cbegin(); it != all->cend(); ++it)
        planned.facts.append(CommandStep::tr("Environment: %1=%2").arg(it.key(), it->toString()));
    return {};
}

Result<void> planPassFile(PlannedStep &planned, const Step &step, const Reaching &reaching)
{
    if (!step.parameters.contains(kPassFile))
        return {};
    const QVariantMap stated = step.parameters.value(kPassFile).toMap();
    for (auto it = stated.cbegin(); it != stated.cend(); ++it) {
        if (!kPassFileKeys.contains(it.key())) {
            return failure(
                ErrorKind::Config,
                CommandStep::tr("The pgpass of step '%1' has no key '%2'.")
                    .arg(step.id.toString(), it.key().left(60)),
                CommandStep::tr("Try one of: %1.").arg(kPassFileKeys.join(QStringLiteral(", "))));
        }
    }
    auto filledEntry = filledMap(stated, reaching);
    if (!filledEntry)
        return failure(filledEntry.error());
    QVariantMap entry = *filledEntry;
    for (const QString &name : kPassFileNeeds) {
        if (entry.value(name).toString().isEmpty()) {
            return failure(ErrorKind::Config,
                           CommandStep::tr("The pgpass of step '%1' names no %2.")
                               .arg(step.id.toString(), name),
                           CommandStep::tr("Try: state it; only a written * matches everything."));
        }
    }
    // What libpq takes when it is told nothing, and not everything: a password is for one place.
    if (entry.value(QStringLiteral("port")).toString().isEmpty())
        entry.insert(QStringLiteral("port"), QStringLiteral("5432"));
    if (entry.value(QStringLiteral("database")).toString().isEmpty())
        entry.insert(QStringLiteral("database"), entry.value(QStringLiteral("user")));
    planned.parameters.insert(kPassFile, entry);
    planned.secrets.append(
        {CredentialId(entry.value(QStringLiteral("credential")).toString()),
         CommandStep::tr("pass file on an inherited descriptor, never on disk")});
    return {};
}

Result<void> planArtifact(PlannedStep &planned, const Step &step, const PlanScope &scope)
{
    const QString stated = step.parameters.value(kArtifact).toString();
    if (stated.isEmpty())
        return {};
    const auto relative = filled(stated, scope.variables, kLaterInArtifact);
    if (!relative)
        return failure(relative.error());
    const QString root =
        QDir::cleanPath(
            QStringLiteral("%1/artifacts/%2").arg(scope.dataDirectory, scope.workspaceId))
        + QLatin1Char('/');
    const QString path = QDir::cleanPath(root + *relative);
    if (!path.startsWith(root) || !staysInside(*relative))
        return failure(ErrorKind::Config,
                       CommandStep::tr("The artifact %1 would lie outside of the data folder.")
                           .arg(relative->left(200)));
    planned.parameters.insert(kArtifact, path);
    planned.facts.append(CommandStep::tr("Output: becomes %1, whole or not at all").arg(path));
    // Which file was replaced is part of the plan: another one, or a newer, wants to be confirmed
    // anew.
    if (const QFileInfo last(path); last.exists()) {
        planned.parameters.insert(kReplaces, true);
        planned.facts.append(
            CommandStep::tr("Replaces: the file of %1 UTC, %2")
                .arg(last.lastModified().toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     QLocale::c().formattedDataSize(last.size())));
    }
    auto verify = filledArguments(step.parameters.value(kVerify).toStringList(), scope.variables,
                                  kLaterInVerify);
    if (!verify)
        return failure(verify.error());
    if (verify->isEmpty())
        return {};
    const auto program = programPath(verify->first(), scope.workspaceDirectory);
    if (!program)
        return failure(program.error());
    verify->first() = *program;
    planned.parameters.insert(kVerify, *verify);
    planned.facts.append(CommandStep::tr("Proof: kept only if this accepts it: %1")
                             .arg(verify->join(QLatin1Char(' '))));
    return {};
}

/// Which endpoints are looked up late, now that it is known which variables are left.
void concludeReach(PlannedStep &planned, Reaching reaching)
{
    QStringList texts = planned.argumentVector;
    for (const QString &key : {kEnvironment, kPassFile}) {
        const QVariantMap map = planned.parameters.value(key).toMap();
        for (const QVariant &value : map)
            texts << value.toString();
    }
    QVariantList all;
    QStringList facts;
    for (PlannedReach &each : reaching.all) {
        const QString address = QStringLiteral("${%1}").arg(reachnames::address(each.id));
        each.needsAddress = std::any_of(texts.cbegin(), texts.cend(), [&](const QString &text) {
            return text.contains(address);
        });
        all.append(each.toMap());
        facts << each.fact();
    }
    planned.facts = facts + planned.facts;
    if (!all.isEmpty())
        planned.parameters.insert(kReach, all);
}

} // namespace

Result<PlannedStep> planCommand(const Step &step, const PlanScope &scope)
{
    PlannedStep planned;
    const auto reaching = planReach(step, scope);
    if (!reaching)
        return failure(reaching.error());
    if (auto done = planVector(planned, step, scope, *reaching); !done)
        return failure(done.error());
    if (auto done = planEnvironment(planned, step, *reaching); !done)
        return failure(done.error());
    if (auto done = planPassFile(planned, step, *reaching); !done)
        return failure(done.error());
    concludeReach(planned, *reaching);
    if (auto done = planArtifact(planned, step, scope); !done)
        return failure(done.error());
    if (step.parameters.value(QStringLiteral("idempotent")).toBool())
        planned.facts.append(CommandStep::tr("Again: may be run again without harm"));
    return planned;
}

QList<ParameterFinding> commandFindings(const QVariantMap &values)
{
    static const QRegularExpression name(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
    // What loads code into a program, carries a password or is ours to set.
    static const QRegularExpression refused(
        QStringLiteral("^(LD_.*|PGPASSWORD|PGPASSFILE|OPSDECK_.*)$"));
    QList<ParameterFinding> findings;
    const QVariantMap environment = values.value(kEnvironment).toMap();
    for (auto it = environment.cbegin(); it != environment.cend(); ++it) {
        if (!name.match(it.key()).hasMatch())
            findings.append({kEnvironment, ProblemSeverity::Error,
                             CommandStep::tr("'%1' is no name of an environment variable")
                                 .arg(cleanText(it.key(), 60))});
        else if (refused.match(it.key()).hasMatch())
            findings.append({kEnvironment, ProblemSeverity::Error,
                             CommandStep::tr("'%1' can't be set for a step; a password goes by "
                                             "'pgpass'")
                                 .arg(cleanText(it.key(), 60))});
    }
    QStringList texts = values.value(QStringLiteral("command")).toStringList();
    for (const QVariantMap &map : {environment, values.value(kPassFile).toMap()}) {
        for (const QVariant &value : map)
            texts << value.toString();
    }
    const QVariantList reaches = values.value(kReach).toList();
    for (const QVariant &reach : reaches) {
        const QString id = reach.toMap().value(QStringLiteral("id")).toString();
        const QString start = QStringLiteral("${reach.%1.").arg(id);
        if (!id.isEmpty() && texts.filter(start).isEmpty())
            findings.append(
                {kReach, ProblemSeverity::Warning,
                 CommandStep::tr("nothing in the step uses '%1'; write ${%2} and ${%3} where the "
                                 "program is told its host and port")
                     .arg(id, reachnames::host(id), reachnames::port(id))});
    }
    return findings;
}

ParameterSchema commandSchema()
{
    const QStringList reached{reachnames::kAny};
    ParameterSpec verify =
        spec("artifact_verify", ParameterType::StringList,
             CommandStep::tr("Program that must accept ${artifact} before it is kept."));
    ParameterSpec artifact =
        spec("artifact", ParameterType::String,
             CommandStep::tr("File below the workspace's artifacts that standard output becomes; "
                             "${timestamp} (UTC) and ${run} may stand in it."));
    artifact.laterVariables = kLaterInArtifact;
    artifact.isInside = true;
    verify.laterVariables = kLaterInVerify;
    verify.isArgumentVector = true;
    ParameterSpec command =
        spec("command", ParameterType::StringList,
             CommandStep::tr("Program and arguments, one entry each; no shell."), true);
    command.isArgumentVector = true;
    command.laterVariables = reached;
    ParameterSpec environment = spec(
        "environment", ParameterType::StringMap,
        CommandStep::tr("Variables that the program gets beside PATH, HOME and the like; never a "
                        "secret."));
    environment.laterVariables = reached;
    ParameterSpec pgpass = spec("pgpass", ParameterType::StringMap,
                                CommandStep::tr("Password for libpq programs: credential*, host*, "
                                                "user*, port (5432), database (the user's name)."));
    pgpass.keys = kPassFileKeys;
    pgpass.requiredKeys = kPassFileNeeds;
    pgpass.laterVariables = reached;
    ParameterSpec reach =
        spec("reach", ParameterType::Steps,
             CommandStep::tr("Endpoints that the program connects to, by the environment's way "
                             "(`via`). In command, environment and pgpass, ${reach.ID.host} and "
                             "${reach.ID.port} are where to connect: by a way, a port of "
                             "127.0.0.1 that is open while the step runs, to what it started "
                             "alone; without a way, host and port as they are written. "
                             "${reach.ID.name} is the host as written, for certificates, "
                             "${reach.ID.address} the numeric address of ${reach.ID.host}."));
    reach.fields = {
        spec("id", ParameterType::String, CommandStep::tr("Its name in the variables."), true),
        spec("host", ParameterType::String,
             CommandStep::tr("Name or address, as the far end of the way knows it."), true),
        spec("port", ParameterType::String, CommandStep::tr("Port there."), true),
        spec("service", ParameterType::String,
             CommandStep::tr("A service whose way is taken; the environment's when absent."))};
    return {command,
            spec("working_directory", ParameterType::String,
                 CommandStep::tr("Folder to work in; the workspace's when absent.")),
            reach,
            environment,
            pgpass,
            artifact,
            verify,
            spec("idempotent", ParameterType::Boolean,
                 CommandStep::tr("May be run again without harm."))};
}

} // namespace opsdeck
