// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/groupcolumns.h"

#include "models/layout/framenesting.h"
#include "models/layout/layering.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace opsdeck {

namespace {

constexpr size_t kMostFolded = 2; ///< above and below one node

/// Successor and predecessor lists among the members of one group, by position.
struct LocalGraph
{
    std::vector<std::vector<int>> next;
    std::vector<std::vector<int>> previous;

    LocalGraph(const std::vector<int> &members, const std::vector<LayoutEdge> &edges, int nodeCount)
        : next(members.size())
        , previous(members.size())
    {
        std::vector<int> position(static_cast<size_t>(nodeCount), -1);
        for (size_t i = 0; i < members.size(); ++i)
            position[static_cast<size_t>(members[i])] = static_cast<int>(i);
        for (const LayoutEdge &edge : edges) {
            const int from = position[static_cast<size_t>(edge.from)];
            const int to = position[static_cast<size_t>(edge.to)];
            if (from >= 0 && to >= 0)
                add(from, to);
        }
        cutCycles();
    }

    void add(int from, int to)
    {
        std::vector<int> &list = next[static_cast<size_t>(from)];
        if (std::find(list.begin(), list.end(), to) != list.end())
            return;
        list.push_back(to);
        previous[static_cast<size_t>(to)].push_back(from);
    }

    /// Drops each edge that leads back into the walk that found it. Own stack: the depth is the
    /// workspace's to choose.
    void cutCycles()
    {
        enum class Mark { New, Open, Done };
        std::vector<Mark> marks(next.size(), Mark::New);
        for (size_t start = 0; start < next.size(); ++start) {
            if (marks[start] != Mark::New)
                continue;
            std::vector<std::pair<int, size_t>> walk{{static_cast<int>(start), 0}};
            marks[start] = Mark::Open;
            while (!walk.empty()) {
                const int at = walk.back().first;
                std::vector<int> &list = next[static_cast<size_t>(at)];
                if (walk.back().second == list.size()) {
                    marks[static_cast<size_t>(at)] = Mark::Done;
                    walk.pop_back();
                    continue;
                }
                const int to = list[walk.back().second];
                Mark &mark = marks[static_cast<size_t>(to)];
                if (mark == Mark::Open) {
                    list.erase(list.begin() + static_cast<std::ptrdiff_t>(walk.back().second));
                    std::vector<int> &back = previous[static_cast<size_t>(to)];
                    back.erase(std::find(back.begin(), back.end(), at));
                    continue;
                }
                ++walk.back().second;
                if (mark == Mark::New) {
                    mark = Mark::Open;
                    walk.emplace_back(to, 0);
                }
            }
        }
    }

    /// `fold[i]`: the node that i stands with; i itself when alone.
    std::vector<int> ranks(const std::vector<int> &fold) const
    {
        const size_t count = next.size();
        std::vector<int> place(count, -1); // of those that stand by themselves, among those
        int places = 0;
        for (size_t i = 0; i < count; ++i) {
            if (fold[i] == static_cast<int>(i))
                place[i] = places++;
        }
        const auto home = [&](size_t i) { return place[static_cast<size_t>(fold[i])]; };
        std::vector<std::pair<int, int>> edges;
        for (size_t i = 0; i < count; ++i) {
            for (const int to : next[i]) {
                if (home(i) != home(static_cast<size_t>(to)))
                    edges.emplace_back(home(i), home(static_cast<size_t>(to)));
            }
        }
        const std::vector<int> layers = layersOf(places, edges);
        std::vector<int> rank(count, 0);
        for (size_t i = 0; i < count; ++i)
            rank[i] = layers[static_cast<size_t>(home(i))];
        return rank;
    }

