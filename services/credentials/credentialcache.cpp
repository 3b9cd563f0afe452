// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/credentials/credentialcache.h"

namespace opsdeck {

CredentialCache::CredentialCache(CredentialStore &store, const Clock &clock, QObject *parent)
    : CredentialStore(parent)
    , m_store(store)
    , m_clock(clock)
{
    m_sweeping.setParent(this); // moves to another thread with it
    m_sweeping.setSingleShot(true);
    connect(&m_sweeping, &QTimer::timeout, this, &CredentialCache::sweep);
    connect(&store, &CredentialStore::changed, this, &CredentialCache::forgetAll);
}

CredentialCache::~CredentialCache() = default;

void CredentialCache::read(const CredentialId &id, QObject *context, ReadDone done)
{
    const auto kept = m_kept.constFind(id);
    const auto age = kept == m_kept.cend() ? std::chrono::nanoseconds(kKept)
                                           : m_clock.now().boot - kept->readAt.boot;
    if (age < kKept) {
        QMetaObject::invokeMethod(
            context, [done = std::move(done), secret = kept->secret] { done(secret); },
            Qt::QueuedConnection);
        if (age >= kFresh)
            ask(id);
        return;
    }
    m_waiting[id].append({context, std::move(done)});
    ask(id);
}

void CredentialCache::ask(const CredentialId &id)
{
    if (m_asked.contains(id))
        return;
    m_asked.insert(id);
    m_store.read(id, this, [this, id, changes = m_changes](const Result<Secret> &secret) {
        answered(id, changes, secret);
    });
}

void CredentialCache::answered(const CredentialId &id, int changes, const Result<Secret> &secret)
{
    m_asked.remove(id);
    // A keychain that only does not answer has not taken anything back.
    if (secret && changes == m_changes) {
        m_kept.insert(id, {*secret, m_clock.now()});
        if (!m_sweeping.isActive())
            m_sweeping.start(kKept);
    } else if (secret || secret.error().kind != ErrorKind::Timeout) {
        m_kept.remove(id);
    }
    const QList<Waiter> waiters = m_waiting.take(id);
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            QMetaObject::invokeMethod(
                waiter.context, [done = waiter.done, secret] { done(secret); },
                Qt::QueuedConnection);
    }
}

void CredentialCache::write(const CredentialId &id, const Secret &secret, QObject *context,
                            Done done)
{
    forget(id);
    m_store.write(id, secret, context, std::move(done));
}

void CredentialCache::remove(const CredentialId &id, QObject *context, Done done)
{
    forget(id);
    m_store.remove(id, context, std::move(done));
}

void CredentialCache::forget(const CredentialId &id)
{
    ++m_changes;
    m_kept.remove(id);
}

void CredentialCache::forgetAll()
{
    ++m_changes;
    m_kept.clear();
}

void CredentialCache::sweep()
{
    const Instant now = m_clock.now();
    m_kept.removeIf([&now](const auto &each) { return now.boot - each->readAt.boot >= kKept; });
    if (!m_kept.isEmpty())
        m_sweeping.start(kFresh);
}

} // namespace opsdeck
