// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/workspacetext.h"

#include <QJsonObject>

namespace opsdeck {

/// What was found, guessed, written and not mapped, for people.
QString importTable(const ImportedStack &stack, const QList<WrittenFile> &written,
                    const ImportChanges &changes);
/// The same for programs.
QJsonObject importJson(const ImportedStack &stack, const QList<WrittenFile> &written,
                       const ImportChanges &changes);
/// "file:line:column: level: [service] key: text".
QString findingText(const ImportFinding &finding);

} // namespace opsdeck
