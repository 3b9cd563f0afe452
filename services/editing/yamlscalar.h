// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamlvalue.h"

#include <QByteArray>

namespace opsdeck {

enum class YamlQuotes { None, Single, Double };

/// Where a scalar is written.
struct YamlScalarPlace
{
    bool inFlow = false;                  ///< inside braces or brackets
    YamlQuotes wanted = YamlQuotes::None; ///< None: quoted only when needed
};

/// One line of YAML that reads as `value` for every reader of YAML 1.1 and 1.2; a scalar or null.
QByteArray scalarText(const YamlValue &value, const YamlScalarPlace &place);
/// Whether the text can stand as lines behind '|': more than one line, nothing invisible, no
/// indentation of its own.
bool canBeBlockText(const QString &text);

} // namespace opsdeck
