// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// The record's own words as people say them; what has none stays as it was written.
QString auditActionWords(const QString &action);
QString auditOutcomeWords(const QString &outcome);

} // namespace opsdeck
