// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/opener.h"
#include "app/ctl/command.h"

namespace opsdeck {

Command validateCommand();
Command checkCommand();
Command runbookCommand();
Command credentialCommand();
Command schemaCommand();
Command auditCommand();
Command importCommand();
Command trustCommand();
Command queryCommand();

/// All problems of a workspace to standard error.
void complainAbout(const LoadedWorkspace &loaded, const QString &path);
/// Which programs are not run, to standard error.
void noteUntrusted(const TrustedWorkspace &opened, const QString &path);

} // namespace opsdeck
