// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/domain/error.h"
#include "services/domain/secret.h"

#include <QHash>

#include <optional>

namespace opsdeck {

/// Keeps a wrong password from being tried again and again until the account is locked: after a
/// definite refusal one try a minute for each account; in between the same error is told at once.
/// Another secret starts afresh.
class AuthBackoff final
{
public:
    explicit AuthBackoff(const Clock &clock)
        : m_clock(clock)
    {}

    static constexpr Milliseconds kPause{60'000};

    /// The error to report instead of trying. None: try, then call refused(), accepted() or
    /// abandoned().
    std::optional<Error> begin(const QString &account, const Secret &secret);
    void refused(const QString &account, const Secret &secret, const Error &error);
    void accepted(const QString &account);
    /// The try ended without a verdict; the next one may come at once.
    void abandoned(const QString &account);

private:
    struct Refusal
    {
        Secret secret;
        Error error;
        Instant until;
    };

    const Clock &m_clock;
    QHash<QString, Refusal> m_refusals;
};

/// One try of one caller to log in. A try that is not told its verdict counts as abandoned.
class LoginAttempt final
{
public:
    /// `backoff` outlives it.
    LoginAttempt(AuthBackoff &backoff, QString account, Secret secret);
    ~LoginAttempt();
    Q_DISABLE_COPY_MOVE(LoginAttempt)

    /// The error to report instead of trying.
    std::optional<Error> begin();
    void accepted();
    void refused(const Error &error);
    void abandoned();

    bool isUnderWay() const { return m_isUnderWay; }

private:
    AuthBackoff &m_backoff;
    QString m_account;
    Secret m_secret;
    bool m_isUnderWay = false;
};

} // namespace opsdeck
