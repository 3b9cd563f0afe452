// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composekeys.h"

#include "services/config/configtext.h"
#include "services/importers/composemerge.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

namespace {

// clang-format off
const char kInterval[] = QT_TRANSLATE_NOOP("Import", "checks are as frequent at the start as later; failures in the start period do not count");
const char kDev[] = QT_TRANSLATE_NOOP("Import", "development tools have no counterpart");
const char kDeploy[] = QT_TRANSLATE_NOOP("Import", "how a cluster places and updates containers has no counterpart");
const char kBuild[] = QT_TRANSLATE_NOOP("Import", "how an image is built is not watched");
const char kRun[] = QT_TRANSLATE_NOOP("Import", "how the container is run has no counterpart");
const char kLabels[] = QT_TRANSLATE_NOOP("Import", "labels have no counterpart; those of Traefik were used to find dependencies");
const char kLimit[] = QT_TRANSLATE_NOOP("Import", "limits of a container beyond CPU, memory and processes have no counterpart");
const char kModel[] = QT_TRANSLATE_NOOP("Import", "models have no counterpart");
const char kPortname[] = QT_TRANSLATE_NOOP("Import", "names and modes of ports have no counterpart");
const char kNet[] = QT_TRANSLATE_NOOP("Import", "networks and names inside of the stack have no counterpart; names were used to find dependencies");
const char kProfiles[] = QT_TRANSLATE_NOOP("Import", "profiles choose what is imported and are not kept");
const char kSecret[] = QT_TRANSLATE_NOOP("Import", "secrets and configurations are not copied");
const char kStart[] = QT_TRANSLATE_NOOP("Import", "starting and restarting is left to Compose");
const char kVersion[] = QT_TRANSLATE_NOOP("Import", "the version means nothing to Compose either");
const char kProvider[] = QT_TRANSLATE_NOOP("Import", "what a provider makes is not known");
const char kCommand[] = QT_TRANSLATE_NOOP("Import", "what runs in the container has no counterpart; it was looked through for kind, addresses and passwords");
const char kHooks[] = QT_TRANSLATE_NOOP("Import", "what runs when the container starts and stops has no counterpart; a runbook can do it");
const char kStore[] = QT_TRANSLATE_NOOP("Import", "where data lies has no counterpart; add a check of your own for what must not be lost");
const char kLog[] = QT_TRANSLATE_NOOP("Import", "where logs go has no counterpart");

struct Row
{
    const char *path;
    bool isUsed;
    const char *reason; ///< null: all of it is used
};

const Row kRows[] = {
    {"configs", true, nullptr},
    {"configs.*", false, kSecret},
    {"include", true, nullptr},
    {"models", true, nullptr},
    {"models.*", false, kModel},
    {"name", true, nullptr},
    {"networks", true, nullptr},
    {"networks.*", false, kNet},
    {"secrets", true, nullptr},
    {"secrets.*", false, kSecret},
    {"services", true, nullptr},
    {"services.*.annotations", false, kRun},
    {"services.*.attach", false, kRun},
    {"services.*.blkio_config", false, kLimit},
    {"services.*.build", true, nullptr},
    {"services.*.build.additional_contexts", false, kBuild},
    {"services.*.build.args", false, kBuild},
    {"services.*.build.cache_from", false, kBuild},
    {"services.*.build.cache_to", false, kBuild},
    {"services.*.build.context", false, kBuild},
    {"services.*.build.dockerfile", false, kBuild},
    {"services.*.build.dockerfile_inline", false, kBuild},
    {"services.*.build.entitlements", false, kBuild},
    {"services.*.build.extra_hosts", false, kBuild},
    {"services.*.build.isolation", false, kBuild},
    {"services.*.build.labels", false, kBuild},
    {"services.*.build.network", false, kBuild},
    {"services.*.build.no_cache", false, kBuild},
    {"services.*.build.no_cache_filter", false, kBuild},
    {"services.*.build.platforms", false, kBuild},
    {"services.*.build.privileged", false, kBuild},
    {"services.*.build.provenance", false, kBuild},
    {"services.*.build.pull", false, kBuild},
    {"services.*.build.sbom", false, kBuild},
    {"services.*.build.secrets", false, kBuild},
    {"services.*.build.shm_size", false, kBuild},
    {"services.*.build.ssh", false, kBuild},
    {"services.*.build.tags", false, kBuild},
    {"services.*.build.target", false, kBuild},
    {"services.*.build.ulimits", false, kBuild},
    {"services.*.cap_add", false, kRun},
    {"services.*.cap_drop", false, kRun},
    {"services.*.cgroup", true, kRun},
    {"services.*.cgroup_parent", false, kRun},
    {"services.*.command", true, kCommand},
    {"services.*.configs", false, kSecret},
    {"services.*.container_name", true, nullptr},
    {"services.*.cpu_count", false, kLimit},
    {"services.*.cpu_percent", false, kLimit},
    {"services.*.cpu_period", false, kLimit},
    {"services.*.cpu_quota", false, kLimit},
    {"services.*.cpu_rt_period", false, kLimit},
    {"services.*.cpu_rt_runtime", false, kLimit},
    {"services.*.cpu_shares", false, kLimit},
    {"services.*.cpus", true, nullptr},
    {"services.*.cpuset", false, kLimit},
    {"services.*.credential_spec", false, kRun},
    {"services.*.depends_on", true, nullptr},
    {"services.*.depends_on.*.condition", true, nullptr},
    {"services.*.depends_on.*.required", true, nullptr},
    {"services.*.depends_on.*.restart", false, kStart},
    {"services.*.deploy", true, nullptr},
    {"services.*.deploy.endpoint_mode", false, kDeploy},
    {"services.*.deploy.job", false, kDeploy},
    {"services.*.deploy.labels", false, kDeploy},
    {"services.*.deploy.mode", false, kDeploy},
    {"services.*.deploy.placement", false, kDeploy},
    {"services.*.deploy.replicas", true, nullptr},
    {"services.*.deploy.resources", true, nullptr},
    {"services.*.deploy.resources.limits", true, nullptr},
    {"services.*.deploy.resources.limits.cpus", true, nullptr},
    {"services.*.deploy.resources.limits.devices", false, kLimit},
    {"services.*.deploy.resources.limits.memory", true, nullptr},
    {"services.*.deploy.resources.limits.pids", true, nullptr},
    {"services.*.deploy.resources.reservations", false, kLimit},
    {"services.*.deploy.restart_policy", false, kDeploy},
    {"services.*.deploy.rollback_config", false, kDeploy},
    {"services.*.deploy.update_config", false, kDeploy},
    {"services.*.develop", false, kDev},
    {"services.*.device_cgroup_rules", false, kLimit},
    {"services.*.devices", false, kRun},
    {"services.*.dns", false, kNet},
    {"services.*.dns_opt", false, kNet},
    {"services.*.dns_search", false, kNet},
    {"services.*.domainname", false, kNet},
    {"services.*.entrypoint", true, kCommand},
    {"services.*.env_file", true, nullptr},
    {"services.*.env_file[].format", true, nullptr},
    {"services.*.env_file[].path", true, nullptr},
    {"services.*.env_file[].required", true, nullptr},
    {"services.*.environment", true, nullptr},
    {"services.*.expose", true, nullptr},
    {"services.*.extends", true, nullptr},
    {"services.*.external_links", true, nullptr},
    {"services.*.extra_hosts", false, kNet},
    {"services.*.gpus", false, kLimit},
    {"services.*.group_add", false, kRun},
    {"services.*.healthcheck", true, nullptr},
    {"services.*.healthcheck.disable", true, nullptr},
    {"services.*.healthcheck.interval", true, nullptr},
    {"services.*.healthcheck.retries", true, nullptr},
    {"services.*.healthcheck.start_interval", false, kInterval},
    {"services.*.healthcheck.start_period", true, nullptr},
    {"services.*.healthcheck.test", true, nullptr},
    {"services.*.healthcheck.timeout", true, nullptr},
    {"services.*.hostname", true, kNet},
    {"services.*.image", true, nullptr},
    {"services.*.init", false, kRun},
    {"services.*.ipc", true, kRun},
    {"services.*.isolation", false, kRun},
    {"services.*.label_file", false, kRun},
    {"services.*.labels", true, kLabels},
    {"services.*.links", true, nullptr},
    {"services.*.logging", false, kLog},
    {"services.*.mac_address", false, kNet},
    {"services.*.mem_limit", true, nullptr},
    {"services.*.mem_reservation", false, kLimit},
    {"services.*.mem_swappiness", false, kLimit},
    {"services.*.memswap_limit", false, kLimit},
    {"services.*.models", false, kModel},
    {"services.*.network_mode", true, kNet},
    {"services.*.networks", true, kNet},
    {"services.*.networks.*.aliases", true, nullptr},
    {"services.*.networks.*.driver_opts", false, kNet},
    {"services.*.networks.*.gw_priority", false, kNet},
    {"services.*.networks.*.interface_name", false, kNet},
    {"services.*.networks.*.ipv4_address", false, kNet},
    {"services.*.networks.*.ipv6_address", false, kNet},
    {"services.*.networks.*.link_local_ips", false, kNet},
    {"services.*.networks.*.mac_address", false, kNet},
    {"services.*.networks.*.priority", false, kNet},
    {"services.*.oom_kill_disable", false, kLimit},
    {"services.*.oom_score_adj", false, kLimit},
    {"services.*.pid", true, kRun},
    {"services.*.pids_limit", true, nullptr},
    {"services.*.platform", false, kRun},
    {"services.*.ports", true, nullptr},
    {"services.*.ports[].app_protocol", true, nullptr},
    {"services.*.ports[].host_ip", true, nullptr},
    {"services.*.ports[].mode", false, kPortname},
    {"services.*.ports[].name", false, kPortname},
    {"services.*.ports[].protocol", true, nullptr},
    {"services.*.ports[].published", true, nullptr},
    {"services.*.ports[].target", true, nullptr},
    {"services.*.post_start", false, kHooks},
    {"services.*.pre_start", false, kHooks},
    {"services.*.pre_stop", false, kHooks},
    {"services.*.privileged", false, kRun},
    {"services.*.profiles", true, kProfiles},
    {"services.*.provider", false, kProvider},
    {"services.*.pull_policy", false, kStart},
    {"services.*.pull_refresh_after", false, kStart},
    {"services.*.read_only", false, kRun},
    {"services.*.restart", false, kStart},
    {"services.*.runtime", false, kRun},
    {"services.*.scale", true, nullptr},
    {"services.*.secrets", false, kSecret},
    {"services.*.security_opt", false, kRun},
    {"services.*.shm_size", false, kLimit},
    {"services.*.stdin_open", false, kRun},
    {"services.*.stop_grace_period", false, kStart},
    {"services.*.stop_signal", false, kStart},
    {"services.*.storage_opt", false, kLimit},
    {"services.*.sysctls", false, kRun},
    {"services.*.tmpfs", false, kStore},
    {"services.*.tty", false, kRun},
    {"services.*.ulimits", false, kLimit},
    {"services.*.use_api_socket", false, kRun},
    {"services.*.user", false, kRun},
    {"services.*.userns_mode", false, kRun},
    {"services.*.uts", true, kRun},
    {"services.*.volumes", true, kStore},
    {"services.*.volumes_from", true, kStore},
    {"services.*.working_dir", false, kRun},
    {"version", false, kVersion},
    {"volumes", true, nullptr},
    {"volumes.*", false, kStore},
};
// clang-format on

const QHash<QString, ComposeKeyRule> &rulesByPath()
{
    static const QHash<QString, ComposeKeyRule> rules = [] {
        QHash<QString, ComposeKeyRule> all;
        for (const ComposeKeyRule &rule : composeKeyRules())
            all.insert(rule.path, rule);
        return all;
    }();
    return rules;
}

/// Paths that have rules below them.
const QHash<QString, QStringList> &keysBelow()
{
    static const QHash<QString, QStringList> below = [] {
        QHash<QString, QStringList> all;
        for (const ComposeKeyRule &rule : composeKeyRules()) {
            QString path = rule.path;
            while (!path.isEmpty()) {
                const qsizetype dot = path.lastIndexOf(QLatin1Char('.'));
                QStringList &names = all[dot < 0 ? QString() : path.left(dot)];
                if (const QString name = path.mid(dot + 1); !names.contains(name))
                    names << name;
                path.truncate(std::max<qsizetype>(0, dot));
            }
        }
        return all;
    }();
    return below;
}

class UnmappedReport final
{
public:
    explicit UnmappedReport(ImportFindings &findings)
        : m_findings(findings)
    {}

