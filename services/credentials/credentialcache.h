// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/credentials/credentialstore.h"

#include <QHash>
#include <QPointer>
#include <QSet>
#include <QTimer>

namespace opsdeck {

/// Another store, with what was read from it kept in memory for five minutes, so that neither a
/// busy main thread nor a slow keychain holds up a check. Read anew in the background when older
/// than a minute; wiped when the store tells of a change, fails or has it no more, and when
/// somebody refused it. Equal reads at once are one. Lives and is called on one thread, which need
/// not be the store's.
class CredentialCache final : public CredentialStore
{
    Q_OBJECT
public:
    static constexpr Milliseconds kKept{300'000};
    static constexpr Milliseconds kFresh{60'000};

    /// Both outlive it.
    CredentialCache(CredentialStore &store, const Clock &clock, QObject *parent = nullptr);
    ~CredentialCache() override;
    Q_DISABLE_COPY_MOVE(CredentialCache)

    void read(const CredentialId &id, QObject *context, ReadDone done) override;
    void write(const CredentialId &id, const Secret &secret, QObject *context, Done done) override;
    void remove(const CredentialId &id, QObject *context, Done done) override;
    void forget(const CredentialId &id) override;

    bool isBusy() const override { return m_store.isBusy(); }

private:
    struct Kept
    {
        Secret secret;
        Instant readAt;
    };

    struct Waiter
    {
        QPointer<QObject> context;
        ReadDone done;
    };

    void ask(const CredentialId &id);
    void answered(const CredentialId &id, int changes, const Result<Secret> &secret);
    void forgetAll();
    void sweep();

    CredentialStore &m_store;
    const Clock &m_clock;
    QHash<CredentialId, Kept> m_kept;
    QHash<CredentialId, QList<Waiter>> m_waiting;
    QSet<CredentialId> m_asked; ///< and not yet answered
    int m_changes = 0;          ///< an answer to a question from before the newest is not kept
    QTimer m_sweeping;
};

} // namespace opsdeck
