// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/opener.h"

#include "services/config/programs.h"
#include "services/runbooks/builtinsteps.h"
#include "services/trust/truststore.h"

#include <QDir>
#include <QFileInfo>

namespace opsdeck {

KindCatalog kindCatalog()
{
    return {builtinProbes().infos(), builtinSteps().infos()};
}

LoadedWorkspace openWorkspace(const QString &fileOrFolder)
{
    return WorkspaceLoader(kindCatalog()).load(fileOrFolder);
}

namespace {

TrustedWorkspace released(const LoadedWorkspace &withheld, const QString &dataDirectory, bool isAll)
{
    TrustedWorkspace opened{withheld, {}, {}};
    LoadedWorkspace &loaded = opened.loaded;
    if (!loaded.workspace || loaded.programs.isEmpty())
        return opened;
    QSet<QString> trusted = isAll ? digestsOf(loaded.programs) : QSet<QString>();
    if (!isAll) {
        const auto kept = TrustStore(dataDirectory).trusted(loaded.files.constFirst());
        if (kept)
            trusted = *kept;
        else
            opened.trustError = kept.error();
    }
    loaded.workspace = releasedPrograms(loaded.workspace, loaded.programs, trusted);
    opened.untrusted = notAmong(loaded.programs, trusted);
    return opened;
}

} // namespace

TrustedWorkspace openTrusted(const QString &fileOrFolder, const QString &dataDirectory, bool isAll)
{
    return released(openWorkspace(fileOrFolder), dataDirectory, isAll);
}

TrustedWorkspace releasedAnew(const WorkspacePtr &running, const QList<ProgramUse> &programs,
                              const QString &workspaceFile, const QString &dataDirectory)
{
    QHash<CheckKey, SourceLocation> places;
    for (const ProgramUse &program : programs) {
        for (const CheckKey &key : program.checks)
            places.insert(key, program.where);
    }
    auto withheld = std::make_shared<Workspace>(*running);
    LoadedWorkspace loaded;
    loaded.files = {workspaceFile};
    loaded.programs = withholdPrograms(*withheld, kindCatalog().probes, places);
    loaded.workspace = withheld;
    return released(loaded, dataDirectory, false);
}

QString problemText(const ConfigProblem &problem, const QString &fileOrFolder)
{
    const QFileInfo info(fileOrFolder);
    const QString folder = info.isDir() ? fileOrFolder : info.path();
    ConfigProblem seen = problem;
    if (folder != QLatin1String("."))
        seen.where.file = QDir::cleanPath(QDir(folder).filePath(problem.where.file));
    return seen.toString();
}

} // namespace opsdeck
