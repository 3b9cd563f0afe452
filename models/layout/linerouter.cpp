// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/linerouter.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace opsdeck {

namespace {

constexpr int kStep = 8;
constexpr int kRoomBeyond = 64; ///< right of and below everything
constexpr int kClear = 8;       ///< to boxes
constexpr int kLeave = 8;       ///< straight out of a box before a bend
constexpr int kReach = 16;      ///< the same before one that is reached: room for the arrow
constexpr int kPortMargin = 16; ///< ports stay this far from corners
constexpr int kTopMargin = 40;  ///< at the top and the bottom, where signs stand
constexpr double kTooNear = 6;  ///< of two lines beside each other
constexpr double kNear = 12;    ///< the same, where there is room for more
constexpr double kTitleWidth = 160;
constexpr double kTitleHeight = 32;

// Prices in steps of 8.
constexpr double kOfBend = 4;
constexpr double kOfCrossing = 3;
constexpr double kOfTouch = 25; ///< a bend on another's line
constexpr double kOfSharing = 250;
constexpr double kOnOwn = 0.5; ///< a step on the trunk that it joins
constexpr double kAlongBorder = 0.6;
constexpr double kThroughTitle = 4;
constexpr double kBeside = 0.75;     ///< a step beside another's line
constexpr double kOfUprightPort = 2; ///< at the top or the bottom
constexpr double kOffMiddle = 0.25;  ///< of a port, a step

constexpr int kAcross[4] = {1, 0, -1, 0};
constexpr int kDown[4] = {0, 1, 0, -1};

bool isFlat(int direction)
{
    return direction % 2 == 0;
}

int opposite(int direction)
{
    return (direction + 2) % 4;
}

} // namespace

LineRouter::LineRouter(const QList<QRectF> &boxes, const QList<LayoutFrame> &frames, double haste)
    : m_boxes(boxes)
    , m_haste(haste)
{
    QRectF area;
    for (const QRectF &box : boxes)
        area |= box;
    for (const LayoutFrame &frame : frames)
        area |= frame.rect;
    m_columns = static_cast<int>(std::ceil((area.right() + kRoomBeyond) / kStep)) + 1;
    m_rows = static_cast<int>(std::ceil((area.bottom() + kRoomBeyond) / kStep)) + 1;
    const size_t count = static_cast<size_t>(m_columns) * static_cast<size_t>(m_rows);
    m_blocked.assign(count, false);
    for (int way = 0; way < 2; ++way) {
        m_alongFrame[way].assign(count, 0);
        m_lines[way].resize(count);
        m_beside[way].resize(count);
    }
    for (const QRectF &box : boxes)
        block(box);
    for (const LayoutFrame &frame : frames)
        markFrame(frame.rect);
}

int LineRouter::vertexAt(const QPointF &point) const
{
    const int column =
        std::clamp(static_cast<int>(std::lround(point.x() / kStep)), 0, m_columns - 1);
    const int row = std::clamp(static_cast<int>(std::lround(point.y() / kStep)), 0, m_rows - 1);
    return row * m_columns + column;
}

QPointF LineRouter::pointOf(int vertex) const
{
    return QPointF(vertex % m_columns, vertex / m_columns) * kStep;
}

void LineRouter::block(const QRectF &box)
{
    const QRectF reach = box.adjusted(-kClear, -kClear, kClear, kClear);
    const int top = std::max(0, static_cast<int>(std::floor(reach.top() / kStep)));
    const int left = std::max(0, static_cast<int>(std::floor(reach.left() / kStep)));
    for (int row = top; row < m_rows && row * kStep < reach.bottom(); ++row) {
        for (int column = left; column < m_columns && column * kStep < reach.right(); ++column) {
            if (row * kStep > reach.top() && column * kStep > reach.left())
                m_blocked[static_cast<size_t>(row * m_columns + column)] = true;
        }
    }
}

