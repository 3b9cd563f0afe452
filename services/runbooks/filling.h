// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QStringList>
#include <QVariantMap>

namespace opsdeck {

/// `${name}` replaced once from `variables`, `$$` is a dollar; an unknown name is a Config error.
/// Names in `later` stay as they are.
Result<QString> filled(const QString &text, const QVariantMap &variables,
                       const QStringList &later = {});
Result<QStringList> filled(const QStringList &texts, const QVariantMap &variables,
                           const QStringList &later = {});

/// The same for program and arguments: a value can neither become an option (RB-2) nor a shell's
/// code (RB-1). Errors: Config.
Result<QStringList> filledArguments(const QStringList &texts, const QVariantMap &variables,
                                    const QStringList &later = {});

} // namespace opsdeck
