// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/documentedkeys.h"
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

const QString kTable = "services";
using ServiceList = QList<Placed<const Service *>>;

/// A column with one text, the same wherever the service is.
struct Column
{
    const char *name;
    const char *key; ///< in the definition
    QString (*value)(const Service &);
};

constexpr std::array kNames{
    Column{"compose_service", "compose_service",
           [](const Service &s) { return s.deployment.composeService; }},
    Column{"container", "container", [](const Service &s) { return s.deployment.container; }},
    Column{"image", "image", [](const Service &s) { return s.deployment.image; }}};
constexpr std::array kProse{
    Column{"technology", "technology", [](const Service &s) { return s.technology; }},
    Column{"role", "description", [](const Service &s) { return s.description; }}};

FactBasis wantedBasis(const FactRow &row, const QString &column)
{
    return row.isDisputed(column)  ? FactBasis::Disputed
           : row.isImplied(column) ? FactBasis::Implied
                                   : FactBasis::Stated;
}

/// The basis and the presence of a source for a value that the row has.
void compareBasis(const FactRow &row, const QString &column, const Source &source,
                  const QString &what, const RowDifferences &found)
{
    const FactBasis wanted = wantedBasis(row, column);
    if (!source.isGiven)
        found.add(what, "it has no source");
    else if (source.basis != wanted)
        found.add(what, QString("it is %1, not %2").arg(toWord(wanted), toWord(source.basis)));
}

/// Nothing may be claimed to stand in the document that does not.
void refuseClaim(const QString &value, const Source &source, const QString &what,
                 const RowDifferences &found)
{
    const bool isClaim = source.basis != FactBasis::Ours && source.basis != FactBasis::Open;
    if (!value.isEmpty() && value != "none" && isClaim)
        found.add(what, QString("'%1' is not in the document").arg(value));
}

void compareName(const FactRow &row, const Column &column, const ServiceList &services,
                 const RowDifferences &found)
{
    const QString name = column.name;
    const QString wanted = row.text(name);
    if (wanted.isEmpty() || wanted == "built")
        return;
    bool isThere = false;
    for (const auto &placed : services) {
        const QString value = column.value(*placed.service);
        const Source source = sourceOf(*placed.service, column.key);
        if (!row.hasValue(name)) {
            refuseClaim(value, source, name, found);
        } else if (!value.isEmpty()) {
            isThere = true;
            if (wording::plain(value) != wording::plain(wanted))
                found.add(name, QString("'%1' in %2, not '%3'").arg(value, placed.where(), wanted));
            compareBasis(row, name, source, name, found);
        }
    }
    if (row.hasValue(name) && !isThere)
        found.add(name, QString("'%1' is nowhere").arg(wanted));
}

void compareWords(const FactRow &row, const Column &column, const ServiceList &services,
                  const RowDifferences &found)
{
    const QString name = column.name;
    for (const auto &placed : services) {
        const QString value = column.value(*placed.service);
        const Source source = sourceOf(*placed.service, column.key);
        if (!row.hasValue(name)) {
            if (row.isOpen(name))
                refuseClaim(value, source, name, found);
            continue;
        }
        if (value.isEmpty()) {
            found.add(name, QString("'%1' is nowhere").arg(row.text(name)));
            continue;
        }
        // Versions and further names may stand among the facts.
        compareProse(row.text(name), value + ' ' + textOf(*placed.service), name, found);
        if (!wording::stems(row.text(name)).intersects(wording::stems(value)))
            found.add(name, QString("'%1' is something else than '%2'").arg(value, row.text(name)));
        compareBasis(row, name, source, name, found);
    }
}

/// "3000/3001": one of them.
bool arePorts(const QString &wanted, const QString &value)
{
    const QSet<QString> ports = wording::numbers(value);
    const QStringList ways = wanted.split('/');
    return std::any_of(ways.cbegin(), ways.cend(),
                       [&](const QString &way) { return wording::numbers(way) == ports; });
}

void compareInside(const FactRow &row, const ServiceList &services, const RowDifferences &found)
{
    for (const auto &placed : services) {
        const QString &value = placed.service->port;
        const Source source = sourceOf(*placed.service, "port");
        const QStringList wanted = row.itemsIn("inside", placed.environment->id.toString());
        if (!row.hasValue("inside")) {
            refuseClaim(value, source, "inside", found);
        } else if (!wanted.isEmpty()) {
            if (!arePorts(wanted.first(), value))
                found.add(
                    "inside",
                    QString("'%1' in %2, not '%3'").arg(value, placed.where(), wanted.first()));
            compareBasis(row, "inside", source, "inside", found);
        }
    }
}

