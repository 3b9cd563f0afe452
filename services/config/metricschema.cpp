// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/metricschema.h"

#include "services/config/configtext.h"
#include "services/config/documentedschema.h"
#include "services/config/schemavalues.h"
#include "services/domain/golden.h"
#include "services/domain/metric.h"

namespace opsdeck::metricschema {

using namespace schemavalues;

namespace {

constexpr VariableRule kAllowed = VariableRule::Allowed;

QStringList unitWords()
{
    QStringList all;
    for (int unit = 0; unit <= static_cast<int>(Unit::Count); ++unit)
        all << toWord(static_cast<Unit>(unit));
    return all;
}

QJsonObject threshold()
{
    QJsonObject schema =
        closed({{QStringLiteral("above"),
                 described(number(kAllowed), ConfigText::tr("A value above it is abnormal."))},
                {QStringLiteral("below"),
                 described(number(kAllowed), ConfigText::tr("A value below it is abnormal."))},
                {QStringLiteral("at_least"),
                 described(number(kAllowed), ConfigText::tr("This value and any above it are "
                                                            "abnormal."))},
                {QStringLiteral("at_most"),
                 described(number(kAllowed), ConfigText::tr("This value and any below it are "
                                                            "abnormal."))},
                {QStringLiteral("clear"),
                 described(number(kAllowed), ConfigText::tr("Back to normal at this value."))},
                {QStringLiteral("for"),
                 described(duration(kAllowed),
                           ConfigText::tr("How long it must be crossed without a break before it "
                                          "counts; at once when absent."))},
                {QStringLiteral("rule"),
                 described(text(), ConfigText::tr("The documented rule that it stands for."))},
                {QStringLiteral("source"), documentedschema::sourceOfThreshold()},
                {QStringLiteral("severity"),
                 choice(kAllowed, {QStringLiteral("warning"), QStringLiteral("critical")})}});
    const auto needs = [](const char *key) {
        return QJsonObject{{QStringLiteral("required"), QJsonArray{QLatin1String(key)}}};
    };
    schema.insert(QStringLiteral("oneOf"),
                  QJsonArray{needs("above"), needs("below"), needs("at_least"), needs("at_most")});
    return schema;
}

} // namespace

QJsonObject metric()
{
    QJsonObject properties = documentedschema::metricProperties();
    const QJsonObject own{
        {QStringLiteral("id"), id()},
        {QStringLiteral("title"), text()},
        {QStringLiteral("check"),
         described(text(), ConfigText::tr("The check whose samples are drawn."))},
        {QStringLiteral("metric"),
         described(text(), ConfigText::tr(
                               "Name of the sample: probe_duration_seconds. Or one over another: "
                               "\"hits_total / asked_total\"."))},
        {QStringLiteral("query"),
         described(text(),
                   ConfigText::tr("What is drawn, as PromQL, in place of a check's samples."))},
        {QStringLiteral("from"),
         described(choice(kAllowed, {QStringLiteral("either"), QStringLiteral("own"),
                                     QStringLiteral("server")}),
                   ConfigText::tr("Who answers the query: the environment's server where it "
                                  "has one, else own samples; or one of the two."))},
        {QStringLiteral("interval"),
         described(duration(kAllowed),
                   ConfigText::tr("How often the query is asked; every 30 s when absent."))},
        {QStringLiteral("labels"), mapOf(text())},
        {QStringLiteral("series_label"),
         described(text(), ConfigText::tr("The label whose values name the lines."))},
        {QStringLiteral("unit"), choice(kAllowed, unitWords())},
        {QStringLiteral("rate"),
         described(flag(kAllowed), ConfigText::tr("Draw a counter's increase per second."))},
        {QStringLiteral("kind"),
         described(choice(kAllowed, chartKindWords()),
                   ConfigText::tr("How it is drawn until a person chooses another way: a "
                                  "number of a single line, stacked or a table of several, a "
                                  "heat map of a histogram."))},
        {QStringLiteral("quantiles"),
         described(list(number(kAllowed)),
                   ConfigText::tr("Draw these quantiles of a histogram, a line each: 0.5, "
                                  "0.95, 0.99. 'metric' is its name without '_bucket'."))},
        {QStringLiteral("golden"),
         described(choice(kAllowed, goldenWords()),
                   ConfigText::tr("The figure of the service that it tells, in place of what "
                                  "its checks' samples would be chosen for."))},
        {QStringLiteral("scale_out"),
         described(threshold(), ConfigText::tr("More instances are advised."))},
        {QStringLiteral("scale_in"),
         described(threshold(), ConfigText::tr("Fewer instances are advised."))},
        {QStringLiteral("thresholds"), list(threshold())}};
    for (auto it = own.begin(); it != own.end(); ++it)
        properties.insert(it.key(), it.value());
    QJsonObject schema = closed(properties, {QStringLiteral("id")});
    // What is documented without samples to draw has a source instead.
    const auto needs = [](std::initializer_list<QString> keys) {
        QJsonArray names;
        for (const QString &key : keys)
            names.append(key);
        return QJsonObject{{QStringLiteral("required"), names}};
    };
    schema.insert(QStringLiteral("anyOf"),
                  QJsonArray{needs({QStringLiteral("check"), QStringLiteral("metric")}),
                             needs({QStringLiteral("query")}), needs({QStringLiteral("source")})});
    return schema;
}

} // namespace opsdeck::metricschema
