// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockeroutcome.h"

#include "services/net/neterrors.h"
#include "services/probes/outcome.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kNamesShown = 3;

class Docker
{
    Q_DECLARE_TR_FUNCTIONS(DockerOutcome)
};

struct Judged
{
    const DockerInstance *instance = nullptr;
    DockerVerdict verdict;
};

/// "2 of 3 run": how many are as they should be, and how many should.
struct Tally
{
    int good = 0;
    int expected = 0;
    QStringList missing; ///< services of a project without any container

    QString toString() const
    {
        return good > expected ? Docker::tr("%1 run, %2 expected").arg(good).arg(expected)
                               : Docker::tr("%1 of %2 run").arg(good).arg(expected);
    }
};

QString sentence(const Judged &judged)
{
    return judged.instance->container.name + QLatin1Char(' ') + judged.verdict.predicate;
}

void worsen(ProbeOutcome &outcome, CheckStatus status, const Error &error, const QString &figure)
{
    outcome.status = status;
    outcome.error = error;
    outcome.message = asMessage(error.message);
    outcome.figure = figure;
}

Error notThere(const DockerWanted &wanted)
{
    const DockerSubject &subject = wanted.subject;
    switch (subject.kind) {
    case DockerSubject::Kind::Container:
        return {ErrorKind::NotFound,
                Docker::tr("There is no container named %1.").arg(subject.name),
                Docker::tr(
                    "It was removed or never made. Try: docker ps -a, and the name in the check."),
                {}};
    case DockerSubject::Kind::Service:
        return {ErrorKind::NotFound,
                subject.project.isEmpty()
                    ? Docker::tr("There is no container of the service %1.").arg(subject.name)
                    : Docker::tr("There is no container of the service %1 in the project %2.")
                          .arg(subject.name, subject.project),
                Docker::tr("It was taken down or never started. Try: docker compose up -d %1, and "
                           "service and project in the check.")
                    .arg(subject.name),
                {}};
    case DockerSubject::Kind::Project:
    case DockerSubject::Kind::Engine:
        break;
    }
    return {ErrorKind::NotFound,
            Docker::tr("There is no container of the project %1.").arg(subject.project),
            Docker::tr("It was taken down or never started. Try: docker compose ls -a, and the "
                       "project in the check."),
            {}};
}

/// Why not all are as they should be: the first bad one, else what is missing.
Error shortfall(const DockerWanted &wanted, const QList<Judged> &judged, const Tally &tally)
{
    const auto firstBad = std::find_if(judged.cbegin(), judged.cend(), [](const Judged &each) {
        return each.verdict.grade == DockerGrade::Bad;
    });
    if (judged.size() == 1 && tally.expected == 1 && firstBad != judged.cend())
        return {ErrorKind::Status, sentence(*firstBad) + QLatin1Char('.'), firstBad->verdict.advice,
                firstBad->verdict.detail};
    QString message = Docker::tr("%1: %2").arg(wanted.subject.toString(), tally.toString());
    QString advice;
    QString detail;
    if (firstBad != judged.cend()) {
        message += QLatin1String("; ") + sentence(*firstBad);
        advice = firstBad->verdict.advice;
        detail = firstBad->verdict.detail;
    }
    if (!tally.missing.isEmpty()) {
        message += QLatin1String("; ")
                   + Docker::tr("no container of %1")
                         .arg(tally.missing.mid(0, kNamesShown).join(QLatin1String(", ")));
        advice = advice.isEmpty() ? Docker::tr("Try: docker compose up -d.") : advice;
    } else if (judged.size() < tally.expected) {
        message += QLatin1String("; ")
                   + Docker::tr("%n container(s) (is|are) missing", nullptr,
                                tally.expected - static_cast<int>(judged.size()));
        advice =
            advice.isEmpty()
                ? Docker::tr("Try: docker compose up -d --scale, and expect_replicas in the check.")
                : advice;
    }
    return {ErrorKind::Status, message + QLatin1Char('.'), advice, detail};
}

Tally tallyOf(const DockerWanted &wanted, const QList<Judged> &judged)
{
    Tally tally;
    tally.good =
        static_cast<int>(std::count_if(judged.cbegin(), judged.cend(), [](const Judged &each) {
            return each.verdict.grade != DockerGrade::Bad;
        }));
    tally.expected = wanted.replicas > 0 ? wanted.replicas : static_cast<int>(judged.size());
    QSet<QString> there;
    for (const Judged &each : judged)
        there.insert(each.instance->container.compose.service);
    for (const QString &service : wanted.services) {
        if (!there.contains(service))
            tally.missing.append(service);
    }
    tally.expected += static_cast<int>(tally.missing.size());
    return tally;
}

void judgeDoubts(const QList<Judged> &judged, const DockerWanted &wanted, ProbeOutcome &outcome)
{
    for (const Judged &each : judged) {
        if (each.verdict.grade == DockerGrade::Doubtful) {
            worsen(outcome, CheckStatus::Warning,
                   {ErrorKind::Status, sentence(each) + QLatin1Char('.'), each.verdict.advice,
                    each.verdict.detail},
                   each.verdict.figure);
            return;
        }
    }
    for (const Judged &each : judged) {
        if (const std::optional<DockerVerdict> excess = excessOf(*each.instance, wanted.rules)) {
            worsen(outcome, CheckStatus::Warning,
                   {ErrorKind::Condition,
                    each.instance->container.name + QLatin1Char(' ') + excess->predicate
                        + QLatin1Char('.'),
                    excess->advice,
                    {}},
                   excess->figure);
            return;
        }
    }
}

