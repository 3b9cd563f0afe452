// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/callerrelay.h"

#include <QThreadPool>

#include <type_traits>

namespace opsdeck {

/// Runs `work` on a thread of `pool`, then `then` with its answer on this one, where `context`
/// lives, unless that is gone by then. The work is done in any case.
template <typename Work, typename Then>
void runInPool(QThreadPool &pool, QObject *context, Work work, Then then)
{
    pool.start([box = CallerRelay::make(context), work = std::move(work),
                then = std::move(then)]() mutable {
        auto answer = std::make_shared<std::invoke_result_t<Work &>>(work());
        box->post([answer, then] { then(*answer); });
    });
}

} // namespace opsdeck
