// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfold.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace opsdeck {

namespace {

int heightOf(const FoldableLayer &layer, const MatrixRoom &room, bool isOpen)
{
    return (layer.hasHead ? room.layer : 0) + (isOpen ? layer.services * room.row : 0);
}

/// Of the layers below a platform's head, as they are.
int insideOf(const FoldableSection &section, const MatrixRoom &room)
{
    return std::accumulate(section.layers.cbegin(), section.layers.cend(), 0,
                           [&](int sum, const FoldableLayer &layer) {
                               return sum + heightOf(layer, room, layer.isOpen);
                           });
}

int fullHeight(const QList<FoldableSection> &sections, const MatrixRoom &room)
{
    int height = 0;
    for (const FoldableSection &section : sections) {
        height += section.hasHead ? room.platform : 0;
        for (const FoldableLayer &layer : section.layers)
            height += heightOf(layer, room, true);
    }
    return height;
}

/// A head of layers only has nothing to fold.
bool isUndecided(const FoldableLayer &layer)
{
    return layer.hasHead && layer.services > 0 && !layer.mustBeOpen;
}

/// Worst first, then as they are.
QList<FoldableSection *> inOrder(QList<FoldableSection> &sections)
{
    QList<FoldableSection *> order;
    for (FoldableSection &section : sections)
        order.append(&section);
    const auto placeOf = [](const FoldableSection *section) {
        return std::tuple(!section->isAbnormal, section->isAbnormal ? section->severity : 0);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const FoldableSection *a, const FoldableSection *b) {
                         return placeOf(a) < placeOf(b);
                     });
    return order;
}

/// What fits beside that which has to be open.
void fill(QList<FoldableSection> &sections, const MatrixRoom &room)
{
    int used = 0;
    for (FoldableSection &section : sections) {
        section.isOpen = !section.hasHead;
        for (FoldableLayer &layer : section.layers)
            layer.isOpen = !isUndecided(layer);
        used += section.hasHead ? room.platform : insideOf(section, room);
    }
    const QList<FoldableSection *> order = inOrder(sections);
    bool isTroubleFolded = false;
    for (FoldableSection *section : order) {
        if (section->isOpen)
            continue;
        const int inside = insideOf(*section, room);
        const bool isWorst = section->isAbnormal && section == order.constFirst();
        const bool isLater = isTroubleFolded && !section->isAbnormal;
        if (isLater || (!isWorst && used + inside > room.height)) {
            isTroubleFolded = isTroubleFolded || section->isAbnormal;
            continue;
        }
        section->isOpen = true;
        used += inside;
    }
    for (FoldableSection *section : order) {
        for (FoldableLayer &layer : section->layers) {
            const int more = layer.services * room.row;
            if (!section->isOpen || layer.isOpen || used + more > room.height)
                continue;
            layer.isOpen = true;
            used += more;
        }
    }
}

} // namespace

void fold(QList<FoldableSection> &sections, const MatrixRoom &room)
{
    const bool isShort = room.height >= 0 && fullHeight(sections, room) > room.height;
    for (FoldableSection &section : sections) {
        section.isOpen = true;
        for (FoldableLayer &layer : section.layers)
            layer.isOpen = true;
    }
    if (isShort)
        fill(sections, room);
    for (FoldableSection &section : sections) {
        section.isOpen = section.isKept || section.open.value_or(section.isOpen);
        for (FoldableLayer &layer : section.layers) {
            if (!isUndecided(layer))
                continue;
            layer.isOpen = layer.isKept || layer.open.value_or(layer.isOpen);
            layer.canFold = !layer.isKept && (isShort || layer.open == std::optional(false));
        }
    }
}

} // namespace opsdeck
