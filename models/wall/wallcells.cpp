// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wall/wallcells.h"

#include "services/domain/absence.h"
#include "services/domain/environmentorder.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

constexpr qsizetype kMostColumns = 5; ///< of environments that stand below each other

/// The reverse of a table's order: who looks from afar finds production where the eye begins.
void sortCells(QList<WallCell> &cells)
{
    std::stable_sort(cells.begin(), cells.end(), [](const WallCell &a, const WallCell &b) {
        return displayOrder(a.tier) > displayOrder(b.tier);
    });
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
    sortCells(columns);
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
std::tuple<StatusRank, int> orderOf(const WallRow &row)
{
    std::tuple<StatusRank, int> first{StatusRank::Calm, 0};
    for (const WallCell &cell : row.cells) {
        if (!cell.isCalm())
            first = std::min(first, std::tuple(cell.rank, attentionRank(cell.tier)));
    }
    return first;
}

/// "2 of 3 OK" where the rule lets it be well without the others.
QString goneText(const ServiceView &view)
{
    const bool isAny =
        std::any_of(view.instances.cbegin(), view.instances.cend(),
                    [](const InstanceView &each) { return !each.countsAsHealthy(); });
    return isAny && view.countsAsHealthy() ? view.figure : QString();
}

/// Nothing where all have all of their instances.
QStringList goneTexts(const QList<WallService> &services)
{
    QStringList texts;
    for (const WallService &service : services) {
        if (!service.instances.isEmpty())
            texts << Wall::tr("%1 %2", "service, 2 of 3 OK").arg(service.name, service.instances);
    }
    return texts.size() < 2 ? texts
                            : QStringList{Wall::tr("%1 services lack instances").arg(texts.size())};
}

} // namespace

bool WallRow::isCalm() const
{
    return std::all_of(cells.cbegin(), cells.cend(),
                       [](const WallCell &cell) { return cell.isCalm(); });
}

WallCell wallCell(const EnvironmentView &view, const Tally &tally)
{
    const Standing standing = standingOf(view);
    WallCell cell;
    cell.environment = view.key.environment;
    cell.tier = view.tier;
    cell.rank = standing.rank;
    cell.health = standing.health;
    cell.soft = standing.soft;
    cell.stale = standing.stale;
    for (const ServiceView &service : view.services) {
        const StatusRank rank = rankOf(service);
        if (rank == StatusRank::NotSetUp)
            continue;
        cell.services.append({service.title, rank, service.health, service.soft,
                              service.stale && service.health != Health::Unknown,
                              service.isImpacted(), service.marks, goneText(service)});
    }
    if (cell.rank == StatusRank::NotSetUp) {
        cell.count = absenceWord(Absence::NotSetUp);
        return cell;
    }
    QStringList texts = stateTexts(tally, standing.rank);
    cell.count = texts.takeFirst();
    texts << goneTexts(cell.services);
    cell.lacking = notSetUpText(tally.checksNotSetUp);
    cell.also = texts.join(QStringLiteral(", "));
    return cell;
}

void placeWallCells(WallPicture &picture)
{
    for (WallRow &row : picture.rows)
        sortCells(row.cells);
    align(picture);
    std::stable_sort(picture.rows.begin(), picture.rows.end(),
                     [](const WallRow &a, const WallRow &b) { return orderOf(a) < orderOf(b); });
}

} // namespace opsdeck
