// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/configparts.h"
#include "services/domain/edgeflow.h"
#include "services/domain/kindinfo.h"
#include "services/domain/metricserver.h"
#include "services/domain/problem.h"
#include "services/domain/program.h"
#include "services/domain/teamplace.h"
#include "services/domain/workspace.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <optional>

namespace opsdeck {

/// What definitions may name.
struct KindCatalog
{
    QList<KindInfo> probes;
    QList<KindInfo> steps;
};

struct LoadedWorkspace
{
    WorkspacePtr workspace;             ///< all that is sound; null when nothing is
    FlowBook flows;                     ///< what is said to flow over its dependencies
    MetricServerBook metricServers;     ///< of the environments that have one
    std::optional<TeamPlace> teamStore; ///< where the team keeps its history; none: here alone
    QList<ConfigProblem> problems;      ///< files relative to the workspace's folder
    /// Absolute: those that were read or looked for, the workspace file first; scripts of its own
    /// that it runs last.
    QStringList files;
    /// What polling it would run. The checks that would are withheld: see releasedPrograms().
    QList<ProgramUse> programs;
    /// Warnings of what two environments ask at one address, beside `problems`: that may be meant.
    QList<ConfigProblem> sharedAddresses;
    QList<ConfigPart> parts;  ///< what of the files is of one platform, environment… alone
    QStringList fingerprints; ///< WorkspaceWatch's of each, taken before it was read

    bool hasErrors() const;
};

/// Reads a workspace with all its files and says all that is wrong with it. A broken platform or
/// runbook file does not take away the others. Reads files: not for the GUI or engine thread.
/// Thread-safe.
class WorkspaceLoader final
{
public:
    explicit WorkspaceLoader(KindCatalog kinds)
        : m_kinds(std::move(kinds))
    {}

    /// A workspace file, or a folder with an `opsdeck.yaml`.
    LoadedWorkspace load(const QString &fileOrFolder) const { return load(fileOrFolder, {}); }

    /// As it would be with other bytes in some files, by absolute path.
    LoadedWorkspace load(const QString &fileOrFolder,
                         const QMap<QString, QByteArray> &overlay) const;

private:
    KindCatalog m_kinds;
};

} // namespace opsdeck
