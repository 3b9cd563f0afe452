// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/environmenttable.h"

class QPainter;
class QRect;

namespace opsdeck {

struct Theme;

/// Of a head that folds, at the left of `bar`. Gives where the name begins.
int paintChevron(QPainter &painter, const QRect &bar, EnvironmentTable::Fold fold,
                 const Theme &theme);

} // namespace opsdeck
