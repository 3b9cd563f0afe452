// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/importers/importedstack.h"
#include "services/importers/scrapetargets.h"

#include <QHash>
#include <QSet>

namespace opsdeck {

/// What a module of the blackbox exporter asks for.
struct ProbeModule
{
    QString prober;     ///< "http", "tcp"; empty: not known
    QStringList status; ///< that count as well
};

/// Makes services with their checks of scrape jobs and writes them into a stack, which must have
/// its id and environment. All that is given must outlive it.
class ScrapeServices final
{
public:
    ScrapeServices(const QList<KindInfo> &kinds, const QHash<QString, ProbeModule> &modules,
                   ImportedStack &imported, ImportFindings &findings);
    Q_DISABLE_COPY_MOVE(ScrapeServices)

    void add(const ScrapeJob &job);

    /// Ids of the services that have checks.
    const QHash<QString, QString> &byJob() const { return m_byJob; }

private:
    void scrape(const ScrapeJob &job, const ScrapeTarget &target, ImportedService &service);
    void probe(const ScrapeJob &job, const ScrapeTarget &target, ImportedService &service);
    ImportedCheck checkOf(const ScrapeJob &job, const QString &kind, const QString &name,
                          const ImportedService &service) const;
    QString credentialOf(const ScrapeJob &job, const ImportedService &service);
    QString parameter(const QString &wanted, const QString &value);
    bool hasKind(const QString &id) const;

    const QList<KindInfo> &m_kinds;
    const QHash<QString, ProbeModule> &m_modules;
    ImportedStack &m_imported;
    ImportFindings &m_findings;
    QHash<QString, QString> m_byJob;
    QHash<QString, QString> m_credentials; ///< parameter by job
    QSet<QString> m_ids;
    QSet<QString> m_parameters;
};

} // namespace opsdeck
