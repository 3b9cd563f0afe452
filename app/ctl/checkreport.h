// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QJsonObject>

#include <optional>

namespace opsdeck {

/// What `check` reports: the views of the polled environments, in the workspace's order.
struct CheckReport
{
    WorkspacePtr workspace;
    QList<EnvironmentView> environments;
    Instant generatedAt;

    /// Worst of all that is expected to have a state; Unknown when there is no service at all.
    /// Nothing when every service is planned, optional without a check or not configured: nobody
    /// polls those, so nothing is wrong and nothing is green.
    std::optional<Health> health() const;
};

/// The stable form of DESIGN §7.
QJsonObject toJson(const CheckReport &report);
/// Shape + word + figure a line, problems' sentences below the services they belong to.
QString toTable(const CheckReport &report);

} // namespace opsdeck
