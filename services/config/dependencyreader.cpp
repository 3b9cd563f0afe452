// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/dependencyreader.h"

#include "services/config/configtext.h"
#include "services/config/factreader.h"
#include "services/config/mapreader.h"

#include <array>

namespace opsdeck {

namespace {

/// How a dependency is known, and how it is drawn by that: what nobody but us says must be so, as
/// what follows from the document.
struct EdgeBasis
{
    FactBasis known;
    DependencyBasis drawn;
};

constexpr std::array kEdgeBases{EdgeBasis{FactBasis::Stated, DependencyBasis::Stated},
                                EdgeBasis{FactBasis::Implied, DependencyBasis::Implied},
                                EdgeBasis{FactBasis::Disputed, DependencyBasis::Disputed},
                                EdgeBasis{FactBasis::Ours, DependencyBasis::Implied}};

} // namespace

QStringList dependencyBasisWords()
{
    QStringList words;
    for (const EdgeBasis &each : kEdgeBases)
        words << toWord(each.known);
    return words;
}

std::optional<Dependency> readDependency(const YamlNode &node, const QString &self,
                                         const DependencyScope &scope, const Reporter &reporter)
{
    Dependency dependency;
    std::optional<WrittenFlow> flow;
    QString on = node.isScalar() ? node.text() : QString();
    YamlPosition at = node.at();
    if (!node.isScalar()) {
        MapReader reader(node, reporter, ConfigText::tr("a dependency"));
        if (!reader.isMap())
            return std::nullopt;
        on = reader.requiredText(QStringLiteral("service"));
        at = reader.at(QStringLiteral("service"));
        const EdgeBasis &basis =
            kEdgeBases.at(reader.choice(QStringLiteral("basis"), dependencyBasisWords(), 0));
        dependency.basis = basis.drawn;
        dependency.role = static_cast<DependencyRole>(reader.choice(
            QStringLiteral("role"), {QStringLiteral("uses"), QStringLiteral("scrapes")}, 0));
        dependency.source = readSource(reader, basis.known, reporter);
        dependency.agreement = reader.text(QStringLiteral("agreement"));
        flow = readFlow(reader, reporter);
        reader.refuseOthers();
    }
    if (on == self && !on.isEmpty()) {
        reporter.error(at, ConfigText::tr("service '%1' depends on itself").arg(self));
        return std::nullopt;
    }
    if (!scope.services.contains(on)) {
        if (!on.isEmpty())
            reporter.error(
                at, ConfigText::tr("there is no service %1 to depend on.%2")
                        .arg(ConfigText::quoted(on), ConfigText::didYouMean(on, scope.services)));
        return std::nullopt;
    }
    // It may be absent from this environment: then nothing is needed here.
    if (!scope.here.contains(on))
        return std::nullopt;
    dependency.on = ServiceId(on);
    if (flow && scope.flows != nullptr) {
        flow->edge.from = ServiceId(self);
        flow->edge.on = dependency.on;
        scope.flows->append(*flow);
    }
    return dependency;
}

} // namespace opsdeck
