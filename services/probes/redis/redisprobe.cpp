// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/net/redisconnections.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/parameters.h"
#include "services/probes/redis/redisdepth.h"
#include "services/probes/redis/redisparameters.h"

namespace opsdeck {

namespace {

class RedisProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override
    {
        return m_exchange ? m_exchange->address() : NetProbe::address();
    }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override { return m_exchange ? m_exchange->stage() : QString(); }

private:
    void answered(const Result<RedisAnswer> &answer);
    void judge(const RedisInfo &info, ProbeOutcome &outcome) const;

    RedisTarget m_target;
    bool m_wantsInfo = true;
    std::unique_ptr<RedisExchange> m_exchange;
};

Result<NetProbe::Question> RedisProbe::question()
{
    const Parameters parameters(check());
    Result<RedisTarget> target = redisTargetFrom(parameters);
    if (!target)
        return failure(target.error());
    m_target = std::move(*target);
    m_wantsInfo = parameters.flag("info", true);
    return Question{m_target.endpoint, {}, CredentialId(parameters.text("credential"))};
}

void RedisProbe::ask(const Prepared &prepared)
{
    RedisTarget target = m_target;
    target.place = prepared.place;
    target.password = prepared.secret;
    QList<RedisCommand> commands{{QByteArrayLiteral("PING")}};
    if (m_wantsInfo)
        commands.append({QByteArrayLiteral("INFO")});
    m_exchange = std::make_unique<RedisExchange>(*context().redis, context().key.toString(),
                                                 std::move(target), commands);
    connect(m_exchange.get(), &RedisExchange::finished, this, &RedisProbe::answered);
    m_exchange->start();
}

void RedisProbe::answered(const Result<RedisAnswer> &answer)
{
    if (!answer) {
        fail(answer.error());
        return;
    }
    const RedisValue pong = answer->replies.value(0);
    const RedisValue info = answer->replies.value(1);
    const QString where = endpoint().toString();
    if (pong.type != RedisValue::Type::Status || pong.text != "PONG") {
        context().redis->kept().drop(context().key.toString());
        fail(neterror::garbage(tr("%1 does not answer PING with PONG.").arg(where), pong.text));
        return;
    }
    if (m_wantsInfo && info.type != RedisValue::Type::Text) {
        context().redis->kept().drop(context().key.toString());
        fail(neterror::garbage(tr("%1 does not answer INFO with text.").arg(where), info.text));
        return;
    }
    ProbeOutcome outcome =
        answeredOutcome(std::max(answer->firstReply, std::chrono::microseconds(1)));
    outcome.message = tr("PING in %1").arg(outcome.figure);
    if (m_wantsInfo) {
        const RedisInfo parsed = RedisInfo::parse(info.text);
        outcome.fields = parsed.fields();
        outcome.samples = parsed.samples();
        judge(parsed, outcome);
    }
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    outcome.address = answer->address;
    finish(outcome);
}

/// What the server says of itself that is worse than slow.
void RedisProbe::judge(const RedisInfo &info, ProbeOutcome &outcome) const
{
    const QString where = endpoint().toString();
    const Instant now = context().clock != nullptr ? context().clock->now() : Instant();
    const CounterRise rise(context().memory, context().key,
                           where + QLatin1Char(' ') + QString::fromLatin1(info.value("run_id")),
                           now, redisCounters(info));
    outcome.fields.insert(redisDepthFields(info, rise));
    outcome.samples += redisDepthSamples(info);
    judgeRedis(info, RedisLimits::from(Parameters(check())), rise, where, now.wallMs)
        .apply(outcome);
}

ParameterSchema schema()
{
    ParameterSchema all{
        hostParameter(),
        portParameter(),
        credentialParameter(),
        parameter("username", ParameterType::String,
                  RedisProbe::tr("ACL user; the default user when absent.")),
        rangeParameter("database", ParameterType::Integer, 0, 65'535,
                       RedisProbe::tr("Number of the database."), 0),
        parameter("info", ParameterType::Boolean,
                  RedisProbe::tr("Also ask INFO, for memory, clients and hit rate."), true),
        latencyLimitParameter(),
    };
    return all + RedisLimits::schema();
}

} // namespace

ProbeKind redisProbeKind()
{
    return {{QStringLiteral("redis"), QT_TRANSLATE_NOOP("ProbeKind", "Redis"), schema(),
             RedisLimits::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<RedisProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "redisprobe.moc"
