// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/jsonschema.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/documentedschema.h"
#include "services/config/drawnschema.h"
#include "services/config/expecteddifferences.h"
#include "services/config/metricschema.h"
#include "services/config/metricserverreader.h"
#include "services/config/schemavalues.h"
#include "services/config/teamstorereader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

using namespace schemavalues;
using documentedschema::reference;

namespace {

constexpr VariableRule kAllowed = VariableRule::Allowed;
constexpr VariableRule kRefused = VariableRule::Refused;

QJsonObject document(const QString &title, QJsonObject schema)
{
    schema.insert(QStringLiteral("$schema"),
                  QStringLiteral("https://json-schema.org/draft/2020-12/schema"));
    schema.insert(QStringLiteral("title"), title);
    return schema;
}

template <typename Enum>
QStringList words(Enum last)
{
    QStringList all;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        all << toWord(static_cast<Enum>(value));
    return all;
}

QJsonObject merged(QJsonObject base, const QJsonObject &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        base.insert(it.key(), it.value());
    return base;
}

QJsonObject isKind(const QString &id)
{
    return {{QStringLiteral("properties"),
             QJsonObject{{QStringLiteral("kind"), QJsonObject{{QStringLiteral("const"), id}}}}},
            {QStringLiteral("required"), QJsonArray{QStringLiteral("kind")}}};
}

/// A mapping whose `kind` decides which other keys it may have. With `isRequiring` it must have
/// those that the kind needs.
QJsonObject byKind(const QJsonObject &common, const QStringList &required,
                   const QList<KindInfo> &kinds, VariableRule variables, bool isRequiring)
{
    QStringList ids;
    QJsonArray branches;
    for (const KindInfo &kind : kinds) {
        ids << kind.id;
        QJsonObject properties;
        QStringList needed;
        for (const ParameterSpec &spec : kind.parameters) {
            properties.insert(spec.name, parameter(spec, variables));
            if (spec.required)
                needed << spec.name;
        }
        QJsonObject then{{QStringLiteral("properties"), properties}};
        if (isRequiring && !needed.isEmpty())
            then.insert(QStringLiteral("required"), QJsonArray::fromStringList(needed));
        branches.append(
            QJsonObject{{QStringLiteral("if"), isKind(kind.id)}, {QStringLiteral("then"), then}});
    }
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("properties"),
             merged(common, {{QStringLiteral("kind"), choice(kRefused, ids)}})},
            {QStringLiteral("required"), QJsonArray::fromStringList(required)},
            {QStringLiteral("allOf"), branches},
            {QStringLiteral("unevaluatedProperties"), false}};
}

QJsonObject textOrList()
{
    return {{QStringLiteral("anyOf"), QJsonArray{list(text()), text()}}};
}

QJsonObject witness()
{
    return {{QStringLiteral("anyOf"),
             QJsonArray{flag(kAllowed), choice(kAllowed, {QStringLiteral("outside")})}}};
}

QJsonObject checkProperties()
{
    return merged(
        documentedschema::checkProperties(),
        {{QStringLiteral("title"), text()},
         {QStringLiteral("interval"),
          described(duration(kAllowed), ConfigText::tr("How often it is asked: 30s, 5m."))},
         {QStringLiteral("timeout"),
          described(duration(kAllowed), ConfigText::tr("How long the whole answer may take."))},
         {QStringLiteral("retries"),
          described(integer(kAllowed, 1, 100),
                    ConfigText::tr("Bad results in a row until the service counts as down."))},
         {QStringLiteral("via"),
          described(text(),
                    ConfigText::tr("The way its target is reached by, one of 'ways', or direct."))},
         {QStringLiteral("instance"),
          described(text(), ConfigText::tr("The one of the service's instances that it asks; "
                                           "absent: the service as a whole."))},
         {QStringLiteral("witness"),
          described(witness(),
                    ConfigText::tr("true: while it is silent and nothing else of its environment "
                                   "answers, all of that is out of sight, not down. outside: it "
                                   "asks the same environment by a path of its own, and says "
                                   "whether it is our view that is broken."))},
         {QStringLiteral("start_period"),
          described(duration(kAllowed),
                    ConfigText::tr("Failures this long after the start do not count."))},
         {QStringLiteral("degraded_if"),
          described(textOrList(),
                    ConfigText::tr("Conditions such as \"[RESPONSE_TIME] > 500\"; one that holds "
                                   "is a warning, one that can't be judged makes the check "
                                   "unknown."))},
         {QStringLiteral("down_if"),
          described(textOrList(),
                    ConfigText::tr("Conditions such as \"[BODY].database.status != healthy\"; one "
                                   "that holds is critical, whatever degraded_if says. A condition "
                                   "on [STATUS] takes the place of the rule that a status must be "
                                   "2xx."))}});
}

