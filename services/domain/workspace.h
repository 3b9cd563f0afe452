// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartpage.h"
#include "services/domain/check.h"
#include "services/domain/rolluprule.h"
#include "services/domain/runbook.h"

#include <memory>

namespace opsdeck {

enum class Tier { Dev, Staging, Prod, Other };
enum class Presence { Active, Optional, Planned, NotConfigured };
enum class DependencyBasis { Stated, Implied, Disputed };
enum class DependencyRole { Uses, Scrapes };

struct Dependency
{
    ServiceId on; ///< the service that is needed
    DependencyBasis basis = DependencyBasis::Stated;
    DependencyRole role = DependencyRole::Uses; ///< Scrapes: observed by
    Source source = {};
    QString agreement = {}; ///< how the document's places agree on it

    bool operator==(const Dependency &) const = default;
};

/// Whether trouble travels from the dependency to the dependant. A disputed one is drawn, but
/// nobody is blamed or ringed by it.
inline bool carriesImpact(DependencyBasis basis, DependencyRole role)
{
    return role == DependencyRole::Uses && basis != DependencyBasis::Disputed;
}

/// A group of the overview and a frame of the diagram.
struct Layer
{
    QString id;
    QString title;
    RollUp rollUp = {};  ///< of its services to the group's state
    QString within = {}; ///< id of the layer whose frame encloses this one's; empty: none

    bool operator==(const Layer &) const = default;
};

/// A node of the diagram that was put where it is by hand: the middle of its box, in
/// device-independent pixels from the drawing's top left corner.
struct PinnedNode
{
    ServiceId service;
    double x = 0;
    double y = 0;

    bool operator==(const PinnedNode &) const = default;
};

/// A check that is defined but not run in an environment.
struct DormantCheck
{
    Check check; ///< without the kind's own parameters
    Presence presence = Presence::NotConfigured;
    QString reason; ///< one sentence

    bool operator==(const DormantCheck &) const = default;
};

enum class Exposure { NotStated, Yes, No, Disputed };

/// What a service is made of, as its definition states it. Empty: none or not stated.
struct Deployment
{
    QString published;                      ///< ports outside, in this environment: "80, 443"
    Exposure exposed = Exposure::NotStated; ///< reachable from outside
    QString composeService;
    QString container;
    QString image;
    QStringList volumes;           ///< "postgres_data:/var/lib/postgresql/data"
    QMap<QString, QString> limits; ///< by name: cpus, memory_minimum…

    bool operator==(const Deployment &) const = default;
};

/// A service as it is in one environment, overrides applied.
struct Service
{
    ServiceId id;
    QString title;
    QString technology; ///< "PostgreSQL 15"
    QString port;       ///< "5432", "80, 443"; empty: none
    QString layer;
    QString description;
    Presence presence = Presence::Active;
    int replicas = 1;
    RollUp rollUp = {}; ///< of its instances, where its checks name any
    Way via;            ///< how it is reached, where a check says nothing else
    QList<Dependency> dependencies;
    QList<Check> checks;
    QList<MetricDefinition> metrics;
    Deployment deployment = {};
    QList<DormantCheck> dormantChecks = {};
    QList<MetricDefinition> undrawnMetrics = {}; ///< documented, without samples here
    QList<Fact> facts = {}; ///< all that is known of it with its source, in the order to be shown
    QList<Link> links = {};
    QList<Capacity> capacity = {};

    bool operator==(const Service &) const = default;
};

struct Environment
{
    EnvironmentId id;
    QString title;
    Tier tier = Tier::Other;
    bool isProtected = false;
    QString host;                 ///< shown in the band: "scheduler.example.com"
    Way via;                      ///< how its services are reached, where they say nothing else
    int witnessQuorum = 0;        ///< so many silent witnesses make it blind; 0: all of them
    bool isNotConfigured = false; ///< named, nothing of it is watched
    QStringList unset = {};       ///< declared parameters without a value that something here needs
    QList<Fact> facts = {};
    QList<Service> services;

    const Service *service(const ServiceId &id) const;
    bool operator==(const Environment &) const = default;
};

struct Platform
{
    PlatformId id;
    QString title;
    QList<Layer> layers;
    QList<Environment> environments; ///< in the order of display: see sortForDisplay()
    Document document = {};
    QList<ParameterDeclaration> parameters = {};
    QList<Fact> facts = {};
    QList<StartStep> startOrder = {};
    QList<DocumentedRule> rules = {};
    QList<Contradiction> contradictions = {};
    QList<PinnedNode> pinned = {};
    QList<ChartPage> pages = {};

    const Environment *environment(const EnvironmentId &id) const;
    bool operator==(const Platform &) const = default;
};

/// Everything that is watched. Immutable once loaded; handed between threads as WorkspacePtr.
struct Workspace
{
    QString id;
    QString title;
    QString directory; ///< absolute folder of the workspace file
    QList<Platform> platforms;
    QList<Runbook> runbooks;

    const Platform *platform(const PlatformId &id) const;
    const Environment *environment(const EnvironmentKey &key) const;
    const Service *service(const ServiceKey &key) const;
    const Check *check(const CheckKey &key) const;
    const Runbook *runbook(const RunbookId &id) const;
    bool operator==(const Workspace &) const = default;
};

/// How much a workspace holds, all environments together.
struct WorkspaceSize
{
    qsizetype platforms = 0;
    qsizetype environments = 0;
    qsizetype checks = 0;
    qsizetype runbooks = 0;
};

WorkspaceSize sizeOf(const Workspace &workspace);

using WorkspacePtr = std::shared_ptr<const Workspace>;

/// Order in lists of what is wrong: production first.
int attentionRank(Tier tier);
/// Every way that an environment, a service or a check goes by, each once.
QList<Way> waysOf(const Workspace &workspace);

QString toWord(Tier tier);
QString toWord(Presence presence);
QString toWord(Exposure exposure);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::WorkspacePtr)
