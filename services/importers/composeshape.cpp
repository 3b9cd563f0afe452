// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeshape.h"

#include "services/config/configtext.h"

#include <QHash>
#include <QRegularExpression>

namespace opsdeck {

namespace {

/// A mapping of the specification: its keys, each with what its value may be (s text, n number,
/// b true or false, l list, m mapping, P pairs as list or mapping), and those it can't be without.
struct MappingRow
{
    const char *path; ///< `*`: any name, `[]`: an item of the list
    const char *keys;
    const char *required = nullptr;
};

/// Texts of which there are only a few.
struct ChoiceRow
{
    const char *path;
    const char *words;
};

// clang-format off
const MappingRow kMappings[] = {
    {"", "configs:m include:l models:m name:s networks:m secrets:m services:m version:s volumes:m"},
    {"configs.*", "content:s environment:s external:bm file:s labels:P name:s template_driver:s"},
    {"include[]", "env_file:ls path:ls project_directory:s"},
    {"models.*", "context_size:n model:s name:s runtime_flags:l", "model"},
    {"networks.*", "attachable:bs driver:s driver_opts:m enable_ipv4:bs enable_ipv6:bs external:bm internal:bs ipam:m labels:P name:s"},
    {"networks.*.external", "name:s"},
    {"networks.*.ipam", "config:l driver:s options:m"},
    {"networks.*.ipam.config[]", "aux_addresses:m gateway:s ip_range:s subnet:s"},
    {"secrets.*", "driver:s driver_opts:m environment:s external:bm file:s labels:P name:s template_driver:s"},
    {"services.*", "annotations:P attach:bs blkio_config:m build:ms cap_add:l cap_drop:l cgroup:s cgroup_parent:s command:ls configs:l container_name:s cpu_count:ns cpu_percent:ns cpu_period:ns cpu_quota:ns cpu_rt_period:ns cpu_rt_runtime:ns cpu_shares:ns cpus:ns cpuset:s credential_spec:m depends_on:lm deploy:m develop:m device_cgroup_rules:l devices:l dns:ls dns_opt:l dns_search:ls domainname:s entrypoint:ls env_file:ls environment:P expose:l extends:ms external_links:l extra_hosts:lm gpus:ls group_add:l healthcheck:m hostname:s image:s init:bs ipc:s isolation:s label_file:ls labels:P links:l logging:m mac_address:s mem_limit:ns mem_reservation:ns mem_swappiness:ns memswap_limit:ns models:lm network_mode:s networks:lm oom_kill_disable:bs oom_score_adj:ns pid:s pids_limit:ns platform:s ports:l post_start:l pre_start:l pre_stop:l privileged:bs profiles:l provider:m pull_policy:s pull_refresh_after:s read_only:bs restart:s runtime:s scale:ns secrets:l security_opt:l shm_size:ns stdin_open:bs stop_grace_period:s stop_signal:s storage_opt:m sysctls:P tmpfs:ls tty:bs ulimits:m use_api_socket:b user:s userns_mode:s uts:s volumes:l volumes_from:l working_dir:s"},
    {"services.*.blkio_config", "device_read_bps:l device_read_iops:l device_write_bps:l device_write_iops:l weight:ns weight_device:l"},
    {"services.*.blkio_config.device_read_bps[]", "path:s rate:ns"},
    {"services.*.blkio_config.device_read_iops[]", "path:s rate:ns"},
    {"services.*.blkio_config.device_write_bps[]", "path:s rate:ns"},
    {"services.*.blkio_config.device_write_iops[]", "path:s rate:ns"},
    {"services.*.blkio_config.weight_device[]", "path:s weight:ns"},
    {"services.*.build", "additional_contexts:P args:P cache_from:l cache_to:l context:s dockerfile:s dockerfile_inline:s entitlements:l extra_hosts:lm isolation:s labels:P network:s no_cache:bs no_cache_filter:ls platforms:l privileged:bs provenance:s pull:bs sbom:s secrets:l shm_size:ns ssh:P tags:l target:s ulimits:m"},
    {"services.*.build.secrets[]", "gid:s mode:ns source:s target:s uid:s"},
    {"services.*.build.ulimits.*", "hard:ns soft:ns", "soft hard"},
    {"services.*.configs[]", "gid:s mode:ns source:s target:s uid:s"},
    {"services.*.credential_spec", "config:s file:s registry:s"},
    {"services.*.depends_on.*", "condition:s required:b restart:bs", "condition"},
    {"services.*.deploy", "endpoint_mode:s labels:P mode:s placement:m replicas:ns resources:m restart_policy:m rollback_config:m update_config:m"},
    {"services.*.deploy.placement", "constraints:l max_replicas_per_node:ns preferences:l"},
    {"services.*.deploy.placement.preferences[]", "spread:s"},
    {"services.*.deploy.resources", "limits:m reservations:m"},
    {"services.*.deploy.resources.limits", "cpus:ns memory:s pids:ns"},
    {"services.*.deploy.resources.reservations", "cpus:ns devices:l generic_resources:l memory:s"},
    {"services.*.deploy.resources.reservations.devices[]", "capabilities:l count:ns device_ids:l driver:s options:P", "capabilities"},
    {"services.*.deploy.resources.reservations.generic_resources[]", "discrete_resource_spec:m"},
    {"services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec", "kind:s value:ns"},
    {"services.*.deploy.restart_policy", "condition:s delay:s max_attempts:ns window:s"},
    {"services.*.deploy.rollback_config", "delay:s failure_action:s max_failure_ratio:ns monitor:s order:s parallelism:ns"},
    {"services.*.deploy.update_config", "delay:s failure_action:s max_failure_ratio:ns monitor:s order:s parallelism:ns"},
    {"services.*.develop", "watch:l"},
    {"services.*.develop.watch[]", "action:s exec:m ignore:ls include:ls initial_sync:b path:s target:s", "path action"},
    {"services.*.develop.watch[].exec", "command:ls environment:P privileged:bs user:s working_dir:s", "command"},
    {"services.*.devices[]", "permissions:s source:s target:s", "source"},
    {"services.*.env_file[]", "format:s path:s required:bs", "path"},
    {"services.*.extends", "file:s service:s", "service"},
    {"services.*.gpus[]", "capabilities:l count:ns device_ids:l driver:s options:P"},
    {"services.*.healthcheck", "disable:bs interval:s retries:ns start_interval:s start_period:s test:ls timeout:s"},
    {"services.*.logging", "driver:s options:m"},
    {"services.*.models.*", "endpoint_var:s model_var:s"},
    {"services.*.networks.*", "aliases:l driver_opts:m gw_priority:n interface_name:s ipv4_address:s ipv6_address:s link_local_ips:l mac_address:s priority:n"},
    {"services.*.ports[]", "app_protocol:s host_ip:s mode:s name:s protocol:s published:ns target:ns"},
    {"services.*.post_start[]", "command:ls environment:P privileged:bs user:s working_dir:s", "command"},
    {"services.*.pre_start[]", "command:ls environment:P image:s per_replica:bs privileged:bs user:s working_dir:s"},
    {"services.*.pre_stop[]", "command:ls environment:P privileged:bs user:s working_dir:s", "command"},
    {"services.*.provider", "options:m type:s", "type"},
    {"services.*.secrets[]", "gid:s mode:ns source:s target:s uid:s"},
    {"services.*.ulimits.*", "hard:ns soft:ns", "soft hard"},
    {"services.*.volumes[]", "bind:m consistency:s image:m read_only:bs source:s target:s tmpfs:m type:s volume:m", "type"},
    {"services.*.volumes[].bind", "create_host_path:bs propagation:s recursive:s selinux:s"},
    {"services.*.volumes[].image", "subpath:s"},
    {"services.*.volumes[].tmpfs", "mode:ns size:ns"},
    {"services.*.volumes[].volume", "labels:P nocopy:bs subpath:s"},
    {"volumes.*", "driver:s driver_opts:m external:bm labels:P name:s"},
    {"volumes.*.external", "name:s"},
};

const ChoiceRow kChoices[] = {
    {"services.*.cgroup", "host private"},
    {"services.*.deploy.rollback_config.order", "start-first stop-first"},
    {"services.*.deploy.update_config.order", "start-first stop-first"},
    {"services.*.develop.watch[].action", "rebuild sync restart sync+restart sync+exec"},
    {"services.*.volumes[].type", "bind volume tmpfs cluster npipe image"},
    {"services.*.volumes[].bind.selinux", "z Z"},
    {"services.*.volumes[].bind.recursive", "enabled disabled writable readonly"},
};
// clang-format on

struct Mapping
{
    QStringList names;
    QHash<QString, QString> kinds; ///< by key
    QStringList required;
};

QStringList wordsOf(const char *text)
{
    return QString::fromLatin1(text == nullptr ? "" : text)
        .split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

const QHash<QString, Mapping> &mappings()
{
    static const QHash<QString, Mapping> all = [] {
        QHash<QString, Mapping> made;
        for (const MappingRow &row : kMappings) {
            Mapping mapping;
            const QStringList keys = wordsOf(row.keys);
            for (const QString &key : keys) {
                const QString name = key.section(QLatin1Char(':'), 0, 0);
                mapping.names << name;
                mapping.kinds.insert(name, key.section(QLatin1Char(':'), 1));
            }
            mapping.required = wordsOf(row.required);
            made.insert(QLatin1String(row.path), mapping);
        }
        return made;
    }();
    return all;
}

const QHash<QString, QStringList> &choices()
{
    static const QHash<QString, QStringList> all = [] {
        QHash<QString, QStringList> made;
        for (const ChoiceRow &row : kChoices)
            made.insert(QLatin1String(row.path), wordsOf(row.words));
        return made;
    }();
    return all;
}

bool isFlag(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^(true|false|yes|no|on|off|y|n|1|0)$"),
                                          QRegularExpression::CaseInsensitiveOption);
    return shape.match(text).hasMatch();
}

bool isNumber(const QString &text)
{
    bool isGood = false;
    text.toDouble(&isGood);
    return isGood;
}

bool fits(const ComposeNode &value, const QString &kinds)
{
    const auto may = [&kinds](char kind) { return kinds.contains(QLatin1Char(kind)); };
    if (value.isNull())
        return true;
    if (value.isList())
        return may('l') || may('P');
    if (value.isMap())
        return may('m') || may('P');
    if (may('b'))
        return isFlag(value.text);
    return may('s') || (may('n') && isNumber(value.text));
}

QString wordOf(QChar kind)
{
    switch (kind.unicode()) {
    case 'n':
        return ImportText::tr("a number");
    case 'b':
        return ImportText::tr("true or false");
    case 'l':
        return ImportText::tr("a list");
    case 'm':
        return ImportText::tr("a mapping");
    default:
        return ImportText::tr("a text");
    }
}

QString wordsFor(QString kinds)
{
    kinds.replace(QLatin1Char('P'), QLatin1String("lm"));
    if (kinds.contains(QLatin1Char('s')))
        kinds.remove(QLatin1Char('n'));
    if (kinds.contains(QLatin1Char('b')))
        kinds.remove(QLatin1Char('s'));
    QStringList words;
    for (const QChar kind : std::as_const(kinds))
        words << wordOf(kind);
    return ConfigText::anyOf(words);
}

QString wordFor(const ComposeNode &value)
{
    return value.isList()  ? wordOf(QLatin1Char('l'))
           : value.isMap() ? wordOf(QLatin1Char('m'))
                           : ImportText::quoted(value.text);
}

class ShapeCheck final
{
public:
    ShapeCheck(bool isLoose, ImportFindings &findings)
        : m_findings(findings)
        , m_isLoose(isLoose)
    {}

