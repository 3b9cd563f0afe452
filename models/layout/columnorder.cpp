// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/columnorder.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace opsdeck {

namespace {

constexpr double kNodePassed = 1.5; ///< in crossings
constexpr size_t kMostSifted = 400; ///< items
constexpr int kStarts = 4;
constexpr size_t kDisturbedItems = 8000; ///< in all rounds together
constexpr size_t kMostDisturbances = 160;
constexpr int kSweeps = 10;
constexpr int kSweepsOfLarge = 6;
constexpr int kMostPasses = 12;
constexpr double kSame = 1e-9;

double linkWeight(const Skeleton &graph, const std::vector<int> &links)
{
    return std::accumulate(links.begin(), links.end(), 0.0, [&](double sum, int link) {
        return sum + graph.links[static_cast<size_t>(link)].weight;
    });
}

const std::vector<int> &linksAt(const Skeleton &graph, int item, bool right)
{
    return right ? graph.toRight[static_cast<size_t>(item)]
                 : graph.toLeft[static_cast<size_t>(item)];
}

int otherEnd(const Skeleton::Arc &arc, int item)
{
    return arc.from == item ? arc.to : arc.from;
}

/// What a line from above `item` to below it crosses at that side.
double costOfPassing(const Skeleton &graph, int item, bool right)
{
    return linkWeight(graph, linksAt(graph, item, right)) + (graph.isNode(item) ? kNodePassed : 0);
}

/// Sums of weights by place, and of all places before one.
class PrefixSums
{
public:
    explicit PrefixSums(size_t size)
        : m_sums(size + 1, 0)
    {}

    void add(size_t at, double weight)
    {
        for (size_t i = at + 1; i < m_sums.size(); i += i & (~i + 1))
            m_sums[i] += weight;
    }

    double before(size_t at) const
    {
        double sum = 0;
        for (size_t i = at; i > 0; i -= i & (~i + 1))
            sum += m_sums[i];
        return sum;
    }

private:
    std::vector<double> m_sums;
};

double crossingsRightOf(const Skeleton &graph, size_t column)
{
    if (column + 1 >= graph.order.size())
        return 0;
    const size_t size = graph.order[column + 1].size();
    PrefixSums seen(size);
    double all = 0;
    double sum = 0;
    for (const int item : graph.order[column]) {
        for (const int index : graph.toRight[static_cast<size_t>(item)]) {
            const Skeleton::Link &link = graph.links[static_cast<size_t>(index)];
            const size_t at = static_cast<size_t>(graph.positionOf(link.right));
            sum += link.weight * (all - seen.before(at + 1));
        }
        for (const int index : graph.toRight[static_cast<size_t>(item)]) {
            const Skeleton::Link &link = graph.links[static_cast<size_t>(index)];
            seen.add(static_cast<size_t>(graph.positionOf(link.right)), link.weight);
            all += link.weight;
        }
    }
    return sum;
}

double costOfArc(const Skeleton &graph, const Skeleton::Arc &arc, bool right)
{
    const std::vector<int> &order = graph.order[static_cast<size_t>(graph.columnOf(arc.from))];
    const auto [top, bottom] = std::minmax({graph.positionOf(arc.from), graph.positionOf(arc.to)});
    double sum = 0;
    for (int at = top + 1; at < bottom; ++at)
        sum += costOfPassing(graph, order[static_cast<size_t>(at)], right);
    return sum;
}

bool isInside(int position, int a, int b)
{
    return position > std::min(a, b) && position < std::max(a, b);
}

class Order
{
public:
    Order(Skeleton &graph, OrderEffort effort)
        : m_graph(graph)
        , m_effort(effort)
        , m_isSmall(graph.items.size() <= kMostSifted)
    {}

