// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/probes/docker/dockerapi.h"

#include <optional>

namespace opsdeck {

/// One container with what was found out about it.
struct DockerInstance
{
    QString
        label; ///< the replica's number, or the container's name where a whole project is looked at
    dockerapi::Container container;
    QString digest; ///< of its image in the registry; empty: not known
    std::optional<dockerapi::Stats> stats;
    std::optional<double> cores; ///< in use
    int recentRestarts = 0;

    /// Shares of what it may have, 0 to 1 and above; nothing when not known.
    std::optional<double> memoryShare() const;
    std::optional<double> cpuShare() const;
};

/// What is expected of a container.
struct DockerRules
{
    bool isJob = false; ///< runs to its end: ended with exit code 0 is what it should be
    int restartsLimit = 3;
    Milliseconds restartsWindow{600'000};
    std::optional<double> memoryLimit; ///< shares; at or above is a warning
    std::optional<double> cpuLimit;
};

enum class DockerGrade { Good, Doubtful, Bad };

/// What the state of one container means.
struct DockerVerdict
{
    DockerGrade grade = DockerGrade::Good;
    QString predicate; ///< goes on from the container's name: "exited with code 137 (SIGKILL) 5 min
                       ///< ago"
    QString advice;    ///< empty when Good
    QString figure;    ///< "exit 137", "paused", "healthy"
    QString detail;    ///< foreign words: of the health check, of the engine

    bool operator==(const DockerVerdict &) const = default;
};

/// `engineNow`: the time by the engine's clock, milliseconds of UTC.
DockerVerdict verdictOf(const DockerInstance &instance, const DockerRules &rules, qint64 engineNow);
/// What is above its limit, as a predicate and an advice; nothing when all is below.
std::optional<DockerVerdict> excessOf(const DockerInstance &instance, const DockerRules &rules);

/// "code 137 (SIGKILL)", "code 127 (command not found)", "code 3".
QString exitCodeText(int code);

} // namespace opsdeck
