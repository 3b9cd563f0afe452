// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/edgeroutes.h"

#include "models/topology/linetracks.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace opsdeck {

namespace {

constexpr double kPortPitch = 20; ///< arrows side by side are told apart at small scales too
constexpr double kLeastPortPitch = 12;
constexpr double kRowUnit = 200; ///< pixels that count as one row where positions are only compared

class Router
{
public:
    Router(const std::vector<LayoutEdge> &edges, const GridPlacement &grid, double halfHeight)
        : m_edges(edges)
        , m_grid(grid)
        , m_halfHeight(halfHeight)
        , m_cells(grid.cells())
    {}

    RoutePlan run()
    {
        m_plan.gutterTracks.assign(static_cast<size_t>(m_grid.columns) + 1, 0);
        m_plan.channelTracks.assign(static_cast<size_t>(m_grid.rows) + 1, 0);
        for (const LayoutEdge &edge : m_edges)
            m_plan.lines.push_back(way(edge));
        numberLanes();
        makePorts();
        placePorts();
        assignGutters();
        assignChannels();
        return std::move(m_plan);
    }

private:
    using Line = RoutePlan::Line;
    using Kind = RoutePlan::Kind;

    /// What comes out of, or goes into, one side of a node. Those that face each other across empty
    /// cells of a row share the heights there.
    struct Port
    {
        int row = 0;
        double toward = 0; ///< mean row that its lines lead to
        int lines = 0;
        bool pinned = false; ///< of a straight line: at the middle of the row
    };

    int columnOf(int node) const { return m_grid.column[static_cast<size_t>(node)]; }

    int rowOf(int node) const { return m_grid.row[static_cast<size_t>(node)]; }

    int cell(int row, int column) const
    {
        return m_cells[static_cast<size_t>(row) * static_cast<size_t>(m_grid.columns)
                       + static_cast<size_t>(column)];
    }

    /// Column of the next node in the row beyond `column`; one past the edge of the grid when there
    /// is none.
    int nextInRow(int row, int column, int step) const
    {
        int at = column + step;
        while (at >= 0 && at < m_grid.columns && cell(row, at) < 0)
            at += step;
        return at;
    }

    int netOf(const LayoutEdge &edge)
    {
        return m_nets.try_emplace({edge.to, edge.style}, static_cast<int>(m_nets.size()))
            .first->second;
    }

    bool isClearBetween(const LayoutEdge &edge) const
    {
        const auto [top, bottom] = std::minmax({rowOf(edge.from), rowOf(edge.to)});
        for (int row = top + 1; row < bottom; ++row) {
            if (cell(row, columnOf(edge.from)) >= 0)
                return false;
        }
        return true;
    }

    Line way(const LayoutEdge &edge)
    {
        Line line;
        line.net = netOf(edge);
        const int from = columnOf(edge.from);
        const int to = columnOf(edge.to);
        const int fromRow = rowOf(edge.from);
        const int toRow = rowOf(edge.to);
        if (from == to) {
            line.exitsRight = false;
            line.firstGutter = line.secondGutter = from;
            line.kind = isClearBetween(edge) ? Kind::Upright : Kind::Jog;
            return line;
        }
        const bool forward = from < to;
        line.exitsRight = line.entersLeft = forward;
        // Gutters that the source's row and the target's row reach without meeting a node.
        const int sourceEnd = nextInRow(fromRow, from, forward ? 1 : -1);
        const int targetEnd = nextInRow(toRow, to, forward ? -1 : 1);
        if (fromRow == toRow && sourceEnd == to
            && m_straight.emplace(fromRow, std::min(from, to)).second) {
            line.kind = Kind::Straight;
            return line;
        }
        const int farthest = forward ? std::min(sourceEnd, to) : std::max(sourceEnd + 1, to + 1);
        const int nearest = forward ? std::max(targetEnd + 1, from + 1) : std::min(targetEnd, from);
        if (forward ? nearest <= farthest : nearest >= farthest) {
            line.kind = Kind::Jog;
            line.firstGutter = line.secondGutter = farthest;
            return line;
        }
        line.kind = Kind::Channel;
        line.firstGutter = farthest;
        line.secondGutter = nearest;
        line.channel = fromRow < toRow ? toRow : toRow + 1;
        return line;
    }

