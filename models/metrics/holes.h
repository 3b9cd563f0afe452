// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace opsdeck {

/// From one moment to another. UTC milliseconds.
struct Stretch
{
    qint64 fromMs = 0;
    qint64 toMs = 0;

    bool operator==(const Stretch &) const = default;
};

/// A stretch of a chart without a value.
struct Hole
{
    qint64 fromMs = 0;
    qint64 toMs = 0;
    bool wasAsked = false; ///< true: asked, and no value came. False: nothing was asked

    bool operator==(const Hole &) const = default;
};

/// In order, those that overlap or lie no further apart than `apartMs` made one.
QList<Stretch> joined(QList<Stretch> stretches, qint64 apartMs);

/// `gap` cut where asking began or ended. `asked` is in order; where it may still go on, for the
/// next question is not missed before `reachMs`, it does.
QList<Hole> holesOf(const Stretch &gap, const QList<Stretch> &asked, qint64 reachMs);

/// Whether it was being asked at this moment, seen from `nowMs`.
bool wasAskedAt(qint64 timeMs, qint64 nowMs, const QList<Stretch> &asked, qint64 reachMs);

} // namespace opsdeck
