// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wall/wallpicture.h"

#include "models/status/markwords.h"
#include "models/status/statuswords.h"
#include "models/wall/wallcells.h"
#include "services/domain/lostkinds.h"
#include "services/domain/unsteady.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

QString servicesText(qsizetype count)
{
    return count == 1 ? Wall::tr("1 service") : Wall::tr("%1 services").arg(count);
}

QString withoutStop(const QString &text)
{
    return text.endsWith(QLatin1Char('.')) ? text.chopped(1) : text;
}

/// Name, state and evidence of services that share one rank without being root causes.
void tellHidden(WallProblem &problem, const QList<const ServiceView *> &services, bool everything)
{
    const ServiceView &first = *services.first();
    const bool one = services.size() == 1;
    Milliseconds silent = silenceOf(first);
    Milliseconds oldest = first.oldestAge;
    bool anyCheck = false;
    for (const ServiceView *service : services) {
        silent = std::min(silent, silenceOf(*service));
        oldest = std::max(oldest, service->oldestAge);
        anyCheck = anyCheck || service->hasChecks;
    }
    problem.name = one ? first.title : servicesText(services.size());
    switch (problem.rank) {
    case StatusRank::Unknown:
        if (everything) {
            problem.name =
                Wall::tr("Cannot see %1").arg(problem.environment.environment.toString().toUpper());
            problem.evidence =
                one ? Wall::tr("%1 is unknown, not down.").arg(first.title)
                    : Wall::tr("%1 are unknown, not down.").arg(servicesText(services.size()));
        } else {
            problem.state = one ? Wall::tr("is unknown") : Wall::tr("unknown");
            problem.evidence = Wall::tr("No answer is known. Not counted as healthy.");
        }
        problem.clock = Wall::tr("not observed for");
        problem.length = silent;
        return;
    case StatusRank::Stale:
        problem.state = one ? Wall::tr("is stale") : Wall::tr("stale");
        problem.evidence = Wall::tr("It was OK. Old data are not counted as healthy.");
        problem.clock = Wall::tr("data age");
        problem.length = oldest;
        return;
    default:
        problem.state = one ? Wall::tr("is unknown") : Wall::tr("unknown");
        // Asked, but nothing could be learned: by a locked keychain, say.
        if (one && first.hasChecks && !first.neverObserved && !first.message.isEmpty()) {
            problem.evidence = withoutStop(first.message) + QLatin1Char('.');
            return;
        }
        problem.evidence = anyCheck ? Wall::tr("Not observed. Not counted as healthy.")
                                    : Wall::tr("No check observes it. Not counted as healthy.");
    }
}

WallProblem rootProblem(const ServiceView &view, const WallProblem &place, const Instant &now)
{
    const ServiceView root = asCause(view);
    WallProblem problem = place;
    problem.rank = rankOf(root);
    problem.health = root.health;
    problem.soft = problem.rank == StatusRank::Soft;
    problem.stale = root.stale;
    problem.name = root.title;
    if (isToldFlapping(root))
        problem.state = Wall::tr("is flapping");
    else if (root.health == Health::Healthy)
        problem.state = Wall::tr("may be OK again");
    else if (root.soft)
        problem.state =
            root.health == Health::Down ? Wall::tr("may be down") : Wall::tr("may be degraded");
    else
        problem.state = statePredicate(root);
    QString evidence =
        withoutStop(root.message.isEmpty() && root.error ? root.error->message : root.message);
    if (root.soft && !isToldFlapping(root))
        evidence += (evidence.isEmpty() ? QString() : QStringLiteral(", "))
                    + Wall::tr("%1 of %2").arg(root.attempt).arg(root.attemptsNeeded);
    problem.evidence = evidence.isEmpty() ? evidence : evidence + QLatin1Char('.');
    problem.marks = root.marks;
    if (const QString owner = ownerText(root, now); !owner.isEmpty())
        problem.evidence = Wall::tr("%1: %2", "whose it is, evidence")
                               .arg(owner.left(1).toUpper() + owner.mid(1), problem.evidence);
    if (!root.impacts.isEmpty())
        problem.impact = Wall::tr("%1 impacted.").arg(servicesText(root.impacts.size()));
    if (root.since.isValid()) {
        problem.clock = Wall::tr("for");
        problem.length = root.since.ageAt(now);
    }
    return problem;
}

