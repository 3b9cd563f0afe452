// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeloader.h"

#include "services/importers/composereader.h"
#include "services/importers/importlimits.h"

#include <QFileInfo>

namespace opsdeck {

namespace {

const QString kServices = QStringLiteral("services");
const QString kInclude = QStringLiteral("include");
const QString kExtends = QStringLiteral("extends");

/// Fetched from elsewhere by Compose; nothing is fetched here.
bool isRemote(const QString &name)
{
    return name.contains(QLatin1String("://")) || name.startsWith(QLatin1String("git@"))
           || name.startsWith(QLatin1String("github.com/"))
           || name.startsWith(QLatin1String("oci:"));
}

QStringList textsOf(const ComposeNode *node)
{
    QStringList texts;
    if (node == nullptr)
        return texts;
    if (node->isScalar())
        return {node->text};
    for (const ComposeNode &item : node->children) {
        if (node->isList() && item.isScalar())
            texts << item.text;
    }
    return texts;
}

} // namespace

ComposeLoader::ComposeLoader(ComposeFiles &files, ImportFindings &findings)
    : m_files(files)
    , m_findings(findings)
    , m_merge(findings)
{}

ComposeNode ComposeLoader::load(const QStringList &paths, const EnvironmentMap &variables)
{
    Scope scope;
    scope.directory = QFileInfo(paths.value(0)).absolutePath();
    scope.variables = variables;
    ComposeNode root = loadScope(scope, paths, {});
    if (!m_findings.hasErrors() && root.find(kServices) == nullptr)
        m_findings.error({root.at.file, 1, 1},
                         ImportText::tr("there is no 'services' in it: this is no compose file"));
    return root;
}

ComposeNode ComposeLoader::loadScope(Scope &scope, const QStringList &paths,
                                     const ImportPlace &askedAt)
{
    ComposeNode root = ComposeNode::empty(ComposeNode::Kind::Map, {});
    for (const QString &path : paths) {
        scope.including << path;
        const QList<ComposeNode> documents = readDocuments(scope, path, scope.directory, askedAt);
        for (const ComposeNode &each : documents) {
            ComposeNode document = each;
            include(scope, document);
            extend(scope, document, path);
            if (root.at.file < 0)
                root.at = document.at;
            root = m_merge.merged(root, document, QString());
            if (!m_merge.spend(root.count, root.at))
                return root;
            root = ComposeMerge::stripped(root);
        }
    }
    return root;
}

QList<ComposeNode> ComposeLoader::readDocuments(const Scope &scope, const QString &path,
                                                const QString &base, const ImportPlace &askedAt)
{
    QList<ComposeNode> documents;
    const auto content = m_files.read(path, askedAt, FindingLevel::Error);
    if (!content)
        return documents;
    m_files.setBase(content->file, base);
    const QList<ComposeNode> all = readComposeYaml(content->bytes, content->file, m_findings);
    for (const ComposeNode &document : all) {
        if (document.isMap())
            documents.append(interpolated(document, scope));
        else if (!document.isNull())
            m_findings.error(document.at,
                             ImportText::tr("a compose file is a mapping with 'services' in it"));
    }
    if (all.isEmpty() && !m_findings.hasErrors()) {
        if (scope.including.size() > 1)
            m_findings.note({content->file, 1, 1}, ImportText::tr("the file is empty"));
        else
            m_findings.error({content->file, 1, 1}, ImportText::tr("the file is empty"));
    }
    return documents;
}

ComposeNode ComposeLoader::interpolated(const ComposeNode &node, const Scope &scope)
{
    if (node.isNull() || node.tag == ComposeNode::Tag::Reset)
        return node;
    ComposeNode result = node;
    if (!node.isScalar()) {
        for (ComposeNode &child : result.children)
            child = interpolated(child, scope);
        return result;
    }
    if (m_added > importlimits::kInterpolatedCharacters || !node.text.contains(QLatin1Char('$')))
        return result;
    const Interpolated filled =
        opsdeck::interpolated(node.text, [&scope](const QString &name) -> std::optional<QString> {
            const auto known = scope.variables.constFind(name);
            return known == scope.variables.cend() ? std::nullopt : std::optional(*known);
        });
    for (const QString &name : filled.unset) {
        if (m_unset.contains(name))
            continue;
        m_unset.insert(name);
        m_findings.note(node.at, ImportText::tr("the variable %1 is not set and counts as empty; "
                                                "set it in .env or with --env-file")
                                     .arg(name));
    }
    m_added += std::max<qsizetype>(0, filled.text.size() - node.text.size());
    if (filled.fault == Interpolated::Fault::Required)
        m_findings.error(node.at,
                         filled.words.isEmpty()
                             ? ImportText::tr("the variable %1 must be set; set it in .env or with "
                                              "--env-file")
                                   .arg(filled.variable)
                             : ImportText::tr("the variable %1 must be set (%2); set it in .env or "
                                              "with --env-file")
                                   .arg(filled.variable, ImportText::quoted(filled.words)));
    else if (filled.fault == Interpolated::Fault::Invalid)
        m_findings.error(node.at, ImportText::tr("a '${' that names no variable or has no '}'; "
                                                 "write $$ for a dollar"));
    else if (filled.fault == Interpolated::Fault::TooMuch
             || m_added > importlimits::kInterpolatedCharacters)
        m_findings.error(node.at,
                         ImportText::tr("variables nest too deeply or give too much text"));
    result.text = filled.text;
    return result;
}

void ComposeLoader::include(const Scope &scope, ComposeNode &document)
{
    const ComposeNode *found = document.find(kInclude);
    if (found == nullptr)
        return;
    const ComposeNode entries = *found;
    document.remove(kInclude);
    if (entries.isNull())
        return;
    if (!entries.isList()) {
        m_findings.error(entries.at, ImportText::tr("'include' is a list of compose files"));
        return;
    }
    for (const ComposeNode &entry : entries.children)
        includeOne(scope, entry, document);
}

void ComposeLoader::includeOne(const Scope &scope, const ComposeNode &entry, ComposeNode &document)
{
    const QStringList names =
        entry.isScalar() ? QStringList{entry.text} : textsOf(entry.find(QStringLiteral("path")));
    if (names.isEmpty()) {
        m_findings.error(entry.at, ImportText::tr("an 'include' without 'path'"));
        return;
    }
    QStringList paths;
    for (const QString &name : names) {
        if (isRemote(name)) {
            m_isWhole = false;
            m_findings.add(FindingLevel::NotMapped, entry.at, {}, kInclude,
                           ImportText::tr("%1 lies elsewhere and is not fetched; import a copy of "
                                          "it with the other files")
                               .arg(ImportText::quoted(name)));
            return;
        }
        paths << m_files.path(name, scope.directory);
    }
    if (scope.including.contains(paths.constFirst())) {
        m_findings.error(entry.at,
                         ImportText::tr("%1 includes itself, by way of %2 files")
                             .arg(ImportText::quoted(m_files.shownName(paths.constFirst())))
                             .arg(scope.including.size()));
        return;
    }
    if (scope.including.size() >= importlimits::kIncludeDepth) {
        m_findings.error(entry.at, ImportText::tr("files include each other deeper than %1 levels")
                                       .arg(importlimits::kIncludeDepth));
        return;
    }
    Scope inner;
    const QString directory = entry.textOf(QStringLiteral("project_directory"));
    inner.directory = directory.isEmpty() ? QFileInfo(paths.constFirst()).absolutePath()
                                          : m_files.path(directory, scope.directory);
    inner.including = scope.including;
    inner.variables = includedVariables(scope, entry, inner.directory);
    importResources(loadScope(inner, paths, entry.at), document);
}

EnvironmentMap ComposeLoader::includedVariables(const Scope &scope, const ComposeNode &entry,
                                                const QString &directory)
{
    EnvironmentMap all;
    const auto lookup = [&](const QString &name) -> std::optional<QString> {
        for (const EnvironmentMap *map : {&scope.variables, &std::as_const(all)}) {
            if (const auto known = map->constFind(name); known != map->cend())
                return *known;
        }
        return std::nullopt;
    };
    const QStringList named = textsOf(entry.find(QStringLiteral("env_file")));
    QStringList paths;
    for (const QString &name : named) {
        if (name != QLatin1String("/dev/null"))
            paths << m_files.path(name, scope.directory);
    }
    if (const QString usual = directory + QLatin1String("/.env");
        named.isEmpty() && ComposeFiles::exists(usual))
        paths << usual;
    for (const QString &path : std::as_const(paths)) {
        if (const auto content = m_files.read(path, entry.at, FindingLevel::Error))
            all.insert(readEnvFile(content->bytes, content->file, false, lookup, m_findings));
    }
    // What the including application says goes first.
    all.insert(scope.variables);
    return all;
}

void ComposeLoader::importResources(const ComposeNode &included, ComposeNode &document)
{
    for (qsizetype i = 0; i < included.keys.size(); ++i) {
        const ComposeKey &section = included.keys.at(i);
        const ComposeNode &from = included.children.at(i);
        static const QStringList sections{
            kServices,
            QStringLiteral("volumes"),
            QStringLiteral("networks"),
            QStringLiteral("secrets"),
            QStringLiteral("configs"),
            QStringLiteral("models"),
        };
        if (!sections.contains(section.name) || !from.isMap())
            continue;
        const ComposeNode *own = document.find(section.name);
        ComposeNode to = own != nullptr && own->isMap()
                             ? *own
                             : ComposeNode::empty(ComposeNode::Kind::Map, from.at);
        for (qsizetype k = 0; k < from.keys.size(); ++k) {
            const ComposeKey &key = from.keys.at(k);
            const ComposeNode *conflict = to.find(key.name);
            if (conflict == nullptr) {
                to.set(key, from.children.at(k));
                continue;
            }
            if (section.name == kServices)
                m_findings.note(
                    conflict->at,
                    ImportText::tr("service %1 is also in the included %2; what stands "
                                   "here is merged over it")
                        .arg(ImportText::quoted(key.name), m_findings.fileName(key.at.file)));
            to.set(key, m_merge.merged(from.children.at(k), *conflict,
                                       section.name + QLatin1String(".*")));
        }
        to.measure();
        document.set(section, to);
    }
}

void ComposeLoader::extend(Scope &scope, ComposeNode &document, const QString &path)
{
    const ComposeNode *found = document.find(kServices);
    if (found == nullptr || !found->isMap())
        return;
    const ComposeNode services = *found;
    ComposeNode result = services;
    for (qsizetype i = 0; i < services.keys.size(); ++i) {
        if (services.children.at(i).find(kExtends) != nullptr)
            result.children[i] = extended(scope, services, services.keys.at(i).name, path, {});
    }
    result.measure();
    document.set({kServices, services.at}, result);
}

ComposeNode ComposeLoader::extended(Scope &scope, const ComposeNode &services, const QString &name,
                                    const QString &path, QStringList chain)
{
    const ComposeNode *found = services.find(name);
    ComposeNode service = found == nullptr ? ComposeNode() : *found;
    const ComposeNode *by = service.find(kExtends);
    if (by == nullptr)
        return service;
    const ComposeNode extends = *by;
    service.remove(kExtends);
    const QString step = path + QLatin1Char('\n') + name;
    if (chain.contains(step) || chain.size() >= importlimits::kExtendsDepth) {
        m_findings.error(extends.at,
                         chain.contains(step)
                             ? ImportText::tr("service %1 extends itself, by way of %2 services")
                                   .arg(ImportText::quoted(name))
                                   .arg(chain.size())
                             : ImportText::tr("services extend each other deeper than %1 levels")
                                   .arg(importlimits::kExtendsDepth));
        return service;
    }
    chain << step;
    const QString wanted =
        extends.isScalar() ? extends.text : extends.textOf(QStringLiteral("service"));
    const QString file = extends.textOf(QStringLiteral("file"));
    if (isRemote(file)) {
        m_findings.add(FindingLevel::NotMapped, extends.at, name, kExtends,
                       ImportText::tr("%1 lies elsewhere and is not fetched; what it says of the "
                                      "service is missing")
                           .arg(ImportText::quoted(file)));
        return service;
    }
    const QString from = file.isEmpty() ? path : m_files.path(file, m_files.base(extends.at.file));
    const std::optional<ComposeNode> others =
        file.isEmpty() ? std::optional(services) : baseServices(scope, from, extends.at);
    if (!others)
        return service;
    if (others->find(wanted) == nullptr) {
        m_findings.error(extends.at, ImportText::tr("service %1 extends %2, which is not in %3")
                                         .arg(ImportText::quoted(name), ImportText::quoted(wanted),
                                              m_files.shownName(from)));
        return service;
    }
    const ComposeNode full = extended(scope, *others, wanted, from, std::move(chain));
    if (!m_merge.spend(full.count, extends.at))
        return service;
    const ComposeNode base = ComposeMerge::stripped(full);
    return m_merge.merged(base, service, QStringLiteral("services.*"));
}

std::optional<ComposeNode> ComposeLoader::baseServices(Scope &scope, const QString &path,
                                                       const ImportPlace &askedAt)
{
    if (!scope.bases.contains(path)) {
        ComposeNode root = ComposeNode::empty(ComposeNode::Kind::Map, {});
        const QList<ComposeNode> documents =
            readDocuments(scope, path, QFileInfo(path).absolutePath(), askedAt);
        for (const ComposeNode &document : documents)
            root = m_merge.merged(root, document, QString());
        scope.bases.insert(path, root);
    }
    const ComposeNode *services = scope.bases.constFind(path)->find(kServices);
    if (services == nullptr && ComposeFiles::exists(path))
        m_findings.error(askedAt, ImportText::tr("there is no 'services' in %1")
                                      .arg(ImportText::quoted(m_files.shownName(path))));
    return services == nullptr ? std::nullopt : std::optional(*services);
}

} // namespace opsdeck
