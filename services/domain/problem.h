// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QList>

namespace opsdeck {

/// Place in a configuration file; line and column count from 1, 0 when not known.
struct SourceLocation
{
    QString file; ///< as the user named it, or relative to the workspace
    int line = 0;
    int column = 0;

    bool operator==(const SourceLocation &) const = default;
};

enum class ProblemSeverity { Error, Warning };

/// One thing wrong with a configuration. As text `file:line:column: error: text`.
struct ConfigProblem
{
    SourceLocation where;
    ProblemSeverity severity = ProblemSeverity::Error;
    QString text;

    QString toString() const;
    bool operator==(const ConfigProblem &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ConfigProblem)
