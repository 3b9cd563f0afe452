// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"
#include "services/importers/composestack.h"
#include "services/importers/nginxconf.h"

namespace opsdeck {

/// A dependency of the stack, from who needs to who is needed.
struct ComposeEdge
{
    QString from;
    QString to;
    DependencyBasis basis = DependencyBasis::Stated;
    QString why; ///< "depends_on", "environment DATABASE_URL"
    ImportPlace at;
};

/// Declared and inferred edges, one for each pair, in the order of services; a declared one goes
/// before an inferred one. What names no service of the stack gives none.
class ComposeEdges final
{
public:
    ComposeEdges(const ComposeStack &stack, ImportFindings &findings);

    void addDeclared();
    /// From addresses in variables, commands and labels.
    void addInferred();
    /// From the configuration of the nginx that runs as `service`.
    void addNginx(const QString &service, const QList<NginxTarget> &targets);

    QList<ComposeEdge> edges() const { return m_edges; }

    /// Edges found in the environment of a service.
    int foundInEnvironment(const QString &service) const
    {
        return m_fromEnvironment.value(service);
    }

private:
    bool add(const QString &from, const QString &to, DependencyBasis basis, const QString &why,
             const ImportPlace &at);
    QString serviceOf(const ComposeService &from, const QString &host) const;
    void addHosts(const ComposeService &from, const QString &key, const ComposeVariable &value,
                  const QString &why, bool isEnvironment);
    void addTraefik();

    const ComposeStack &m_stack;
    ImportFindings &m_findings;
    QList<ComposeEdge> m_edges;
    QHash<QString, qsizetype> m_known;
    QHash<QString, QString> m_names; ///< every name of a service on its networks, lower case
    QHash<QString, int> m_fromEnvironment;
};

/// Hosts that a value names. `key` tells whether a bare name is meant as one: DB_HOST, BROKERS.
QStringList hostsIn(const QString &key, const QString &value);

} // namespace opsdeck
