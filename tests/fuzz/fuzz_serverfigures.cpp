// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgbouncerpools.h"
#include "services/probes/postgres/postgreslimits.h"
#include "services/probes/redis/redisdepth.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

/// Lines are rows, tabs part values; the first line names the columns.
PgTable tableOf(const QByteArray &bytes)
{
    PgAnswer answer;
    for (const QByteArray &line : bytes.split('\n').mid(0, 40)) {
        const QByteArrayList words = line.split('\t').mid(0, 40);
        if (answer.columns.isEmpty()) {
            for (const QByteArray &word : words)
                answer.columns.append(QString::fromUtf8(word));
            continue;
        }
        QList<std::optional<QByteArray>> row;
        for (const QByteArray &word : words)
            row.append(word == "\\N" ? std::nullopt : std::optional(word));
        answer.rows.append(row);
    }
    return PgTable(answer);
}

void check(const QList<Sample> &samples)
{
    for (const Sample &sample : samples) {
        if (!std::isfinite(sample.value) || sample.metric.isEmpty())
            std::abort();
    }
}

} // namespace

/// The same bytes as an answer of each server that tells its own figures.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const PgTable table = tableOf(bytes);
    const QString where = QStringLiteral("db:1");
    const Limits any{1, 2};

    PostgresStats stats;
    (void)stats.readServer(table);
    stats.readExtensions(table);
    stats.readReplication(table);
    stats.readSlots(table);
    stats.readStandby(table);
    stats.readStatements(table);
    stats.readTimescaleJobs(table);
    check(stats.samples());
    PostgresLimits limits;
    limits.connections = limits.transaction = limits.lockWait = limits.size =
        limits.replicationLag = limits.slotRetained = any;
    (void)judgePostgres(stats, limits, {}, where, QStringLiteral("user"));

    const PgBouncerPools pools = PgBouncerPools::read(table, table, table, table);
    check(pools.samples());
    (void)judgePgBouncer(pools, {{}, any, any, any}, where);

    const RedisInfo info = RedisInfo::parse(bytes);
    const CounterRise rise;
    check(redisDepthSamples(info, rise));
    (void)redisDepthFields(info, rise);
    (void)judgeRedis(info, {any, any, any, any, any, any, 2}, rise, where, 1);
    return 0;
}
