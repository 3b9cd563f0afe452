// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

// Whether an environment can be seen at all. The rule: it is blind when as many of its witnesses as
// its quorum asks for are silent, hard, and nothing else of it has answered since they were asked.
//  - Silent is a failure without an answer: refused, timed out, unreachable, no address. A witness
//    that answers "500" can be seen.
//  - One single answer from anything else there proves that the environment can be seen: then the
//    witness's own service is what is down, and is shown so.
//  - An answer from before the witnesses were asked, or from before the newest thing there that is
//    down fell silent, proves nothing in either direction: until its check was asked again, there
//    is no judgement.
//  - Checks that ask nobody over the network (a program or a file of this machine) prove nothing.
//  - A witness behind a lost way was never asked: when all silent ones are, the way is the trouble.
// Where no witness is named but one looks from outside, that one answers and everything else is
// silent, in two services at least, that is blindness too.

enum class Sight {
    Seen,
    Doubtful, ///< the witnesses are silent, but not for certain, or others have not been asked
              ///< since
    Blind
};

struct SightVerdict
{
    Sight sight = Sight::Seen;
    Blindness blindness;               ///< when blind
    std::chrono::nanoseconds asked{0}; ///< when doubtful: an answer from after this settles it
};

SightVerdict judgeSight(const EnvironmentKey &key, const Environment &environment,
                        const CheckStates &states, const Instant &now);

/// Whether the environment names any witness.
bool hasWitnesses(const Environment &environment);

/// What a result tells of the sight of its environment.
enum class Evidence {
    None, ///< nothing: not asked, or nobody over the network was
    Silence,
    Answer
};

Evidence evidenceOf(const Check &check, const CheckResult &result);

/// Takes the state of what `blindness` hides from `views`: they become unknown, with its words.
void hide(const Blindness &blindness, const QString &environmentTag, QList<ServiceView> &views);

/// "PROD": how people call an environment in sentences.
QString tagOf(const EnvironmentKey &environment);

} // namespace opsdeck
