// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/importers/importedstack.h"

namespace opsdeck {

/// Makes the checks of a stack's services: which port is asked, in which way, with which
/// credential. Addresses become parameters.
class ComposeChecks final
{
public:
    /// `kinds` are those that may be written; all references outlive this.
    ComposeChecks(const ComposeStack &stack, const QList<KindInfo> &kinds, ImportedStack &imported,
                  ImportFindings &findings);

    /// Sets technology, layer, port, presence, checks, confidence and reason.
    void fill(const ComposeService &service, ImportedService &imported);

private:
    struct Address
    {
        QString host; ///< `${host}`
        QString port; ///< `${db_port}`
        bool isV6 = false;
        quint16 target = 0;
    };

    QList<ComposePort> reachablePorts(const ComposeService &service, const KindGuess &guess,
                                      const HealthQuestion &question) const;
    static const ComposePort *primaryPort(const QList<ComposePort> &ports, const KindGuess &guess,
                                          const HealthQuestion &question);
    Address addressOf(const ImportedService &imported, const ComposePort &port, bool isPrimary);
    QString parameter(const QString &wanted, const QString &value);
    const KindInfo *kind(const QString &id) const;

    bool makeCheck(const CheckWay &way, const ComposeService &service, const Address &address,
                   const HealthQuestion &question, ImportedService &imported, ImportedCheck &check);
    bool fillPostgres(const ComposeService &service, const Address &address,
                      const HealthQuestion &question, ImportedService &imported,
                      ImportedCheck &check);
    void fillRedis(const ComposeService &service, const Address &address,
                   const HealthQuestion &question, ImportedService &imported, ImportedCheck &check);
    void fillHttp(const CheckWay &way, const ComposeService &service, const Address &address,
                  const HealthQuestion &question, ImportedCheck &check);
    bool fillOther(const KindInfo &info, const ComposeService &service, const Address &address,
                   ImportedCheck &check);
    QString credential(const ImportedService &imported, const ImportPlace &at);
    void setTimes(const ComposeService &service, ImportedCheck &check);
    void sayQuestion(const ComposeService &service, const HealthQuestion &question,
                     const ImportedCheck &check, const Address &address);
    void addFurtherPorts(const ComposeService &service, const QList<ComposePort> &ports,
                         const ComposePort &primary, ImportedService &imported);
    void withoutAddress(const ComposeService &service, ImportedService &imported);

    const ComposeStack &m_stack;
    const QList<KindInfo> &m_kinds;
    ImportedStack &m_imported;
    ImportFindings &m_findings;
    QSet<QString> m_jobs; ///< services that run once and end
    QSet<QString> m_parameters;
};

} // namespace opsdeck
