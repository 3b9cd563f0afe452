// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/environmentwords.h"

#include "services/domain/absence.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(EnvironmentWords)
};

} // namespace

QStringList countsTexts(const QList<const EnvironmentView *> &views)
{
    Tally sum;
    qsizetype blind = 0;
    qsizetype unsteady = 0;
    QStringList lost;
    for (const EnvironmentView *view : views) {
        sum += tallyOf(*view, nullptr);
        const bool isUnsteady = view->blindness && view->blindness->unsteady;
        blind += view->blindness && !isUnsteady ? 1 : 0;
        unsteady += isUnsteady ? 1 : 0;
        for (const LostWay &way : view->lostWays)
            lost << (views.size() == 1 ? lostTag(way)
                                       : Words::tr("%1: %2", "environment, what is lost there")
                                             .arg(tagOf(view->key), lostTag(way)));
    }
    if (sum.watched == 0)
        return {absenceWord(Absence::NotSetUp)};
    QStringList texts;
    if (blind > 0)
        texts << (views.size() == 1 ? Words::tr("out of sight")
                                    : Words::tr("%1 out of sight").arg(blind));
    if (unsteady > 0)
        texts << (views.size() == 1 ? Words::tr("in and out of sight")
                                    : Words::tr("%1 in and out of sight").arg(unsteady));
    return texts + lost + stateTexts(sum, standingOf(*worstOf(views)).rank);
}

QString countsText(const QList<const EnvironmentView *> &views)
{
    return countsTexts(views).join(QStringLiteral(", "));
}

int severityOf(const EnvironmentView &view)
{
    return static_cast<int>(standingOf(view).rank);
}

const EnvironmentView *worstOf(const QList<const EnvironmentView *> &views)
{
    const auto order = [](const EnvironmentView *view) {
        return std::tuple(severityOf(*view), attentionRank(view->tier));
    };
    const auto worst = std::min_element(
        views.cbegin(), views.cend(),
        [&](const EnvironmentView *a, const EnvironmentView *b) { return order(a) < order(b); });
    return worst == views.cend() ? nullptr : *worst;
}

} // namespace opsdeck
