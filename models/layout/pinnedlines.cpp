// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedlines.h"

#include "models/layout/linerouter.h"
#include "models/layout/pinroom.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kMostRounds = 6;
constexpr qint64 kMostEffort = 4'000'000; ///< of rounds before the last one
constexpr int kMostWhole = 200;           ///< nodes of drawings whose lines go with their net
constexpr double kHaste = 4;              ///< of larger ones

bool passesNear(const QList<QPointF> &line, const QRectF &box)
{
    const QRectF reach = grown(box, kPinGrid - 0.5);
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const auto [left, right] = std::minmax({line.at(i).x(), line.at(i + 1).x()});
        const auto [top, bottom] = std::minmax({line.at(i).y(), line.at(i + 1).y()});
        if (left < reach.right() && right > reach.left() && top < reach.bottom()
            && bottom > reach.top())
            return true;
    }
    return false;
}

/// Edges whose lines lie on each other on a stretch, though they do not end together in one style.
std::vector<std::pair<int, int>> sharedLines(const LayoutInput &input, const LayoutResult &drawing)
{
    struct Piece
    {
        double low = 0;
        double high = 0;
        int edge = 0;
    };

    std::map<std::pair<bool, qint64>, std::vector<Piece>> byLine;
    for (int edge = 0; edge < drawing.edges.size(); ++edge) {
        const QList<QPointF> &line = drawing.edges.at(edge);
        for (qsizetype i = 0; i + 1 < line.size(); ++i) {
            const QPointF &a = line.at(i);
            const QPointF &b = line.at(i + 1);
            const bool flat = std::abs(a.y() - b.y()) < 0.01;
            const auto [low, high] =
                flat ? std::minmax({a.x(), b.x()}) : std::minmax({a.y(), b.y()});
            byLine[{flat, qRound64((flat ? a.y() : a.x()) * 64)}].push_back({low, high, edge});
        }
    }
    std::vector<std::pair<int, int>> found;
    for (const auto &[at, pieces] : byLine) {
        for (size_t i = 0; i < pieces.size(); ++i) {
            for (size_t j = i + 1; j < pieces.size(); ++j) {
                const LayoutEdge &a = input.edges.at(pieces[i].edge);
                const LayoutEdge &b = input.edges.at(pieces[j].edge);
                const double common = std::min(pieces[i].high, pieces[j].high)
                                      - std::max(pieces[i].low, pieces[j].low);
                if ((a.to != b.to || a.style != b.style) && common > 0.01)
                    found.emplace_back(pieces[i].edge, pieces[j].edge);
            }
        }
    }
    return found;
}

} // namespace

int leadLinesAnew(const LayoutInput &input, const LayoutResult &plain, LayoutResult &made, bool all)
{
    std::vector<bool> moved(static_cast<size_t>(made.nodes.size()), false);
    for (qsizetype i = 0; i < made.nodes.size(); ++i)
        moved[static_cast<size_t>(i)] = made.nodes.at(i) != plain.nodes.at(i);
    std::map<std::pair<int, int>, int> nets;
    const auto netOf = [&](const LayoutEdge &edge) {
        return nets.try_emplace({edge.to, edge.style}, static_cast<int>(nets.size())).first->second;
    };
    const auto isKept = [&](int edge) {
        const LayoutEdge &each = input.edges.at(edge);
        if (moved[static_cast<size_t>(each.from)] || moved[static_cast<size_t>(each.to)])
            return false;
        for (int node = 0; node < made.nodes.size(); ++node) {
            if (moved[static_cast<size_t>(node)]
                && passesNear(plain.edges.at(edge), made.nodes.at(node)))
                return false;
        }
        return true;
    };
    // Lines that end together go together, so that they still share a trunk; in a large drawing
    // each for itself, joining the trunk.
    const bool isLarge = made.nodes.size() > kMostWhole;
    std::set<int> anew; // nets, of a large drawing lines
    const auto groupOf = [&](int edge) { return isLarge ? edge : netOf(input.edges.at(edge)); };
    for (int edge = 0; edge < input.edges.size(); ++edge) {
        if (!plain.edges.at(edge).isEmpty() && (all || !isKept(edge)))
            anew.insert(groupOf(edge));
    }
    qint64 effort = 0;
    // Whoever found no way of its own goes first the next time.
    std::map<int, int> turn; // by net
    LayoutResult best;
    int least = std::numeric_limits<int>::max();
    for (int round = 1; round <= kMostRounds && least > 0 && effort < kMostEffort; ++round) {
        LayoutResult tried = made;
        std::vector<std::tuple<int, double, int>> open;
        LineRouter router(made.nodes, made.frames, isLarge ? kHaste : 1);
        for (int edge = 0; edge < input.edges.size(); ++edge) {
            const LayoutEdge &each = input.edges.at(edge);
            const QList<QPointF> &line = plain.edges.at(edge);
            if (line.isEmpty())
                continue;
            const int net = netOf(each);
            if (!anew.contains(groupOf(edge))) {
                router.occupy(line, net);
                continue;
            }
            const QPointF way = made.nodes.at(each.from).center() - made.nodes.at(each.to).center();
            open.emplace_back(-turn[net], way.manhattanLength(), edge);
        }
        std::sort(open.begin(), open.end());
        std::map<std::tuple<int, int, int>, QList<QPointF>> drawn;
        for (const auto &[first, length, edge] : open) {
            const LayoutEdge &each = input.edges.at(edge);
            const auto [it, isNew] = drawn.try_emplace({each.from, each.to, each.style});
            if (isNew)
                it->second = router.route(each.from, each.to, netOf(each));
            tried.edges[edge] = it->second;
        }
        effort += router.effort();
        const std::vector<std::pair<int, int>> shared = sharedLines(input, tried);
        int faults = static_cast<int>(shared.size());
        for (const auto &[ends, line] : drawn) {
            if (!line.isEmpty())
                continue;
            ++faults;
            turn[netOf({std::get<0>(ends), std::get<1>(ends), std::get<2>(ends), false})] = round;
        }
        if (faults < least) {
            least = faults;
            best = std::move(tried);
        }
        for (const auto &[a, b] : shared) {
            const int one = netOf(input.edges.at(a));
            const int other = netOf(input.edges.at(b));
            const bool isOneEarlier = turn[one] >= turn[other];
            turn[isOneEarlier ? other : one] = round;
            anew.insert({groupOf(a), groupOf(b)});
        }
    }
    made = std::move(best);
    return least;
}

} // namespace opsdeck
