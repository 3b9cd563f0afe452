// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeservicereader.h"

#include "services/importers/composehealth.h"
#include "services/importers/composemerge.h"
#include "services/importers/composevalues.h"
#include "services/importers/importlimits.h"

#include <QDir>

namespace opsdeck {

namespace {

class ServiceReader final
{
public:
    ServiceReader(const QString &name, const ComposeNode &node, const EnvironmentMap &variables,
                  ComposeFiles &files, ImportFindings &findings)
        : m_node(node)
        , m_variables(variables)
        , m_files(files)
        , m_findings(findings)
    {
        m_service.name = name;
        m_service.at = node.at;
    }

    ComposeService read()
    {
        m_service.image = text("image");
        m_service.isBuilt = m_node.find(QStringLiteral("build")) != nullptr;
        m_service.containerName = text("container_name");
        m_service.hostname = text("hostname");
        m_service.networkMode = text("network_mode");
        readPorts();
        if (const ComposeNode *health = m_node.find(QStringLiteral("healthcheck")))
            m_service.health = readHealthcheck(*health, m_service.name, m_findings);
        readNeeds();
        readEnvFiles();
        readPairs("environment", m_service.environment, true);
        readPairs("labels", m_service.labels, false);
        readWords();
        readMounts();
        readNetworks();
        readScale();
        readRestart();
        return m_service;
    }

private:
    QString text(const char *key)
    {
        const ComposeNode *value = m_node.find(QLatin1String(key));
        if (value == nullptr || value->isNull())
            return {};
        if (!value->isScalar())
            m_findings.error(value->at,
                             ImportText::tr("service %1: '%2' is a text")
                                 .arg(ImportText::quoted(m_service.name), QLatin1String(key)));
        return value->text;
    }

    QList<ComposeNode> texts(const char *key)
    {
        const ComposeNode *value = m_node.find(QLatin1String(key));
        return value == nullptr ? QList<ComposeNode>()
                                : readTexts(*value, m_service.name, QLatin1String(key), m_findings);
    }

    ComposeNode inLongForm(const char *key) const
    {
        const ComposeNode *value = m_node.find(QLatin1String(key));
        return value == nullptr
                   ? ComposeNode()
                   : canonical(*value, QLatin1String("services.*.") + QLatin1String(key));
    }

    void readPorts()
    {
        if (const ComposeNode *ports = m_node.find(QStringLiteral("ports"))) {
            if (!ports->isList() && !ports->isNull())
                m_findings.error(ports->at, ImportText::tr("service %1: 'ports' is a list")
                                                .arg(ImportText::quoted(m_service.name)));
            for (const ComposeNode &entry : ports->children) {
                const QList<ComposePort> read = readPort(entry, m_service.name, m_findings);
                for (const ComposePort &port : read) {
                    if (!m_service.ports.contains(port)
                        && m_service.ports.size() < importlimits::kPortRange)
                        m_service.ports.append(port);
                }
            }
        }
        const QList<ComposeNode> exposed = texts("expose");
        for (const ComposeNode &entry : exposed)
            m_service.exposed += readExposed(entry, m_service.name, m_findings);
        m_service.exposed = m_service.exposed.mid(0, importlimits::kPortRange);
    }

    void addNeed(const QString &service, const char *way, const ImportPlace &at)
    {
        for (const ComposeNeed &known : std::as_const(m_service.needs)) {
            if (known.service == service)
                return;
        }
        m_service.needs.append({service, QLatin1String(way), {}, true, at});
    }

