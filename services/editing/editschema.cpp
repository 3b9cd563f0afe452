// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/golden.h"
#include "services/domain/workspace.h"
#include "services/editing/editfields.h"

#include <QCoreApplication>

#include <algorithm>

// The fields of each kind of thing.

namespace opsdeck {

namespace {

class EditText
{
    Q_DECLARE_TR_FUNCTIONS(EditFields)
};

template <typename Enum>
QStringList words(Enum last)
{
    QStringList all;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        all << toWord(static_cast<Enum>(value));
    return all;
}

ParameterSpec field(const char *name, ParameterType type, const QString &help,
                    const QVariant &standard = {})
{
    ParameterSpec spec;
    spec.name = QString::fromLatin1(name);
    spec.type = type;
    spec.help = help;
    spec.defaultValue = standard;
    return spec;
}

ParameterSpec needed(ParameterSpec spec)
{
    spec.required = true;
    return spec;
}

ParameterSpec choice(const char *name, const QStringList &choices, const QString &help,
                     const QVariant &standard = {})
{
    ParameterSpec spec = field(name, ParameterType::Enum, help, standard);
    spec.choices = choices;
    return spec;
}

ParameterSpec listOf(const char *name, const QStringList &choices, const QString &help)
{
    ParameterSpec spec = field(name, ParameterType::StringList, help);
    spec.choices = choices;
    return spec;
}

ParameterSpec viaField(const EditChoices &choices, const QString &help)
{
    return choice("via", QStringList(choices.ways) << QStringLiteral("direct"), help);
}

ParameterSpec idField()
{
    return needed(field("id", ParameterType::String,
                        EditText::tr("The name that other places refer to: letters, digits, '-', "
                                     "'_' and '.'. They follow when it changes.")));
}

ParameterSpec titleField()
{
    return field("title", ParameterType::String,
                 EditText::tr("As it is shown; the name when empty."));
}

ParameterSpec rollUpField(const QString &help)
{
    return field("rollup", ParameterType::String, help, QStringLiteral("worst"));
}

ParameterSpec tierField()
{
    return choice("tier", words(Tier::Other),
                  EditText::tr("What it is for; prod is protected unless said otherwise."),
                  QStringLiteral("other"));
}

ParameterSpec fileField(const QString &example)
{
    return needed(field(
        "file", ParameterType::String,
        EditText::tr("The file to write, inside of the workspace's folder: %1.").arg(example)));
}

ParameterSchema platformFields(bool isNew)
{
    ParameterSchema fields;
    if (isNew) {
        fields << fileField(QStringLiteral("platforms/shop.yaml"));
    }
    fields << needed(field("platform", ParameterType::String,
                           EditText::tr("The name that other places refer to. They follow when it "
                                        "changes.")))
           << titleField();
    fields << field(
        "layers", ParameterType::StringList,
        EditText::tr(
            "Groups of services from top to bottom, one a line: \"data\" or \"data: Data\"."));
    if (isNew) {
        fields << needed(field("environment", ParameterType::String,
                               EditText::tr("Its first environment: dev, staging, prod …")));
        fields << tierField();
    }
    return fields;
}

ParameterSchema environmentFields(const EditChoices &choices)
{
    return {idField(),
            titleField(),
            tierField(),
            field("protected", ParameterType::Boolean,
                  EditText::tr("Acting here asks for more. On in prod.")),
            field("host", ParameterType::String,
                  EditText::tr("Shown beside its name: shop.example.com.")),
            viaField(choices, EditText::tr("The way that what is in it is reached by.")),
            field("witness_quorum", ParameterType::Integer,
                  EditText::tr("So many silent witnesses put it out of sight; all when empty.")),
            field("parameters", ParameterType::StringMap,
                  EditText::tr("What ${name} stands for here: addresses, ports, names of "
                               "credentials in the keychain. Never a password."))};
}

ParameterSchema serviceFields(const EditTarget &target, const EditChoices &choices)
{
    QStringList others = choices.services;
    others.removeAll(target.service.toString());
    ParameterSchema fields;
    if (target.only.isEmpty())
        fields << idField();
    fields << titleField()
           << field("technology", ParameterType::String,
                    EditText::tr("What it is made of: PostgreSQL 15."))
           << field("port", ParameterType::String,
                    EditText::tr("Shown in the diagram: \"80, 443\"."))
           << choice("layer", choices.layers, EditText::tr("The group that it stands in."))
           << field("description", ParameterType::String,
                    EditText::tr("What it does, in one sentence."))
           << choice("presence", words(Presence::NotConfigured),
                     EditText::tr("Whether it is expected to be there."), QStringLiteral("active"))
           << field("replicas", ParameterType::Integer, EditText::tr("How many of it run."), 1)
           << rollUpField(EditText::tr("How many of its instances, which its checks name, must "
                                       "stand well for it to: \"worst\" (all of them), \"best\" "
                                       "(one), \"at least 2\" or \"50 %\"."));
    if (target.only.isEmpty())
        fields << listOf("only_in", choices.environments,
                         EditText::tr("The environments that have it; all when empty."));
    fields << listOf("depends_on", others, EditText::tr("The services that it needs."));
    fields << viaField(
        choices, EditText::tr("The way that its checks go by; the environment's when not set."));
    return fields;
}

QStringList kindsOf(const EditChoices &choices)
{
    QStringList kinds;
    for (const KindInfo &kind : choices.kinds)
        kinds << kind.id;
    return kinds;
}

ParameterSchema parametersOf(const EditChoices &choices, const QString &kind)
{
    const auto it = std::find_if(choices.kinds.cbegin(), choices.kinds.cend(),
                                 [&](const KindInfo &each) { return each.id == kind; });
    return it == choices.kinds.cend() ? ParameterSchema() : it->parameters;
}

ParameterSchema checkFields(const EditTarget &target, const EditChoices &choices,
                            const QString &checkKind)
{
    ParameterSchema fields;
    if (target.only.isEmpty())
        fields << idField()
               << needed(choice("kind", kindsOf(choices), EditText::tr("What is asked, and how.")));
    fields << titleField();
    const ParameterSchema own = parametersOf(choices, checkKind);
    // What it can't do without first.
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return spec.required; });
    const Check standard;
    fields << field("interval", ParameterType::Duration,
                    EditText::tr("How often it is asked: 30s, 5m."),
                    static_cast<qint64>(standard.interval.count()))
           << field("timeout", ParameterType::Duration,
                    EditText::tr("How long the whole answer may take."),
                    static_cast<qint64>(standard.timeout.count()))
           << field("retries", ParameterType::Integer,
                    EditText::tr("Bad results in a row until the service counts as down."),
                    standard.retries)
           << field("start_period", ParameterType::Duration,
                    EditText::tr("Failures this long after the start do not count."),
                    static_cast<qint64>(standard.startPeriod.count()))
           << viaField(choices,
                       EditText::tr("The way that it is reached by; the service's when not set."))
           << choice("witness", {QStringLiteral("true"), QStringLiteral("outside")},
                     EditText::tr("true: while it is silent and nothing else there answers, its "
                                  "environment is out of sight, not down. outside: it asks by a "
                                  "path of its own."))
           << field("degraded_if", ParameterType::StringList,
                    EditText::tr("Conditions, one a line; any that holds is a warning."))
           << field("down_if", ParameterType::StringList,
                    EditText::tr("Conditions, one a line; any that holds is critical."));
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return !spec.required; });
    return fields;
}

