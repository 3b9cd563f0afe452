// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/scrapevalidity.h"

#include "services/config/configtext.h"
#include "services/importers/prometheussections.h"
#include "services/importers/scrapetargets.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

const QStringList &protocols()
{
    static const QStringList names =
        words("PrometheusProto OpenMetricsText0.0.1 OpenMetricsText1.0.0 PrometheusText0.0.4 "
              "PrometheusText1.0.0");
    return names;
}

class Validity final
{
public:
    explicit Validity(ImportFindings &findings)
        : m_findings(findings)
    {}

    void configuration(const ComposeNode &root)
    {
        if (const ComposeNode *global = root.find(QStringLiteral("global")))
            scrapeProtocols(*global, QStringLiteral("global"));
        if (const ComposeNode *alerting = root.find(QStringLiteral("alerting"))) {
            relabelling(*alerting, "alert_relabel_configs", QStringLiteral("alerting"));
            if (const ComposeNode *all = alerting->find(QStringLiteral("alertmanagers"))) {
                for (const ComposeNode &each : all->children) {
                    for (const char *key : {"relabel_configs", "alert_relabel_configs"})
                        relabelling(each, key, QStringLiteral("alerting.alertmanagers"));
                }
            }
        }
        if (const ComposeNode *jobs = root.find(QStringLiteral("scrape_configs"))) {
            for (const ComposeNode &each : jobs->children)
                job(each);
        }
        for (const char *key : {"remote_write", "remote_read"})
            names(root, key);
        if (const ComposeNode *writes = root.find(QStringLiteral("remote_write"))) {
            for (const ComposeNode &each : writes->children)
                relabelling(each, "write_relabel_configs", QStringLiteral("remote_write"));
        }
        for (const char *key : {"rule_files", "scrape_config_files"}) {
            const ComposeNode *names = root.find(QLatin1String(key));
            for (qsizetype i = 0; names != nullptr && i < names->children.size(); ++i) {
                const QString folder = names->children.at(i).text.section(QLatin1Char('/'), 0, -2);
                if (folder.contains(QLatin1Char('*')))
                    say(names->children.at(i).at,
                        ImportText::tr("%1: a * may stand in a file's name only, not in a folder's")
                            .arg(QLatin1String(key)));
            }
        }
    }

private:
    void say(const ImportPlace &at, const QString &text) { m_findings.error(at, text); }

    void names(const ComposeNode &root, const char *key)
    {
        QStringList seen;
        const ComposeNode *list = root.find(QLatin1String(key));
        for (qsizetype i = 0; list != nullptr && i < list->children.size(); ++i) {
            const ComposeNode *name = list->children.at(i).find(QStringLiteral("name"));
            if (name == nullptr || name->text.isEmpty())
                continue;
            if (seen.contains(name->text))
                say(name->at, ImportText::tr("%1: the name %2 is there twice")
                                  .arg(QLatin1String(key), ImportText::quoted(name->text)));
            seen << name->text;
        }
    }

    void scrapeProtocols(const ComposeNode &map, const QString &where)
    {
        QStringList seen;
        const ComposeNode *list = map.find(QStringLiteral("scrape_protocols"));
        for (qsizetype i = 0; list != nullptr && i < list->children.size(); ++i) {
            const ComposeNode &each = list->children.at(i);
            if (!protocols().contains(each.text) || seen.contains(each.text))
                say(each.at, seen.contains(each.text)
                                 ? ImportText::tr("%1: the protocol %2 is there twice")
                                       .arg(where, ImportText::quoted(each.text))
                                 : ImportText::tr("%1: there is no protocol %2.%3")
                                       .arg(where, ImportText::quoted(each.text),
                                            ConfigText::didYouMean(each.text, protocols())));
            seen << each.text;
        }
    }

    void job(const ComposeNode &node)
    {
        const QString name = node.textOf(QStringLiteral("job_name"));
        if (!node.isMap() || name.isEmpty())
            return say(node.at, ImportText::tr("a scrape job without 'job_name'"));
        const QString where = ImportText::tr("job %1").arg(ImportText::quoted(name));
        scrapeProtocols(node, where);
        const auto interval = scrapeDuration(node.textOf(QStringLiteral("scrape_interval")));
        const auto timeout = scrapeDuration(node.textOf(QStringLiteral("scrape_timeout")));
        if (interval && timeout && *timeout > *interval)
            say(node.find(QStringLiteral("scrape_timeout"))->at,
                ImportText::tr("%1: the timeout is longer than the interval").arg(where));
        const ComposeNode *fallback = node.find(QStringLiteral("fallback_scrape_protocol"));
        if (fallback != nullptr && !protocols().contains(fallback->text))
            say(fallback->at, ImportText::tr("%1: 'fallback_scrape_protocol' is the name of one "
                                             "protocol")
                                  .arg(where));
        relabelling(node, "relabel_configs", where);
        relabelling(node, "metric_relabel_configs", where);
        groups(node, where);
    }

