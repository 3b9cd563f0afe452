// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/metric.h"
#include "services/importers/composefiles.h"
#include "services/importers/composenode.h"

namespace opsdeck {

/// One target of a job, as relabelling left it.
struct ScrapeTarget
{
    Labels labels; ///< `__address__`, `__scheme__`, `__metrics_path__`, `__param_target`, `job`…
    ImportPlace at;
};

/// A job of `scrape_configs`.
struct ScrapeJob
{
    QString name;
    ImportPlace at;
    QString scheme;
    QString path;
    QString module; ///< of a blackbox exporter's job; empty: another's
    Milliseconds interval{60'000};
    Milliseconds timeout{10'000};
    int sampleLimit = 0;
    QString username;
    bool isBasic = false;
    ImportPlace secretAt; ///< of its password or token; line 0: none
    QList<ScrapeTarget> targets;
};

/// Reads the jobs of a Prometheus configuration with their static targets and the files of
/// `file_sd_configs`; what it leaves out goes to `findings`.
QList<ScrapeJob> readScrapeJobs(const ComposeNode &root, ComposeFiles &files,
                                ImportFindings &findings);

/// "15s", "1h30m", as Prometheus writes them; nothing for anything else.
std::optional<Milliseconds> scrapeDuration(const QString &text);
/// Says of every key that is not among `known` that it has no counterpart here.
void reportOtherKeys(const ComposeNode &map, const QStringList &known, const QString &service,
                     const QString &path, ImportFindings &findings);

} // namespace opsdeck
