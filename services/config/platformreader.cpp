// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/platformreader.h"

#include "services/config/chartpagereader.h"
#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/dependencyrings.h"
#include "services/config/diagramreader.h"
#include "services/config/documentedreader.h"
#include "services/config/environmentoverlay.h"
#include "services/config/environmentreader.h"
#include "services/config/factreader.h"
#include "services/config/flowreader.h"
#include "services/config/layerreader.h"
#include "services/config/mapreader.h"
#include "services/config/metricserverreader.h"
#include "services/config/references.h"
#include "services/config/scalars.h"
#include "services/config/servicereader.h"
#include "services/config/setup.h"
#include "services/config/sharedaddresses.h"
#include "services/config/stepvariables.h"
#include "services/config/unsetjudge.h"
#include "services/domain/environmentorder.h"
#include "services/domain/variablescan.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kEnvironmentsKey = QStringLiteral("environments");

class PlatformReader final
{
public:
    PlatformReader(const YamlNode &root, const PlatformParameters &parameters, QString directory,
                   const QList<KindInfo> &probes, const Reporter &reporter,
                   const Reporter &workspace)
        : m_root(root)
        , m_parameters(parameters)
        , m_directory(std::move(directory))
        , m_probes(probes)
        , m_reporter(reporter)
        , m_workspace(workspace)
    {}

    std::optional<LoadedPlatform> read()
    {
        MapReader reader(m_root, m_reporter, ConfigText::tr("a platform file"));
        if (!reader.isMap())
            return std::nullopt;
        Platform &platform = m_loaded.platform;
        platform.id = PlatformId(reader.requiredId(QStringLiteral("platform")));
        platform.title = reader.text(QStringLiteral("title"), platform.id.toString());
        platform.layers = readLayers(reader.list(QStringLiteral("layers")), m_reporter);
        for (const Layer &layer : std::as_const(platform.layers))
            m_layers << layer.id;
        m_ways = reader.list(QStringLiteral("ways"));
        const QList<YamlNode> environments = reader.list(kEnvironmentsKey);
        QStringList ids;
        for (const YamlNode &node : environments)
            ids << node.textOf(QStringLiteral("id"));
        platform.parameters = readDeclarations(reader, ids, m_reporter);
        const QList<EnvironmentEntry> entries = readEnvironments(environments, m_reporter);
        for (const EnvironmentEntry &entry : entries)
            addEnvironment(entry);
        const QList<YamlNode> services = reader.list(QStringLiteral("services"));
        platform.facts = readFacts(reader, {}, ids, m_reporter);
        DocumentedReader documented(reader, m_reporter);
        documented.read(platform);
        QStringList names;
        for (const YamlNode &node : services)
            names << node.textOf(QStringLiteral("id"));
        platform.pinned = readPinned(reader, names, m_reporter);
        const ChartPageReader pages(reader, m_reporter);
        reader.refuseOthers();
        if (platform.environments.isEmpty())
            m_reporter.error(
                reader.at(),
                ConfigText::tr("a platform needs at least one environment under 'environments'"));
        collectServices(services);
        documented.check(m_services);
        checkReferences(m_root, m_reporter);
        refuseForeignParameters();
        warnOfUndeclared();
        if (platform.id.isEmpty() || platform.environments.isEmpty())
            return std::nullopt;
        for (Environment &environment : platform.environments)
            readServices(environment);
        platform.pages = pages.pages(m_nodes);
        m_loaded.flows = foundFlows(platform, m_flows, m_services, m_reporter);
        sortForDisplay(platform.environments);
        m_loaded.sharedAddresses =
            sharedAddresses(m_loaded, m_nodes, m_parameters, m_probes, m_reporter.file());
        return m_loaded;
    }

private:
    void addEnvironment(const EnvironmentEntry &entry)
    {
        const Environment &environment = entry.environment;
        const QString id = environment.id.toString();
        m_environments << id;
        Variables variables = m_parameters.byEnvironment.value(id);
        variables.insert(QStringLiteral("platform"), m_loaded.platform.id.toString());
        variables.insert(QStringLiteral("environment"), id);
        variables.insert(QStringLiteral("tier"), toWord(environment.tier));
        variables.insert(QStringLiteral("workspace_dir"), m_directory);
        const SetUp values =
            setUp(m_loaded.platform.parameters, variables, m_parameters.ended.value(id).keys(), id);
        refuseNothing(id);
        m_loaded.variables.insert(environment.id, values.variables);
        m_setUps.insert(id, values);
        m_entries.insert(id, entry);
        m_loaded.platform.environments.append(environment);
        m_loaded.platform.environments.last().host = shownHost(environment.host, values.variables);
    }

