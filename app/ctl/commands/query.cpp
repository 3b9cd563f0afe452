// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/momentoption.h"
#include "app/common/opener.h"
#include "app/common/selection.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "app/ctl/queryreport.h"
#include "services/base/clock.h"
#include "services/credentials/keychaincredentialstore.h"
#include "services/expressions/numbers.h"
#include "services/net/resolver.h"
#include "services/queries/queryservice.h"
#include "services/storage/datadirectory.h"
#include "services/ways/ways.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr int kStepsByDefault = 250;

QString tr(const char *text)
{
    return QCoreApplication::translate("query", text);
}

QStringList formats()
{
    return {QStringLiteral("table"), QStringLiteral("json"), QStringLiteral("csv")};
}

void addOptions(QCommandLineParser &parser)
{
    console::addCommonOptions(parser, formats());
    parser.addOption({QStringLiteral("platform"),
                      tr("Of this platform; not needed where there is "
                         "one."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("environment"),
                      tr("Of this environment: its id, or platform/environment; not needed where "
                         "there is one."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("at"),
                      tr("At this moment, as 2026-01-31T12:00:00Z or in seconds since 1970; now "
                         "when absent. Of a stretch of time, its end."),
                      QStringLiteral("time")});
    parser.addOption({{QStringLiteral("since"), QStringLiteral("range")},
                      tr("Over this long up to then, as 6h."),
                      QStringLiteral("duration")});
    parser.addOption({QStringLiteral("step"),
                      tr("From one value to the next, as 1m; by default such that there are %1.")
                          .arg(kStepsByDefault),
                      QStringLiteral("duration")});
    parser.addOption({QStringLiteral("source"),
                      tr("own: what Opsdeck's checks observed; server: the environment's "
                         "Prometheus; by default the server where there is one and it answers."),
                      QStringLiteral("own|server")});
    parser.addOption({QStringLiteral("deadline"), tr("Give up after this long; 30s when absent."),
                      QStringLiteral("duration")});
}

Error usageError(const QString &message, const QString &advice)
{
    return {ErrorKind::Config, message, advice, {}, {}};
}

Result<qint64> durationOf(const QCommandLineParser &parser, const QString &option)
{
    const QString text = parser.value(option);
    if (text.isEmpty())
        return 0;
    const auto duration = expressions::parseDuration(text);
    if (!duration)
        return failure(usageError(tr("--%1: '%2' is no duration.").arg(option, text),
                                  tr("Try: 30s, 5m, 6h or 7d.")));
    return *duration;
}

/// The one environment that is meant.
Result<EnvironmentKey> environmentOf(const Workspace &workspace, const QCommandLineParser &parser)
{
    const auto selected = selectionOf(parser.value(QStringLiteral("platform")),
                                      parser.value(QStringLiteral("environment")), {});
    if (!selected)
        return failure(selected.error());
    if (const QString fault = unknownSelection(workspace, *selected); !fault.isEmpty())
        return failure(usageError(fault, {}));
    QList<EnvironmentKey> all;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (selected->covers(key))
                all.append(key);
        }
    }
    if (all.size() == 1)
        return all.first();
    if (all.isEmpty())
        return failure(usageError(tr("This workspace has no environment."), {}));
    QStringList names;
    for (const EnvironmentKey &key : all.mid(0, 12))
        names += key.toString();
    return failure(usageError(tr("A question is asked of one environment, and %1 are meant: %2.")
                                  .arg(all.size())
                                  .arg(names.join(QLatin1String(", "))),
                              tr("Try: --environment %1").arg(names.first())));
}

