// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/leaveout.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

/// Names of the parameters that are used.
QSet<QString> usedParameters(const ImportedStack &stack)
{
    static const QRegularExpression variable(QStringLiteral(R"(\$\{([A-Za-z0-9_]+)\})"));
    QSet<QString> names{QStringLiteral("host")};
    for (const ImportedService &service : stack.services) {
        for (const ImportedCheck &check : service.checks) {
            for (const auto &[key, value] : check.parameters) {
                auto found = variable.globalMatch(value.toStringList().join(QLatin1Char(' ')));
                while (found.hasNext())
                    names.insert(found.next().captured(1));
            }
        }
    }
    return names;
}

} // namespace

void leaveOut(ImportedStack &stack, const QSet<QString> &skipped)
{
    if (skipped.isEmpty() || stack.hasErrors())
        return;
    QSet<QString> titles;
    for (const ImportedService &service : std::as_const(stack.services)) {
        if (skipped.contains(service.id))
            titles.insert(service.title);
    }
    stack.services.removeIf(
        [&](const ImportedService &service) { return skipped.contains(service.id); });
    stack.secrets.removeIf(
        [&](const ImportedSecret &secret) { return titles.contains(secret.service); });
    stack.findings.removeIf(
        [&](const ImportFinding &finding) { return titles.contains(finding.service); });
    for (const ImportedEdge &edge : std::as_const(stack.edges)) {
        if (!skipped.contains(edge.from) && skipped.contains(edge.to))
            stack.findings.append({edge.where, FindingLevel::Note, edge.from, edge.why,
                                   ImportText::tr("it needs %1, which was skipped; the dependency "
                                                  "is not written")
                                       .arg(edge.to)});
    }
    stack.edges.removeIf([&](const ImportedEdge &edge) {
        return skipped.contains(edge.from) || skipped.contains(edge.to);
    });
    for (ImportedService &service : stack.services)
        service.dependencies.removeIf([&](const Dependency &dependency) {
            return skipped.contains(dependency.on.toString());
        });
    const QSet<QString> used = usedParameters(stack);
    stack.parameters.removeIf(
        [&](const ImportedParameter &parameter) { return !used.contains(parameter.name); });
}

} // namespace opsdeck
