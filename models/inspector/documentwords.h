// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

// What the inspector says of what a platform's document tells. Pure.

/// What stands before a source of which nothing certain is known, so that it is told without
/// colour: "≠" disputed and not settled, "?" not stated; else empty.
QString doubtSign(const Source &source, const QList<Contradiction> &contradictions);
/// The same, whether it is settled or not.
QString basisSign(FactBasis basis);

/// Sign, source and note on one line: "≠ disputed, see 1", "implied, line 92: from the names".
QString sourceLine(const Source &source, const QList<Contradiction> &contradictions);

/// Which figures of a check the document gives and which were chosen: "As documented: interval
/// 30 s. Our choice: timeout 5 s, retries 2."; one that comes from elsewhere than the check with
/// its lines: "retries 3 (line 227)". Empty without a source.
QString figuresText(const Check &check, const QList<Contradiction> &contradictions);
/// Refs, source, and those of other keys: "OC-C2, stated, lines 376–379"; empty without a source.
QString checkSourceText(const Check &check, const QList<Contradiction> &contradictions);
/// Both, with note and the document's name; one a line, empty without a source.
QString checkDetail(const Check &check, const Platform &platform);

/// One way between two services as it is told beside a neighbour.
struct EdgeNote
{
    ServiceKey neighbour;
    QString word;   ///< "implied", "≠ disputed, see 5"; empty when it is stated
    QString detail; ///< sentences: who uses whom, source line, how the document tells it

    bool operator==(const EdgeNote &) const = default;
};

/// What `service` depends on, in the order it says so.
QList<EdgeNote> neededEdges(const Workspace &workspace, const ServiceKey &service);
/// Who depends on it directly, in the definition's order.
QList<EdgeNote> needingEdges(const Workspace &workspace, const ServiceKey &service);

} // namespace opsdeck
