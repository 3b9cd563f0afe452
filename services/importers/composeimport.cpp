// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeimport.h"

#include "services/base/cleantext.h"
#include "services/config/scalars.h"
#include "services/config/secretscan.h"
#include "services/domain/madeid.h"
#include "services/importers/composechecks.h"
#include "services/importers/composeconsistency.h"
#include "services/importers/composeedges.h"
#include "services/importers/composekeys.h"
#include "services/importers/composeloader.h"
#include "services/importers/composeshape.h"
#include "services/importers/composestackreader.h"
#include "services/importers/importid.h"
#include "services/importers/leaveout.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kProjectName = QStringLiteral("COMPOSE_PROJECT_NAME");

class ComposeImport final
{
public:
    explicit ComposeImport(const ComposeImportRequest &request)
        : m_request(request)
        , m_files(request.directory, m_findings)
    {}

    ImportedStack run()
    {
        m_imported.environment = m_request.environment;
        m_imported.tier = m_request.tier.value_or(importid::tierOf(m_request.environment));
        m_imported.via = m_request.via;
        const QStringList paths = composePaths();
        if (!paths.isEmpty()) {
            m_directory = QFileInfo(paths.constFirst()).absolutePath();
            readVariables();
            ComposeLoader loader(m_files, m_findings);
            const ComposeNode root = loader.load(paths, m_variables);
            if (!m_findings.hasErrors())
                take(root, loader);
        }
        m_imported.findings = m_findings.sorted();
        leaveOut(m_imported, m_request.choices.skipped);
        return m_imported;
    }

private:
    QStringList composePaths()
    {
        QStringList paths;
        for (const QString &name : m_request.files) {
            const QString path = m_files.path(name);
            if (!QFileInfo(path).isDir()) {
                paths << path;
                continue;
            }
            const QStringList usual = usualFiles(path);
            if (usual.isEmpty())
                m_findings.error(
                    {},
                    ImportText::tr("there is no compose file in %1").arg(ImportText::quoted(name)));
            paths += usual;
        }
        return paths;
    }

    static QStringList usualFiles(const QString &folder)
    {
        QStringList found;
        for (const char *base : {"compose", "docker-compose"}) {
            for (const char *end : {".yaml", ".yml"}) {
                const QString path = folder + QLatin1Char('/') + QLatin1String(base);
                if (!ComposeFiles::exists(path + QLatin1String(end)) || !found.isEmpty())
                    continue;
                found << path + QLatin1String(end);
                for (const char *over : {".override.yaml", ".override.yml"}) {
                    if (ComposeFiles::exists(path + QLatin1String(over)) && found.size() == 1)
                        found << path + QLatin1String(over);
                }
            }
        }
        return found;
    }

    void readVariables()
    {
        QStringList paths;
        for (const QString &name : m_request.envFiles)
            paths << m_files.path(name);
        if (const QString usual = m_directory + QLatin1String("/.env");
            m_request.envFiles.isEmpty() && ComposeFiles::exists(usual))
            paths << usual;
        const auto lookup = [this](const QString &name) -> std::optional<QString> {
            for (const EnvironmentMap *map : {&m_request.variables, &std::as_const(m_variables)}) {
                if (const auto known = map->constFind(name); known != map->cend())
                    return *known;
            }
            return std::nullopt;
        };
        for (const QString &path : std::as_const(paths)) {
            if (const auto content = m_files.read(path, {}, FindingLevel::Error))
                m_variables.insert(
                    readEnvFile(content->bytes, content->file, false, lookup, m_findings));
        }
        m_variables.insert(m_request.variables);
        if (!m_variables.contains(kProjectName))
            m_folderName = madeId(QFileInfo(m_directory).fileName(), QStringLiteral("stack"));
        else
            m_folderName = madeId(m_variables.value(kProjectName), QStringLiteral("stack"));
        m_isNamed = m_variables.contains(kProjectName);
        m_variables.insert(kProjectName, m_folderName);
    }

    QStringList profiles() const
    {
        QStringList all = m_request.profiles;
        const QStringList given = m_variables.value(QStringLiteral("COMPOSE_PROFILES"))
                                      .split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (const QString &profile : given)
            all << profile.trimmed();
        return all;
    }

    void take(const ComposeNode &root, const ComposeLoader &loader)
    {
        m_stack = readStack(root, profiles(), m_variables, m_files, m_findings);
        const QString name = root.textOf(QStringLiteral("name"));
        m_stack.name = m_isNamed || name.isEmpty() ? m_folderName : madeId(name, m_folderName);
        m_imported.id = m_stack.name;
        m_imported.title = m_stack.name;
        if (m_stack.services.isEmpty() && !m_findings.hasErrors())
            m_findings.error(root.at, m_stack.inactive.isEmpty()
                                          ? ImportText::tr("there is no service in it")
                                          : ImportText::tr("no service is in an active profile; "
                                                           "add --profile NAME"));
        if (m_findings.hasErrors())
            return;
        checkComposeShape(root, m_request.isLoose, m_findings);
        checkComposeConsistency(root, m_stack, loader.isWhole(), m_findings);
        if (m_findings.hasErrors())
            return;
        reportUnmapped(root, m_stack, m_findings);
        m_imported.parameters.append({QStringLiteral("host"), m_request.host});
        makeServices();
        makeEdges();
    }