QJsonObject way()
{
    return closed(
        {{QStringLiteral("id"), id()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("kind"), choice(kAllowed, words(WayKind::SocksProxy))},
         {QStringLiteral("hosts"),
          described(
              list(text(), 1),
              ConfigText::tr("ssh: the chain, [user@]name[:port], the first reached first."))},
         {QStringLiteral("config_file"),
          described(text(), ConfigText::tr("ssh: used instead of the user's own configuration."))},
         {QStringLiteral("host"), text()},
         {QStringLiteral("port"), integer(kAllowed, 1, 65535)},
         {QStringLiteral("username"), text()},
         {QStringLiteral("credential"),
          described(text(), ConfigText::tr("Name of the proxy's password in the keychain."))}},
        {QStringLiteral("id")});
}

QJsonObject rollUp()
{
    return {{QStringLiteral("anyOf"),
             QJsonArray{choice(kRefused, {QStringLiteral("worst"), QStringLiteral("best")}),
                        closed({{QStringLiteral("at_least"), integer(kAllowed, 1, 1000)}},
                               {QStringLiteral("at_least")}),
                        closed({{QStringLiteral("percent"), integer(kAllowed, 1, 100)}},
                               {QStringLiteral("percent")})}}};
}

/// The keys of a service that may differ between environments, `checks` left out.
QJsonObject serviceProperties()
{
    return merged(
        documentedschema::serviceProperties(),
        {{QStringLiteral("title"), text()},
         {QStringLiteral("technology"), text()},
         {QStringLiteral("port"),
          described(text(), ConfigText::tr("Shown in the diagram: \"80, 443\"."))},
         {QStringLiteral("layer"), text()},
         {QStringLiteral("description"), text()},
         {QStringLiteral("via"),
          described(text(), ConfigText::tr("The way its checks go by, one of 'ways', or direct."))},
         {QStringLiteral("presence"), choice(kAllowed, words(Presence::NotConfigured))},
         {QStringLiteral("replicas"), integer(kAllowed, 0, 1000)},
         {QStringLiteral("rollup"),
          described(rollUp(), ConfigText::tr("How many instances must stand well for the service "
                                             "to: of the checks with 'instance'. Absent: all."))},
         {QStringLiteral("depends_on"), list(documentedschema::dependency())},
         {QStringLiteral("metrics"), list(reference("metric"))}});
}

QJsonObject service()
{
    // What differs in a check may be any of its keys; only the whole check has a kind to judge them
    // by.
    const QJsonObject change{
        {QStringLiteral("type"), QJsonArray{QStringLiteral("object"), QStringLiteral("null")}},
        {QStringLiteral("properties"), checkProperties()}};
    const QJsonObject here =
        closed(merged(serviceProperties(), {{QStringLiteral("checks"), mapOf(change)}}));
    QJsonObject schema = closed(
        merged(serviceProperties(),
               {{QStringLiteral("id"), id()},
                {QStringLiteral("only_in"),
                 described(list(text(), 1),
                           ConfigText::tr("The environments that have it; all when absent."))},
                {QStringLiteral("checks"), list(reference("check"))},
                {QStringLiteral("environments"),
                 described(mapOf(here),
                           ConfigText::tr("What differs in an environment; checks by id."))}}),
        {QStringLiteral("id")});
    schema.insert(QStringLiteral("if"),
                  QJsonObject{{QStringLiteral("not"),
                               QJsonObject{{QStringLiteral("required"),
                                            QJsonArray{QStringLiteral("environments")}}}}});
    schema.insert(
        QStringLiteral("then"),
        QJsonObject{
            {QStringLiteral("properties"),
             QJsonObject{{QStringLiteral("checks"),
                          QJsonObject{{QStringLiteral("items"), reference("whole-check")}}}}}});
    return schema;
}