    /// `~` ends a parameter that is declared; an empty text is no way to say so.
    void refuseNothing(const QString &environment) const
    {
        const QMap<QString, YamlPosition> ended = m_parameters.ended.value(environment);
        for (auto it = ended.cbegin(); it != ended.cend(); ++it) {
            if (!isDeclared(it.key()))
                m_workspace.error(*it, ConfigText::tr("parameter '%1' must have one value; only "
                                                      "what the platform declares can be none")
                                           .arg(it.key()));
        }
        const QMap<QString, YamlPosition> empty = m_parameters.empty.value(environment);
        for (auto it = empty.cbegin(); it != empty.cend(); ++it) {
            if (isDeclared(it.key()))
                m_workspace.error(
                    *it, ConfigText::tr("parameter '%1' is empty; write ~ for none").arg(it.key()));
        }
    }

    bool isDeclared(const QString &name) const
    {
        const QList<ParameterDeclaration> &all = m_loaded.platform.parameters;
        return std::any_of(all.cbegin(), all.cend(), [&](const ParameterDeclaration &declared) {
            return declared.name == name;
        });
    }

    /// The band names what is asked: nothing while its parameter has no value.
    static QString shownHost(const QString &host, const Variables &variables)
    {
        bool isWhole = true;
        const QString shown = variablesReplaced(
            host,
            [&](const QString &name) -> std::optional<QString> {
                const auto known = variables.constFind(name);
                return known == variables.cend() ? std::nullopt : std::optional(*known);
            },
            [&](const QString &) { isWhole = false; });
        return isWhole ? shown : QString();
    }

    void refuseForeignParameters() const
    {
        for (auto it = m_parameters.places.cbegin(); it != m_parameters.places.cend(); ++it) {
            if (!m_environments.contains(it.key())) {
                m_workspace.error(*it, ConfigText::tr("the platform has no environment %1.%2")
                                           .arg(ConfigText::quoted(it.key()),
                                                ConfigText::didYouMean(it.key(), m_environments)));
            }
        }
    }

    /// Where parameters are declared, another name is most often a slip.
    void warnOfUndeclared() const
    {
        QStringList names;
        for (const ParameterDeclaration &declared : m_loaded.platform.parameters)
            names << declared.name;
        if (names.isEmpty())
            return;
        for (auto it = m_parameters.byEnvironment.cbegin(); it != m_parameters.byEnvironment.cend();
             ++it) {
            for (const QString &name : it->keys()) {
                if (!names.contains(name))
                    m_workspace.warning(
                        m_parameters.places.value(it.key()),
                        ConfigText::tr("the platform declares no parameter %1 (environment %2).%3")
                            .arg(ConfigText::quoted(name), it.key(),
                                 ConfigText::didYouMean(name, names)));
            }
        }
    }

    /// One line for all that an environment lacks.
    void warnOfUnset(const Environment &environment) const
    {
        qsizetype checks = 0;
        for (const Service &service : environment.services)
            checks += service.dormantChecks.size();
        if (environment.unset.isEmpty() || environment.isNotConfigured)
            return;
        const QString id = environment.id.toString();
        m_workspace.warning(
            m_parameters.places.value(id, m_parameters.at),
            ConfigText::tr("environment '%1' of '%2' is not wholly set up: %3 checks are not run; "
                           "give %4 under its parameters")
                .arg(id, m_loaded.platform.id.toString())
                .arg(checks)
                .arg(namedParameters(environment.unset).join(QStringLiteral(", "))));
    }

    /// "api_host (Host of the API)": what to write, and what it is.
    QStringList namedParameters(const QStringList &names) const
    {
        QStringList told;
        for (const QString &name : names) {
            const QList<ParameterDeclaration> &all = m_loaded.platform.parameters;
            const auto found =
                std::find_if(all.cbegin(), all.cend(), [&](const ParameterDeclaration &declared) {
                    return declared.name == name;
                });
            const bool isTitled =
                found != all.cend() && !found->title.isEmpty() && found->title != name;
            told << (isTitled ? QStringLiteral("%1 (%2)").arg(name, found->title) : name);
        }
        return told;
    }

