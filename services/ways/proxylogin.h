// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <optional>

namespace opsdeck {

/// Keeps a wrong password from being shown to a proxy again and again until the account is locked:
/// one channel tries it, the others wait for its verdict, but for a second at most: a proxy answers
/// no sooner than the host behind it. After a refusal nothing is tried for a minute, or until the
/// secret is another. Engine thread.
class ProxyLogin final : public QObject
{
    Q_OBJECT
public:
    /// An error: do not try. Never called once its channel is gone.
    using Go = std::function<void(const std::optional<Error> &refusal)>;

    /// `hasSecret`: without one there is nothing to try, and all go at once.
    explicit ProxyLogin(bool hasSecret, QObject *parent = nullptr);
    Q_DISABLE_COPY_MOVE(ProxyLogin)

    void enter(QObject *channel, Go go);
    /// The proxy took the secret, whatever it answered then.
    void accepted();
    void refused(const Error &error);
    /// The try of `channel` ended without a verdict.
    void abandoned(const QObject *channel);
    /// Another secret is to be tried.
    void startAfresh();

    bool isRefused() const { return m_refusal.has_value(); }

    /// Whether the proxy has asked for a secret in clear (Basic) before.
    bool isBasicAskedFor() const { return m_isBasicAskedFor; }

    void setBasicAskedFor() { m_isBasicAskedFor = true; }

private:
    struct Waiter
    {
        QPointer<QObject> channel;
        Go go;
    };

    void letGo(const std::optional<Error> &refusal);

    bool m_isProven;
    bool m_isBasicAskedFor = false;
    QPointer<QObject> m_trying;
    QList<Waiter> m_waiting;
    QTimer m_patience;
    std::optional<Error> m_refusal;
    QElapsedTimer m_refusedFor;
};

} // namespace opsdeck
