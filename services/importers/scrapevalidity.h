// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// Says as errors what Prometheus refuses in a configuration, or in a file of scrape jobs: keys
/// that it does not have (unless `isLoose`), jobs without a name, times, relabelling rules and
/// logins that make no sense. What discovers targets is not looked into.
void checkScrapeConfiguration(const ComposeNode &root, bool isLoose, ImportFindings &findings);

} // namespace opsdeck