/// What a check must have that no environment adds to.
QJsonObject needed(const QList<KindInfo> &kinds)
{
    QJsonArray branches;
    for (const KindInfo &kind : kinds) {
        QStringList names;
        for (const ParameterSpec &spec : kind.parameters) {
            if (spec.required)
                names << spec.name;
        }
        if (!names.isEmpty())
            branches.append(QJsonObject{
                {QStringLiteral("if"), isKind(kind.id)},
                {QStringLiteral("then"),
                 QJsonObject{{QStringLiteral("required"), QJsonArray::fromStringList(names)}}}});
    }
    return {{QStringLiteral("required"), QJsonArray{QStringLiteral("kind")}},
            {QStringLiteral("allOf"), branches}};
}

/// An environment's Prometheus-compatible server.
QJsonObject metricServer()
{
    const KindInfo keys = metricServerKeys();
    QJsonObject properties{
        {QStringLiteral("via"),
         described(text(), ConfigText::tr("The way it is reached by, one of 'ways', or direct; "
                                          "the environment's when absent."))}};
    for (const ParameterSpec &spec : keys.parameters)
        properties.insert(spec.name, parameter(spec, kAllowed));
    QJsonObject schema = closed(properties);
    const auto needs = [](const char *name) {
        return QJsonObject{{QStringLiteral("required"), QJsonArray{QLatin1String(name)}}};
    };
    QJsonObject local = needs("local");
    local.insert(
        QStringLiteral("properties"),
        QJsonObject{{QStringLiteral("local"), QJsonObject{{QStringLiteral("const"), true}}}});
    schema.insert(QStringLiteral("oneOf"), QJsonArray{needs("service"), needs("url"), local});
    return schema;
}

QJsonObject teamStore()
{
    QJsonObject properties;
    QStringList required;
    const KindInfo keys = teamStoreKeys();
    for (const ParameterSpec &spec : keys.parameters) {
        properties.insert(spec.name, parameter(spec, kRefused));
        if (spec.required)
            required << spec.name;
    }
    return closed(properties, required);
}

} // namespace

QJsonObject workspaceSchema()
{
    QJsonObject parameters = mapOf(
        {{QStringLiteral("anyOf"),
          QJsonArray{text(), QJsonObject{{QStringLiteral("type"), QStringLiteral("null")}}}}});
    parameters.insert(QStringLiteral("type"),
                      QJsonArray{QStringLiteral("object"), QStringLiteral("null")});
    const QJsonObject platform =
        closed({{QStringLiteral("file"),
                 described(text(), ConfigText::tr("Platform file, relative to this one."))},
                {QStringLiteral("parameters"),
                 described(mapOf(parameters),
                           ConfigText::tr("By environment: what ${name} stands for; ~ for none, "
                                          "not even its default."))},
                {QStringLiteral("settled"), documentedschema::settled()},
                {QStringLiteral("rules"), documentedschema::fills()},
                {QStringLiteral("expected_differences"), expectedDifferencesSchema()}},
               {QStringLiteral("file")});
    return document(
        ConfigText::tr("Opsdeck workspace"),
        closed({{QStringLiteral("workspace"), id()},
                {QStringLiteral("title"), text()},
                {QStringLiteral("platforms"), list(platform, 1)},
                {QStringLiteral("runbooks"), list(text())},
                {QStringLiteral("store"),
                 described(
                     teamStore(),
                     ConfigText::tr("The PostgreSQL database that a team keeps its history in."))}},
               {QStringLiteral("workspace"), QStringLiteral("platforms")}));
}