Result<queries::QueryRequest> requestOf(const Workspace &workspace,
                                        const QCommandLineParser &parser, qint64 nowMs)
{
    queries::QueryRequest request;
    const auto environment = environmentOf(workspace, parser);
    if (!environment)
        return failure(environment.error());
    request.environment = *environment;
    request.expression = parser.positionalArguments().at(1);
    const QString at = parser.value(QStringLiteral("at"));
    const auto to = at.isEmpty() ? Result<qint64>(nowMs) : momentOf(at);
    const auto since = durationOf(parser, QStringLiteral("since"));
    const auto step = durationOf(parser, QStringLiteral("step"));
    const auto deadline = durationOf(parser, QStringLiteral("deadline"));
    if (!to)
        return failure(to.error());
    for (const auto *each : {&since, &step, &deadline}) {
        if (!*each)
            return failure(each->error());
    }
    if (*step > 0 && *since == 0)
        return failure(usageError(tr("--step says how a stretch of time is divided, and none is "
                                     "asked for."),
                                  tr("Try: --since 1h with it.")));
    request.toMs = *to;
    request.fromMs = *to - *since;
    if (*since > 0)
        request.stepMs =
            *step > 0 ? *step : std::max<qint64>(1000, *since / kStepsByDefault / 1000 * 1000);
    if (*deadline > 0)
        request.deadline = Milliseconds(*deadline);
    const QString source = parser.value(QStringLiteral("source"));
    if (source == QLatin1String("own"))
        request.source = queries::QuerySource::Own;
    else if (source == QLatin1String("server"))
        request.source = queries::QuerySource::Server;
    else if (!source.isEmpty())
        return failure(usageError(tr("'%1' is no source.").arg(source), tr("Try: own or server.")));
    return request;
}

Result<queries::QueryReply> ask(const LoadedWorkspace &loaded, const queries::QueryRequest &request)
{
    const SystemClock clock;
    KeychainCredentialStore credentials;
    Resolver resolver(clock);
    Ways ways(resolver, credentials);
    HttpClient http;
    queries::QueryService service({&http, &ways, &credentials});
    service.setWorkspace(loaded.workspace, loaded.metricServers);
    const auto directory = dataDirectory();
    if (!directory)
        return failure(directory.error());
    service.setHistory(*directory + QStringLiteral("/history.db"));
    Result<queries::QueryReply> answer = failure(ErrorKind::Internal, tr("No answer came."));
    const auto query = service.query(request);
    QObject::connect(query.get(), &queries::Query::finished, qApp,
                     [&answer](const Result<queries::QueryReply> &reply) {
                         answer = reply;
                         QCoreApplication::quit();
                     });
    query->start();
    QCoreApplication::exec();
    return answer;
}

void write(const queries::QueryReply &reply, const QString &format, qint64 atMs, qint64 nowMs)
{
    if (format == QLatin1String("json")) {
        console::print(toJson(reply, atMs, nowMs));
        return;
    }
    if (format == QLatin1String("csv")) {
        console::write(toCsv(reply, atMs));
    } else if (const QString table = toTable(reply); !table.isEmpty()) {
        console::print(table);
    } else {
        console::note(tr("No series answers to this."));
    }
    for (const QString &line : remarksOn(reply, nowMs))
        console::note(line);
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (const int code = console::parse(
            parser, QStringLiteral("query"), queryCommand().usage, arguments,
            {tr("the workspace's folder or file"), tr("an expression in PromQL")}, formats());
        code >= 0)
        return code;
    const QString path = parser.positionalArguments().first();
    const LoadedWorkspace loaded = openWorkspace(path);
    complainAbout(loaded, path);
    if (!loaded.workspace)
        return exitcode::kUsage;
    const qint64 nowMs = SystemClock().now().wallMs;
    const auto request = requestOf(*loaded.workspace, parser, nowMs);
    if (!request) {
        console::complain(request.error());
        return exitcode::kUsage;
    }
    const auto reply = ask(loaded, *request);
    if (!reply) {
        console::complain(reply.error());
        return exitcode::kUsage;
    }
    write(*reply, parser.value(QStringLiteral("format")), request->toMs,
          SystemClock().now().wallMs);
    return exitcode::kOk;
}

} // namespace

Command queryCommand()
{
    return {QStringLiteral("query"),
            tr("Ask an environment for its metrics, by an expression in PromQL."),
            QStringLiteral("WORKSPACE EXPR [--platform P] [--environment E] [--at TIME] [--since "
                           "6h [--step 1m]] [--source own|server] [--deadline 30s] [--format "
                           "table|json|csv]"),
            run};
}

} // namespace opsdeck
