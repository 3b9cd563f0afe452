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
/// "Source: …", and a sentence for each field that has a source of its own: "for: ours".
QString sourcesText(const Source &whole, const FieldSources &own, const Platform &platform);
/// True when nothing certain is known of it: disputed and not settled, or not stated.
bool isDoubtful(const Source &source, const QList<Contradiction> &contradictions);
/// The word for what a document leaves out.
QString notStatedText();
/// A fact's value. Without one it is told by its source: "none" where the document says so,
/// "disputed", else "not stated".
QString valueText(const QString &value, const Source &source);

} // namespace opsdeck
