// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/celeryfacts.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

/// The same bytes as each thing that Celery may leave in its broker.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    CeleryFacts facts;
    facts.listened = true;
    for (const QByteArray &payload :
         {bytes, R"({"body": ")" + bytes.toBase64()
                     + R"(", "properties": {"body_encoding": "base64"}})"}) {
        if (const std::optional<celery::Heartbeat> heartbeat = celery::heartbeatIn(payload)) {
            if (heartbeat->worker.isEmpty() || !(heartbeat->active >= 0)
                || !(heartbeat->processed >= 0))
                std::abort();
            facts.workers.insert(heartbeat->worker, *heartbeat);
        }
    }
    const celery::QueuedTask task = celery::queuedTaskIn(bytes, QStringLiteral("timestamp"));
    if (task.queuedAt && !(*task.queuedAt > 0 && *task.queuedAt < 1e11))
        std::abort();
    if (const std::optional<double> moment = celery::momentIn(bytes);
        moment && !(*moment > 0 && std::isfinite(*moment)))
        std::abort();
    const QByteArray queue = celery::queueOfBinding(bytes);
    if (queue.size() > bytes.size() || celery::listsOf(queue).size() != 4)
        std::abort();
    facts.consumersConnected = celery::showsConsumers(bytes);
    facts.isAsking = celery::showsAsking(bytes, 1);
    (void)facts.samples();
    (void)judgeCelery(facts, {}, QStringLiteral("broker:6379"));
    return 0;
}
