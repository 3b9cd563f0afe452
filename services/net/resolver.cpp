// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/resolver.h"

#include "services/base/logging.h"
#include "services/net/neterrors.h"

#include <QTimer>
#include <QUrl>

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestName = 253;
constexpr qsizetype kCacheSize = 4096;

LookupAnswer systemLookup(const QByteArray &name)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo *found = nullptr;
    const int code = ::getaddrinfo(name.constData(), nullptr, &hints, &found);
    LookupAnswer answer;
    if (code != 0) {
        answer.resolverFailed = code != EAI_NONAME && code != EAI_NODATA;
        answer.detail = QString::fromLocal8Bit(::gai_strerror(code));
        return answer;
    }
    for (const addrinfo *each = found; each != nullptr; each = each->ai_next) {
        const QHostAddress address(each->ai_addr);
        if (!address.isNull() && !answer.addresses.contains(address))
            answer.addresses.append(address);
    }
    ::freeaddrinfo(found);
    std::stable_partition(answer.addresses.begin(), answer.addresses.end(),
                          [](const QHostAddress &address) {
                              return address.protocol() == QAbstractSocket::IPv4Protocol;
                          });
    return answer;
}

} // namespace

/// What a lookup's thread shares with the resolver; it may outlive it.
struct Resolver::Channel
{
    std::mutex mutex;
    Resolver *resolver = nullptr; ///< null once it is gone
    std::atomic<int> threads{0};
};

Resolver::Resolver(const Clock &clock, QObject *parent)
    : Resolver(clock, &systemLookup, {}, parent)
{}

Resolver::Resolver(const Clock &clock, Lookup lookup, ResolverOptions options, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_lookup(std::move(lookup))
    , m_options(options)
    , m_channel(std::make_shared<Channel>())
{
    m_channel->resolver = this;
}

Resolver::~Resolver()
{
    const std::scoped_lock lock(m_channel->mutex);
    m_channel->resolver = nullptr;
}

void Resolver::resolve(const QString &name, QObject *context, Done done)
{
    const auto later = [context, &done](Result<Resolution> result) {
        QMetaObject::invokeMethod(
            context, [done = std::move(done), result = std::move(result)] { done(result); },
            Qt::QueuedConnection);
    };
    QHostAddress literal;
    if (literal.setAddress(name))
        return later(Resolution{{literal}, false});
    if (name.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return later(Resolution{
            {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)},
            false});
    const QByteArray ace = QUrl::toAce(name);
    const QByteArray bytes = ace.isEmpty() ? name.toUtf8() : ace;
    if (name.isEmpty() || bytes.size() > kLongestName || bytes.contains('\0'))
        return later(failure(neterror::noAddress(name.left(kLongestName))));

    const QString key = QString::fromUtf8(bytes).toLower();
    const auto cached = m_cache.constFind(key);
    if (cached != m_cache.cend() && cached->goodAt.ageAt(m_clock.now()) < m_options.keep)
        return later(cached->good);

    QList<Waiter> &waiters = m_waiters[key];
    waiters.append({context, std::move(done)});
    if (waiters.size() == 1)
        QTimer::singleShot(m_options.patience, this, [this, key] { offerLastGood(key); });
    if (isUnderWay(key))
        return;
    const quint64 ticket = m_nextTicket++;
    m_queue.enqueue({key, ticket});
    QTimer::singleShot(m_options.giveUp, this, [this, ticket] { giveUpQueued(ticket); });
    startNext();
}

bool Resolver::isUnderWay(const QString &name) const
{
    return m_running.contains(name)
           || std::any_of(m_queue.cbegin(), m_queue.cend(),
                          [&name](const Queued &each) { return each.name == name; });
}

/// A check's own deadline would come before the lookup is given up.
void Resolver::offerLastGood(const QString &name)
{
    if (!m_waiters.contains(name))
        return;
    if (const auto known = lastGoodOr(name, {}))
        deliver(name, known);
}

void Resolver::startNext()
{
    while (!m_queue.isEmpty() && m_running.size() < m_options.atOnce
           && m_channel->threads < m_options.threads) {
        const Queued next = m_queue.dequeue();
        startLookup(next.name, next.ticket);
    }
}

void Resolver::startLookup(const QString &name, quint64 ticket)
{
    m_running.insert(name, ticket);
    ++m_channel->threads;
    const auto work = [channel = m_channel, lookup = m_lookup, name, ticket] {
        const LookupAnswer answer = lookup(name.toUtf8());
        const std::scoped_lock lock(channel->mutex);
        --channel->threads;
        if (Resolver *resolver = channel->resolver)
            QMetaObject::invokeMethod(
                resolver,
                [resolver, name, ticket, answer] { resolver->finish(name, ticket, answer); },
                Qt::QueuedConnection);
    };
    try {
        std::thread(work).detach();
    } catch (const std::system_error &error) {
        --m_channel->threads;
        const LookupAnswer refused{{}, true, QString::fromLocal8Bit(error.what())};
        QMetaObject::invokeMethod(
            this, [this, name, ticket, refused] { finish(name, ticket, refused); },
            Qt::QueuedConnection);
        return;
    }
    QTimer::singleShot(m_options.giveUp, this, [this, name, ticket] { giveUp(name, ticket); });
}

void Resolver::finish(const QString &name, quint64 ticket, const LookupAnswer &answer)
{
    if (!answer.addresses.isEmpty()) {
        if (m_cache.size() >= kCacheSize)
            m_cache.clear();
        m_cache.insert(name, {{answer.addresses, false}, m_clock.now()});
    }
    if (m_running.value(name) == ticket) {
        m_running.remove(name);
        if (!answer.addresses.isEmpty())
            deliver(name, Resolution{answer.addresses, false});
        else if (answer.resolverFailed)
            deliver(name, lastGoodOr(name, neterror::resolverSilent(name, answer.detail)));
        else
            deliver(name, failure(neterror::noAddress(name, answer.detail)));
    }
    startNext();
}

void Resolver::giveUp(const QString &name, quint64 ticket)
{
    if (m_running.value(name) != ticket)
        return;
    m_running.remove(name);
    qCInfo(logNet) << "lookup given up" << name;
    deliver(name, lastGoodOr(name, neterror::resolverSilent(name)));
    startNext();
}

void Resolver::deliver(const QString &name, const Result<Resolution> &result)
{
    const QList<Waiter> waiters = m_waiters.take(name);
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.done(result);
    }
}

/// Still waiting for its turn: the places are taken by lookups that hang.
void Resolver::giveUpQueued(quint64 ticket)
{
    const auto it = std::find_if(m_queue.cbegin(), m_queue.cend(),
                                 [ticket](const Queued &each) { return each.ticket == ticket; });
    if (it == m_queue.cend())
        return;
    const QString name = it->name;
    m_queue.erase(it);
    deliver(name, lastGoodOr(name, neterror::resolverSilent(name, tr("other lookups hang"))));
}

Result<Resolution> Resolver::lastGoodOr(const QString &name, Error error) const
{
    const auto cached = m_cache.constFind(name);
    if (cached == m_cache.cend() || cached->goodAt.ageAt(m_clock.now()) >= m_options.lastGood)
        return failure(std::move(error));
    return Resolution{cached->good.addresses, true};
}

} // namespace opsdeck
