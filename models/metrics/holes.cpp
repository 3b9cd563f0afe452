// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/holes.h"

#include <algorithm>

namespace opsdeck {

QList<Stretch> joined(QList<Stretch> stretches, qint64 apartMs)
{
    std::sort(stretches.begin(), stretches.end(),
              [](const Stretch &a, const Stretch &b) { return a.fromMs < b.fromMs; });
    QList<Stretch> all;
    for (const Stretch &each : std::as_const(stretches)) {
        if (!all.isEmpty() && each.fromMs - all.last().toMs <= apartMs)
            all.last().toMs = std::max(all.last().toMs, each.toMs);
        else
            all.append(each);
    }
    return all;
}

QList<Hole> holesOf(const Stretch &gap, const QList<Stretch> &asked, qint64 reachMs)
{
    QList<Hole> holes;
    const auto add = [&holes](qint64 from, qint64 to, bool wasAsked) {
        if (to <= from)
            return;
        if (!holes.isEmpty() && holes.last().wasAsked == wasAsked)
            holes.last().toMs = to;
        else
            holes.append({from, to, wasAsked});
    };
    qint64 at = gap.fromMs;
    for (const Stretch &each : asked) {
        const qint64 from = std::clamp(each.fromMs, at, gap.toMs);
        const qint64 to =
            gap.toMs <= each.toMs + reachMs ? gap.toMs : std::clamp(each.toMs, at, gap.toMs);
        if (to <= from)
            continue;
        add(at, from, false);
        add(from, to, true);
        at = to;
    }
    add(at, gap.toMs, false);
    return holes;
}

bool wasAskedAt(qint64 timeMs, qint64 nowMs, const QList<Stretch> &asked, qint64 reachMs)
{
    return std::any_of(asked.cbegin(), asked.cend(), [&](const Stretch &each) {
        const qint64 end = nowMs <= each.toMs + reachMs ? nowMs : each.toMs;
        return each.fromMs <= timeMs && timeMs <= end;
    });
}

} // namespace opsdeck
