// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

#include <QByteArray>

#include <optional>

namespace opsdeck {

/// Reads one YAML document within the limits of configlimits.h. Refused with their places: anchors,
/// aliases, tags, several documents, duplicate keys, keys that are no text, control characters.
/// Nothing when the file can't be read as a whole; problems that leave the rest readable are
/// reported and the rest is given.
std::optional<YamlNode> readYaml(const QByteArray &bytes, const Reporter &reporter);

} // namespace opsdeck
