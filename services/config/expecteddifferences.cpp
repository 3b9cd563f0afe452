// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/expecteddifferences.h"

#include "services/config/configtext.h"
#include "services/config/schemavalues.h"

namespace opsdeck {

namespace {

QStringList namesOfServices(const Platform &platform)
{
    QStringList names;
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services)
            names << service.id.toString();
    }
    names.removeDuplicates();
    return names;
}

QStringList namesOfChecks(const Platform &platform, const ServiceId &id)
{
    QStringList names;
    for (const Environment &environment : platform.environments) {
        const Service *service = environment.service(id);
        for (const Check &check : service == nullptr ? QList<Check>() : service->checks)
            names << check.id.toString();
    }
    names.removeDuplicates();
    return names;
}

/// What is wrong with a ref; empty: nothing.
QString problemOf(const Platform &platform, const QString &ref)
{
    const QStringList aspects = comparedAspects(platform, {});
    if (!ref.contains(QLatin1Char('/')))
        return aspects.contains(ref)
                   ? QString()
                   : ConfigText::tr("the environments have no fact %1; a service's is named "
                                    "'service/fact', a check's 'service/check/fact'.%2")
                         .arg(ConfigText::quoted(ref), ConfigText::didYouMean(ref, aspects));
    const QString name = ref.section(QLatin1Char('/'), 0, 0);
    const ServiceId service(name);
    if (const QStringList names = namesOfServices(platform); !names.contains(name))
        return ConfigText::tr("there is no service %1.%2")
            .arg(ConfigText::quoted(name), ConfigText::didYouMean(name, names));
    const QString fact = ref.section(QLatin1Char('/'), 1);
    const QStringList own = comparedAspects(platform, service);
    if (own.contains(fact))
        return {};
    const QString check = fact.section(QLatin1Char('/'), 0, 0);
    const QStringList checks = namesOfChecks(platform, service);
    if (checks.contains(check))
        // What its answers tell is not known before they come.
        return fact.contains(QLatin1Char('/')) && !fact.endsWith(QLatin1Char('/'))
                   ? QString()
                   : ConfigText::tr("say what of the check %1 is expected to differ: "
                                    "'service/check/fact'")
                         .arg(ConfigText::quoted(check));
    return ConfigText::tr("service %1 has neither a fact nor a check %2.%3")
        .arg(ConfigText::quoted(name), ConfigText::quoted(check),
             ConfigText::didYouMean(check, own + checks));
}

} // namespace

QList<NamedExpectation> readExpectedDifferences(MapReader &entry, const Reporter &reporter)
{
    QList<NamedExpectation> all;
    const YamlNode *map = entry.map(QStringLiteral("expected_differences"));
    if (map == nullptr)
        return all;
    for (qsizetype i = 0; i < map->keys().size(); ++i) {
        const YamlKey &key = map->keys().at(i);
        const YamlNode &node = map->children().at(i);
        NamedExpectation named{key.at, {key.name, {}, {}}};
        if (node.isScalar()) {
            named.expected.reason = node.text();
        } else {
            MapReader reader(node, reporter, ConfigText::tr("an expected difference"));
            if (!reader.isMap())
                continue;
            named.expected.reason = reader.requiredText(QStringLiteral("reason"));
            named.expected.on = reader.text(QStringLiteral("on"));
            reader.refuseOthers();
            if (named.expected.reason.isEmpty())
                continue;
        }
        if (named.expected.reason.trimmed().isEmpty())
            reporter.error(key.at, ConfigText::tr("give the reason why %1 is expected to differ")
                                       .arg(ConfigText::quoted(key.name)));
        else
            all.append(named);
    }
    return all;
}

void expectDifferences(Platform &platform, const QList<NamedExpectation> &all,
                       const Reporter &workspace)
{
    for (const NamedExpectation &named : all) {
        if (const QString problem = problemOf(platform, named.expected.ref); !problem.isEmpty())
            workspace.warning(named.at,
                              ConfigText::tr("this explains no difference: %1").arg(problem));
        else
            platform.facts += factOf(named.expected);
    }
}

QJsonObject expectedDifferencesSchema()
{
    using namespace schemavalues;
    const QJsonObject full =
        closed({{QStringLiteral("reason"), text()}, {QStringLiteral("on"), text()}},
               {QStringLiteral("reason")});
    return described(mapOf(QJsonObject{{QStringLiteral("anyOf"), QJsonArray{text(), full}}}),
                     ConfigText::tr("Differences between environments that are meant, with the "
                                    "reason: by 'fact' of the environments themselves, "
                                    "'service/fact' or 'service/check/fact'."));
}

} // namespace opsdeck
