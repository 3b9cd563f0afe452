// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QUrl>

#include <optional>

namespace opsdeck {

/// Hands a page to the browser. Only http and https with a host, never with a login in the address.
/// What went wrong, if anything.
std::optional<Error> openPage(const QUrl &page);

} // namespace opsdeck
