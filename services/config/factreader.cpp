// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/factreader.h"

#include "services/config/configtext.h"
#include "services/config/documentedkeys.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"

#include <QRegularExpression>
#include <QUrl>

namespace opsdeck {

namespace {

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

/// What a `source` may hold besides lines, note and references.
struct SourceForm
{
    QStringList fields = {};             ///< those that may have a source of their own
    std::optional<FactBasis> basis = {}; ///< said elsewhere; then the source has none
};

Source sourceOf(const YamlNode &node, const SourceForm &form, FieldSources *own,
                const Reporter &reporter);

/// Of something of which only the fields have sources.
Source wholeOf(const FieldSources &own)
{
    Source whole;
    QStringList lines;
    whole.isGiven = true;
    whole.basis = own.constBegin()->basis;
    for (const Source &source : own) {
        if (!source.lines.isEmpty() && !lines.contains(source.lines))
            lines << source.lines;
        if (source.basis == FactBasis::Stated)
            whole.basis = FactBasis::Stated;
    }
    whole.lines = lines.join(QStringLiteral(", "));
    return whole;
}

void readFieldSources(MapReader &reader, const QStringList &fields, FieldSources &own,
                      const Reporter &reporter)
{
    for (const QString &field : fields) {
        if (const YamlNode *node = reader.value(field))
            own.insert(field, sourceOf(*node, {}, nullptr, reporter));
    }
}

Source sourceOf(const YamlNode &node, const SourceForm &form, FieldSources *own,
                const Reporter &reporter)
{
    Source source;
    source.isGiven = true;
    source.basis = form.basis.value_or(FactBasis::Stated);
    if (node.isScalar()) {
        source.lines = linesOf(node.text(), node.at(), reporter);
        return source;
    }
    MapReader reader(node, reporter, ConfigText::tr("a source"));
    if (!reader.isMap())
        return source;
    if (const QString lines = reader.text(QStringLiteral("lines")); !lines.isEmpty())
        source.lines = linesOf(lines, reader.at(QStringLiteral("lines")), reporter);
    const YamlNode *basis = node.find(QStringLiteral("basis"));
    if (!form.basis)
        source.basis =
            static_cast<FactBasis>(reader.choice(QStringLiteral("basis"), basisWords(), 0));
    else if (reader.value(QStringLiteral("basis")) != nullptr)
        reporter.error(basis->at(),
                       ConfigText::tr("the source of a dependency has no 'basis': write it beside "
                                      "'service', where it says how the dependency is known"));
    source.note = reader.text(QStringLiteral("note"));
    source.see = textsOf(reader.texts(QStringLiteral("see")));
    if (own != nullptr)
        readFieldSources(reader, form.fields, *own, reporter);
    reader.refuseOthers();
    const bool isOfFieldsAlone =
        own != nullptr && !own->isEmpty() && source.lines.isEmpty() && basis == nullptr;
    if (isOfFieldsAlone) {
        const Source whole = wholeOf(*own);
        source.lines = whole.lines;
        source.basis = whole.basis;
        return source;
    }
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
            sources.insert(key.name, sourceOf(map->children().at(i), {}, nullptr, reporter));
    }
    return sources;
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

/// A share of what can't be compared would never be told.
void refuseUnit(const Capacity &capacity, const QList<MetricDefinition> &metrics,
                const MapReader &reader, const Reporter &reporter)
{
    const auto metric = std::find_if(metrics.cbegin(), metrics.cend(),
                                     [&](const auto &each) { return each.id == capacity.metric; });
    if (metric == metrics.cend() || areComparable(unitOf(capacity.unit), metric->unit))
        return;
    reporter.error(
        reader.at(QStringLiteral("unit")),
        ConfigText::tr("capacity '%1' is in %2 and its metric '%3' in %4: no share can "
                       "be told; give both one unit, or name another 'metric'")
            .arg(capacity.id.left(63), capacity.unit, metric->id.left(63), toWord(metric->unit)));
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
    return node == nullptr ? Source() : sourceOf(*node, {}, nullptr, reporter);
}

Source readSource(MapReader &reader, const QStringList &fields, FieldSources &own,
                  const Reporter &reporter)
{
    const YamlNode *node = reader.value(QStringLiteral("source"));
    return node == nullptr ? Source() : sourceOf(*node, {fields, {}}, &own, reporter);
}

Source readSource(MapReader &reader, FactBasis basis, const Reporter &reporter)
{
    const YamlNode *node = reader.value(QStringLiteral("source"));
    if (node != nullptr)
        return sourceOf(*node, {{}, basis}, nullptr, reporter);
    Source source;
    source.basis = basis;
    source.isGiven = basis == FactBasis::Ours;
    return source;
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
    for (const DocumentedKey &key : documentedKeys()) {
        if (key.isOwn())
            key.read(reader, QLatin1String(key.name), service.deployment, reporter);
    }
    const QMap<QString, Source> sources = readSources(reader, documentedKeyNames(), reporter);
    for (const DocumentedKey &key : documentedKeys()) {
        const QString name = QLatin1String(key.name);
        const Source source = sources.value(name);
        const QString value = key.text(service);
        if (source.isGiven || (!value.isEmpty() && !key.isShownAnyway))
            service.facts.append({name, QStringLiteral("service"),
                                  QCoreApplication::translate("Config", key.title), value, source});
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

QList<Capacity> readCapacity(MapReader &reader, const QList<MetricDefinition> &metrics,
                             const Reporter &reporter)
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
        refuseUnit(capacity, metrics, each, reporter);
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
