// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/comparison.h"

namespace opsdeck {

/// What is compared, without the service: "replicas", "version", "interval".
QString aspectText(const ComparedRow &row);

/// An environment variable: what is shown of its values are marks that tell only which are equal.
bool isHashed(const ComparedRow &row);

/// "15.8", "was 15.8" of what is not of now, "not observed", "not run here", "none".
QString valueText(const ComparedRow &row, const ComparedValue &value);

/// Below a value that is not of now: "stale, 27 s old", "not of now, 4 min old". Else empty.
QString freshnessText(const ComparedValue &value);

/// "differs", "only in some", "expected to differ", "not observed everywhere", "the same".
QString differenceText(Difference difference);

/// The whole row in sentences, lines apart: what, what each environment has, how it is known.
QString rowSentences(const ComparedRow &row, const QString &service,
                     const QStringList &environments);

} // namespace opsdeck
