// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/findings.h"
#include "services/probes/host/hostfacts.h"

#include <QRegularExpression>

namespace opsdeck {

/// The host's clock held against ours.
struct ClockOffset
{
    double seconds = 0;     ///< positive: the host is ahead
    double uncertainty = 0; ///< seconds
};

struct HostLimits
{
    enum class OnState { Ignore, Warning, Critical };

    Limits load;     ///< load1 per CPU
    Limits memory;   ///< ratio in use
    Limits swap;     ///< ratio in use
    Limits disk;     ///< ratio in use, of each mount
    Limits inodes;   ///< ratio in use
    Limits diskFull; ///< ms until a disk is full, below
    Limits clock;    ///< ms apart
    Limits uptime;   ///< ms since the start, below
    OnState failedUnits = OnState::Warning;
    OnState rebootNeeded = OnState::Ignore;
    QList<QRegularExpression> mounts; ///< that are judged; empty: all

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    static HostLimits from(const Parameters &parameters);

    bool judges(const QString &mount) const;
};

/// `toFull`: seconds, by mount.
Findings judgeHost(const HostFacts &facts, const HostLimits &limits,
                   const QMap<QString, double> &toFull, const std::optional<ClockOffset> &clock,
                   const QString &host);

} // namespace opsdeck