QJsonObject platformSchema(const QList<KindInfo> &probes)
{
    const QJsonObject layer = closed(
        {{QStringLiteral("id"), id()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("within"),
          described(text(), ConfigText::tr("The layer whose frame encloses this one's."))},
         {QStringLiteral("rollup"),
          described(rollUp(), ConfigText::tr("How many of its services must stand well for the "
                                             "group to. Absent: all."))}},
        {QStringLiteral("id")});
    const QJsonObject environment = closed(
        {{QStringLiteral("id"), id()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("tier"), choice(kRefused, words(Tier::Other))},
         {QStringLiteral("protected"),
          described(flag(kRefused),
                    ConfigText::tr(
                        "Acting here asks for more. On in prod and where no tier is stated."))},
         {QStringLiteral("via"),
          described(text(), ConfigText::tr("The way its services are reached by, one of 'ways'."))},
         {QStringLiteral("witness_quorum"),
          described(integer(kRefused, 1, 100),
                    ConfigText::tr("So many silent witnesses put it out of sight; all of them "
                                   "when absent."))},
         {QStringLiteral("prometheus"),
          described(metricServer(),
                    ConfigText::tr("The Prometheus-compatible server that keeps its metrics. Not "
                                   "needed where one of its services has a check of kind "
                                   "'prometheus-server'."))},
         {QStringLiteral("presence"),
          described(choice(kRefused, {QStringLiteral("active"), QStringLiteral("not_configured")}),
                    ConfigText::tr("not_configured: it is named, nothing of it is watched."))},
         {QStringLiteral("facts"), list(reference("fact"))},
         {QStringLiteral("host"), text()}},
        {QStringLiteral("id")});
    // A parameter may come from an environment's part alone: it is required only in services that
    // have no such part.
    const QJsonObject check = byKind(merged(checkProperties(), {{QStringLiteral("id"), id()}}),
                                     {QStringLiteral("id")}, probes, kAllowed, false);
    QJsonObject schema = closed(merged(documentedschema::platformProperties(),
                                       {{QStringLiteral("platform"), id()},
                                        {QStringLiteral("title"), text()},
                                        {QStringLiteral("layers"), list(layer)},
                                        {QStringLiteral("diagram"), drawnschema::diagram()},
                                        {QStringLiteral("pages"), drawnschema::pages()},
                                        {QStringLiteral("ways"), list(way())},
                                        {QStringLiteral("environments"), list(environment, 1)},
                                        {QStringLiteral("services"), list(service())}}),
                                {QStringLiteral("platform"), QStringLiteral("environments")});
    schema.insert(QStringLiteral("$defs"),
                  QJsonObject{{QStringLiteral("check"), check},
                              {QStringLiteral("whole-check"), needed(probes)},
                              {QStringLiteral("source"), documentedschema::source()},
                              {QStringLiteral("fact"), documentedschema::fact()},
                              {QStringLiteral("metric"), metricschema::metric()}});
    return document(ConfigText::tr("Opsdeck platform"), schema);
}

QJsonObject runbookSchema(const QList<KindInfo> &steps)
{
    const QJsonObject common{
        {QStringLiteral("id"), id()},
        {QStringLiteral("title"), text()},
        {QStringLiteral("timeout"), duration(kRefused)},
        {QStringLiteral("on_failure"),
         choice(kRefused, {QStringLiteral("stop"), QStringLiteral("continue")})}};
    const QJsonObject step =
        byKind(common, {QStringLiteral("id"), QStringLiteral("kind")}, steps, kRefused, true);
    return document(
        ConfigText::tr("Opsdeck runbook"),
        closed(
            {{QStringLiteral("runbook"), id()},
             {QStringLiteral("title"), text()},
             {QStringLiteral("meaning"), text()},
             {QStringLiteral("impact"), text()},
             {QStringLiteral("owner"), text()},
             {QStringLiteral("danger"), choice(kRefused, words(Danger::Destructive))},
             {QStringLiteral("platform"), text()},
             {QStringLiteral("service"), text()},
             {QStringLiteral("environments"),
              described(list(text()), ConfigText::tr("Where it may run; everywhere when absent."))},
             {QStringLiteral("triggers"),
              described(list(text()),
                        ConfigText::tr("Kinds of errors, and rules of the platform, that "
                                       "suggest it."))},
             {QStringLiteral("steps"), list(step, 1)}},
            {QStringLiteral("runbook"), QStringLiteral("danger"), QStringLiteral("platform"),
             QStringLiteral("steps")}));
}

} // namespace opsdeck
