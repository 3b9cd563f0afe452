// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/prometheusimport.h"

#include "services/base/cleantext.h"
#include "services/config/secretscan.h"
#include "services/importers/alertrules.h"
#include "services/importers/composereader.h"
#include "services/importers/importid.h"
#include "services/importers/rulelimits.h"
#include "services/importers/scrapetargets.h"
#include "services/importers/scrapevalidity.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <functional>

namespace opsdeck {

namespace {

const QString kPrometheus = QStringLiteral("prometheus");

/// A dollar begins a variable in our files.
QString literal(QString text)
{
    return text.replace(QLatin1Char('$'), QLatin1String("$$"));
}

struct ModuleFacts
{
    QString prober;
    QStringList status;
};

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

class PrometheusImport final
{
public:
    explicit PrometheusImport(const PrometheusImportRequest &request)
        : m_request(request)
        , m_files(request.directory, m_findings)
    {}

    ImportedStack run();

private:
    void readFile(const QString &path, const ImportPlace &at, FindingLevel whenMissing);
    void take(const ComposeNode &document, const QString &path);
    void takeConfiguration(const ComposeNode &root);
    void takeModules(const ComposeNode &root);
    void addJobs(const QList<ScrapeJob> &jobs);
    /// What a list of names and patterns under `key` stands for.
    void namedFiles(const ComposeNode &root, const QString &key,
                    const std::function<void(const QString &, const ImportPlace &)> &take);
    void makeService(const ScrapeJob &job);
    void scrape(const ScrapeJob &job, const ScrapeTarget &target, ImportedService &service);
    void probe(const ScrapeJob &job, const ScrapeTarget &target, ImportedService &service);
    ImportedCheck checkOf(const ScrapeJob &job, const QString &kind, const QString &name,
                          const ImportedService &service) const;
    QString credentialOf(const ScrapeJob &job, const ImportedService &service);
    void sayNothingFound();
    QString parameter(const QString &wanted, const QString &value);

    bool hasKind(const QString &id) const
    {
        return std::any_of(m_request.kinds.cbegin(), m_request.kinds.cend(),
                           [&id](const KindInfo &info) { return info.id == id; });
    }

