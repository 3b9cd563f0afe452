// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockeroutcome.h"
#include "services/probes/docker/environmentmark.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Facts
{
public:
    Facts(QString prefix, Labels labels, ProbeOutcome &outcome)
        : m_prefix(std::move(prefix))
        , m_labels(std::move(labels))
        , m_outcome(outcome)
    {}

    void fact(const char *name, const QVariant &value)
    {
        m_outcome.fields.insert(m_prefix + QLatin1String(name), value);
    }

    void known(const char *name, const QString &value)
    {
        if (!value.isEmpty())
            fact(name, value);
    }

    void gauge(const char *metric, double value)
    {
        m_outcome.samples.append({QLatin1String(metric), m_labels, value, MetricType::Gauge});
    }

    void counter(const char *metric, double value)
    {
        m_outcome.samples.append({QLatin1String(metric), m_labels, value, MetricType::Counter});
    }

private:
    QString m_prefix;
    Labels m_labels;
    ProbeOutcome &m_outcome;
};

QString mountText(const dockerapi::Mount &mount)
{
    const QString text =
        mount.type + QLatin1Char(' ') + mount.source + QLatin1String(":") + mount.destination;
    return mount.isWritable ? text : text + QLatin1String(":ro");
}

void addDefinition(const DockerInstance &instance, Facts &facts)
{
    const dockerapi::Container &container = instance.container;
    facts.known("image_id", container.imageId);
    facts.known("digest", instance.digest);
    facts.fact("user", container.user.isEmpty() ? QStringLiteral("root") : container.user);
    facts.known("restart_policy", container.restartPolicy);
    facts.known("ports", container.ports.join(QLatin1String(", ")));
    facts.known("networks", container.networks.join(QLatin1String(", ")));
    QStringList mounts;
    for (const dockerapi::Mount &mount : container.mounts)
        mounts.append(mountText(mount));
    facts.known("volumes", mounts.join(QLatin1String(", ")));
    if (container.memoryLimit > 0)
        facts.fact("memory_limit_bytes", container.memoryLimit);
    if (container.cpuLimit > 0)
        facts.fact("cpu_limit_cores", container.cpuLimit);
    if (container.pidsLimit > 0)
        facts.fact("pids_limit", container.pidsLimit);
    if (container.isPrivileged)
        facts.fact("privileged", true);
    if (container.isReadOnly)
        facts.fact("read_only", true);
    facts.known("environment", environmentMarksText(container.environment));
}

void addStats(const DockerInstance &instance, Facts &facts)
{
    if (!instance.stats || instance.stats->isEmpty())
        return;
    const dockerapi::Stats &stats = *instance.stats;
    facts.fact("memory_bytes", stats.memory);
    facts.gauge("docker_container_memory_bytes", static_cast<double>(stats.memory));
    if (const std::optional<double> share = instance.memoryShare()) {
        facts.fact("memory_ratio", *share);
        facts.gauge("docker_container_memory_ratio", *share);
        facts.gauge("docker_container_memory_limit_bytes",
                    static_cast<double>(stats.memoryCeiling));
    }
    facts.counter("docker_container_cpu_seconds_total", stats.cpuSeconds);
    if (instance.cores) {
        facts.fact("cpu_cores", *instance.cores);
        facts.gauge("docker_container_cpu_cores", *instance.cores);
    }
    if (const std::optional<double> share = instance.cpuShare()) {
        facts.fact("cpu_ratio", *share);
        facts.gauge("docker_container_cpu_ratio", *share);
    }
    if (stats.hasNetwork) {
        facts.counter("docker_container_network_receive_bytes_total",
                      static_cast<double>(stats.received));
        facts.counter("docker_container_network_transmit_bytes_total",
                      static_cast<double>(stats.sent));
    }
    facts.counter("docker_container_disk_read_bytes_total", static_cast<double>(stats.blockRead));
    facts.counter("docker_container_disk_written_bytes_total",
                  static_cast<double>(stats.blockWritten));
    facts.fact("pids", stats.pids);
    facts.gauge("docker_container_pids", static_cast<double>(stats.pids));
}

} // namespace

void addDockerFacts(const QString &prefix, const DockerInstance &instance, bool isGood,
                    bool isBrief, ProbeOutcome &outcome)
{
    const dockerapi::Container &container = instance.container;
    Facts facts(prefix, {{QStringLiteral("instance"), instance.label}}, outcome);
    facts.fact("name", container.name);
    facts.fact("state", container.state);
    facts.known("health", container.health);
    facts.fact("restarts", container.restarts);
    facts.fact("recent_restarts", instance.recentRestarts);
    facts.known("image", container.image);
    facts.known("service", container.compose.service);
    if (container.state == QLatin1String("exited") || container.state == QLatin1String("restarting")
        || container.exitCode != 0)
        facts.fact("exit_code", container.exitCode);
    if (container.wasOutOfMemory)
        facts.fact("oom_killed", true);
    if (container.startedAt.isValid())
        facts.fact("started_at", container.startedAt.toString(Qt::ISODate));
    if (container.finishedAt.isValid())
        facts.fact("finished_at", container.finishedAt.toString(Qt::ISODate));
    if (!isBrief) {
        facts.fact("id", container.id.left(12));
        facts.known("project", container.compose.project);
        addDefinition(instance, facts);
    }
    facts.gauge("docker_container_good", isGood ? 1 : 0);
    facts.counter("docker_container_restarts_total", static_cast<double>(container.restarts));
    if (!container.health.isEmpty())
        facts.gauge("docker_container_health_failing_streak", container.failingStreak);
    addStats(instance, facts);
}

} // namespace opsdeck
