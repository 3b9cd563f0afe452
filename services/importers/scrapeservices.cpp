// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/scrapeservices.h"

#include "services/base/cleantext.h"
#include "services/config/secretscan.h"
#include "services/domain/madeid.h"
#include "services/importers/importid.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace opsdeck {

namespace {

/// A dollar begins a variable in our files.
QString literal(QString text)
{
    return text.replace(QLatin1Char('$'), QLatin1String("$$"));
}

/// Exporters that have a kind of their own, by what their jobs are usually called and their ports.
struct KnownExporter
{
    const char *kind;
    const char *title;
    const char *names; ///< regular expression
    int port;
};

constexpr KnownExporter kExporters[] = {
    {"postgres-exporter", "PostgreSQL exporter", "postgres|pg[-_]?exporter", 9187},
    {"redis-exporter", "Redis exporter", "redis|valkey", 9121},
    {"cadvisor", "cAdvisor", "cadvisor", 0},
    {"node-exporter", "Node exporter", "node", 9100},
};

} // namespace

ScrapeServices::ScrapeServices(const QList<KindInfo> &kinds,
                               const QHash<QString, ProbeModule> &modules, ImportedStack &imported,
                               ImportFindings &findings)
    : m_kinds(kinds)
    , m_modules(modules)
    , m_imported(imported)
    , m_findings(findings)
{}

bool ScrapeServices::hasKind(const QString &id) const
{
    return std::any_of(m_kinds.cbegin(), m_kinds.cend(),
                       [&id](const KindInfo &info) { return info.id == id; });
}

QString ScrapeServices::parameter(const QString &wanted, const QString &value)
{
    const QString name = importid::parameterName(wanted, m_parameters);
    m_imported.parameters.append({name, value});
    return QStringLiteral("${%1}").arg(name);
}

QString ScrapeServices::credentialOf(const ScrapeJob &job, const ImportedService &service)
{
    QString &known = m_credentials[job.name];
    if (!known.isEmpty())
        return known;
    const QString entry =
        QStringLiteral("%1/%2/%3").arg(m_imported.id, m_imported.environment, service.id);
    m_imported.secrets.append({entry, service.title});
    m_findings.add(FindingLevel::Secret, job.secretAt, job.name, {},
                   ImportText::tr("its password or token was not copied; put it in the keychain "
                                  "under %1 (opsdeckctl credential set %1)")
                       .arg(entry));
    known = parameter(service.id + QLatin1String("_credential"), entry);
    return known;
}

ImportedCheck ScrapeServices::checkOf(const ScrapeJob &job, const QString &kind,
                                      const QString &name, const ImportedService &service) const
{
    ImportedCheck check;
    check.kind = kind;
    check.title = cleanText(name, 80);
    QString base = madeId(name, QStringLiteral("target"));
    check.id = base;
    const auto isTaken = [&] {
        return std::any_of(service.checks.cbegin(), service.checks.cend(),
                           [&](const ImportedCheck &each) { return each.id == check.id; });
    };
    for (int number = 2; isTaken(); ++number)
        check.id = QStringLiteral("%1-%2").arg(base.left(58)).arg(number);
    check.interval = std::max(job.interval, Milliseconds(1000));
    check.timeout = std::clamp(job.timeout, Milliseconds(100), check.interval);
    return check;
}

void ScrapeServices::scrape(const ScrapeJob &job, const ScrapeTarget &target,
                            ImportedService &service)
{
    const QString address = target.labels.value(QStringLiteral("__address__"));
    const QString scheme = target.labels.value(QStringLiteral("__scheme__"));
    const QString path = target.labels.value(QStringLiteral("__metrics_path__"));
    const bool isHttps = scheme == QLatin1String("https");
    const QUrl url(scheme + QStringLiteral("://") + address + path, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty()
        || (!isHttps && scheme != QLatin1String("http"))) {
        m_findings.add(
            FindingLevel::NotMapped, target.at, job.name, {},
            address.contains(QLatin1Char('@'))
                ? ImportText::tr("a target with a user's name in it is no address")
                : ImportText::tr("the target %1 is no address").arg(ImportText::quoted(address)));
        return;
    }
    const int port = url.port(isHttps ? 443 : 80);
    QString kind = QStringLiteral("prometheus");
    for (const KnownExporter &known : kExporters) {
        const QRegularExpression names(QLatin1String(known.names),
                                       QRegularExpression::CaseInsensitiveOption);
        if (names.match(job.name).hasMatch() && (known.port == 0 || port == known.port)
            && hasKind(QLatin1String(known.kind))) {
            kind = QLatin1String(known.kind);
            service.technology = QLatin1String(known.title);
            service.layer = QStringLiteral("observability");
            service.reason = ImportText::tr("by the job's name and its port");
            service.confidence = Confidence::Medium;
            break;
        }
    }
    const QString instance = target.labels.value(QStringLiteral("instance"), address);
    ImportedCheck check = checkOf(job, kind, instance, service);
    const QString host = parameter(service.id + QLatin1Char('_') + check.id, address);
    check.parameters.append(
        {QStringLiteral("url"), QStringLiteral("%1://%2%3").arg(scheme, host, literal(path))});
    if (job.sampleLimit > 0)
        check.parameters.append({QStringLiteral("sample_limit"), job.sampleLimit});
    if (job.secretAt.line > 0) {
        check.parameters.append({QStringLiteral("credential"), credentialOf(job, service)});
        if (job.isBasic)
            check.parameters.append({QStringLiteral("auth"), QStringLiteral("basic")});
        if (job.isBasic && !job.username.isEmpty() && !looksSecret(job.username))
            check.parameters.append({QStringLiteral("username"), literal(job.username)});
    }
    if (service.port.isEmpty())
        service.port = QString::number(port);
    service.checks.append(check);
}

