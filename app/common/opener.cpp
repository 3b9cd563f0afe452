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

TrustedWorkspace openTrusted(const QString &fileOrFolder, const QString &dataDirectory, bool isAll)
{
    TrustedWorkspace opened{openWorkspace(fileOrFolder), {}, {}};
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
