// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/yamlnode.h"
#include "services/domain/id.h"
#include "services/domain/problem.h"

#include <QList>

namespace opsdeck {

/// Lines of a workspace's files that are of one platform alone, or of one environment or service of
/// it; of a runbook's file, of none of them.
struct ConfigPart
{
    QString file; ///< relative to the workspace's folder
    YamlPosition from;
    YamlPosition to;             ///< of the last value in it
    PlatformId platform;         ///< empty: of one that could not be read
    EnvironmentId environment{}; ///< empty: of all of the platform's
    ServiceId service{};         ///< empty: of no single one
    bool isRunbook = false;

    bool holds(const SourceLocation &place) const;
};

/// All of a file.
ConfigPart wholeFile(const QString &file);
/// An entry under 'platforms' of the workspace file, with the parameters of each environment.
QList<ConfigPart> partsOfEntry(const YamlNode &entry, const QString &file);
/// A platform's file: its environments, its services and what differs in them.
QList<ConfigPart> partsOfPlatform(const YamlNode &root, const QString &file);

} // namespace opsdeck