void ScrapeServices::probe(const ScrapeJob &job, const ScrapeTarget &target,
                           ImportedService &service)
{
    const QString module = target.labels.value(QStringLiteral("__param_module"), job.module);
    QString wanted = target.labels.value(QStringLiteral("__param_target"));
    ProbeModule facts = m_modules.value(module);
    const bool isGuessed = facts.prober.isEmpty();
    if (isGuessed)
        facts.prober = module.section(QLatin1Char('_'), 0, 0);
    if (wanted.isEmpty()) {
        m_findings.add(FindingLevel::NotMapped, target.at, job.name, {},
                       ImportText::tr("relabel_configs make no target of it for the exporter"));
        return;
    }
    if (facts.prober != QLatin1String("http") && facts.prober != QLatin1String("tcp")) {
        m_findings.add(
            FindingLevel::NotMapped, target.at, job.name, QStringLiteral("params.module"),
            ImportText::tr("%1 by the module %2 is not taken over: only http and tcp are")
                .arg(ImportText::quoted(wanted), ImportText::quoted(module)));
        return;
    }
    ImportedCheck check = checkOf(job, facts.prober, wanted, service);
    const QString name = service.id + QLatin1Char('_') + check.id;
    if (facts.prober == QLatin1String("http")) {
        const QString url =
            wanted.contains(QLatin1String("://")) ? wanted : QStringLiteral("http://") + wanted;
        const QUrl parsed(url, QUrl::StrictMode);
        if (!parsed.isValid() || parsed.host().isEmpty() || !parsed.userInfo().isEmpty()) {
            m_findings.add(FindingLevel::NotMapped, target.at, job.name, {},
                           ImportText::tr("the target is no address without a password"));
            return;
        }
        check.parameters.append({QStringLiteral("url"), parameter(name, url)});
        if (!facts.status.isEmpty())
            check.parameters.append({QStringLiteral("status"), facts.status});
    } else {
        const QUrl parsed(QStringLiteral("tcp://") + wanted, QUrl::StrictMode);
        if (!parsed.isValid() || parsed.host().isEmpty() || parsed.port() < 1) {
            m_findings.add(
                FindingLevel::NotMapped, target.at, job.name, {},
                ImportText::tr("the target %1 has no port").arg(ImportText::quoted(wanted)));
            return;
        }
        check.parameters = {
            {QStringLiteral("host"), parameter(name + QLatin1String("_host"), parsed.host())},
            {QStringLiteral("port"), parsed.port()}};
    }
    if (isGuessed)
        m_findings.add(FindingLevel::Note, job.at, job.name, QStringLiteral("params.module"),
                       ImportText::tr("what the module %1 asks for is guessed by its name; give "
                                      "the blackbox exporter's configuration along")
                           .arg(ImportText::quoted(module)));
    service.confidence = isGuessed ? Confidence::Medium : Confidence::High;
    service.checks.append(check);
}

void ScrapeServices::add(const ScrapeJob &job)
{
    ImportedService service;
    service.id = uniqueId(madeId(job.name, QStringLiteral("job")), m_ids);
    service.title = cleanText(job.name, 80);
    service.where = m_findings.location(job.at);
    service.layer = QStringLiteral("app");
    service.confidence = Confidence::High;
    service.reason = job.module.isEmpty() ? ImportText::tr("a scrape job")
                                          : ImportText::tr("a job of the blackbox exporter");
    if (job.targets.isEmpty()) {
        m_findings.add(FindingLevel::NotMapped, job.at, job.name, {},
                       ImportText::tr("no target of it is known here; it is drawn and not "
                                      "checked"));
        service.presence = Presence::NotConfigured;
        service.confidence = Confidence::Low;
        m_imported.services.append(service);
        return;
    }
    QSet<QString> known;
    for (const ScrapeTarget &target : job.targets) {
        const QStringList values = target.labels.values();
        const QString whole = values.join(QLatin1Char('\n'));
        if (known.contains(whole))
            continue;
        known.insert(whole);
        if (job.module.isEmpty())
            scrape(job, target, service);
        else
            probe(job, target, service);
    }
    if (service.checks.isEmpty())
        return;
    service.replicas = job.module.isEmpty() ? static_cast<int>(service.checks.size()) : 1;
    m_byJob.insert(job.name, service.id);
    m_imported.services.append(service);
}

} // namespace opsdeck