    /// `path` by the rows, `shown` with the names of the file.
    void walk(const ComposeNode &node, const QString &path, const QString &shown)
    {
        const auto mapping = mappings().constFind(path);
        if (node.isList())
            return items(node, path, shown);
        if (!node.isMap())
            return;
        if (mapping != mappings().cend())
            for (const QString &name : mapping->required) {
                if (node.find(name) == nullptr)
                    say(node.at, ImportText::tr("%1 has no '%2'").arg(shown, name));
            }
        for (qsizetype i = 0; i < node.keys.size(); ++i) {
            const ComposeKey &key = node.keys.at(i);
            const ComposeNode &value = node.children.at(i);
            if (key.isNumber)
                say(key.at, ImportText::tr("%1: the key %2 is a number; quote it to make it a name")
                                .arg(place(shown), key.name));
            const bool isNamed = mapping == mappings().cend();
            if (!isNamed && key.name.startsWith(QLatin1String("x-")))
                continue;
            const QString full = shown.isEmpty() ? key.name : shown + QLatin1Char('.') + key.name;
            if (isNamed)
                walkNamed(value, path + QLatin1String(".*"), full);
            else if (mapping->kinds.contains(key.name))
                take(value, mapping->kinds.value(key.name),
                     path.isEmpty() ? key.name : path + QLatin1Char('.') + key.name, full);
            else if (!m_isLoose)
                say(key.at, ImportText::tr("%1: the Compose specification has no key %2, and "
                                           "Compose refuses it (x- before its name, or --loose, "
                                           "lets it pass).%3")
                                .arg(place(shown), ImportText::quoted(key.name),
                                     ConfigText::didYouMean(key.name, mapping->names)));
        }
    }

private:
    static QString place(const QString &shown)
    {
        return shown.isEmpty() ? ImportText::tr("top level") : shown;
    }

