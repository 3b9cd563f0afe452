// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/net/redisconnections.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/parameters.h"
#include "services/probes/redis/rediscluster.h"
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
    void askCluster();
    void clusterAnswered(const Result<RedisAnswer> &answer);
    void conclude();

    RedisTarget m_target;
    bool m_wantsInfo = true;
    std::unique_ptr<RedisExchange> m_exchange;
    ProbeOutcome m_outcome; ///< while the cluster is asked
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
    m_target.place = prepared.place;
    m_target.password = prepared.secret;
    QList<RedisCommand> commands{{QByteArrayLiteral("PING")}};
    if (m_wantsInfo)
        commands.append({QByteArrayLiteral("INFO")});
    m_exchange = std::make_unique<RedisExchange>(*context().redis, context().key.toString(),
                                                 m_target, commands);
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
    m_outcome = answeredOutcome(std::max(answer->firstReply, std::chrono::microseconds(1)));
    m_outcome.message = tr("PING in %1").arg(m_outcome.figure);
    m_outcome.address = answer->address;
    if (m_wantsInfo) {
        const RedisInfo parsed = RedisInfo::parse(info.text);
        m_outcome.fields = parsed.fields();
        m_outcome.samples = parsed.samples();
        judge(parsed, m_outcome);
        if (isClusterNode(parsed)) {
            // Not from inside the exchange that has just ended.
            QMetaObject::invokeMethod(this, &RedisProbe::askCluster, Qt::QueuedConnection);
            return;
        }
    }
    conclude();
}

void RedisProbe::askCluster()
{
    m_exchange = std::make_unique<RedisExchange>(
        *context().redis, context().key.toString(), m_target,
        QList<RedisCommand>{RedisCommand{QByteArrayLiteral("CLUSTER"), QByteArrayLiteral("INFO")}});
    m_exchange->takeErrors();
    connect(m_exchange.get(), &RedisExchange::finished, this, &RedisProbe::clusterAnswered);
    m_exchange->start();
}

void RedisProbe::clusterAnswered(const Result<RedisAnswer> &answer)
{
    if (!answer) {
        fail(answer.error());
        return;
    }
    judgeRedisCluster(answer->replies.value(0), endpoint().toString(), m_outcome).apply(m_outcome);
    conclude();
}

void RedisProbe::conclude()
{
    m_target.password = {};
    applyLatencyLimit(m_outcome, Parameters(check()).duration("latency_limit"));
    finish(m_outcome);
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
    outcome.samples += redisDepthSamples(info, rise);
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
