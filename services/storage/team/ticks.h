// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

#include <optional>

namespace opsdeck {

/// What a team's store keeps of the changes of about a second. Values that are no numbers, those
/// that are too large to be added up, and those of impossible times are not among them.
struct Tick
{
    struct Result
    {
        CheckKey check;
        qint64 timeMs = 0;
        int status = 0;
        qint64 latencyUs = 0;
        QString errorKind;
        QString message;
        QString figure;
        QList<Sample> samples;

        bool operator==(const Result &) const = default;
    };

    QList<Result> results;
    QList<Event> events;
    qint64 refused = 0; ///< samples and results that are not among them

    bool isEmpty() const { return results.isEmpty() && events.isEmpty(); }

    bool operator==(const Tick &) const = default;
};

void addToTick(Tick &tick, const ChangeSet &changes);

QByteArray encodeTick(const Tick &tick);
/// None: the bytes are broken, or of a newer program.
std::optional<Tick> decodeTick(const QByteArray &bytes);

} // namespace opsdeck