    void say(const ImportPlace &at, const QString &text) { m_findings.error(at, text); }

    /// A part to be shared by anchor stands beside the services.
    static bool isExtension(const ComposeNode &value, const QString &path, const QString &shown)
    {
        return path == QLatin1String("services.*") && shown.startsWith(QLatin1String("services.x-"))
               && value.find(QStringLiteral("image")) == nullptr
               && value.find(QStringLiteral("build")) == nullptr;
    }

    void walkNamed(const ComposeNode &value, const QString &path, const QString &shown)
    {
        if (isExtension(value, path, shown))
            return;
        if (!mappings().contains(path) || path == QLatin1String("services.*.ulimits.*")
            || path == QLatin1String("services.*.build.ulimits.*") || value.isMap()
            || value.isNull())
            return walk(value, path, shown);
        say(value.at, ImportText::tr("%1 is a mapping, not %2").arg(shown, wordFor(value)));
    }

    void take(const ComposeNode &value, const QString &kinds, const QString &path,
              const QString &shown)
    {
        if (!fits(value, kinds))
            return say(
                value.at,
                ImportText::tr("%1 is %2, not %3").arg(shown, wordsFor(kinds), wordFor(value)));
        const QStringList few = choices().value(path);
        if (value.isScalar() && !few.isEmpty() && !few.contains(value.text))
            return say(value.at, ImportText::tr("%1 is %2, not %3")
                                     .arg(shown, ConfigText::anyOf(few), wordFor(value)));
        walk(value, path, shown);
    }

    void items(const ComposeNode &list, const QString &path, const QString &shown)
    {
        const QString each = path + QLatin1String("[]");
        const bool hasMappings = mappings().contains(each);
        for (qsizetype i = 0; i < list.children.size(); ++i) {
            const ComposeNode &item = list.children.at(i);
            const QString full = QStringLiteral("%1[%2]").arg(shown).arg(i);
            if (item.isList() || (item.isMap() && !hasMappings))
                say(item.at, ImportText::tr("%1 is a text, not %2").arg(full, wordFor(item)));
            else if (item.isMap())
                walk(item, each, full);
        }
    }

    ImportFindings &m_findings;
    bool m_isLoose;
};

} // namespace

void checkComposeShape(const ComposeNode &root, bool isLoose, ImportFindings &findings)
{
    ShapeCheck(isLoose, findings).walk(root, QString(), QString());
}

} // namespace opsdeck