    double run()
    {
        m_first = m_graph.order;
        const bool isThorough = m_isSmall && m_effort == OrderEffort::Full;
        const int starts = isThorough ? kStarts : 1;
        for (int start = 0; start < starts && (start == 0 || m_best > kSame); ++start) {
            take(m_first);
            if (start > 1)
                shuffle(static_cast<unsigned>(start));
            sweep(start % 2 == 0);
            settle();
            keepIfBetter(start == 0);
        }
        const size_t rounds =
            isThorough ? std::min(kMostDisturbances, kDisturbedItems / m_graph.items.size()) : 0;
        for (size_t each = 0; each < rounds && m_best > kSame; ++each) {
            take(m_kept);
            m_graph.arcs = m_keptArcs;
            disturb(static_cast<unsigned>(each));
            settle();
            keepIfBetter(false);
        }
        take(m_kept);
        m_graph.arcs = m_keptArcs;
        return m_best;
    }

private:
    void take(const std::vector<std::vector<int>> &order)
    {
        m_graph.order = order;
        for (size_t c = 0; c < order.size(); ++c)
            m_graph.renumber(static_cast<int>(c));
    }

    bool mayExchange(int a, int b) const
    {
        return !m_graph.isNode(a) || !m_graph.isNode(b) || bandOf(a) == bandOf(b);
    }

    int bandOf(int item) const { return m_graph.items[static_cast<size_t>(item)].band; }

    void shuffle(unsigned seed)
    {
        std::mt19937 random(seed);
        for (size_t c = 0; c < m_graph.order.size(); ++c) {
            std::vector<int> &items = m_graph.order[c];
            for (size_t i = items.size(); i > 1; --i)
                std::swap(items[i - 1], items[random() % i]);
            keepBands(static_cast<int>(c));
        }
    }

    /// Nodes take the places of the nodes, sorted by band.
    void keepBands(int column)
    {
        std::vector<int> &items = m_graph.order[static_cast<size_t>(column)];
        std::vector<int> nodes;
        std::copy_if(items.begin(), items.end(), std::back_inserter(nodes),
                     [this](int item) { return m_graph.isNode(item); });
        std::stable_sort(nodes.begin(), nodes.end(),
                         [this](int a, int b) { return bandOf(a) < bandOf(b); });
        size_t next = 0;
        for (int &item : items) {
            if (m_graph.isNode(item))
                item = nodes[next++];
        }
        m_graph.renumber(column);
    }

    /// Shuffles a third of one column.
    void disturb(unsigned seed)
    {
        std::mt19937 random(seed);
        const size_t column = random() % m_graph.order.size();
        std::vector<int> &items = m_graph.order[column];
        if (items.size() < 2)
            return;
        const size_t length = std::max<size_t>(2, items.size() / 3);
        const size_t begin = random() % (items.size() - length + 1);
        for (size_t i = length; i > 1; --i)
            std::swap(items[begin + i - 1], items[begin + random() % i]);
        keepBands(static_cast<int>(column));
    }

    void keepIfBetter(bool isFirst)
    {
        const double cost = crossingCost(m_graph);
        if (!isFirst && cost >= m_best - kSame)
            return;
        m_best = cost;
        m_kept = m_graph.order;
        m_keptArcs = m_graph.arcs;
    }

    void sweep(bool fromLeft)
    {
        const int sweeps = m_isSmall ? kSweeps : kSweepsOfLarge;
        double best = crossingCost(m_graph);
        std::vector<std::vector<int>> kept = m_graph.order;
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            const bool rightward = (sweep % 2 == 0) == fromLeft;
            for (size_t i = 0; i < m_graph.order.size(); ++i)
                sortByNeighbours(rightward ? i : m_graph.order.size() - 1 - i, rightward);
            if (!m_isSmall)
                exchange(2);
            const double cost = crossingCost(m_graph);
            if (cost < best - kSame) {
                best = cost;
                kept = m_graph.order;
            }
        }
        take(kept);
        chooseSides();
    }

    void settle()
    {
        exchange(kMostPasses);
        if (m_isSmall)
            sift();
        if (m_graph.arcs.empty())
            return;
        chooseSides();
        if (m_isSmall)
            sift();
    }