    void makeServices()
    {
        const bool isLocal = m_request.host == QLatin1String("127.0.0.1")
                             || m_request.host == QLatin1String("localhost")
                             || m_request.host == QLatin1String("::1");
        ComposeChecks checks(m_stack, m_request.kinds, m_request.choices.kinds,
                             isLocal || !m_request.via.isEmpty(), m_imported, m_findings);
        QSet<QString> ids;
        for (const ComposeService &service : std::as_const(m_stack.services)) {
            ImportedService imported;
            imported.id = service.name;
            if (!scalars::isId(imported.id))
                imported.id = madeId(service.name, QStringLiteral("service"));
            const QString base = imported.id.left(58);
            for (int number = 2; ids.contains(imported.id); ++number)
                imported.id = QStringLiteral("%1-%2").arg(base).arg(number);
            ids.insert(imported.id);
            if (imported.id != service.name)
                m_findings.add(FindingLevel::Note, service.at, service.name, {},
                               ImportText::tr("its id is %1 here").arg(imported.id));
            m_ids.insert(service.name, imported.id);
            imported.title = service.name;
            imported.replicas = std::min(service.replicas, 1000);
            imported.where = m_findings.location(service.at);
            imported.description = description(service);
            checks.fill(service, imported);
            m_imported.services.append(imported);
        }
    }

    static QString description(const ComposeService &service)
    {
        QStringList said;
        if (!service.image.isEmpty())
            said << ImportText::tr("Image %1.").arg(service.image);
        if (service.isBuilt)
            said << ImportText::tr("Built from source.");
        if (!service.containerName.isEmpty())
            said << ImportText::tr("Container %1.").arg(service.containerName);
        if (!service.limits.isEmpty())
            said << ImportText::tr("Limits: %1.").arg(service.limits);
        const QString text = cleanText(said.join(QLatin1Char(' ')), 300);
        return looksSecret(text) ? QString() : text;
    }

    void makeEdges()
    {
        ComposeEdges edges(m_stack, m_findings);
        edges.addDeclared();
        edges.addInferred();
        for (const QString &given : m_request.nginxFiles)
            addNginx(given, edges);
        for (const ComposeService &service : std::as_const(m_stack.services)) {
            if (service.environment.isEmpty())
                continue;
            m_findings.add(FindingLevel::Note, service.environment.constBegin().value().at,
                           service.name, QStringLiteral("environment"),
                           ImportText::tr("%1 variables, none of them copied; %2 dependencies were "
                                          "found in them")
                               .arg(service.environment.size())
                               .arg(edges.foundInEnvironment(service.name)));
        }
        const QList<ComposeEdge> all = edges.edges();
        for (const ComposeEdge &edge : all) {
            for (ImportedService &service : m_imported.services) {
                if (service.id != m_ids.value(edge.from))
                    continue;
                Dependency dependency;
                dependency.on = ServiceId(m_ids.value(edge.to));
                dependency.basis = edge.basis;
                service.dependencies.append(dependency);
            }
            m_imported.edges.append({m_ids.value(edge.from), m_ids.value(edge.to), edge.basis,
                                     edge.why, m_findings.location(edge.at)});
        }
    }

    void addNginx(const QString &given, ComposeEdges &edges)
    {
        const qsizetype sign = given.indexOf(QLatin1Char('='));
        QString service = sign > 0 ? given.left(sign) : QString();
        const QString path = m_files.path(sign > 0 ? given.mid(sign + 1) : given);
        if (!service.isEmpty() && m_stack.service(service) == nullptr) {
            m_findings.error({}, ImportText::tr("--nginx names service %1, which is not there")
                                     .arg(ImportText::quoted(service)));
            return;
        }
        const auto content = m_files.read(path, {}, FindingLevel::Error);
        if (!content)
            return;
        if (service.isEmpty())
            service = nginxServiceOf(path);
        if (service.isEmpty()) {
            m_findings.error({content->file, 1, 1},
                             ImportText::tr("which service runs this configuration is not clear; "
                                            "write --nginx SERVICE=FILE"));
            return;
        }
        edges.addNginx(service, nginxTargets(content->bytes, content->file, m_findings));
    }

    /// The one that mounts the file or a folder with it, else the only nginx.
    QString nginxServiceOf(const QString &path) const
    {
        QStringList found;
        for (const ComposeService &service : m_stack.services) {
            for (const ComposeMount &mount : service.mounts) {
                if (mount.source == path || path.startsWith(mount.source + QLatin1Char('/')))
                    return service.name;
            }
            const QString program = imagePath(service.image).section(QLatin1Char('/'), -1);
            if (program.contains(QLatin1String("nginx")) || program == QLatin1String("openresty"))
                found << service.name;
        }
        if (found.isEmpty()) {
            for (const ComposeService &service : m_stack.services) {
                if (service.name.contains(QLatin1String("nginx")))
                    found << service.name;
            }
        }
        return found.size() == 1 ? found.constFirst() : QString();
    }

    const ComposeImportRequest &m_request;
    ImportFindings m_findings;
    ComposeFiles m_files;
    QString m_directory;
    QString m_folderName;
    bool m_isNamed = false;
    EnvironmentMap m_variables;
    ComposeStack m_stack;
    QHash<QString, QString> m_ids; ///< of services by their name
    ImportedStack m_imported;
};

} // namespace

bool ImportedStack::hasErrors() const
{
    return std::any_of(findings.cbegin(), findings.cend(), [](const ImportFinding &finding) {
        return finding.level == FindingLevel::Error;
    });
}

ImportedStack importCompose(const ComposeImportRequest &request)
{
    return ComposeImport(request).run();
}

} // namespace opsdeck