    /// `path` by the rules, `shown` with names as they stand in the file.
    void walk(const ComposeNode &node, const QString &path, const QString &shown)
    {
        const ComposeNode value = canonical(node, path);
        if (value.isList()) {
            const QString items = path + QLatin1String("[]");
            if (!keysBelow().contains(items))
                return;
            for (const ComposeNode &item : value.children)
                walk(item, items, shown);
            return;
        }
        for (qsizetype i = 0; i < value.keys.size(); ++i)
            take(value.keys.at(i), value.children.at(i), path, shown);
    }

    void setService(const QString &service) { m_service = service; }

private:
    void say(const ImportPlace &at, const QString &key, const QString &text)
    {
        m_findings.add(FindingLevel::NotMapped, at, m_service, key, text);
    }

    void take(const ComposeKey &key, const ComposeNode &value, const QString &path,
              const QString &shown)
    {
        const QString full = shown.isEmpty() ? key.name : shown + QLatin1Char('.') + key.name;
        const QString below = composePath(path, key.name);
        if (key.name.startsWith(QLatin1String("x-")) && !below.endsWith(QLatin1Char('*')))
            return say(key.at, full, ImportText::tr("an extension, meant for other programs"));
        const auto rule = rulesByPath().constFind(below);
        const bool hasMore =
            keysBelow().contains(below) || keysBelow().contains(below + QLatin1String("[]"));
        if (rule == rulesByPath().cend() && !hasMore)
            return say(key.at, full,
                       ImportText::tr("the Compose specification has no such key.%1")
                           .arg(ConfigText::didYouMean(key.name, keysBelow().value(path))));
        if (rule != rulesByPath().cend() && !rule->reason.isEmpty())
            say(key.at, full, rule->reason);
        if (hasMore)
            walk(value, below, full);
    }

    ImportFindings &m_findings;
    QString m_service;
};

} // namespace

const QList<ComposeKeyRule> &composeKeyRules()
{
    static const QList<ComposeKeyRule> all = [] {
        QList<ComposeKeyRule> rules;
        for (const Row &row : kRows)
            rules.append({QLatin1String(row.path), row.isUsed,
                          row.reason == nullptr
                              ? QString()
                              : QCoreApplication::translate("Import", row.reason)});
        return rules;
    }();
    return all;
}

void reportUnmapped(const ComposeNode &root, const ComposeStack &stack, ImportFindings &findings)
{
    UnmappedReport report(findings);
    ComposeNode top = root;
    top.remove(QStringLiteral("services"));
    report.walk(top, QString(), QString());
    const ComposeNode *services = root.find(QStringLiteral("services"));
    if (services == nullptr)
        return;
    for (qsizetype i = 0; i < services->keys.size(); ++i) {
        const ComposeKey &key = services->keys.at(i);
        if (stack.service(key.name) == nullptr)
            continue;
        report.setService(key.name);
        report.walk(services->children.at(i), QStringLiteral("services.*"), QString());
    }
}

} // namespace opsdeck
