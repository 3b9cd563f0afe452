// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// The variables of an endpoint that a step reaches ("reach"), whose values only its run knows
/// where a way stands between:
///   ${reach.ID.host}     where to connect: the host as written, or 127.0.0.1 by a way
///   ${reach.ID.port}     its port: as written, or the near end's by a way
///   ${reach.ID.name}     the host as written: what a certificate is made out to
///   ${reach.ID.address}  the numeric address of `host`
namespace reachnames {

/// Among a parameter's later variables: these are known in it.
inline const QString kAny = QStringLiteral("reach.*");

QString host(const QString &id);
QString port(const QString &id);
QString name(const QString &id);
QString address(const QString &id);
/// All of one endpoint.
QStringList of(const QString &id);

} // namespace reachnames

} // namespace opsdeck
