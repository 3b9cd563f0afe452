// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"

#include "services/config/configtext.h"
#include "services/config/documentedreader.h"
#include "services/config/expecteddifferences.h"
#include "services/config/mapreader.h"
#include "services/config/platformreader.h"
#include "services/config/programs.h"
#include "services/config/rulefills.h"
#include "services/config/runbookreader.h"
#include "services/config/teamstorereader.h"
#include "services/config/workspacefiles.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>

namespace opsdeck {

namespace {

Variables readVariables(const YamlNode &node, QMap<QString, YamlPosition> &ended,
                        QMap<QString, YamlPosition> &empty, const Reporter &reporter)
{
    static const QRegularExpression shape(QStringLiteral(R"(^[A-Za-z_][A-Za-z0-9_]{0,62}$)"));
    Variables variables;
    if (node.isNull())
        return variables;
    if (!node.isMap()) {
        reporter.error(
            node.at(),
            ConfigText::tr(
                "the parameters of an environment must be a mapping of names and values"));
        return variables;
    }
    for (qsizetype i = 0; i < node.keys().size(); ++i) {
        const YamlKey &key = node.keys().at(i);
        const YamlNode &value = node.children().at(i);
        if (!shape.match(key.name).hasMatch())
            reporter.error(
                key.at, ConfigText::tr("a parameter's name must be letters, digits and '_', not %1")
                            .arg(ConfigText::quoted(key.name)));
        else if (builtinVariables().contains(key.name))
            reporter.error(
                key.at,
                ConfigText::tr("'%1' is set by Opsdeck itself; take another name").arg(key.name));
        else if (value.isNull())
            ended.insert(key.name, value.at());
        else if (!value.isScalar())
            reporter.error(value.at(),
                           ConfigText::tr("parameter '%1' must have one value").arg(key.name));
        else
            variables.insert(key.name, value.text());
        if (value.isScalar() && value.text().isEmpty())
            empty.insert(key.name, value.at());
    }
    return variables;
}

PlatformParameters readPlatformParameters(MapReader &reader, const Reporter &reporter)
{
    PlatformParameters parameters;
    const YamlNode *map = reader.map(QStringLiteral("parameters"));
    if (map == nullptr)
        return parameters;
    for (qsizetype i = 0; i < map->keys().size(); ++i) {
        const YamlKey &key = map->keys().at(i);
        parameters.places.insert(key.name, key.at);
        const YamlNode &values = map->children().at(i);
        parameters.byEnvironment.insert(key.name,
                                        readVariables(values, parameters.ended[key.name],
                                                      parameters.empty[key.name], reporter));
        for (qsizetype at = 0; values.isMap() && at < values.keys().size(); ++at) {
            const YamlPosition place = values.children().at(at).at();
            parameters.origins[key.name].insert(
                values.keys().at(at).name,
                QStringLiteral("%1:%2:%3").arg(reporter.file()).arg(place.line).arg(place.column));
        }
    }
    return parameters;
}

/// One entry under 'platforms'.
struct NamedPlatform
{
    QString file;
    YamlPosition at; ///< of the file's name
    PlatformParameters parameters;
    QList<SettledAnswer> settled;
    QList<NamedFill> fills;
    QList<NamedExpectation> expected;
    QList<ConfigPart> parts;
};

void addParameters(PlatformParameters &to, const PlatformParameters &more)
{
    for (auto it = more.byEnvironment.cbegin(); it != more.byEnvironment.cend(); ++it) {
        to.byEnvironment[it.key()].insert(*it);
        to.origins[it.key()].insert(more.origins.value(it.key()));
        to.places.insert(it.key(), more.places.value(it.key()));
        to.ended[it.key()].insert(more.ended.value(it.key()));
        to.empty[it.key()].insert(more.empty.value(it.key()));
    }
}

QList<NamedPlatform> namedPlatforms(MapReader &root, const Reporter &reporter)
{
    QList<NamedPlatform> all;
    const QList<YamlNode> nodes = root.list(QStringLiteral("platforms"));
    for (const YamlNode &node : nodes) {
        MapReader reader(node, reporter, ConfigText::tr("a platform"));
        if (!reader.isMap())
            continue;
        NamedPlatform named;
        named.file = reader.requiredText(QStringLiteral("file"));
        named.at = reader.at(QStringLiteral("file"));
        named.parameters = readPlatformParameters(reader, reporter);
        named.parameters.at = named.at;
        named.parts = partsOfEntry(node, reporter.file());
        named.settled = readSettled(reader, reporter);
        named.fills = readFills(reader, reporter);
        named.expected = readExpectedDifferences(reader, reporter);
        reader.refuseOthers();
        if (named.file.isEmpty())
            continue;
        const auto first = std::find_if(all.begin(), all.end(), [&](const NamedPlatform &other) {
            return QDir::cleanPath(other.file) == QDir::cleanPath(named.file);
        });
        if (first == all.end()) {
            all.append(named);
            continue;
        }
        reporter.error(named.at, ConfigText::tr("%1 is named twice; put the parameters of all its "
                                                "environments into one entry")
                                     .arg(ConfigText::quoted(named.file)));
        // Else all that these would have filled in were told as missing.
        addParameters(first->parameters, named.parameters);
        first->settled += named.settled;
        first->fills += named.fills;
        first->expected += named.expected;
        first->parts += named.parts;
    }
    return all;
}

QList<LoadedPlatform> readPlatforms(const QList<NamedPlatform> &named, WorkspaceFiles &files,
                                    const KindCatalog &kinds, Problems &problems,
                                    const Reporter &reporter, QList<ConfigPart> &parts)
{
    QList<LoadedPlatform> platforms;
    for (const NamedPlatform &each : named) {
        const qsizetype filesBefore = files.names().size();
        const auto tree = files.readIncluded(each.file, each.at, reporter);
        const qsizetype firstPart = parts.size();
        parts += each.parts;
        if (!tree) {
            if (files.names().size() > filesBefore)
                parts += wholeFile(files.names().constLast());
            continue;
        }
        parts += partsOfPlatform(*tree, files.names().constLast());
        const Reporter own(problems, files.names().constLast());
        auto loaded =
            readPlatform(*tree, each.parameters, files.directory(), kinds.probes, own, reporter);
        if (!loaded) {
            reportLeftOut(files.names().constLast(), each.at, reporter);
            continue;
        }
        for (qsizetype i = firstPart; i < parts.size(); ++i)
            parts[i].platform = loaded->platform.id;
        settle(loaded->platform, each.settled, reporter);
        fillIn(loaded->platform, each.fills, reporter);
        expectDifferences(loaded->platform, each.expected, reporter);
        const bool twice =
            std::any_of(platforms.cbegin(), platforms.cend(), [&](const LoadedPlatform &other) {
                return other.platform.id == loaded->platform.id;
            });
        if (twice)
            own.error(
                tree->at(),
                ConfigText::tr("platform '%1' is there twice").arg(loaded->platform.id.toString()));
        else
            platforms.append(*loaded);
    }
    return platforms;
}

QList<Runbook> readRunbooks(MapReader &root, WorkspaceFiles &files,
                            const QList<LoadedPlatform> &platforms, bool areAllLoaded,
                            const KindCatalog &kinds, Problems &problems, const Reporter &reporter,
                            QList<ConfigPart> &parts)
{
    QList<Runbook> runbooks;
    const QList<YamlNode> nodes = root.texts(QStringLiteral("runbooks"));
    for (const YamlNode &node : nodes) {
        const qsizetype filesBefore = files.names().size();
        const auto tree = files.readIncluded(node.text(), node.at(), reporter);
        ConfigPart name = wholeFile(reporter.file());
        name.from = name.to = node.at();
        name.isRunbook = true;
        parts += name;
        if (files.names().size() > filesBefore) {
            parts += wholeFile(files.names().constLast());
            parts.last().isRunbook = true;
        }
        if (!tree)
            continue;
        const Reporter own(problems, files.names().constLast());
        const int before = own.errorReports();
        const auto runbook =
            readRunbook(*tree, platforms, areAllLoaded, files.directory(), kinds.steps, own);
        if (!runbook) {
            if (own.errorReports() != before)
                reportLeftOut(files.names().constLast(), node.at(), reporter);
            continue;
        }
        if (std::any_of(runbooks.cbegin(), runbooks.cend(),
                        [&](const Runbook &other) { return other.id == runbook->id; }))
            own.error(tree->at(),
                      ConfigText::tr("runbook '%1' is there twice").arg(runbook->id.toString()));
        else
            runbooks.append(*runbook);
    }
    return runbooks;
}

} // namespace

bool LoadedWorkspace::hasErrors() const
{
    return std::any_of(problems.cbegin(), problems.cend(), [](const ConfigProblem &problem) {
        return problem.severity == ProblemSeverity::Error;
    });
}

LoadedWorkspace WorkspaceLoader::load(const QString &fileOrFolder,
                                      const QMap<QString, QByteArray> &overlay) const
{
    Problems problems;
    WorkspaceFiles files(fileOrFolder, problems, overlay);
    LoadedWorkspace loaded;
    const auto finish = [&] {
        loaded.problems = problems.sorted(files.names());
        loaded.files = files.read();
        loaded.fingerprints = files.fingerprints();
        QSet<QString> known(loaded.files.cbegin(), loaded.files.cend());
        for (const ProgramUse &program : std::as_const(loaded.programs)) {
            for (auto it = program.files.cbegin(); it != program.files.cend(); ++it) {
                if (known.contains(it.key()))
                    continue;
                known.insert(it.key());
                loaded.files << it.key();
                loaded.fingerprints << it.value();
            }
        }
        return loaded;
    };
    const auto tree = files.readWorkspace();
    if (!tree)
        return finish();
    const Reporter reporter(problems, files.name());
    MapReader reader(*tree, reporter, ConfigText::tr("a workspace file"));
    if (!reader.isMap())
        return finish();
    for (const QString &other : {QStringLiteral("runbook"), QStringLiteral("platform")}) {
        if (tree->find(QStringLiteral("workspace")) == nullptr && tree->find(other) != nullptr) {
            reporter.error(
                tree->at(),
                other == QLatin1String("platform")
                    ? ConfigText::tr(
                          "this is a platform file; give the folder with its opsdeck.yaml")
                    : ConfigText::tr(
                          "this is a runbook file; give the folder with its opsdeck.yaml"));
            return finish();
        }
    }
    auto workspace = std::make_shared<Workspace>();
    workspace->id = reader.requiredId(QStringLiteral("workspace"));
    workspace->title = reader.text(QStringLiteral("title"), workspace->id);
    workspace->directory = files.directory();
    const QList<NamedPlatform> wanted = namedPlatforms(reader, reporter);
    const QList<LoadedPlatform> platforms =
        readPlatforms(wanted, files, m_kinds, problems, reporter, loaded.parts);
    for (const LoadedPlatform &each : platforms)
        workspace->platforms.append(each.platform);
    workspace->runbooks = readRunbooks(reader, files, platforms, platforms.size() == wanted.size(),
                                       m_kinds, problems, reporter, loaded.parts);
    if (const YamlNode *store = reader.map(QStringLiteral("store")))
        loaded.teamStore = readTeamStore(*store, files.directory(), reporter);
    reader.refuseOthers();
    const YamlNode *named = tree->find(QStringLiteral("platforms"));
    if (named == nullptr || (named->isList() && named->children().isEmpty()))
        reporter.error(reader.at(QStringLiteral("platforms")),
                       ConfigText::tr("a workspace needs at least one platform under 'platforms'"));
    if (!workspace->platforms.isEmpty()) {
        QHash<CheckKey, SourceLocation> places;
        for (const LoadedPlatform &each : platforms) {
            places.insert(each.places);
            loaded.sharedAddresses += each.sharedAddresses;
            loaded.flows.insert(each.flows);
            loaded.metricServers.insert(each.metricServers);
        }
        loaded.programs = withholdPrograms(*workspace, m_kinds.probes, places);
        loaded.workspace = workspace;
    }
    return finish();
}

} // namespace opsdeck
