// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerverdict.h"

#include "services/net/neterrors.h"

#include <QCoreApplication>

#include <cstring>

namespace opsdeck {

namespace {

using dockerapi::Container;

class Docker
{
    Q_DECLARE_TR_FUNCTIONS(DockerVerdict)
};

/// ", 5 min ago"; empty when it is not known.
QString ago(const QDateTime &time, qint64 engineNow)
{
    if (!time.isValid())
        return {};
    const qint64 passed = std::max<qint64>(0, engineNow - time.toMSecsSinceEpoch());
    return QLatin1String(", ") + Docker::tr("%1 ago").arg(durationText(Milliseconds(passed)));
}

QString tryItsLog(const Container &container)
{
    return Docker::tr("Try: its log (docker logs %1).").arg(container.name);
}

DockerVerdict bad(const QString &predicate, const QString &advice, const QString &figure,
                  const QString &detail = {})
{
    return {DockerGrade::Bad, predicate, advice, figure, detail};
}

DockerVerdict ranOutOfMemory(const Container &container, const QString &when)
{
    const QString limit = container.memoryLimit > 0
                              ? Docker::tr(", limit %1").arg(byteText(container.memoryLimit))
                              : QString();
    return bad(Docker::tr("was killed for lack of memory%1%2").arg(limit, when),
               Docker::tr("It needs more than it may have, or it leaks. Try: its log, its memory's "
                          "course, a higher limit."),
               Docker::tr("OOM"));
}

DockerVerdict ended(const Container &container, const DockerRules &rules, qint64 engineNow)
{
    const QString when = ago(container.finishedAt, engineNow);
    if (!container.startError.isEmpty())
        return bad(
            Docker::tr("could not be started"),
            Docker::tr(
                "The engine's own words are below. Try: its image, command, ports and mounts."),
            Docker::tr("not started"), container.startError);
    if (container.wasOutOfMemory)
        return ranOutOfMemory(container, when);
    const QString code = exitCodeText(container.exitCode);
    if (rules.isJob && container.exitCode == 0)
        return {DockerGrade::Good, Docker::tr("is done%1").arg(when), {}, Docker::tr("done"), {}};
    const QString figure = Docker::tr("exit %1").arg(container.exitCode);
    if (container.exitCode == 137)
        return bad(
            Docker::tr("exited with %1%2").arg(code, when),
            Docker::tr("It was killed, not for its memory limit: by docker kill, a stop that took "
                       "too long, or the host. Try: docker logs %1, and who stopped it.")
                .arg(container.name),
            figure);
    if (container.exitCode == 0 || container.exitCode == 143)
        return bad(
            Docker::tr("exited with %1%2").arg(code, when),
            Docker::tr(
                "It ended by itself or was stopped. Try: docker start %1, or who stopped it.")
                .arg(container.name),
            figure);
    return bad(Docker::tr("exited with %1%2").arg(code, when), tryItsLog(container), figure);
}

DockerVerdict running(const DockerInstance &instance, qint64 engineNow)
{
    const Container &container = instance.container;
    if (container.health == QLatin1String("unhealthy"))
        return bad(
            Docker::tr("runs but is unhealthy: its health check failed %n time(s) in a row",
                       nullptr, container.failingStreak),
            Docker::tr("Its health check's own words are below. %1").arg(tryItsLog(container)),
            Docker::tr("unhealthy"), container.healthOutput);
    if (container.health == QLatin1String("starting"))
        return {
            DockerGrade::Doubtful, Docker::tr("runs; its health check has not passed yet"),
            Docker::tr("It may still be starting. Try: wait for its start period, then its log."),
            Docker::tr("starting"), container.healthOutput};
    if (container.wasOutOfMemory)
        return {DockerGrade::Doubtful,
                Docker::tr("runs, but a process in it was killed for lack of memory"),
                Docker::tr("Try: its log, and a higher memory limit."),
                Docker::tr("OOM"),
                {}};
    const bool isHealthy = container.health == QLatin1String("healthy");
    const QString passed = container.startedAt.isValid()
                               ? durationText(Milliseconds(std::max<qint64>(
                                     0, engineNow - container.startedAt.toMSecsSinceEpoch())))
                               : QString();
    QString words =
        passed.isEmpty() ? Docker::tr("runs") : Docker::tr("has run for %1").arg(passed);
    if (isHealthy)
        words = Docker::tr("%1, healthy").arg(words);
    return {DockerGrade::Good,
            words,
            {},
            isHealthy ? Docker::tr("healthy") : Docker::tr("running"),
            {}};
}

} // namespace

std::optional<double> DockerInstance::memoryShare() const
{
    if (!stats || stats->isEmpty() || stats->memoryCeiling <= 0)
        return std::nullopt;
    return static_cast<double>(stats->memory) / static_cast<double>(stats->memoryCeiling);
}

std::optional<double> DockerInstance::cpuShare() const
{
    const double ceiling = container.cpuLimit > 0 ? container.cpuLimit : stats ? stats->cpus : 0;
    if (!cores || ceiling <= 0)
        return std::nullopt;
    return *cores / ceiling;
}

DockerVerdict verdictOf(const DockerInstance &instance, const DockerRules &rules, qint64 engineNow)
{
    const Container &container = instance.container;
    const QString &state = container.state;
    const bool isLooping =
        rules.restartsLimit > 0 && instance.recentRestarts >= rules.restartsLimit;
    if (isLooping && (state == QLatin1String("running") || state == QLatin1String("restarting"))) {
        const QString last =
            container.exitCode != 0
                ? Docker::tr(", last with %1").arg(exitCodeText(container.exitCode))
                : QString();
        return bad(Docker::tr("started again %n time(s) in %1%2", nullptr, instance.recentRestarts)
                       .arg(durationText(rules.restartsWindow), last),
                   Docker::tr("It starts and ends again and again. %1").arg(tryItsLog(container)),
                   Docker::tr("restarts"), container.startError);
    }
    if (state == QLatin1String("running"))
        return running(instance, engineNow);
    if (state == QLatin1String("restarting"))
        return bad(Docker::tr("is waiting to be started again after it exited with %1")
                       .arg(exitCodeText(container.exitCode)),
                   tryItsLog(container), Docker::tr("restarting"), container.startError);
    if (state == QLatin1String("paused"))
        return bad(
            Docker::tr("is paused"),
            Docker::tr("All its processes are frozen. Try: docker unpause %1.").arg(container.name),
            Docker::tr("paused"));
    if (state == QLatin1String("exited") || state == QLatin1String("stopped"))
        return ended(container, rules, engineNow);
    if (state == QLatin1String("created") || state == QLatin1String("configured")
        || state == QLatin1String("initialized")) {
        if (!container.startError.isEmpty())
            return ended(container, rules, engineNow);
        return bad(Docker::tr("was made but never started"),
                   Docker::tr("What it depends on may not be there. Try: docker start %1.")
                       .arg(container.name),
                   Docker::tr("not started"));
    }
    if (state == QLatin1String("removing"))
        return bad(Docker::tr("is being removed"),
                   Docker::tr("Somebody takes it away, or makes it anew."), Docker::tr("removing"));
    if (state == QLatin1String("dead"))
        return bad(Docker::tr("is dead: the engine could not remove it whole"),
                   Docker::tr("Try: docker rm -f %1, then make it anew.").arg(container.name),
                   Docker::tr("dead"), container.startError);
    return bad(Docker::tr("is in the state '%1'").arg(state), tryItsLog(container), state);
}

std::optional<DockerVerdict> excessOf(const DockerInstance &instance, const DockerRules &rules)
{
    const auto percent = [](double share) { return qRound(std::min(share, 1000.0) * 100); };
    const std::optional<double> memory = instance.memoryShare();
    if (rules.memoryLimit && memory && *memory >= *rules.memoryLimit)
        return DockerVerdict{
            DockerGrade::Doubtful,
            Docker::tr("uses %1 % of its memory, %2 of %3, limit %4 %")
                .arg(percent(*memory))
                .arg(byteText(instance.stats->memory), byteText(instance.stats->memoryCeiling))
                .arg(percent(*rules.memoryLimit)),
            Docker::tr(
                "At its limit the kernel kills it. Try: its memory's course, and a higher limit."),
            Docker::tr("%1 % RAM").arg(percent(*memory)),
            {}};
    const std::optional<double> cpu = instance.cpuShare();
    if (rules.cpuLimit && cpu && *cpu >= *rules.cpuLimit)
        return DockerVerdict{
            DockerGrade::Doubtful,
            Docker::tr("uses %1 % of its CPU time, %2 cores, limit %3 %")
                .arg(percent(*cpu))
                .arg(*instance.cores, 0, 'f', 2)
                .arg(percent(*rules.cpuLimit)),
            Docker::tr(
                "It is slowed down from 100 % on. Try: what it works on, and a higher limit."),
            Docker::tr("%1 % CPU").arg(percent(*cpu)),
            {}};
    return std::nullopt;
}

QString exitCodeText(int code)
{
    const QString text = Docker::tr("code %1").arg(code);
    if (code == 126)
        return Docker::tr("%1 (command can't be run)").arg(text);
    if (code == 127)
        return Docker::tr("%1 (command not found)").arg(text);
    const int number = code - 128;
    const char *name = number > 0 && number < 32 ? ::sigabbrev_np(number) : nullptr;
    return name == nullptr ? text : Docker::tr("%1 (SIG%2)").arg(text, QLatin1String(name));
}

} // namespace opsdeck
