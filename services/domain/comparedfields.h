// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

namespace opsdeck {

/// Of a check's answer what is the same from one question to the next unless somebody changes it:
/// versions, images, limits, certificates. Those of several containers are together, each value
/// once: "docker.image", "docker.environment.LOG_LEVEL". Values that only measure (load, ages,
/// counts) are left out.
QVariantMap lastingFields(const Check &check, const QVariantMap &fields);

/// The environment variable that a lasting field is of; empty: of none.
QString variableOf(const QString &field);

/// Whether environments rightly have different values there.
bool isExpectedToDiffer(const QString &field);

/// `value` of a check's parameter without what belongs to one environment: machines, ports,
/// credentials, places on a disk; of an URL scheme, path and query stay.
QVariant withoutPlaces(const QString &parameter, const QVariant &value);

} // namespace opsdeck