void compareOutside(const FactRow &row, const QString &environment,
                    const Placed<const Service *> &placed, const RowDifferences &found)
{
    const QString what = "published in " + environment;
    const QString &value = placed.service->deployment.published;
    const Source source = sourceOf(*placed.service, "published");
    if (row.text(environment) == "absent") {
        if (placed.service->presence == Presence::Active)
            found.add(what, "it does not run there");
    } else if (!row.hasValue(environment)) {
        refuseClaim(value, source, what, found);
        if (row.isOpen(environment) && source.isGiven && source.basis == FactBasis::Stated)
            found.add(what, "a source says that it is stated");
    } else {
        if (!arePorts(row.text(environment), value))
            found.add(what, QString("'%1', not '%2'").arg(value, row.text(environment)));
        compareBasis(row, environment, source, what, found);
    }
}

/// In this environment: "yes @dev; disputed @prod". What the document does not say there, the
/// definition may not.
void compareExposed(const FactRow &row, const QString &environment, const Service &service,
                    const RowDifferences &found)
{
    const QString what = "exposed in " + environment;
    const QStringList stated = row.itemsIn("exposed", environment);
    const QString said = toWord(service.deployment.exposed);
    const QString wanted = stated.isEmpty() ? toWord(Exposure::NotStated) : stated.first();
    const Source source = sourceOf(service, "exposed");
    if (said != wanted)
        found.add(what, QString("%1, not %2").arg(said, wanted));
    else if (wanted == toWord(Exposure::Disputed) && source.basis != FactBasis::Disputed)
        found.add(what, "its source does not say that it is disputed");
    else if (!stated.isEmpty() && wanted != toWord(Exposure::Disputed)
             && row.text("exposed").contains("disputed")) {
        // What is disputed is another environment's.
        if (source.basis != FactBasis::Stated)
            found.add(what, QString("it is stated, not %1").arg(toWord(source.basis)));
    } else if (!stated.isEmpty() && wanted != toWord(Exposure::Disputed))
        compareBasis(row, "exposed", source, what, found);
}

bool isVolume(const QString &wanted, const QString &said)
{
    return said == wanted || said.startsWith(wanted + ':') || wording::says(wanted, said);
}

void compareVolumes(const FactRow &row, const Placed<const Service *> &placed,
                    const RowDifferences &found)
{
    const QString environment = placed.environment->id.toString();
    if (row.text("volumes").isEmpty())
        return; // what it has is told among its facts
    const QStringList wanted = row.itemsIn("volumes", environment);
    const QStringList &said = placed.service->deployment.volumes;
    const Source source = sourceOf(*placed.service, "volumes");
    for (const QString &volume : wanted) {
        if (std::none_of(said.cbegin(), said.cend(),
                         [&](const QString &each) { return isVolume(volume, each); }))
            found.add("volumes", QString("'%1' is not in %2").arg(volume, placed.where()));
    }
    for (const QString &volume : said) {
        if (source.basis != FactBasis::Ours
            && std::none_of(wanted.cbegin(), wanted.cend(),
                            [&](const QString &each) { return isVolume(each, volume); }))
            found.add("volumes",
                      QString("'%1' in %2 is not in the document").arg(volume, placed.where()));
    }
    if (!wanted.isEmpty())
        compareBasis(row, "volumes", source, "volumes", found);
}

void compareLimits(const FactRow &row, const Placed<const Service *> &placed,
                   const RowDifferences &found)
{
    QMap<QString, QString> said = placed.service->deployment.limits;
    said.insert("replicas", QString::number(placed.service->replicas));
    const QStringList wanted = row.itemsIn("limits", placed.environment->id.toString());
    bool isNeeded = false;
    for (const QString &item : wanted) {
        const QString name = item.section('=', 0, 0);
        QString values = item.section('=', 1);
        const bool isOptional = values.endsWith('?');
        values.remove('?');
        isNeeded |= !isOptional && name != "replicas";
        const QString value = said.take(name);
        QStringList amounts = values.split('/');
        for (QString &amount : amounts)
            amount = wording::amount(amount);
        if (value.isEmpty() ? !isOptional : !amounts.contains(wording::amount(value)))
            found.add(
                "limits",
                QString("%1 is '%2' in %3, not '%4'").arg(name, value, placed.where(), values));
    }
    said.remove("replicas");
    for (auto it = said.cbegin(); it != said.cend(); ++it)
        refuseClaim(it.key() + ' ' + it.value(), sourceOf(*placed.service, "limits"), "limits",
                    found);
    if (isNeeded)
        compareBasis(row, "limits", sourceOf(*placed.service, "limits"), "limits", found);
}

