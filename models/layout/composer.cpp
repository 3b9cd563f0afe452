// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/composer.h"

#include "models/layout/framenesting.h"
#include "models/layout/gutterlines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace opsdeck {

namespace {

constexpr double kWideTrack = 16;  ///< between trunks in a gutter or channel
constexpr double kNarrowTrack = 8; ///< the same where there are many
constexpr int kMostWideTracks = 6;
constexpr int kMostWideInChannel = 3;
constexpr double kFrameBottom = 24;
constexpr double kPortMargin = 8; ///< ports stay this far from the corners of a node
constexpr double kLane = 16;

/// A strip between columns or rows: where it begins, and where its lines run.
struct Strip
{
    double begin = 0;
    double end = 0;
    double firstLine = 0;
    double pitch = kWideTrack;

    double line(int track) const { return firstLine + pitch * track; }
};

double pitchOf(int tracks, int mostWide)
{
    return tracks <= mostWide ? kWideTrack : kNarrowTrack;
}

/// A strip of at least `least` from `begin` on, its lines in the middle, `edge` from its borders at
/// the least.
Strip strip(double begin, double least, int tracks, double pitch, double edge)
{
    Strip made;
    made.begin = begin;
    made.pitch = pitch;
    const double lines = tracks == 0 ? 0 : pitch * (tracks - 1);
    made.end = begin + std::max(least, tracks == 0 ? 0 : lines + 2 * edge);
    made.firstLine = (made.begin + made.end - lines) / 2;
    return made;
}

class Composer
{
public:
    Composer(const LayoutInput &input, const LayoutMetrics &metrics,
             const std::vector<LayoutEdge> &edges, const Arrangement &arrangement)
        : m_input(input)
        , m_metrics(metrics)
        , m_edges(edges)
        , m_grid(arrangement.grid)
        , m_graph(arrangement.graph)
        , m_frames(nestedFrames(FrameNesting(input), arrangement.grid.blocks))
    {
        for (const NestedFrame &frame : m_frames)
            m_levels = std::max(m_levels, frame.depth + 1);
        double least = 1e9;
        m_columnWidth.assign(static_cast<size_t>(m_grid.columns), 0);
        m_rowHeight.assign(static_cast<size_t>(m_grid.rows), 0);
        for (size_t i = 0; i < m_grid.column.size(); ++i) {
            const QSizeF size = input.nodes.at(static_cast<qsizetype>(i)).size;
            double &width = m_columnWidth[static_cast<size_t>(m_grid.column[i])];
            double &height = m_rowHeight[static_cast<size_t>(m_grid.row[i])];
            width = std::max(width, size.width());
            height = std::max(height, size.height());
            least = std::min(least, size.height());
        }
        m_lanes = planLanes(m_graph, m_grid, std::max(0.0, least / 2 - kPortMargin));
    }

    LayoutResult run()
    {
        placeRows();
        m_gutterPlan =
            planGutters(m_graph, m_lanes, [this](const LanePlan::Height &at) { return yOf(at); });
        placeColumns();
        LayoutResult result;
        for (qsizetype i = 0; i < m_input.nodes.size(); ++i)
            result.nodes.append(nodeRect(static_cast<int>(i)));
        for (const NestedFrame &frame : m_frames)
            result.frames.append({frame.cells.group, frameRect(frame)});
        addLines(result);
        result.bounds = QRectF(0, 0, m_gutters.back().end, m_height);
        result.columns = m_grid.columns;
        result.rows = m_grid.rows;
        return result;
    }

private:
    int tracksInGutter(int gutter) const
    {
        return m_gutterPlan.tracks[static_cast<size_t>(gutter)];
    }

    int tracksInChannel(int channel) const
    {
        return m_lanes.channelLanes[static_cast<size_t>(channel)];
    }

