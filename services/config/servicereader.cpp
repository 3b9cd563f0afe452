// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/servicereader.h"

#include "services/config/conditionreader.h"
#include "services/config/configtext.h"
#include "services/config/dependencyreader.h"
#include "services/config/documentedkeys.h"
#include "services/config/factreader.h"
#include "services/config/mapreader.h"
#include "services/config/metricreader.h"
#include "services/config/parameterreader.h"
#include "services/config/rollupreader.h"
#include "services/config/scalars.h"
#include "services/domain/wrongcheck.h"

#include <QSet>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kShortestInterval = 1s;
constexpr Milliseconds kLongestInterval = std::chrono::hours(24 * 31);
constexpr Milliseconds kShortestTimeout = 10ms;
constexpr Milliseconds kLongestTimeout = 10min;

const KindInfo *kindOf(const QList<KindInfo> &kinds, const QString &id)
{
    const auto it = std::find_if(kinds.cbegin(), kinds.cend(),
                                 [&](const KindInfo &kind) { return kind.id == id; });
    return it == kinds.cend() ? nullptr : &*it;
}

/// A step that may wait longer than its whole check has ends as a timeout, which tells less.
void warnOfLongWaits(const KindInfo &kind, const Check &check, const MapReader &reader,
                     const Reporter &reporter)
{
    for (const ParameterSpec &spec : kind.parameters) {
        if (spec.type != ParameterType::Steps)
            continue;
        const QVariantList steps = check.parameters.value(spec.name).toList();
        for (const QVariant &each : steps) {
            const QVariantMap step = each.toMap();
            const Milliseconds within(step.value(QStringLiteral("within")).toLongLong());
            if (step.contains(QStringLiteral("retry_until")) && within >= check.timeout)
                reporter.warning(
                    reader.at(spec.name),
                    ConfigText::tr("step '%1' may wait %2, but the whole check ends after %3; give "
                                   "it a longer 'timeout'")
                        .arg(step.value(QStringLiteral("id")).toString().left(63),
                             scalars::durationWord(within), scalars::durationWord(check.timeout)));
        }
    }
}

/// Nothing is asked over a way that can't carry it, nor beside one that is stated.
void refuseWay(const KindInfo &kind, const Check &check, const MapReader &reader,
               const Reporter &reporter)
{
    const bool isFine = check.via.isDirect() || kind.ways == WayUse::Any
                        || (kind.ways == WayUse::Ssh && check.via.kind == WayKind::Ssh);
    if (isFine)
        return;
    reporter.error(reader.at(QStringLiteral("via")),
                   kind.ways == WayUse::None
                       ? ConfigText::tr("a check of kind '%1' runs on this machine and goes by no "
                                        "way; write 'via: direct' in it")
                             .arg(kind.id)
                       : ConfigText::tr("a check of kind '%1' goes by ways of kind ssh only, and "
                                        "'%2' is none; write another 'via' in it")
                             .arg(kind.id, check.via.id));
}

Witness readWitness(MapReader &reader, const Reporter &reporter)
{
    const YamlNode *value = reader.value(QStringLiteral("witness"));
    if (value == nullptr || value->text() == QLatin1String("false"))
        return Witness::None;
    if (value->text() == QLatin1String("true"))
        return Witness::Inside;
    if (value->text() == QLatin1String("outside"))
        return Witness::Outside;
    reporter.error(value->at(),
                   ConfigText::tr("'witness' must be true (nothing there can be seen while it is "
                                  "silent) or outside (it looks from elsewhere), not %1")
                       .arg(ConfigText::quoted(value->text())));
    return Witness::None;
}

QString firstOf(const QString &text, const QString &otherwise)
{
    return text.isEmpty() ? otherwise : text;
}

bool isOfTheDocument(FactBasis basis)
{
    return basis != FactBasis::Ours && basis != FactBasis::Open;
}

