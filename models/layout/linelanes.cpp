// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/linelanes.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace opsdeck {

namespace {

constexpr double kPortPitch = 20; ///< arrows side by side are told apart at small scales too

/// What runs at one height: a port, or a place that a line passes, or several of them in line.
class Lines
{
public:
    int add()
    {
        m_parent.push_back(static_cast<int>(m_parent.size()));
        return m_parent.back();
    }

    int find(int at)
    {
        while (m_parent[static_cast<size_t>(at)] != at)
            at = m_parent[static_cast<size_t>(at)] =
                m_parent[static_cast<size_t>(m_parent[static_cast<size_t>(at)])];
        return at;
    }

    void join(int a, int b) { m_parent[static_cast<size_t>(find(a))] = find(b); }

    size_t size() const { return m_parent.size(); }

private:
    std::vector<int> m_parent;
};

/// `all` so that each comes after those in `before` it; where that allows, by `key`. What is in a
/// circle comes by key alone.
std::vector<int> sorted(const std::vector<int> &all, const std::map<int, std::set<int>> &before,
                        const std::map<int, double> &key)
{
    std::map<int, int> waiting;
    std::map<int, std::vector<int>> after;
    for (const int each : all)
        waiting[each] = 0;
    for (const auto &[each, first] : before) {
        for (const int other : first) {
            ++waiting[each];
            after[other].push_back(each);
        }
    }
    std::set<std::tuple<int, double, int>> open; // how many it waits for, key, line
    for (const int each : all)
        open.emplace(waiting[each], key.at(each), each);
    std::vector<int> made;
    while (!open.empty()) {
        const int next = std::get<2>(*open.begin());
        open.erase(open.begin());
        made.push_back(next);
        for (const int each : after[next]) {
            const auto it = open.find({waiting[each], key.at(each), each});
            if (it == open.end())
                continue;
            open.erase(it);
            open.emplace(--waiting[each], key.at(each), each);
        }
    }
    return made;
}

class Planner
{
public:
    Planner(const Skeleton &graph, const GridPlacement &grid, double halfHeight)
        : m_graph(graph)
        , m_grid(grid)
        , m_halfHeight(halfHeight)
        , m_slot(passingSlots(graph, grid))
    {}

    LanePlan run()
    {
        findUpright();
        makePorts();
        joinStraight();
        orderLines();
        placeInRows();
        placeInChannels();
        LanePlan plan;
        plan.channelLanes = m_channelLanes;
        plan.upright = m_upright;
        for (size_t i = 0; i < m_graph.links.size(); ++i)
            plan.links.push_back({heightOf(m_leftOf[i]), heightOf(m_rightOf[i])});
        for (size_t i = 0; i < m_graph.arcs.size(); ++i)
            plan.arcs.push_back(m_upright[i]
                                    ? LanePlan::Ends()
                                    : LanePlan::Ends{heightOf(m_arcFrom[i]), heightOf(m_arcTo[i])});
        return plan;
    }

private:
    struct Line
    {
        int slot = 0;
        int firstColumn = 0;
        int lastColumn = 0;
        int corridor = -1; ///< in a row: column of the node at its left; -1: none
        double toward = 0; ///< mean strip that it leads to
        int ends = 0;
        bool joinsNodes = false;
        double offset = 0;
        int lane = 0;
    };

    int slotOf(int item) const { return m_slot[static_cast<size_t>(item)]; }

    const std::vector<int> &itemsOf(int column) const
    {
        return m_graph.order[static_cast<size_t>(column)];
    }

    void findUpright()
    {
        for (const Skeleton::Arc &arc : m_graph.arcs) {
            const std::vector<int> &items = itemsOf(m_graph.columnOf(arc.from));
            const auto [top, bottom] =
                std::minmax({m_graph.positionOf(arc.from), m_graph.positionOf(arc.to)});
            bool clear = m_graph.isNode(arc.from) && m_graph.isNode(arc.to);
            for (int i = top + 1; i < bottom; ++i)
                clear = clear && !m_graph.isNode(items[static_cast<size_t>(i)]);
            m_upright.push_back(clear);
        }
    }

