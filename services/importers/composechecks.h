// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/checkfiller.h"

namespace opsdeck {

/// Makes the checks of a stack's services: which port is asked, how often and in which way.
class ComposeChecks final
{
public:
    /// `kinds` are those that may be written, `chosen` those of first checks that a person prefers,
    /// by id of the service; all references outlive this.
    ComposeChecks(const ComposeStack &stack, const QList<KindInfo> &kinds,
                  const QMap<QString, QString> &chosen, bool hasEngine, ImportedStack &imported,
                  ImportFindings &findings);

    /// Sets technology, layer, port, presence, checks, confidence and reason.
    void fill(const ComposeService &service, ImportedService &imported);

private:
    QList<ComposePort> reachablePorts(const ComposeService &service, const KindGuess &guess,
                                      const HealthQuestion &question) const;
    static const ComposePort *primaryPort(const QList<ComposePort> &ports, const KindGuess &guess,
                                          const HealthQuestion &question);
    CheckAddress addressOf(const ImportedService &imported, const ComposePort &port,
                           bool isPrimary);
    /// Those that a check of this address may be of, the guessed one first.
    QStringList possibleKinds(const QList<CheckWay> &ways, const ComposeService &service,
                              const CheckAddress &address, const HealthQuestion &question) const;
    void setTimes(const ComposeService &service, ImportedCheck &check);
    void sayQuestion(const ComposeService &service, const HealthQuestion &question,
                     const ImportedCheck &check, const CheckAddress &address);
    void addFurtherPorts(const ComposeService &service, const QList<ComposePort> &ports,
                         const ComposePort &primary, ImportedService &imported);
    /// The container as its engine sees it; false when no engine can be asked.
    bool askEngine(const ComposeService &service, bool isJob, ImportedService &imported);
    void withoutAddress(const ComposeService &service, ImportedService &imported);

    const ComposeStack &m_stack;
    const QList<KindInfo> &m_kinds;
    const QMap<QString, QString> &m_chosen;
    ImportFindings &m_findings;
    CheckFiller m_filler;
    QSet<QString> m_jobs; ///< services that run once and end, as others say
    bool m_hasEngine;     ///< Docker can be asked where the stack runs
    QString m_project;    ///< parameter of its name
};

} // namespace opsdeck
