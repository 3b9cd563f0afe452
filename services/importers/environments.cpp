// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/environments.h"

#include <algorithm>

namespace opsdeck {

QList<ImportedStack> importEnvironments(const ComposeImportRequest &request,
                                        const QList<ImportedEnvironment> &environments)
{
    QList<ImportedStack> stacks;
    for (const ImportedEnvironment &environment : environments) {
        ComposeImportRequest one = request;
        one.files += environment.files;
        one.environment = environment.id;
        one.tier = environment.tier;
        if (!environment.host.isEmpty())
            one.host = environment.host;
        one.via = environment.via;
        stacks.append(importCompose(one));
    }
    return stacks;
}

QList<ImportFinding> findingsOf(const QList<ImportedStack> &stacks)
{
    QList<ImportFinding> all;
    for (const ImportedStack &stack : stacks) {
        for (const ImportFinding &finding : stack.findings) {
            if (stacks.size() == 1 || !all.contains(finding))
                all.append(finding);
        }
    }
    return all;
}

bool hasErrors(const QList<ImportedStack> &stacks)
{
    return std::any_of(stacks.cbegin(), stacks.cend(),
                       [](const ImportedStack &stack) { return stack.hasErrors(); });
}

ImportedStack overviewOf(const QList<ImportedStack> &stacks)
{
    ImportedStack all = stacks.value(0);
    for (qsizetype i = 1; i < stacks.size(); ++i) {
        const ImportedStack &stack = stacks.at(i);
        for (const ImportedService &service : stack.services) {
            const auto known =
                std::find_if(all.services.begin(), all.services.end(),
                             [&](const ImportedService &each) { return each.id == service.id; });
            if (known == all.services.end())
                all.services.append(service);
            else if (known->checks.isEmpty() && !service.checks.isEmpty())
                *known = service;
        }
        for (const ImportedEdge &edge : stack.edges) {
            const bool isKnown =
                std::any_of(all.edges.cbegin(), all.edges.cend(), [&](const ImportedEdge &each) {
                    return each.from == edge.from && each.to == edge.to;
                });
            if (!isKnown)
                all.edges.append(edge);
        }
        for (const ImportedParameter &parameter : stack.parameters) {
            const bool isKnown = std::any_of(
                all.parameters.cbegin(), all.parameters.cend(),
                [&](const ImportedParameter &each) { return each.name == parameter.name; });
            if (!isKnown)
                all.parameters.append(parameter);
        }
        all.secrets += stack.secrets;
    }
    all.findings = findingsOf(stacks);
    return all;
}

} // namespace opsdeck
