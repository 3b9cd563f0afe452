// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace opsdeck {

/// SIGINT, SIGTERM and SIGHUP end the event loop properly for as long as it lives.
class QuitSignals final
{
public:
    QuitSignals();
    ~QuitSignals();
    Q_DISABLE_COPY_MOVE(QuitSignals)
};

} // namespace opsdeck
