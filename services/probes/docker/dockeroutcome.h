// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/docker/dockerverdict.h"
#include "services/probes/probe.h"

namespace opsdeck {

/// Whom a check of Docker is about.
struct DockerSubject
{
    enum class Kind { Engine, Container, Service, Project };

    Kind kind = Kind::Engine;
    QString name;    ///< of container or service
    QString project; ///< empty: whichever

    /// "container web", "service shop/api": within a sentence.
    QString toString() const;
};

struct DockerWanted
{
    DockerSubject subject;
    DockerRules rules;
    int replicas = 0;                ///< 0: as many as there are containers
    QStringList services;            ///< of a project: those that must be there
    QStringList jobs;                ///< of a project: those that run to their end
    std::optional<qint64> diskLimit; ///< bytes; more is a warning
};

/// Judges the containers together: all good is Ok, some Warning, none Critical. Fields docker.… and
/// instance.LABEL.…, samples docker_… with the label `instance`. `engineNow`: the time by the
/// engine's clock, milliseconds of UTC.
ProbeOutcome dockerOutcome(const DockerWanted &wanted, const QList<DockerInstance> &instances,
                           const std::optional<dockerapi::DiskUse> &disk, qint64 engineNow);

/// What is known of one container, into fields and samples.
void addDockerFacts(const QString &prefix, const DockerInstance &instance, bool isGood,
                    bool isBrief, ProbeOutcome &outcome);

} // namespace opsdeck
