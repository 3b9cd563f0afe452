// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/runbookreader.h"

#include "services/config/configtext.h"
#include "services/config/mapreader.h"
#include "services/config/parameterreader.h"
#include "services/config/scalars.h"
#include "services/domain/changingwords.h"
#include "services/domain/reachnames.h"
#include "services/domain/stepguards.h"
#include "services/domain/variablescan.h"

#include <QRegularExpression>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kLongestStep = std::chrono::hours(24);

QStringList errorKinds()
{
    QStringList words;
    for (int kind = static_cast<int>(ErrorKind::Timeout);
         kind <= static_cast<int>(ErrorKind::Internal); ++kind)
        words << toWord(static_cast<ErrorKind>(kind));
    return words;
}

class RunbookReader final
{
public:
    RunbookReader(const QList<LoadedPlatform> &platforms, bool areAllLoaded, QString directory,
                  const QList<KindInfo> &kinds, const Reporter &reporter)
        : m_platforms(platforms)
        , m_areAllLoaded(areAllLoaded)
        , m_directory(std::move(directory))
        , m_kinds(kinds)
        , m_reporter(reporter)
    {}

    std::optional<Runbook> read(const YamlNode &root)
    {
        const int before = m_reporter.errorReports();
        MapReader reader(root, m_reporter, ConfigText::tr("a runbook file"));
        if (!reader.isMap())
            return std::nullopt;
        m_runbook.id = RunbookId(reader.requiredId(QStringLiteral("runbook")));
        m_runbook.title = reader.text(QStringLiteral("title"), m_runbook.id.toString());
        m_runbook.meaning = reader.text(QStringLiteral("meaning"));
        m_runbook.impact = reader.text(QStringLiteral("impact"));
        m_runbook.owner = reader.text(QStringLiteral("owner"));
        readDanger(reader);
        readPlace(reader);
        readTriggers(reader);
        const QList<YamlNode> steps = reader.list(QStringLiteral("steps"));
        if (steps.isEmpty())
            m_reporter.error(reader.at(QStringLiteral("steps")),
                             ConfigText::tr("a runbook needs at least one step under 'steps'"));
        for (const YamlNode &step : steps)
            readStep(step);
        reader.refuseOthers();
        const bool isWhole = m_platform != nullptr && m_reporter.errorReports() == before;
        return isWhole ? std::optional(m_runbook) : std::nullopt;
    }

private:
    void readDanger(MapReader &reader)
    {
        // What is not stated is not harmless.
        const QStringList words{toWord(Danger::ReadOnly), toWord(Danger::Low),
                                toWord(Danger::Disruptive), toWord(Danger::Destructive)};
        reader.requiredText(QStringLiteral("danger"));
        m_runbook.danger = static_cast<Danger>(
            reader.choice(QStringLiteral("danger"), words, static_cast<int>(Danger::Destructive)));
    }

    void readPlace(MapReader &reader)
    {
        const QString id = reader.requiredText(QStringLiteral("platform"));
        const QString service = reader.text(QStringLiteral("service"));
        const QList<YamlNode> environments = reader.texts(QStringLiteral("environments"));
        QStringList ids;
        for (const LoadedPlatform &each : m_platforms) {
            ids << each.platform.id.toString();
            if (each.platform.id.toString() == id)
                m_platform = &each;
        }
        m_runbook.platform = PlatformId(id);
        if (m_platform == nullptr) {
            // It may be in a file that is broken, which is told there.
            if (!id.isEmpty() && m_areAllLoaded)
                m_reporter.error(reader.at(QStringLiteral("platform")),
                                 ConfigText::tr("there is no platform %1.%2")
                                     .arg(ConfigText::quoted(id), ConfigText::didYouMean(id, ids)));
            return;
        }
        QStringList known;
        for (const Environment &environment : m_platform->platform.environments) {
            known << environment.id.toString();
            for (const Service &each : environment.services) {
                if (!m_services.contains(each.id.toString()))
                    m_services << each.id.toString();
            }
        }
        for (const YamlNode &each : environments) {
            if (known.contains(each.text()))
                m_runbook.environments.append(EnvironmentId(each.text()));
            else
                m_reporter.error(each.at(), ConfigText::tr("platform %1 has no environment %2.%3")
                                                .arg(id, ConfigText::quoted(each.text()),
                                                     ConfigText::didYouMean(each.text(), known)));
        }
        if (!service.isEmpty()) {
            m_runbook.service = ServiceId(service);
            refuseUnknownService(service, reader.at(QStringLiteral("service")));
        }
        for (auto it = m_platform->variables.cbegin(); it != m_platform->variables.cend(); ++it) {
            if (!m_runbook.environments.isEmpty() && !m_runbook.environments.contains(it.key()))
                continue;
            QVariantMap variables;
            for (auto each = it->cbegin(); each != it->cend(); ++each)
                variables.insert(each.key(), each.value());
            m_runbook.variables.insert(it.key(), variables);
        }
    }

