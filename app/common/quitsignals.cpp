// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/quitsignals.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace opsdeck {

namespace {

int g_pipe[2] = {-1, -1};

/// Only what is allowed in a signal handler.
void writeByte(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &byte, 1);
}

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

} // namespace

QuitSignals::QuitSignals(std::function<void()> onSignal)
{
    if (::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, qApp,
                     [onSignal = std::move(onSignal)] {
                         char bytes[16];
                         while (::read(g_pipe[0], bytes, sizeof bytes) > 0) {
                         }
                         onSignal();
                     });
    for (const int signal : kSignals)
        ::signal(signal, writeByte);
}

QuitSignals::~QuitSignals()
{
    for (const int signal : kSignals)
        ::signal(signal, SIG_DFL);
    m_notifier.reset();
    for (int &end : g_pipe) {
        if (const int descriptor = std::exchange(end, -1); descriptor >= 0)
            ::close(descriptor);
    }
}

} // namespace opsdeck
