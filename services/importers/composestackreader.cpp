// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composestackreader.h"

#include "services/config/configtext.h"
#include "services/importers/composeservicereader.h"
#include "services/importers/composevalues.h"
#include "services/importers/importlimits.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

const ComposeService *ComposeStack::service(const QString &wanted) const
{
    const auto it = std::find_if(services.cbegin(), services.cend(),
                                 [&](const ComposeService &each) { return each.name == wanted; });
    return it == services.cend() ? nullptr : &*it;
}

namespace {

bool isActive(const ComposeNode &service, const QString &name, const QStringList &profiles,
              ImportFindings &findings)
{
    const ComposeNode *own = service.find(QStringLiteral("profiles"));
    if (own == nullptr)
        return true;
    const QList<ComposeNode> names = readTexts(*own, name, QStringLiteral("profiles"), findings);
    if (names.isEmpty() || profiles.contains(QStringLiteral("*")))
        return true;
    QStringList texts;
    for (const ComposeNode &each : names)
        texts << each.text;
    for (const QString &text : std::as_const(texts)) {
        if (profiles.contains(text))
            return true;
    }
    findings.add(FindingLevel::NotMapped, own->at, name, QStringLiteral("profiles"),
                 ImportText::tr("left out: no active profile has it; import with --profile %1 to "
                                "take it in")
                     .arg(texts.constFirst()));
    return false;
}

void checkNeeds(const ComposeStack &stack, const ComposeNode &services, ImportFindings &findings)
{
    for (const ComposeService &service : stack.services) {
        for (const ComposeNeed &need : service.needs) {
            if (need.service == service.name) {
                findings.error(need.at, ImportText::tr("service %1 depends on itself")
                                            .arg(ImportText::quoted(service.name)));
                continue;
            }
            if (stack.service(need.service) != nullptr)
                continue;
            QStringList names;
            for (const ComposeKey &key : services.keys)
                names << key.name;
            if (stack.inactive.contains(need.service)) {
                if (need.isRequired)
                    findings.error(need.at,
                                   ImportText::tr("service %1 needs %2, which no active profile "
                                                  "has; add its profile with --profile")
                                       .arg(ImportText::quoted(service.name),
                                            ImportText::quoted(need.service)));
                else
                    findings.add(FindingLevel::NotMapped, need.at, service.name, need.way,
                                 ImportText::tr("%1 is not required and no active profile has it")
                                     .arg(ImportText::quoted(need.service)));
            } else if (need.isRequired) {
                findings.error(need.at, ImportText::tr("service %1 needs %2, which is not there.%3")
                                            .arg(ImportText::quoted(service.name),
                                                 ImportText::quoted(need.service),
                                                 ConfigText::didYouMean(need.service, names)));
            } else {
                findings.add(FindingLevel::NotMapped, need.at, service.name, need.way,
                             ImportText::tr("%1 is not required and not there")
                                 .arg(ImportText::quoted(need.service)));
            }
        }
    }
}

/// Finds a circle of dependencies, which Compose refuses to start.
class CycleSearch final
{
public:
    CycleSearch(const ComposeStack &stack, ImportFindings &findings)
        : m_stack(stack)
        , m_findings(findings)
    {
        for (const ComposeService &service : stack.services)
            m_services.insert(service.name, &service);
    }

    void run()
    {
        for (const ComposeService &service : m_stack.services) {
            if (m_states.value(service.name) == 0)
                walk(service);
        }
    }

private:
    /// Depth first with a stack of its own: a chain may be as long as there are services.
    void walk(const ComposeService &start)
    {
        QList<std::pair<const ComposeService *, qsizetype>> path{{&start, 0}};
        m_states[start.name] = 1;
        while (!path.isEmpty()) {
            auto &[service, next] = path.last();
            if (next >= service->needs.size()) {
                m_states[service->name] = 2;
                path.removeLast();
                continue;
            }
            const ComposeNeed &need = service->needs.at(next++);
            const ComposeService *other = m_services.value(need.service);
            if (other == nullptr || other == service)
                continue;
            if (m_states.value(other->name) == 1) {
                m_findings.error(
                    need.at,
                    ImportText::tr("services %1 and %2 depend on each other in a "
                                   "circle, which Compose does not start")
                        .arg(ImportText::quoted(service->name), ImportText::quoted(other->name)));
            } else if (m_states.value(other->name) == 0) {
                m_states[other->name] = 1;
                path.append({other, 0});
            }
        }
    }

    const ComposeStack &m_stack;
    ImportFindings &m_findings;
    QHash<QString, const ComposeService *> m_services;
    QHash<QString, int> m_states; ///< 1: on the path, 2: done
};

} // namespace

ComposeStack readStack(const ComposeNode &root, const QStringList &profiles,
                       const EnvironmentMap &variables, ComposeFiles &files,
                       ImportFindings &findings)
{
    ComposeStack stack;
    const ComposeNode *services = root.find(QStringLiteral("services"));
    if (services == nullptr)
        return stack;
    if (!services->isMap()) {
        findings.error(services->at, ImportText::tr("'services' is a mapping of names and what "
                                                    "each service is"));
        return stack;
    }
    if (services->keys.size() > importlimits::kServices) {
        findings.error(services->at,
                       ImportText::tr("more than %1 services").arg(importlimits::kServices));
        return stack;
    }
    static const QRegularExpression shape(QStringLiteral("^[a-zA-Z0-9._-]+$"));
    for (qsizetype i = 0; i < services->keys.size(); ++i) {
        const ComposeKey &key = services->keys.at(i);
        const ComposeNode &node = services->children.at(i);
        // A part to be shared by anchor, not a service that happens to be named so.
        if (key.name.startsWith(QLatin1String("x-"))
            && node.find(QStringLiteral("image")) == nullptr
            && node.find(QStringLiteral("build")) == nullptr) {
            findings.add(FindingLevel::NotMapped, key.at, {}, QLatin1String("services.") + key.name,
                         ImportText::tr("an extension, meant for other programs"));
            continue;
        }
        if (!shape.match(key.name).hasMatch()) {
            findings.error(key.at, ImportText::tr("%1 is no name of a service; it is letters, "
                                                  "digits, '.', '_' and '-'")
                                       .arg(ImportText::quoted(key.name)));
            continue;
        }
        if (!node.isMap()) {
            findings.error(key.at, ImportText::tr("service %1 is no mapping; say its image or how "
                                                  "it is built")
                                       .arg(ImportText::quoted(key.name)));
            continue;
        }
        if (!isActive(node, key.name, profiles, findings)) {
            stack.inactive << key.name;
            continue;
        }
        ComposeService service = readComposeService(key.name, node, variables, files, findings);
        service.at = key.at;
        if (service.image.isEmpty() && !service.isBuilt
            && node.find(QStringLiteral("provider")) == nullptr)
            findings.error(key.at, ImportText::tr("service %1 has neither 'image' nor 'build'")
                                       .arg(ImportText::quoted(key.name)));
        stack.services.append(service);
    }
    checkNeeds(stack, *services, findings);
    CycleSearch(stack, findings).run();
    return stack;
}

} // namespace opsdeck
