// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/pinnedparts.h"

#include "models/layout/pinroom.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace opsdeck {

namespace {

/// Takes those of its group into it that it touches.
void add(QList<LayoutFrame> &parts, LayoutFrame part)
{
    for (bool grew = true; grew;) {
        grew = false;
        for (qsizetype i = parts.size() - 1; i >= 0; --i) {
            if (parts.at(i).group != part.group
                || !grown(parts.at(i).rect, kFrameGap).intersects(part.rect))
                continue;
            part.rect |= parts.at(i).rect;
            parts.removeAt(i);
            grew = true;
        }
    }
    parts.append(part);
}

} // namespace

QList<LayoutFrame> pinnedParts(const FrameNesting &nesting, const QList<PinnedBox> &boxes)
{
    QList<LayoutFrame> parts;
    for (const PinnedBox &box : boxes)
        add(parts, {box.group, frameAround(box.rect)});
    for (bool grew = true; grew;) {
        grew = false;
        for (qsizetype i = 0; i < parts.size() && !grew; ++i) {
            for (const LayoutFrame &outer : std::as_const(parts)) {
                const QRectF around = frameAroundFrame(parts.at(i).rect);
                if (!nesting.encloses(outer.group, parts.at(i).group) || outer.rect.contains(around)
                    || !grown(outer.rect, kFrameGap).intersects(parts.at(i).rect))
                    continue;
                const LayoutFrame larger{outer.group, outer.rect | around};
                add(parts, larger);
                grew = true;
                break;
            }
        }
    }
    const auto depthOf = [&](int group) {
        return static_cast<int>(
            std::count_if(nesting.order.begin(), nesting.order.end(),
                          [&](int outer) { return nesting.encloses(outer, group); }));
    };
    std::sort(parts.begin(), parts.end(), [&](const LayoutFrame &a, const LayoutFrame &b) {
        return std::tuple(depthOf(a.group), a.group, a.rect.left(), a.rect.top())
               < std::tuple(depthOf(b.group), b.group, b.rect.left(), b.rect.top());
    });
    return parts;
}

bool arePartsApart(const FrameNesting &nesting, const QList<PinnedBox> &boxes)
{
    const QList<LayoutFrame> parts = pinnedParts(nesting, boxes);
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const LayoutFrame &part = parts.at(i);
        if (part.rect.left() < 0 || part.rect.top() < 0)
            return false;
        for (qsizetype j = i + 1; j < parts.size(); ++j) {
            const LayoutFrame &other = parts.at(j);
            const bool isNested = part.group == other.group
                                  || nesting.encloses(part.group, other.group)
                                  || nesting.encloses(other.group, part.group);
            if (!isNested && grown(part.rect, kFrameGap).intersects(other.rect))
                return false;
        }
    }
    for (qsizetype i = 0; i < boxes.size(); ++i) {
        const PinnedBox &box = boxes.at(i);
        const QRectF reach = grown(box.rect, kBoxGap);
        for (qsizetype j = i + 1; j < boxes.size(); ++j) {
            if (boxes.at(j).rect.intersects(reach))
                return false;
        }
        if (std::any_of(parts.begin(), parts.end(), [&](const LayoutFrame &part) {
                return nesting.encloses(box.group, part.group) && part.rect.intersects(reach);
            }))
            return false;
    }
    return true;
}

} // namespace opsdeck
