// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// "lines 57–60, 194", "line 57"; empty without lines.
QString linesText(const QString &lines);
/// How a fact is known: "stated, lines 57–60", "implied, line 5", "disputed, see 3", "not stated",
/// "ours"; "no source" when the definition gives none. What it refers to that has been settled is
/// told so: "disputed, see 3 (settled)".
QString sourceText(const Source &source, const QList<Contradiction> &contradictions);
/// The same with lines, note and document in sentences.
QString sourceSentence(const Source &source, const Platform &platform);
/// True when nothing certain is known of it: disputed and not settled, or not stated.
bool isDoubtful(const Source &source, const QList<Contradiction> &contradictions);
/// The word for what a document leaves out.
QString notStatedText();
/// The service's title as its first environment has it, its id when there is none.
QString titleOfService(const Platform &platform, const ServiceId &service);
/// The service as it is in `preferred`, else in the first environment that has it; a null key when
/// none has.
ServiceKey serviceNear(const Platform &platform, const ServiceId &service,
                       const EnvironmentId &preferred);

} // namespace opsdeck
