// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

/// Parts of the platform's JSON Schema that say how it is drawn.
namespace opsdeck::drawnschema {

/// `diagram`
QJsonObject diagram();
/// `pages`
QJsonObject pages();

} // namespace opsdeck::drawnschema
