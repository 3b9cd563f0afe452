// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// What the values of one aspect are to each other.
enum class Difference {
    None,        ///< known everywhere and the same
    Single,      ///< only one environment has what it is about: nothing to compare
    Expected,    ///< differs as environments do: addresses, names of machines, tier, certificates
    OwnText,     ///< what a document states of each environment by itself: purpose, how deployed
    Explained,   ///< differs, and the operator said why
    NotObserved, ///< of some nothing is known now, and what is known does not differ: never "same"
    OnlySome,    ///< the same wherever it is, and not everywhere
    Differs
};

/// What an aspect is of.
enum class AspectKind {
    Environment, ///< the environment itself
    Presence,    ///< whether the service is there and in use
    Definition,  ///< what its definition states
    Check,       ///< whether a check is there
    Setting,     ///< of a check
    Observed     ///< a field of a check's answer
};

/// One aspect in one environment.
struct ComparedValue
{
    enum class State {
        Stated,      ///< by the definition
        Fresh,       ///< observed, and of now
        Stale,       ///< was observed; 1.5 intervals old or taken out of sight
        Expired,     ///< was observed; older than 3 intervals: nothing is known now
        NotObserved, ///< nobody asked, or no answer told it
        Absent,      ///< known not to be there
        NotHere      ///< the environment has no such service or check
    };

    State state = State::NotHere;
    QVariant value = {};    ///< invalid: none
    Milliseconds age{-1};   ///< of an observation; negative: none
    bool standsOut = false; ///< what makes the row differ: not as most are

    bool isKnown() const
    {
        return state == State::Stated || state == State::Fresh || state == State::Absent;
    }

    bool operator==(const ComparedValue &) const = default;
};

struct ComparedRow
{
    ServiceId service; ///< empty: the environment itself
    AspectKind kind = AspectKind::Definition;
    QString aspect;              ///< stable: "replicas", a fact's id, a parameter, a field
    QString title;               ///< of a fact; empty: by `aspect`
    CheckId check;               ///< of Check, Setting and Observed
    QString checkTitle;          ///< its title, else its id
    QString probe;               ///< its kind
    QList<ComparedValue> values; ///< by environment, as asked for
    Difference difference = Difference::None;
    QString reason = {}; ///< why it is expected to differ, as the operator said; empty: nobody did
    QString reasonOn = {}; ///< date, as written

    bool operator==(const ComparedRow &) const = default;
};

/// Environments of `platform` beside each other, row by row: first what they are themselves, then
/// each service in the order of the platform. A view of null: nothing is observed there. Pure.
QList<ComparedRow> compared(const Platform &platform,
                            const QList<const Environment *> &environments,
                            const QList<const EnvironmentView *> &views);

/// Whether environments have different values and nothing says why.
inline bool isDrift(Difference difference)
{
    return difference == Difference::Differs || difference == Difference::OnlySome;
}

/// Judges `values` and marks those that stand out. `isExpected`: a difference is none to look into.
Difference judged(QList<ComparedValue> &values, bool isExpected);

/// Stable word: "same", "differs".
QString toWord(Difference difference);

} // namespace opsdeck
