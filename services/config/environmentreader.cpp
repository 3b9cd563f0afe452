// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/environmentreader.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/factreader.h"
#include "services/config/mapreader.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMostWitnesses = 100;

bool namesProduction(const QString &text)
{
    static const QRegularExpression word(
        QStringLiteral(R"((^|[^a-z])(prod|prd|production|live)($|[^a-z]))"));
    return word.match(text.toLower()).hasMatch();
}

void warnOfTier(const YamlNode &node, const Environment &environment, YamlPosition at,
                const Reporter &reporter)
{
    if (node.find(QStringLiteral("protected")) != nullptr)
        return;
    const QString id = environment.id.toString();
    if (node.find(QStringLiteral("tier")) == nullptr)
        reporter.warning(at, ConfigText::tr("environment '%1' has no tier and is protected "
                                            "therefore; write 'tier: prod', or staging, dev "
                                            "or other")
                                 .arg(id));
    else if (!environment.isProtected && namesProduction(id + QLatin1Char(' ') + environment.title))
        reporter.warning(at, ConfigText::tr("environment '%1' looks like production but is "
                                            "not protected; write 'tier: prod', or state "
                                            "'protected: true' or 'false'")
                                 .arg(id));
}

EnvironmentEntry readEntry(const YamlNode &node, MapReader &reader, const Reporter &reporter)
{
    EnvironmentEntry entry;
    Environment &environment = entry.environment;
    environment.id = EnvironmentId(reader.requiredId(QStringLiteral("id")));
    environment.title = reader.text(QStringLiteral("title"), environment.id.toString());
    const int tier = reader.choice(QStringLiteral("tier"),
                                   {QStringLiteral("dev"), QStringLiteral("staging"),
                                    QStringLiteral("prod"), QStringLiteral("other")},
                                   -1);
    environment.tier = tier < 0 ? Tier::Other : static_cast<Tier>(tier);
    // What is not known to be harmless is protected.
    environment.isProtected =
        reader.flag(QStringLiteral("protected"), tier < 0 || environment.tier == Tier::Prod);
    warnOfTier(node, environment, reader.at(QStringLiteral("tier")), reporter);
    if (environment.tier == Tier::Prod && !environment.isProtected)
        reporter.warning(reader.at(QStringLiteral("protected")),
                         ConfigText::tr("a prod environment without protection: nothing "
                                        "needs to be confirmed by its name there"));
    environment.host = reader.text(QStringLiteral("host"));
    entry.via = reader.text(QStringLiteral("via"));
    entry.viaAt = reader.at(QStringLiteral("via"));
    environment.witnessQuorum =
        reader.integer(QStringLiteral("witness_quorum"), 0, 1, kMostWitnesses);
    entry.quorumAt = reader.at(QStringLiteral("witness_quorum"));
    if (const YamlNode *server = reader.value(QStringLiteral("prometheus")))
        entry.prometheus = *server;
    environment.isNotConfigured =
        reader.choice(QStringLiteral("presence"),
                      {QStringLiteral("active"), QStringLiteral("not_configured")}, 0)
        == 1;
    environment.facts = readFacts(reader, {}, {}, reporter);
    reader.refuseOthers();
    return entry;
}

} // namespace

QList<EnvironmentEntry> readEnvironments(const QList<YamlNode> &nodes, const Reporter &reporter)
{
    QList<EnvironmentEntry> entries;
    for (const YamlNode &node : nodes) {
        if (entries.size() >= configlimits::kEnvironments) {
            reporter.error(node.at(), ConfigText::tr("more than %1 environments in one platform")
                                          .arg(configlimits::kEnvironments));
            break;
        }
        MapReader reader(node, reporter, ConfigText::tr("an environment"));
        if (!reader.isMap())
            continue;
        const EnvironmentEntry entry = readEntry(node, reader, reporter);
        const EnvironmentId &id = entry.environment.id;
        const bool isTaken =
            std::any_of(entries.cbegin(), entries.cend(),
                        [&](const EnvironmentEntry &other) { return other.environment.id == id; });
        if (isTaken)
            reporter.error(node.at(),
                           ConfigText::tr("environment '%1' is there twice").arg(id.toString()));
        else if (!id.isEmpty())
            entries.append(entry);
    }
    return entries;
}

void judgeQuorum(const Environment &environment, YamlPosition at, const Reporter &reporter)
{
    qsizetype witnesses = 0;
    for (const Service &service : environment.services) {
        witnesses +=
            std::count_if(service.checks.cbegin(), service.checks.cend(),
                          [](const Check &check) { return check.witness == Witness::Inside; });
        // What is only not set up yet is no slip in the quorum.
        witnesses += std::count_if(service.dormantChecks.cbegin(), service.dormantChecks.cend(),
                                   [](const DormantCheck &dormant) {
                                       return dormant.presence == Presence::NotConfigured
                                              && dormant.check.witness == Witness::Inside;
                                   });
    }
    if (environment.witnessQuorum > witnesses)
        reporter.error(at,
                       ConfigText::tr("'witness_quorum' is %1, but %2 of the checks in '%3' say "
                                      "'witness: true'")
                           .arg(environment.witnessQuorum)
                           .arg(witnesses)
                           .arg(environment.id.toString()));
}

} // namespace opsdeck