void LineRouter::markFrame(const QRectF &frame)
{
    const auto mark = [&](const QPointF &at, int way, double price) {
        float &there = m_alongFrame[way][static_cast<size_t>(vertexAt(at))];
        there = std::max(there, static_cast<float>(price));
    };
    for (double x = frame.left(); x <= frame.right(); x += kStep) {
        mark({x, frame.top()}, 0, kAlongBorder);
        mark({x, frame.bottom()}, 0, kAlongBorder);
    }
    for (double y = frame.top(); y <= frame.bottom(); y += kStep) {
        mark({frame.left(), y}, 1, kAlongBorder);
        mark({frame.right(), y}, 1, kAlongBorder);
    }
    // The title stands at the left, what the frame tells of its boxes at the right.
    const double inner = std::min(kTitleWidth, frame.width() - 2 * kStep);
    for (double y = frame.top() + kStep; y < frame.top() + kTitleHeight; y += kStep) {
        for (double x = 0; x <= inner; x += kStep) {
            for (const double at : {frame.left() + kStep + x, frame.right() - kStep - x}) {
                mark({at, y}, 0, kThroughTitle);
                mark({at, y}, 1, kThroughTitle);
            }
        }
    }
}

void LineRouter::occupy(const QList<QPointF> &line, int net)
{
    m_isLed.resize(std::max(m_isLed.size(), static_cast<size_t>(net) + 1), false);
    m_isLed[static_cast<size_t>(net)] = true;
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const QPointF a = line.at(i);
        const QPointF b = line.at(i + 1);
        const bool flat = std::abs(a.y() - b.y()) < 0.01;
        const double at = flat ? a.y() : a.x();
        const auto [low, high] = flat ? std::minmax({a.x(), b.x()}) : std::minmax({a.y(), b.y()});
        const int first = static_cast<int>(std::ceil((at - kNear) / kStep));
        const int last = static_cast<int>(std::floor((at + kNear) / kStep));
        for (int beside = first; beside <= last; ++beside) {
            for (int along = static_cast<int>(std::floor(low / kStep));
                 (along - 1) * kStep < high - 0.01; ++along) {
                const int column = flat ? along : beside;
                const int row = flat ? beside : along;
                if (column < 0 || row < 0 || column >= m_columns || row >= m_rows)
                    continue;
                const bool isOn = std::abs(beside * kStep - at) <= kTooNear;
                std::vector<int> &nets =
                    (isOn ? m_lines
                          : m_beside)[flat ? 0 : 1][static_cast<size_t>(row * m_columns + column)];
                if (std::find(nets.begin(), nets.end(), net) == nets.end())
                    nets.push_back(net);
            }
        }
    }
}

std::vector<LineRouter::Start> LineRouter::ports(const QRectF &box, int stub, bool inward) const
{
    std::vector<Start> made;
    const auto add = [&](const QPointF &port, int direction) {
        const QPointF out = port + QPointF(kAcross[direction], kDown[direction]) * stub;
        const int vertex = vertexAt(out);
        if (out.x() >= 0 && out.y() >= 0 && !m_blocked[static_cast<size_t>(vertex)])
            made.push_back({vertex, inward ? opposite(direction) : direction, port});
    };
    const auto onLattice = [](double at) { return kStep * std::ceil(at / kStep - 0.001); };
    for (double y = onLattice(box.top() + kPortMargin); y <= box.bottom() - kPortMargin;
         y += kStep) {
        add({box.right(), y}, 0);
        add({box.left(), y}, 2);
    }
    for (double x = onLattice(box.left() + kTopMargin); x <= box.right() - kTopMargin; x += kStep) {
        add({x, box.bottom()}, 1);
        add({x, box.top()}, 3);
    }
    return made;
}

double LineRouter::stepCost(int vertex, int direction, int net) const
{
    const int way = isFlat(direction) ? 0 : 1;
    const std::vector<int> &nets = m_lines[way][static_cast<size_t>(vertex)];
    const double frame = m_alongFrame[way][static_cast<size_t>(vertex)];
    if (nets.empty()) {
        const std::vector<int> &beside = m_beside[way][static_cast<size_t>(vertex)];
        const bool isBeside =
            std::any_of(beside.begin(), beside.end(), [&](int each) { return each != net; });
        return 1 + frame + (isBeside ? kBeside : 0);
    }
    const bool isOwn = nets.size() == 1 && nets.front() == net;
    return isOwn ? kOnOwn + frame : kOfSharing;
}

