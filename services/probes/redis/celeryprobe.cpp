// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/net/redissubscription.h"
#include "services/probes/asksanother.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/probememory.h"
#include "services/probes/redis/celeryfacts.h"
#include "services/probes/redis/redisparameters.h"

#include <QTimer>

namespace opsdeck {

namespace {

constexpr int kScanRounds = 20; ///< of a thousand keys each
constexpr qsizetype kBindings = 128;
constexpr qsizetype kQueues = 64;
constexpr qsizetype kHeads = 16; ///< lists whose oldest task is read
constexpr qsizetype kWorkers = 500;
constexpr int kPushed = 5000;
constexpr Milliseconds kSpare{400}; ///< of the timeout, after listening

/// Celery, by what it leaves in its broker Redis: queues, tasks, the workers' heartbeats, beat's
/// last tick. It only reads.
class CeleryProbe final : public NetProbe, public AsksAnother
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override
    {
        // An exchange that is done has given its connection away.
        const QString current = m_exchange ? m_exchange->address() : QString();
        return current.isEmpty() ? NetProbe::address() : current;
    }

    /// The broker is not the worker: while it is silent, nobody can tell of that.
    void judgeFailure(ProbeOutcome &failure) const override
    {
        if (!m_hasTold)
            blame(failure, tr("The broker at %1").arg(endpoint().toString()),
                  m_limits.beatKey.isEmpty() ? tr("whether workers run is not known")
                                             : tr("whether workers and beat run is not known"));
    }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override { return m_exchange ? m_exchange->stage() : QString(); }

private:
    using Step = void (CeleryProbe::*)(const QList<RedisValue> &replies);

    /// Asks and goes on with `step`; an error among the replies ends the check unless `isOptional`,
    /// when the step gets none.
    void exchange(const QList<RedisCommand> &commands, Step step, bool isOptional = false);
    void answered(const Result<RedisAnswer> &answer);
    void scan(const QByteArray &cursor);
    void scanned(const QList<RedisValue> &replies);
    void bound(const QList<RedisValue> &replies);
    void measure();
    void measured(const QList<RedisValue> &replies);
    void takeBeat(const RedisValue &value);
    void headsRead(const QList<RedisValue> &replies);
    void takeAge(const QByteArray &list, double age, bool isAtLeast);
    void listen();
    void pushed(const QByteArray &payload);
    void stopListening();
    void clientsListed(const QList<RedisValue> &replies);
    void conclude();

    QByteArray key(const QByteArray &name) const { return m_prefix + name; }

    Instant now() const { return context().clock != nullptr ? context().clock->now() : Instant(); }

