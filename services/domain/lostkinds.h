// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/outofsight.h"

namespace opsdeck {

// One trouble of several services, of which none is the cause. EnvironmentView::lostWays holds all
// of them, each with the services that it stands for.

enum class LostKind {
    Way,       ///< a way: what lies behind it is unknown
    Engine,    ///< an engine of containers that tells nothing: what it runs is unknown
    Names,     ///< no name server answers, or knows the names: what is asked by them is unknown
    Port,      ///< what ends TLS for several services, and none of them is; they keep their states
    Everything ///< (nearly) all of the environment refuses, is silent or flaps; its services keep
               ///< their own states
};

/// How it is with Everything.
enum class LostEverything { Silent, NearlySilent, Flapping };

LostKind kindOf(const LostWay &lost);

/// Ids that no way can have.
QString lostEngineId(const QString &engine);
QString lostPortId(const QString &where);
QString lostNamesId();
QString lostEverythingId(LostEverything how);

/// Whether the services that it stands for are unknown by it, rather than in a state of their own.
bool hides(const LostWay &lost);

/// What it is, as the beginning of a sentence: "The way 'Gate' is lost", "The Docker engine at
/// /var/run/docker.sock tells nothing", "Names of DEV can't be looked up", "Nothing of DEV
/// answers", "Hardly anything of DEV answers", "DEV is flapping".
QString lostHeadline(const LostWay &lost);
/// The same among counts: "'Gate' lost", "Docker engine silent", "nothing answers".
QString lostTag(const LostWay &lost);

} // namespace opsdeck