/// Of the last piece, to the border of the box that is reached.
double LineRouter::stubCost(const Start &end, int net) const
{
    double cost = 0;
    const QPointF step = QPointF(kAcross[end.direction], kDown[end.direction]) * kStep;
    QPointF at = pointOf(end.vertex);
    for (int length = 0; length < kReach; length += kStep, at += step) {
        const int vertex = vertexAt(at);
        const int next = vertexAt(at + step);
        cost += std::min(stepCost(vertex, end.direction, net), stepCost(next, end.direction, net));
    }
    return cost;
}

double LineRouter::crossingCost(int vertex, int direction, int net) const
{
    const std::vector<int> &nets = m_lines[isFlat(direction) ? 1 : 0][static_cast<size_t>(vertex)];
    return kOfCrossing * static_cast<double>(std::count_if(nets.begin(), nets.end(), [&](int each) {
               return each != net;
           }));
}

double LineRouter::turnCost(int vertex, int net) const
{
    for (const auto &lines : m_lines) {
        for (const int each : lines[static_cast<size_t>(vertex)]) {
            if (each != net)
                return kOfBend + kOfTouch;
        }
    }
    return kOfBend;
}

void LineRouter::renewSearch()
{
    m_reached.resize(m_blocked.size() * 4);
    if (++m_search != 0)
        return;
    std::fill(m_reached.begin(), m_reached.end(), Reached());
    m_search = 1;
}

/// Never more than what the way from there to `ends` costs, but for haste; `step` is the least
/// price of one.
double LineRouter::leastLeft(int state, const QRectF &ends, double step) const
{
    const QPointF at = pointOf(state / 4);
    const int direction = state % 4;
    const double across = at.x() < ends.left()    ? ends.left() - at.x()
                          : at.x() > ends.right() ? ends.right() - at.x()
                                                  : 0;
    const double down = at.y() < ends.top()      ? ends.top() - at.y()
                        : at.y() > ends.bottom() ? ends.bottom() - at.y()
                                                 : 0;
    const double aside = isFlat(direction) ? down : across;
    const double ahead = isFlat(direction) ? across * kAcross[direction] : down * kDown[direction];
    const int bends = ahead < 0 ? 2 : aside != 0 ? 1 : 0;
    return m_haste * (step * (std::abs(across) + std::abs(down)) / kStep + kOfBend * bends);
}

