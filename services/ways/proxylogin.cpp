// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/proxylogin.h"

#include "services/net/authbackoff.h"

namespace opsdeck {

namespace {

constexpr int kPatienceMs = 1000;

} // namespace

ProxyLogin::ProxyLogin(bool hasSecret, QObject *parent)
    : QObject(parent)
    , m_isProven(!hasSecret)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] { letGo(std::nullopt); });
}

void ProxyLogin::enter(QObject *channel, Go go)
{
    if (m_refusal && m_refusedFor.elapsed() < AuthBackoff::kPause.count()) {
        go(m_refusal);
        return;
    }
    if (m_isProven) {
        go(std::nullopt);
        return;
    }
    if (m_trying) {
        m_waiting.append({channel, std::move(go)});
        return;
    }
    m_trying = channel;
    connect(channel, &QObject::destroyed, this, [this] { abandoned(nullptr); });
    m_patience.start();
    go(std::nullopt);
}

void ProxyLogin::accepted()
{
    m_isProven = true;
    m_refusal.reset();
    letGo(std::nullopt);
}

void ProxyLogin::refused(const Error &error)
{
    m_isProven = false;
    m_refusal = error;
    m_refusedFor.start();
    letGo(error);
}

void ProxyLogin::abandoned(const QObject *channel)
{
    if (m_isProven || m_trying != channel)
        return;
    m_trying.clear();
    m_patience.stop();
    while (!m_waiting.isEmpty() && !m_trying) {
        const Waiter next = m_waiting.takeFirst();
        if (next.channel)
            enter(next.channel, next.go);
    }
}

void ProxyLogin::startAfresh()
{
    m_isProven = false;
    m_refusal.reset();
}

void ProxyLogin::letGo(const std::optional<Error> &refusal)
{
    m_trying.clear();
    m_patience.stop();
    const QList<Waiter> waiting = std::exchange(m_waiting, {});
    for (const Waiter &waiter : waiting) {
        if (waiter.channel)
            waiter.go(refusal);
    }
}

} // namespace opsdeck