    /// False where a frame begins or ends, above or below.
    bool isInsideFrames(int gutter) const
    {
        return std::none_of(
            m_grid.blocks.begin(), m_grid.blocks.end(), [&](const GridPlacement::Block &block) {
                return block.firstColumn == gutter || block.lastColumn + 1 == gutter;
            });
    }

    /// Frames that begin right of the gutter, one in the other.
    int framesFrom(int gutter) const
    {
        int most = m_levels > 1 ? 0 : 1;
        for (const NestedFrame &frame : m_frames) {
            if (frame.cells.firstColumn == gutter)
                most = std::max(most, frame.leftWithin + 1);
        }
        return most;
    }

    /// Frames that end left of it.
    int framesUpTo(int gutter) const
    {
        int most = m_levels > 1 ? 0 : 1;
        for (const NestedFrame &frame : m_frames) {
            if (frame.cells.lastColumn + 1 == gutter)
                most = std::max(most, frame.rightWithin + 1);
        }
        return most;
    }

    void placeColumns()
    {
        double x = 0;
        const double padding = m_metrics.framePadding;
        const double head = columnHead();
        for (int gutter = 0; gutter <= m_grid.columns; ++gutter) {
            const int tracks = tracksInGutter(gutter);
            const double pitch = pitchOf(tracks, kMostWideTracks);
            const bool outer = gutter == 0 || gutter == m_grid.columns;
            const bool inside = !outer && isInsideFrames(gutter);
            const int ended = outer || inside ? 0 : framesUpTo(gutter);
            const int begun = outer || inside ? 0 : framesFrom(gutter);
            x += padding * ended; // of the frames on the left
            // Boxes without a frame between stand as far from the next frame as from each other.
            const bool isBeside = inside || (!outer && (ended == 0 || begun == 0));
            const double least = isBeside ? m_metrics.columnGap : outer ? 0 : m_metrics.frameGap;
            const double edge = tracks > 1 || isBeside || outer ? kWideTrack : kWideTrack / 2;
            m_gutters.push_back(strip(x, least, tracks, pitch, edge));
            x = m_gutters.back().end;
            if (gutter == m_grid.columns)
                break;
            x += head * (gutter == 0 ? framesFrom(0) : begun); // of the frames on the right
            m_columnX.push_back(x);
            x += m_columnWidth[static_cast<size_t>(gutter)];
            if (gutter + 1 == m_grid.columns)
                x += padding * framesUpTo(m_grid.columns);
        }
    }

    /// Blocks that begin or end at this channel make it wider by their titles and paddings.
    bool isBetweenFrames(int channel) const
    {
        return channel > 0 && channel < m_grid.rows
               && std::any_of(
                   m_grid.blocks.begin(), m_grid.blocks.end(),
                   [&](const GridPlacement::Block &block) { return block.firstRow == channel; });
    }

    void placeRows()
    {
        double y = 0;
        const double head = rowHead();
        for (int channel = 0; channel <= m_grid.rows; ++channel) {
            const int tracks = tracksInChannel(channel);
            const bool between = isBetweenFrames(channel);
            const bool last = channel == m_grid.rows;
            if (between)
                y += kFrameBottom
                     + m_metrics.framePadding * (channel == m_grid.upperRows ? m_levels - 1 : 0);
            double least = m_metrics.rowGap;
            if (channel == 0)
                least = 0;
            else if (last)
                least = kFrameBottom;
            else if (between)
                least = m_metrics.frameGap;
            const double edge = between ? (tracks > 1 ? kWideTrack : kNarrowTrack) : kWideTrack;
            m_channels.push_back(
                strip(y, least, tracks, pitchOf(tracks, kMostWideInChannel), edge));
            y = m_channels.back().end;
            if (last)
                break;
            if (channel == 0 || between)
                y += head * (channel == 0 ? m_levels : 1);
            m_rowY.push_back(y);
            y += m_rowHeight[static_cast<size_t>(channel)];
        }
        m_height =
            y + m_metrics.framePadding * (m_grid.rows == m_grid.upperRows ? m_levels - 1 : 0);
    }

