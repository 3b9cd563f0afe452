// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/documentedschema.h"

#include "services/config/configtext.h"
#include "services/config/dependencyreader.h"
#include "services/config/documentedkeys.h"
#include "services/config/schemavalues.h"
#include "services/domain/rulefill.h"

namespace opsdeck::documentedschema {

using namespace schemavalues;

namespace {

constexpr VariableRule kAllowed = VariableRule::Allowed;
constexpr VariableRule kRefused = VariableRule::Refused;

template <typename Enum>
QStringList words(Enum last)
{
    QStringList all;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        all << toWord(static_cast<Enum>(value));
    return all;
}

QJsonObject either(const QJsonObject &one, const QJsonObject &other)
{
    return {{QStringLiteral("anyOf"), QJsonArray{one, other}}};
}

/// A value, or `~` where an environment has none.
QJsonObject orNull(const QJsonObject &schema)
{
    return either(schema, {{QStringLiteral("type"), QStringLiteral("null")}});
}

QJsonObject presence()
{
    return choice(kRefused, words(Presence::NotConfigured));
}

QJsonObject sourceProperties()
{
    return {{QStringLiteral("lines"), text()},
            {QStringLiteral("basis"), choice(kRefused, words(FactBasis::Ours))},
            {QStringLiteral("note"), text()},
            {QStringLiteral("see"),
             described(list(text()), ConfigText::tr("Refs of contradictions."))}};
}

QString helpOf(const DocumentedKey &key)
{
    return QCoreApplication::translate("Config", key.help);
}

QJsonObject sources()
{
    QJsonObject properties;
    const QStringList names = documentedKeyNames();
    for (const QString &name : names)
        properties.insert(name, orNull(reference("source")));
    return described(closed(properties),
                     ConfigText::tr("Where the service's keys come from, one source a key."));
}

QJsonObject link()
{
    return closed({{QStringLiteral("id"), id()},
                   {QStringLiteral("title"), text()},
                   {QStringLiteral("url"), text()},
                   {QStringLiteral("source"), reference("source")}},
                  {QStringLiteral("id"), QStringLiteral("url")});
}

QJsonObject capacity()
{
    return closed({{QStringLiteral("id"), id()},
                   {QStringLiteral("title"), text()},
                   {QStringLiteral("value"), number(kAllowed)},
                   {QStringLiteral("unit"), choice(kAllowed, words(Unit::Count))},
                   {QStringLiteral("metric"),
                    described(text(), ConfigText::tr("The service's metric that is the load."))},
                   {QStringLiteral("source"), reference("source")}},
                  {QStringLiteral("id"), QStringLiteral("value")});
}

QJsonObject parameter()
{
    return closed(
        {{QStringLiteral("name"), text()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("credential"),
          described(flag(kRefused), ConfigText::tr("It names an entry of the keychain."))},
         {QStringLiteral("optional"),
          described(flag(kRefused),
                    ConfigText::tr("A key with nothing but it is left out when it has no value."))},
         {QStringLiteral("default"), text()},
         {QStringLiteral("defaults"),
          described(mapOf(text()), ConfigText::tr("By environment; before 'default'."))},
         {QStringLiteral("source"), reference("source")}},
        {QStringLiteral("name")});
}

QJsonObject rule()
{
    return closed({{QStringLiteral("ref"), id()},
                   {QStringLiteral("title"), text()},
                   {QStringLiteral("kind"), choice(kRefused, words(RuleKind::Class))},
                   {QStringLiteral("service"), text()},
                   {QStringLiteral("metric"), text()},
                   {QStringLiteral("condition"), text()},
                   {QStringLiteral("for"), duration(kRefused)},
                   {QStringLiteral("severity"),
                    choice(kRefused, {QStringLiteral("critical"), QStringLiteral("warning"),
                                      QStringLiteral("info")})},
                   {QStringLiteral("action"), text()},
                   {QStringLiteral("recovery"), text()},
                   {QStringLiteral("scale_down"), text()},
                   {QStringLiteral("scale_down_for"), duration(kRefused)},
                   {QStringLiteral("source"),
                    sourceWith(ruleSourceFields(), ConfigText::tr("Where the rule comes from."))}},
                  {QStringLiteral("ref"), QStringLiteral("condition")});
}

QJsonObject contradiction()
{
    return closed(
        {{QStringLiteral("ref"), id()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("text"), text()},
         {QStringLiteral("kind"),
          choice(kRefused, {QStringLiteral("contradiction"), QStringLiteral("gap")})},
         {QStringLiteral("services"), list(text())},
         {QStringLiteral("choices"), described(list(text()), ConfigText::tr("Likely answers."))},
         {QStringLiteral("source"), reference("source")}},
        {QStringLiteral("ref"), QStringLiteral("title"), QStringLiteral("text")});
}

QJsonObject sourceOfDependency()
{
    QJsonObject properties = sourceProperties();
    properties.remove(QStringLiteral("basis"));
    return either(text(), closed(properties));
}

QJsonObject flow()
{
    const QString which = ConfigText::tr("METRIC of one of the two services, or SERVICE/METRIC.");
    return described(
        closed(
            {{QStringLiteral("rate"),
              described(text(), ConfigText::tr("Things per second: the line's width and number. ")
                                    + which)},
             {QStringLiteral("errors"),
              described(text(), ConfigText::tr("A share (ratio, percent), or errors per second "
                                               "of the rate. ")
                                    + which)},
             {QStringLiteral("at_most"),
              described(flag(kAllowed),
                        ConfigText::tr("The rate counts what others send there, too: "
                                       "shown with ≤."))},
             {QStringLiteral("source"), reference("source")}}),
        ConfigText::tr("What flows over it, by metrics that the platform's services declare."));
}

/// Of a check, each parameter of its kind may have one, too.
QJsonObject sourceOfCheck()
{
    QJsonObject properties = sourceProperties();
    const QStringList fields = checkSourceFields();
    for (const QString &field : fields)
        properties.insert(field, reference("source"));
    QJsonObject full = closed(properties);
    full.insert(QStringLiteral("additionalProperties"), reference("source"));
    return described(either(text(), full),
                     ConfigText::tr("Where the check comes from. A figure or parameter that comes "
                                    "from elsewhere has a source of its own in it, by its key."));
}

} // namespace

QJsonObject reference(const char *definition)
{
    return {{QStringLiteral("$ref"), QStringLiteral("#/$defs/") + QLatin1String(definition)}};
}

QJsonObject source()
{
    return described(either(text(), closed(sourceProperties())),
                     ConfigText::tr("Lines of the platform's document: \"57-60, 194\"; or lines, "
                                    "how the fact is known, a note."));
}

QJsonObject sourceWith(const QStringList &fields, const QString &ofTheWhole)
{
    QJsonObject properties = sourceProperties();
    for (const QString &field : fields)
        properties.insert(field, reference("source"));
    return described(either(text(), closed(properties)),
                     ofTheWhole + QLatin1Char(' ')
                         + ConfigText::tr("A field that comes from elsewhere has a source of its "
                                          "own in it, by its key."));
}

QJsonObject sourceOfThreshold()
{
    return sourceWith(thresholdSourceFields(),
                      ConfigText::tr("Where the limit comes from, and nothing else: 'for', "
                                     "'severity' and 'clear' are ours unless the rule that it "
                                     "stands for states them."));
}

QJsonObject dependency()
{
    const QJsonObject full =
        closed({{QStringLiteral("service"), text()},
                {QStringLiteral("basis"),
                 described(choice(kAllowed, dependencyBasisWords()),
                           ConfigText::tr("How it is known; stated when absent. A disputed one "
                                          "carries no impact."))},
                {QStringLiteral("role"),
                 choice(kAllowed, {QStringLiteral("uses"), QStringLiteral("scrapes")})},
                {QStringLiteral("source"), sourceOfDependency()},
                {QStringLiteral("agreement"),
                 described(text(), ConfigText::tr("How the document's places agree on it."))},
                {QStringLiteral("flow"), flow()}},
               {QStringLiteral("service")});
    return {{QStringLiteral("anyOf"), QJsonArray{text(), full}}};
}

QJsonObject fact()
{
    return closed(
        {{QStringLiteral("id"), id()},
         {QStringLiteral("topic"), text()},
         {QStringLiteral("title"), text()},
         {QStringLiteral("value"), text()},
         {QStringLiteral("in"),
          described(list(text(), 1), ConfigText::tr("The environments that it holds for."))},
         {QStringLiteral("source"), reference("source")}},
        {QStringLiteral("id")});
}

QJsonObject platformProperties()
{
    return {
        {QStringLiteral("document"),
         described(closed({{QStringLiteral("title"), text()}, {QStringLiteral("file"), text()}},
                          {QStringLiteral("title")}),
                   ConfigText::tr("What the lines of the sources refer to."))},
        {QStringLiteral("parameters"),
         described(list(parameter()),
                   ConfigText::tr("What is set once per environment in the workspace file. What "
                                  "needs one without a value is not set up, and says so."))},
        {QStringLiteral("facts"), list(reference("fact"))},
        {QStringLiteral("start_order"),
         list(closed({{QStringLiteral("services"), list(text(), 1)},
                      {QStringLiteral("source"), reference("source")}},
                     {QStringLiteral("services")}))},
        {QStringLiteral("rules"),
         described(list(rule()), ConfigText::tr("Alert rules, scale triggers and targets as they "
                                                "are documented."))},
        {QStringLiteral("contradictions"),
         described(list(contradiction()),
                   ConfigText::tr("What the document leaves to the operator to settle."))}};
}

QJsonObject serviceProperties()
{
    QJsonObject own{
        {QStringLiteral("sources"), sources()},
        {QStringLiteral("facts"), orNull(list(reference("fact")))},
        {QStringLiteral("links"),
         described(orNull(list(link())), ConfigText::tr("Pages of the service itself."))},
        {QStringLiteral("capacity"),
         described(orNull(list(capacity())),
                   ConfigText::tr("Stated figures that load is held against; in a unit that "
                                  "its metric's can be compared with."))}};
    for (const DocumentedKey &key : documentedKeys()) {
        if (key.isOwn())
            own.insert(QLatin1String(key.name), described(orNull(key.schema()), helpOf(key)));
    }
    return own;
}

QJsonObject checkProperties()
{
    return {{QStringLiteral("ref"),
             described(either(text(), list(text())),
                       ConfigText::tr("The document's checks that it carries out."))},
            {QStringLiteral("source"), sourceOfCheck()},
            {QStringLiteral("states"),
             described(list(choice(kRefused,
                                   {QStringLiteral("interval"), QStringLiteral("timeout"),
                                    QStringLiteral("retries"), QStringLiteral("start_period")})),
                       ConfigText::tr("Which of its figures the document gives."))},
            {QStringLiteral("presence"),
             described(presence(), ConfigText::tr("Other than active: it is told, not run."))},
            {QStringLiteral("reason"), described(text(), ConfigText::tr("Why it is not run."))}};
}

QJsonObject metricProperties()
{
    return {{QStringLiteral("origin"),
             described(text(), ConfigText::tr("What the document takes it from."))},
            {QStringLiteral("expression"),
             described(text(), ConfigText::tr("As documented, mostly PromQL."))},
            {QStringLiteral("target"), text()},
            {QStringLiteral("source"),
             sourceWith(metricSourceFields(),
                        ConfigText::tr("Where the metric comes from; its thresholds have their "
                                       "own."))}};
}

QJsonObject settled()
{
    const QJsonObject full = closed({{QStringLiteral("answer"), text()},
                                     {QStringLiteral("note"), text()},
                                     {QStringLiteral("on"), text()}},
                                    {QStringLiteral("answer")});
    return described(mapOf(either(text(), full)),
                     ConfigText::tr("Answers to the platform's contradictions, by their ref."));
}

QJsonObject fills()
{
    QJsonObject fill =
        closed({{toWord(RulePart::Value),
                 described(text(), ConfigText::tr("The figure of a class of alerts."))},
                {toWord(RulePart::For), duration(kRefused)},
                {toWord(RulePart::Severity),
                 choice(kRefused, {QStringLiteral("critical"), QStringLiteral("warning"),
                                   QStringLiteral("info")})},
                {toWord(RulePart::Action), text()},
                {toWord(RulePart::Recovery), text()},
                {QStringLiteral("note"), text()},
                {QStringLiteral("on"), text()}});
    QJsonArray parts;
    for (const RulePart part : ruleParts())
        parts.append(QJsonObject{{QStringLiteral("required"), QJsonArray{toWord(part)}}});
    fill.insert(QStringLiteral("anyOf"), parts);
    return described(mapOf(fill),
                     ConfigText::tr("What the platform's rules leave open, filled in by their "
                                    "ref. What a rule states stays in force."));
}

} // namespace opsdeck::documentedschema
