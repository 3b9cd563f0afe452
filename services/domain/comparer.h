// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/expecteddifference.h"

#include <functional>

namespace opsdeck {

/// Collects the rows of one comparison: see compared().
class Comparer final
{
public:
    Comparer(const Platform &platform, const QList<const Environment *> &environments,
             const QList<const EnvironmentView *> &views);

    QList<ComparedRow> rows();

private:
    /// One service in each environment; null where there is none.
    using Services = QList<const Service *>;
    using Checks = QList<const opsdeck::Check *>;

    void add(ComparedRow row, bool isExpected = false);
    /// With the operator's explanation, where there is one.
    void take(ComparedRow row);
    void addEnvironments();
    void addService(const ServiceId &id, const Services &services);
    void addFacts(const ServiceId &id, const QList<const QList<Fact> *> &facts);
    void addChecks(const ServiceId &id, const Services &services);
    void addCheck(ComparedRow row, const Checks &checks);
    void addObserved(ComparedRow row, const Checks &checks);
    void holdToDigests(qsizetype first);
    const CheckView *viewOf(int environment, const ComparedRow &row) const;

    const Platform &m_platform;
    QList<const Environment *> m_environments;
    QList<const EnvironmentView *> m_views;
    QHash<QString, ExpectedDifference> m_expected; ///< by ref
    QList<ComparedRow> m_rows;
};

} // namespace opsdeck
