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
    ServiceId onlyService = {}; ///< the only one that is reported; empty: all

    bool isReported(const ServiceView &view) const
    {
        return onlyService.isEmpty() || view.key.service == onlyService;
    }

    /// Of what is reported: worst of all that is expected to have a state; Unknown when there is no
    /// service at all. Nothing when every service is planned, optional without a check or not
    /// configured: nobody polls those, so nothing is wrong and nothing is green.
    std::optional<Health> health() const;
};

/// The stable form of DESIGN §7. An environment's state and counts are those of all of it, also
/// where one service alone is reported.
QJsonObject toJson(const CheckReport &report);
/// Shape + word + figure a line; below a service what its checks say that are not well, each by its
/// name.
QString toTable(const CheckReport &report);

} // namespace opsdeck
