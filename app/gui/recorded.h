// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"
#include "services/domain/error.h"

#include <QObject>

#include <functional>

namespace opsdeck {

class HistoryFeed;

/// Puts `entry` into the record, by the name of who runs the program, and shows it. Then, on this
/// thread and while `context` lives, `done` or `failed`; nothing is called without a data folder.
void putOnRecord(HistoryFeed &history, AuditEntry entry, QObject *context,
                 const std::function<void()> &done,
                 const std::function<void(const Error &)> &failed);

} // namespace opsdeck