    void groups(const ComposeNode &node, const QString &where)
    {
        const ComposeNode *list = node.find(QStringLiteral("static_configs"));
        for (qsizetype i = 0; list != nullptr && i < list->children.size(); ++i) {
            const ComposeNode &group = list->children.at(i);
            const ComposeNode *targets = group.find(QStringLiteral("targets"));
            const bool isProbe =
                node.textOf(QStringLiteral("metrics_path")).endsWith(QLatin1String("/probe"))
                || node.find(QStringLiteral("relabel_configs")) != nullptr;
            for (qsizetype k = 0; targets != nullptr && k < targets->children.size(); ++k) {
                const ComposeNode &target = targets->children.at(k);
                if (!isProbe && target.text.contains(QLatin1String("://")))
                    say(target.at, ImportText::tr("%1: the target %2 is a URL; write host:port, "
                                                  "and 'scheme' and 'metrics_path' beside it")
                                       .arg(where, ImportText::quoted(target.text)));
            }
        }
    }

    void relabelling(const ComposeNode &node, const char *key, const QString &where)
    {
        const ComposeNode *rules = node.find(QLatin1String(key));
        for (qsizetype i = 0; rules != nullptr && i < rules->children.size(); ++i) {
            const QString wrong = ruleProblem(rules->children.at(i));
            if (!wrong.isEmpty())
                say(rules->children.at(i).at, QStringLiteral("%1: %2[%3]: %4")
                                                  .arg(where, QLatin1String(key))
                                                  .arg(i)
                                                  .arg(wrong));
        }
    }

    static QString ruleProblem(const ComposeNode &rule)
    {
        if (!rule.isMap())
            return ImportText::tr("an empty rule");
        static const QStringList actions =
            words("replace keep drop keepequal dropequal hashmod labelmap labeldrop labelkeep "
                  "lowercase uppercase");
        const auto has = [&rule](const char *key) {
            return rule.find(QLatin1String(key)) != nullptr;
        };
        const bool hasAction = has("action");
        const QString action =
            hasAction ? rule.textOf(QStringLiteral("action")).toLower() : QStringLiteral("replace");
        if (!actions.contains(action))
            return ImportText::tr("there is no action %1.%2")
                .arg(ImportText::quoted(action), ConfigText::didYouMean(action, actions));
        if (!QRegularExpression(rule.textOf(QStringLiteral("regex"))).isValid())
            return ImportText::tr("'regex' is no regular expression");
        const QString target = rule.textOf(QStringLiteral("target_label"));
        const bool isEqual = action.endsWith(QLatin1String("equal"));
        const bool isCase = action.endsWith(QLatin1String("case"));
        if (action == QLatin1String("hashmod")
            && rule.textOf(QStringLiteral("modulus")).toInt() < 1)
            return ImportText::tr("'hashmod' needs a 'modulus'");
        if ((action == QLatin1String("replace") || action == QLatin1String("hashmod") || isEqual
             || isCase)
            && target.isEmpty())
            return ImportText::tr("'%1' needs a 'target_label'").arg(action);
        if ((isEqual || isCase) && target.contains(QLatin1Char('$')))
            return ImportText::tr("'target_label' of '%1' is a plain name").arg(action);
        const bool isOfNames =
            action == QLatin1String("labeldrop") || action == QLatin1String("labelkeep");
        QStringList refused;
        if (isOfNames)
            refused = words("source_labels target_label modulus separator replacement");
        else if (isEqual)
            refused = words("regex modulus separator replacement");
        else if (isCase)
            refused = words("replacement");
        for (const QString &key : std::as_const(refused)) {
            if (rule.find(key) != nullptr)
                return ImportText::tr("'%1' has no '%2'").arg(action, key);
        }
        return {};
    }

    ImportFindings &m_findings;
};

} // namespace

void checkScrapeConfiguration(const ComposeNode &root, bool isLoose, ImportFindings &findings)
{
    checkPrometheusSection(root, QStringLiteral("top"), isLoose, findings);
    Validity(findings).configuration(root);
}

void checkScrapeFile(const ComposeNode &root, bool isLoose, ImportFindings &findings)
{
    checkPrometheusSection(root, QStringLiteral("file"), isLoose, findings);
    Validity(findings).configuration(root);
}

} // namespace opsdeck