std::vector<int> LineRouter::way(const std::vector<Start> &starts, const std::vector<Start> &ends,
                                 int net, int *start, int *end)
{
    renewSearch();
    const bool isLed =
        static_cast<size_t>(net) < m_isLed.size() && m_isLed[static_cast<size_t>(net)];
    const double step = isLed ? kOnOwn : 1;
    std::map<int, int> endAt; // by state
    QRectF area;
    for (size_t i = 0; i < ends.size(); ++i) {
        endAt.emplace(ends[i].vertex * 4 + ends[i].direction, static_cast<int>(i));
        const QPointF at = pointOf(ends[i].vertex);
        const QRectF point(at, at);
        area =
            i == 0
                ? point
                : QRectF(QPointF(std::min(area.left(), at.x()), std::min(area.top(), at.y())),
                         QPointF(std::max(area.right(), at.x()), std::max(area.bottom(), at.y())));
    }
    const auto offMiddle = [&](const Start &each, const QRectF &box) {
        const bool flat = isFlat(each.direction);
        const double off = flat ? std::abs(each.port.y() - box.center().y())
                                : std::abs(each.port.x() - box.center().x());
        return kOffMiddle * off / kStep + (flat ? 0 : kOfUprightPort);
    };
    using Open = std::pair<float, int>;
    std::priority_queue<Open, std::vector<Open>, std::greater<>> open;
    const auto offer = [&](int state, double price, int from) {
        Reached &known = m_reached[static_cast<size_t>(state)];
        const auto cost = static_cast<float>(price);
        if (known.search == m_search && cost >= known.cost)
            return;
        known = {m_search, cost, from};
        open.emplace(cost + static_cast<float>(leastLeft(state, area, step)), state);
    };
    const auto boxAt = [&](const QPointF &port) {
        const auto found = std::find_if(m_boxes.begin(), m_boxes.end(), [&](const QRectF &box) {
            return box.adjusted(-0.1, -0.1, 0.1, 0.1).contains(port);
        });
        return found == m_boxes.end() ? QRectF(port, QSizeF()) : *found;
    };
    const QRectF fromBox = boxAt(starts.front().port);
    const QRectF toBox = boxAt(ends.front().port);
    for (size_t i = 0; i < starts.size(); ++i) {
        const Start &each = starts[i];
        offer(each.vertex * 4 + each.direction,
              stepCost(each.vertex, each.direction, net) + offMiddle(each, fromBox),
              -2 - static_cast<int>(i));
    }
    int bestState = -1;
    int bestEnd = -1;
    double best = std::numeric_limits<double>::max();
    while (!open.empty() && open.top().first < best) {
        const auto [reached, state] = open.top();
        open.pop();
        const double known = m_reached[static_cast<size_t>(state)].cost;
        const int vertex = state / 4;
        const int direction = state % 4;
        if (reached > known + leastLeft(state, area, step) + 0.01)
            continue;
        ++m_effort;
        if (const auto it = endAt.find(state); it != endAt.end()) {
            const Start &last = ends[static_cast<size_t>(it->second)];
            const double whole = known + offMiddle(last, toBox) + stubCost(last, net);
            if (whole < best) {
                best = whole;
                bestState = state;
                bestEnd = it->second;
            }
        }
        const double bend = turnCost(vertex, net);
        for (int turn = 0; turn < 4; ++turn) {
            if (turn == opposite(direction))
                continue;
            const int column = vertex % m_columns + kAcross[turn];
            const int row = vertex / m_columns + kDown[turn];
            const int next = row * m_columns + column;
            if (column < 0 || row < 0 || column >= m_columns || row >= m_rows
                || m_blocked[static_cast<size_t>(next)])
                continue;
            // A step lies on another's line where both of its ends do.
            double price = std::min(stepCost(vertex, turn, net), stepCost(next, turn, net));
            price += crossingCost(next, turn, net);
            if (turn != direction)
                price += bend;
            offer(next * 4 + turn, known + price, state);
        }
    }
    std::vector<int> made;
    *end = bestEnd;
    int at = bestState;
    while (at >= 0) {
        made.push_back(at / 4);
        at = m_reached[static_cast<size_t>(at)].before;
    }
    *start = at < -1 ? -2 - at : -1;
    std::reverse(made.begin(), made.end());
    return made;
}

QList<QPointF> LineRouter::route(int from, int to, int net)
{
    const std::vector<Start> starts = ports(m_boxes.at(from), kLeave, false);
    const std::vector<Start> ends = ports(m_boxes.at(to), kReach, true);
    if (starts.empty() || ends.empty())
        return {};
    int start = -1;
    int end = -1;
    const std::vector<int> vertices = way(starts, ends, net, &start, &end);
    if (start < 0 || end < 0)
        return {};
    QList<QPointF> line{starts[static_cast<size_t>(start)].port};
    for (const int vertex : vertices)
        line.append(pointOf(vertex));
    line.append(ends[static_cast<size_t>(end)].port);
    QList<QPointF> corners;
    for (const QPointF &point : std::as_const(line)) {
        const qsizetype count = corners.size();
        const auto onOneLine = [&] {
            const QPointF a = corners.at(count - 2);
            const QPointF b = corners.at(count - 1);
            return (std::abs(a.x() - b.x()) < 0.01 && std::abs(b.x() - point.x()) < 0.01)
                   || (std::abs(a.y() - b.y()) < 0.01 && std::abs(b.y() - point.y()) < 0.01);
        };
        if (count > 1 && onOneLine())
            corners.removeLast();
        corners.append(point);
    }
    occupy(corners, net);
    return corners;
}

} // namespace opsdeck
