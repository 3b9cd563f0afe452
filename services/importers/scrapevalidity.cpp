// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/scrapevalidity.h"

#include "services/config/configtext.h"
#include "services/importers/scrapetargets.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

const QStringList &topKeys()
{
    static const QStringList keys =
        words("global alerting rule_files scrape_configs scrape_config_files remote_write "
              "remote_read storage tracing otlp runtime");
    return keys;
}

const QStringList &globalKeys()
{
    static const QStringList keys = words(
        "scrape_interval scrape_timeout scrape_protocols evaluation_interval rule_query_offset "
        "external_labels query_log_file scrape_failure_log_file body_size_limit sample_limit "
        "label_limit label_name_length_limit label_value_length_limit target_limit "
        "keep_dropped_targets metric_name_validation_scheme metric_name_escaping_scheme "
        "scrape_native_histograms convert_classic_histograms_to_nhcb "
        "always_scrape_classic_histograms extra_scrape_metrics");
    return keys;
}

const QStringList &jobKeys()
{
    static const QStringList keys = words(
        "job_name scrape_interval scrape_timeout scrape_protocols fallback_scrape_protocol "
        "scrape_native_histograms always_scrape_classic_histograms scrape_classic_histograms "
        "convert_classic_histograms_to_nhcb extra_scrape_metrics metrics_path honor_labels "
        "honor_timestamps track_timestamps_staleness scheme params enable_compression "
        "scrape_failure_log_file static_configs relabel_configs metric_relabel_configs "
        "body_size_limit sample_limit label_limit label_name_length_limit "
        "label_value_length_limit target_limit keep_dropped_targets "
        "native_histogram_bucket_limit native_histogram_min_bucket_factor "
        "metric_name_validation_scheme metric_name_escaping_scheme basic_auth authorization "
        "oauth2 bearer_token bearer_token_file follow_redirects enable_http2 tls_config proxy_url "
        "no_proxy proxy_from_environment proxy_connect_header http_headers aws_sd_configs "
        "azure_sd_configs consul_sd_configs digitalocean_sd_configs dns_sd_configs "
        "docker_sd_configs dockerswarm_sd_configs ec2_sd_configs eureka_sd_configs file_sd_configs "
        "gce_sd_configs hetzner_sd_configs http_sd_configs ionos_sd_configs kubernetes_sd_configs "
        "kuma_sd_configs lightsail_sd_configs linode_sd_configs marathon_sd_configs "
        "nerve_sd_configs nomad_sd_configs oci_sd_configs openstack_sd_configs outscale_sd_configs "
        "ovhcloud_sd_configs puppetdb_sd_configs scaleway_sd_configs serverset_sd_configs "
        "stackit_sd_configs triton_sd_configs uyuni_sd_configs vultr_sd_configs");
    return keys;
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
    Validity(bool isLoose, ImportFindings &findings)
        : m_findings(findings)
        , m_isLoose(isLoose)
    {}

    void configuration(const ComposeNode &root)
    {
        keys(root, topKeys(), ImportText::tr("top level"));
        if (const ComposeNode *global = root.find(QStringLiteral("global"))) {
            keys(*global, globalKeys(), QStringLiteral("global"));
            common(*global, QStringLiteral("global"));
        }
        if (const ComposeNode *alerting = root.find(QStringLiteral("alerting"))) {
            relabelling(*alerting, "alert_relabel_configs", QStringLiteral("alerting"));
            if (const ComposeNode *all = alerting->find(QStringLiteral("alertmanagers"))) {
                for (const ComposeNode &each : all->children)
                    relabelling(each, "relabel_configs", QStringLiteral("alerting.alertmanagers"));
            }
        }
        if (const ComposeNode *jobs = root.find(QStringLiteral("scrape_configs"))) {
            for (const ComposeNode &each : jobs->children)
                job(each);
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

    void keys(const ComposeNode &map, const QStringList &known, const QString &where)
    {
        if (m_isLoose)
            return;
        for (const ComposeKey &key : map.keys) {
            if (!known.contains(key.name))
                say(key.at, ImportText::tr("%1: Prometheus has no key %2 and refuses it (--loose "
                                           "lets it pass).%3")
                                .arg(where, ImportText::quoted(key.name),
                                     ConfigText::didYouMean(key.name, known)));
        }
    }

    /// What the global part and a job may both say.
    void common(const ComposeNode &map, const QString &where)
    {
        for (const char *key : {"scrape_interval", "scrape_timeout", "evaluation_interval"}) {
            const ComposeNode *value = map.find(QLatin1String(key));
            if (value != nullptr && !value->isNull() && value->text != QLatin1String("0s")
                && value->text != QLatin1String("0") && !scrapeDuration(value->text))
                say(value->at, ImportText::tr("%1: '%2' is a duration such as 30s or 1m")
                                   .arg(where, QLatin1String(key)));
        }
        const ComposeNode *scheme = map.find(QStringLiteral("metric_name_validation_scheme"));
        if (scheme != nullptr && scheme->text != QLatin1String("legacy")
            && scheme->text != QLatin1String("utf8") && !scheme->text.isEmpty())
            say(scheme->at,
                ImportText::tr("%1: metric_name_validation_scheme is 'legacy' or 'utf8'")
                    .arg(where));
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
        static const QRegularExpression size(QStringLiteral("^(0|[0-9]+([KMGTPE]i?)?B)$"));
        const ComposeNode *limit = map.find(QStringLiteral("body_size_limit"));
        if (limit != nullptr && !limit->isNull() && !size.match(limit->text).hasMatch())
            say(limit->at,
                ImportText::tr("%1: 'body_size_limit' is a size with its unit, such as 10MB")
                    .arg(where));
    }

    void job(const ComposeNode &node)
    {
        const QString name = node.textOf(QStringLiteral("job_name"));
        if (!node.isMap() || name.isEmpty())
            return say(node.at, ImportText::tr("a scrape job without 'job_name'"));
        const QString where = ImportText::tr("job %1").arg(ImportText::quoted(name));
        keys(node, jobKeys(), where);
        common(node, where);
        const auto interval = scrapeDuration(node.textOf(QStringLiteral("scrape_interval")));
        const auto timeout = scrapeDuration(node.textOf(QStringLiteral("scrape_timeout")));
        if (interval && timeout && *timeout > *interval)
            say(node.find(QStringLiteral("scrape_timeout"))->at,
                ImportText::tr("%1: the timeout is longer than the interval").arg(where));
        QStringList logins;
        for (const char *key :
             {"basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"}) {
            if (node.find(QLatin1String(key)) != nullptr)
                logins << QLatin1String(key);
        }
        if (logins.size() > 1)
            say(node.find(logins.constLast())->at,
                ImportText::tr("%1: '%2' and '%3' exclude each other")
                    .arg(where, logins.constFirst(), logins.constLast()));
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
            if (!group.isMap()) {
                say(group.at, ImportText::tr("%1: an empty group of targets").arg(where));
                continue;
            }
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
    bool m_isLoose;
};

} // namespace

void checkScrapeConfiguration(const ComposeNode &root, bool isLoose, ImportFindings &findings)
{
    Validity(isLoose, findings).configuration(root);
}

} // namespace opsdeck
