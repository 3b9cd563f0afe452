// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// A row of the matrix: the head of a platform or of a layer, or a service.
struct MatrixRow
{
    enum class Kind { Platform, Layer, Service };

    Kind kind = Kind::Service;
    PlatformId platform;
    ServiceId service; ///< of services only
    QString title;
    QString subtitle;        ///< technology
    QString head;            ///< of heads: "platform" or "platform/layer"; unique
    QString outer;           ///< of heads of layers: that of the one of layers only that it lies in
    bool isAbnormal = false; ///< a service anywhere in its row; of heads: unused

    bool isHead() const { return kind != Kind::Service; }

    bool operator==(const MatrixRow &) const = default;
};

/// The layers of one platform with their services, those of an undefined layer last. A layer that
/// holds only layers has its head above the first of them.
QList<MatrixRow> matrixRows(const Platform &platform);

} // namespace opsdeck
