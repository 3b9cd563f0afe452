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
//    silent fell so, proves nothing in either direction: until its check was asked again, there
//    is no judgement.
//  - Checks that ask nobody over the network (a program or a file of this machine) prove nothing.
//  - Nor does an answer from this machine's own loopback (a stub resolver, a forward), unless the
//    environment lives there as a whole. By a way, it is the far end that answers.
//  - A witness behind a lost way was never asked: when all silent ones are, the way is the trouble.
// Where no witness is named but one looks from outside, that one answers and everything else is
// silent, in two services at least, that is blindness too.

enum class Sight {
    Seen,
    Doubtful, ///< the witnesses are silent, but not for certain, or others have not been asked
              ///< since
    Blind
};

/// What a judgement rests on, however it was counted. Moments are of the boot clock.
struct SightCounts
{
    using Boot = std::chrono::nanoseconds;

    qsizetype witnesses = 0; ///< from inside; without any, those from outside judge
    qsizetype needed = 0;    ///< so many silent ones make it blind
    qsizetype silent = 0;    ///< witnesses
    qsizetype certain = 0;   ///< of the silent: hard
    qsizetype behindWay = 0; ///< of the silent: by a lost way
    qsizetype speaking = 0;  ///< witnesses that answer
    qsizetype unasked = 0;   ///< of which nothing is known now; without witnesses, of all checks
    Boot quorumAsked{0};     ///< when the witness was asked that made up the quorum
    std::optional<Boot> newestSilence;     ///< of others, hard: when they were asked
    std::optional<Boot> newestAnswer;      ///< of others
    std::optional<Boot> newestFromOutside; ///< when one outside saw it last
    qsizetype silentServices = 0;          ///< with a hard silence of others

    bool operator==(const SightCounts &) const = default;
};

struct SightVerdict
{
    Sight sight = Sight::Seen;
    Blindness blindness;               ///< when blind
    std::chrono::nanoseconds asked{0}; ///< when doubtful: an answer from after this settles it
};

/// The rule above. `blindness` stays empty.
SightVerdict judge(const SightCounts &counts);

/// How a blindness stands by counts from after its beginning.
enum class Regained {
    No,
    Open,        ///< who could tell has not been asked since
    Seen,        ///< something answers
    NotJudgeable ///< nothing answers, and nobody is left who could tell that it is out of sight
};

Regained regainedBy(const SightCounts &counts);

SightCounts countSight(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states, const Instant &now);

SightVerdict judgeSight(const EnvironmentKey &key, const Environment &environment,
                        const CheckStates &states, const Instant &now);

/// Whether the environment names any witness.
bool hasWitnesses(const Environment &environment);

/// Whether all of it that is asked over the network is on this machine's own loopback.
bool livesHere(const EnvironmentKey &key, const Environment &environment,
               const CheckStates &states);

/// What a result tells of the sight of its environment.
enum class Evidence {
    None, ///< nothing: not asked, or nobody over the network was
    Near, ///< nothing: this machine's own loopback answered for an environment elsewhere
    Silence,
    Answer
};

Evidence evidenceOf(const Check &check, const CheckResult &result, bool livesHere);

/// Whether it was this machine's own loopback that answered.
bool isFromLoopback(const Check &check, const CheckResult &result);

/// Whether whoever was asked is there, be it unwell.
bool isSpeaking(Evidence evidence, const CheckResult &result);

/// Since when nobody has answered; of a program that fails, since it has.
Instant silentSince(const CheckState &state);

/// Takes the state of what `blindness` hides from `views`: they become unknown, with its words;
/// where it is unsteady, not confirmed.
void hide(const Blindness &blindness, const QString &environmentTag, QList<ServiceView> &views);

/// "PROD": how people call an environment in sentences.
QString tagOf(const EnvironmentKey &environment);

} // namespace opsdeck
