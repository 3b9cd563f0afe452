// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <optional>

namespace opsdeck {

/// One pass over `text`: `${name}` becomes what `valueOf` gives for it, `$$` a dollar, a lonely
/// dollar stays. Values are not looked through again. What has no value goes to `unknown` and
/// leaves nothing behind; a `${` without its `}` is the empty name and ends the text.
QString variablesReplaced(const QString &text,
                          const std::function<std::optional<QString>(const QString &name)> &valueOf,
                          const std::function<void(const QString &name)> &unknown);

} // namespace opsdeck