void judgeContainers(const DockerWanted &wanted, const QList<Judged> &judged, ProbeOutcome &outcome)
{
    const Tally tally = tallyOf(wanted, judged);
    outcome.fields.insert(QStringLiteral("docker.found"), static_cast<int>(judged.size()));
    outcome.fields.insert(QStringLiteral("docker.good"), tally.good);
    outcome.fields.insert(QStringLiteral("docker.expected"), tally.expected);
    outcome.samples.append({QStringLiteral("docker_containers_good"),
                            {},
                            static_cast<double>(tally.good),
                            MetricType::Gauge});
    outcome.samples.append({QStringLiteral("docker_containers_expected"),
                            {},
                            static_cast<double>(tally.expected),
                            MetricType::Gauge});
    if (judged.isEmpty()) {
        worsen(outcome, CheckStatus::Critical, notThere(wanted), figureFor(ErrorKind::NotFound));
        return;
    }
    const bool isSingle = judged.size() == 1 && tally.expected == 1;
    const QString figure = isSingle ? judged.first().verdict.figure
                                    : Docker::tr("%1/%2").arg(tally.good).arg(tally.expected);
    if (tally.good < tally.expected) {
        worsen(outcome, tally.good == 0 ? CheckStatus::Critical : CheckStatus::Warning,
               shortfall(wanted, judged, tally), figure);
        return;
    }
    outcome.message = isSingle ? sentence(judged.first()) : tally.toString();
    outcome.figure = figure;
    judgeDoubts(judged, wanted, outcome);
}

void addDisk(const DockerWanted &wanted, const dockerapi::DiskUse &disk,
             const QList<DockerInstance> &instances, ProbeOutcome &outcome)
{
    const auto add = [&outcome](const char *type, qint64 bytes) {
        outcome.fields.insert(QStringLiteral("docker.disk.%1_bytes").arg(QLatin1String(type)),
                              bytes);
        outcome.samples.append({QStringLiteral("docker_disk_bytes"),
                                {{QStringLiteral("type"), QLatin1String(type)}},
                                static_cast<double>(bytes),
                                MetricType::Gauge});
    };
    add("images", disk.images);
    add("containers", disk.containers);
    add("volumes", disk.volumes);
    add("build_cache", disk.buildCache);
    outcome.fields.insert(QStringLiteral("docker.disk.unused_images_bytes"), disk.unusedImages);
    outcome.fields.insert(QStringLiteral("docker.disk.unused_volumes_bytes"), disk.unusedVolumes);
    QSet<QString> volumes;
    for (const DockerInstance &instance : instances) {
        for (const dockerapi::Mount &mount : instance.container.mounts) {
            if (mount.type == QLatin1String("volume") && disk.volumeSizes.contains(mount.source))
                volumes.insert(mount.source);
        }
    }
    for (const QString &volume : volumes) {
        const auto size = static_cast<double>(disk.volumeSizes.value(volume));
        outcome.samples.append({QStringLiteral("docker_volume_bytes"),
                                {{QStringLiteral("volume"), volume}},
                                size,
                                MetricType::Gauge});
    }
    if (outcome.message.isEmpty()) {
        outcome.message = Docker::tr("Docker uses %1 of disk").arg(byteText(disk.total()));
        outcome.figure = byteText(disk.total());
    }
    if (outcome.status == CheckStatus::Ok && wanted.diskLimit && disk.total() > *wanted.diskLimit)
        worsen(outcome, CheckStatus::Warning,
               {ErrorKind::Condition,
                Docker::tr("Docker uses %1 of disk, limit %2.")
                    .arg(byteText(disk.total()), byteText(*wanted.diskLimit)),
                Docker::tr("%1 of it are images and volumes that no container uses. Try: docker "
                           "system df -v, then docker image prune.")
                    .arg(byteText(disk.unused())),
                {}},
               byteText(disk.total()));
}

} // namespace

QString DockerSubject::toString() const
{
    switch (kind) {
    case Kind::Container:
        return Docker::tr("container %1").arg(name);
    case Kind::Service:
        return Docker::tr("service %1")
            .arg(project.isEmpty() ? name : project + QLatin1Char('/') + name);
    case Kind::Project:
        return Docker::tr("project %1").arg(project);
    case Kind::Engine:
        break;
    }
    return Docker::tr("engine");
}

ProbeOutcome dockerOutcome(const DockerWanted &wanted, const QList<DockerInstance> &instances,
                           const std::optional<dockerapi::DiskUse> &disk, qint64 engineNow)
{
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    const bool isBrief = wanted.subject.kind == DockerSubject::Kind::Project;
    QList<Judged> judged;
    int index = 0;
    for (const DockerInstance &instance : instances) {
        DockerRules rules = wanted.rules;
        rules.isJob = rules.isJob || wanted.jobs.contains(instance.container.compose.service);
        judged.append({&instance, verdictOf(instance, rules, engineNow)});
        // A name may hold dots, which would look like a deeper place.
        const QString place = isBrief ? QString::number(++index) : instance.label;
        addDockerFacts(QStringLiteral("instance.%1.").arg(place), instance,
                       judged.last().verdict.grade != DockerGrade::Bad, isBrief, outcome);
    }
    if (wanted.subject.kind != DockerSubject::Kind::Engine)
        judgeContainers(wanted, judged, outcome);
    if (disk)
        addDisk(wanted, *disk, instances, outcome);
    return outcome;
}

} // namespace opsdeck
