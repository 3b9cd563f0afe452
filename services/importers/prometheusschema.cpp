// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/prometheusschema.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

namespace {

/// `keys` is a list of `name:form`, with a star before the colon when it must be there. A form is a
/// word of kForms, `=a|b` a choice, `{s}` the section s, `[s]` a list and `<s>` a map of them;
/// `@s` takes over the keys and rules of s.
struct SectionRow
{
    const char *name;
    const char *keys;
};

// clang-format off
constexpr SectionRow kSections[] = {
    {"top",
     "global:{global} runtime:{runtime} alerting:{alerting} rule_files:texts "
     "scrape_config_files:texts scrape_configs:[job] storage:{storage} tracing:{tracing} "
     "remote_write:[remote_write] remote_read:[remote_read] otlp:{otlp}"},
    {"file", "scrape_configs:[job]"},
    {"runtime", "gogc:integer"},
    {"limits",
     "scrape_interval:duration scrape_timeout:duration scrape_protocols:texts "
     "scrape_failure_log_file:text body_size_limit:size sample_limit:count label_limit:count "
     "label_name_length_limit:count label_value_length_limit:count target_limit:count "
     "keep_dropped_targets:count metric_name_validation_scheme:=legacy|utf8 "
     "metric_name_escaping_scheme:=allow-utf-8|underscores|dots|values "
     "scrape_native_histograms:flag convert_classic_histograms_to_nhcb:flag "
     "always_scrape_classic_histograms:flag extra_scrape_metrics:flag"},
    {"global",
     "@limits evaluation_interval:duration rule_query_offset:duration external_labels:map "
     "query_log_file:text"},
    {"job",
     "@limits @http @discovery job_name:text fallback_scrape_protocol:text "
     "scrape_classic_histograms:flag metrics_path:text honor_labels:flag honor_timestamps:flag "
     "track_timestamps_staleness:flag scheme:text params:lists enable_compression:flag "
     "relabel_configs:[relabel] metric_relabel_configs:[relabel] "
     "native_histogram_bucket_limit:count native_histogram_min_bucket_factor:number"},
    {"relabel",
     "source_labels:texts separator:text regex:text modulus:count target_label:text "
     "replacement:text action:text"},
    {"group", "targets:texts labels:map"},
    {"alerting", "alert_relabel_configs:[relabel] alertmanagers:[alertmanager]"},
    {"alertmanager",
     "@http @discovery sigv4:{sigv4} scheme:text path_prefix:text timeout:duration "
     "api_version:=v1|v2 relabel_configs:[relabel] alert_relabel_configs:[relabel]"},

    // Where results go and come from.
    {"remote_write",
     "@http url*:url remote_timeout:duration headers:headers write_relabel_configs:[relabel] "
     "name:text send_exemplars:flag send_native_histograms:flag round_robin_dns:flag "
     "protobuf_message:=prometheus.WriteRequest|io.prometheus.write.v2.Request "
     "failed_request_logging:flag queue_config:{queue} metadata_config:{metadata} sigv4:{sigv4} "
     "azuread:{azuread} google_iam:{google_iam}"},
    {"queue",
     "capacity:positive max_shards:positive min_shards:positive max_samples_per_send:positive "
     "batch_send_deadline:duration min_backoff:duration max_backoff:duration "
     "retry_on_http_429:flag sample_age_limit:duration"},
    {"metadata", "send:flag send_interval:duration max_samples_per_send:integer"},
    {"sigv4",
     "region:text access_key:text secret_key:text profile:text role_arn:text external_id:text "
     "service_name:text use_fips_sts_endpoint:flag"},
    {"azuread",
     "cloud:text scope:text managed_identity:any oauth:any sdk:any workload_identity:any"},
    {"google_iam", "credentials_file:text"},
    {"remote_read",
     "@http url*:url remote_timeout:duration chunked_read_limit:count headers:headers "
     "read_recent:flag name:text required_matchers:map filter_external_labels:flag"},
    {"storage", "tsdb:{tsdb} exemplars:{exemplars}"},
    {"tsdb",
     "out_of_order_time_window:duration stale_series_compaction_threshold:number "
     "chunk_encoding:{encoding} retention:{retention}"},
    {"encoding", "floats:=xor|xor2"},
    {"retention", "time:duration size:size percentage:percentage"},
    {"exemplars", "max_exemplars:integer"},
    {"tracing",
     "client_type:=http|grpc endpoint*:text sampling_fraction:number insecure:flag "
     "tls_config:{tls} headers:headers compression:=gzip timeout:duration"},
    {"otlp",
     "promote_all_resource_attributes:flag promote_resource_attributes:names "
     "ignore_resource_attributes:names "
     "translation_strategy:=UnderscoreEscapingWithSuffixes|UnderscoreEscapingWithoutSuffixes|"
     "NoUTF8EscapingWithSuffixes|NoTranslation keep_identifying_resource_attributes:flag "
     "convert_histograms_to_nhcb:flag promote_scope_metadata:flag "
     "label_name_underscore_sanitization:flag label_name_preserve_multiple_underscores:flag"},

    // How a server is spoken to.
    {"http",
     "basic_auth:{basic_auth} authorization:{authorization} oauth2:{oauth2} bearer_token:text "
     "bearer_token_file:text tls_config:{tls} follow_redirects:flag enable_http2:flag "
     "http_headers:<header> @proxy"},
    {"proxy",
     "proxy_url:url no_proxy:text proxy_from_environment:flag proxy_connect_header:lists"},
    {"basic_auth",
     "username:text username_file:text username_ref:text password:text password_file:text "
     "password_ref:text"},
    {"authorization", "type:text credentials:text credentials_file:text credentials_ref:text"},
    {"oauth2",
     "client_id*:text client_secret:text client_secret_file:text client_secret_ref:text "
     "client_certificate_key_id:text client_certificate_key:text "
     "client_certificate_key_file:text client_certificate_key_ref:text grant_type:text "
     "signature_algorithm:text iss:text audience:text claims:any scopes:texts token_url*:text "
     "endpoint_params:map tls_config:{tls} @proxy"},
    {"tls",
     "ca:text cert:text key:text ca_file:text cert_file:text key_file:text ca_ref:text "
     "cert_ref:text key_ref:text server_name:text insecure_skip_verify:flag "
     "min_version:=TLS10|TLS11|TLS12|TLS13 max_version:=TLS10|TLS11|TLS12|TLS13"},
    {"header", "values:texts secrets:texts files:texts"},

    // What finds targets.
    {"discovery",
     "static_configs:[group] aws_sd_configs:[aws] azure_sd_configs:[azure] "
     "consul_sd_configs:[consul] digitalocean_sd_configs:[digitalocean] dns_sd_configs:[dns] "
     "docker_sd_configs:[docker] dockerswarm_sd_configs:[dockerswarm] ec2_sd_configs:[ec2] "
     "eureka_sd_configs:[eureka] file_sd_configs:[files] gce_sd_configs:[gce] "
     "hetzner_sd_configs:[hetzner] http_sd_configs:[http_sd] ionos_sd_configs:[ionos] "
     "kubernetes_sd_configs:[kubernetes] kuma_sd_configs:[kuma] "
     "lightsail_sd_configs:[lightsail] linode_sd_configs:[linode] "
     "marathon_sd_configs:[marathon] nerve_sd_configs:[zookeeper] nomad_sd_configs:[nomad] "
     "oci_sd_configs:[oci] openstack_sd_configs:[openstack] outscale_sd_configs:[outscale] "
     "ovhcloud_sd_configs:[ovhcloud] puppetdb_sd_configs:[puppetdb] "
     "scaleway_sd_configs:[scaleway] serverset_sd_configs:[zookeeper] "
     "stackit_sd_configs:[stackit] triton_sd_configs:[triton] uyuni_sd_configs:[uyuni] "
     "vultr_sd_configs:[vultr]"},
    {"found", "refresh_interval:duration port:integer"},
    {"amazon",
     "@http @found endpoint:text region:text access_key:text secret_key:text profile:text "
     "role_arn:text external_id:text"},
    {"aws",
     "@amazon role*:=ec2|ecs|elasticache|lightsail|msk|rds filters:[filter] clusters:texts"},
    {"ec2", "@amazon filters:[ec2_filter]"},
    {"lightsail", "@amazon"},
    {"filter", "name:text values:texts"},
    {"ec2_filter", "name:text values*:texts"},
    {"azure",
     "@http @found environment:text subscription_id*:text tenant_id:text client_id:text "
     "client_secret:text authentication_method:=OAuth|ManagedIdentity|SDK|WorkloadIdentity "
     "resource_group:text"},
    {"consul",
     "@http server:text path_prefix:text token:text datacenter:text namespace:text partition:text "
     "tag_separator:text scheme:text username:text password:text allow_stale:flag "
     "refresh_interval:duration services:texts tags:texts node_meta:map filter:text "
     "health_filter:text"},
    {"digitalocean", "@http @found role:=droplets|databases"},
    {"dns", "@found names*:texts type:=SRV|A|AAAA|MX|NS|srv|a|aaaa|mx|ns"},
    {"docker",
     "@http @found host*:url filters:[filter] host_networking_host:text match_first_network:flag"},
    {"dockerswarm", "@http @found host*:url role*:=services|tasks|nodes filters:[filter]"},
    {"eureka", "@http server*:server refresh_interval:duration"},
    {"files", "files*:files refresh_interval:duration"},
    {"gce", "@found project*:text zone*:text filter:text tag_separator:text"},
    {"hetzner", "@http @found role*:=robot|hcloud label_selector:text"},
    {"http_sd", "@http url*:http refresh_interval:duration"},
    {"ionos", "@http @found datacenter_id*:text"},
    {"kubernetes",
     "@http role*:=node|pod|service|endpoints|endpointslice|ingress api_server:url "
     "kubeconfig_file:text namespaces:{namespaces} selectors:[selector] "
     "attach_metadata:{attached}"},
    {"namespaces", "own_namespace:flag names:texts"},
    {"selector",
     "role*:=node|pod|service|endpoints|endpointslice|ingress label:text field:text"},
    {"attached", "node:flag namespace:flag deployment:flag job:flag cronjob:flag"},
    {"kuma",
     "@http server*:server refresh_interval:duration fetch_timeout:duration client_id:text"},
    {"linode", "@http @found tag_separator:text region:text"},
    {"marathon",
     "@http servers*:texts refresh_interval:duration auth_token:text auth_token_file:text"},
    {"nomad",
     "@http server:text namespace:text region:text tag_separator:text allow_stale:flag "
     "refresh_interval:duration"},
    {"oci",
     "@http @found auth:=api_key|instance_principal tenancy:text user:text fingerprint:text "
     "key_file:text key_passphrase:text key_passphrase_file:text region*:text "
     "compartments:names"},
    {"openstack",
     "@found role*:=hypervisor|instance|loadbalancer region*:text identity_endpoint:text "
     "username:text userid:text password:text project_name:text project_id:text domain_name:text "
     "domain_id:text application_credential_name:text application_credential_id:text "
     "application_credential_secret:text all_tenants:flag tls_config:{tls} "
     "availability:=public|internal|admin"},
    {"outscale",
     "@http @found endpoint:text region*:text access_key*:text secret_key:text "
     "secret_key_file:text"},
    {"ovhcloud",
     "endpoint*:text application_key*:text application_secret*:text consumer_key*:text "
     "refresh_interval:duration service*:=dedicated_server|vps"},
    {"puppetdb", "@http @found url*:http query*:text include_parameters:flag"},
    {"scaleway",
     "@http @found role*:=instance|baremetal project_id*:text access_key*:text secret_key:text "
     "secret_key_file:text api_url:text zone:text name_filter:text tags_filter:texts"},
    {"stackit",
     "@http @found project:text region:text endpoint:url service_account_key:text "
     "private_key:text service_account_key_path:text private_key_path:text "
     "credentials_file_path:text"},
    {"triton",
     "@found role:=container|cn account*:text dns_suffix*:text endpoint*:text groups:texts "
     "tls_config:{tls} version:integer"},
    {"uyuni",
     "@http server*:url username*:text password*:text entitlement:text separator:text "
     "refresh_interval:duration"},
    {"vultr", "@http @found"},
    {"zookeeper", "servers*:texts paths*:paths timeout:duration"},
};

using Kind = PrometheusKeyRule::Kind;

struct RuleRow
{
    const char *section;
    Kind kind;
    const char *these;
    const char *those;
};

constexpr const char *kOwnClient =
    "basic_auth authorization oauth2 bearer_token bearer_token_file tls_config proxy_url no_proxy "
    "proxy_from_environment=true proxy_connect_header http_headers follow_redirects=false "
    "enable_http2=false";

constexpr RuleRow kRules[] = {
    {"http", Kind::AtMostOne, "basic_auth authorization oauth2 bearer_token bearer_token_file", ""},
    {"proxy", Kind::Excludes, "proxy_from_environment=true", "proxy_url no_proxy"},
    {"proxy", Kind::Needs, "no_proxy", "proxy_url"},
    {"proxy", Kind::Needs, "proxy_connect_header", "proxy_url proxy_from_environment=true"},
    {"basic_auth", Kind::AtMostOne, "username username_file username_ref", ""},
    {"basic_auth", Kind::AtMostOne, "password password_file password_ref", ""},
    {"authorization", Kind::AtMostOne, "credentials credentials_file credentials_ref", ""},
    {"authorization", Kind::Never, "type=basic type=Basic", ""},
    {"oauth2", Kind::AtMostOne, "client_secret client_secret_file client_secret_ref", ""},
    {"tls", Kind::AtMostOne, "ca ca_file ca_ref", ""},
    {"tls", Kind::AtMostOne, "cert cert_file cert_ref", ""},
    {"tls", Kind::AtMostOne, "key key_file key_ref", ""},
    {"tls", Kind::Needs, "cert cert_file cert_ref", "key key_file key_ref"},
    {"tls", Kind::Needs, "key key_file key_ref", "cert cert_file cert_ref"},
    {"azure", Kind::Needs, "authentication_method=OAuth authentication_method=", "tenant_id"},
    {"azure", Kind::Needs, "authentication_method=OAuth authentication_method=", "client_id"},
    {"azure", Kind::Needs, "authentication_method=OAuth authentication_method=", "client_secret"},
    {"consul", Kind::Excludes, "username password", "basic_auth"},
    {"consul", Kind::Excludes, "token", "authorization oauth2"},
    {"dns", Kind::Needs, "type=A type=AAAA type=MX type=NS type=a type=aaaa type=mx type=ns",
     "port"},
    {"kubernetes", Kind::Excludes, "kubeconfig_file", "api_server"},
    {"kubernetes", Kind::Excludes, "api_server kubeconfig_file", "namespaces.own_namespace=true"},
    {"kubernetes", Kind::Excludes, "kubeconfig_file", kOwnClient},
    {"kubernetes", Kind::Needs, kOwnClient, "api_server kubeconfig_file"},
    {"marathon", Kind::AtMostOne,
     "auth_token auth_token_file basic_auth authorization bearer_token bearer_token_file", ""},
    {"oci", Kind::Needs, "auth=api_key auth=", "tenancy"},
    {"oci", Kind::Needs, "auth=api_key auth=", "user"},
    {"oci", Kind::Needs, "auth=api_key auth=", "fingerprint"},
    {"oci", Kind::Needs, "auth=api_key auth=", "key_file"},
    {"oci", Kind::AtMostOne, "key_passphrase key_passphrase_file", ""},
    {"oci", Kind::Excludes, "auth=instance_principal",
     "tenancy user fingerprint key_file key_passphrase key_passphrase_file"},
    {"outscale", Kind::AtLeastOne, "secret_key secret_key_file", ""},
    {"outscale", Kind::AtMostOne, "secret_key secret_key_file", ""},
    {"scaleway", Kind::AtLeastOne, "secret_key secret_key_file", ""},
    {"scaleway", Kind::AtMostOne, "secret_key secret_key_file", ""},
    {"alertmanager", Kind::Excludes, "sigv4", "basic_auth authorization oauth2"},
    {"remote_write", Kind::AtMostOne, "basic_auth authorization oauth2 sigv4 azuread google_iam",
     ""},
    {"queue", Kind::NotAbove, "min_shards", "max_shards"},
    {"queue", Kind::NotAbove, "min_backoff", "max_backoff"},
    {"otlp", Kind::Excludes, "promote_all_resource_attributes=true", "promote_resource_attributes"},
    {"otlp", Kind::Needs, "ignore_resource_attributes", "promote_all_resource_attributes=true"},
    {"top", Kind::Excludes, "global.metric_name_validation_scheme=legacy",
     "otlp.translation_strategy=NoUTF8EscapingWithSuffixes otlp.translation_strategy=NoTranslation"},
    {"global", Kind::Excludes, "metric_name_validation_scheme=legacy",
     "metric_name_escaping_scheme=allow-utf-8"},
};

constexpr std::pair<const char *, PrometheusForm> kForms[] = {
    {"any", PrometheusForm::Any},           {"text", PrometheusForm::Text},
    {"flag", PrometheusForm::Flag},         {"integer", PrometheusForm::Integer},
    {"count", PrometheusForm::Count},       {"positive", PrometheusForm::Positive},
    {"number", PrometheusForm::Number},     {"percentage", PrometheusForm::Percentage},
    {"duration", PrometheusForm::Duration}, {"size", PrometheusForm::Size},
    {"url", PrometheusForm::Url},           {"http", PrometheusForm::HttpUrl},
    {"server", PrometheusForm::ServerUrl},  {"texts", PrometheusForm::Texts},
    {"names", PrometheusForm::Names},       {"files", PrometheusForm::Files},
    {"paths", PrometheusForm::Paths},       {"map", PrometheusForm::Map},
    {"lists", PrometheusForm::Lists},       {"headers", PrometheusForm::Headers},
};
// clang-format on

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

PrometheusKey readKey(const QString &word)
{
    PrometheusKey key;
    key.name = word.section(QLatin1Char(':'), 0, 0);
    key.isRequired = key.name.endsWith(QLatin1Char('*'));
    if (key.isRequired)
        key.name.chop(1);
    const QString form = word.section(QLatin1Char(':'), 1);
    const QString inner = form.mid(1, form.size() - 2);
    if (form.startsWith(QLatin1Char('='))) {
        key.form = PrometheusForm::Choice;
        key.choices = form.mid(1).split(QLatin1Char('|'));
    } else if (form.startsWith(QLatin1Char('{'))) {
        key.form = PrometheusForm::Section;
        key.section = inner;
    } else if (form.startsWith(QLatin1Char('['))) {
        key.form = PrometheusForm::Sections;
        key.section = inner;
    } else if (form.startsWith(QLatin1Char('<'))) {
        key.form = PrometheusForm::SectionMap;
        key.section = inner;
    } else {
        const auto known =
            std::find_if(std::begin(kForms), std::end(kForms),
                         [&form](const auto &each) { return form == QLatin1String(each.first); });
        Q_ASSERT(known != std::end(kForms));
        key.form = known->second;
    }
    return key;
}

PrometheusSection readSection(const QString &name)
{
    PrometheusSection section;
    for (const SectionRow &row : kSections) {
        if (name != QLatin1String(row.name))
            continue;
        for (const QString &word : words(row.keys)) {
            if (word.startsWith(QLatin1Char('@'))) {
                const PrometheusSection other = readSection(word.mid(1));
                section.keys += other.keys;
                section.rules += other.rules;
            } else {
                section.keys += readKey(word);
            }
        }
    }
    Q_ASSERT(!section.keys.isEmpty());
    for (const RuleRow &row : kRules) {
        if (name == QLatin1String(row.section))
            section.rules.append({row.kind, words(row.these), words(row.those)});
    }
    return section;
}

} // namespace

const PrometheusKey *PrometheusSection::find(const QString &key) const
{
    const auto it = std::find_if(keys.cbegin(), keys.cend(),
                                 [&key](const PrometheusKey &each) { return each.name == key; });
    return it == keys.cend() ? nullptr : &*it;
}

const PrometheusSection &prometheusSection(const QString &name)
{
    static const QHash<QString, PrometheusSection> all = [] {
        QHash<QString, PrometheusSection> sections;
        for (const SectionRow &row : kSections)
            sections.insert(QLatin1String(row.name), readSection(QLatin1String(row.name)));
        return sections;
    }();
    static const PrometheusSection none;
    const auto it = all.constFind(name);
    return it == all.cend() ? none : *it;
}

} // namespace opsdeck