    void readNeeds()
    {
        const ComposeNode needs = inLongForm("depends_on");
        if (!needs.isMap() && !needs.isNull())
            m_findings.error(needs.at, ImportText::tr("service %1: 'depends_on' is a list of "
                                                      "services, or a mapping")
                                           .arg(ImportText::quoted(m_service.name)));
        for (qsizetype i = 0; i < needs.keys.size(); ++i)
            readNeed(needs.keys.at(i), needs.children.at(i));
        const QList<ComposeNode> links = texts("links");
        for (const ComposeNode &link : links) {
            const QString name = link.text.section(QLatin1Char(':'), 0, 0);
            m_service.links.insert(link.text.section(QLatin1Char(':'), -1), name);
            addNeed(name, "links", link.at);
        }
        for (const char *key : {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
            const QString shared = text(key);
            if (shared.startsWith(QLatin1String("service:")))
                addNeed(shared.mid(8), key, m_node.find(QLatin1String(key))->at);
        }
        const QList<ComposeNode> volumesFrom = texts("volumes_from");
        for (const ComposeNode &from : volumesFrom) {
            if (!from.text.startsWith(QLatin1String("container:")))
                addNeed(from.text.section(QLatin1Char(':'), 0, 0), "volumes_from", from.at);
        }
        const QList<ComposeNode> external = texts("external_links");
        for (const ComposeNode &link : external) {
            m_service.externalLinks << link.text.section(QLatin1Char(':'), 0, 0);
            m_findings.add(FindingLevel::NotMapped, link.at, m_service.name,
                           QStringLiteral("external_links"),
                           ImportText::tr("%1 runs outside of this stack; import it with its own "
                                          "stack")
                               .arg(ImportText::quoted(link.text)));
        }
    }

    void readNeed(const ComposeKey &key, const ComposeNode &value)
    {
        ComposeNeed need{key.name, QStringLiteral("depends_on"), {}, true, key.at};
        if (!value.isMap() && !value.isNull())
            m_findings.error(value.at, ImportText::tr("service %1: what it says of %2 is a mapping "
                                                      "with 'condition'")
                                           .arg(ImportText::quoted(m_service.name),
                                                ImportText::quoted(key.name)));
        need.condition = value.textOf(QStringLiteral("condition"));
        static const QStringList conditions{QString(), QStringLiteral("service_started"),
                                            QStringLiteral("service_healthy"),
                                            QStringLiteral("service_completed_successfully")};
        if (!conditions.contains(need.condition))
            m_findings.error(value.find(QStringLiteral("condition"))->at,
                             ImportText::tr("service %1: the condition is service_started, "
                                            "service_healthy or service_completed_successfully")
                                 .arg(ImportText::quoted(m_service.name)));
        if (const ComposeNode *required = value.find(QStringLiteral("required")))
            need.isRequired =
                readFlag(*required, m_service.name, QStringLiteral("required"), m_findings);
        m_service.needs.append(need);
    }

    std::optional<QString> variable(const QString &name) const
    {
        const auto known = m_variables.constFind(name);
        return known == m_variables.cend() ? std::nullopt : std::optional(*known);
    }

    void readEnvFiles()
    {
        const ComposeNode files = inLongForm("env_file");
        for (const ComposeNode &entry : files.children) {
            const QString name =
                entry.isScalar() ? entry.text : entry.textOf(QStringLiteral("path"));
            if (name.isEmpty()) {
                m_findings.error(entry.at, ImportText::tr("service %1: an 'env_file' without path")
                                               .arg(ImportText::quoted(m_service.name)));
                continue;
            }
            const QString path = m_files.path(name, m_files.base(entry.at.file));
            const ComposeNode *required = entry.find(QStringLiteral("required"));
            if (required != nullptr && !ComposeFiles::exists(path)
                && !readFlag(*required, m_service.name, QStringLiteral("required"), m_findings)) {
                m_findings.add(FindingLevel::Note, entry.at, m_service.name,
                               QStringLiteral("env_file"),
                               ImportText::tr("%1 is not there and not required")
                                   .arg(ImportText::quoted(name)));
                continue;
            }
            const auto content =
                m_files.read(path, entry.at, FindingLevel::NotMapped, m_service.name);
            if (!content)
                continue;
            const EnvironmentMap values = readEnvFile(
                content->bytes, content->file,
                entry.textOf(QStringLiteral("format")) == QLatin1String("raw"),
                [this](const QString &wanted) { return variable(wanted); }, m_findings);
            for (auto it = values.cbegin(); it != values.cend(); ++it)
                m_service.environment.insert(it.key(), {it.value(), entry.at});
        }
    }

    void readPairs(const char *key, QMap<QString, ComposeVariable> &to, bool isEnvironment)
    {
        const ComposeNode pairs = inLongForm(key);
        if (!pairs.isMap() && !pairs.isNull())
            m_findings.error(pairs.at,
                             ImportText::tr("service %1: '%2' is a list of NAME=value, "
                                            "or a mapping")
                                 .arg(ImportText::quoted(m_service.name), QLatin1String(key)));
        for (qsizetype i = 0; i < pairs.keys.size(); ++i) {
            const ComposeKey &name = pairs.keys.at(i);
            const ComposeNode &value = pairs.children.at(i);
            if (value.isScalar()) {
                to.insert(name.name, {value.text, value.at});
            } else if (!value.isNull()) {
                m_findings.error(value.at, ImportText::tr("service %1: the value of %2 is a text")
                                               .arg(ImportText::quoted(m_service.name),
                                                    ImportText::quoted(name.name)));
            } else if (!isEnvironment) {
                to.insert(name.name, {QString(), name.at});
            } else if (const auto given = variable(name.name)) {
                to.insert(name.name, {*given, name.at});
            } else {
                to.remove(name.name);
            }
        }
    }

    void readWords()
    {
        for (const char *key : {"entrypoint", "command"}) {
            const ComposeNode *node = m_node.find(QLatin1String(key));
            if (node == nullptr)
                continue;
            const QList<ComposeNode> items =
                readTexts(*node, m_service.name, QLatin1String(key), m_findings);
            for (const ComposeNode &item : items)
                m_service.words +=
                    node->isScalar() ? shellWords(item.text) : QStringList{item.text};
            m_service.wordsAt = node->at;
        }
    }

    void readMounts()
    {
        const ComposeNode *volumes = m_node.find(QStringLiteral("volumes"));
        if (volumes == nullptr)
            return;
        for (const ComposeNode &entry : volumes->children) {
            ComposeMount mount = entry.isScalar()
                                     ? mountOf(entry.text)
                                     : ComposeMount{entry.textOf(QStringLiteral("source")),
                                                    entry.textOf(QStringLiteral("target"))};
            const bool isPath = mount.source.startsWith(QLatin1Char('.'))
                                || mount.source.startsWith(QLatin1Char('/'))
                                || mount.source.startsWith(QLatin1Char('~'));
            if (!isPath)
                continue;
            mount.source = m_files.path(mount.source, m_files.base(entry.at.file));
            m_service.mounts.append(mount);
        }
    }

    void readNetworks()
    {
        const ComposeNode networks = inLongForm("networks");
        for (const ComposeNode &network : networks.children) {
            if (const ComposeNode *aliases = network.find(QStringLiteral("aliases"))) {
                const QList<ComposeNode> names =
                    readTexts(*aliases, m_service.name, QStringLiteral("aliases"), m_findings);
                for (const ComposeNode &name : names)
                    m_service.aliases << name.text;
            }
        }
        if (!networks.keys.isEmpty() && !m_service.networkMode.isEmpty())
            m_findings.error(networks.at,
                             ImportText::tr("service %1: 'networks' and 'network_mode' exclude "
                                            "each other")
                                 .arg(ImportText::quoted(m_service.name)));
    }

    void readScale()
    {
        const ComposeNode *deploy = m_node.find(QStringLiteral("deploy"));
        const ComposeNode *scale = m_node.find(QStringLiteral("scale"));
        const ComposeNode *replicas =
            deploy == nullptr ? nullptr : deploy->find(QStringLiteral("replicas"));
        const ComposeNode *count = scale != nullptr ? scale : replicas;
        if (count != nullptr)
            m_service.replicas =
                readCount(*count, m_service.name,
                          scale != nullptr ? QStringLiteral("scale") : QStringLiteral("replicas"),
                          1, m_findings);
        if (scale != nullptr && replicas != nullptr && scale->text != replicas->text)
            m_findings.error(scale->at,
                             ImportText::tr("service %1: 'scale' and 'deploy.replicas' differ")
                                 .arg(ImportText::quoted(m_service.name)));
        const ComposeNode *resources =
            deploy == nullptr ? nullptr : deploy->find(QStringLiteral("resources"));
        const ComposeNode *limits =
            resources == nullptr ? nullptr : resources->find(QStringLiteral("limits"));
        const auto limit = [&](const char *here, const char *old) {
            const QString swarm =
                limits == nullptr ? QString() : limits->textOf(QLatin1String(here));
            return swarm.isEmpty() ? m_node.textOf(QLatin1String(old)) : swarm;
        };
        QStringList said;
        if (const QString cpus = limit("cpus", "cpus"); !cpus.isEmpty())
            said << ImportText::tr("%1 CPUs").arg(cpus);
        if (const QString memory = limit("memory", "mem_limit"); !memory.isEmpty())
            said << ImportText::tr("%1 memory").arg(memory);
        if (const QString pids = limit("pids", "pids_limit"); !pids.isEmpty())
            said << ImportText::tr("%1 processes").arg(pids);
        m_service.limits = said.join(QStringLiteral(", "));
    }

    void readRestart()
    {
        m_service.restart =
            m_node.textOf(QStringLiteral("restart")).section(QLatin1Char(':'), 0, 0);
        const ComposeNode *deploy = m_node.find(QStringLiteral("deploy"));
        if (deploy == nullptr)
            return;
        m_service.isJob = deploy->textOf(QStringLiteral("mode")).endsWith(QLatin1String("-job"));
        if (const ComposeNode *policy = deploy->find(QStringLiteral("restart_policy"));
            policy != nullptr && m_service.restart.isEmpty())
            m_service.restart = policy->textOf(QStringLiteral("condition"));
    }

    const ComposeNode &m_node;
    const EnvironmentMap &m_variables;
    ComposeFiles &m_files;
    ImportFindings &m_findings;
    ComposeService m_service;
};

} // namespace

ComposeService readComposeService(const QString &name, const ComposeNode &node,
                                  const EnvironmentMap &variables, ComposeFiles &files,
                                  ImportFindings &findings)
{
    return ServiceReader(name, node, variables, files, findings).read();
}

} // namespace opsdeck