    /// Upright lines between the same two nodes stand beside each other.
    void numberLanes()
    {
        std::map<std::tuple<int, int, int>, std::vector<size_t>> between;
        for (size_t i = 0; i < m_edges.size(); ++i) {
            if (m_plan.lines[i].kind != Kind::Upright)
                continue;
            const auto [top, bottom] = std::minmax({rowOf(m_edges[i].from), rowOf(m_edges[i].to)});
            between[{columnOf(m_edges[i].from), top, bottom}].push_back(i);
        }
        for (const auto &[place, lines] : between) {
            for (size_t lane = 0; lane < lines.size(); ++lane) {
                m_plan.lines[lines[lane]].lane = static_cast<int>(lane);
                m_plan.lines[lines[lane]].lanes = static_cast<int>(lines.size());
            }
        }
    }

    /// Position of channel h between the rows above and below it.
    static double channelPosition(int channel) { return channel - 0.5; }

    void makePorts()
    {
        std::map<std::tuple<int, bool, int>, int> entries; // node, left side, net
        for (size_t i = 0; i < m_edges.size(); ++i) {
            Line &line = m_plan.lines[i];
            const LayoutEdge &edge = m_edges[i];
            if (line.kind == Kind::Upright)
                continue;
            const bool viaChannel = line.kind == Kind::Channel;
            const bool pinned = line.kind == Kind::Straight;
            line.fromPort = addPort(edge.from, !line.exitsRight);
            lead(line.fromPort, viaChannel ? channelPosition(line.channel) : rowOf(edge.to),
                 pinned);
            const auto [entry, isNew] =
                entries.try_emplace({edge.to, line.entersLeft, line.net}, -1);
            if (isNew)
                entry->second = addPort(edge.to, line.entersLeft);
            line.toPort = entry->second;
            lead(line.toPort, viaChannel ? channelPosition(line.channel) : rowOf(edge.from),
                 pinned);
        }
    }

    int addPort(int node, bool leftSide)
    {
        const int index = static_cast<int>(m_ports.size());
        m_ports.push_back({rowOf(node), 0, 0, false});
        const int left = leftSide ? nextInRow(rowOf(node), columnOf(node), -1) : columnOf(node);
        m_facing[{rowOf(node), left}].push_back(index);
        return index;
    }

    void lead(int port, double toward, bool pinned)
    {
        Port &p = m_ports[static_cast<size_t>(port)];
        p.toward = (p.toward * p.lines + toward) / (p.lines + 1);
        ++p.lines;
        p.pinned = p.pinned || pinned;
    }

    void placePorts()
    {
        m_plan.portOffset.assign(m_ports.size(), 0);
        for (auto &[place, ports] : m_facing) {
            std::vector<int> up;
            std::vector<int> down;
            bool middleTaken = false;
            for (const int port : ports) {
                const Port &p = m_ports[static_cast<size_t>(port)];
                if (p.pinned)
                    middleTaken = true;
                else
                    (p.toward < p.row ? up : down).push_back(port);
            }
            const auto byDirection = [this](int a, int b) {
                return m_ports[static_cast<size_t>(a)].toward
                       < m_ports[static_cast<size_t>(b)].toward;
            };
            std::stable_sort(up.begin(), up.end(), byDirection);
            std::stable_sort(down.begin(), down.end(), byDirection);
            if (middleTaken)
                spreadAround(up, down);
            else
                spreadOver(up, down);
        }
    }

    /// Where one side of the middle is crowded the nearest to it go to the other.
    void spreadAround(std::vector<int> up, std::vector<int> down)
    {
        const auto isCrowded = [this](size_t here, size_t there) {
            return here > there + 1 && m_halfHeight / static_cast<double>(here) < kLeastPortPitch;
        };
        while (isCrowded(down.size(), up.size())) {
            up.push_back(down.front());
            down.erase(down.begin());
        }
        while (isCrowded(up.size(), down.size())) {
            down.insert(down.begin(), up.back());
            up.pop_back();
        }
        const double upPitch = std::min(
            kPortPitch, m_halfHeight / static_cast<double>(std::max<size_t>(1, up.size())));
        const double downPitch = std::min(
            kPortPitch, m_halfHeight / static_cast<double>(std::max<size_t>(1, down.size())));
        for (size_t i = 0; i < up.size(); ++i)
            offset(up[i]) = -upPitch * static_cast<double>(up.size() - i);
        for (size_t i = 0; i < down.size(); ++i)
            offset(down[i]) = downPitch * static_cast<double>(i + 1);
    }

