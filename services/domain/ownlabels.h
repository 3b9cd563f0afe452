// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// What a sample's own label is called among own series: those that a series has of its check
/// (`platform`, `environment`, `service`, `check`, `instance` where the check has one) keep their
/// names, a sample's that is called alike is `exported_…`.
QString ownLabelName(const QString &label, bool hasInstance);

} // namespace opsdeck