    void refuseUnknownEnvironment(const QString &id, YamlPosition at) const
    {
        if (!m_environments.contains(id))
            m_reporter.error(
                at, ConfigText::tr("there is no environment %1.%2")
                        .arg(ConfigText::quoted(id), ConfigText::didYouMean(id, m_environments)));
    }

    void collectServices(const QList<YamlNode> &nodes)
    {
        for (const YamlNode &node : nodes) {
            const QString id = node.textOf(QStringLiteral("id"));
            if (!id.isEmpty() && m_services.contains(id)) {
                m_reporter.error(node.at(),
                                 ConfigText::tr("service '%1' is there twice").arg(id.left(63)));
                continue;
            }
            if (!id.isEmpty())
                m_services << id;
            m_nodes.append(node);
            if (const YamlNode *all = node.find(kEnvironmentsKey)) {
                if (!all->isMap())
                    m_reporter.error(all->at(),
                                     ConfigText::tr("'environments' of a service must be a mapping "
                                                    "of environments and what differs there"));
                for (qsizetype i = 0; i < all->keys().size(); ++i) {
                    refuseUnknownEnvironment(all->keys().at(i).name, all->keys().at(i).at);
                    const YamlNode &over = all->children().at(i);
                    if (!over.isMap() || over.find(QStringLiteral("id")) != nullptr
                        || over.find(kEnvironmentsKey) != nullptr)
                        m_reporter.error(over.at(),
                                         ConfigText::tr("what differs in an environment must be a "
                                                        "mapping without 'id' and 'environments'"));
                }
            }
            MapReader reader(node, m_reporter, ConfigText::tr("a service"));
            const QList<YamlNode> onlyIn =
                reader.isMap() ? reader.texts(QStringLiteral("only_in")) : QList<YamlNode>();
            for (const YamlNode &name : onlyIn)
                refuseUnknownEnvironment(name.text(), name.at());
            if (const YamlNode *names = node.find(QStringLiteral("only_in"));
                names != nullptr && names->isList() && names->children().isEmpty())
                m_reporter.error(
                    names->at(),
                    ConfigText::tr(
                        "'only_in' names no environment; remove the service or name one"));
        }
    }

    static bool isIn(const YamlNode &service, const QString &environment)
    {
        const YamlNode *onlyIn = service.find(QStringLiteral("only_in"));
        if (onlyIn == nullptr || !onlyIn->isList())
            return true;
        return std::any_of(onlyIn->children().cbegin(), onlyIn->children().cend(),
                           [&](const YamlNode &name) { return name.text() == environment; });
    }

    void readServices(Environment &environment)
    {
        const QString id = environment.id.toString();
        const Reporter reporter = m_reporter.withOrigins(m_parameters.origins.value(id));
        const Variables variables = m_loaded.variables.value(environment.id);
        const SetUp &values = m_setUps[id];
        const EnvironmentEntry entry = m_entries.value(id);
        const YamlNode via =
            entry.via.isEmpty() ? YamlNode() : YamlNode::scalar(entry.viaAt, entry.via);
        const SetUpWays setUpWays = waysSetUp(m_ways, via, values);
        const WayBook ways(setUpWays.ways, variables, id, m_directory, m_reporter,
                           setUpWays.wanted.keys());
        if (!setUpWays.viaWants.isEmpty()) {
            environment.via = WayBook::leadingNowhere(setUpWays.via);
        } else if (!setUpWays.via.isEmpty()) {
            qint64 added = 0;
            environment.via =
                ways.named(substituted(via, variables, id, m_reporter, added).text(), entry.viaAt);
        }
        QHash<QString, YamlPosition> places;
        ServiceScope scope{m_directory, m_probes, m_services,      {},
                           m_layers,    ways,     environment.via, &places};
        scope.flows = &m_flows[environment.id];
        scope.environment = id;
        scope.environments = m_environments;
        for (const YamlNode &node : std::as_const(m_nodes)) {
            if (isIn(node, id))
                scope.here << node.textOf(QStringLiteral("id"));
        }
        for (const YamlNode &node : std::as_const(m_nodes)) {
            if (!isIn(node, id) || m_reporter.isFull())
                continue;
            m_expanded += node.count();
            if (m_expanded > configlimits::kExpandedNodes) {
                m_reporter.error(
                    node.at(),
                    ConfigText::tr("more than %1 values over all environments; split the platform")
                        .arg(configlimits::kExpandedNodes));
                return;
            }
            YamlNode here = node;
            YamlNode written;
            SetUpService made;
            if (node.isMap()) {
                written = inEnvironment(node, id, m_reporter);
                made = withoutUnset(written, values, setUpWays, id, environment.isNotConfigured);
                scope.dormant = made.dormant;
                scope.via = made.unsetVia.isEmpty() ? environment.via
                                                    : WayBook::leadingNowhere(made.unsetVia);
                environment.unset += made.missing;
                here = substitutedService(made.service, m_probes, variables, id, reporter, m_added);
            }
            auto service = readService(here, scope, reporter);
            if (!made.dormant.isEmpty() || lacksAny(written, values))
                judgeUnset(written, made, {m_ways, entry.via, values, environment.isNotConfigured},
                           scope, m_reporter);
            if (!service)
                continue;
            if (environment.isNotConfigured && service->presence == Presence::Active)
                service->presence = Presence::NotConfigured;
            environment.services.append(*service);
        }
        keepMetricServer(environment, entry, ways);
        environment.unset.removeDuplicates();
        warnOfUnset(environment);
        keepPlaces(environment, places);
        judgeQuorum(environment, entry.quorumAt, m_reporter);
        warnOfRings(environment, m_nodes, m_reporter);
    }