    int newLine(int slot, int column, int corridor)
    {
        const int made = m_lines.add();
        m_data.push_back({slot, column, column, corridor, 0, 0, false, 0, 0});
        return made;
    }

    void lead(int line, int slot)
    {
        Line &data = m_data[static_cast<size_t>(line)];
        data.toward = (data.toward * data.ends + slot) / (data.ends + 1);
        ++data.ends;
    }

    /// Column of the node left of `column` in that strip; -1: none, or no row.
    int corridorAt(int slot, int column) const
    {
        if (!isRowSlot(slot))
            return -1;
        const std::vector<int> &columns = m_nodeColumns[static_cast<size_t>(slot / 2)];
        const auto it = std::lower_bound(columns.begin(), columns.end(), column);
        return it == columns.begin() ? -1 : *(it - 1);
    }

    /// What one side of a node has, from the top.
    struct Port
    {
        int line = 0;
        double toward = 0; ///< place in the column that its lines lead to, arcs outside of all
        int ends = 0;
    };

    void makePorts()
    {
        m_nodeColumns.resize(static_cast<size_t>(m_grid.rows));
        for (size_t c = 0; c < m_graph.order.size(); ++c) {
            for (const int item : m_graph.order[c]) {
                if (m_graph.isNode(item))
                    m_nodeColumns[static_cast<size_t>(m_grid.row[static_cast<size_t>(item)])]
                        .push_back(static_cast<int>(c));
            }
        }
        m_lineOf.assign(m_graph.items.size(), -1);
        for (size_t i = 0; i < m_graph.items.size(); ++i) {
            const int item = static_cast<int>(i);
            if (!m_graph.isNode(item))
                m_lineOf[i] = newLine(slotOf(item), m_graph.columnOf(item),
                                      corridorAt(slotOf(item), m_graph.columnOf(item)));
        }
        for (const Skeleton::Link &link : m_graph.links) {
            m_leftOf.push_back(endOf(link.left, true, link.net, link.right));
            m_rightOf.push_back(endOf(link.right, false, link.net, link.left));
        }
        for (size_t i = 0; i < m_graph.arcs.size(); ++i) {
            const Skeleton::Arc &arc = m_graph.arcs[i];
            m_arcFrom.push_back(m_upright[i] ? -1 : arcEnd(arc, arc.from, arc.to));
            m_arcTo.push_back(m_upright[i] ? -1 : arcEnd(arc, arc.to, arc.from));
        }
        for (auto &[place, ports] : m_ports) {
            std::stable_sort(ports.begin(), ports.end(),
                             [](const Port &a, const Port &b) { return a.toward < b.toward; });
        }
    }

    int port(int node, bool right, int net, double toward, int towardSlot)
    {
        std::vector<Port> &ports = m_ports[{node, right}];
        const auto [it, isNew] =
            m_portOf.try_emplace({node, right, net}, static_cast<int>(ports.size()));
        if (isNew) {
            const int column = m_graph.columnOf(node);
            const int corridor = right ? column : corridorAt(slotOf(node), column);
            ports.push_back({newLine(slotOf(node), column, corridor), 0, 0});
        }
        Port &found = ports[static_cast<size_t>(it->second)];
        found.toward = (found.toward * found.ends + toward) / (found.ends + 1);
        ++found.ends;
        lead(found.line, towardSlot);
        return found.line;
    }

    int endOf(int item, bool right, int net, int other)
    {
        if (m_graph.isNode(item))
            return port(item, right, net, m_graph.positionOf(other), slotOf(other));
        lead(m_lineOf[static_cast<size_t>(item)], slotOf(other));
        return m_lineOf[static_cast<size_t>(item)];
    }

    /// Upward arcs leave above all links, near ones first; downward ones below, far ones first.
    int arcEnd(const Skeleton::Arc &arc, int item, int other)
    {
        if (!m_graph.isNode(item)) {
            lead(m_lineOf[static_cast<size_t>(item)], slotOf(other));
            return m_lineOf[static_cast<size_t>(item)];
        }
        constexpr double kBeyond = 1e6;
        const int distance = m_graph.positionOf(other) - m_graph.positionOf(item);
        const double toward = distance < 0 ? -kBeyond - distance : kBeyond - distance;
        return port(item, arc.right, arc.net, toward, slotOf(other));
    }

