// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/trunkpicture.h"

#include "ui/diagram/edgemarks.h"
#include "ui/diagram/edgeway.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kSame = 64; ///< of a pixel: what is nearer is one place

auto keyOf(const EdgeStroke &stroke)
{
    return std::tuple(-static_cast<int>(stroke.state), stroke.isDimmed, stroke.dashes,
                      -stroke.width);
}

/// On the middle of pixels, so that a level or upright line is as strong as its colour.
QList<EdgeLook> onPixels(QList<EdgeLook> looks, const QTransform &there)
{
    bool isInvertible = false;
    const QTransform back = there.inverted(&isInvertible);
    if (!isInvertible || there.isRotating())
        return looks;
    for (EdgeLook &look : looks) {
        for (QPointF &corner : look.corners) {
            const QPointF at = there.map(corner);
            corner = back.map(QPointF(std::floor(at.x()) + 0.5, std::floor(at.y()) + 0.5));
        }
    }
    return looks;
}

/// A way from its end on, so that ways of one trunk are the nearer to each other in order the
/// longer they run together.
using Way = std::vector<std::pair<qint64, qint64>>;

Way wayOf(const QList<QPointF> &corners)
{
    Way way;
    for (qsizetype i = corners.size() - 1; i > 0; --i) {
        const QPointF along = corners.at(i - 1) - corners.at(i);
        way.emplace_back(std::llround(std::atan2(along.y(), along.x()) * 1'000'000),
                         std::llround(std::hypot(along.x(), along.y()) * kSame));
    }
    return way;
}

/// The lines of one pen that are there already.
class Laid
{
public:
    void add(const EdgeLook &look, const Way &way) { m_ways.emplace(way, &look); }

    /// How far from its end some of them runs where `look` does.
    double sharedWith(const EdgeLook &look, const Way &way) const
    {
        double most = 0;
        const auto next = m_ways.lower_bound({way, nullptr});
        if (next != m_ways.end())
            most = std::max(most, sharedWay(next->second->corners, look.corners));
        if (next != m_ways.begin())
            most = std::max(most, sharedWay(std::prev(next)->second->corners, look.corners));
        return most;
    }

private:
    std::set<std::pair<Way, const EdgeLook *>> m_ways;
};

QList<TrunkPicture::Part> partsOf(const QList<EdgeLook> &looks)
{
    using Drawn = std::pair<EdgeStroke, const EdgeLook *>;
    std::map<std::pair<double, double>, std::vector<Drawn>> ends;
    for (const EdgeLook &look : looks) {
        if (look.corners.size() < 2)
            continue;
        const QPointF &end = look.corners.last();
        ends[{end.x(), end.y()}].emplace_back(
            EdgeStroke{look.state, look.isDimmed, dashesOf(look), strokeWidth(look), 0}, &look);
    }
    std::map<EdgeStroke, QList<TrunkPicture::Piece>> found;
    for (auto &[end, together] : ends) {
        std::stable_sort(together.begin(), together.end(),
                         [](const Drawn &a, const Drawn &b) { return a.first < b.first; });
        std::vector<std::pair<EdgeStroke, Laid>> laid;
        for (const auto &[stroke, look] : together) {
            const Way way = wayOf(look->corners);
            double from = shortening(*look); // from the dependency
            for (const auto &[other, lines] : laid) {
                if (other.covers(stroke))
                    from = std::max(from, lines.sharedWith(*look, way));
            }
            if (laid.empty() || keyOf(laid.back().first) != keyOf(stroke))
                laid.emplace_back(stroke, Laid());
            laid.back().second.add(*look, way);
            EdgeStroke own = stroke;
            own.offset = stroke.dashes.isEmpty() ? 0 : from - shortening(*look);
            const QPainterPath path = edgePath(look->corners, look->beginGap, from);
            if (!path.isEmpty())
                found[own].append({path, path.controlPointRect()});
        }
    }
    QList<TrunkPicture::Part> parts;
    for (const auto &[stroke, pieces] : found)
        parts.append({stroke, pieces});
    return parts;
}

} // namespace

bool EdgeStroke::operator<(const EdgeStroke &other) const
{
    return std::tuple(keyOf(*this), offset) < std::tuple(keyOf(other), other.offset);
}

bool EdgeStroke::covers(const EdgeStroke &other) const
{
    return state >= other.state && (!isDimmed || other.isDimmed) && width >= other.width
           && (dashes.isEmpty() || dashes == other.dashes);
}

TrunkPicture trunkPicture(const QList<EdgeLook> &looks, const QTransform &there, double scale)
{
    TrunkPicture picture;
    picture.looks = onPixels(looks, there);
    picture.marks = edgeMarks(picture.looks, scale);
    picture.parts = partsOf(picture.looks);
    for (const EdgeLook &look : std::as_const(picture.looks))
        picture.bounds.append(edgeBounds(look.corners));
    return picture;
}

const TrunkPicture &TrunkPictures::of(int node, const QList<EdgeLook> &looks,
                                      const QTransform &there, double scale)
{
    // Moved by whole pixels it is the same.
    const QTransform grid(there.m11(), there.m12(), there.m21(), there.m22(),
                          there.dx() - std::floor(there.dx()), there.dy() - std::floor(there.dy()));
    Kept &kept = m_kept[node];
    if (kept.scale == scale && kept.there == grid && kept.looks == looks)
        return kept.picture;
    ++m_made;
    kept = {looks, grid, scale, trunkPicture(looks, grid, scale)};
    return kept.picture;
}

} // namespace opsdeck
