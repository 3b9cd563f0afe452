// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/credentials/credentialstore.h"

#include <atomic>

namespace opsdeck {

/// The operating system's keychain through QtKeychain, entries of service "opsdeck". Lives on the
/// main thread, whose event loop the keychain's library uses; may be called from any thread that
/// has an event loop, which `context` lives on. A locked or absent keychain is told in words and
/// never prompts; no job is waited for longer than ten seconds.
class KeychainCredentialStore final : public CredentialStore
{
    Q_OBJECT
public:
    using CredentialStore::CredentialStore;

    void read(const CredentialId &id, QObject *context, ReadDone done) override;
    void write(const CredentialId &id, const Secret &secret, QObject *context, Done done) override;
    void remove(const CredentialId &id, QObject *context, Done done) override;

    bool isBusy() const override { return m_untaken > 0; }

private:
    void watch();
    void readHere(const CredentialId &id, const ReadDone &done);
    void writeHere(const CredentialId &id, const Secret &secret, const Done &done);
    void replaceHere(const CredentialId &id, const Secret &secret, bool mayClear, const Done &done);
    void removeHere(const CredentialId &id, const Done &done);
    void clearHere(const CredentialId &id, const Done &done);

    std::atomic_int m_untaken = 0; ///< reads that the main thread has not come to
    bool m_isWatching = false;
};

} // namespace opsdeck
