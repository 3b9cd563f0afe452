// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/comparison.h"

namespace opsdeck {

/// A difference between environments that the operator explains, from the workspace file.
struct ExpectedDifference
{
    QString ref;     ///< differenceRef()
    QString reason;  ///< never empty
    QString on = {}; ///< date, as written

    bool operator==(const ExpectedDifference &) const = default;
};

/// What a row is named by in the workspace file: "unset" of the environments themselves,
/// "api/replicas" of a service, "db/answers/postgres.version" of a check.
QString differenceRef(const ComparedRow &row);

/// What can stand in a ref after "service/", other than its checks: aspects of its definition and
/// the ids of its facts, in any environment; with an empty id those of the environments.
QStringList comparedAspects(const Platform &platform, const ServiceId &service);

/// Explanations stand among the platform's facts: topic "expected_differences", of ours.
Fact factOf(const ExpectedDifference &expected);
/// By ref, as factOf() put them there.
QHash<QString, ExpectedDifference> expectedDifferences(const Platform &platform);

} // namespace opsdeck