ParameterSchema metricFields(const EditChoices &choices)
{
    return {
        idField(),
        titleField(),
        choice("check", choices.checks, EditText::tr("The check whose samples are drawn.")),
        field("metric", ParameterType::String,
              EditText::tr("Name of the sample: probe_duration_seconds. Or one over another: "
                           "\"hits_total / asked_total\".")),
        field("query", ParameterType::String,
              EditText::tr("What is drawn, as PromQL, in place of a check's samples.")),
        choice("from", {QStringLiteral("either"), QStringLiteral("own"), QStringLiteral("server")},
               EditText::tr("Who answers the query: the environment's server where it has one, "
                            "else own samples; or one of the two."),
               QStringLiteral("either")),
        field("interval", ParameterType::Duration,
              EditText::tr("How often the query is asked; every 30 s when not set.")),
        field("thresholds", ParameterType::StringList,
              EditText::tr("Limits, one a line: \"above 0.5 clear 0.4 for 2m warning\", \"below 10 "
                           "critical\", \"at least 3\", \"at most 0\".")),
        choice("unit", words(Unit::Count), EditText::tr("How values are written."),
               QStringLiteral("none")),
        field("rate", ParameterType::Boolean, EditText::tr("Draw a counter's increase per second."),
              false),
        choice("golden", goldenWords(),
               EditText::tr("The figure of the service that it tells; chosen from the samples' "
                            "names when not set.")),
        field("series_label", ParameterType::String,
              EditText::tr("The label whose values name the lines.")),
        choice("kind", words(ChartKind::HeatMap),
               EditText::tr("How it is drawn: a number of a single line, stacked or a table of "
                            "several, a heat map of a histogram."),
               QStringLiteral("lines")),
        field("quantiles", ParameterType::StringList,
              EditText::tr("Of a histogram these are drawn, one a line: 0.5, 0.95, 0.99.")),
        field("labels", ParameterType::StringMap, EditText::tr("Only samples with these labels."))};
}

ParameterSchema dependencyFields(const EditTarget &target, const EditChoices &choices)
{
    QStringList others = choices.services;
    others.removeAll(target.service.toString());
    return {needed(choice("service", others, EditText::tr("The service that is needed."))),
            choice("basis",
                   {QStringLiteral("stated"), QStringLiteral("implied"), QStringLiteral("disputed"),
                    QStringLiteral("ours")},
                   EditText::tr("How sure it is; a disputed one carries no impact."),
                   QStringLiteral("stated")),
            choice("role", {QStringLiteral("uses"), QStringLiteral("scrapes")},
                   EditText::tr("Whether it needs the other or only observes it."),
                   QStringLiteral("uses"))};
}

