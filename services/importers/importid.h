// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QSet>

/// Names that imports give.
namespace opsdeck::importid {

/// A name for a parameter of an environment, not among `taken`; it is added.
QString parameterName(const QString &wanted, QSet<QString> &taken);
/// What an environment's name says of it.
Tier tierOf(const QString &environment);

} // namespace opsdeck::importid
