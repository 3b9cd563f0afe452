// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/pgcancel.h"

#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <csignal>
#include <system_error>
#include <thread>

namespace opsdeck {

namespace {

constexpr int kAtOnce = 8;

std::atomic<int> &underWay()
{
    static std::atomic<int> count{0};
    return count;
}

void cancelNow(PGcancel *request)
{
    // libpq writes to a socket that may be closed by then.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    std::array<char, 256> text{};
    (void)PQcancel(request, text.data(), static_cast<int>(text.size()));
    PQfreeCancel(request);
    --underWay();
}

} // namespace

void cancelInBackground(pg_conn *connection)
{
    PGcancel *request = PQgetCancel(connection);
    if (request == nullptr)
        return;
    if (++underWay() > kAtOnce) {
        --underWay();
        PQfreeCancel(request);
        return;
    }
    try {
        std::thread(cancelNow, request).detach();
    } catch (const std::system_error &) {
        --underWay();
        PQfreeCancel(request);
    }
}

} // namespace opsdeck