/// One trouble for all that can't be seen.
WallProblem sightProblem(const QList<ServiceId> &services, const Instant &since,
                         const QString &evidence, const EnvironmentView &view,
                         const WallProblem &place, const Instant &now)
{
    WallProblem problem = place;
    problem.rank = StatusRank::Unknown;
    problem.health = Health::Unknown;
    const auto expected =
        std::count_if(view.services.cbegin(), view.services.cend(),
                      [](const ServiceView &service) { return expectsState(service); });
    const QString tag = view.key.environment.toString().toUpper();
    problem.name = services.size() >= expected ? Wall::tr("Cannot see %1").arg(tag)
                                               : Wall::tr("Cannot see all of %1").arg(tag);
    problem.evidence = evidence;
    problem.impact = services.size() == 1
                         ? Wall::tr("1 service is unknown, not down.")
                         : Wall::tr("%1 are unknown, not down.").arg(servicesText(services.size()));
    if (since.isValid()) {
        problem.clock = Wall::tr("for");
        problem.length = since.ageAt(now);
    }
    return problem;
}

void addProblems(const EnvironmentView &view, const QString &platform, const StatusBoard &board,
                 QList<WallProblem> &problems)
{
    WallProblem place;
    place.environment = view.key;
    place.tier = view.tier;
    place.platform = platform;
    place.isForemost = board.isForemost(view.key);
    QSet<ServiceId> behind;
    if (view.blindness) {
        WallProblem problem =
            sightProblem(view.blindness->services, view.blindness->since,
                         reasonOf(*view.blindness) + QLatin1Char('.'), view, place, board.now());
        // Whatever else of it is known, all that lies there is hidden.
        const QString tag = view.key.environment.toString().toUpper();
        problem.name = Wall::tr("Cannot see %1").arg(tag);
        if (view.blindness->unsteady) {
            problem.soft = true;
            problem.name = Wall::tr("Cannot see %1 steadily").arg(tag);
            problem.impact =
                Wall::tr("%1 not confirmed.").arg(servicesText(view.blindness->services.size()));
        }
        problems.append(problem);
        behind.unite(
            QSet<ServiceId>(view.blindness->services.cbegin(), view.blindness->services.cend()));
    }
    for (const LostWay &lost : view.lostWays) {
        WallProblem problem =
            sightProblem(lost.services, lost.since, lostHeadline(lost) + QLatin1Char('.'), view,
                         place, board.now());
        if (!hides(lost)) {
            const bool isWarning = lost.error.kind == ErrorKind::Condition;
            problem.rank = isWarning ? StatusRank::Degraded : StatusRank::Down;
            problem.health = isWarning ? Health::Degraded : Health::Down;
            problem.name = lostHeadline(lost);
            problem.evidence = lost.error.message;
            problem.impact = Wall::tr("Concerns %1.").arg(servicesText(lost.services.size()));
        }
        problems.append(problem);
        behind.unite(QSet<ServiceId>(lost.services.cbegin(), lost.services.cend()));
    }
    QList<const ServiceView *> hidden[3];
    constexpr StatusRank ranks[3] = {StatusRank::Unknown, StatusRank::Stale,
                                     StatusRank::NotObserved};
    int expected = 0;
    for (const ServiceView &service : view.services) {
        if (!expectsState(service))
            continue;
        ++expected;
        const StatusRank rank = rankOf(service);
        const bool isOfSight = view.blindness && behind.contains(service.key.service);
        if (service.rootCause || (rank == StatusRank::Soft && !service.isImpacted() && !isOfSight))
            problems.append(rootProblem(service, place, board.now()));
        for (int i = 0; i < 3; ++i) {
            if (rank == ranks[i] && !behind.contains(service.key.service))
                hidden[i].append(&service);
        }
    }
    for (int i = 0; i < 3; ++i) {
        if (hidden[i].isEmpty())
            continue;
        WallProblem problem = place;
        problem.rank = ranks[i];
        problem.health = ranks[i] == StatusRank::Stale ? Health::Healthy : Health::Unknown;
        problem.stale = ranks[i] == StatusRank::Stale;
        tellHidden(problem, hidden[i], hidden[i].size() == expected);
        problems.append(problem);
    }
}

