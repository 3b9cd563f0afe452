// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/ast.h"
#include "services/expressions/series.h"
#include "services/expressions/steps.h"

#include <QDateTime>

#include <optional>
#include <span>

namespace opsdeck::expressions {

/// The points that a function of a range sees at one step: at least one, no stale marker.
struct Window
{
    std::span<const Point> points;
    qint64 startMs = 0;
    qint64 endMs = 0;
    std::span<const double> scalars; ///< the function's other arguments at this step

    double rangeSeconds() const { return static_cast<double>(endMs - startMs) / 1000; }
};

/// What a function of whole vectors works on.
struct Arguments
{
    const CallNode &call;
    std::vector<Table> tables; ///< one an argument; that of a string is empty
    const StepGrid &grid;
};

using ElementFunction = std::optional<double> (*)(double value, std::span<const double> scalars);
using WindowFunction = std::optional<double> (*)(const Window &window);
using VectorFunction = Result<Table> (*)(Arguments &arguments);
using DateFunction = double (*)(const QDateTime &utc);

/// One row of the table of functions: what it takes, and how it works in one of these ways.
struct Function
{
    const char *name = "";
    std::vector<ValueType> arguments;
    int optional = 0; ///< how many of the last arguments may be left out; -1: the last, any often
    ValueType result = ValueType::Vector;

    ElementFunction element = nullptr; ///< sample by sample; drops the name
    WindowFunction window = nullptr;   ///< of a range vector; drops the name unless keepsName
    VectorFunction vector = nullptr;   ///< of whole vectors at all steps
    DateFunction date = nullptr;       ///< of seconds since 1970, or of now
    bool keepsName = false;
    bool ofTimestamps = false; ///< sees the samples' own times in place of their values
    bool needsServer = false;  ///< known, not worked here
};

/// Null when no Prometheus has one of this name.
const Function *functionNamed(const QString &name);
/// All rows.
std::span<const Function> functions();

// The families, each in a file of its own.
std::vector<Function> mathFunctions();
std::vector<Function> overTimeFunctions();
std::vector<Function> rateFunctions();
std::vector<Function> dateFunctions();
std::vector<Function> vectorFunctions();
std::vector<Function> labelFunctions();
std::vector<Function> histogramFunctions();
std::vector<Function> serverFunctions();

/// The string that a string argument is.
QString stringOf(const Node &node);
/// The labels that a selector's matchers give exactly; none of any other expression.
Labels labelsOfAbsent(const Node &node);
/// An error that says that two results would have these labels.
Error sameLabels(const Labels &labels);

} // namespace opsdeck::expressions
