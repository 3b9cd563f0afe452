// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/operatormarks.h"

#include <QJsonArray>

namespace opsdeck {

/// What the record in the data folder says of the services of `workspace`; nothing where there is
/// none. A single poll does not know whether a service was well in between: an acknowledgement
/// holds while it is not. What can't be read is told on the standard error.
MarkBook recordedMarks(const QString &workspace);

/// `kind`, `by`, `since`, `until` (null: until it is well), `note`.
QJsonArray marksJson(const OperatorMarks &marks);

/// "in maintenance to 2026-11-22 16:00 UTC, by anna: new disk"; empty without a mark.
QString marksText(const OperatorMarks &marks);

} // namespace opsdeck
