// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wall/wallpicture.h"

#include "models/status/statuswords.h"
#include "services/domain/environmentorder.h"
#include "services/domain/notsetup.h"

#include <QCoreApplication>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

constexpr qsizetype kMostColumns = 5; ///< of environments that stand below each other

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

/// For how long the check that was seen last, of those that are silent now, has said nothing;
/// negative: none is silent.
Milliseconds silence(const ServiceView &view)
{
    Milliseconds age{-1};
    for (const CheckView &check : view.checks) {
        if (check.freshness == Freshness::Expired)
            age = age.count() < 0 ? check.age : std::min(age, check.age);
    }
    return age;
}

bool isOutOfSight(const ServiceView &view)
{
    if (view.error && view.error->kind == ErrorKind::Way)
        return true;
    return std::any_of(view.checks.cbegin(), view.checks.cend(), [](const CheckView &check) {
        return check.state.last && check.state.last->error
               && check.state.last->error->kind == ErrorKind::Way;
    });
}

WallRank rankOf(const ServiceView &view)
{
    if (view.soft)
        return WallRank::Soft;
    switch (view.health) {
    case Health::Down:
        return WallRank::Down;
    case Health::Degraded:
        return WallRank::Degraded;
    case Health::Unknown:
        return silence(view).count() >= 0 || isOutOfSight(view) ? WallRank::Unknown
                                                                : WallRank::NotObserved;
    case Health::Healthy:
        break;
    }
    return view.stale ? WallRank::Stale : WallRank::Calm;
}

QString countText(WallRank rank, int count)
{
    switch (rank) {
    case WallRank::Down:
        return Wall::tr("%1 down").arg(count);
    case WallRank::Unknown:
        return Wall::tr("%1 unknown").arg(count);
    case WallRank::Degraded:
        return Wall::tr("%1 degraded").arg(count);
    case WallRank::Soft:
        return Wall::tr("%1 unsure").arg(count);
    case WallRank::Stale:
        return Wall::tr("%1 stale").arg(count);
    case WallRank::NotObserved:
        return Wall::tr("%1 not seen").arg(count);
    case WallRank::Calm:
        return Wall::tr("%1 OK").arg(count);
    case WallRank::NotSetUp:
        break;
    }
    return Wall::tr("not set up");
}

WallCell cellOf(const EnvironmentView &view, int notSetUp)
{
    WallCell cell;
    cell.environment = view.key.environment;
    cell.tier = view.tier;
    int count = 0;
    QMap<WallRank, int> kinds; // what a dependency explains is counted as impacted, once
    int impacted = 0;
    for (const ServiceView &service : view.services) {
        if (!expectsState(service))
            continue;
        const WallRank rank = rankOf(service);
        cell.services.append({service.title, rank, service.health, service.soft,
                              service.stale && service.health != Health::Unknown,
                              service.isImpacted()});
        const bool isExplained = service.isImpacted() && !service.rootCause
                                 && (rank == WallRank::Degraded || rank == WallRank::Calm);
        ++(isExplained ? impacted : kinds[rank]);
        if (rank < cell.rank) {
            cell.rank = rank;
            cell.health = service.health;
            cell.soft = service.soft;
            cell.stale = rank == WallRank::Stale;
            count = 0;
        }
        count += rank == cell.rank ? 1 : 0;
    }
    cell.count = countText(cell.rank, count);
    QStringList also;
    for (auto kind = kinds.cbegin(); kind != kinds.cend(); ++kind) {
        if (kind.key() > cell.rank && kind.key() < WallRank::Calm && kind.value() > 0)
            also << countText(kind.key(), kind.value());
    }
    if (impacted > 0 && cell.rank != WallRank::Degraded)
        also << Wall::tr("%1 impacted").arg(impacted);
    if (notSetUp > 0 && cell.rank != WallRank::NotSetUp)
        also << Wall::tr("%1 not set up").arg(notSetUp);
    cell.also = also.join(QStringLiteral(", "));
    return cell;
}

/// Name, state and evidence of services that share one rank without being root causes.
void tellHidden(WallProblem &problem, const QList<const ServiceView *> &services, bool everything)
{
    const ServiceView &first = *services.first();
    const bool one = services.size() == 1;
    Milliseconds silent = silence(first);
    Milliseconds oldest = first.oldestAge;
    bool anyCheck = false;
    for (const ServiceView *service : services) {
        silent = std::min(silent, silence(*service));
        oldest = std::max(oldest, service->oldestAge);
        anyCheck = anyCheck || service->hasChecks;
    }
    problem.name = one ? first.title : servicesText(services.size());
    switch (problem.rank) {
    case WallRank::Unknown:
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
        problem.clock = Wall::tr("no data for");
        problem.length = silent;
        return;
    case WallRank::Stale:
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
        problem.evidence = anyCheck ? Wall::tr("Not observed yet. Not counted as healthy.")
                                    : Wall::tr("No check observes it. Not counted as healthy.");
    }
}

