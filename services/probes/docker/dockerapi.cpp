// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerapi.h"

#include "services/base/cleantext.h"
#include "services/net/neterrors.h"
#include "services/probes/conditions/jsonconditions.h"
#include "services/probes/docker/environmentmark.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>

namespace opsdeck::dockerapi {

namespace {

constexpr int kNameLimit = 200;
constexpr int kTextLimit = 400;
constexpr int kListLimit = 50; ///< ports, networks and mounts of one container
constexpr int kSampleLimit = 200;

class DockerApi
{
    Q_DECLARE_TR_FUNCTIONS(DockerApi)
};

tl::unexpected<Error> wrongForm(const QString &what, const QByteArray &json)
{
    return failure(neterror::garbage(
        DockerApi::tr("The engine's %1 has another form than Docker's.").arg(what),
        json.left(kSampleLimit)));
}

QJsonObject child(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toObject();
}

QString text(const QJsonObject &object, const char *name, int limit = kNameLimit)
{
    return cleanText(object.value(QLatin1String(name)).toString(), limit);
}

qint64 amount(const QJsonValue &value)
{
    if (!value.isDouble())
        return 0;
    // Counters of 64 bits without a sign; what is larger than ours is as good as endless.
    const double number = value.toDouble();
    if (std::isnan(number) || number <= 0)
        return 0;
    constexpr double kLargest = 9.2e18;
    return number >= kLargest ? static_cast<qint64>(kLargest)
                              : value.toInteger(static_cast<qint64>(number));
}

qint64 amount(const QJsonObject &object, const char *name)
{
    return amount(object.value(QLatin1String(name)));
}

qint64 sum(qint64 a, qint64 b)
{
    qint64 both = 0;
    return __builtin_add_overflow(a, b, &both) ? std::numeric_limits<qint64>::max() : both;
}

int small(const QJsonObject &object, const char *name)
{
    const double number = object.value(QLatin1String(name)).toDouble();
    return std::abs(number) < 1e9 ? static_cast<int>(number) : 0;
}

QDateTime moment(const QJsonObject &object, const char *name)
{
    const QString written = object.value(QLatin1String(name)).toString();
    if (written.size() > 40)
        return {};
    const QDateTime time = QDateTime::fromString(written, Qt::ISODateWithMs).toUTC();
    // Go's zero time, the year 1, means never.
    return time.isValid() && time.date().year() >= 1970 ? time : QDateTime();
}

QString withoutSlash(const QString &name)
{
    return cleanText(name.startsWith(QLatin1Char('/')) ? name.mid(1) : name, kNameLimit);
}

bool isId(const QString &id)
{
    static const QRegularExpression form(QStringLiteral("\\A[0-9a-f]{12,64}\\z"));
    return form.match(id).hasMatch();
}

Membership membership(const QJsonObject &labels)
{
    Membership found;
    found.project = text(labels, "com.docker.compose.project");
    found.service = text(labels, "com.docker.compose.service");
    found.number = std::clamp(
        labels.value(QLatin1String("com.docker.compose.container-number")).toString().toInt(), 0,
        100'000);
    found.isOneOff = labels.value(QLatin1String("com.docker.compose.oneoff"))
                         .toString()
                         .compare(QLatin1String("true"), Qt::CaseInsensitive)
                     == 0;
    return found;
}

QStringList publishedPorts(const QJsonObject &ports)
{
    QStringList all;
    for (auto it = ports.begin(); it != ports.end() && all.size() < kListLimit; ++it) {
        for (const QJsonValue &each : it.value().toArray()) {
            const QJsonObject binding = each.toObject();
            const QString host = text(binding, "HostIp", 64);
            const QString port = text(binding, "HostPort", 16);
            if (port.isEmpty() || all.size() >= kListLimit)
                continue;
            const QString shown =
                host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
            all.append((shown.isEmpty() ? port : shown + QLatin1Char(':') + port)
                       + QLatin1String("->") + cleanText(it.key(), 32));
        }
    }
    return all;
}

QStringList networksOf(const QJsonObject &networks)
{
    QStringList all;
    for (auto it = networks.begin(); it != networks.end() && all.size() < kListLimit; ++it) {
        const QJsonObject network = it.value().toObject();
        const QString address = text(network, "IPAddress", 64);
        const QString other = address.isEmpty() ? text(network, "GlobalIPv6Address", 64) : address;
        const QString name = cleanText(it.key(), kNameLimit);
        all.append(other.isEmpty() ? name : name + QLatin1Char(' ') + other);
    }
    return all;
}

QList<Mount> mountsOf(const QJsonArray &mounts)
{
    QList<Mount> all;
    for (const QJsonValue &each : mounts) {
        if (all.size() >= kListLimit)
            break;
        const QJsonObject mount = each.toObject();
        const QString name = text(mount, "Name");
        all.append({text(mount, "Type", 32), name.isEmpty() ? text(mount, "Source") : name,
                    text(mount, "Destination"), mount.value(QLatin1String("RW")).toBool(true)});
    }
    return all;
}

void readState(const QJsonObject &state, Container &container)
{
    container.state = text(state, "Status", 32);
    container.exitCode = small(state, "ExitCode");
    container.wasOutOfMemory = state.value(QLatin1String("OOMKilled")).toBool();
    container.startError = text(state, "Error", kTextLimit);
    container.startedAt = moment(state, "StartedAt");
    container.finishedAt = moment(state, "FinishedAt");
    const QJsonObject health =
        child(state, state.contains(QLatin1String("Health")) ? "Health" : "Healthcheck");
    container.health = text(health, "Status", 32);
    if (container.health == QLatin1String("none"))
        container.health.clear();
    container.failingStreak = std::max(0, small(health, "FailingStreak"));
    const QJsonArray log = health.value(QLatin1String("Log")).toArray();
    if (!log.isEmpty())
        container.healthOutput = text(log.last().toObject(), "Output", kTextLimit).trimmed();
}

void readLimits(const QJsonObject &host, Container &container)
{
    container.restartPolicy = text(child(host, "RestartPolicy"), "Name", 32);
    container.memoryLimit = amount(host, "Memory");
    container.pidsLimit = amount(host, "PidsLimit");
    container.isPrivileged = host.value(QLatin1String("Privileged")).toBool();
    container.isReadOnly = host.value(QLatin1String("ReadonlyRootfs")).toBool();
    const auto nano = static_cast<double>(amount(host, "NanoCpus"));
    const auto quota = static_cast<double>(amount(host, "CpuQuota"));
    const auto period = static_cast<double>(amount(host, "CpuPeriod"));
    constexpr double kUsualPeriod = 100'000; ///< microseconds
    container.cpuLimit = nano > 0    ? nano / 1e9
                         : quota > 0 ? quota / (period > 0 ? period : kUsualPeriod)
                                     : 0;
}

Result<QJsonObject> objectOf(const QByteArray &json, const QString &what)
{
    const Result<QJsonValue> value = parseStrictJson(json);
    if (!value)
        return failure(value.error());
    if (!value->isObject())
        return wrongForm(what, json);
    return value->toObject();
}

} // namespace

qint64 DiskUse::total() const
{
    return sum(sum(images, containers), sum(volumes, buildCache));
}

qint64 DiskUse::unused() const
{
    return sum(unusedImages, unusedVolumes);
}

Result<QList<Listed>> readContainers(const QByteArray &json)
{
    const QString what = DockerApi::tr("list of containers");
    const Result<QJsonValue> value = parseStrictJson(json);
    if (!value)
        return failure(value.error());
    if (!value->isArray())
        return wrongForm(what, json);
    QList<Listed> all;
    for (const QJsonValue &each : value->toArray()) {
        const QJsonObject row = each.toObject();
        Listed listed;
        listed.id = row.value(QLatin1String("Id")).toString();
        if (!isId(listed.id))
            return wrongForm(what, json);
        for (const QJsonValue &name : row.value(QLatin1String("Names")).toArray())
            listed.names.append(withoutSlash(name.toString()));
        listed.compose = membership(child(row, "Labels"));
        all.append(listed);
    }
    return all;
}

Result<Container> readContainer(const QByteArray &json)
{
    const QString what = DockerApi::tr("answer about a container");
    const Result<QJsonObject> object = objectOf(json, what);
    if (!object)
        return failure(object.error());
    Container container;
    container.id = object->value(QLatin1String("Id")).toString();
    container.name = withoutSlash(object->value(QLatin1String("Name")).toString());
    readState(child(*object, "State"), container);
    if (!isId(container.id) || container.name.isEmpty() || container.state.isEmpty())
        return wrongForm(what, json);
    container.created = moment(*object, "Created");
    container.restarts = amount(*object, "RestartCount");
    container.imageId = text(*object, "Image", 80);
    const QJsonObject config = child(*object, "Config");
    container.image = text(config, "Image");
    container.user = text(config, "User", 64);
    container.environment = environmentMarks(config.value(QLatin1String("Env")).toArray());
    container.compose = membership(child(config, "Labels"));
    const QJsonObject network = child(*object, "NetworkSettings");
    container.ports = publishedPorts(child(network, "Ports"));
    container.networks = networksOf(child(network, "Networks"));
    container.mounts = mountsOf(object->value(QLatin1String("Mounts")).toArray());
    readLimits(child(*object, "HostConfig"), container);
    return container;
}

Result<Stats> readStats(const QByteArray &json)
{
    const Result<QJsonObject> object = objectOf(json, DockerApi::tr("statistics"));
    if (!object)
        return failure(object.error());
    Stats stats;
    stats.readAt = moment(*object, "read");
    const QJsonObject cpu = child(*object, "cpu_stats");
    stats.cpuSeconds = static_cast<double>(amount(child(cpu, "cpu_usage"), "total_usage")) / 1e9;
    stats.cpus = std::max(0, small(cpu, "online_cpus"));
    const QJsonObject memory = child(*object, "memory_stats");
    const qint64 used = amount(memory, "usage");
    const QJsonObject details = child(memory, "stats");
    // cgroup v1 has the whole tree under total_…, v2 has no other.
    const qint64 cache = amount(details, details.contains(QLatin1String("total_inactive_file"))
                                             ? "total_inactive_file"
                                             : "inactive_file");
    stats.memory = cache < used ? used - cache : used;
    stats.memoryCeiling = amount(memory, "limit");
    const QJsonObject networks = child(*object, "networks");
    stats.hasNetwork = !networks.isEmpty();
    for (const QJsonValue &each : networks) {
        stats.received = sum(stats.received, amount(each.toObject(), "rx_bytes"));
        stats.sent = sum(stats.sent, amount(each.toObject(), "tx_bytes"));
    }
    for (const QJsonValue &each : child(*object, "blkio_stats")
                                      .value(QLatin1String("io_service_bytes_recursive"))
                                      .toArray()) {
        const QJsonObject entry = each.toObject();
        const QString operation = entry.value(QLatin1String("op")).toString();
        if (operation.compare(QLatin1String("read"), Qt::CaseInsensitive) == 0)
            stats.blockRead = sum(stats.blockRead, amount(entry, "value"));
        else if (operation.compare(QLatin1String("write"), Qt::CaseInsensitive) == 0)
            stats.blockWritten = sum(stats.blockWritten, amount(entry, "value"));
    }
    stats.pids = amount(child(*object, "pids_stats"), "current");
    return stats;
}

Result<DiskUse> readDiskUse(const QByteArray &json)
{
    const Result<QJsonObject> object = objectOf(json, DockerApi::tr("disk use"));
    if (!object)
        return failure(object.error());
    if (!object->contains(QLatin1String("Images"))
        && !object->contains(QLatin1String("LayersSize")))
        return wrongForm(DockerApi::tr("disk use"), json);
    DiskUse use;
    use.images = amount(*object, "LayersSize");
    for (const QJsonValue &each : object->value(QLatin1String("Images")).toArray()) {
        const QJsonObject image = each.toObject();
        if (amount(image, "Containers") == 0)
            use.unusedImages =
                sum(use.unusedImages,
                    std::max<qint64>(0, amount(image, "Size") - amount(image, "SharedSize")));
    }
    for (const QJsonValue &each : object->value(QLatin1String("Containers")).toArray())
        use.containers = sum(use.containers, amount(each.toObject(), "SizeRw"));
    for (const QJsonValue &each : object->value(QLatin1String("Volumes")).toArray()) {
        const QJsonObject volume = each.toObject();
        const QJsonObject usage = child(volume, "UsageData");
        // -1 where the driver can't tell.
        if (usage.value(QLatin1String("Size")).toDouble(-1) < 0)
            continue;
        const qint64 size = amount(usage, "Size");
        use.volumes = sum(use.volumes, size);
        if (usage.value(QLatin1String("RefCount")).toDouble(-1) == 0)
            use.unusedVolumes = sum(use.unusedVolumes, size);
        use.volumeSizes.insert(text(volume, "Name"), size);
    }
    for (const QJsonValue &each : object->value(QLatin1String("BuildCache")).toArray()) {
        const QJsonObject entry = each.toObject();
        if (!entry.value(QLatin1String("Shared")).toBool())
            use.buildCache = sum(use.buildCache, amount(entry, "Size"));
    }
    return use;
}

Result<QString> readDigest(const QByteArray &json)
{
    const Result<QJsonObject> object = objectOf(json, DockerApi::tr("answer about an image"));
    if (!object)
        return failure(object.error());
    const QString whole = object->value(QLatin1String("RepoDigests")).toArray().first().toString();
    return cleanText(whole.mid(whole.indexOf(QLatin1Char('@')) + 1), 80);
}

QString readMessage(const QByteArray &json)
{
    const Result<QJsonValue> value = parseStrictJson(json);
    return value ? text(value->toObject(), "message", kTextLimit) : QString();
}

std::optional<Version> readVersion(const QByteArray &bytes)
{
    static const QRegularExpression form(QStringLiteral("\\A([0-9]{1,4})\\.([0-9]{1,4})\\z"));
    const QRegularExpressionMatch match = form.match(QString::fromLatin1(bytes.left(20)));
    if (!match.hasMatch())
        return std::nullopt;
    return Version{match.captured(1).toInt(), match.captured(2).toInt()};
}

bool isContainerName(const QString &name)
{
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_.-]{0,199}\\z"));
    return form.match(name).hasMatch();
}

} // namespace opsdeck::dockerapi