    QRectF nodeRect(int node) const
    {
        const size_t column = static_cast<size_t>(m_grid.column[static_cast<size_t>(node)]);
        const size_t row = static_cast<size_t>(m_grid.row[static_cast<size_t>(node)]);
        const QSizeF size = m_input.nodes.at(node).size;
        return {QPointF(m_columnX[column] + (m_columnWidth[column] - size.width()) / 2,
                        m_rowY[row] + (m_rowHeight[row] - size.height()) / 2),
                size};
    }

    /// From a frame's top to its first row.
    double rowHead() const
    {
        return m_metrics.framePadding + (m_metrics.turned ? 0 : m_metrics.frameTitle);
    }

    /// The same from its left side to its first column.
    double columnHead() const
    {
        return m_metrics.framePadding + (m_metrics.turned ? m_metrics.frameTitle : 0);
    }

    /// Frames of one depth end on one line, whatever lies within them.
    QRectF frameRect(const NestedFrame &frame) const
    {
        const GridPlacement::Block &cells = frame.cells;
        const size_t lastColumn = static_cast<size_t>(cells.lastColumn);
        // The outermost ones end on one line, above each other too.
        const bool isOutermost = frame.depth == 0;
        const int leftLevels = isOutermost ? framesFrom(cells.firstColumn) : frame.leftWithin + 1;
        const int rightLevels =
            isOutermost ? framesUpTo(cells.lastColumn + 1) : frame.rightWithin + 1;
        const double left =
            m_columnX[static_cast<size_t>(cells.firstColumn)] - columnHead() * leftLevels;
        const double right = m_columnX[lastColumn] + m_columnWidth[lastColumn]
                             + m_metrics.framePadding * rightLevels;
        const int levels = cells.firstRow < m_grid.upperRows ? m_levels : 1;
        const double top =
            m_rowY[static_cast<size_t>(cells.firstRow)] - rowHead() * (levels - frame.depth);
        const int below = cells.lastRow + 1;
        const Strip &channel = m_channels[static_cast<size_t>(below)];
        const double bottom =
            below == m_grid.rows ? channel.end + m_metrics.framePadding * (levels - 1 - frame.depth)
                                 : channel.begin - m_metrics.framePadding * frame.depth;
        return {QPointF(left, top), QPointF(right, bottom)};
    }

    double yOf(const LanePlan::Height &at) const
    {
        const size_t index = static_cast<size_t>(at.slot / 2);
        return isRowSlot(at.slot) ? m_rowY[index] + m_rowHeight[index] / 2 + at.offset
                                  : m_channels[index].line(at.lane);
    }

    double gutterX(int gutter, int track) const
    {
        return m_gutters[static_cast<size_t>(gutter)].line(track);
    }

    /// How many upright lines there are between the two ends, and which of them this is.
    std::pair<int, int> laneOf(int arc) const
    {
        int lanes = 0;
        int lane = 0;
        const Skeleton::Arc &mine = m_graph.arcs[static_cast<size_t>(arc)];
        for (size_t i = 0; i < m_graph.arcs.size(); ++i) {
            const Skeleton::Arc &each = m_graph.arcs[i];
            if (std::minmax(each.from, each.to) != std::minmax(mine.from, mine.to))
                continue;
            lane += static_cast<int>(i) < arc ? 1 : 0;
            ++lanes;
        }
        return {lanes, lane};
    }

    QList<QPointF> upright(const LayoutEdge &edge, int arc) const
    {
        const QRectF from = nodeRect(edge.from);
        const QRectF to = nodeRect(edge.to);
        const auto [lanes, lane] = laneOf(arc);
        const double x = from.center().x() + kLane * (lane - (lanes - 1) / 2.0);
        const bool down = from.top() < to.top();
        return {{x, down ? from.bottom() : from.top()}, {x, down ? to.top() : to.bottom()}};
    }

