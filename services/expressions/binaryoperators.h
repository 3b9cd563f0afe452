// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/ast.h"
#include "services/expressions/steps.h"

namespace opsdeck::expressions {

/// What an operator makes of two values; a comparison keeps the left one, or not.
struct Combined
{
    double value = 0;
    bool keep = true;
};

Combined combined(BinaryOperator operation, double left, double right);
/// True for what makes a figure of another meaning than the metric's.
bool dropsName(BinaryOperator operation);

/// The types of the operands decide which.
Result<Table> combinedTables(const BinaryNode &node, Table left, Table right, const StepGrid &grid);

Result<Table> matchedVectors(const BinaryNode &node, const Table &left, const Table &right,
                             const StepGrid &grid);
Result<Table> combinedSets(const BinaryNode &node, const Table &left, const Table &right,
                           const StepGrid &grid);

/// The signatures by which two tables' series find each other: equal numbers pair.
struct Signatures
{
    std::vector<int> left;
    std::vector<int> right;
    int count = 0;
};

Signatures signatures(const Matching &matching, const Table &left, const Table &right);

} // namespace opsdeck::expressions
