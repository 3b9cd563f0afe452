// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

#include <QByteArray>

namespace opsdeck {

/// Reads the documents of one YAML file: anchors, aliases and merge keys (`<<`) resolved, the tags
/// `!reset` and `!override` kept, within the limits of importlimits.h. What is wrong goes to
/// `findings`, with file as its number; then the documents that are sound.
QList<ComposeNode> readComposeYaml(const QByteArray &bytes, int file, ImportFindings &findings);

} // namespace opsdeck
