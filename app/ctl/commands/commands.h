// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "services/config/workspaceloader.h"

namespace opsdeck {

Command validateCommand();
Command checkCommand();
Command runbookCommand();
Command credentialCommand();
Command schemaCommand();
Command auditCommand();
Command importCommand();

/// All problems of a workspace to standard error.
void complainAbout(const LoadedWorkspace &loaded, const QString &path);

} // namespace opsdeck
