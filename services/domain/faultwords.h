// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

namespace opsdeck {

// The one table of what a failure says of a service, by its kind and, where that is known, its
// fault:
//   tls: expired, not-yet-valid, wrong-name, self-signed, unknown-issuer, untrusted, handshake
//   resolve: silent (no name server answers) · unreachable, garbage: cut · condition: expiring (a
//   certificate), slow, wrong-role (a replica where a master is wanted), read-only · status: the
//   code of the answer

/// What the service does, as the end of a sentence that begins with its name: "refuses
/// connections", "answers 503". Empty where the kind says less than "is down" and the message have
/// said already.
QString faultVerb(const Error &error);

/// The place among several failures of one service: the lower one tells more, for it lies nearer to
/// the ground. Never negative.
int faultRank(const Error &error);

/// True when nothing that the service depends on can be why: a certificate ends by itself, and a
/// role is the server's own.
bool isOwnFault(const Error &error);

/// True when this machine's own name server said nothing: nobody was asked, and nothing is known of
/// whoever bears the name.
bool isResolverSilent(const Error &error);
/// The fault of such an error.
QString resolverSilentFault();

/// True when nobody answered: the one who was asked may be gone, or it may be that nothing of its
/// kind can be reached from here.
bool isSilence(ErrorKind kind);

} // namespace opsdeck
