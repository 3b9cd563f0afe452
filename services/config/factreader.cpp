// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/factreader.h"

#include "services/config/configtext.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"

#include <QRegularExpression>
#include <QUrl>

#include <array>

namespace opsdeck {

namespace {

constexpr std::array kLimits{
    std::pair{"cpus", QT_TRANSLATE_NOOP("Config", "CPUs at most")},
    std::pair{"cpus_reserved", QT_TRANSLATE_NOOP("Config", "CPUs reserved")},
    std::pair{"memory", QT_TRANSLATE_NOOP("Config", "Memory at most")},
    std::pair{"memory_reserved", QT_TRANSLATE_NOOP("Config", "Memory reserved")},
    std::pair{"memory_minimum", QT_TRANSLATE_NOOP("Config", "Memory at least")},
    std::pair{"disk", QT_TRANSLATE_NOOP("Config", "Disk")}};

QStringList basisWords()
{
    QStringList words;
    for (int basis = 0; basis <= static_cast<int>(FactBasis::Ours); ++basis)
        words << toWord(static_cast<FactBasis>(basis));
    return words;
}

/// "57-60, 194"; reported otherwise.
QString linesOf(const QString &text, YamlPosition at, const Reporter &reporter)
{
    static const QRegularExpression shape(
        QStringLiteral(R"(^\d{1,6}(?:-\d{1,6})?(?:, ?\d{1,6}(?:-\d{1,6})?)*$)"));
    if (shape.match(text).hasMatch())
        return text;
    reporter.error(at, ConfigText::tr("the lines of a source must be numbers such as \"57-60, "
                                      "194\", not %1")
                           .arg(ConfigText::quoted(text)));
    return {};
}

Source sourceOf(const YamlNode &node, const Reporter &reporter)
{
    Source source;
    source.isGiven = true;
    if (node.isScalar()) {
        source.lines = linesOf(node.text(), node.at(), reporter);
        return source;
    }
    MapReader reader(node, reporter, ConfigText::tr("a source"));
    if (!reader.isMap())
        return source;
    if (const QString lines = reader.text(QStringLiteral("lines")); !lines.isEmpty())
        source.lines = linesOf(lines, reader.at(QStringLiteral("lines")), reporter);
    source.basis = static_cast<FactBasis>(reader.choice(QStringLiteral("basis"), basisWords(), 0));
    source.note = reader.text(QStringLiteral("note"));
    source.see = textsOf(reader.texts(QStringLiteral("see")));
    reader.refuseOthers();
    const bool needsLines =
        source.basis == FactBasis::Stated || source.basis == FactBasis::Disputed;
    if (needsLines && source.lines.isEmpty())
        reporter.error(
            node.at(),
            ConfigText::tr("a source that says '%1' needs 'lines'").arg(toWord(source.basis)));
    return source;
}

QMap<QString, Source> readSources(MapReader &reader, const QStringList &known,
                                  const Reporter &reporter)
{
    QMap<QString, Source> sources;
    const YamlNode *map = reader.map(QStringLiteral("sources"));
    if (map == nullptr)
        return sources;
    for (qsizetype i = 0; i < map->keys().size(); ++i) {
        const YamlKey &key = map->keys().at(i);
        if (!known.contains(key.name))
            reporter.error(key.at, ConfigText::tr("'sources' knows no %1.%2")
                                       .arg(ConfigText::quoted(key.name),
                                            ConfigText::didYouMean(key.name, known)));
        else
            sources.insert(key.name, sourceOf(map->children().at(i), reporter));
    }
    return sources;
}

QString exposureText(Exposure exposure)
{
    switch (exposure) {
    case Exposure::NotStated:
        return {};
    case Exposure::Yes:
        return ConfigText::tr("yes");
    case Exposure::No:
        return ConfigText::tr("no");
    case Exposure::Disputed:
        break;
    }
    return ConfigText::tr("disputed");
}

QMap<QString, QString> readLimits(MapReader &reader, const Reporter &reporter)
{
    QMap<QString, QString> limits;
    const YamlNode *map = reader.map(QStringLiteral("limits"));
    if (map == nullptr)
        return limits;
    MapReader values(*map, reporter, ConfigText::tr("'limits'"));
    for (const auto &[name, title] : kLimits) {
        const QString key = QLatin1String(name);
        if (const QString value = values.text(key); !value.isEmpty())
            limits.insert(key, value);
    }
    values.refuseOthers();
    return limits;
}

Fact readFact(const YamlNode &node, const QString &environment, const QStringList &environments,
              bool &isHere, const Reporter &reporter)
{
    Fact fact;
    MapReader reader(node, reporter, ConfigText::tr("a fact"));
    if (!reader.isMap())
        return fact;
    fact.id = reader.requiredId(QStringLiteral("id"));
    fact.topic = reader.text(QStringLiteral("topic"));
    fact.title = reader.text(QStringLiteral("title"), fact.id);
    fact.value = reader.text(QStringLiteral("value"));
    fact.source = readSource(reader, reporter);
    const QList<YamlNode> in = reader.texts(QStringLiteral("in"));
    isHere = in.isEmpty() || environment.isEmpty();
    if (environment.isEmpty() && !in.isEmpty())
        reporter.error(in.constFirst().at(),
                       ConfigText::tr("'in' restricts a fact of a service; put this one under the "
                                      "'facts' of its environment"));
    for (const YamlNode &name : in) {
        isHere |= name.text() == environment;
        if (!environment.isEmpty() && !environments.contains(name.text()))
            reporter.error(name.at(), ConfigText::tr("there is no environment %1.%2")
                                          .arg(ConfigText::quoted(name.text()),
                                               ConfigText::didYouMean(name.text(), environments)));
    }
    reader.refuseOthers();
    if (fact.value.isEmpty() && fact.source.basis != FactBasis::Open)
        reporter.error(node.at(), ConfigText::tr("a fact without 'value' must say that it is not "
                                                 "stated: source: { basis: open }"));
    return fact;
}

} // namespace

QStringList textsOf(const QList<YamlNode> &nodes)
{
    QStringList texts;
    for (const YamlNode &node : nodes)
        texts << node.text();
    return texts;
}

Source readSource(MapReader &reader, const Reporter &reporter)
{
    const YamlNode *node = reader.value(QStringLiteral("source"));
    return node == nullptr ? Source() : sourceOf(*node, reporter);
}

QList<Fact> readFacts(MapReader &reader, const QString &environment, const QStringList &known,
                      const Reporter &reporter)
{
    QList<Fact> facts;
    const QList<YamlNode> nodes = reader.list(QStringLiteral("facts"));
    for (const YamlNode &node : nodes) {
        bool isHere = false;
        const Fact fact = readFact(node, environment, known, isHere, reporter);
        const auto isSame = [&](const Fact &other) { return other.id == fact.id; };
        if (fact.id.isEmpty() || !isHere)
            continue;
        if (std::any_of(facts.cbegin(), facts.cend(), isSame))
            reporter.error(node.at(), ConfigText::tr("fact '%1' is there twice").arg(fact.id));
        else
            facts.append(fact);
    }
    return facts;
}

void readDeployment(MapReader &reader, const QString &environment, const QStringList &environments,
                    Service &service, const Reporter &reporter)
{
    Deployment &made = service.deployment;
    made.published = reader.text(QStringLiteral("published"));
    const int exposed = reader.choice(
        QStringLiteral("exposed"),
        {QStringLiteral("yes"), QStringLiteral("no"), QStringLiteral("disputed")}, -1);
    made.exposed = exposed < 0 ? Exposure::NotStated : static_cast<Exposure>(exposed + 1);
    made.composeService = reader.text(QStringLiteral("compose_service"));
    made.container = reader.text(QStringLiteral("container"));
    made.image = reader.text(QStringLiteral("image"));
    made.volumes = textsOf(reader.texts(QStringLiteral("volumes")));
    made.limits = readLimits(reader, reporter);

    struct Row
    {
        const char *key;
        QString title;
        QString value;
    };

    QList<Row> rows{
        {"technology", ConfigText::tr("Technology"), service.technology},
        {"description", ConfigText::tr("Role"), service.description},
        {"port", ConfigText::tr("Port inside"), service.port},
        {"published", ConfigText::tr("Port outside"), made.published},
        {"exposed", ConfigText::tr("Reachable from outside"), exposureText(made.exposed)},
        {"compose_service", ConfigText::tr("Compose service"), made.composeService},
        {"container", ConfigText::tr("Container"), made.container},
        {"image", ConfigText::tr("Image"), made.image},
        {"volumes", ConfigText::tr("Volumes"), made.volumes.join(QStringLiteral(", "))},
        {"replicas", ConfigText::tr("Instances"),
         service.replicas == 1 ? QString() : QString::number(service.replicas)}};
    QStringList limits;
    for (const auto &[name, title] : kLimits) {
        const QString value = made.limits.value(QLatin1String(name));
        if (!value.isEmpty())
            limits << ConfigText::tr("%1: %2").arg(QCoreApplication::translate("Config", title),
                                                   value);
    }
    rows.append({"limits", ConfigText::tr("Limits"), limits.join(QStringLiteral(", "))});

    QStringList keys;
    for (const Row &row : std::as_const(rows))
        keys << QLatin1String(row.key);
    const QMap<QString, Source> sources = readSources(reader, keys, reporter);
    for (const Row &row : std::as_const(rows)) {
        const Source source = sources.value(QLatin1String(row.key));
        // The header and the diagram show technology, role and port already.
        const bool isShownAnyway = QLatin1String(row.key) == QLatin1String("technology")
                                   || QLatin1String(row.key) == QLatin1String("description")
                                   || QLatin1String(row.key) == QLatin1String("port");
        if (source.isGiven || (!row.value.isEmpty() && !isShownAnyway))
            service.facts.append(
                {QLatin1String(row.key), QStringLiteral("service"), row.title, row.value, source});
    }
    service.facts += readFacts(reader, environment, environments, reporter);
}

QList<Link> readLinks(MapReader &reader, const Reporter &reporter)
{
    QList<Link> links;
    const QList<YamlNode> nodes = reader.list(QStringLiteral("links"));
    for (const YamlNode &node : nodes) {
        MapReader each(node, reporter, ConfigText::tr("a link"));
        if (!each.isMap())
            continue;
        Link link;
        link.id = each.requiredId(QStringLiteral("id"));
        link.title = each.text(QStringLiteral("title"), link.id);
        link.url = each.requiredText(QStringLiteral("url"));
        link.source = readSource(each, reporter);
        each.refuseOthers();
        const QUrl url(link.url, QUrl::StrictMode);
        const bool isWeb =
            url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
            && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
        if (!isWeb)
            reporter.error(each.at(QStringLiteral("url")),
                           ConfigText::tr("'url' must be an address that begins with http:// or "
                                          "https://, without a password, not %1")
                               .arg(ConfigText::quoted(link.url)));
        else if (std::any_of(links.cbegin(), links.cend(),
                             [&](const Link &other) { return other.id == link.id; }))
            reporter.error(node.at(), ConfigText::tr("link '%1' is there twice").arg(link.id));
        else if (!link.id.isEmpty())
            links.append(link);
    }
    return links;
}

QList<Capacity> readCapacity(MapReader &reader, const Reporter &reporter)
{
    QList<Capacity> all;
    const QList<YamlNode> nodes = reader.list(QStringLiteral("capacity"));
    for (const YamlNode &node : nodes) {
        MapReader each(node, reporter, ConfigText::tr("a capacity"));
        if (!each.isMap())
            continue;
        Capacity capacity;
        capacity.id = each.requiredId(QStringLiteral("id"));
        capacity.title = each.text(QStringLiteral("title"), capacity.id);
        const QString value = each.requiredText(QStringLiteral("value"));
        const auto number = scalars::number(value);
        if (!number || *number <= 0)
            reporter.error(each.at(QStringLiteral("value")),
                           ConfigText::tr("'value' must be a number above 0, not %1")
                                   .arg(ConfigText::quoted(value))
                               + scalars::numberHint(value));
        capacity.value = number.value_or(0);
        QStringList units;
        for (int unit = 0; unit <= static_cast<int>(Unit::Count); ++unit)
            units << toWord(static_cast<Unit>(unit));
        capacity.unit = units.value(each.choice(QStringLiteral("unit"), units, 0));
        capacity.metric = each.text(QStringLiteral("metric"));
        capacity.source = readSource(each, reporter);
        each.refuseOthers();
        if (std::any_of(all.cbegin(), all.cend(),
                        [&](const Capacity &other) { return other.id == capacity.id; }))
            reporter.error(node.at(),
                           ConfigText::tr("capacity '%1' is there twice").arg(capacity.id));
        else if (!capacity.id.isEmpty() && capacity.value > 0)
            all.append(capacity);
    }
    return all;
}

} // namespace opsdeck