/// What the document says of a check, and whether it is run.
void readDocumented(MapReader &reader, Check &check, const QList<KindInfo> &kinds,
                    const Reporter &reporter)
{
    if (const YamlNode *ref = reader.value(QStringLiteral("ref"));
        ref != nullptr && ref->isScalar())
        check.refs << ref->text();
    else
        check.refs = textsOf(reader.texts(QStringLiteral("ref")));
    const QStringList figures{QStringLiteral("interval"), QStringLiteral("timeout"),
                              QStringLiteral("retries"), QStringLiteral("start_period")};
    QStringList fields = checkSourceFields();
    if (const KindInfo *kind = kindOf(kinds, check.kind)) {
        for (const ParameterSpec &spec : kind->parameters)
            fields << spec.name;
    }
    check.source = readSource(reader, fields, check.fieldSources, reporter);
    const QList<YamlNode> stated = reader.texts(QStringLiteral("states"));
    for (const YamlNode &figure : stated) {
        if (figures.contains(figure.text()))
            check.documented << figure.text();
        else
            reporter.error(figure.at(),
                           ConfigText::tr("'states' may name %1, not %2.%3")
                               .arg(ConfigText::anyOf(figures), ConfigText::quoted(figure.text()),
                                    ConfigText::didYouMean(figure.text(), figures)));
        if (check.fieldSources.contains(figure.text()))
            reporter.error(figure.at(),
                           ConfigText::tr("where '%1' comes from is said by its own source; "
                                          "remove it from 'states'")
                               .arg(figure.text()));
    }
    for (const QString &figure : figures) {
        const auto own = check.fieldSources.constFind(figure);
        if (own != check.fieldSources.cend() && isOfTheDocument(own->basis))
            check.documented << figure;
    }
    reader.choice(QStringLiteral("presence"),
                  {QStringLiteral("active"), QStringLiteral("optional"), QStringLiteral("planned"),
                   QStringLiteral("not_configured")},
                  0);
    reader.text(QStringLiteral("reason"));
}

/// The words of compose's healthchecks.
void readFigures(MapReader &reader, Check &check)
{
    check.interval = reader.duration(QStringLiteral("interval"), check.interval, kShortestInterval,
                                     kLongestInterval);
    check.timeout = reader.duration(QStringLiteral("timeout"), check.timeout, kShortestTimeout,
                                    kLongestTimeout);
    check.startPeriod =
        reader.duration(QStringLiteral("start_period"), check.startPeriod, 0ms, kLongestInterval);
    check.retries = reader.integer(QStringLiteral("retries"), check.retries, 1, 100);
}

/// One that is not run. What is wrong with it is told by judgeUnset(), which knows what of it has a
/// value.
std::optional<DormantCheck> readDormant(const DormantNode &node, const ServiceScope &scope,
                                        const Reporter &reporter)
{
    const QString name = node.check.textOf(QStringLiteral("id"));
    MapReader own(node.check, reporter, ConfigText::tr("check '%1'").arg(name.left(63)));
    if (!own.isMap())
        return std::nullopt;
    own.requiredId(QStringLiteral("id"));
    Problems unheard;
    const Reporter silent(unheard, reporter.file());
    MapReader reader(node.check, silent, {});
    DormantCheck dormant{{}, node.presence, node.reason};
    Check &check = dormant.check;
    check.id = CheckId(reader.requiredId(QStringLiteral("id")));
    check.title = reader.text(QStringLiteral("title"), check.id.toString());
    check.kind = reader.text(QStringLiteral("kind"));
    readFigures(reader, check);
    readDocumented(reader, check, scope.probes, silent);
    check.witness = readWitness(reader, silent);
    if (check.kind.isEmpty()) {
        // What keys a kind has is not known: the others are those of every check.
        for (const char *key :
             {"title", "interval", "timeout", "retries", "start_period", "ref", "source", "states",
              "presence", "reason", "witness", "degraded_if", "down_if", "via", "instance", "kind"})
            own.value(QLatin1String(key));
        own.refuseOthers();
    }
    return check.id.isEmpty() ? std::nullopt : std::optional(dormant);
}

/// Of values without a value of their parameter, and of such as a parameter made wrong.
void gatherUnfilled(const YamlNode &node, const Reporter &reporter, QStringList &places)
{
    if (node.isScalar()) {
        const QString place = firstOf(reporter.unfilledIn(node), reporter.refusedIn(node));
        if (!place.isEmpty())
            places << place;
        return;
    }
    for (const YamlNode &child : node.children())
        gatherUnfilled(child, reporter, places);
}

