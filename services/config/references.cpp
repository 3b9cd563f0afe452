// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/references.h"

#include "services/config/configtext.h"

#include <QHash>

namespace opsdeck {

namespace {

const QString kMetrics = QStringLiteral("metrics");
const QString kMetric = QStringLiteral("metric");
const QString kSource = QStringLiteral("source");

QList<YamlNode> childrenOf(const YamlNode &map, const QString &key)
{
    const YamlNode *node = map.find(key);
    return node == nullptr ? QList<YamlNode>() : node->children();
}

QStringList namesOf(const QList<YamlNode> &items, const QString &key)
{
    QStringList names;
    for (const YamlNode &item : items)
        names << item.textOf(key);
    names.removeAll(QString());
    return names;
}

/// A service as it is stated for all environments, and what differs in each.
QList<YamlNode> statementsOf(const YamlNode &service)
{
    return QList<YamlNode>{service} + childrenOf(service, QStringLiteral("environments"));
}

class References final
{
public:
    References(const YamlNode &platform, const Reporter &reporter)
        : m_platform(platform)
        , m_reporter(reporter)
        , m_rules(namesOf(childrenOf(platform, QStringLiteral("rules")), QStringLiteral("ref")))
        , m_contradictions(namesOf(childrenOf(platform, QStringLiteral("contradictions")),
                                   QStringLiteral("ref")))
    {}

    void check()
    {
        const QList<YamlNode> services = childrenOf(m_platform, QStringLiteral("services"));
        for (const YamlNode &service : services)
            checkService(service);
        const QList<YamlNode> rules = childrenOf(m_platform, QStringLiteral("rules"));
        for (const YamlNode &rule : rules)
            checkRule(rule);
        checkSources(m_platform);
    }

private:
    void checkService(const YamlNode &service)
    {
        QStringList metrics;
        const QList<YamlNode> statements = statementsOf(service);
        for (const YamlNode &statement : statements)
            metrics += namesOf(childrenOf(statement, kMetrics), QStringLiteral("id"));
        metrics.removeDuplicates();
        const QString id = service.textOf(QStringLiteral("id"));
        m_metrics.insert(id, metrics);
        for (const YamlNode &statement : statements) {
            const QList<YamlNode> capacities = childrenOf(statement, QStringLiteral("capacity"));
            for (const YamlNode &capacity : capacities)
                checkMetric(capacity, id);
            const QList<YamlNode> own = childrenOf(statement, kMetrics);
            for (const YamlNode &metric : own)
                checkThresholds(metric);
        }
    }

    void checkThresholds(const YamlNode &metric) const
    {
        QList<YamlNode> thresholds = childrenOf(metric, QStringLiteral("thresholds"));
        for (const char *key : {"scale_out", "scale_in"}) {
            if (const YamlNode *scaling = metric.find(QLatin1String(key)))
                thresholds << *scaling;
        }
        for (const YamlNode &threshold : thresholds) {
            const YamlNode *rule = threshold.find(QStringLiteral("rule"));
            if (rule != nullptr && !m_rules.contains(rule->text()))
                m_reporter.error(rule->at(),
                                 ConfigText::tr("there is no rule %1.%2")
                                     .arg(ConfigText::quoted(rule->text()),
                                          ConfigText::didYouMean(rule->text(), m_rules)));
        }
    }

    void checkRule(const YamlNode &rule) const
    {
        const YamlNode *metric = rule.find(kMetric);
        const QString service = rule.textOf(QStringLiteral("service"));
        if (metric != nullptr && service.isEmpty())
            m_reporter.error(metric->at(),
                             ConfigText::tr("a rule with 'metric' needs the 'service' whose it "
                                            "is"));
        else if (m_metrics.contains(service))
            checkMetric(rule, service);
    }

    void checkMetric(const YamlNode &from, const QString &service) const
    {
        const YamlNode *metric = from.find(kMetric);
        const QStringList known = m_metrics.value(service);
        if (metric != nullptr && !known.contains(metric->text()))
            m_reporter.error(metric->at(),
                             ConfigText::tr("service '%1' has no metric %2.%3")
                                 .arg(service.left(63), ConfigText::quoted(metric->text()),
                                      ConfigText::didYouMean(metric->text(), known)));
    }

    /// Sources stand under 'source' and, by the key that they are of, under 'sources'.
    void checkSources(const YamlNode &node) const
    {
        for (qsizetype i = 0; i < node.children().size(); ++i) {
            const YamlNode &child = node.children().at(i);
            const QString key = node.isMap() ? node.keys().at(i).name : QString();
            if (key == kSource)
                checkSource(child);
            else if (key == QLatin1String("sources"))
                for (const YamlNode &source : child.children())
                    checkSource(source);
            else
                checkSources(child);
        }
    }

    void checkSource(const YamlNode &source) const
    {
        const QList<YamlNode> all = childrenOf(source, QStringLiteral("see"));
        for (const YamlNode &see : all) {
            if (!m_contradictions.contains(see.text()))
                m_reporter.error(see.at(),
                                 ConfigText::tr("there is no contradiction %1.%2")
                                     .arg(ConfigText::quoted(see.text()),
                                          ConfigText::didYouMean(see.text(), m_contradictions)));
        }
        // Fields with sources of their own.
        for (const YamlNode &field : source.children()) {
            if (field.isMap())
                checkSource(field);
        }
    }

    const YamlNode &m_platform;
    const Reporter &m_reporter;
    QStringList m_rules;
    QStringList m_contradictions;
    QHash<QString, QStringList> m_metrics; ///< ids, by service
};

} // namespace

void checkReferences(const YamlNode &platform, const Reporter &reporter)
{
    References(platform, reporter).check();
}

} // namespace opsdeck
