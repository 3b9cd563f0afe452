// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <QString>

#include <algorithm>
#include <map>

namespace opsdeck::test {

// What must not be in any drawing of a graph.

struct Segment
{
    QPointF a;
    QPointF b;
    int edge;
};

inline QList<Segment> segments(const LayoutResult &result)
{
    QList<Segment> all;
    for (int edge = 0; edge < result.edges.size(); ++edge) {
        const QList<QPointF> &line = result.edges.at(edge);
        for (int i = 0; i + 1 < line.size(); ++i)
            all.append({line.at(i), line.at(i + 1), edge});
    }
    return all;
}

/// Through the inside; touching the border is not passing through.
inline bool passesThrough(const Segment &s, const QRectF &rect)
{
    const QRectF inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const auto [left, right] = std::minmax({s.a.x(), s.b.x()});
    const auto [top, bottom] = std::minmax({s.a.y(), s.b.y()});
    return left < inner.right() && right > inner.left() && top < inner.bottom()
           && bottom > inner.top();
}

/// More than a touch: the two share a stretch of one line.
inline bool lieOnOneAnother(const Segment &s, const Segment &t)
{
    const bool sFlat = qFuzzyCompare(s.a.y(), s.b.y());
    const bool tFlat = qFuzzyCompare(t.a.y(), t.b.y());
    if (sFlat != tFlat)
        return false;
    const auto along = [sFlat](const QPointF &p) { return sFlat ? p.x() : p.y(); };
    const auto across = [sFlat](const QPointF &p) { return sFlat ? p.y() : p.x(); };
    if (std::abs(across(s.a) - across(t.a)) > 0.01)
        return false;
    const auto [s1, s2] = std::minmax({along(s.a), along(s.b)});
    const auto [t1, t2] = std::minmax({along(t.a), along(t.b)});
    return std::min(s2, t2) - std::max(s1, t1) > 0.01;
}

/// True when the frame of `outer` is around that of `inner`. `input` holds no circle.
inline bool isAround(const LayoutInput &input, int outer, int inner)
{
    int at = input.within.value(inner, -1);
    while (at >= 0 && at != outer)
        at = input.within.value(at, -1);
    return at >= 0;
}

/// The first thing wrong with the drawing of `input`; empty when nothing is.
inline QString fault(const LayoutInput &input, const LayoutResult &result)
{
    if (result.nodes.size() != input.nodes.size() || result.edges.size() != input.edges.size())
        return "not everything is laid out";
    const QRectF bounds = result.bounds.adjusted(-0.01, -0.01, 0.01, 0.01);
    for (int i = 0; i < result.nodes.size(); ++i) {
        if (result.nodes.at(i).size() != input.nodes.at(i).size)
            return QString("node %1 changed its size").arg(i);
        for (int j = i + 1; j < result.nodes.size(); ++j) {
            if (result.nodes.at(i).intersects(result.nodes.at(j)))
                return QString("nodes %1 and %2 overlap").arg(i).arg(j);
        }
        bool framed = false;
        for (const LayoutFrame &frame : result.frames) {
            const bool inside = frame.rect.contains(result.nodes.at(i));
            const int group = std::clamp(input.nodes.at(i).group, 0, std::max(0, input.groups - 1));
            const bool own = frame.group == group;
            const bool mayBe = own || isAround(input, frame.group, group);
            // With pins a group's frame may be in parts.
            if (inside ? !mayBe : mayBe && input.pins.isEmpty())
                return QString("node %1 and the frame of group %2").arg(i).arg(frame.group);
            if (!inside && frame.rect.intersects(result.nodes.at(i)))
                return QString("node %1 on the border of group %2").arg(i).arg(frame.group);
            framed = framed || (own && inside);
        }
        if (!framed)
            return QString("node %1 has no frame").arg(i);
    }
    for (int i = 0; i < result.frames.size(); ++i) {
        if (!bounds.contains(result.frames.at(i).rect))
            return "a frame leaves the bounds";
        for (int j = i + 1; j < result.frames.size(); ++j) {
            const LayoutFrame &a = result.frames.at(i);
            const LayoutFrame &b = result.frames.at(j);
            if (isAround(input, b.group, a.group) && a.rect.intersects(b.rect))
                return QString("the frame of group %1 stands before that round it").arg(a.group);
            const bool isApart = !a.rect.intersects(b.rect) && !input.pins.isEmpty();
            if (isAround(input, a.group, b.group) && !isApart) {
                // Its title lies free above, its border apart.
                if (!a.rect.adjusted(16, 16, -16, -16).contains(b.rect)
                    || std::max(b.rect.top() - a.rect.top(), b.rect.left() - a.rect.left()) < 40)
                    return QString("the frame of group %1 is not well inside that of %2")
                        .arg(b.group)
                        .arg(a.group);
            } else if (a.rect.intersects(b.rect)) {
                return "frames overlap";
            }
        }
    }
    for (int e = 0; e < input.edges.size(); ++e) {
        const LayoutEdge &edge = input.edges.at(e);
        const bool drawn = edge.from != edge.to && edge.from >= 0 && edge.to >= 0
                           && edge.from < input.nodes.size() && edge.to < input.nodes.size();
        const QList<QPointF> &line = result.edges.at(e);
        if (drawn == line.isEmpty())
            return QString("edge %1 drawn or not").arg(e);
        if (!drawn)
            continue;
        const auto onBorder = [](const QRectF &r, const QPointF &p) {
            return r.adjusted(-0.01, -0.01, 0.01, 0.01).contains(p)
                   && !r.adjusted(0.01, 0.01, -0.01, -0.01).contains(p);
        };
        if (!onBorder(result.nodes.at(edge.from), line.first())
            || !onBorder(result.nodes.at(edge.to), line.last()))
            return QString("edge %1 does not go from border to border").arg(e);
    }
    const QList<Segment> all = segments(result);
    for (const Segment &s : all) {
        if (!qFuzzyCompare(s.a.x() + 1, s.b.x() + 1) && !qFuzzyCompare(s.a.y() + 1, s.b.y() + 1))
            return QString("edge %1 is not orthogonal").arg(s.edge);
        if (!bounds.contains(s.a) || !bounds.contains(s.b))
            return QString("edge %1 leaves the bounds").arg(s.edge);
        for (int node = 0; node < result.nodes.size(); ++node) {
            if (passesThrough(s, result.nodes.at(node)))
                return QString("edge %1 (%2 to %3) passes through node %4")
                    .arg(s.edge)
                    .arg(input.edges.at(s.edge).from)
                    .arg(input.edges.at(s.edge).to)
                    .arg(node);
        }
    }
    return {};
}

/// Two lines that are of different nets and lie on one another; empty when there are none.
inline QString sharedStretch(const LayoutInput &input, const LayoutResult &result)
{
    // By the line they lie on, so that only candidates are compared.
    std::map<std::pair<bool, qint64>, QList<Segment>> byLine;
    for (const Segment &s : segments(result)) {
        const bool flat = qFuzzyCompare(s.a.y() + 1, s.b.y() + 1);
        byLine[{flat, qRound64((flat ? s.a.y() : s.a.x()) * 64)}].append(s);
    }
    for (const auto &[line, on] : byLine) {
        for (int i = 0; i < on.size(); ++i) {
            for (int j = i + 1; j < on.size(); ++j) {
                const LayoutEdge &a = input.edges.at(on.at(i).edge);
                const LayoutEdge &b = input.edges.at(on.at(j).edge);
                if ((a.to != b.to || a.style != b.style) && lieOnOneAnother(on.at(i), on.at(j)))
                    return QString("%1→%2 and %3→%4 share a stretch")
                        .arg(a.from)
                        .arg(a.to)
                        .arg(b.from)
                        .arg(b.to);
            }
        }
    }
    return {};
}

} // namespace opsdeck::test
