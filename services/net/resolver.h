// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/domain/result.h"

#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QPointer>
#include <QQueue>

#include <functional>
#include <memory>

namespace opsdeck {

struct Resolution
{
    QList<QHostAddress> addresses; ///< at least one; IPv4 first
    bool lastGood = false;         ///< the resolver fails or is silent: what it said before
};

/// What a lookup said, on a thread of its own.
struct LookupAnswer
{
    QList<QHostAddress> addresses;
    bool resolverFailed = false; ///< no answer, as opposed to "no such name"
    QString detail;
};

struct ResolverOptions
{
    Milliseconds keep{30'000};      ///< an answer is used again for this long
    Milliseconds lastGood{300'000}; ///< and for this long when the resolver fails
    Milliseconds patience{1'000};   ///< or has said nothing for so long; the lookup goes on
    Milliseconds giveUp{
        10'000};      ///< a waiter is told so after this long; the lookup is left to itself
    int atOnce = 12;  ///< lookups that are waited for
    int threads = 48; ///< with those that were given up
};

/// Names to addresses without ever blocking: the C library's getaddrinfo on threads of its own,
/// because its answer may take half a minute and can't be stopped. Equal names asked at once share
/// one lookup. Engine thread.
class Resolver final : public QObject
{
    Q_OBJECT
public:
    using Lookup = std::function<LookupAnswer(const QByteArray &name)>;
    using Done = std::function<void(const Result<Resolution> &)>;

    explicit Resolver(const Clock &clock, QObject *parent = nullptr);
    Resolver(const Clock &clock, Lookup lookup, ResolverOptions options, QObject *parent = nullptr);
    ~Resolver() override;
    Q_DISABLE_COPY_MOVE(Resolver)

    /// `done` comes exactly once, later than the call, and not at all once `context` is gone.
    /// Errors: Resolve. Addresses and "localhost" need no lookup.
    void resolve(const QString &name, QObject *context, Done done);

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Done done;
    };

    struct Entry
    {
        Resolution good;
        Instant goodAt;
    };

    struct Queued
    {
        QString name;
        quint64 ticket = 0;
    };
    struct Channel;

    bool isUnderWay(const QString &name) const;
    void offerLastGood(const QString &name);
    void startNext();
    void startLookup(const QString &name, quint64 ticket);
    void finish(const QString &name, quint64 ticket, const LookupAnswer &answer);
    void giveUp(const QString &name, quint64 ticket);
    void giveUpQueued(quint64 ticket);
    void deliver(const QString &name, const Result<Resolution> &result);
    Result<Resolution> lastGoodOr(const QString &name, Error error) const;

    const Clock &m_clock;
    Lookup m_lookup;
    ResolverOptions m_options;
    std::shared_ptr<Channel> m_channel;
    QHash<QString, Entry> m_cache;
    QHash<QString, QList<Waiter>> m_waiters;
    QHash<QString, quint64> m_running; ///< name → ticket
    QQueue<Queued> m_queue;
    quint64 m_nextTicket = 1;
};

} // namespace opsdeck
