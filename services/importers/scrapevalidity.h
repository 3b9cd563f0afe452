// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// Says as errors what Prometheus refuses in a configuration: keys that it does not have (unless
/// `isLoose`) and values of another form, in all sections; jobs without a name, times, relabelling
/// rules and logins that make no sense.
void checkScrapeConfiguration(const ComposeNode &root, bool isLoose, ImportFindings &findings);
/// The same of a file of scrape jobs, as `scrape_config_files` names it.
void checkScrapeFile(const ComposeNode &root, bool isLoose, ImportFindings &findings);

} // namespace opsdeck
