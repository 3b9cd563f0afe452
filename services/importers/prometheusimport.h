// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/importers/importedstack.h"

namespace opsdeck {

struct PrometheusImportRequest
{
    /// Files of Prometheus (configuration, rules), of Alertmanager and of the blackbox exporter, in
    /// any order; told apart by what is in them. Relative names are against `directory`.
    QStringList files;
    QString environment = QStringLiteral("dev"); ///< id of the environment to make
    QString directory;                           ///< absolute
    QList<KindInfo> kinds;                       ///< check kinds that may be written
    bool isLoose = false; ///< keys that Prometheus does not have are let pass
};

/// Makes checks of scrape jobs, blackbox targets and simple alerting rules, and tells of all else.
/// A job becomes a service, each of its targets a check. Reads files: not for the GUI or engine
/// thread. Thread-safe. The same files give the same result.
ImportedStack importPrometheus(const PrometheusImportRequest &request);

} // namespace opsdeck