    void spreadOver(std::vector<int> all, const std::vector<int> &down)
    {
        all.insert(all.end(), down.begin(), down.end());
        const double gaps = static_cast<double>(all.size()) - 1;
        const double pitch = std::min(kPortPitch, 2 * m_halfHeight / std::max(1.0, gaps));
        for (size_t i = 0; i < all.size(); ++i)
            offset(all[i]) = pitch * (static_cast<double>(i) - gaps / 2);
    }

    double &offset(int port) { return m_plan.portOffset[static_cast<size_t>(port)]; }

    double heightOf(int port)
    {
        return m_ports[static_cast<size_t>(port)].row + offset(port) / kRowUnit;
    }

    void attach(TrackRequest &request, double position, bool nearSide)
    {
        request.include(position);
        (nearSide ? request.nearEnds : request.farEnds).push_back(position);
    }

    void assignGutters()
    {
        std::map<RoutePlan::Place, TrackRequest> requests;
        for (const Line &line : m_plan.lines) {
            if (line.kind != Kind::Jog && line.kind != Kind::Channel)
                continue;
            const bool viaChannel = line.kind == Kind::Channel;
            const double channel = channelPosition(line.channel);
            TrackRequest &first = requests[{line.firstGutter, line.net}];
            attach(first, heightOf(line.fromPort), line.exitsRight);
            TrackRequest &second = requests[{line.secondGutter, line.net}];
            if (viaChannel) {
                attach(first, channel, !line.exitsRight);
                attach(second, channel, line.entersLeft);
            }
            attach(second, heightOf(line.toPort), !line.entersLeft);
        }
        assign(requests, m_plan.gutterTrack, m_plan.gutterTracks);
    }

    void assignChannels()
    {
        std::map<RoutePlan::Place, TrackRequest> requests;
        for (size_t i = 0; i < m_edges.size(); ++i) {
            const Line &line = m_plan.lines[i];
            if (line.kind != Kind::Channel)
                continue;
            TrackRequest &request = requests[{line.channel, line.net}];
            attach(request, line.firstGutter, rowOf(m_edges[i].from) < line.channel);
            attach(request, line.secondGutter, rowOf(m_edges[i].to) < line.channel);
        }
        assign(requests, m_plan.channelTrack, m_plan.channelTracks);
    }

    static void assign(const std::map<RoutePlan::Place, TrackRequest> &requests,
                       std::map<RoutePlan::Place, int> &tracks, std::vector<int> &counts)
    {
        for (auto begin = requests.begin(); begin != requests.end();) {
            const int where = begin->first.first;
            const auto end = requests.lower_bound({where + 1, -1});
            std::vector<TrackRequest> here;
            for (auto it = begin; it != end; ++it)
                here.push_back(it->second);
            const std::vector<int> assigned = assignTracks(here);
            size_t i = 0;
            for (auto it = begin; it != end; ++it, ++i) {
                tracks[it->first] = assigned[i];
                int &count = counts[static_cast<size_t>(where)];
                count = std::max(count, assigned[i] + 1);
            }
            begin = end;
        }
    }

    const std::vector<LayoutEdge> &m_edges;
    const GridPlacement &m_grid;
    double m_halfHeight;
    std::vector<int> m_cells;
    RoutePlan m_plan;
    std::map<std::pair<int, int>, int> m_nets; ///< target, style
    std::set<std::pair<int, int>>
        m_straight; ///< row, left column: the middle of the row is taken from there on
    std::vector<Port> m_ports;
    std::map<std::pair<int, int>, std::vector<int>>
        m_facing; ///< row, column of the node on the left; -1: none
};

} // namespace

RoutePlan routeEdges(const std::vector<LayoutEdge> &edges, const GridPlacement &grid,
                     double halfHeight)
{
    return Router(edges, grid, halfHeight).run();
}

} // namespace opsdeck
