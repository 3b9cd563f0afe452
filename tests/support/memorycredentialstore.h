// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/credentials/credentialstore.h"

#include <QHash>

#include <optional>

namespace opsdeck {

/// A credential store in memory, with the manners of the real one: callbacks come later, and not to
/// the dead.
class MemoryCredentialStore final : public CredentialStore
{
public:
    using CredentialStore::CredentialStore;

    void put(const QString &id, const QByteArray &secret)
    {
        m_secrets.insert(CredentialId(id), Secret(secret));
    }

    /// Every call fails with it until cleared: a locked or absent keychain.
    void failWith(std::optional<Error> error) { m_error = std::move(error); }

    int reads() const { return m_reads; }

    void read(const CredentialId &id, QObject *context, ReadDone done) override
    {
        ++m_reads;
        later(context, [this, id, done = std::move(done)] {
            if (m_error)
                done(failure(*m_error));
            else if (!m_secrets.contains(id))
                done(failure(ErrorKind::NotFound,
                             QStringLiteral("The keychain has no entry %1.").arg(id.toString())));
            else
                done(m_secrets.value(id));
        });
    }

    void write(const CredentialId &id, const Secret &secret, QObject *context, Done done) override
    {
        later(context, [this, id, secret, done = std::move(done)] {
            if (!m_error)
                m_secrets.insert(id, secret);
            done(m_error ? Result<void>(failure(*m_error)) : Result<void>());
        });
    }

    void remove(const CredentialId &id, QObject *context, Done done) override
    {
        later(context, [this, id, done = std::move(done)] {
            const bool known = !m_error && m_secrets.remove(id) > 0;
            if (known)
                done({});
            else
                done(failure(m_error.value_or(
                    Error{ErrorKind::NotFound,
                          QStringLiteral("The keychain has no entry %1.").arg(id.toString()),
                          {},
                          {}})));
        });
    }

private:
    template <typename Work>
    void later(QObject *context, Work work)
    {
        QMetaObject::invokeMethod(context, std::move(work), Qt::QueuedConnection);
    }

    QHash<CredentialId, Secret> m_secrets;
    std::optional<Error> m_error;
    int m_reads = 0;
};

} // namespace opsdeck
