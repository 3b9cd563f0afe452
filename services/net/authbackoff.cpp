// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/authbackoff.h"

#include <QCoreApplication>

#include <utility>

namespace opsdeck {

std::optional<Error> AuthBackoff::begin(const QString &account, const Secret &secret)
{
    const auto it = m_refusals.find(account);
    if (it == m_refusals.end())
        return std::nullopt;
    if (!it->secret.equals(secret)) {
        m_refusals.erase(it);
        return std::nullopt;
    }
    const Instant now = m_clock.now();
    if (now.boot >= it->until.boot) {
        // One try for all checks of the account: the others wait for its verdict.
        it->until = moved(now, kPause);
        return std::nullopt;
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(it->until.boot - now.boot);
    Error error = it->error;
    if (!error.advice.isEmpty())
        error.advice += QLatin1Char(' ');
    error.advice += QCoreApplication::translate(
                        "AuthBackoff", "The next try is in %1, so that the account is not locked.")
                        .arg(durationText(left));
    return error;
}

void AuthBackoff::refused(const QString &account, const Secret &secret, const Error &error)
{
    m_refusals.insert(account, {secret, error, moved(m_clock.now(), kPause)});
}

void AuthBackoff::accepted(const QString &account)
{
    m_refusals.remove(account);
}

void AuthBackoff::abandoned(const QString &account)
{
    const auto it = m_refusals.find(account);
    if (it != m_refusals.end())
        it->until = m_clock.now();
}

LoginAttempt::LoginAttempt(AuthBackoff &backoff, QString account, Secret secret)
    : m_backoff(backoff)
    , m_account(std::move(account))
    , m_secret(std::move(secret))
{}

LoginAttempt::~LoginAttempt()
{
    abandoned();
}

std::optional<Error> LoginAttempt::begin()
{
    std::optional<Error> refusal = m_backoff.begin(m_account, m_secret);
    m_isUnderWay = !refusal;
    return refusal;
}

void LoginAttempt::accepted()
{
    if (std::exchange(m_isUnderWay, false))
        m_backoff.accepted(m_account);
}

void LoginAttempt::refused(const Error &error)
{
    if (std::exchange(m_isUnderWay, false))
        m_backoff.refused(m_account, m_secret, error);
}

void LoginAttempt::abandoned()
{
    if (std::exchange(m_isUnderWay, false))
        m_backoff.abandoned(m_account);
}

} // namespace opsdeck
