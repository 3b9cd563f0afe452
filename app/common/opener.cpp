// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/opener.h"

#include "services/runbooks/builtinsteps.h"

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

QString problemText(const ConfigProblem &problem, const QString &fileOrFolder)
{
    const QFileInfo info(fileOrFolder);
    const QString folder = info.isDir() ? fileOrFolder : info.path();
    ConfigProblem seen = problem;
    if (folder != QLatin1String("."))
        seen.where.file = QDir::cleanPath(folder + QLatin1Char('/') + problem.where.file);
    return seen.toString();
}

} // namespace opsdeck
