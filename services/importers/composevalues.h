// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// true or false; the other words of YAML 1.1 are understood and said.
bool readFlag(const ComposeNode &node, const QString &service, const QString &key,
              ImportFindings &findings);

/// A whole number of at least 0, `otherwise` when it is none.
int readCount(const ComposeNode &node, const QString &service, const QString &key, int otherwise,
              ImportFindings &findings);

/// Texts of a list, or a single one as one; errors for anything else.
QList<ComposeNode> readTexts(const ComposeNode &node, const QString &service, const QString &key,
                             ImportFindings &findings);

} // namespace opsdeck
