// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/parameterschema.h"

namespace opsdeck {

/// A probe, step or channel kind as data: what configuration validates against and forms are made from.
struct KindInfo {
    QString id;               ///< stable, used in YAML
    const char *displayName;  ///< QT_TRANSLATE_NOOP
    ParameterSchema parameters;
};

} // namespace opsdeck
