// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/net/neterrors.h"

/// What a check of kind dns may be told, and what is wrong with it.
namespace opsdeck::dnsparameters {

constexpr quint16 kPort = 53;
constexpr qsizetype kMostOthers = 8; ///< servers whose serials are compared

ParameterSchema schema();
QList<ParameterFinding> findings(const QVariantMap &values);

/// The kinds of records that can be asked for.
const QStringList &types();
/// "host" or "host:port", a literal IPv6 address in brackets when there is a port.
Endpoint serverFrom(const QString &text);

} // namespace opsdeck::dnsparameters