/// In each environment that is set up, and that no column says the service to be absent from.
void comparePresence(const FactRow &row, const PlatformView &view, const ServiceList &services,
                     const RowDifferences &found)
{
    for (const Environment &environment : view.platform().environments) {
        const QString id = environment.id.toString();
        const QString wanted = row.itemsIn("presence", id).value(0);
        // An environment without a column is not one of all: it may leave a service out.
        if (environment.isNotConfigured || wanted.isEmpty() || row.text(id) == "absent")
            continue;
        const auto placed = std::find_if(services.cbegin(), services.cend(), [&](const auto &each) {
            return each.environment == &environment;
        });
        if (placed == services.cend()) {
            if (!row.text(id).isEmpty())
                found.add("presence", QString("it is not in %1").arg(id));
        } else if (toWord(placed->service->presence) != wanted) {
            found.add("presence",
                      QString("%1, not %2").arg(toWord(placed->service->presence), wanted));
        }
    }
}

/// Each source by itself: no line but those of the row and those beside it that tell of the
/// service.
void compareCitations(const FactRow &row, const Placed<const Service *> &placed,
                      const RowDifferences &found)
{
    const QSet<int> known = row.lines() + wording::lineNumbers(row.text("also"));
    const QStringList keys = documentedKeyNames();
    for (const QString &key : keys) {
        const Source source = sourceOf(*placed.service, key);
        if (const QSet<int> more = wording::lineNumbers(source.lines) - known; !more.isEmpty())
            found.add("lines", QString("%1 in %2 names lines %3, the row has %4 and %5")
                                   .arg(key, placed.where(), wording::linesText(more),
                                        row.text("lines"), row.text("also")));
    }
}

void compareService(const FactRow &row, const PlatformView &view, const ServiceList &services,
                    const RowDifferences &found)
{
    comparePresence(row, view, services, found);
    if (row.text("technology").isEmpty())
        return; // only named
    for (const Column &column : kNames)
        compareName(row, column, services, found);
    for (const Column &column : kProse)
        compareWords(row, column, services, found);
    compareInside(row, services, found);
    QSet<int> lines;
    QString said;
    for (const auto &placed : services) {
        const QString environment = placed.environment->id.toString();
        if (!row.text(environment).isEmpty())
            compareOutside(row, environment, placed, found);
        if (row.text(environment) != "absent")
            compareExposed(row, environment, *placed.service, found);
        const bool isOpenHere = placed.environment->isNotConfigured;
        if (!isOpenHere && (environment == "dev" || environment == "prod")) {
            compareVolumes(row, placed, found);
            compareLimits(row, placed, found);
        }
        lines += linesOf(placed.service->facts);
        said += textOf(*placed.service) + QString(" replicas %1 ").arg(placed.service->replicas);
    }
    const QStringList others = row.list("other", ';');
    for (const QString &other : others) {
        if (!wording::says(other, said))
            found.add("facts", QString("'%1' is not told").arg(other));
    }
    comparePassages(row, lines, found);
    for (const auto &placed : services)
        compareCitations(row, placed, found);
}

/// A row "~words" stands for some service, whatever its id.
ServiceList named(const PlatformView &view, const QString &name)
{
    if (!name.startsWith('~'))
        return view.services(name);
    const QStringList ids = view.serviceIds();
    for (const QString &id : ids) {
        const ServiceList services = view.services(id);
        const bool isPlanned = services.first().service->presence == Presence::Planned;
        if (isPlanned && wording::says(name.mid(1), id + ' ' + textOf(*services.first().service)))
            return services;
    }
    return {};
}

} // namespace

void compareServices(const PlatformView &view, const FactTable &table, Differences &found)
{
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("service"));
        const ServiceList services = named(view, row.text("service"));
        if (services.isEmpty())
            here.missing("the definition has no such service");
        else
            compareService(row, view, services, here);
    }
    const QStringList ids = view.serviceIds();
    for (const QString &id : ids) {
        const ServiceList services = view.services(id);
        const bool isActive =
            std::any_of(services.cbegin(), services.cend(), [](const auto &placed) {
                return placed.service->presence == Presence::Active;
            });
        if (isActive && table.find("service", id) == nullptr)
            found.add(kTable, id, "unknown", "the document has no such service");
    }
}

} // namespace opsdeck
