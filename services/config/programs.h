// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/domain/program.h"
#include "services/domain/workspace.h"

#include <QHash>

namespace opsdeck {

/// Every program that polling `workspace` would run, in its order, equal ones once; `places` tells
/// where their checks stand. Marks the checks that run one as withheld: whoever trusts them
/// releases them. Reads files: see filesNamedIn().
///
/// A program is what a kind takes as an argument vector, and ssh with a configuration of the
/// workspace's own, by the check or by its way: such a file may name programs itself
/// (ProxyCommand). What a host is asked by ssh with the user's own configuration is Opsdeck's own
/// question.
QList<ProgramUse> withholdPrograms(Workspace &workspace, const QList<KindInfo> &kinds,
                                   const QHash<CheckKey, SourceLocation> &places);

/// `workspace` with those checks released of which every program is among `trusted`.
WorkspacePtr releasedPrograms(const WorkspacePtr &workspace, const QList<ProgramUse> &programs,
                              const QSet<QString> &trusted);

} // namespace opsdeck
