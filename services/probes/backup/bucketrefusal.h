// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/net/httpclient.h"

#include <optional>

namespace opsdeck {

/// Why a store did not list a bucket, by the code in its answer. `key`: name of the key that
/// signed, empty when none did. `nowMs`: this machine's time.
Error bucketRefusal(const HttpReply &reply, const QString &bucket, const QString &key,
                    qint64 nowMs);

/// The answer's Date, UTC in milliseconds: the end of the second that it names.
std::optional<qint64> dateOf(const HttpReply &reply);

} // namespace opsdeck
