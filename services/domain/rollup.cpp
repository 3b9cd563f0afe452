// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/rollup.h"

#include "services/domain/health.h"

#include <algorithm>
#include <numeric>

namespace opsdeck {

bool isWorse(const MemberState &a, const MemberState &b)
{
    if (a.health != b.health)
        return isWorse(a.health, b.health);
    if (a.stale != b.stale)
        return a.stale;
    return a.soft != b.soft && a.soft == (a.health == Health::Healthy);
}

qsizetype neededOf(const RollUp &rule, qsizetype members)
{
    if (members == 0)
        return 0;
    switch (rule.kind) {
    case RollUpKind::Worst:
        return members;
    case RollUpKind::Best:
        return 1;
    case RollUpKind::AtLeast:
        return std::clamp<qsizetype>(rule.amount, 1, members);
    case RollUpKind::Percent:
        return std::clamp<qsizetype>((members * rule.amount + 99) / 100, 1, members);
    }
    return members;
}

std::optional<MemberState> rolledUp(const RollUp &rule, const QList<MemberState> &members,
                                    qsizetype *deciding)
{
    if (deciding)
        *deciding = -1;
    if (members.isEmpty())
        return std::nullopt;
    QList<qsizetype> order(members.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](qsizetype a, qsizetype b) {
        return isWorse(members.at(b), members.at(a));
    });
    const qsizetype needed = neededOf(rule, members.size());
    const qsizetype decider = order.at(needed - 1);
    MemberState whole = members.at(decider);
    whole.stale = std::any_of(order.cbegin(), order.cbegin() + needed,
                              [&](qsizetype index) { return members.at(index).stale; });
    if (deciding)
        *deciding = decider;
    return whole;
}

} // namespace opsdeck
