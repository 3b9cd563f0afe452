// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/operatormarks.h"

namespace opsdeck {

// Words for what operators say of a service, the same on every surface. Pure; times are UTC.

/// A state's word with the mark that weighs most: "Down, acknowledged", "Maintenance, down", "OK,
/// shelved".
QString markedWord(const QString &word, const ServiceView &view);

/// "acknowledged by anna, 12 min", "maintenance to 16:00 UTC, by anna": whose it is, in a line.
/// Empty without a mark.
QString ownerText(const ServiceView &view, const Instant &now);

/// "acknowledged by anna": the same without times.
QString whoSays(const ServiceView &view);

/// "Acknowledged by anna since 14:02 UTC, 12 min ago, until it is well again." Without the note.
QString markSentence(const OperatorMark &mark, const Instant &now);
/// All of a service's marks with their notes, each a sentence; empty without one.
QString marksSentence(const ServiceView &view, const Instant &now);

/// "16:00 UTC", with the day when it is not today's.
QString clockText(qint64 wallMs, const Instant &now);

/// "new", "new 3 min": the badge of trouble that began a short time ago; else empty.
QString newText(const ServiceView &view, const Instant &now);

/// "Acknowledge", "Maintenance", "Shelve": what is done by setting it.
QString markVerb(OperatorMarkKind kind);
/// "Acknowledge…", of what is acknowledged "Change: acknowledged…".
QString markActionText(const ServiceView &view, OperatorMarkKind kind);
/// "acknowledged", "in maintenance", "shelved".
QString markPredicate(OperatorMarkKind kind);
/// Why it can't be set now, a sentence; empty when it can.
QString whyNotMarked(const ServiceView &view, OperatorMarkKind kind);

} // namespace opsdeck
