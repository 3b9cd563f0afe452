// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/authbackoff.h"

#include <QCoreApplication>

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

} // namespace opsdeck