    /// The one that its `prometheus` tells of, else the one among its services.
    void keepMetricServer(Environment &environment, const EnvironmentEntry &entry,
                          const WayBook &ways)
    {
        const EnvironmentKey key{m_loaded.platform.id, environment.id};
        const SetUp &values = m_setUps[environment.id.toString()];
        std::optional<MetricServer> server;
        if (!entry.prometheus) {
            server = metricServerOf(environment);
        } else if (lacksAny(*entry.prometheus, values)) {
            for (const QString &name : variablesIn(*entry.prometheus)) {
                if (values.unset.contains(name) && !values.optional.contains(name))
                    environment.unset << name;
            }
        } else {
            const YamlNode node =
                substituted(*entry.prometheus, m_loaded.variables.value(environment.id),
                            environment.id.toString(), m_reporter, m_added);
            server =
                readMetricServer(node, {m_directory, environment, m_services, ways}, m_reporter);
        }
        if (server && !environment.isNotConfigured)
            m_loaded.metricServers.insert(key, *server);
    }

    static bool lacksAny(const YamlNode &node, const SetUp &values)
    {
        const QStringList names = values.unset.isEmpty() ? QStringList() : variablesIn(node);
        return std::any_of(names.cbegin(), names.cend(),
                           [&](const QString &name) { return values.unset.contains(name); });
    }

    void keepPlaces(const Environment &environment, const QHash<QString, YamlPosition> &places)
    {
        for (const Service &service : environment.services) {
            for (const Check &check : service.checks) {
                const auto at = places.constFind(service.id.toString() + QLatin1Char('/')
                                                 + check.id.toString());
                if (at != places.constEnd())
                    m_loaded.places.insert(
                        {{{m_loaded.platform.id, environment.id}, service.id}, check.id},
                        {m_reporter.file(), at->line, at->column});
            }
        }
    }

    const YamlNode &m_root;
    const PlatformParameters &m_parameters;
    QString m_directory;
    const QList<KindInfo> &m_probes;
    const Reporter &m_reporter;
    const Reporter &m_workspace;
    LoadedPlatform m_loaded;
    QStringList m_layers;
    QStringList m_environments;
    QStringList m_services;
    QList<YamlNode> m_nodes;
    QList<YamlNode> m_ways;
    QHash<QString, EnvironmentEntry> m_entries; ///< by environment, as m_setUps
    QHash<QString, SetUp> m_setUps;
    QHash<EnvironmentId, QList<WrittenFlow>> m_flows;
    int m_expanded = 0;
    qint64 m_added = 0;
};

} // namespace

std::optional<LoadedPlatform> readPlatform(const YamlNode &root,
                                           const PlatformParameters &parameters,
                                           const QString &directory, const QList<KindInfo> &probes,
                                           const Reporter &reporter, const Reporter &workspace)
{
    return PlatformReader(root, parameters, directory, probes, reporter, workspace).read();
}

} // namespace opsdeck
