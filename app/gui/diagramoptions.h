// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/whatif.h"

#include <optional>

class QCommandLineParser;

namespace opsdeck {

/// What a picture of the diagram shows beside the present of one environment; as in the window, by
/// whose switches it is reached.
struct DiagramOptions
{
    bool isOfAll = false;        ///< all environments of the platform in one drawing
    EnvironmentId differentFrom; ///< empty: nothing is compared
    Assumptions assumed;         ///< empty: nothing is
    bool hasStartOrder = false;  ///< numbers of the waves
    std::optional<qint64> atMs;  ///< UTC; without: the present

    bool operator==(const DiagramOptions &) const = default;

    bool isPlain() const { return *this == DiagramOptions(); }
};

void addDiagramOptions(QCommandLineParser &parser);

/// Config for what is no such state or moment, for another page than the diagram and for options
/// that exclude each other.
Result<DiagramOptions> diagramOptionsOf(const QCommandLineParser &parser, const QString &page);

} // namespace opsdeck