    void sortByNeighbours(size_t column, bool rightward)
    {
        std::vector<int> &items = m_graph.order[column];
        std::vector<std::pair<double, int>> wanted;
        for (const int item : items) {
            double sum = 0;
            double weight = 0;
            for (const int index : linksAt(m_graph, item, !rightward)) {
                const Skeleton::Link &link = m_graph.links[static_cast<size_t>(index)];
                sum += link.weight * relative(rightward ? link.left : link.right);
                weight += link.weight;
            }
            wanted.emplace_back(weight > 0 ? sum / weight : relative(item), item);
        }
        std::stable_sort(wanted.begin(), wanted.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        for (size_t i = 0; i < items.size(); ++i)
            items[i] = wanted[i].second;
        keepBands(static_cast<int>(column));
    }

    /// Position in the column as a share of it.
    double relative(int item) const
    {
        const size_t size = m_graph.order[static_cast<size_t>(m_graph.columnOf(item))].size();
        return (m_graph.positionOf(item) + 0.5) / static_cast<double>(size);
    }

    double crossingsOf(int upper, int lower, bool right) const
    {
        double sum = 0;
        for (const int a : linksAt(m_graph, upper, right)) {
            const Skeleton::Link &first = m_graph.links[static_cast<size_t>(a)];
            const int end = m_graph.positionOf(right ? first.right : first.left);
            for (const int b : linksAt(m_graph, lower, right)) {
                const Skeleton::Link &second = m_graph.links[static_cast<size_t>(b)];
                if (end > m_graph.positionOf(right ? second.right : second.left))
                    sum += first.weight * second.weight;
            }
        }
        return sum;
    }

    /// Of arcs that end at one of the two, when `upper` stands at `at` and `lower` just below it.
    double arcCost(int upper, int lower, int at) const
    {
        double sum = 0;
        for (const int index : m_graph.arcsAt[static_cast<size_t>(upper)]) {
            const Skeleton::Arc &arc = m_graph.arcs[static_cast<size_t>(index)];
            const int other = otherEnd(arc, upper);
            if (other == lower)
                continue;
            const int end = m_graph.positionOf(other);
            sum += end > at ? costOfPassing(m_graph, lower, arc.right) : 0;
            for (const int second : m_graph.arcsAt[static_cast<size_t>(lower)]) {
                const Skeleton::Arc &against = m_graph.arcs[static_cast<size_t>(second)];
                const int far = otherEnd(against, lower);
                if (against.right != arc.right || far == upper || far == other)
                    continue;
                const int farEnd = m_graph.positionOf(far);
                sum += isInside(at + 1, at, end) != isInside(farEnd, at, end) ? 1 : 0;
            }
        }
        for (const int index : m_graph.arcsAt[static_cast<size_t>(lower)]) {
            const Skeleton::Arc &arc = m_graph.arcs[static_cast<size_t>(index)];
            const int other = otherEnd(arc, lower);
            if (other != upper && m_graph.positionOf(other) < at)
                sum += costOfPassing(m_graph, upper, arc.right);
        }
        return sum;
    }

    /// Of two neighbours as they stand, less than if they stood the other way round: negative.
    double gainOfExchange(int upper, int lower) const
    {
        const int at = m_graph.positionOf(upper);
        double gain = 0;
        for (const bool right : {false, true})
            gain += crossingsOf(upper, lower, right) - crossingsOf(lower, upper, right);
        if (!m_graph.arcs.empty())
            gain += arcCost(upper, lower, at) - arcCost(lower, upper, at);
        return gain;
    }

    void swapBelow(std::vector<int> &items, size_t at)
    {
        std::swap(items[at], items[at + 1]);
        m_graph.position[static_cast<size_t>(items[at])] = static_cast<int>(at);
        m_graph.position[static_cast<size_t>(items[at + 1])] = static_cast<int>(at) + 1;
    }

    void exchange(int passes)
    {
        bool changed = true;
        for (int pass = 0; pass < passes && changed; ++pass) {
            changed = false;
            for (std::vector<int> &items : m_graph.order) {
                for (size_t i = 0; i + 1 < items.size(); ++i) {
                    if (!mayExchange(items[i], items[i + 1])
                        || gainOfExchange(items[i], items[i + 1]) <= kSame)
                        continue;
                    swapBelow(items, i);
                    changed = true;
                }
            }
        }
    }

    /// Moves each item to where in its column it costs least, as long as that helps.
    void sift()
    {
        bool changed = true;
        for (int pass = 0; pass < kMostPasses && changed; ++pass) {
            changed = false;
            for (std::vector<int> &items : m_graph.order) {
                const std::vector<int> all = items;
                for (const int item : all)
                    changed =
                        siftOne(items, static_cast<size_t>(m_graph.positionOf(item))) || changed;
            }
        }
    }

    bool siftOne(std::vector<int> &items, size_t from)
    {
        const std::vector<int> before = items;
        const int column = m_graph.columnOf(items[from]);
        double best = 0;
        size_t bestAt = from;
        double gain = 0;
        for (size_t at = from; at > 0 && mayExchange(items[at - 1], items[at]); --at) {
            gain += gainOfExchange(items[at - 1], items[at]);
            swapBelow(items, at - 1);
            if (gain > best + kSame) {
                best = gain;
                bestAt = at - 1;
            }
        }
        items = before;
        m_graph.renumber(column);
        gain = 0;
        for (size_t at = from; at + 1 < items.size() && mayExchange(items[at], items[at + 1]);
             ++at) {
            gain += gainOfExchange(items[at], items[at + 1]);
            swapBelow(items, at);
            if (gain > best + kSame) {
                best = gain;
                bestAt = at + 1;
            }
        }
        items = before;
        if (bestAt < from)
            std::rotate(items.begin() + static_cast<std::ptrdiff_t>(bestAt),
                        items.begin() + static_cast<std::ptrdiff_t>(from),
                        items.begin() + static_cast<std::ptrdiff_t>(from) + 1);
        else if (bestAt > from)
            std::rotate(items.begin() + static_cast<std::ptrdiff_t>(from),
                        items.begin() + static_cast<std::ptrdiff_t>(from) + 1,
                        items.begin() + static_cast<std::ptrdiff_t>(bestAt) + 1);
        m_graph.renumber(column);
        return bestAt != from;
    }

    void chooseSides()
    {
        for (Skeleton::Arc &arc : m_graph.arcs) {
            if (!arc.isFixed)
                arc.right = costOfArc(m_graph, arc, true) < costOfArc(m_graph, arc, false) - kSame;
        }
    }

    Skeleton &m_graph;
    OrderEffort m_effort;
    bool m_isSmall;
    std::vector<std::vector<int>> m_first;
    double m_best = 0;
    std::vector<std::vector<int>> m_kept;
    std::vector<Skeleton::Arc> m_keptArcs;
};

} // namespace

double crossingCost(const Skeleton &graph)
{
    double sum = 0;
    for (size_t column = 0; column < graph.order.size(); ++column)
        sum += crossingsRightOf(graph, column);
    for (size_t i = 0; i < graph.arcs.size(); ++i) {
        const Skeleton::Arc &arc = graph.arcs[i];
        sum += costOfArc(graph, arc, arc.right);
        for (size_t j = i + 1; j < graph.arcs.size(); ++j) {
            const Skeleton::Arc &other = graph.arcs[j];
            if (other.right != arc.right || graph.columnOf(other.from) != graph.columnOf(arc.from))
                continue;
            const auto inside = [&](int item) {
                return isInside(graph.positionOf(item), graph.positionOf(arc.from),
                                graph.positionOf(arc.to));
            };
            sum += inside(other.from) != inside(other.to) ? 1 : 0;
        }
    }
    return sum;
}

double orderColumns(Skeleton &graph, OrderEffort effort)
{
    return Order(graph, effort).run();
}

} // namespace opsdeck