    void refuseUnknownService(const QString &service, YamlPosition at) const
    {
        if (m_platform != nullptr && !m_services.contains(service))
            m_reporter.error(at, ConfigText::tr("there is no service %1.%2")
                                     .arg(ConfigText::quoted(service),
                                          ConfigText::didYouMean(service, m_services)));
    }

    void readTriggers(MapReader &reader)
    {
        const QStringList kinds = errorKinds();
        QStringList rules;
        for (const DocumentedRule &rule :
             m_platform == nullptr ? QList<DocumentedRule>() : m_platform->platform.rules)
            rules << rule.ref;
        const QList<YamlNode> triggers = reader.texts(QStringLiteral("triggers"));
        for (const YamlNode &trigger : triggers) {
            if (kinds.contains(trigger.text()) || rules.contains(trigger.text()))
                m_runbook.triggers.append(trigger.text());
            else
                m_reporter.error(trigger.at(),
                                 ConfigText::tr("%1 is neither a kind of error nor a rule of the "
                                                "platform; the kinds are %2.%3")
                                     .arg(ConfigText::quoted(trigger.text()),
                                          kinds.join(QStringLiteral(", ")),
                                          ConfigText::didYouMean(trigger.text(), kinds + rules)));
        }
    }

    void readStep(const YamlNode &node)
    {
        const QString name = node.textOf(QStringLiteral("id"));
        MapReader reader(node, m_reporter,
                         name.isEmpty() ? ConfigText::tr("a step")
                                        : ConfigText::tr("step '%1'").arg(name.left(63)));
        if (!reader.isMap())
            return;
        Step step;
        step.id = StepId(reader.requiredId(QStringLiteral("id")));
        step.title = reader.text(QStringLiteral("title"), step.id.toString());
        step.kind = reader.requiredText(QStringLiteral("kind"));
        step.timeout = reader.duration(QStringLiteral("timeout"), step.timeout, 1s, kLongestStep);
        step.onFailure = static_cast<OnFailure>(reader.choice(
            QStringLiteral("on_failure"), {QStringLiteral("stop"), QStringLiteral("continue")}, 0));
        const auto kind = std::find_if(m_kinds.cbegin(), m_kinds.cend(),
                                       [&](const KindInfo &each) { return each.id == step.kind; });
        if (kind != m_kinds.cend()) {
            step.parameters = readParameters(*kind, reader, m_directory, true, m_reporter);
            reader.refuseOthers();
            doubtReadOnly(*kind, step, reader);
        } else if (!step.kind.isEmpty()) {
            QStringList kinds;
            for (const KindInfo &each : m_kinds)
                kinds << each.id;
            m_reporter.error(reader.at(QStringLiteral("kind")),
                             ConfigText::tr("unknown step kind %1; the kinds are %2.%3")
                                 .arg(ConfigText::quoted(step.kind), ConfigText::anyOf(kinds),
                                      ConfigText::didYouMean(step.kind, kinds)));
        }
        for (const YamlNode &each : reachesOf(node)) {
            if (const YamlNode *service = each.find(QStringLiteral("service")))
                refuseUnknownService(service->text(), service->at());
        }
        if (const YamlNode *services = node.find(QStringLiteral("services"));
            services != nullptr && services->isList()) {
            for (const YamlNode &service : services->children())
                refuseUnknownService(service.text(), service.at());
        }
        if (m_platform != nullptr) {
            const ParameterSchema schema =
                kind == m_kinds.cend() ? ParameterSchema() : kind->parameters;
            for (auto it = m_runbook.variables.cbegin(); it != m_runbook.variables.cend(); ++it)
                checkFields(node, schema, it.key());
        }
        if (std::any_of(m_runbook.steps.cbegin(), m_runbook.steps.cend(),
                        [&](const Step &other) { return other.id == step.id; }))
            m_reporter.error(node.at(),
                             ConfigText::tr("step '%1' is there twice").arg(step.id.toString()));
        m_runbook.steps.append(step);
    }

