// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/metric.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>
#include <QVariantMap>

#include <optional>

namespace opsdeck {

/// What a Linux host tells of itself, asked once by a script of POSIX sh. What it could not tell is
/// absent.
struct HostFacts
{
    struct Mount
    {
        QString device;
        double size = 0; ///< bytes
        double used = 0;
        double available = 0; ///< to ordinary users
        std::optional<double> inodes;
        std::optional<double> inodesUsed;

        double usedRatio() const { return used + available > 0 ? used / (used + available) : 0; }

        bool operator==(const Mount &) const = default;
    };

    bool isWhole = false;       ///< the script ran to its end
    std::optional<double> time; ///< seconds of UTC when it began
    bool isTimeExact = false;   ///< with a fraction of a second
    QString system;
    std::optional<double> uptime; ///< seconds
    std::optional<double> load1;
    std::optional<double> load5;
    std::optional<double> load15;
    std::optional<double> cpus;
    std::optional<double> memoryTotal; ///< bytes
    std::optional<double> memoryAvailable;
    std::optional<double> swapTotal;
    std::optional<double> swapFree;
    QMap<QString, Mount> mounts;            ///< by mount point
    std::optional<QStringList> failedUnits; ///< absent: no systemd
    bool isRebootNeeded = false;
    QStringList rebootPackages;
    std::optional<int> commandExit;
    QString commandOutput; ///< its first line

    std::optional<double> loadPerCpu() const
    {
        return load1 && cpus && *cpus > 0 ? std::optional(*load1 / *cpus) : std::nullopt;
    }

    std::optional<double> memoryRatio() const;
    std::optional<double> swapRatio() const;

    static constexpr int kMostMounts = 64;

    /// The script's output; `mark` is the word that begins its sections, unknown to whoever else
    /// writes there.
    static HostFacts parse(const QByteArray &output, const QByteArray &mark);
    /// `command`: run too, by the same shell; may be empty.
    static QByteArray script(const QByteArray &mark, const QStringList &command,
                             Milliseconds limit);

    QVariantMap fields() const;
    QList<Sample> samples() const;
};

} // namespace opsdeck
