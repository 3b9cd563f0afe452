// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"

#include <QMap>

namespace opsdeck {

/// Where a workspace uses an entry of the keychain: "shop/prod/db/select", "runbook backup-database
/// in prod". By id, sorted.
QMap<CredentialId, QStringList> credentialUses(const Workspace &workspace, const KindCatalog &kinds,
                                               const MetricServerBook &servers = {},
                                               const std::optional<TeamPlace> &teamStore = {});

} // namespace opsdeck