Check readCheck(const YamlNode &node, const ServiceScope &scope, const Reporter &reporter)
{
    const int before = reporter.errorReports();
    const QString name = node.textOf(QStringLiteral("id"));
    MapReader reader(node, reporter,
                     name.isEmpty() ? ConfigText::tr("a check")
                                    : ConfigText::tr("check '%1'").arg(name.left(63)));
    Check check;
    if (!reader.isMap()) {
        markWrong(check, reporter.place(node.at()));
        return check;
    }
    check.id = CheckId(reader.requiredId(QStringLiteral("id")));
    check.title = reader.text(QStringLiteral("title"), check.id.toString());
    check.kind = reader.requiredText(QStringLiteral("kind"));
    readFigures(reader, check);
    readDocumented(reader, check, scope.probes, reporter);
    check.degradedIf = readConditions(reader, QStringLiteral("degraded_if"), reporter);
    check.downIf = readConditions(reader, QStringLiteral("down_if"), reporter);
    check.instance = reader.text(QStringLiteral("instance"));
    check.via = scope.via;
    if (const YamlNode *via = reader.value(QStringLiteral("via")))
        check.via = scope.ways.named(via->text(), via->at());
    check.witness = readWitness(reader, reporter);
    // Of one that nobody stated there is nothing to mend.
    if (check.timeout > check.interval && node.find(QStringLiteral("timeout")) != nullptr) {
        reporter.warning(
            reader.at(QStringLiteral("timeout")),
            ConfigText::tr("the timeout of %1 is longer than the interval of %2: a "
                           "slow answer delays the next question")
                .arg(scalars::durationWord(check.timeout), scalars::durationWord(check.interval)));
    }
    if (const KindInfo *kind = kindOf(scope.probes, check.kind)) {
        check.parameters = readParameters(*kind, reader, scope.directory, false, reporter);
        refuseWay(*kind, check, reader, reporter);
        reader.refuseOthers();
        const QString program = QStringLiteral("command");
        const QString file = QStringLiteral("config_file");
        if (scope.programPlaces != nullptr)
            scope.programPlaces->insert(
                scope.service + QLatin1Char('/') + check.id.toString(),
                reader.at(check.parameters.contains(program) ? program : file));
        warnOfLongWaits(*kind, check, reader, reporter);
    } else if (!check.kind.isEmpty()) {
        QStringList kinds;
        for (const KindInfo &each : scope.probes)
            kinds << each.id;
        reporter.error(reader.at(QStringLiteral("kind")),
                       ConfigText::tr("unknown check kind %1; the kinds are %2 ('opsdeckctl schema "
                                      "keys' tells of all).%3")
                           .arg(ConfigText::quoted(check.kind), ConfigText::anyOf(kinds),
                                ConfigText::didYouMean(check.kind, kinds)));
        check.kind.clear();
    } else {
        reader.refuseColons();
    }
    QStringList places;
    for (int report = before; report < reporter.errorReports(); ++report)
        places << firstOf(reporter.errorPlace(report), reporter.place(node.at()));
    gatherUnfilled(node, reporter, places);
    if (!places.isEmpty())
        markWrong(check, places.first(), places.mid(1));
    return check;
}

QList<Check> readChecks(MapReader &reader, const ServiceScope &scope, const Reporter &reporter)
{
    QList<Check> checks;
    const QList<YamlNode> nodes = reader.list(QStringLiteral("checks"));
    for (const YamlNode &node : nodes) {
        Check check = readCheck(node, scope, reporter);
        const auto isTaken = [&] {
            return std::any_of(checks.cbegin(), checks.cend(),
                               [&](const Check &other) { return other.id == check.id; });
        };
        const QString wanted = check.id.isEmpty() ? QStringLiteral("check") : check.id.toString();
        if (!check.id.isEmpty() && isTaken())
            reporter.error(node.at(), ConfigText::tr("check '%1' is there twice").arg(wanted));
        // Kept under another name, not run: without it the service could seem healthy.
        for (int number = 2; check.id.isEmpty() || isTaken(); ++number) {
            check.id = CheckId(QStringLiteral("%1-%2").arg(wanted).arg(number));
            check.title = check.id.toString();
            if (wrongAt(check).isEmpty())
                markWrong(check, reporter.place(node.at()));
        }
        checks.append(check);
    }
    return checks;
}