    /// Links whose ends are in one strip join them, unless that would exchange lines there.
    void joinStraight()
    {
        std::map<std::pair<int, int>, std::vector<size_t>> candidates; // gutter, strip
        for (size_t i = 0; i < m_graph.links.size(); ++i) {
            const Skeleton::Link &link = m_graph.links[i];
            if (slotOf(link.left) == slotOf(link.right))
                candidates[{m_graph.columnOf(link.right), slotOf(link.left)}].push_back(i);
        }
        for (auto &[place, links] : candidates) {
            const auto at = [this](size_t i) {
                const Skeleton::Link &link = m_graph.links[i];
                return std::pair(m_graph.positionOf(link.left), m_graph.positionOf(link.right));
            };
            std::stable_sort(links.begin(), links.end(),
                             [&](size_t a, size_t b) { return at(a) < at(b); });
            for (const size_t i : longestInOrder(links))
                join(i);
        }
    }

    std::vector<size_t> longestInOrder(const std::vector<size_t> &links) const
    {
        std::vector<int> length(links.size(), 1);
        std::vector<int> before(links.size(), -1);
        size_t best = 0;
        for (size_t i = 0; i < links.size(); ++i) {
            for (size_t j = 0; j < i; ++j) {
                const int a = m_graph.positionOf(m_graph.links[links[j]].right);
                const int b = m_graph.positionOf(m_graph.links[links[i]].right);
                if (a <= b && length[j] + 1 > length[i]) {
                    length[i] = length[j] + 1;
                    before[i] = static_cast<int>(j);
                }
            }
            best = length[i] > length[best] ? i : best;
        }
        std::vector<size_t> kept;
        for (int at = static_cast<int>(best); at >= 0; at = before[static_cast<size_t>(at)])
            kept.push_back(links[static_cast<size_t>(at)]);
        return kept;
    }

    void join(size_t link)
    {
        const int left = m_lines.find(m_leftOf[link]);
        const int right = m_lines.find(m_rightOf[link]);
        if (left == right)
            return;
        const Line &a = m_data[static_cast<size_t>(left)];
        Line &b = m_data[static_cast<size_t>(right)];
        b.firstColumn = std::min(a.firstColumn, b.firstColumn);
        b.lastColumn = std::max(a.lastColumn, b.lastColumn);
        b.toward = (a.toward * a.ends + b.toward * b.ends) / std::max(1, a.ends + b.ends);
        b.ends += a.ends;
        b.joinsNodes = a.joinsNodes || b.joinsNodes
                       || (m_graph.isNode(m_graph.links[link].left)
                           && m_graph.isNode(m_graph.links[link].right));
        m_lines.join(left, right);
    }

    void precede(const std::vector<int> &lines)
    {
        for (size_t i = 0; i + 1 < lines.size(); ++i) {
            const int upper = m_lines.find(lines[i]);
            const int lower = m_lines.find(lines[i + 1]);
            if (upper != lower)
                m_before[lower].insert(upper);
        }
    }

    void orderLines()
    {
        for (const std::vector<int> &items : m_graph.order) {
            std::map<int, std::vector<int>> passing; // strip
            for (const int item : items) {
                if (!m_graph.isNode(item))
                    passing[slotOf(item)].push_back(m_lineOf[static_cast<size_t>(item)]);
            }
            for (const auto &[slot, lines] : passing)
                precede(lines);
        }
        for (const auto &[place, ports] : m_ports) {
            std::vector<int> lines;
            for (const Port &each : ports)
                lines.push_back(each.line);
            precede(lines);
        }
        for (size_t i = 0; i < m_lines.size(); ++i) {
            if (m_lines.find(static_cast<int>(i)) != static_cast<int>(i))
                continue;
            const Line &line = m_data[i];
            m_groups[{line.slot, line.corridor}].push_back(static_cast<int>(i));
        }
    }