ParameterSchema layerFields(const EditTarget &target, const EditChoices &choices)
{
    QStringList others = choices.layers;
    others.removeAll(target.item);
    return {
        idField(), titleField(),
        choice("within", others,
               EditText::tr("The group that its frame stands in: a host of its containers, a "
                            "region of its zones.")),
        rollUpField(EditText::tr("How many of its services and of the groups within it must stand "
                                 "well for it to: \"worst\" (all of them), \"best\" (one), \"at "
                                 "least 2\" or \"50 %\"."))};
}

QStringList errorKinds()
{
    QStringList words;
    for (int kind = static_cast<int>(ErrorKind::Timeout);
         kind <= static_cast<int>(ErrorKind::Internal); ++kind)
        words << toWord(static_cast<ErrorKind>(kind));
    return words;
}

ParameterSchema stepFields(const EditChoices &choices, const QString &kind)
{
    const ParameterSchema own = parametersOf(choices, kind);
    const Step standard;
    ParameterSchema fields{idField(),
                           needed(choice("kind", kindsOf(choices), EditText::tr("What it does.")))};
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return spec.required; });
    fields << titleField();
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return !spec.required; });
    fields << field("timeout", ParameterType::Duration,
                    EditText::tr("How long it may take; then it is ended and has failed."),
                    static_cast<qint64>(standard.timeout.count()))
           << choice("on_failure", {QStringLiteral("stop"), QStringLiteral("continue")},
                     EditText::tr("Whether the steps behind it are done when it fails."),
                     QStringLiteral("stop"));
    for (ParameterSpec &spec : fields) {
        if (spec.name == QLatin1String("services"))
            spec.choices = choices.services;
    }
    return fields;
}

ParameterSpec positionField(const EditTarget &target, const EditChoices &choices)
{
    QStringList positions;
    for (qsizetype i = 1; i <= choices.steps + (target.isNew ? 1 : 0); ++i)
        positions << QString::number(i);
    return choice("position", positions,
                  EditText::tr("Its place among the steps; they are done in this order."));
}

ParameterSchema runbookFields(const EditTarget &target, const EditChoices &choices,
                              const QString &kind)
{
    ParameterSchema fields;
    if (target.isNew)
        fields << fileField(QStringLiteral("runbooks/restart-worker.yaml"));
    fields << needed(field("runbook", ParameterType::String,
                           EditText::tr("Its name: letters, digits, '-', '_' and '.'.")))
           << titleField()
           << needed(choice("platform", choices.platforms,
                            EditText::tr("The platform in whose environments it may run.")))
           << choice("service", choices.services,
                     EditText::tr("What it acts on; where that is in trouble it is suggested."))
           << needed(choice("danger", words(Danger::Destructive),
                            EditText::tr("How much harm it can do; all but read-only runbooks ask "
                                         "for arming.")))
           << listOf("environments", choices.environments,
                     EditText::tr("The environments that it may run in; all when empty."))
           << field("meaning", ParameterType::String,
                    EditText::tr("What it is for, in one sentence."))
           << field("impact", ParameterType::String,
                    EditText::tr("What is felt while it runs, and afterwards."))
           << field("owner", ParameterType::String, EditText::tr("Who answers for it."))
           << listOf("triggers", errorKinds(),
                     EditText::tr("The errors of its service that suggest it."));
    if (!target.isNew)
        return fields;
    // There is none without a step.
    const ParameterSchema first = stepFields(choices, kind);
    for (ParameterSpec spec : first) {
        spec.name.prepend(kFirstStep);
        fields << spec;
    }
    return fields;
}

ParameterSchema fieldsOf(const EditTarget &target, const EditChoices &choices,
                         const QString &checkKind)
{
    switch (target.kind) {
    case EditKind::Platform:
        return platformFields(target.isNew);
    case EditKind::Environment:
        return environmentFields(choices);
    case EditKind::Service:
        return serviceFields(target, choices);
    case EditKind::Check:
        return checkFields(target, choices, checkKind);
    case EditKind::Metric:
        return metricFields(choices);
    case EditKind::Layer:
        return layerFields(target, choices);
    case EditKind::Runbook:
        return runbookFields(target, choices, checkKind);
    case EditKind::Step: {
        ParameterSchema fields = stepFields(choices, checkKind);
        const auto title =
            std::find_if(fields.cbegin(), fields.cend(), [](const ParameterSpec &spec) {
                return spec.name == QLatin1String("title");
            });
        fields.insert(std::distance(fields.cbegin(), title) + 1, positionField(target, choices));
        return fields;
    }
    case EditKind::Dependency:
        break;
    }
    return dependencyFields(target, choices);
}

} // namespace

ParameterSchema editFields(const EditTarget &target, const EditChoices &choices,
                           const QString &checkKind)
{
    ParameterSchema fields = fieldsOf(target, choices, checkKind);
    // What differs in one environment may be as little as one thinks fit.
    for (ParameterSpec &spec : fields)
        spec.required = spec.required && target.only.isEmpty();
    return fields;
}

} // namespace opsdeck
