// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/result.h"
#include "services/domain/secret.h"

#include <QObject>

#include <functional>

namespace opsdeck {

/// Where secrets live. Asynchronous: a callback comes exactly once, later than the call, on the
/// caller's thread, and not at all once `context` is gone. Errors: ErrorKind::Credential (locked,
/// absent, no keychain: told apart in the words), NotFound (the collection is shown to be unlocked
/// and has no such entry), Timeout.
class CredentialStore : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    using ReadDone = std::function<void(Result<Secret>)>;
    using Done = std::function<void(Result<void>)>;

    virtual void read(const CredentialId &id, QObject *context, ReadDone done) = 0;
    /// Success only after the value was read back and found equal.
    virtual void write(const CredentialId &id, const Secret &secret, QObject *context,
                       Done done) = 0;
    virtual void remove(const CredentialId &id, QObject *context, Done done) = 0;

    /// What is kept of it in memory, if anything, is read anew: who was shown it refused it.
    virtual void forget(const CredentialId &) {}

    /// A question waits for this program itself: the keychain has not been asked yet. Any thread.
    virtual bool isBusy() const { return false; }

Q_SIGNALS:
    /// Entries or their lock may be others now; on the store's thread. Not every store can tell.
    void changed();
};

} // namespace opsdeck
