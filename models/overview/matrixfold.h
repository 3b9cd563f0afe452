// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <optional>

namespace opsdeck {

/// What the rows of the matrix have to fit into; pixels.
struct MatrixRoom
{
    int height = -1; ///< negative: without end
    int row = 0;     ///< of a service, the least that is wanted
    int layer = 0;   ///< of a layer's head
    int platform = 0;

    bool operator==(const MatrixRoom &) const = default;
};

struct FoldableLayer
{
    int services = 0;
    bool hasHead = true;      ///< false: it can't fold
    bool mustBeOpen = false;  ///< something in it is not fine
    bool isKept = false;      ///< something in it is looked at
    std::optional<bool> open; ///< as the user chose

    bool isOpen = true;   ///< result
    bool canFold = false; ///< result: by hand

    bool operator==(const FoldableLayer &) const = default;
};

struct FoldableSection
{
    bool hasHead = false;     ///< false: the only platform
    int severity = 0;         ///< the lowest opens first
    bool isAbnormal = false;  ///< opens before those that are fine
    bool isKept = false;      ///< something in it is looked at
    std::optional<bool> open; ///< as the user chose
    QList<FoldableLayer> layers;

    bool isOpen = true; ///< result

    bool operator==(const FoldableSection &) const = default;
};

/// Folds no more than the room asks for. Of a platform's layers those in which something is not
/// fine stay open, then from the top as many as fit. Of several platforms the worst is open, then
/// the others that are not fine, each while it fits; what is fine only where all of those are,
/// while its layers' heads fit; then their layers in the same order. What the user chose, and what
/// is looked at, stands beside that: it folds nothing else.
void fold(QList<FoldableSection> &sections, const MatrixRoom &room);

} // namespace opsdeck