/// A rule over nothing, or over fewer than it wants, would be trusted for what it can't do.
void refuseRollUp(const Service &service, const MapReader &reader, const Reporter &reporter)
{
    if (service.rollUp == RollUp() || service.checks.isEmpty())
        return;
    QSet<QString> instances;
    for (const Check &check : service.checks) {
        if (!check.instance.isEmpty())
            instances.insert(check.instance);
    }
    const QString key = QStringLiteral("rollup");
    if (instances.isEmpty())
        reporter.error(reader.at(key),
                       ConfigText::tr("'rollup' is of the instances of a service, and no check of "
                                      "'%1' names one; write 'instance' in each that asks one")
                           .arg(service.id.toString()));
    else if (service.rollUp.kind == RollUpKind::AtLeast && service.rollUp.amount > instances.size())
        reporter.error(reader.at(key),
                       ConfigText::tr("'rollup' wants at least %1 instances, and the checks of "
                                      "'%2' name %3")
                           .arg(QString::number(service.rollUp.amount), service.id.toString(),
                                QString::number(instances.size())));
}

} // namespace

void tryCheck(const YamlNode &node, const ServiceScope &scope, const Reporter &reporter)
{
    readCheck(node, scope, reporter);
}

std::optional<Service> readService(const YamlNode &node, const ServiceScope &scope,
                                   const Reporter &reporter)
{
    const QString name = node.textOf(QStringLiteral("id"));
    MapReader reader(node, reporter,
                     name.isEmpty() ? ConfigText::tr("a service")
                                    : ConfigText::tr("service '%1'").arg(name.left(63)));
    if (!reader.isMap())
        return std::nullopt;
    Service service;
    service.id = ServiceId(reader.requiredId(QStringLiteral("id")));
    if (service.id.isEmpty())
        return std::nullopt;
    service.title = reader.text(QStringLiteral("title"), service.id.toString());
    service.technology = reader.text(QStringLiteral("technology"));
    service.port = reader.text(QStringLiteral("port"));
    service.layer = reader.text(QStringLiteral("layer"));
    if (!service.layer.isEmpty() && !scope.layers.contains(service.layer)) {
        reporter.error(reader.at(QStringLiteral("layer")),
                       ConfigText::tr("there is no layer %1.%2")
                           .arg(ConfigText::quoted(service.layer),
                                ConfigText::didYouMean(service.layer, scope.layers)));
    }
    service.description = reader.text(QStringLiteral("description"));
    service.presence = static_cast<Presence>(
        reader.choice(QStringLiteral("presence"),
                      {QStringLiteral("active"), QStringLiteral("optional"),
                       QStringLiteral("planned"), QStringLiteral("not_configured")},
                      0));
    service.replicas = reader.integer(QStringLiteral("replicas"), 1, 0, 1000);
    const QList<YamlNode> dependencies = reader.list(QStringLiteral("depends_on"));
    for (const YamlNode &each : dependencies) {
        const auto dependency = readDependency(each, service.id.toString(),
                                               {scope.services, scope.here, scope.flows}, reporter);
        const bool known =
            dependency
            && std::any_of(service.dependencies.cbegin(), service.dependencies.cend(),
                           [&](const Dependency &other) { return other.on == dependency->on; });
        if (known)
            reporter.error(each.at(), ConfigText::tr("the dependency on '%1' is there twice")
                                          .arg(dependency->on.toString()));
        else if (dependency)
            service.dependencies.append(*dependency);
    }
    ServiceScope here = scope;
    if (const YamlNode *via = reader.value(QStringLiteral("via")))
        here.via = scope.ways.named(via->text(), via->at());
    here.service = service.id.toString();
    service.via = here.via;
    service.checks = readChecks(reader, here, reporter);
    QStringList dormant;
    for (const DormantNode &each : scope.dormant) {
        const auto one = readDormant(each, scope, reporter);
        if (!one)
            continue;
        service.dormantChecks.append(*one);
        dormant << one->check.id.toString();
    }
    service.rollUp = readRollUp(reader, reporter);
    if (service.rollUp.kind == RollUpKind::Worst)
        service.rollUp = {}; // it shows nowhere whether it was stated
    refuseRollUp(service, reader, reporter);
    readDeployment(reader, scope.environment, scope.environments, service, reporter);
    readMetrics(reader, dormant, service, reporter);
    service.links = readLinks(reader, reporter);
    service.capacity = readCapacity(reader, service.metrics + service.undrawnMetrics, reporter);
    // Nothing of it can be asked here: that is no fault of its own.
    if (service.presence == Presence::Active && service.checks.isEmpty() && !dormant.isEmpty())
        service.presence = Presence::NotConfigured;
    reader.value(QStringLiteral("only_in"));
    reader.refuseOthers();
    return service;
}

} // namespace opsdeck