    /// A read-only runbook runs without arming and without a typed name.
    void doubtReadOnly(const KindInfo &kind, const Step &step, const MapReader &reader) const
    {
        for (const ParameterSpec &spec : kind.parameters) {
            const QString word = spec.isArgumentVector && m_runbook.danger == Danger::ReadOnly
                                     ? changingWord(step.parameters.value(spec.name).toStringList())
                                     : QString();
            if (!word.isEmpty())
                m_reporter.warning(
                    reader.at(spec.name),
                    ConfigText::tr(
                        "the runbook is marked read-only, but %1 changes something: it is "
                        "treated as of low danger; mark it low, disruptive or "
                        "destructive")
                        .arg(ConfigText::quoted(word)));
        }
    }

    static QList<YamlNode> reachesOf(const YamlNode &step)
    {
        const YamlNode *reach = step.find(QStringLiteral("reach"));
        return reach != nullptr && reach->isList() ? reach->children() : QList<YamlNode>();
    }

    /// What may stand in a field and is known when it runs.
    static QStringList laterIn(const ParameterSpec &spec, const YamlNode &step)
    {
        QStringList later = spec.laterVariables;
        if (later.removeAll(reachnames::kAny) > 0) {
            for (const YamlNode &each : reachesOf(step))
                later += reachnames::of(each.textOf(QStringLiteral("id")));
        }
        return later;
    }

    /// The values of an endpoint in one environment.
    void checkReach(const YamlNode &reach, const EnvironmentId &environment) const
    {
        static const QRegularExpression host(
            QStringLiteral("^[A-Za-z0-9._:%][A-Za-z0-9._:%-]{0,252}$"));
        const Variables variables = m_platform->variables.value(environment);
        const auto check = [&](const char *key, const auto &isGood, const QString &expected) {
            const YamlNode *node = reach.find(QLatin1String(key));
            if (node == nullptr || !node->isScalar())
                return;
            bool isKnown = true;
            const QString value = variablesReplaced(
                node->text(),
                [&](const QString &name) {
                    isKnown = isKnown && variables.contains(name);
                    return std::optional(variables.value(name));
                },
                [](const QString &) {});
            if (isKnown && !isGood(value))
                m_reporter.error(node->at(),
                                 ConfigText::tr("in environment %1 '%2' is %3; it must be %4")
                                     .arg(environment.toString(), QLatin1String(key),
                                          ConfigText::quoted(value), expected));
        };
        check(
            "host", [&](const QString &text) { return host.match(text).hasMatch(); },
            ConfigText::tr("a host name or address, without scheme, port or path"));
        check(
            "port",
            [](const QString &text) {
                const std::optional<qint64> port = scalars::integer(text);
                return port && *port >= 1 && *port <= 65'535;
            },
            ConfigText::tr("a port from 1 to 65535"));
    }

    /// Each field with the names that may stand in it.
    void checkFields(const YamlNode &step, const ParameterSchema &schema,
                     const EnvironmentId &environment) const
    {
        for (qsizetype i = 0; i < step.children().size(); ++i) {
            const auto spec =
                std::find_if(schema.cbegin(), schema.cend(), [&](const ParameterSpec &each) {
                    return each.name == step.keys().at(i).name;
                });
            checkVariables(step.children().at(i), m_platform->variables.value(environment),
                           spec == schema.cend() ? QStringList() : laterIn(*spec, step),
                           environment.toString(), m_reporter);
            if (spec != schema.cend() && spec->isInside)
                checkInside(step.children().at(i), environment);
        }
        for (const YamlNode &each : reachesOf(step))
            checkReach(each, environment);
    }

    /// A path that is fine as written may lead out of its folder by a variable's value.
    void checkInside(const YamlNode &path, const EnvironmentId &environment) const
    {
        const Variables variables = m_platform->variables.value(environment);
        const QString filled = variablesReplaced(
            path.text(), [&](const QString &name) { return std::optional(variables.value(name)); },
            [](const QString &) {});
        if (staysInside(path.text()) && !staysInside(filled))
            m_reporter.error(path.at(),
                             ConfigText::tr("in environment %1 this is %2, which leads out of the "
                                            "data folder; it must be a relative path without '..'")
                                 .arg(environment.toString(), ConfigText::quoted(filled)));
    }

    const QList<LoadedPlatform> &m_platforms;
    bool m_areAllLoaded;
    QString m_directory;
    const QList<KindInfo> &m_kinds;
    const Reporter &m_reporter;
    const LoadedPlatform *m_platform = nullptr;
    QStringList m_services;
    Runbook m_runbook;
};

} // namespace

std::optional<Runbook> readRunbook(const YamlNode &root, const QList<LoadedPlatform> &platforms,
                                   bool areAllLoaded, const QString &directory,
                                   const QList<KindInfo> &steps, const Reporter &reporter)
{
    return RunbookReader(platforms, areAllLoaded, directory, steps, reporter).read(root);
}

} // namespace opsdeck
