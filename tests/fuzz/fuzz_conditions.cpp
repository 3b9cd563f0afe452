// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/conditionjudge.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

/// First line: a condition. The rest: the body that it judges.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype end = input.indexOf('\n');
    const QString text = QString::fromUtf8(end < 0 ? input : input.left(end));
    const auto condition = parseCondition(text);
    if (!condition) {
        if (condition.error().message.isEmpty())
            std::abort();
        return 0;
    }
    ConditionFacts facts;
    facts.status = 200;
    facts.connected = true;
    facts.responseTime = std::chrono::milliseconds(12);
    facts.certificateLeft = Milliseconds(86'400'000);
    facts.ip = QStringLiteral("127.0.0.1");
    facts.headers = QList<std::pair<QByteArray, QByteArray>>{{"Server", "nginx"}};
    facts.fields = {{QStringLiteral("a.b"), 5}, {QStringLiteral("c_ms"), 1.5}};
    facts.samples = {{QStringLiteral("up"),
                      {{QStringLiteral("job"), QStringLiteral("a")}},
                      1,
                      MetricType::Gauge},
                     {QStringLiteral("up"), {}, 0, MetricType::Gauge}};
    if (end >= 0)
        facts.body = input.mid(end + 1);
    const ConditionJudgement judged = ConditionJudge(facts).judge(*condition);
    if (judged.reason.isEmpty() != (judged.verdict != ConditionVerdict::CannotJudge))
        std::abort();
    if (judged.shown.isEmpty() || judged.shown.size() > 240 || judged.value.size() > 60
        || judged.reason.size() > 240)
        std::abort();
    for (const QChar c : judged.shown + judged.reason) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7F)
            std::abort();
    }
    return 0;
}
