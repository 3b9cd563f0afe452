// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/credentials/keychaincredentialstore.h"

#include "services/base/callerrelay.h"
#include "services/base/cleantext.h"
#include "services/credentials/secretservice.h"

#include <qt6keychain/keychain.h>
#include <QTimer>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr auto kJobDeadline = 10s;

QString serviceName()
{
    return QStringLiteral("opsdeck");
}

Error jobError(const QKeychain::Job &job, const CredentialId &id)
{
    const QString raw = cleanText(job.errorString(), 200);
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorKind::NotFound,
                KeychainCredentialStore::tr("The keychain has no entry %1.").arg(id.toString()),
                KeychainCredentialStore::tr("Try: opsdeckctl credential set %1").arg(id.toString()),
                {}};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {
            ErrorKind::Credential,
            KeychainCredentialStore::tr("The keychain refused access to %1.").arg(id.toString()),
            KeychainCredentialStore::tr("Try: allow Opsdeck in the keychain's own program."), raw};
    case QKeychain::NoBackendAvailable:
        return {
            ErrorKind::Credential, KeychainCredentialStore::tr("No keychain can be used here."),
            KeychainCredentialStore::tr("Try: install libsecret and gnome-keyring, or KWallet."),
            raw};
    default:
        return {ErrorKind::Credential,
                KeychainCredentialStore::tr("The keychain failed on %1.").arg(id.toString()),
                KeychainCredentialStore::tr("Try: the keychain's own program, then again."), raw};
    }
}

Error lateError(const CredentialId &id)
{
    return {ErrorKind::Timeout,
            KeychainCredentialStore::tr("The keychain did not answer for %1 in 10 s.")
                .arg(id.toString()),
            KeychainCredentialStore::tr(
                "Try: look for a prompt of the keychain, or restart its service."),
            {}};
}

/// Starts `job` and gives it ten seconds; one that is late is left to itself.
template <typename Finished, typename Late>
void run(QKeychain::Job *job, QObject *owner, Finished finished, Late late)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    auto *deadline = new QTimer(owner);
    deadline->setSingleShot(true);
    QObject::connect(job, &QKeychain::Job::finished, deadline, [deadline, job, finished] {
        deadline->stop();
        deadline->deleteLater();
        finished(*job);
    });
    QObject::connect(deadline, &QTimer::timeout, owner, [deadline, late] {
        deadline->deleteLater();
        late();
    });
    deadline->start(kJobDeadline);
    job->start();
}

} // namespace

void KeychainCredentialStore::read(const CredentialId &id, QObject *context, ReadDone done)
{
    const auto box = CallerRelay::make(context);
    ++m_untaken;
    QMetaObject::invokeMethod(
        this,
        [this, id, box, done = std::move(done)] {
            --m_untaken;
            readHere(id, [box, done](const Result<Secret> &secret) {
                box->post([done, secret] { done(secret); });
            });
        },
        Qt::QueuedConnection);
}

void KeychainCredentialStore::write(const CredentialId &id, const Secret &secret, QObject *context,
                                    Done done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(
        this,
        [this, id, secret, box, done = std::move(done)] {
            writeHere(id, secret, [box, done](const Result<void> &result) {
                box->post([done, result] { done(result); });
            });
        },
        Qt::QueuedConnection);
}

void KeychainCredentialStore::remove(const CredentialId &id, QObject *context, Done done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(
        this,
        [this, id, box, done = std::move(done)] {
            removeHere(id, [box, done](const Result<void> &result) {
                box->post([done, result] { done(result); });
            });
        },
        Qt::QueuedConnection);
}

void KeychainCredentialStore::readHere(const CredentialId &id, const ReadDone &done)
{
    askKeychainState(this, [this, id, done](KeychainState state) {
        if (const auto error = keychainError(state))
            return done(failure(*error));
        watch();
        auto *job = new QKeychain::ReadPasswordJob(serviceName());
        job->setKey(id.toString());
        run(
            job, this,
            [id, done](QKeychain::Job &finished) {
                if (finished.error() != QKeychain::NoError)
                    return done(failure(jobError(finished, id)));
                QByteArray bytes = static_cast<QKeychain::ReadPasswordJob &>(finished).binaryData();
                const Secret secret(bytes);
                wipe(bytes);
                done(secret);
            },
            [id, done] { done(failure(lateError(id))); });
    });
}

void KeychainCredentialStore::watch()
{
    if (!std::exchange(m_isWatching, true))
        watchKeychain(this, [this] { Q_EMIT changed(); });
}

void KeychainCredentialStore::writeHere(const CredentialId &id, const Secret &secret,
                                        const Done &done)
{
    askKeychainState(this, [this, id, secret, done](KeychainState state) {
        if (const auto error = keychainError(state))
            return done(failure(*error));
        replaceHere(id, secret, true, done);
    });
}

void KeychainCredentialStore::replaceHere(const CredentialId &id, const Secret &secret,
                                          bool mayClear, const Done &done)
{
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    job->setKey(id.toString());
    QByteArray bytes(secret.data(), static_cast<qsizetype>(secret.size()));
    job->setBinaryData(bytes);
    // The job shares them; also when it is late.
    QObject::connect(job, &QKeychain::Job::finished, job, [bytes]() mutable { wipe(bytes); });
    run(
        job, this,
        [this, id, secret, mayClear, done](QKeychain::Job &finished) {
            if (finished.error() != QKeychain::NoError)
                return done(failure(jobError(finished, id)));
            readHere(id, [this, id, secret, mayClear, done](const Result<Secret> &kept) {
                if (!kept)
                    return done(failure(kept.error()));
                if (kept->equals(secret))
                    return done({});
                if (!mayClear)
                    return done(failure(ErrorKind::Credential,
                                        tr("The keychain kept %1 otherwise than it was given.")
                                            .arg(id.toString())));
                // An entry of the same name that another program made, with attributes of its own,
                // stands beside ours and comes first.
                clearHere(id, [this, id, secret, done](const Result<void> &cleared) {
                    if (!cleared)
                        return done(failure(cleared.error()));
                    replaceHere(id, secret, false, done);
                });
            });
        },
        [id, done] { done(failure(lateError(id))); });
}

void KeychainCredentialStore::removeHere(const CredentialId &id, const Done &done)
{
    // Clearing does not tell whether there was anything to clear.
    readHere(id, [this, id, done](const Result<Secret> &kept) {
        if (!kept)
            return done(failure(kept.error()));
        clearHere(id, done);
    });
}

void KeychainCredentialStore::clearHere(const CredentialId &id, const Done &done)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName());
    job->setKey(id.toString());
    run(
        job, this,
        [id, done](QKeychain::Job &finished) {
            if (finished.error() != QKeychain::NoError)
                return done(failure(jobError(finished, id)));
            done({});
        },
        [id, done] { done(failure(lateError(id))); });
}

} // namespace opsdeck
