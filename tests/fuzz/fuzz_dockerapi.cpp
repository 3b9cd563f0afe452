// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerhistory.h"
#include "services/probes/docker/dockeroutcome.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

constexpr qint64 kNow = 1'795'255'989'000;

bool isClean(const QString &text)
{
    return text.size() <= 600 && std::none_of(text.cbegin(), text.cend(), [](QChar c) {
               return c.unicode() < 0x20 || (c.unicode() >= 0x7F && c.unicode() < 0xA0);
           });
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// The first line's first byte says which answer the rest is; all of them go through the judging
/// too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray json(reinterpret_cast<const char *>(data) + 1,
                          static_cast<qsizetype>(size - 1));
    DockerInstance instance;
    instance.label = QStringLiteral("1");
    instance.container.name = QStringLiteral("a");
    instance.container.state = QStringLiteral("running");
    std::optional<dockerapi::DiskUse> disk;
    switch (data[0]) {
    case 'l': {
        const auto all = dockerapi::readContainers(json);
        for (const dockerapi::Listed &each : all.value_or(QList<dockerapi::Listed>()))
            require(each.id.size() >= 12 && each.id.size() <= 64
                    && !each.id.contains(QLatin1Char('/')));
        break;
    }
    case 's':
        if (const auto stats = dockerapi::readStats(json)) {
            require(stats->memory >= 0 && stats->received >= 0 && stats->cpus >= 0);
            instance.stats = *stats;
            DockerHistory history;
            history.coresInUse(QStringLiteral("a"), *stats);
            instance.cores = history.coresInUse(QStringLiteral("a"), *stats);
        }
        break;
    case 'd':
        if (const auto read = dockerapi::readDiskUse(json)) {
            require(read->total() >= 0 && read->unused() >= 0);
            disk = *read;
        }
        break;
    case 'm':
        require(isClean(dockerapi::readMessage(json)));
        require(isClean(dockerapi::readDigest(json).value_or(QString())));
        dockerapi::readVersion(json);
        return 0;
    default:
        if (const auto container = dockerapi::readContainer(json)) {
            instance.container = *container;
            DockerHistory history;
            const int restarts = history.restartsIn(
                *container, Instant{std::chrono::seconds(1), kNow}, kNow, std::chrono::minutes(10));
            require(restarts >= 0 && restarts <= 1000);
            instance.recentRestarts = restarts;
        }
        break;
    }
    DockerWanted wanted;
    wanted.subject = {DockerSubject::Kind::Service, QStringLiteral("a"), {}};
    wanted.rules.memoryLimit = 0.5;
    wanted.rules.cpuLimit = 0.5;
    wanted.diskLimit = 1;
    const ProbeOutcome outcome = dockerOutcome(wanted, {instance}, disk, kNow);
    require(isClean(outcome.message) && !outcome.figure.isEmpty());
    require(outcome.error.has_value() == (outcome.status != CheckStatus::Ok));
    return 0;
}