    std::vector<int> inOrder(const std::vector<int> &lines) const
    {
        std::map<int, std::set<int>> before;
        std::map<int, double> key;
        const std::set<int> all(lines.begin(), lines.end());
        for (const int line : lines) {
            key[line] = m_data[static_cast<size_t>(line)].toward;
            const auto found = m_before.find(line);
            if (found == m_before.end())
                continue;
            for (const int upper : found->second) {
                if (all.count(upper) != 0)
                    before[line].insert(upper);
            }
        }
        return sorted(lines, before, key);
    }

    void placeInRows()
    {
        for (const auto &[place, lines] : m_groups) {
            if (!isRowSlot(place.first))
                continue;
            const std::vector<int> order = inOrder(lines);
            const auto straight = [this](int line) {
                return m_data[static_cast<size_t>(line)].joinsNodes;
            };
            const double count = static_cast<double>(order.size());
            const auto only = std::find_if(order.begin(), order.end(), straight);
            const bool isAlone =
                only != order.end() && std::find_if(only + 1, order.end(), straight) == order.end();
            // The only straight line runs in the middle.
            const double above =
                isAlone ? static_cast<double>(only - order.begin()) : (count - 1) / 2;
            const double below = count - 1 - above;
            const double upper = std::min(kPortPitch, m_halfHeight / std::max(1.0, above));
            const double lower = std::min(kPortPitch, m_halfHeight / std::max(1.0, below));
            for (size_t i = 0; i < order.size(); ++i) {
                const double from = static_cast<double>(i) - above;
                m_data[static_cast<size_t>(order[i])].offset =
                    isAlone ? from * (from < 0 ? upper : lower)
                            : from
                                  * std::min(kPortPitch, count > 1 ? 2 * m_halfHeight / (count - 1)
                                                                   : kPortPitch);
            }
        }
    }

    bool shareGutter(const Line &a, const Line &b) const
    {
        return a.firstColumn <= b.lastColumn + 1 && b.firstColumn <= a.lastColumn + 1;
    }

    void placeInChannels()
    {
        m_channelLanes.assign(static_cast<size_t>(m_grid.rows) + 1, 0);
        for (const auto &[place, lines] : m_groups) {
            if (isRowSlot(place.first))
                continue;
            std::vector<int> placed;
            for (const int line : inOrder(lines)) {
                Line &data = m_data[static_cast<size_t>(line)];
                std::set<int> taken;
                for (const int other : placed) {
                    const Line &there = m_data[static_cast<size_t>(other)];
                    if (!shareGutter(data, there))
                        continue;
                    taken.insert(there.lane);
                    const auto found = m_before.find(line);
                    if (found != m_before.end() && found->second.count(other) != 0)
                        data.lane = std::max(data.lane, there.lane + 1);
                }
                while (taken.count(data.lane) != 0)
                    ++data.lane;
                placed.push_back(line);
                int &count = m_channelLanes[static_cast<size_t>(place.first / 2)];
                count = std::max(count, data.lane + 1);
            }
        }
    }

    LanePlan::Height heightOf(int line)
    {
        const Line &data = m_data[static_cast<size_t>(m_lines.find(line))];
        return {data.slot, data.offset, data.lane};
    }

    const Skeleton &m_graph;
    const GridPlacement &m_grid;
    double m_halfHeight;
    std::vector<int> m_slot;
    std::vector<bool> m_upright;
    std::vector<std::vector<int>> m_nodeColumns; ///< by row
    Lines m_lines;
    std::vector<Line> m_data;  ///< by line; of those joined, the found one's
    std::vector<int> m_lineOf; ///< by item that is no node
    std::vector<int> m_leftOf; ///< by link: line at its left end
    std::vector<int> m_rightOf;
    std::vector<int> m_arcFrom; ///< by arc
    std::vector<int> m_arcTo;
    std::map<std::pair<int, bool>, std::vector<Port>> m_ports; ///< node, right side
    std::map<std::tuple<int, bool, int>, int> m_portOf;        ///< node, right side, net: index
    std::map<int, std::set<int>> m_before;                     ///< lines just above, by line
    std::map<std::pair<int, int>, std::vector<int>> m_groups;  ///< strip, corridor
    std::vector<int> m_channelLanes;
};

} // namespace

LanePlan planLanes(const Skeleton &graph, const GridPlacement &grid, double halfHeight)
{
    return Planner(graph, grid, halfHeight).run();
}

} // namespace opsdeck
