// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/expecteddifference.h"

namespace opsdeck {

namespace {

const QString kTopic = QStringLiteral("expected_differences");

} // namespace

QString differenceRef(const ComparedRow &row)
{
    QStringList parts;
    if (!row.service.isEmpty())
        parts << row.service.toString();
    if (!row.check.isEmpty())
        parts << row.check.toString();
    parts << row.aspect;
    return parts.join(QLatin1Char('/'));
}

QStringList comparedAspects(const Platform &platform, const ServiceId &service)
{
    QStringList aspects =
        service.isEmpty()
            ? QStringList{QStringLiteral("tier"), QStringLiteral("protected"),
                          QStringLiteral("host"), QStringLiteral("via"), QStringLiteral("unset")}
            : QStringList{QStringLiteral("presence"), QStringLiteral("technology"),
                          QStringLiteral("replicas"), QStringLiteral("port"),
                          QStringLiteral("via"),      QStringLiteral("depends_on")};
    for (const Environment &environment : platform.environments) {
        const Service *own = environment.service(service);
        const QList<Fact> facts = service.isEmpty() ? environment.facts
                                  : own == nullptr  ? QList<Fact>()
                                                    : own->facts;
        for (const Fact &fact : facts)
            aspects << fact.id;
    }
    aspects.removeDuplicates();
    return aspects;
}

Fact factOf(const ExpectedDifference &expected)
{
    Source source;
    source.basis = FactBasis::Ours;
    source.note = expected.on;
    source.isGiven = true;
    return {expected.ref, kTopic, expected.ref, expected.reason, source};
}

QHash<QString, ExpectedDifference> expectedDifferences(const Platform &platform)
{
    QHash<QString, ExpectedDifference> all;
    for (const Fact &fact : platform.facts) {
        if (fact.topic == kTopic)
            all.insert(fact.id, {fact.id, fact.value, fact.source.note});
    }
    return all;
}

} // namespace opsdeck
