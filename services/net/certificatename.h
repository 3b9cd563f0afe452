// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>

namespace opsdeck {

/// Whether a certificate is for a host, by its subject alternative names alone (RFC 6125, RFC
/// 9525): the common name names nobody, and an asterisk stands for one whole label. `name`: a host,
/// with or without a dot at its end, or an address.
bool isForName(const QSslCertificate &certificate, const QString &name);
/// A host's name without the dot of the root, which has no place in a handshake.
QString withoutRoot(const QString &name);

} // namespace opsdeck