    /// Steps from one height to the other in the gutter; nothing where they are the same.
    void step(QList<QPointF> &line, int gutter, int net, double from, double to) const
    {
        if (std::abs(from - to) < 0.01)
            return;
        const double x = gutterX(gutter, m_gutterPlan.trackOf(gutter, net));
        line.append({x, from});
        line.append({x, to});
    }

    QList<QPointF> corners(const LayoutEdge &edge, const Skeleton::Path &path) const
    {
        const QRectF from = nodeRect(edge.from);
        const QRectF to = nodeRect(edge.to);
        QList<QPointF> line;
        if (path.arc >= 0 && m_lanes.upright[static_cast<size_t>(path.arc)])
            return upright(edge, path.arc);
        if (path.arc >= 0) {
            addArc(line, edge, path.arc);
            return line;
        }
        const bool forward = m_graph.columnOf(edge.from) < m_graph.columnOf(edge.to);
        if (path.firstArc >= 0)
            addArc(line, edge, path.firstArc);
        for (const int index : path.links) {
            const Skeleton::Link &link = m_graph.links[static_cast<size_t>(index)];
            const LanePlan::Ends &ends = m_lanes.links[static_cast<size_t>(index)];
            const double y = yOf(forward ? ends.left : ends.right);
            const double end = yOf(forward ? ends.right : ends.left);
            if (line.isEmpty())
                line.append({forward ? from.right() : from.left(), y});
            step(line, m_graph.columnOf(link.right), link.net, y, end);
            if (index == path.links.back() && path.lastArc < 0)
                line.append({forward ? to.left() : to.right(), end});
        }
        if (path.lastArc >= 0)
            addArc(line, edge, path.lastArc);
        return line;
    }

    /// Begins and ends at those of its ends that are nodes.
    void addArc(QList<QPointF> &line, const LayoutEdge &edge, int index) const
    {
        const Skeleton::Arc &arc = m_graph.arcs[static_cast<size_t>(index)];
        const LanePlan::Ends &ends = m_lanes.arcs[static_cast<size_t>(index)];
        const double y = yOf(ends.left);
        const double end = yOf(ends.right);
        const auto side = [&](int node) {
            const QRectF box = nodeRect(node);
            return arc.right ? box.right() : box.left();
        };
        if (m_graph.isNode(arc.from))
            line.append({side(edge.from), y});
        step(line, m_graph.columnOf(arc.from) + (arc.right ? 1 : 0), arc.net, y, end);
        if (m_graph.isNode(arc.to))
            line.append({side(edge.to), end});
    }

    void addLines(LayoutResult &result) const
    {
        std::map<std::tuple<int, int, int>, QList<QPointF>> drawn;
        for (size_t i = 0; i < m_edges.size(); ++i)
            drawn[{m_edges[i].from, m_edges[i].to, m_edges[i].style}] =
                corners(m_edges[i], m_graph.paths[i]);
        for (const LayoutEdge &edge : m_input.edges) {
            const auto it = drawn.find({edge.from, edge.to, edge.style});
            result.edges.append(it == drawn.end() ? QList<QPointF>() : it->second);
        }
    }

    const LayoutInput &m_input;
    LayoutMetrics m_metrics;
    const std::vector<LayoutEdge> &m_edges;
    const GridPlacement &m_grid;
    const Skeleton &m_graph;
    std::vector<NestedFrame> m_frames;
    int m_levels = 1; ///< of frames in each other
    LanePlan m_lanes;
    GutterPlan m_gutterPlan;
    std::vector<double> m_columnWidth;
    std::vector<double> m_rowHeight;
    std::vector<Strip> m_gutters;
    std::vector<Strip> m_channels;
    std::vector<double> m_columnX;
    std::vector<double> m_rowY;
    double m_height = 0;
};

} // namespace

LayoutResult composed(const LayoutInput &input, const LayoutMetrics &metrics,
                      const std::vector<LayoutEdge> &edges, const Arrangement &arrangement)
{
    return Composer(input, metrics, edges, arrangement).run();
}

} // namespace opsdeck