/// Where else there is trouble: a bare number would seem to be of the first one's environment.
QString othersText(const QList<WallProblem> &problems)
{
    if (problems.size() < 2)
        return {};
    QStringList tags;
    for (qsizetype i = 1; i < problems.size(); ++i) {
        const QString tag = problems.at(i).environment.environment.toString().toUpper();
        if (!tags.contains(tag))
            tags << tag;
    }
    const qsizetype more = problems.size() - 1;
    return tags.size() == 1
               ? Wall::tr("%1 more in %2").arg(more).arg(tags.first())
               : Wall::tr("%1 more: %2").arg(more).arg(tags.join(QStringLiteral(", ")));
}

} // namespace

QString WallPicture::sentence() const
{
    const QString lacking =
        tally.checksNotSetUp == 0
            ? QString()
            : QLatin1Char(' ') + notSetUpText(tally.checksNotSetUp) + QLatin1Char('.');
    if (quiet)
        return Wall::tr("All OK. %1, %2, %3.")
                   .arg(servicesText(tally), environmentsText(tally), checksText(tally.checks))
               + lacking;
    if (problems.isEmpty())
        return Wall::tr("Nothing is watched yet.") + lacking;
    const WallProblem &worst = problems.first();
    QStringList parts{worst.platform,
                      worst.environment.environment.toString().toUpper() + QLatin1Char(':'),
                      worst.headline() + QLatin1Char('.'), worst.evidence, worst.impact};
    if (problems.size() > 1)
        parts << Wall::tr("%1 more.").arg(problems.size() - 1);
    parts.removeAll(QString());
    return parts.join(QLatin1Char(' ')) + lacking;
}

WallPicture wallPicture(const StatusBoard &board)
{
    WallPicture picture;
    if (!board.workspace())
        return picture;
    for (const Platform &platform : board.workspace()->platforms) {
        WallRow row;
        row.title = platform.title;
        for (const Environment &environment : platform.environments) {
            const EnvironmentView *view = board.environment({platform.id, environment.id});
            if (view == nullptr)
                continue;
            const Tally tally = board.tally({view->key});
            row.cells.append(wallCell(*view, tally));
            row.cells.last().isForemost = board.isForemost(view->key);
            picture.tally += tally;
            if (view->newestAge.count() >= 0)
                picture.newest = picture.newest.count() < 0
                                     ? view->newestAge
                                     : std::min(picture.newest, view->newestAge);
            picture.oldest = std::max(picture.oldest, view->oldestAge);
            addProblems(*view, platform.title, board, picture.problems);
        }
        picture.rows.append(row);
    }
    placeWallCells(picture);
    std::stable_sort(picture.problems.begin(), picture.problems.end(),
                     [](const WallProblem &a, const WallProblem &b) {
                         return std::tuple(!a.needsYou(), !a.marks.isEmpty(), attentionRank(a.tier),
                                           a.rank, -a.length)
                                < std::tuple(!b.needsYou(), !b.marks.isEmpty(),
                                             attentionRank(b.tier), b.rank, -b.length);
                     });
    picture.others = othersText(picture.problems);
    const HealthCounts &counts = picture.tally.counts;
    picture.quiet = counts.healthy > 0 && counts.healthy == counts.inUse();
    return picture;
}

} // namespace opsdeck
