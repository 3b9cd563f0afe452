// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QList>
#include <QStringList>

namespace opsdeck {

/// A way that is lost: what lies behind it can't be seen. One trouble, however many services it
/// hides.
struct LostWay
{
    QString id;
    QString title;
    Error error;
    Instant since;
    QList<ServiceId> services; ///< in the definition's order; never empty

    bool operator==(const LostWay &) const = default;
};

/// What those say that look at an environment from elsewhere.
enum class OutsideView {
    NotKnown, ///< nobody looks, or nobody has looked since
    Answers,  ///< our own view is what is broken
    Silent
};

/// A whole environment that can't be seen. One trouble, whatever its services were.
struct Blindness
{
    QList<CheckKey> witnesses; ///< those that are silent; none: known by the view from outside
    QStringList names;         ///< of the services that they are checks of, each once
    Error error;               ///< of the first of them, else of the first service that is silent
    Instant since;
    OutsideView outside = OutsideView::NotKnown;
    QList<ServiceId> services; ///< what is unknown by it, in the definition's order
    /// It keeps being lost and coming back, since `since`: what of it is unknown is so without
    /// being confirmed, and may answer at the moment. `witnesses` are those that keep falling
    /// silent.
    bool unsteady = false;

    bool operator==(const Blindness &) const = default;
};

/// Why nothing is seen, without a full stop at its end: "gateway does not answer in
/// time: 10.0.0.1:22 did not answer in 2 s. From outside it answers: our own view is broken".
QString reasonOf(const Blindness &blindness);
/// The stable word: "answers", "silent"; empty when that is not known.
QString toWord(OutsideView outside);

} // namespace opsdeck
