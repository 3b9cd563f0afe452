// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/importers/importedstack.h"

namespace opsdeck {

/// Where a service is asked: parameters of the environment.
struct CheckAddress
{
    QString host; ///< `${host}`
    QString port; ///< `${db_port}`
    bool isV6 = false;
    quint16 target = 0; ///< the container's port; 0: no address
};

/// Fills in the parameters of one check by its kind. Addresses and the names of credentials become
/// parameters of the environment; passwords are never copied.
class CheckFiller final
{
public:
    /// `kinds` are those that may be written; all references outlive this.
    CheckFiller(const ComposeStack &stack, const QList<KindInfo> &kinds, ImportedStack &imported,
                ImportFindings &findings);

    /// Null when it may not be written.
    const KindInfo *kind(const QString &id) const;
    /// Adds a parameter to the environment, under this name or one like it; gives `${name}`.
    QString parameter(const QString &wanted, const QString &value);

    /// Kind, title and parameters; false when the kind is not known or needs what is not known.
    bool fill(const CheckWay &way, const ComposeService &service, const CheckAddress &address,
              const HealthQuestion &question, ImportedService &imported, ImportedCheck &check);
    /// A kind that this knows nothing of: what it requires, by name.
    bool fillOther(const KindInfo &info, const ComposeService &service, const CheckAddress &address,
                   ImportedCheck &check);

private:
    bool fillPostgres(const ComposeService &service, const CheckAddress &address,
                      const HealthQuestion &question, ImportedService &imported,
                      ImportedCheck &check);
    void fillRedis(const ComposeService &service, const CheckAddress &address,
                   const HealthQuestion &question, ImportedService &imported, ImportedCheck &check);
    void fillHttp(const CheckWay &way, const ComposeService &service, const CheckAddress &address,
                  const HealthQuestion &question, ImportedCheck &check);
    QString credential(const ImportedService &imported, const ImportPlace &at);

    const ComposeStack &m_stack;
    const QList<KindInfo> &m_kinds;
    ImportedStack &m_imported;
    ImportFindings &m_findings;
    QSet<QString> m_parameters;
};

} // namespace opsdeck
