// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/comparison.h"

#include "services/domain/comparedfields.h"
#include "services/domain/comparer.h"

#include <algorithm>

namespace opsdeck {

namespace {

using State = ComparedValue::State;

/// Index of the first value that says the same, by value.
QList<int> groupsOf(const QList<ComparedValue> &values)
{
    QList<int> groups;
    for (int i = 0; i < values.size(); ++i) {
        int group = -1;
        for (int j = 0; values.at(i).isKnown() && group < 0 && j <= i; ++j) {
            const bool isBothAbsent =
                values.at(i).state == State::Absent && values.at(j).state == State::Absent;
            const bool isBothThere = values.at(i).state != State::Absent
                                     && values.at(j).state != State::Absent
                                     && values.at(i).value == values.at(j).value;
            if (values.at(j).isKnown() && (isBothAbsent || isBothThere))
                group = j;
        }
        groups << group;
    }
    return groups;
}

/// Those that are not as most are; where no value is that of most, all.
void markOdd(QList<ComparedValue> &values, const QList<int> &groups, bool onlyThere)
{
    int most = -1;
    int count = 0;
    bool isTie = false;
    for (int i = 0; i < values.size(); ++i) {
        if (groups.at(i) != i)
            continue;
        const auto own = static_cast<int>(groups.count(i));
        isTie = own == count || (isTie && own < count);
        if (own > count) {
            most = i;
            count = own;
        }
    }
    for (int i = 0; i < values.size(); ++i) {
        const bool isOdd = isTie || groups.at(i) != most;
        // Of as many with as without it, what is there is pointed at.
        const bool isMeant = !isTie || !onlyThere || values.at(i).state != State::Absent;
        values[i].standsOut = values.at(i).isKnown() && isOdd && isMeant;
    }
}

} // namespace

Difference judged(QList<ComparedValue> &values, bool isExpected)
{
    const auto count = [&](const auto &is) {
        return std::count_if(values.cbegin(), values.cend(), is);
    };
    const auto here = count([](const auto &each) { return each.state != State::NotHere; });
    if (here < 2)
        return Difference::Single;
    const QList<int> groups = groupsOf(values);
    QSet<int> told(groups.cbegin(), groups.cend());
    told.remove(-1);
    if (told.size() > 1) {
        const bool isAbsentSomewhere =
            count([](const auto &each) { return each.state == State::Absent; }) > 0;
        const bool onlySome = isAbsentSomewhere && told.size() == 2;
        if (isExpected)
            return Difference::Expected;
        markOdd(values, groups, onlySome);
        return onlySome ? Difference::OnlySome : Difference::Differs;
    }
    return groups.count(-1) > values.size() - here ? Difference::NotObserved : Difference::None;
}

QList<ComparedRow> compared(const Platform &platform,
                            const QList<const Environment *> &environments,
                            const QList<const EnvironmentView *> &views)
{
    return Comparer(platform, environments, views).rows();
}

QString toWord(Difference difference)
{
    switch (difference) {
    case Difference::None:
        return QStringLiteral("same");
    case Difference::Single:
        return QStringLiteral("single");
    case Difference::Expected:
        return QStringLiteral("expected");
    case Difference::OwnText:
        return QStringLiteral("own-text");
    case Difference::Explained:
        return QStringLiteral("explained");
    case Difference::NotObserved:
        return QStringLiteral("not-observed");
    case Difference::OnlySome:
        return QStringLiteral("only-some");
    case Difference::Differs:
        break;
    }
    return QStringLiteral("differs");
}

} // namespace opsdeck