    /// Sources that lead to one node only stand with it: where they are all that leads there, and
    /// with `besideOthers` also where there is more.
    std::vector<int> folds(bool besideOthers) const
    {
        std::vector<int> fold(next.size());
        for (size_t i = 0; i < fold.size(); ++i)
            fold[i] = static_cast<int>(i);
        std::vector<bool> taken(next.size(), false);
        const auto fits = [&](int source) {
            const size_t s = static_cast<size_t>(source);
            return !taken[s] && previous[s].empty() && next[s].size() == 1;
        };
        const auto take = [&](size_t i, const std::vector<int> &sources) {
            taken[i] = true;
            for (const int source : sources) {
                fold[static_cast<size_t>(source)] = static_cast<int>(i);
                taken[static_cast<size_t>(source)] = true;
            }
        };
        for (size_t i = 0; i < fold.size(); ++i) {
            const std::vector<int> &sources = previous[i];
            if (!taken[i] && !sources.empty() && sources.size() <= kMostFolded
                && std::all_of(sources.begin(), sources.end(), fits))
                take(i, sources);
        }
        for (size_t i = 0; i < fold.size() && besideOthers; ++i) {
            std::vector<int> sources;
            std::copy_if(previous[i].begin(), previous[i].end(), std::back_inserter(sources), fits);
            if (!taken[i] && !sources.empty() && sources.size() <= kMostFolded)
                take(i, sources);
        }
        return fold;
    }
};

} // namespace

std::vector<int> ranksOf(const std::vector<int> &members, const std::vector<LayoutEdge> &edges,
                         int nodeCount)
{
    std::vector<int> alone(members.size());
    for (size_t i = 0; i < alone.size(); ++i)
        alone[i] = static_cast<int>(i);
    return LocalGraph(members, edges, nodeCount).ranks(alone);
}

std::vector<StackColumn> columnsOf(const std::vector<int> &members,
                                   const std::vector<LayoutEdge> &edges, int nodeCount,
                                   bool besideOthers)
{
    const LocalGraph graph(members, edges, nodeCount);
    const std::vector<int> fold = graph.folds(besideOthers);
    const std::vector<int> rank = graph.ranks(fold);
    const int highest = rank.empty() ? 0 : *std::max_element(rank.begin(), rank.end());
    std::vector<StackColumn> columns(static_cast<size_t>(highest) + 1);
    std::vector<int> loose;
    for (size_t i = 0; i < members.size(); ++i) {
        if (fold[i] != static_cast<int>(i))
            continue;
        if (graph.next[i].empty() && graph.previous[i].empty()) {
            loose.push_back(members[i]);
            continue;
        }
        NodeStack stack{members[i]};
        bool above = true;
        for (const int source : graph.previous[i]) {
            if (fold[static_cast<size_t>(source)] != static_cast<int>(i))
                continue;
            const int node = members[static_cast<size_t>(source)];
            stack.insert(above ? stack.begin() : stack.end(), node);
            above = false;
        }
        columns[static_cast<size_t>(rank[i])].push_back(std::move(stack));
    }
    // Nodes without a place of their own fill the emptiest column.
    const auto height = [](const StackColumn &column) {
        size_t sum = 0;
        for (const NodeStack &stack : column)
            sum += stack.size();
        return sum;
    };
    for (const int node : loose) {
        const auto emptiest = std::min_element(
            columns.begin(), columns.end(),
            [&](const StackColumn &a, const StackColumn &b) { return height(a) < height(b); });
        emptiest->push_back({node});
    }
    return columns;
}

std::vector<int> ranksBelow(const LayoutInput &input, const std::vector<LayoutEdge> &edges)
{
    const size_t count = static_cast<size_t>(std::max(0, input.groups));
    std::vector<bool> neededByOthers(count, false);
    std::vector<bool> looksAhead(count, false);
    std::vector<bool> reachesOut(count, false);
    std::vector<bool> observes(count, false);
    for (const LayoutEdge &edge : edges) {
        const size_t from = static_cast<size_t>(input.nodes.at(edge.from).group);
        const size_t to = static_cast<size_t>(input.nodes.at(edge.to).group);
        observes[from] = observes[from] || edge.observes;
        if (from == to)
            continue;
        neededByOthers[to] = true;
        reachesOut[from] = true;
        looksAhead[from] = looksAhead[from] || to > from;
    }
    std::vector<int> below(count, 0);
    const FrameNesting nesting(input);
    for (size_t group = 0; group < count; ++group) {
        if (nesting.isNested[group])
            continue;
        const bool onlyObserves = group > 0 && observes[group] && reachesOut[group]
                                  && !looksAhead[group] && !neededByOthers[group];
        const int said = input.below.value(static_cast<qsizetype>(group), 0);
        below[group] = said > 0 ? said : onlyObserves ? 1 : 0;
    }
    return below;
}

} // namespace opsdeck
