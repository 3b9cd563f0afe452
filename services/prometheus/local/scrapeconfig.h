// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QMap>

namespace opsdeck::prometheus {

/// What a Prometheus is told to scrape of an environment: the exposition pages that its checks of
/// kind `prometheus` ask. The job is the service's id.
struct ScrapeConfig
{
    QByteArray text; ///< JSON, which is YAML; the same for the same definition. No secret in it
    int pages = 0;   ///< 0: there is nothing to scrape
    QMap<QString, QString> leftOut; ///< "service/check" of pages that are not scraped, and why

    bool operator==(const ScrapeConfig &) const = default;
};

ScrapeConfig scrapeConfig(const Environment &environment);

} // namespace opsdeck::prometheus
