// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace opsdeck {

/// SIGINT, SIGTERM and SIGHUP call a function on the main thread's event loop for as long as it
/// lives. One at a time; make it after the application object. A second signal of the kind calls it
/// again.
class QuitSignals final
{
public:
    explicit QuitSignals(std::function<void()> onSignal);
    ~QuitSignals();
    Q_DISABLE_COPY_MOVE(QuitSignals)

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace opsdeck
