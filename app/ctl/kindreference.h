// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

struct KindCatalog;

/// The keys of every check kind and step kind as a page of Markdown, made from what the
/// configuration is judged by.
QString kindReference(const KindCatalog &kinds);

} // namespace opsdeck
