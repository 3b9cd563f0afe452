// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <functional>

class QMenu;

namespace opsdeck {

/// What an operator can say of a service, as entries of a menu: "Acknowledge…", "Maintenance…",
/// "Shelve…", and "Lift" for each mark that it has. What can't be said now is disabled and says
/// why.
void addMarkActions(QMenu &menu, const ServiceView &view,
                    const std::function<void(OperatorMarkKind)> &set,
                    const std::function<void(OperatorMarkKind)> &lift);

/// "Lift: acknowledged by anna".
QString liftText(const OperatorMark &mark);

} // namespace opsdeck