WallProblem rootProblem(const ServiceView &view, const WallProblem &place, const Instant &now)
{
    const ServiceView root = asCause(view);
    WallProblem problem = place;
    problem.rank = rankOf(root);
    problem.health = root.health;
    problem.soft = root.soft;
    problem.stale = root.stale;
    problem.name = root.title;
    if (root.health == Health::Healthy)
        problem.state = Wall::tr("may be OK again");
    else if (root.soft)
        problem.state =
            root.health == Health::Down ? Wall::tr("may be down") : Wall::tr("may be degraded");
    else
        problem.state = statePredicate(root);
    QString evidence =
        withoutStop(root.message.isEmpty() && root.error ? root.error->message : root.message);
    if (root.soft)
        evidence += (evidence.isEmpty() ? QString() : QStringLiteral(", "))
                    + Wall::tr("%1 of %2").arg(root.attempt).arg(root.attemptsNeeded);
    problem.evidence = evidence.isEmpty() ? evidence : evidence + QLatin1Char('.');
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
    problem.rank = WallRank::Unknown;
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
        problem.name = Wall::tr("Cannot see %1").arg(view.key.environment.toString().toUpper());
        problems.append(problem);
        behind.unite(
            QSet<ServiceId>(view.blindness->services.cbegin(), view.blindness->services.cend()));
    }
    for (const LostWay &lost : view.lostWays) {
        problems.append(sightProblem(lost.services, lost.since,
                                     Wall::tr("The way '%1' is lost.").arg(lost.title), view, place,
                                     board.now()));
        behind.unite(QSet<ServiceId>(lost.services.cbegin(), lost.services.cend()));
    }
    QList<const ServiceView *> hidden[3];
    constexpr WallRank ranks[3] = {WallRank::Unknown, WallRank::Stale, WallRank::NotObserved};
    int expected = 0;
    for (const ServiceView &service : view.services) {
        if (!expectsState(service))
            continue;
        ++expected;
        const WallRank rank = rankOf(service);
        if (service.rootCause || (rank == WallRank::Soft && !service.isImpacted()))
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
        problem.health = ranks[i] == WallRank::Stale ? Health::Healthy : Health::Unknown;
        problem.stale = ranks[i] == WallRank::Stale;
        tellHidden(problem, hidden[i], hidden[i].size() == expected);
        problems.append(problem);
    }
}

/// Each environment in the same place of every row, where there are few enough of them; what a
/// platform lacks leaves its place empty.
void align(WallPicture &picture)
{
    QList<WallCell> columns;
    for (const WallRow &row : std::as_const(picture.rows)) {
        for (const WallCell &cell : row.cells) {
            const auto same = [&](const WallCell &column) {
                return column.environment == cell.environment;
            };
            if (std::none_of(columns.cbegin(), columns.cend(), same)) {
                WallCell column;
                column.environment = cell.environment;
                column.tier = cell.tier;
                column.isAbsent = true;
                columns.append(column);
            }
        }
    }
    picture.aligned = columns.size() <= kMostColumns;
    if (!picture.aligned)
        return;
    std::stable_sort(columns.begin(), columns.end(), [](const WallCell &a, const WallCell &b) {
        return displayOrder(a.tier) < displayOrder(b.tier);
    });
    for (WallRow &row : picture.rows) {
        QList<WallCell> cells = columns;
        for (WallCell &column : cells) {
            const auto own =
                std::find_if(row.cells.cbegin(), row.cells.cend(), [&](const WallCell &cell) {
                    return cell.environment == column.environment;
                });
            if (own != row.cells.cend())
                column = *own;
        }
        row.cells = cells;
    }
}

/// Where the worst cell stands, so that a row in trouble in prod comes before one in dev.
std::tuple<WallRank, int> orderOf(const WallRow &row)
{
    std::tuple<WallRank, int> first{WallRank::Calm, 0};
    for (const WallCell &cell : row.cells) {
        if (!cell.isCalm())
            first = std::min(first, std::tuple(cell.rank, attentionRank(cell.tier)));
    }
    return first;
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

QString notSetUpText(int count)
{
    return count == 0   ? QString()
           : count == 1 ? Wall::tr("1 check not set up")
                        : Wall::tr("%1 checks not set up").arg(count);
}

bool WallRow::isCalm() const
{
    return std::all_of(cells.cbegin(), cells.cend(),
                       [](const WallCell &cell) { return cell.isCalm(); });
}

QString WallPicture::sentence() const
{
    const QString lacking =
        notSetUp == 0 ? QString() : QLatin1Char(' ') + notSetUpText(notSetUp) + QLatin1Char('.');
    if (quiet)
        return Wall::tr("All OK. %1, %2.")
                   .arg(environments == 1 ? Wall::tr("1 environment")
                                          : Wall::tr("%1 environments").arg(environments),
                        checks == 1 ? Wall::tr("1 check") : Wall::tr("%1 checks").arg(checks))
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
            const int notSetUp = board.notSetUp({view->key});
            row.cells.append(cellOf(*view, notSetUp));
            picture.notSetUp += notSetUp;
            row.cells.last().isForemost = board.isForemost(view->key);
            picture.environments += row.cells.last().rank == WallRank::NotSetUp ? 0 : 1;
            picture.counts += view->counts;
            if (view->newestAge.count() >= 0)
                picture.newest = picture.newest.count() < 0
                                     ? view->newestAge
                                     : std::min(picture.newest, view->newestAge);
            picture.oldest = std::max(picture.oldest, view->oldestAge);
            for (const ServiceView &service : view->services)
                picture.checks += static_cast<int>(service.checks.size());
            addProblems(*view, platform.title, board, picture.problems);
        }
        picture.rows.append(row);
    }
    align(picture);
    std::stable_sort(picture.rows.begin(), picture.rows.end(),
                     [](const WallRow &a, const WallRow &b) { return orderOf(a) < orderOf(b); });
    std::stable_sort(picture.problems.begin(), picture.problems.end(),
                     [](const WallProblem &a, const WallProblem &b) {
                         return std::tuple(!a.needsYou(), attentionRank(a.tier), a.rank, -a.length)
                                < std::tuple(!b.needsYou(), attentionRank(b.tier), b.rank,
                                             -b.length);
                     });
    picture.others = othersText(picture.problems);
    const HealthCounts &counts = picture.counts;
    picture.quiet =
        counts.healthy > 0
        && counts.down + counts.soft + counts.degraded + counts.unknown + counts.stale == 0;
    return picture;
}

} // namespace opsdeck
