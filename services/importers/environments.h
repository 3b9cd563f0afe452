// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composeimport.h"

namespace opsdeck {

/// An environment that runs a stack in its own way.
struct ImportedEnvironment
{
    QString id;
    QStringList files; ///< compose files merged over those of all environments
    std::optional<Tier> tier;
    QString host; ///< where its published ports are; empty: this machine
    QStringList via;
};

/// One import for each environment of `request`, whose files, choices and kinds are those of all.
/// In the order of `environments`.
QList<ImportedStack> importEnvironments(const ComposeImportRequest &request,
                                        const QList<ImportedEnvironment> &environments);

/// Of all stacks, each once.
QList<ImportFinding> findingsOf(const QList<ImportedStack> &stacks);
bool hasErrors(const QList<ImportedStack> &stacks);
/// Services of all stacks, each as the first environment that has it says; edges, secrets and
/// parameters likewise. To be shown, not written.
ImportedStack overviewOf(const QList<ImportedStack> &stacks);

} // namespace opsdeck
