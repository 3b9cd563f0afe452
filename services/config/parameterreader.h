// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/kindinfo.h"

#include <QVariantMap>

namespace opsdeck {

/// Reads the parameters of a kind out of the mapping that `reader` reads, typed as its schema
/// promises, defaults filled in. Files arrive absolute, inside of `directory` (the workspace's)
/// unless a parameter of the environment leads elsewhere. With `isDeferred` texts keep their
/// variables, which are filled in later; other types may have none then. Also reports what the kind
/// itself finds wrong with the values together.
QVariantMap readParameters(const KindInfo &kind, MapReader &reader, const QString &directory,
                           bool isDeferred, const Reporter &reporter);

} // namespace opsdeck
