// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/importers/dotenv.h"
#include "services/importers/importedstack.h"

#include <optional>

namespace opsdeck {

struct ComposeImportRequest
{
    /// Compose files, merged in this order; a folder stands for the usual files in it. Relative
    /// names are against `directory`.
    QStringList files;
    QStringList envFiles;   ///< instead of `.env` beside the first file; later ones go first
    QStringList profiles;   ///< "*" for all
    bool isLoose = false;   ///< keys that the specification does not know are let pass
    QStringList nginxFiles; ///< configurations of the stack's nginx: FILE or SERVICE=FILE
    QString environment = QStringLiteral("dev"); ///< id of the environment to make
    std::optional<Tier> tier;                   ///< of that environment; without one its name tells
    QString host = QStringLiteral("127.0.0.1"); ///< where its published ports are
    QStringList via;          ///< hosts of ssh that lead there; Docker is asked by that way too
    EnvironmentMap variables; ///< of the process; they go before those of files
    QString directory;        ///< absolute
    QList<KindInfo> kinds;    ///< check kinds that may be written
    ImportChoices choices;    ///< of a person who has seen an earlier result
};

/// Reads compose files and makes of them what Opsdeck watches. Reads files: not for the GUI or
/// engine thread. Thread-safe. The same files give the same result.
ImportedStack importCompose(const ComposeImportRequest &request);

} // namespace opsdeck