    RedisTarget m_target;
    QByteArray m_prefix;
    CeleryLimits m_limits;
    Step m_step = nullptr;
    bool m_isOptional = false;
    std::unique_ptr<RedisExchange> m_exchange;
    std::unique_ptr<RedisSubscription> m_subscription;
    QTimer m_listening;
    QElapsedTimer m_listeningFor;
    int m_rounds = 0;
    int m_pushedCount = 0;
    bool m_hasTold = false; ///< the broker has told all, be it good or bad
    QByteArrayList m_bindings;
    QByteArrayList m_queues;
    QByteArrayList m_heads; ///< lists that were not empty
    CeleryFacts m_facts;
    std::chrono::microseconds m_latency{0};
};

Result<NetProbe::Question> CeleryProbe::question()
{
    const Parameters parameters(check());
    Result<RedisTarget> target = redisTargetFrom(parameters);
    if (!target)
        return failure(target.error());
    m_target = std::move(*target);
    m_prefix = parameters.text("key_prefix").toUtf8();
    m_limits = CeleryLimits::from(parameters);
    for (const QString &queue : parameters.list("queues").mid(0, kQueues))
        m_queues.append(queue.toUtf8());
    return Question{m_target.endpoint, {}, CredentialId(parameters.text("credential"))};
}

void CeleryProbe::ask(const Prepared &prepared)
{
    m_target.place = prepared.place;
    m_target.password = prepared.secret;
    if (m_queues.isEmpty())
        scan(QByteArrayLiteral("0"));
    else
        measure();
}

void CeleryProbe::exchange(const QList<RedisCommand> &commands, Step step, bool isOptional)
{
    m_step = step;
    m_isOptional = isOptional;
    m_exchange = std::make_unique<RedisExchange>(*context().redis, context().key.toString(),
                                                 m_target, commands);
    m_exchange->takeErrors();
    connect(m_exchange.get(), &RedisExchange::finished, this, &CeleryProbe::answered);
    m_exchange->start();
}

void CeleryProbe::answered(const Result<RedisAnswer> &answer)
{
    std::optional<Error> error = answer ? std::nullopt : std::optional(answer.error());
    QList<RedisValue> replies;
    if (answer) {
        replies = answer->replies;
        if (m_latency.count() == 0)
            m_latency = std::max(answer->firstReply, std::chrono::microseconds(1));
        setAddress(answer->address);
        const auto refused = std::find_if(replies.cbegin(), replies.cend(),
                                          [](const RedisValue &reply) { return reply.isError(); });
        if (refused != replies.cend()) {
            error = redisReplyError(refused->text, endpoint(), !m_target.password.isEmpty());
            if (refused->text.startsWith("NOPERM"))
                error->advice = tr("Try: an ACL with +scan +smembers +llen +hlen +get +lindex "
                                   "+subscribe and the keys ~* and channels &*.");
        }
    }
    // What could not be read once all else was is not the broker's failure, unless it has gone.
    const bool isTolerable =
        m_isOptional && error && (answer || error->kind == ErrorKind::TooLarge);
    if (error && !isTolerable) {
        fail(*error);
        return;
    }
    if (error)
        replies.clear();
    // Not from inside the exchange that has just ended.
    QMetaObject::invokeMethod(
        this, [this, step = m_step, replies] { (this->*step)(replies); }, Qt::QueuedConnection);
}

void CeleryProbe::scan(const QByteArray &cursor)
{
    exchange({{QByteArrayLiteral("SCAN"), cursor, QByteArrayLiteral("MATCH"),
               key("_kombu.binding.*"), QByteArrayLiteral("COUNT"), QByteArrayLiteral("1000")}},
             &CeleryProbe::scanned);
}

void CeleryProbe::scanned(const QList<RedisValue> &replies)
{
    const RedisValue reply = replies.value(0);
    if (reply.type != RedisValue::Type::Array || reply.elements.size() != 2) {
        context().redis->kept().drop(context().key.toString());
        fail(neterror::garbage(
            tr("%1 does not answer SCAN as Redis does.").arg(endpoint().toString()), reply.text));
        return;
    }
    for (const RedisValue &found : reply.elements.at(1).elements) {
        const bool isOfTasks =
            !found.text.endsWith(".pidbox") && found.text != key("_kombu.binding.celeryev");
        if (isOfTasks && !m_bindings.contains(found.text) && m_bindings.size() < kBindings)
            m_bindings.append(found.text);
    }
    const QByteArray cursor = reply.elements.at(0).text;
    if (cursor != "0" && ++m_rounds < kScanRounds) {
        scan(cursor);
        return;
    }
    m_facts.isPartial = cursor != "0";
    if (m_bindings.isEmpty()) {
        m_queues.append(QByteArrayLiteral("celery"));
        measure();
        return;
    }
    QList<RedisCommand> commands;
    for (const QByteArray &binding : std::as_const(m_bindings))
        commands.append({QByteArrayLiteral("SMEMBERS"), binding});
    exchange(commands, &CeleryProbe::bound);
}

void CeleryProbe::bound(const QList<RedisValue> &replies)
{
    for (const RedisValue &members : replies) {
        for (const RedisValue &member : members.elements) {
            const QByteArray queue = celery::queueOfBinding(member.text);
            if (!queue.isEmpty() && !m_queues.contains(queue) && m_queues.size() < kQueues)
                m_queues.append(queue);
        }
    }
    if (m_queues.isEmpty())
        m_queues.append(QByteArrayLiteral("celery"));
    std::sort(m_queues.begin(), m_queues.end());
    measure();
}

void CeleryProbe::measure()
{
    QList<RedisCommand> commands{{QByteArrayLiteral("HLEN"), key("unacked")}};
    for (const QByteArray &queue : std::as_const(m_queues)) {
        for (const QByteArray &list : celery::listsOf(queue))
            commands.append({QByteArrayLiteral("LLEN"), key(list)});
    }
    if (!m_limits.beatKey.isEmpty())
        commands.append({QByteArrayLiteral("GET"), m_limits.beatKey.toUtf8()});
    exchange(commands, &CeleryProbe::measured);
}

void CeleryProbe::measured(const QList<RedisValue> &replies)
{
    qsizetype at = 0;
    m_facts.unacked = static_cast<double>(replies.value(at++).integer);
    for (const QByteArray &name : std::as_const(m_queues)) {
        CeleryFacts::Queue queue;
        queue.name = cleanText(name, 80);
        for (const QByteArray &list : celery::listsOf(name)) {
            const RedisValue reply = replies.value(at++);
            if (reply.type != RedisValue::Type::Integer || reply.integer < 0) {
                context().redis->kept().drop(context().key.toString());
                fail(neterror::garbage(
                    tr("%1 does not answer LLEN with a number.").arg(endpoint().toString()),
                    reply.text));
                return;
            }
            queue.length += static_cast<double>(reply.integer);
            if (reply.integer > 0 && m_heads.size() < kHeads)
                m_heads.append(list);
        }
        if (queue.length == 0)
            queue.oldest = 0;
        m_facts.queues.append(queue);
    }
    if (!m_limits.beatKey.isEmpty())
        takeBeat(replies.value(at));
    if (m_heads.isEmpty()) {
        headsRead({});
        return;
    }
    QList<RedisCommand> commands;
    for (const QByteArray &list : std::as_const(m_heads))
        commands.append({QByteArrayLiteral("LINDEX"), key(list), QByteArrayLiteral("-1")});
    exchange(commands, &CeleryProbe::headsRead, true);
}

void CeleryProbe::takeBeat(const RedisValue &value)
{
    const std::optional<double> moment = celery::momentIn(value.text);
    m_facts.beat = value.type == RedisValue::Type::Nil ? CeleryFacts::Beat::Absent
                   : moment                            ? CeleryFacts::Beat::Known
                                                       : CeleryFacts::Beat::Unreadable;
    if (moment)
        m_facts.takeTick(*moment, static_cast<double>(now().wallMs) / 1000.0);
}

/// How old the oldest tasks are: by what their senders wrote, else by how long they were seen to be
/// the oldest.
void CeleryProbe::headsRead(const QList<RedisValue> &replies)
{
    CeleryNotes nothing;
    CeleryNotes &notes =
        context().memory != nullptr ? context().memory->of<CeleryNotes>(context().key) : nothing;
    m_facts.heardBefore = notes.heardOn == endpoint().toString();
    const QMap<QString, CeleryNotes::Head> before = std::exchange(notes.heads, {});
    const QString header =
        Parameters(check()).text("timestamp_header", QStringLiteral("timestamp"));
    for (qsizetype at = 0; at < std::min(replies.size(), m_heads.size()); ++at) {
        const celery::QueuedTask task = celery::queuedTaskIn(replies.at(at).text, header);
        if (task.queuedAt) {
            const double age = static_cast<double>(now().wallMs) / 1000.0 - *task.queuedAt;
            takeAge(m_heads.at(at), std::max(0.0, age), false);
        } else if (!task.id.isEmpty()) {
            const QString list =
                endpoint().toString() + QLatin1Char(' ') + QString::fromUtf8(m_heads.at(at));
            const CeleryNotes::Head old = before.value(list);
            const Instant since = old.id == task.id ? old.since : now();
            notes.heads.insert(list, {task.id, since});
            takeAge(m_heads.at(at), static_cast<double>(since.ageAt(now()).count()) / 1000.0, true);
        }
    }
    listen();
}

void CeleryProbe::takeAge(const QByteArray &list, double age, bool isAtLeast)
{
    for (qsizetype at = 0; at < m_queues.size(); ++at) {
        CeleryFacts::Queue &queue = m_facts.queues[at];
        if (!celery::listsOf(m_queues.at(at)).contains(list)
            || (queue.oldest && *queue.oldest >= age))
            continue;
        queue.oldest = age;
        queue.isAtLeast = isAtLeast;
    }
}

void CeleryProbe::listen()
{
    const Parameters parameters(check());
    const auto left =
        std::chrono::duration_cast<Milliseconds>(check().timeout - elapsed()) - kSpare;
    const Milliseconds wait =
        std::min(parameters.duration("heartbeat_wait", Milliseconds(2500)), left);
    if (!parameters.flag("heartbeats", true) || wait.count() <= 0) {
        conclude();
        return;
    }
    const QByteArray base = key('/' + QByteArray::number(m_target.database) + ".celeryev/worker.");
    m_subscription = std::make_unique<RedisSubscription>(
        *context().redis, m_target,
        QByteArrayList{base + "heartbeat", base + "online", base + "offline"});
    connect(m_subscription.get(), &RedisSubscription::message, this,
            [this](const QByteArray &, const QByteArray &payload) { pushed(payload); });
    connect(m_subscription.get(), &RedisSubscription::failed, this,
            [this](const Error &error) { fail(error); });
    connect(m_subscription.get(), &RedisSubscription::subscribed, this,
            [this] { m_facts.listened = true; });
    m_listening.setSingleShot(true);
    m_listening.setTimerType(Qt::PreciseTimer);
    connect(&m_listening, &QTimer::timeout, this, &CeleryProbe::stopListening);
    m_listening.start(wait);
    m_listeningFor.start();
    m_subscription->start();
}

void CeleryProbe::pushed(const QByteArray &payload)
{
    const std::optional<celery::Heartbeat> heartbeat = celery::heartbeatIn(payload);
    if (heartbeat && heartbeat->isOffline)
        m_facts.workers.remove(heartbeat->worker);
    else if (heartbeat
             && (m_facts.workers.size() < kWorkers || m_facts.workers.contains(heartbeat->worker)))
        m_facts.workers.insert(heartbeat->worker, *heartbeat);
    const bool areAllHeard =
        !m_limits.workers.isEmpty()
        && static_cast<double>(m_facts.workers.size()) >= m_limits.workersAtLeast
        && std::all_of(m_limits.workers.cbegin(), m_limits.workers.cend(),
                       [this](const QString &name) { return m_facts.workers.contains(name); });
    // Not from inside the subscription's own signal.
    if (areAllHeard || ++m_pushedCount >= kPushed)
        m_listening.start(0);
}

void CeleryProbe::stopListening()
{
    if (!m_subscription)
        return;
    m_facts.listenedFor = static_cast<double>(m_listeningFor.elapsed()) / 1000.0;
    m_subscription.reset();
    if (!m_facts.listened) {
        fail(neterror::timeout(endpoint().toString(), Milliseconds(m_listeningFor.elapsed()),
                               QStringLiteral("wait for answer")));
        return;
    }
    if (!m_facts.workers.isEmpty() && context().memory != nullptr)
        context().memory->of<CeleryNotes>(context().key).heardOn = endpoint().toString();
    if (m_facts.workers.isEmpty())
        exchange({{QByteArrayLiteral("CLIENT"), QByteArrayLiteral("LIST")}},
                 &CeleryProbe::clientsListed, true);
    else
        conclude();
}

void CeleryProbe::clientsListed(const QList<RedisValue> &replies)
{
    if (!replies.isEmpty()) {
        m_facts.consumersConnected = celery::showsConsumers(replies.first().text);
        // One that lives waits on its broker nearly all the time; of one that is stopped that ends
        // within a second.
        m_facts.isAsking =
            celery::showsAsking(replies.first().text, std::max(0.0, m_facts.listenedFor - 2));
    }
    conclude();
}

void CeleryProbe::conclude()
{
    m_target.password = {};
    m_hasTold = true;
    ProbeOutcome outcome = answeredOutcome(m_latency);
    outcome.fields = m_facts.fields();
    outcome.samples = m_facts.samples();
    outcome.figure = m_facts.figure();
    outcome.message = m_facts.message();
    judgeCelery(m_facts, m_limits, endpoint().toString()).apply(outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

ParameterSchema schema()
{
    const ParameterSchema session{
        hostParameter(),
        portParameter(),
        credentialParameter(),
        parameter("username", ParameterType::String,
                  CeleryProbe::tr("ACL user; the default user when absent.")),
        rangeParameter("database", ParameterType::Integer, 0, 65'535,
                       CeleryProbe::tr("Number of the broker's database."), 0),
    };
    return session + CeleryLimits::schema() + ParameterSchema{latencyLimitParameter()};
}

} // namespace

ProbeKind celeryProbeKind()
{
    return {{QStringLiteral("celery"), QT_TRANSLATE_NOOP("ProbeKind", "Celery"), schema(),
             CeleryLimits::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<CeleryProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "celeryprobe.moc"
