// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeedges.h"

#include "services/base/cleantext.h"
#include "services/importers/importlimits.h"
#include "services/importers/servicekindguess.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestValue = 8192;

bool namesHost(const QString &key)
{
    static const QRegularExpression shape(
        QStringLiteral(
            "(^|[_.-])(HOSTS?|HOSTNAMES?|SERVERS?|ADDR(ESS(ES)?)?|ENDPOINTS?|URLS?|URIS?|"
            "BROKERS?|NODES?|UPSTREAMS?|BACKENDS?|DSN|PROXY|TARGETS?|PEERS?|SEEDS?|"
            "CONNECT|CONNECTIONS?|SERVICE|DB|DATABASE|REDIS|LINK|FROM)$"),
        QRegularExpression::CaseInsensitiveOption);
    return shape.match(key).hasMatch();
}

QString shown(const QString &name)
{
    return cleanText(name, importlimits::kShown);
}

void addHost(QStringList &hosts, QString host)
{
    host = host.trimmed();
    if (host.startsWith(QLatin1Char('[')))
        return;
    host = host.section(QLatin1Char(':'), 0, 0).toLower();
    if (!host.isEmpty() && !hosts.contains(host))
        hosts << host;
}

} // namespace

QStringList hostsIn(const QString &key, const QString &whole)
{
    static const QRegularExpression url(
        QStringLiteral(R"([A-Za-z][A-Za-z0-9+.-]*://([^/\s?#'"|]+))"));
    static const QRegularExpression named(
        QStringLiteral(
            R"((?:^|[\s;,&(])(?:host|hostaddr|server|data source|addr|address)\s*=\s*(?:tcp:)?([A-Za-z0-9_.-]+))"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression go(QStringLiteral(R"(@tcp\(([A-Za-z0-9_.-]+))"));
    static const QRegularExpression pair(
        QStringLiteral(R"((?:^|[\s,;=@])([A-Za-z][A-Za-z0-9_.-]*):[0-9]{2,5}(?=$|[\s,;/?]))"));
    static const QRegularExpression bare(QStringLiteral(R"(^[A-Za-z0-9_.-]+$)"));
    QStringList hosts;
    const QString value = whole.left(kLongestValue);
    for (auto it = url.globalMatch(value); it.hasNext();) {
        // user:password@one:1,two:2
        const QString authority = it.next().captured(1).section(QLatin1Char('@'), -1);
        const QStringList each = authority.split(QLatin1Char(','));
        for (const QString &host : each)
            addHost(hosts, host);
    }
    for (const QRegularExpression *shape : {&named, &go, &pair}) {
        for (auto it = shape->globalMatch(value); it.hasNext();)
            addHost(hosts, it.next().captured(1));
    }
    if (namesHost(key)) {
        const QStringList items = value.split(QRegularExpression(QStringLiteral("[\\s,;]+")));
        for (const QString &item : items) {
            if (bare.match(item.section(QLatin1Char(':'), 0, 0)).hasMatch())
                addHost(hosts, item);
        }
    }
    return hosts;
}

ComposeEdges::ComposeEdges(const ComposeStack &stack, ImportFindings &findings)
    : m_stack(stack)
    , m_findings(findings)
{
    // A service's own name goes before what others call theirs.
    for (const ComposeService &service : stack.services)
        m_names.insert(service.name.toLower(), service.name);
    for (const ComposeService &service : stack.services) {
        QStringList others = service.aliases;
        others << service.containerName << service.hostname;
        for (const QString &name : std::as_const(others)) {
            if (!name.isEmpty() && !m_names.contains(name.toLower()))
                m_names.insert(name.toLower(), service.name);
        }
    }
}

bool ComposeEdges::add(const QString &from, const QString &to, DependencyBasis basis,
                       const QString &why, const ImportPlace &at)
{
    if (from == to || to.isEmpty() || m_stack.service(to) == nullptr)
        return false;
    const QString identity = from + QLatin1Char('\n') + to;
    if (m_known.contains(identity))
        return true;
    m_known.insert(identity, m_edges.size());
    m_edges.append({from, to, basis, why, at});
    return true;
}

QString ComposeEdges::serviceOf(const ComposeService &from, const QString &host) const
{
    if (const auto link = from.links.constFind(host); link != from.links.cend())
        return *link;
    return m_names.value(host);
}

void ComposeEdges::addDeclared()
{
    for (const ComposeService &service : m_stack.services) {
        for (const ComposeNeed &need : service.needs) {
            const bool isKept =
                add(service.name, need.service, DependencyBasis::Stated, need.way, need.at);
            if (isKept && need.condition == QLatin1String("service_healthy"))
                m_findings.add(FindingLevel::NotMapped, need.at, service.name,
                               QStringLiteral("depends_on.condition"),
                               ImportText::tr("the order of starting is left to Compose; the "
                                              "dependency on %1 is kept")
                                   .arg(need.service));
        }
    }
}

void ComposeEdges::addHosts(const ComposeService &from, const QString &key,
                            const ComposeVariable &value, const QString &why, bool isEnvironment)
{
    const QStringList hosts = hostsIn(key, value.value);
    for (const QString &host : hosts) {
        const QString to = serviceOf(from, host);
        if (!to.isEmpty() && add(from.name, to, DependencyBasis::Implied, why, value.at)
            && isEnvironment)
            ++m_fromEnvironment[from.name];
    }
}

void ComposeEdges::addInferred()
{
    for (const ComposeService &service : m_stack.services) {
        for (auto it = service.environment.cbegin(); it != service.environment.cend(); ++it)
            addHosts(service, it.key(), it.value(),
                     ImportText::tr("environment %1").arg(shown(it.key())), true);
        for (qsizetype i = 0; i < service.words.size(); ++i) {
            const QString &word = service.words.at(i);
            const bool isOption = word.startsWith(QLatin1Char('-'));
            const QString key =
                isOption ? word.section(QLatin1Char('='), 0, 0) : service.words.value(i - 1);
            const QString value = isOption && word.contains(QLatin1Char('='))
                                      ? word.section(QLatin1Char('='), 1)
                                      : word;
            addHosts(service, key, {value, service.wordsAt}, ImportText::tr("its command"), false);
        }
    }
    addTraefik();
}

void ComposeEdges::addTraefik()
{
    const ComposeService *traefik = nullptr;
    for (const ComposeService &service : m_stack.services) {
        if (imagePath(service.image).section(QLatin1Char('/'), -1) == QLatin1String("traefik"))
            traefik = &service;
    }
    if (traefik == nullptr)
        return;
    for (const ComposeService &service : m_stack.services) {
        for (auto it = service.labels.cbegin(); it != service.labels.cend(); ++it) {
            const bool isRouted = it.key().startsWith(QLatin1String("traefik.http."))
                                  || it.key().startsWith(QLatin1String("traefik.tcp."))
                                  || (it.key() == QLatin1String("traefik.enable")
                                      && it.value().value == QLatin1String("true"));
            if (isRouted
                && service.labels.value(QStringLiteral("traefik.enable")).value
                       != QLatin1String("false")) {
                add(traefik->name, service.name, DependencyBasis::Implied,
                    ImportText::tr("label %1").arg(shown(it.key())), it.value().at);
                break;
            }
        }
    }
}

void ComposeEdges::addNginx(const QString &service, const QList<NginxTarget> &targets)
{
    const ComposeService *nginx = m_stack.service(service);
    if (nginx == nullptr)
        return;
    for (const NginxTarget &target : targets) {
        const QString to = serviceOf(*nginx, target.host.toLower());
        if (to.isEmpty())
            m_findings.add(FindingLevel::NotMapped, target.at, service,
                           QStringLiteral("nginx.") + target.way,
                           ImportText::tr("%1 is no service of this stack")
                               .arg(ImportText::quoted(target.host)));
        else
            add(service, to, DependencyBasis::Implied, QStringLiteral("nginx ") + target.way,
                target.at);
    }
}

} // namespace opsdeck