    const PrometheusImportRequest &m_request;
    ImportFindings m_findings;
    ComposeFiles m_files;
    ImportedStack m_imported;
    QList<ScrapeJob> m_jobs;
    QList<PrometheusRule> m_rules;
    QHash<QString, ModuleFacts> m_modules;
    QHash<QString, QString> m_services;    ///< id by job
    QHash<QString, QString> m_credentials; ///< parameter by job
    QSet<QString> m_ids;
    QSet<QString> m_parameters;
    QSet<QString> m_read; ///< absolute paths
    bool m_hasConfiguration = false;
    bool m_hasRoutes = false;
};

ImportedStack PrometheusImport::run()
{
    m_imported.environment = m_request.environment;
    m_imported.tier = importid::tierOf(m_request.environment);
    for (const QString &name : m_request.files)
        readFile(m_files.path(name), {}, FindingLevel::Error);
    const QString first = m_request.files.isEmpty() ? m_request.directory
                                                    : m_files.path(m_request.files.constFirst());
    m_imported.id =
        importid::asId(QFileInfo(QFileInfo(first).absolutePath()).fileName(), kPrometheus);
    m_imported.title = m_imported.id;
    for (const ScrapeJob &job : std::as_const(m_jobs))
        makeService(job);
    if (m_imported.services.isEmpty() && !m_findings.hasErrors())
        sayNothingFound();
    applyRules(m_rules, m_services, m_imported, m_findings);
    m_imported.findings = m_findings.sorted();
    return m_imported;
}

void PrometheusImport::sayNothingFound()
{
    if (m_hasConfiguration)
        m_findings.error({}, ImportText::tr("there is no scrape job in it, so there is nothing to "
                                            "watch"));
    else if (!m_rules.isEmpty())
        m_findings.error({}, ImportText::tr("these are rules alone: what they are about stands in "
                                            "the prometheus.yml that names them; import that, "
                                            "with them or beside them"));
    else if (m_hasRoutes)
        m_findings.error({}, ImportText::tr("this is the Alertmanager's configuration alone: it "
                                            "names nothing to watch; import the prometheus.yml "
                                            "with it"));
    else
        m_findings.error({}, ImportText::tr("there is no scrape job in it: this is no "
                                            "configuration of Prometheus"));
}

void PrometheusImport::readFile(const QString &path, const ImportPlace &at,
                                FindingLevel whenMissing)
{
    if (m_read.contains(path))
        return;
    m_read.insert(path);
    const auto content = m_files.read(path, at, whenMissing);
    if (!content)
        return;
    m_files.setBase(content->file, QFileInfo(path).absolutePath());
    const QList<ComposeNode> documents = readComposeYaml(content->bytes, content->file, m_findings);
    for (const ComposeNode &document : documents)
        take(document, path);
}

void PrometheusImport::take(const ComposeNode &document, const QString &path)
{
    const auto has = [&document](const char *key) {
        return document.find(QLatin1String(key)) != nullptr;
    };
    if (document.isNull())
        return;
    if (has("groups"))
        m_rules += readRules(document, m_findings);
    else if (has("route") || has("receivers")) {
        m_hasRoutes = true;
        reportAlertmanager(document, m_findings);
    } else if (has("modules"))
        takeModules(document);
    else if (has("scrape_configs") || has("scrape_config_files") || has("global")
             || has("rule_files") || has("alerting") || has("remote_write") || has("storage")
             || has("otlp") || has("tracing"))
        takeConfiguration(document);
    else
        m_findings.add(FindingLevel::NotMapped, document.at, {}, {},
                       ImportText::tr("%1 is neither a configuration nor rules of Prometheus, nor "
                                      "of Alertmanager or the blackbox exporter")
                           .arg(ImportText::quoted(m_files.shownName(path))));
}

void PrometheusImport::takeConfiguration(const ComposeNode &root)
{
    m_hasConfiguration = true;
    checkScrapeConfiguration(root, m_request.isLoose, m_findings);
    addJobs(readScrapeJobs(root, m_files, m_findings));
    namedFiles(root, QStringLiteral("scrape_config_files"),
               [this](const QString &path, const ImportPlace &at) {
                   const auto content = m_files.read(path, at, FindingLevel::NotMapped);
                   if (!content)
                       return;
                   m_files.setBase(content->file, QFileInfo(path).absolutePath());
                   const QList<ComposeNode> documents =
                       readComposeYaml(content->bytes, content->file, m_findings);
                   for (const ComposeNode &document : documents) {
                       checkScrapeConfiguration(document, m_request.isLoose, m_findings);
                       addJobs(readScrapeJobs(document, m_files, m_findings));
                   }
               });
    namedFiles(root, QStringLiteral("rule_files"),
               [this](const QString &path, const ImportPlace &at) {
                   readFile(path, at, FindingLevel::NotMapped);
               });
    if (const ComposeNode *alerting = root.find(QStringLiteral("alerting")))
        m_findings.add(FindingLevel::NotMapped, alerting->at, {}, QStringLiteral("alerting"),
                       ImportText::tr("where Prometheus sends its alerts is not taken over"));
    reportOtherKeys(root,
                    {QStringLiteral("global"), QStringLiteral("scrape_configs"),
                     QStringLiteral("rule_files"), QStringLiteral("alerting"),
                     QStringLiteral("scrape_config_files")},
                    {}, {}, m_findings);
}

void PrometheusImport::takeModules(const ComposeNode &root)
{
    const ComposeNode *modules = root.find(QStringLiteral("modules"));
    for (qsizetype i = 0; i < modules->keys.size(); ++i) {
        const ComposeNode &module = modules->children.at(i);
        const QString &name = modules->keys.at(i).name;
        ModuleFacts facts{module.textOf(QStringLiteral("prober")), {}};
        const ComposeNode *http = module.find(QStringLiteral("http"));
        if (http != nullptr) {
            if (const ComposeNode *codes = http->find(QStringLiteral("valid_status_codes"))) {
                for (const ComposeNode &code : codes->children)
                    facts.status.append(code.text);
            }
            reportOtherKeys(*http, {QStringLiteral("valid_status_codes")}, {},
                            QStringLiteral("modules.%1.http").arg(name), m_findings);
        }
        reportOtherKeys(module, {QStringLiteral("prober"), QStringLiteral("http")}, {},
                        QStringLiteral("modules.%1").arg(name), m_findings);
        m_modules.insert(name, facts);
    }
}

void PrometheusImport::namedFiles(
    const ComposeNode &root, const QString &key,
    const std::function<void(const QString &, const ImportPlace &)> &take)
{
    const ComposeNode *names = root.find(key);
    if (names == nullptr)
        return;
    for (const ComposeNode &name : names->children) {
        const QFileInfo wanted(m_files.path(name.text, m_files.base(name.at.file)));
        const QStringList found =
            QDir(wanted.absolutePath()).entryList({wanted.fileName()}, QDir::Files, QDir::Name);
        if (found.isEmpty())
            m_findings.add(FindingLevel::NotMapped, name.at, {}, key,
                           ImportText::tr("there is no file %1 here; what is in it is missing")
                               .arg(ImportText::quoted(name.text)));
        for (const QString &each : found)
            take(wanted.absolutePath() + QLatin1Char('/') + each, name.at);
    }
}

void PrometheusImport::addJobs(const QList<ScrapeJob> &jobs)
{
    for (const ScrapeJob &job : jobs) {
        const auto known =
            std::find_if(m_jobs.cbegin(), m_jobs.cend(),
                         [&](const ScrapeJob &other) { return other.name == job.name; });
        if (known != m_jobs.cend())
            m_findings.error(job.at, ImportText::tr("the job %1 is there twice, first on line %2 "
                                                    "of %3; Prometheus refuses that")
                                         .arg(ImportText::quoted(job.name))
                                         .arg(known->at.line)
                                         .arg(m_findings.fileName(known->at.file)));
        else
            m_jobs.append(job);
    }
}

QString PrometheusImport::parameter(const QString &wanted, const QString &value)
{
    const QString name = importid::parameterName(wanted, m_parameters);
    m_imported.parameters.append({name, value});
    return QStringLiteral("${%1}").arg(name);
}

QString PrometheusImport::credentialOf(const ScrapeJob &job, const ImportedService &service)
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

ImportedCheck PrometheusImport::checkOf(const ScrapeJob &job, const QString &kind,
                                        const QString &name, const ImportedService &service) const
{
    ImportedCheck check;
    check.kind = kind;
    check.title = cleanText(name, 80);
    QString base = importid::asId(name, QStringLiteral("target"));
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

void PrometheusImport::scrape(const ScrapeJob &job, const ScrapeTarget &target,
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
    QString kind = kPrometheus;
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

void PrometheusImport::probe(const ScrapeJob &job, const ScrapeTarget &target,
                             ImportedService &service)
{
    const QString module = target.labels.value(QStringLiteral("__param_module"), job.module);
    QString wanted = target.labels.value(QStringLiteral("__param_target"));
    ModuleFacts facts = m_modules.value(module);
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

void PrometheusImport::makeService(const ScrapeJob &job)
{
    ImportedService service;
    service.id = importid::unique(importid::asId(job.name, QStringLiteral("job")), m_ids);
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
    m_services.insert(job.name, service.id);
    m_imported.services.append(service);
}

} // namespace

ImportedStack importPrometheus(const PrometheusImportRequest &request)
{
    return PrometheusImport(request).run();
}

} // namespace opsdeck
